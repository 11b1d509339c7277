"""Models that people bring and run."""

import json
from typing import Annotated

import numpy as np
import torch
import yaml
from fastapi import APIRouter, Body, Depends, File, HTTPException, Request, UploadFile

from ..schemas import SmallMatrix
from ..security import current_user
from ..settings import settings

router = APIRouter(prefix="/models", tags=["models"], dependencies=[Depends(current_user)])
KNOWN = ("summary", "topics")


@router.post("/predict/{name}")
async def predict(name: str, values: Annotated[list[float], Body()]):
    if name not in KNOWN:
        raise HTTPException(404)
    weights = torch.load(settings.models / f"{name}.pt", weights_only=True)
    return {"score": float(sum(w * v for w, v in zip(weights["linear"], values)))}


@router.post("/weights")
async def weights(file: UploadFile):
    loaded = torch.load(file.file, weights_only=True)
    return {"layers": list(loaded)}


@router.post("/array")
async def array(file: Annotated[UploadFile, File()]):
    values = np.load(file.file, allow_pickle=False)
    return {"shape": values.shape}


@router.post("/pipeline")
async def pipeline(request: Request):
    body = await request.body()
    steps = json.loads(body)
    return {"steps": len(steps)}


@router.post("/state")
async def state(payload: Annotated[str, Body()]):
    restored = json.loads(payload)
    return {"kind": type(restored).__name__}


@router.post("/experiment")
async def experiment(request: Request):
    definition = yaml.safe_load(await request.body())
    return {"name": definition["name"]}


@router.post("/zeros")
async def zeros(matrix: SmallMatrix):
    return {"sum": float(np.zeros((matrix.rows, matrix.columns)).sum())}
