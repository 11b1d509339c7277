"""Hashes, tokens, keys."""

import hashlib
import hmac
import os
import secrets
import time

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def hash_pin(pin):
    salt = os.urandom(16)
    return salt.hex() + hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 600_000).hex()


def invitation_code():
    return secrets.token_urlsafe(24)


def session_token():
    return secrets.token_hex(32)


def same_key(stored, given):
    return hmac.compare_digest(stored.encode(), given.encode())


def make_token(user):
    payload = {"sub": user.pk, "exp": int(time.time()) + 3600}
    return jwt.encode(payload, settings.SECRET_KEY, algorithm="HS256")


def read_token(token):
    return jwt.decode(token, settings.SECRET_KEY, algorithms=["HS256"])


def seal(text, key):
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), None)


def seal_attachment(data, key):
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def new_keys():
    signing = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    agreement = ec.generate_private_key(ec.SECP256R1())
    return signing, agreement


def fingerprint(data):
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize().hex()
