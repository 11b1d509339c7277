"""Files: upload, download, archives."""

import os
import shutil
import tarfile
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Annotated

import aiofiles
from fastapi import APIRouter, Depends, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse, Response

from ..database import User
from ..security import current_user
from ..settings import settings

router = APIRouter(prefix="/files", tags=["files"])
Current = Annotated[User, Depends(current_user)]
KINDS = {".txt", ".md", ".pdf", ".png"}
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024


def inside(name: str) -> Path:
    root = settings.files.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise HTTPException(404)
    return path


@router.post("/", status_code=201)
async def upload(user: Current, file: Annotated[UploadFile, File()]):
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in KINDS:
        raise HTTPException(415)
    name = f"{uuid.uuid4().hex}{suffix}"
    content = await file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise HTTPException(413)
    target = settings.files / name
    target.write_bytes(content)
    os.chmod(target, 0o600)
    return {"name": name}


@router.get("/raw/{name:path}")
async def raw(name: str, user: Current):
    return FileResponse(inside(name))


@router.get("/text")
async def text(name: str, user: Current):
    root = os.path.realpath(settings.files)
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(root + os.sep):
        raise HTTPException(404)
    async with aiofiles.open(path) as file:
        return Response(await file.read(), media_type="text/plain")


@router.delete("/{folder}")
async def delete(folder: str, user: Current):
    if not folder.isalnum():
        raise HTTPException(404)
    shutil.rmtree(settings.files / folder)
    return {"ok": True}


@router.post("/rename")
async def rename(user: Current, old: Annotated[str, Form()], new: Annotated[str, Form()]):
    os.rename(inside(old), inside(new))
    return {"ok": True}


@router.post("/archive")
async def archive(user: Current, file: UploadFile):
    content = await file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise HTTPException(413)
    folder = settings.files / str(user.id)
    with tempfile.TemporaryFile() as stored:
        stored.write(content)
        stored.seek(0)
        if zipfile.is_zipfile(stored):
            with zipfile.ZipFile(stored) as bundle:
                if sum(info.file_size for info in bundle.infolist()) > MOST_UNPACKED:
                    raise HTTPException(413)
                bundle.extractall(folder)
        else:
            with tarfile.open(fileobj=stored) as bundle:
                if sum(member.size for member in bundle.getmembers()) > MOST_UNPACKED:
                    raise HTTPException(413)
                bundle.extractall(folder, filter="data")
    return {"files": sorted(path.name for path in folder.iterdir())}


@router.get("/list")
async def listing(user: Current):
    return sorted(path.name for path in (settings.files / str(user.id)).iterdir())
