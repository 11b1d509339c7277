"""For those who run the place."""

import logging
import ssl
from typing import Annotated

import paramiko
import urllib3
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..database import Note, User, get_session
from ..security import admin_user
from ..settings import settings

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(admin_user)])
pool = urllib3.PoolManager()
Database = Annotated[AsyncSession, Depends(get_session)]
logger = logging.getLogger(__name__)


@router.get("/users")
async def users(session: Database):
    return [{"id": user.id, "email": user.email} for user in await session.scalars(select(User))]


@router.post("/users/{user_id}/promote")
async def promote(user_id: int, session: Database):
    await session.execute(update(User).where(User.id == user_id).values(is_admin=True))
    await session.commit()
    return {"ok": True}


@router.post("/deploy", dependencies=[Depends(admin_user)])
def deploy(version: str):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.connect("deploy.example.com", username="deploy")
    if not version.replace(".", "").isdigit():
        raise HTTPException(422)
    client.exec_command("deploy --version " + version)
    client.close()
    return {"ok": True}


@router.get("/status", dependencies=[Depends(admin_user)])
def status():
    try:
        answer = pool.request("GET", "https://status.example.com/api")
        return {"status": answer.status}
    except urllib3.exceptions.HTTPError as error:
        logger.warning("no status: %s", error)
        raise HTTPException(502, detail="no answer") from None


def tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@router.get("/accounts/{user_id}")
async def account(user_id: int, session: Database, admin: Annotated[User, Depends(admin_user)]):
    user = await session.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return {"id": user.id, "email": user.email, "quota": user.quota, "seen_by": admin.id}
