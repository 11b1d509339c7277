"""Judging values: is this string a secret, or a placeholder, a label, a reference, a name?"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from enum import IntEnum
from itertools import pairwise

from penmark.secrets import names


class Strength(IntEnum):
    """How much a value looks like a secret: nothing, a plain word, chosen with care, made by a machine."""

    NONE = 0
    WORD = 1
    CHOSEN = 2
    RANDOM = 3


def entropy(text: str) -> float:
    """Shannon's entropy of the characters of `text`, in bits a character."""
    if not text:
        return 0.0
    total = len(text)
    return -sum(count / total * math.log2(count / total) for count in Counter(text).values())


# ---------------------------------------------------------------- placeholders

_MARKERS = (
    "example", "changeme", "change-me", "change_me", "replace", "placeholder", "redacted", "insert", "dummy",
    "sample", "foobar", "yourkey", "your-", "your_", "-your", "_your", "not-a-", "not_a_", "notreal", "not-real",
    "notused", "not-used", "unused", "deadbeef", "-here", "_here", "lorem", "goes here", "to be set", "tobeset",
    "fixme", "todo", "enter-", "enter_", "put-", "put_", "undefined", "xxxx", "****", "....", "-----", "____",
    "asdfasdf", "qwertyuiop", "never-share", "insecure", "mock", "fake",
)  # fmt: skip
# In a random string of the usual length these come up less than once in a million.
_LONG_MARKERS = tuple(
    marker for marker in _MARKERS if len(marker) >= 7 or (len(marker) >= 5 and not marker.isalnum())
)
_TEMPLATE = re.compile(
    r"\$\{|\$\(|\{\{|\}\}|<[^<>]{1,60}>|%\(|%[sdr]|\{[A-Za-z_0-9.!:\[\]]{0,60}\}|\$[A-Za-z_]{2}|__\w|#\{|@@|^%.{1,60}%$|^\[.{1,60}\]$"
)
_RUN = re.compile(r"(.)\1{4}")
_SEQUENCE = 7


def is_placeholder(value: str, *, token: bool = False, shape: bool = True) -> bool:
    """Whether a value stands for a secret that the reader has to fill in, or for none.

    `token`: the value is of a machine's making, in which short words come up by chance. `shape`: repetitions and
    sequences count too, which may be placeholders or bad keys.
    """
    folded = value.lower()
    if any(marker in folded for marker in (_LONG_MARKERS if token else _MARKERS)):
        return True
    if not token and _TEMPLATE.search(value[:400]) is not None:
        return True
    if shape and _is_pattern(value):
        return True
    return hashlib.sha256(value.encode()).hexdigest()[:16] in _DOCUMENTED


def _is_pattern(value: str) -> bool:
    if _RUN.search(value) is not None or _longest_sequence(value.lower()) >= _SEQUENCE:
        return True
    return len(value) >= 12 and len(set(value)) <= 4


def _longest_sequence(value: str) -> int:
    """The length of the longest run of characters that go up or down by one: `abcdef`, `987654`."""
    longest, step, length = 1, 0, 1
    for before, after in pairwise(value):
        change = ord(after) - ord(before)
        if change == step and change in (1, -1):
            length += 1
        else:
            step, length = change, 2
        if step in (1, -1) and length > longest:
            longest = length
    return longest


# The first 16 hexadecimal digits of the SHA-256 of what a vendor prints for everybody to use:
# the storage key of Azure's emulator, the password of Oracle's sample schema.
_DOCUMENTED = frozenset({"0011cc25eb432071", "f15c16b99f82d820"})


# ---------------------------------------------------------------- words or chance

_COMMON_PAIRS = frozenset(
    str.split(
        "th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra"
        " ld ur ro ri io ic ne me li ho ma ce co om ll ch be us ta la el ot so no fo wi wh ai pa pe po pr ac ad ag am ap"
        " av ay ba bl bo br by ca ci ck cl cr ct da di do du ec ee ef em ep et ev ex ey fa fe ff fi fr ga ge gh gi go gr"
        " gu ht id ie if ig il im ir iv ke ki ks ky ls lo lu ly mb mi mm mo mp mu my na nc ni ns nu od oc og ok ol oo op"
        " os ov ow pi pl pp pu qu rd rg rk rl rm rn rr rs rt ru ry sc sh sk sl sm sn sp ss su sw sy tc tl tr tt tu tw ty"
        " ub uc ud ue ui ul um un up ut va vi vo wa we wo wn xp xt ye yo yp ys ze zi"
    )
)
_LETTERS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_VOWELS = frozenset("aeiouy")


def wordiness(text: str) -> float:
    """The share of the letters and digits of `text` that stand in what could be words of a language, 0 to 1."""
    counted = sum(character.isalnum() for character in text)
    if not counted:
        return 0.0
    return sum(len(run) for run in _LETTERS.findall(text) if _like_a_word(run.lower())) / counted


def _like_a_word(run: str) -> bool:
    if len(run) < 3 or not _VOWELS & set(run):
        return False
    pairs = [run[index : index + 2] for index in range(len(run) - 1)]
    return sum(pair in _COMMON_PAIRS for pair in pairs) >= 0.67 * len(pairs)


