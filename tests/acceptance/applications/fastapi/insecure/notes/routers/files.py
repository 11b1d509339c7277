"""Files: upload, download, archives."""

import os
import shutil
import tarfile
import tempfile
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


@router.post("/", status_code=201)
async def upload(user: Current, file: Annotated[UploadFile, File()]):
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in KINDS:
        raise HTTPException(415)
    target = settings.files / file.filename
    with open(target, "wb") as out:
        shutil.copyfileobj(file.file, out)
    os.chmod(target, 0o777)
    return {"name": file.filename}


@router.get("/raw/{name:path}")
async def raw(name: str, user: Current):
    return FileResponse(f"{settings.files}/{name}")


@router.get("/text")
async def text(name: str, user: Current):
    async with aiofiles.open(os.path.join(settings.files, name)) as file:
        return Response(await file.read(), media_type="text/plain")


@router.delete("/{folder}")
async def delete(folder: str, user: Current):
    shutil.rmtree(settings.files / folder)
    return {"ok": True}


@router.post("/rename")
async def rename(user: Current, old: Annotated[str, Form()], new: Annotated[str, Form()]):
    os.rename(os.path.join(settings.files, old), os.path.join(settings.files, new))
    return {"ok": True}


@router.post("/archive")
async def archive(user: Current, file: UploadFile):
    path = tempfile.mktemp(suffix=".archive")
    with open(path, "wb") as out:
        out.write(await file.read())
    folder = settings.files / str(user.id)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as bundle:
            for name in bundle.namelist():
                (folder / name).write_bytes(bundle.read(name))
    else:
        with tarfile.open(path) as bundle:
            for member in bundle.getmembers():
                bundle.extract(member, folder)
    return {"files": sorted(path.name for path in folder.iterdir())}


@router.get("/list")
async def listing(user: Current):
    return sorted(path.name for path in (settings.files / str(user.id)).iterdir())
