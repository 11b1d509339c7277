"""Connections: PostgreSQL by asyncpg and SQLAlchemy, documents in MongoDB."""

from collections.abc import AsyncIterator

import asyncpg
from fastapi import Request
from motor.motor_asyncio import AsyncIOMotorClient
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .settings import settings

engine = create_async_engine(settings.database_url.replace("postgresql://", "postgresql+asyncpg://"))
Session = async_sessionmaker(engine, expire_on_commit=False)
mongo = AsyncIOMotorClient(settings.mongo_url).notes


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    password: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    quota: Mapped[int] = mapped_column(default=100)


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)


async def open_pool() -> asyncpg.Pool:
    return await asyncpg.create_pool(settings.database_url, min_size=1, max_size=10)


async def close_pool(pool: asyncpg.Pool) -> None:
    await pool.close()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with Session() as session:
        yield session


def get_pool(request: Request) -> asyncpg.Pool:
    return request.app.state.pool
