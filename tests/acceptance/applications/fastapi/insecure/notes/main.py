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


app = FastAPI(title="Notes", debug=True, lifespan=lifespan)

app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)
app.add_middleware(SessionMiddleware, secret_key="change-this-session-key", https_only=False)

for module in (admin, agents, files, jobs, live, models, notes, search, users):
    app.include_router(module.router)


@app.exception_handler(Exception)
async def unexpected(request: Request, error: Exception):
    logger.error("failed: %s", request.url.path, exc_info=error)
    return PlainTextResponse("".join(traceback.format_exception(error)), status_code=500)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


if __name__ == "__main__":
    uvicorn.run("notes.main:app", host="0.0.0.0", port=8000, reload=True)
