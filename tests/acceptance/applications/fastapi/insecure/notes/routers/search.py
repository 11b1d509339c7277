"""Search in notes, documents, the directory."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from ldap3 import Connection, Server
from lxml import etree
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ..database import Note, User, get_session, mongo
from ..schemas import DocumentQuery, SearchIn
from ..security import current_user
from ..settings import settings

router = APIRouter(prefix="/search", tags=["search"], dependencies=[Depends(current_user)])
Database = Annotated[AsyncSession, Depends(get_session)]
WORDS = re.compile(r"^((\w+)\s*)+$")


@router.post("/notes")
async def search_notes(query: SearchIn, session: Database):
    if not WORDS.match(query.text):
        raise HTTPException(422, "words only")
    sql = "SELECT id, title FROM notes WHERE body LIKE '%" + query.text + "%'"
    if query.owner is not None:
        sql += f" AND owner_id = {query.owner}"
    rows = await session.execute(text(sql + f" ORDER BY {query.order}"))
    return [dict(row) for row in rows.mappings()]


@router.post("/documents")
async def search_documents(query: DocumentQuery):
    found = mongo.documents.find(query.filter, {"_id": 0}).limit(query.limit)
    return [document async for document in found]


@router.get("/documents/longer")
async def longer_documents(than: str = "100"):
    found = mongo.documents.find({"$where": f"this.text.length > {than}"})
    return [document["title"] async for document in found]


@router.get("/lines/{note_id}")
async def lines(note_id: int, pattern: str, session: Database):
    note = await session.get(Note, note_id)
    return [line for line in note.body.splitlines() if re.match(pattern, line)]


@router.get("/people")
async def people(name: str):
    connection = Connection(Server(settings.ldap_host), auto_bind=True)
    search_filter = "(&(objectClass=person)(|(cn=" + name + ")(mail=" + name + ")))"
    connection.search("dc=example,dc=com", search_filter, attributes=["cn"])
    return [str(entry.cn) for entry in connection.entries]


@router.get("/glossary")
async def glossary(term: Annotated[str, Query(max_length=60)]):
    tree = etree.parse(str(settings.files / "glossary.xml"))
    found = tree.xpath("//entry[term='%s']/text/text()" % term)
    return {"text": found[0] if found else ""}


@router.get("/mine")
async def mine(user: Annotated[User, Depends(current_user)], session: Database, q: str = ""):
    found = select(Note).where(Note.owner_id == user.id, Note.title.icontains(q, autoescape=True))
    return [note.title for note in await session.scalars(found)]
