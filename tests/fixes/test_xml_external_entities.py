"""xml-external-entities: a document is read as before, and no file is put into it."""

from __future__ import annotations

from pathlib import Path

from tests.fixes.support import fixed, printed

SOURCE = """
import io
import xml.sax
from xml.sax.handler import ContentHandler, feature_external_ges

class Text(ContentHandler):
    text = ""

    def characters(self, content):
        self.text += content

def read(document):
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, True)
    handler = Text()
    parser.setContentHandler(handler)
    parser.parse(io.StringIO(document))
    return handler.text
"""


def test_sax(tmp_path: Path) -> None:
    after = fixed(SOURCE, "xml-external-entities")
    (tmp_path / "private.txt").write_text("private")
    honest = "print(read('<a>one<b>two &amp; three</b></a>'))"
    assert printed(SOURCE, honest) == printed(after, honest) == "onetwo & three"
    attack = """print(read('<!DOCTYPE a [<!ENTITY x SYSTEM "private.txt">]><a>[&x;]</a>'))"""
    assert printed(SOURCE, attack, cwd=tmp_path) == "[private]"
    assert printed(after, attack, cwd=tmp_path) == "[]"
