"""Accounts."""

import logging
from html import escape
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Form, Header, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security import OAuth2PasswordRequestForm
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..database import User, get_session
from ..schemas import Credentials, Registration
from ..security import api_key, check_password, client_address, create_token, current_user, hash_password

router = APIRouter(prefix="/users", tags=["users"])
logger = logging.getLogger(__name__)
Database = Annotated[AsyncSession, Depends(get_session)]
Current = Annotated[User, Depends(current_user)]
LANDING_PAGES = {"home": "/", "notes": "/notes", "account": "/users/me"}


@router.post("/register", status_code=201)
async def register(data: Registration, session: Database) -> dict[str, int]:
    user = User(email=data.email, name=data.name, password=hash_password(data.password))
    session.add(user)
    await session.commit()
    return {"id": user.id}


@router.post("/login")
async def login(request: Request, response: Response, data: Credentials, session: Database):
    entry = (await session.scalars(select(User).where(User.email == data.email))).first()
    if entry is None or not check_password(data.password, entry.password):
        logger.warning("login failed from %s", client_address(request))
        raise HTTPException(401, "wrong address or password")
    response.set_cookie("session", create_token(entry), httponly=True, secure=True, samesite="lax")
    return {"ok": True}


@router.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()], session: Database):
    user = (await session.scalars(select(User).where(User.email == form.username))).first()
    if user is None or not check_password(form.password, user.password):
        raise HTTPException(400, "wrong address or password")
    return {"access_token": create_token(user), "token_type": "bearer"}


@router.get("/after-login")
async def after_login(next: str = "/"):
    return RedirectResponse(LANDING_PAGES.get(next, "/"), status_code=303)


@router.get("/me")
async def me(user: Current) -> dict[str, str | int]:
    return {"id": user.id, "email": user.email, "name": user.name}


@router.patch("/me")
async def update_me(user: Current, session: Database, data: Annotated[dict, Body()]):
    for key in ("name", "email"):
        if key in data:
            setattr(user, key, str(data[key]))
    session.add(user)
    await session.commit()
    return {"ok": True}


@router.get("/card", response_class=HTMLResponse)
async def card(name: str, colour: str = "grey"):
    colour = colour if colour in {"grey", "green", "blue"} else "grey"
    return f"<div style='color: {colour}'><b>{escape(name)}</b></div>"


@router.post("/key")
async def new_key(user: Current, session: Database):
    return {"key": api_key(), "user": user.id}


@router.get("/language")
async def language(response: Response, accept_language: Annotated[str | None, Header()] = None):
    chosen = "de" if (accept_language or "").startswith("de") else "en"
    response.headers["Content-Language"] = chosen
    return {"language": chosen}
