"""What goes in and out."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field, HttpUrl


class Registration(BaseModel):
    email: EmailStr
    password: str = Field(min_length=8, max_length=200)
    name: str = ""


class Credentials(BaseModel):
    email: str
    password: str


class NoteIn(BaseModel):
    title: str = Field(max_length=200)
    body: str
    public: bool = False


class NoteOut(NoteIn):
    id: int


class SearchIn(BaseModel):
    text: str
    owner: int | None = None
    order: Literal["title", "id"] = "id"


class DocumentQuery(BaseModel):
    filter: dict[str, Any]
    limit: int = Field(default=20, ge=1, le=100)


class TagQuery(BaseModel):
    tag: str
    limit: int = Field(default=20, ge=1, le=100)


class Job(BaseModel):
    kind: str
    target: str
    arguments: list[str] = []


class Import(BaseModel):
    url: str
    id: UUID


class Watch(BaseModel):
    page: HttpUrl
    pattern: str = ""


class Question(BaseModel):
    question: str = Field(max_length=2000)


class Matrix(BaseModel):
    rows: int
    columns: int


class SmallMatrix(BaseModel):
    rows: int = Field(ge=1, le=500)
    columns: int = Field(ge=1, le=500)
