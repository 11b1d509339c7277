"""FastAPI and Starlette."""

from __future__ import annotations

from tests.dataflow.support import expect

IMPORTS = """
        import os, uuid
        from enum import Enum
        from typing import Annotated, List, Literal, Optional
        from fastapi import (
            APIRouter, BackgroundTasks, Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, Request, UploadFile, WebSocket,
        )
        from fastapi.security import OAuth2PasswordBearer
        from pydantic import BaseModel, conint
        from sqlalchemy.orm import Session

        app = FastAPI()
        router = APIRouter(prefix="/items")
"""


def test_parameters_of_a_path_operation() -> None:
    expect(
        IMPORTS
        + """
        @app.get("/users/{name}")
        def user(name: str, cursor, agent: str = Header(None), theme: Annotated[str | None, Cookie()] = None, words: List[str] = Query([])):
            os.system(name) #!
            os.system(f"echo {agent}") #!
            os.system(theme) #!
            os.system(" ".join(words)) #!
            cursor.execute(f"SELECT * FROM users WHERE name = '{name}'") #! sql

        @router.post("")
        async def create(note: str = Form(...), payload: dict = Body(...), file: UploadFile = File(...)):
            os.system(note) #!
            os.system(payload["a"]) #!
            os.system(file.filename) #!
            os.system(await file.read()) #!

        @app.websocket("/rooms/{room}")
        async def room(websocket: WebSocket, room: str):
            os.system(room) #!
            os.system(await websocket.receive_text()) #!
            async for message in websocket.iter_text():
                os.system(message) #!
        """
    )


def test_types_that_carry_no_attack() -> None:
    expect(
        IMPORTS
        + """
        class Color(str, Enum):
            RED = "red"

        Number = Annotated[int, Path(ge=1)]

        @app.get("/items/{key}")
        def item(key: int, id: uuid.UUID, color: Color, side: Literal["a", "b"], page: Optional[int] = None,
                 keys: list[int] = Query([]), number: Number = 1, size: conint(ge=1) = 1, on: bool = False):
            os.system(f"echo {key} {id} {color} {color.value} {side} {page} {number} {size} {on}")
            os.system(",".join(map(str, keys)))

        @app.exception_handler(ValueError)
        async def handle(request: Request, error: ValueError):
            os.system(error.text)

        @app.get("/constant")
        def constant():
            name = "a"
            os.system(f"echo {name}")
        """
    )


def test_fields_of_a_body() -> None:
    expect(
        IMPORTS
        + """
        class Address(BaseModel):
            street: str
            number: int

        class Order(BaseModel):
            name: str
            count: int
            tags: list[str] = []
            numbers: list[int] = []
            size: conint(ge=1) = 1

        @app.post("/orders")
        def order(order: Order, address: Address):
            os.system(order.name) #!
            os.system(" ".join(order.tags)) #!
            os.system(address.street) #!
            os.system(f"{order.count} {order.numbers} {order.size} {address.number}")
        """
    )


def test_dependencies() -> None:
    expect(
        IMPORTS
        + """
        scheme = OAuth2PasswordBearer(tokenUrl="token")

        class User(BaseModel):
            name: str

        class Pages:
            def __init__(self, term: str = "", limit: int = 10):
                self.term = term
                self.limit = limit

        def paging(q: str | None = None, skip: int = 0):
            return {"q": q, "skip": skip}

        def database():
            yield connect()

        async def current(token: Annotated[str, Depends(scheme)]):
            os.system(token) #!
            return User(name="a")

        Database = Annotated[Session, Depends(database)]
        Current = Annotated[User, Depends(current)]

        @app.get("/")
        def index(db: Database, user: Current, pages: Pages = Depends(), page: dict = Depends(paging), token: str = Depends(scheme),
                  service=Depends(elsewhere)):
            os.system(pages.term) #!
            os.system(page["q"]) #!
            os.system(token) #!
            os.system(f"{pages.limit} {page['skip']}")
            os.system(user.name)
            os.system(db.name)
            os.system(service.name)
        """
    )


def test_the_request_itself_and_tasks_after_it() -> None:
    expect(
        IMPORTS
        + """
        @app.post("/hook")
        async def hook(request: Request, tasks: BackgroundTasks):
            data = await request.json()
            os.system(data["a"]) #!
            os.system(request.query_params.get("a")) #!
            os.system(request.path_params["a"]) #!
            form = await request.form()
            os.system(form["file"].filename) #!
            os.system(request.method)
            tasks.add_task(work, data["a"], "b")

        def work(text, constant):
            os.system(text) #!
            os.system(constant)
        """
    )


def test_starlette() -> None:
    expect(
        """
        import os
        from starlette.applications import Starlette
        from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
        from starlette.routing import Route

        async def index(request):
            os.system(request.path_params["name"]) #!
            os.system((await request.body()).decode()) #!

        async def socket(websocket):
            os.system(await websocket.receive_text()) #!

        class Page(HTTPEndpoint):
            async def get(self, request):
                os.system(request.query_params["a"]) #!

        class Echo(WebSocketEndpoint):
            async def on_receive(self, websocket, data):
                os.system(data) #!

        class Other:
            async def on_receive(self, websocket, data):
                os.system(data)

        app = Starlette(routes=[Route("/{name}", index)])
        """
    )
