"""A knowledge base: notes, files, search, models, agents, live updates."""

import logging
import traceback
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.middleware.sessions import SessionMiddleware

from .database import close_pool, open_pool
from .routers import admin, agents, files, jobs, live, models, notes, search, users
from .settings import settings

logger = logging.getLogger("notes")


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await open_pool()
    yield
    await close_pool(app.state.pool)


app = FastAPI(title="Notes", lifespan=lifespan)

app.add_middleware(
    CORSMiddleware,
    allow_origins=settings.frontends,
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)
app.add_middleware(SessionMiddleware, secret_key=settings.session_key, https_only=True)

for module in (admin, agents, files, jobs, live, models, notes, search, users):
    app.include_router(module.router)


@app.exception_handler(Exception)
async def unexpected(request: Request, error: Exception):
    logger.error("failed: %s", request.url.path, exc_info=error)
    return JSONResponse({"detail": "internal error"}, status_code=500)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


if __name__ == "__main__":
    uvicorn.run("notes.main:app", host="127.0.0.1", port=8000)