_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_TOKEN = re.compile(r"[A-Za-z0-9_\-+/.=~:]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def looks_random(value: str) -> bool:
    """Whether a value is of a machine's making: long enough, of a token's characters, not made of words."""
    if len(value) < 16 or _TOKEN.fullmatch(value) is None:
        return False
    if _HEX.fullmatch(value) is not None:
        return not value.isdigit() and entropy(value) >= 2.8
    if not any(character.isdigit() for character in value) and len(value) < 24:
        return False
    kinds = sum(
        (any(c.islower() for c in value), any(c.isupper() for c in value), any(c.isdigit() for c in value))
    )
    return kinds >= 2 and entropy(value) >= 3.4 and wordiness(value) < 0.45


# ---------------------------------------------------------------- passwords

# Words that speak about secrets or say nothing: a value made of them alone is a name, a label or a default, not a secret.
_VOCABULARY = frozenset(
    str.split(
        "password passwords passwd pwd pass passphrase secret secrets token tokens key keys api apikey access auth"
        " authorization authentication bearer basic digest client private public user username login credential"
        " credentials id name email mail my the a an of for in is to and or no not none null nil empty true false yes"
        " test tests testing tester default new old current confirm confirmation change reset forgot forgotten invalid"
        " incorrect wrong required optional missing field label type input text string str int bytes value hidden show"
        " hide header cookie session csrf jwt oauth oauth2 oidc saml ssh ssl tls aws azure gcp google github gitlab db"
        " database host port url uri path file env environment config var variable param arg args request response"
        " body form data json xml yaml hash hashed encrypted plain plaintext raw unset any some foo bar baz spam eggs"
        " refresh signing session sign verify one two time code pin otp totp x y z w p s t u something anything whatever"
        " generate generated random temp temporary grant flow post get put object number boolean array enum date"
        " datetime uuid argon2 bcrypt scrypt pbkdf2 md5 sha1 sha256 sha512 sha hmac rsa ec ed25519 ecdsa hs256 rs256"
        " es256 prompt ask never always auto manual keyring vault ssm kms store storage manager provider service app"
        " application system settings setting option options prefix suffix length min max"
    )
)
_PATH = re.compile(r"[./~][\w./~-]*|[A-Za-z]:\\.*|(?:[\w-]+/)+[\w.-]*")
_ENVIRONMENT_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:[.:]{1,2}[A-Za-z_]\w*)+(?:\(\))?")
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)+")
# The name of a type, with a version: `V1SecretVolumeSource`.
_TYPE = re.compile(r"[A-Z][a-z]*[0-9]{0,2}(?:[A-Z][a-z]+){2,}")
_LOCATION = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.")
_MARKUP = re.compile(r"[<>]|\\[A-Za-z]|&[a-z]{2,6};|\(\?|\[\^")


def strength(value: str, name: str = "") -> Strength:
    """How much a value that is called `name` looks like a password or a key.

    NONE for placeholders, labels, references to where the secret is, names of things, and what is only whitespace.
    """
    if (
        not 4 <= len(value) <= 512
        or not value.isprintable()
        or any(character.isspace() for character in value)
    ):
        return Strength.NONE
    if is_placeholder(value) or _speaks_about_secrets(value, name):
        return Strength.NONE
    if _LOCATION.match(value) is not None or _MARKUP.search(value) is not None:
        return Strength.NONE
    if looks_random(value):
        return Strength.RANDOM
    for reference in (_PATH, _ENVIRONMENT_NAME, _DOTTED, _IDENTIFIER, _TYPE):
        if reference.fullmatch(value) is not None:
            return Strength.NONE
    if value.isalpha():
        return Strength.WORD
    if value.isdigit():
        return Strength.WORD if len(value) >= 4 else Strength.NONE
    if any(character.isdigit() for character in value) and any(character.isalpha() for character in value):
        return Strength.CHOSEN
    return (
        Strength.CHOSEN
        if len(value) >= 6 and any(c.isalpha() for c in value) and _symbols(value)
        else Strength.NONE
    )


def is_fixed(value: str, name: str) -> bool:
    """Whether a value may be anything that somebody set a signing key to, words with spaces too, and refers to nothing."""
    if not 3 <= len(value) <= 200 or not value.isprintable() or is_placeholder(value, shape=False):
        return False
    if names.words(value) == names.words(name) or not any(character.isalnum() for character in value):
        return False
    references = (_PATH, _ENVIRONMENT_NAME, _DOTTED)
    return _LOCATION.match(value) is None and not any(pattern.fullmatch(value) for pattern in references)


def is_identifier(value: str) -> bool:
    """Whether a value is a UUID: it names things more often than it opens them."""
    return _UUID.fullmatch(value) is not None


def could_be_key(value: str) -> bool:
    """Whether a value is made of the characters that machines make keys of."""
    return _TOKEN.fullmatch(value) is not None


def _symbols(value: str) -> bool:
    return any(not (character.isalnum() or character in "_-./:,") for character in value)


def _speaks_about_secrets(value: str, name: str) -> bool:
    parts = names.words(value)
    if not parts:
        return True
    return all(
        part in _VOCABULARY or (part.isdigit() and len(part) < 3) for part in parts
    ) or parts == names.words(name)


def is_phrase(value: str, name: str) -> bool:
    """Whether a value is words joined by hyphens or underscores that say more than the name does: `my-super-secret`."""
    if is_placeholder(value) or _speaks_about_secrets(value, name):
        return False
    if names.words(value)[:2] == names.words(name)[:2]:
        return False  # it names what the name names: SIDE_CHANNEL_KEY = "side-channel-header"
    return (
        len(value) >= 6
        and _ENVIRONMENT_NAME.fullmatch(value) is None
        and _IDENTIFIER.fullmatch(value) is not None
    )
