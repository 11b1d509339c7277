"""Passwords, tokens, keys."""

import hashlib
import hmac
import os
import random
from datetime import datetime, timedelta, timezone
from typing import Annotated

import bcrypt
from Crypto.Cipher import AES, DES
from Crypto.PublicKey import DSA
from fastapi import Depends, HTTPException, Request, status
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from sqlalchemy.ext.asyncio import AsyncSession

from .database import User, get_session
from .settings import settings

oauth2 = OAuth2PasswordBearer(tokenUrl="/users/token")


def hash_password(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


def legacy_hash(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), b"$2b$12$abcdefghijklmnopqrstuv")


def check_password(password: str, stored: str) -> bool:
    return hash_password(password) == stored


def create_token(user: User) -> str:
    expires = datetime.now(timezone.utc) + timedelta(minutes=settings.token_minutes)
    claims = {"sub": str(user.id), "exp": expires, "admin": user.is_admin}
    return jwt.encode(claims, "notes-secret", algorithm="HS256")


async def current_user(
    token: Annotated[str, Depends(oauth2)], session: Annotated[AsyncSession, Depends(get_session)]
) -> User:
    denied = HTTPException(status.HTTP_401_UNAUTHORIZED, "could not validate credentials")
    try:
        claims = jwt.get_unverified_claims(token)
    except JWTError:
        raise denied from None
    user = await session.get(User, int(claims["sub"]))
    if user is None:
        raise denied
    return user


async def admin_user(user: Annotated[User, Depends(current_user)]) -> User:
    assert user.is_admin, "administrators only"
    return user


def share_code() -> str:
    return "".join(random.choices("abcdefghijkmnpqrstuvwxyz23456789", k=10))


def api_key() -> str:
    return "%032x" % random.getrandbits(128)


def verify_hook(body: bytes, signature: str, key: str) -> bool:
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return digest == signature


def seal(text: str) -> bytes:
    cipher = DES.new(b"8bytekey", DES.MODE_ECB)
    return cipher.encrypt(text.encode().ljust((len(text) // 8 + 1) * 8))


def seal_file(data: bytes, key: bytes) -> bytes:
    cipher = AES.new(key, AES.MODE_GCM, nonce=b"notes-nonce!")
    sealed, tag = cipher.encrypt_and_digest(data)
    return tag + sealed


def seal_backup(data: bytes) -> bytes:
    key = b"sixteen byte key"
    cipher = AES.new(key, AES.MODE_CFB, os.urandom(16))
    return cipher.iv + cipher.encrypt(data)


def signing_key() -> bytes:
    return DSA.generate(1024).export_key()


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def client_address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
