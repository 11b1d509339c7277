"""What language models do here."""

import os
import subprocess
from typing import Annotated

import asyncpg
from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from markupsafe import escape
from litellm import acompletion

from ..database import get_pool
from ..schemas import Question
from ..security import admin_user, current_user
from ..settings import settings

router = APIRouter(prefix="/agents", tags=["agents"], dependencies=[Depends(current_user)])
chat = ChatOpenAI(model="gpt-4o-mini", temperature=0)
Pool = Annotated[asyncpg.Pool, Depends(get_pool)]
FIGURES = {"notes": "SELECT COUNT(*) FROM notes", "people": "SELECT COUNT(*) FROM users"}


async def complete(question: str) -> str:
    answer = await acompletion(model="gpt-4o-mini", messages=[{"role": "user", "content": question}])
    return answer.choices[0].message.content


@router.post("/sql", dependencies=[Depends(admin_user)])
async def sql(question: Question, pool: Pool):
    messages = [SystemMessage("Answer with one SQL query only."), HumanMessage(question.question)]
    answer = chat.invoke(messages)
    async with pool.acquire() as connection:
        if answer.content not in FIGURES:
            raise HTTPException(422)
        rows = await connection.fetch(FIGURES[answer.content])
    return [dict(row) for row in rows]


@router.post("/python", dependencies=[Depends(admin_user)])
async def python(question: Question):
    code = await complete("Write Python for this and nothing else: " + question.question)
    return {"suggestion": code}


@router.post("/explain", response_class=HTMLResponse)
async def explain(question: Question):
    text = await complete("Explain in simple words: " + question.question)
    return HTMLResponse(f"<article>{escape(text)}</article>")


@router.post("/save")
async def save(question: Question):
    name = await complete("Answer with a good file name for a note about: " + question.question)
    text = await complete("Write a note about: " + question.question)
    path = os.path.join(settings.files, os.path.basename(name))
    with open(path, "w") as file:
        file.write(text)
    return {"saved": True}


@router.post("/shell", dependencies=[Depends(admin_user)])
async def shell(question: Question):
    command = await complete("Answer with one shell command only: " + question.question)
    return {"suggestion": command}


@router.post("/calculate")
async def calculate(question: Question):
    try:
        return {"result": float(question.question)}
    except ValueError:
        raise HTTPException(422) from None
