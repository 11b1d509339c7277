"""Live updates over a WebSocket."""

import logging

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

import psycopg

from ..settings import settings

router = APIRouter()
logger = logging.getLogger(__name__)
connected: set[WebSocket] = set()


@router.websocket("/live/{room}")
async def live(socket: WebSocket, room: int):
    await socket.accept()
    connected.add(socket)
    try:
        while True:
            message = await socket.receive_json()
            with psycopg.connect(settings.database_url) as connection:
                connection.execute(
                    "UPDATE notes SET title = %s WHERE id = %s", (message["title"], message["id"])
                )
            await broadcast(room, message["title"])
    except WebSocketDisconnect:
        connected.discard(socket)


async def broadcast(room: int, title: str) -> None:
    for socket in list(connected):
        if socket.client_state is WebSocketState.CONNECTED:
            await socket.send_json({"room": room, "title": title})
