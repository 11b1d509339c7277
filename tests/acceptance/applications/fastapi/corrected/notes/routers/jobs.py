"""Jobs: conversions, imports, crawls, hooks."""

import asyncio
import subprocess
import urllib.request
from typing import Annotated
from urllib.parse import urlsplit

from defusedxml import ElementTree

import aiohttp
import httpx
from fastapi import APIRouter, BackgroundTasks, Depends, Header, HTTPException, Query, Request

from ..schemas import Import, Job, Watch
from ..security import current_user, verify_hook
from ..settings import settings

router = APIRouter(prefix="/jobs", tags=["jobs"])
CONVERTERS = {"pdf": ["pandoc", "-t", "pdf"], "html": ["pandoc", "-t", "html"]}
HOSTS = {"wiki.example.com", "docs.example.com"}


def known(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in HOSTS:
        raise HTTPException(422, "unknown host")
    return f"https://{parts.hostname}{parts.path}"


@router.post("/run", dependencies=[Depends(current_user)])
async def run(job: Job):
    if job.kind not in CONVERTERS or job.target.startswith("-"):
        raise HTTPException(422)
    process = await asyncio.create_subprocess_exec(
        *CONVERTERS[job.kind], "--", job.target, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return {"output": output.decode()}


@router.get("/ping", dependencies=[Depends(current_user)])
def ping(host: Annotated[str, Query()]):
    if not host.replace(".", "").isalnum():
        raise HTTPException(422)
    done = subprocess.run(["ping", "-c", "1", "--", host], capture_output=True, text=True)
    return {"output": done.stdout}


@router.post("/import", dependencies=[Depends(current_user)])
async def import_page(data: Import):
    async with httpx.AsyncClient() as client:
        answer = await client.get(known(data.url))
    return {"id": str(data.id), "length": len(answer.text)}


@router.post("/watch", dependencies=[Depends(current_user)])
async def watch(data: Watch):
    async with aiohttp.ClientSession() as session:
        async with session.get(known(str(data.page))) as answer:
            return {"status": answer.status}


@router.get("/feed", dependencies=[Depends(current_user)])
def feed(url: str):
    with urllib.request.urlopen(known(url), timeout=10) as answer:
        tree = ElementTree.fromstring(answer.read())
    return [item.findtext("title") for item in tree.iter("item")]


@router.post("/opml", dependencies=[Depends(current_user)])
async def opml(request: Request):
    tree = ElementTree.fromstring(await request.body())
    return [outline.get("text") for outline in tree.iter("outline")]


@router.post("/hook")
async def hook(request: Request, tasks: BackgroundTasks, x_signature: Annotated[str, Header()] = ""):
    body = await request.body()
    if not verify_hook(body, x_signature, settings.worker_key):
        raise HTTPException(401)
    data = await request.json()
    tasks.add_task(notify, data["repository"], data["branch"])
    return {"ok": True}


def notify(repository: str, branch: str) -> None:
    if repository not in {"handbook", "wiki"} or not branch.isalnum():
        return
    source = f"https://git.example.com/{repository}.git"
    subprocess.run(["git", "clone", "--branch", branch, "--", source, "/srv/notes/clone"], check=True)
