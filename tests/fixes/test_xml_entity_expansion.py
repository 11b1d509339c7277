"""xml-entity-expansion: a plain document is read as before, and one that defines entities is refused."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed, run

pytest.importorskip("defusedxml")

SOURCE = """
import xml.etree.ElementTree as ET

from flask import Flask, request

app = Flask(__name__)


@app.post("/title")
def title():
    return str(len(ET.fromstring(request.get_data()).findtext("title")))
"""
SEND = "app.testing = True\nprint(app.test_client().post('/title', data=%r).get_data(as_text=True))"
BOMB = (
    "<!DOCTYPE a [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><a><title>&c;</title></a>"
)


def test_entities() -> None:
    after = fixed(SOURCE, "xml-entity-expansion")
    honest = SEND % "<a><title>news</title></a>"
    assert printed(SOURCE, honest) == printed(after, honest) == "4"
    assert printed(SOURCE, SEND % BOMB) == "1000"
    assert "EntitiesForbidden" in run(after, SEND % BOMB).stderr
