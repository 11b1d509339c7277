"""Where an import is added, and how names are spelled then."""

from __future__ import annotations

import pytest

from penmark.syntax import adapter_for
from penmark.syntax.python.adapter import PythonAdapter
from penmark.syntax.python.reference import accepts
from penmark.text.document import Document

ADAPTER = adapter_for("python")
assert isinstance(ADAPTER, PythonAdapter)


def imported(source: str, dotted: str) -> str | None:
    data = source.encode()
    edit = ADAPTER.import_edit(ADAPTER.parse(Document("file:///a.py", 1, "python", data)), dotted)
    if edit is None:
        return None
    return (data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]).decode()


@pytest.mark.parametrize(
    "source",
    [
        "import os\n",
        "import a, os\n",
        "import os.path\n",
        "x = 1\nimport os\n",
        "try:\n    import os\nexcept ImportError:\n    os = None\n",
        "if sys.version_info > (3,):\n    import os\n",
    ],
)
def test_nothing_where_it_is_there(source: str) -> None:
    assert imported(source, "os") is None


def test_nothing_where_the_name_is_there() -> None:
    assert imported("from markupsafe import Markup, escape\n", "markupsafe.escape") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "import os\n"),
        ("x = 1\n", "import os\n\nx = 1\n"),
        ("x = 1\r\n", "import os\r\n\r\nx = 1\r\n"),
        ("\ufeffx = 1\n", "\ufeffimport os\n\nx = 1\n"),
        ("def f():\n    import os\n", "import os\n\n\ndef f():\n    import os\n"),
        ('"""doc"""\n\nx = 1\n', '"""doc"""\n\nimport os\n\nx = 1\n'),
        ('"""doc"""', '"""doc"""\n\nimport os\n'),
        ('"""a\nb"""\nfrom __future__ import annotations\n\nx = 1\n', '"""a\nb"""\nfrom __future__ import annotations\n\nimport os\n\nx = 1\n'),
        ("#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# about x\nx = 1\n", "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n\nimport os\n\n# about x\nx = 1\n"),
        ("# Copyright\n# Licence\n\nx = 1\n", "# Copyright\n# Licence\n\nimport os\n\nx = 1\n"),
        ("import abc\nimport sys\n", "import abc\nimport os\nimport sys\n"),
        ("import sys\nimport abc\n", "import sys\nimport abc\nimport os\n"),
        ("import sys  # why\n", "import os\nimport sys  # why\n"),
        ("import abc\nfrom re import x\n", "import abc\nimport os\nfrom re import x\n"),
        ("import abc\nfrom json import x\nimport re\n", "import abc\nfrom json import x\nimport os\nimport re\n"),
        ("import flask\n", "import os\n\nimport flask\n"),
        ("import abc\n\nimport flask\n\nfrom . import b\n", "import abc\nimport os\n\nimport flask\n\nfrom . import b\n"),
        ("if TYPE_CHECKING:\n    import os\n", "import os\n\nif TYPE_CHECKING:\n    import os\n"),
        ("import os as o\n", "import os as o\nimport os\n"),
        ("__all__ = []\nimport abc\n", "__all__ = []\nimport abc\nimport os\n"),
        ("import abc", "import abc\nimport os\n"),
        ("from a import (\n    b,\n)\nx = 1\n", "import os\n\nfrom a import (\n    b,\n)\nx = 1\n"),
    ],
)  # fmt: skip
def test_a_module(source: str, expected: str) -> None:
    assert imported(source, "os") == expected
    assert accepts(expected.encode()) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import abc\n", "import abc\n\nfrom markupsafe import escape\n"),
        ("from markupsafe import Markup\n", "from markupsafe import Markup, escape\n"),
        ("from markupsafe import (\n    Markup,\n)\n", "from markupsafe import (\n    Markup,\n)\nfrom markupsafe import escape\n"),
        ("from flask import x\n\nfrom .a import b\n", "from flask import x\nfrom markupsafe import escape\n\nfrom .a import b\n"),
        ("from .a import b\n", "from markupsafe import escape\n\nfrom .a import b\n"),
    ],
)  # fmt: skip
def test_a_name(source: str, expected: str) -> None:
    assert imported(source, "markupsafe.escape") == expected


@pytest.mark.parametrize(
    ("source", "dotted", "expected"),
    [
        ("", "hashlib.sha256", "hashlib.sha256"),
        ("import hashlib as h\n", "hashlib.sha256", "h.sha256"),
        ("from hashlib import md5\n", "hashlib.sha256", "hashlib.sha256"),
        ("from hashlib import sha256 as s\n", "hashlib.sha256", "s"),
        ("from xml import etree as e\n", "xml.etree.fromstring", "e.fromstring"),
        ("", "cryptography.fernet.Fernet", "fernet.Fernet"),
        ("", "os", "os"),
    ],
)
def test_spelling(source: str, dotted: str, expected: str) -> None:
    tree = ADAPTER.parse(Document("file:///a.py", 1, "python", source.encode()))
    assert ADAPTER.import_name(tree, dotted) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", None),
        ("def f[T = int](x: T): return f'{x['a']}'\n", None),
        ("t'{a}'\n", None),
        ("try:\n    a\nexcept B, C:\n    d\n", None),
        ("type X = int\n", None),
        ("x = (\n", "line 1: '(' was never closed"),
        ("x = 1\ny = = 2\n", "line 2: invalid syntax"),
    ],
)
def test_the_reference_reader(source: str, message: str | None) -> None:
    assert accepts(source.encode()) == message


def test_newer_syntax_is_no_excuse_for_errors() -> None:
    assert accepts(b"t'{a}'\nx = (\n") is not None
