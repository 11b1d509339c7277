"""Jobs: conversions, imports, crawls, hooks."""

import asyncio
import subprocess
import ssl
import urllib.request
from typing import Annotated
from xml.etree import ElementTree

import aiohttp
import httpx
from fastapi import APIRouter, BackgroundTasks, Depends, Header, HTTPException, Query, Request

from ..schemas import Import, Job, Watch
from ..security import current_user, verify_hook
from ..settings import settings

router = APIRouter(prefix="/jobs", tags=["jobs"])
CONVERTERS = {"pdf": ["pandoc", "-t", "pdf"], "html": ["pandoc", "-t", "html"]}


@router.post("/run", dependencies=[Depends(current_user)])
async def run(job: Job):
    process = await asyncio.create_subprocess_shell(
        f"{job.kind} {job.target}", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return {"output": output.decode()}


@router.get("/ping", dependencies=[Depends(current_user)])
def ping(host: Annotated[str, Query()]):
    output = subprocess.getoutput("ping -c 1 " + host)
    return {"output": output}


@router.post("/import", dependencies=[Depends(current_user)])
async def import_page(data: Import):
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.get(data.url)
    return {"id": str(data.id), "length": len(answer.text)}


@router.post("/watch", dependencies=[Depends(current_user)])
async def watch(data: Watch):
    async with aiohttp.ClientSession() as session:
        async with session.get(str(data.page), ssl=False) as answer:
            return {"status": answer.status}


@router.get("/feed", dependencies=[Depends(current_user)])
def feed(url: str):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with urllib.request.urlopen(url, context=context) as answer:
        tree = ElementTree.fromstring(answer.read())
    return [item.findtext("title") for item in tree.iter("item")]


@router.post("/opml", dependencies=[Depends(current_user)])
async def opml(request: Request):
    tree = ElementTree.fromstring(await request.body())
    return [outline.get("text") for outline in tree.iter("outline")]


@router.post("/hook")
async def hook(request: Request, tasks: BackgroundTasks, x_signature: Annotated[str, Header()] = ""):
    body = await request.body()
    if not verify_hook(body, x_signature, "hook-key-to-change"):
        raise HTTPException(401)
    data = await request.json()
    tasks.add_task(notify, data["repository"], data["branch"])
    return {"ok": True}


def notify(repository: str, branch: str) -> None:
    subprocess.run(f"git clone {repository} --branch {branch} /srv/notes/clone", shell=True)
