"""Conditions and repairs of insecure-random."""

from __future__ import annotations

import re

from penmark.findings import Applicability, Fix
from penmark.rules.repairs.place import Place
from penmark.syntax import code

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET = frozenset(
    [
        "token",
        "tokens",
        "password",
        "passwords",
        "passwd",
        "passphrase",
        "secret",
        "secrets",
        "nonce",
        "salt",
        "otp",
        "totp",
        "csrf",
        "jwt",
        "pin",
        "captcha",
        "apikey",
        "sessionid",
        "credential",
        "credentials",
    ]
)
_PAIRS = frozenset(
    tuple(pair.split())
    for pair in [
        "otp code",
        "session id",
        "session key",
        "api key",
        "secret key",
        "encryption key",
        "private key",
        "auth key",
        "reset key",
        "activation key",
        "reset code",
        "verification code",
        "auth code",
        "invite code",
        "recovery code",
        "confirmation code",
        "activation code",
        "invitation code",
        "access code",
        "login code",
        "security code",
        "share code",
        "backup code",
        "voucher code",
    ]
)
_MAKERS = frozenset(
    [
        "make",
        "create",
        "generate",
        "gen",
        "new",
        "random",
        "build",
        "issue",
        "get",
        "produce",
        "mint",
        "init",
        "reset",
        "refresh",
        "rotate",
        "default",
    ]
)
_NO_SECRET = frozenset(
    [
        "length",
        "len",
        "count",
        "size",
        "num",
        "number",
        "index",
        "position",
        "type",
        "types",
        "ids",
        "mask",
        "masks",
        "test",
        "tests",
        "fake",
        "mock",
        "sample",
        "samples",
        "embedding",
        "embeddings",
        "vocab",
        "logits",
        "tokenizer",
        "batch",
    ]
)


def makes_a_secret(place: Place) -> bool:
    """Whether the value goes into something whose name speaks of a secret: a variable, or what the function makes."""
    chain = place.chain
    for node in reversed(chain[:-1]):
        match node:
            case code.Assign(targets=targets):
                return any(_speaks(_last_name(target)) for target in targets)
            case code.Argument(name=str() as name) if _speaks(name):
                return True
            case code.Entry(key=code.Constant(value=str() as key)) if _speaks(key):
                return True
            case code.Return():
                return any(_makes(one.name) for one in chain if isinstance(one, code.Function))
            case code.Function():
                return _makes(node.name)
    return False


def _last_name(target: code.Node) -> str:
    match target:
        case code.Name():
            return target.id
        case code.Attribute():
            return target.name
        case code.Index(key=code.Constant(value=str() as key)):
            return key
    return ""


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _speaks(name: str) -> bool:
    words = _words(name)
    if not words or words[-1] in _NO_SECRET or words[0] in _NO_SECRET:
        return False
    return words[-1] in _SECRET or tuple(words[-2:]) in _PAIRS


def _makes(name: str) -> bool:
    """Whether a function of this name makes a secret: `make_reset_token`, `token`, `new_session_id`."""
    words = _words(name)
    return _speaks(name) and (words[0] in _MAKERS or len(words) <= 2)


def from_secrets(place: Place) -> Fix | None:
    """The same draw from the system's generator: of `secrets` where it has the function, else of its SystemRandom."""
    name = place.path.rpartition(".")[2]
    arguments = place.call.arguments
    plain = len(arguments) == 1 and arguments[0].name is None and not arguments[0].spread
    title = "Draw from the system's generator (secrets)"
    direct = {
        "choice": "choice",
        "getrandbits": "randbits",
        "randbytes": "token_bytes",
        "randrange": "randbelow",
    }.get(name)
    if direct is not None and plain:
        spelled, additions = place.spell(f"secrets.{direct}")
        return place.fix(title, [place.replaced(place.call.callee, spelled)], Applicability.SAFE, additions)
    if place.hidden:
        return None
    spelled, additions = place.spell("secrets.SystemRandom")
    edit = place.replaced(place.call.callee, f"{spelled}().{name}")
    return place.fix(title, [edit], Applicability.SAFE, additions)
