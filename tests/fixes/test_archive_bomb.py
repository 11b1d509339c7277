"""archive-bomb: what is small is unpacked as before, and what is large no further than the limit."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
import {module}

from flask import Flask, request

app = Flask(__name__)


@app.post("/unpack")
def unpack():
    return str(len({module}.decompress(request.get_data())))
"""
SEND = """
import {module} as packer
print(app.test_client().post("/unpack", data=packer.compress(bytes({size}))).get_data(as_text=True))
"""


@pytest.mark.parametrize("module", ["zlib", "gzip", "bz2", "lzma"])
def test_a_bomb(module: str) -> None:
    source = SOURCE.format(module=module)
    after = fixed(source, "archive-bomb")
    honest = SEND.format(module=module, size=100_000)
    assert printed(source, honest) == printed(after, honest) == "100000"
    attack = SEND.format(module=module, size=30_000_000)
    assert printed(source, attack) == "30000000"
    assert printed(after, attack) == "10000000"
