"""archive-bomb: what is honest unpacks as before, and a bomb only to the limit."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
import {module}

from flask import Flask, request

app = Flask(__name__)

@app.post("/")
def unpacked():
    return {module}.decompress(request.get_data())
"""
SENT = """
import {module}

def sent(data):
    return app.test_client().post("/", data={module}.compress(data)).data
"""


@pytest.mark.parametrize("module", ["zlib", "gzip", "bz2", "lzma"])
def test_a_bomb(module: str) -> None:
    pytest.importorskip("flask")
    source, sent = SOURCE.format(module=module), SENT.format(module=module)
    after = fixed(source, "archive-bomb")
    honest = "print(sent(b''), sent(b'tulips and roses'), len(sent(bytes(9_999_999))))"
    expected = "b'' b'tulips and roses' 9999999"
    assert printed(source, sent, honest) == printed(after, sent, honest) == expected
    attack = "print(len(sent(bytes(30_000_000))))"
    assert printed(source, sent, attack) == "30000000"
    assert printed(after, sent, attack) == "10000000"
