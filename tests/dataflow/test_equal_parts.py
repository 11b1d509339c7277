from __future__ import annotations

from pathlib import Path

from penmark.settings import Settings
from penmark.text.document import Document
from penmark.workspace.project import Project


def test_each_of_several_equal_statements_is_checked() -> None:
    text = "import hashlib\nhashlib.md5(b'x')\nx = 1\nhashlib.md5(b'x')\n"
    engine = Project(Path("/nowhere"), Settings()).engine_for(None)
    found = engine.analyze(Document("file:///nowhere/a.py", 1, "python", text.encode())).findings
    assert [(finding.rule, finding.span.start) for finding in found] == [
        ("weak-hash", 15),
        ("weak-hash", text.rindex("hashlib")),
    ]
