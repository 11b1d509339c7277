"""Passwords, tokens, keys."""

import hashlib
import hmac
import os
import secrets
from datetime import datetime, timedelta, timezone
from typing import Annotated

import bcrypt
from Crypto.Cipher import AES
from Crypto.PublicKey import ECC
from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from sqlalchemy.ext.asyncio import AsyncSession

from .database import User, get_session
from .settings import settings

oauth2 = OAuth2PasswordBearer(tokenUrl="/users/token")


def hash_password(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def check_password(password: str, stored: str) -> bool:
    return bcrypt.checkpw(password.encode(), stored.encode())


def create_token(user: User) -> str:
    expires = datetime.now(timezone.utc) + timedelta(minutes=settings.token_minutes)
    claims = {"sub": str(user.id), "exp": expires, "admin": user.is_admin}
    return jwt.encode(claims, settings.jwt_secret, algorithm=settings.jwt_algorithm)


async def current_user(
    token: Annotated[str, Depends(oauth2)], session: Annotated[AsyncSession, Depends(get_session)]
) -> User:
    denied = HTTPException(status.HTTP_401_UNAUTHORIZED, "could not validate credentials")
    try:
        claims = jwt.decode(token, settings.jwt_secret, algorithms=[settings.jwt_algorithm])
    except JWTError:
        raise denied from None
    user = await session.get(User, int(claims["sub"]))
    if user is None:
        raise denied
    return user


async def admin_user(user: Annotated[User, Depends(current_user)]) -> User:
    if not user.is_admin:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "administrators only")
    return user


def share_code() -> str:
    return secrets.token_urlsafe(12)


def api_key() -> str:
    return secrets.token_hex(16)


def verify_hook(body: bytes, signature: str, key: str) -> bool:
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, signature)


def seal(text: str, key: bytes) -> bytes:
    return seal_file(text.encode(), key)


def seal_file(data: bytes, key: bytes) -> bytes:
    cipher = AES.new(key, AES.MODE_GCM)
    sealed, tag = cipher.encrypt_and_digest(data)
    return cipher.nonce + tag + sealed


def seal_backup(data: bytes) -> bytes:
    key = bytes.fromhex(os.environ["NOTES_BACKUP_KEY"])
    return seal_file(data, key)


def signing_key() -> str:
    return ECC.generate(curve="p256").export_key(format="PEM")


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def client_address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
