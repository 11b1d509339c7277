from __future__ import annotations

import os
from pathlib import Path

import pytest

from penmark.settings import Settings
from penmark.text.document import Document
from penmark.workspace.checking import FileChecker
from penmark.workspace.imports import Imports
from penmark.workspace.project import Project

DB = """import sqlite3


def run_query(sql):
    return sqlite3.connect("app.db").execute(sql)
"""
VIEW = """from flask import request
from {module} import run_query


def show():
    return run_query("SELECT * FROM t WHERE n = '" + request.args["name"] + "'")
"""


def tree(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".py").write_text(text)


def found(root: Path, path: str, name: str) -> str:
    document = Imports(root, 1000).context_of(root / path, {}).modules.find(name)  # type: ignore[union-attr]
    return "" if document is None else document.data.decode()


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("app/views/pages.py", ".helpers", "helpers"),
        ("app/views/pages.py", "..db", "db"),
        ("app/views/pages.py", "..", ""),
        ("app/views/pages.py", "app.db", "db"),
        ("app/views/pages.py", "app.views", "package"),
        ("app/views/pages.py", "lib", "lib"),
        ("app/views/pages.py", "json", ""),
        ("app/views/pages.py", "...outside", ""),
        ("app/views/pages.py", "....outside", ""),
        ("app/views/pages.py", "app.missing", ""),
        ("app/views/pages.py", "app./db", ""),
        ("app/views/pages.py", ".pages", ""),
        ("scripts/run.py", "tool", "tool"),
    ],
)
def test_modules_are_found_as_python_would(tmp_path: Path, path: str, name: str, text: str) -> None:
    root = tmp_path / "project"
    tree(tmp_path, outside="outside")
    tree(root, app____init__="", app__db="db", app__views____init__="package", app__views__helpers="helpers")
    tree(root, app__views__pages="pages", src__lib="lib", app__json="json", scripts__tool="tool")
    (root / "app/__init__.py").write_text("")
    (root / "app/views/__init__.py").write_text("package")
    assert found(root, path, name) == text


def test_a_link_that_leads_out_is_not_followed_and_a_large_file_not_read(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.py").write_text("x = 1\n")
    (root / "link.py").symlink_to(tmp_path / "secret.py")
    (root / "large.py").write_text("#" * 1001)
    os.mkfifo(root / "pipe.py")
    for name in ("link", "large", "pipe"):
        assert found(root, "app.py", name) == ""


def test_the_same_context_as_long_as_nothing_changes(tmp_path: Path) -> None:
    tree(tmp_path, db="first")
    imports = Imports(tmp_path, 1000)
    path = tmp_path / "app.py"
    first = imports.context_of(path, {})
    assert first.modules is not None
    before = first.modules.find("db")
    assert imports.context_of(path, {}) is first
    imports.forget()
    second = imports.context_of(path, {})
    assert second is not first
    assert second.modules is not None
    assert second.modules.find("db") is before
    (tmp_path / "db.py").write_text("second!")
    assert second.modules.find("db") is before
    imports.forget()
    third = imports.context_of(path, {}).modules
    assert third is not None
    changed = third.find("db")
    assert changed is not None
    assert changed.data == b"second!"


def test_an_open_document_stands_in_for_the_file(tmp_path: Path) -> None:
    tree(tmp_path, db="on disk")
    uri = (tmp_path / "db.py").as_uri()
    opened = Document(uri, 1, "python", b"in the editor")
    context = Imports(tmp_path, 1000).context_of(tmp_path / "app.py", {uri: opened})
    assert context.modules is not None
    assert context.modules.find("db") is opened
    assert dict(context.files) == {uri: opened}


@pytest.mark.parametrize("module", ["db", "shop.db", ".db"])
def test_a_scan_follows_data_into_an_imported_helper(tmp_path: Path, module: str) -> None:
    root = tmp_path.resolve()
    tree(root, shop____init__="", shop__db=DB, shop__views=VIEW.format(module=module))
    (root / "shop/__init__.py").write_text("")
    checker = FileChecker(Project(root, Settings(folder=root)))
    checked = checker.check(root / "shop/views.py")
    (finding,) = checked.findings
    assert (finding.rule, finding.confidence, finding.fixes) == ("sql-injection", "high", ())
    assert finding.steps[-1].uri == (root / "shop/db.py").as_uri()
    assert list(checked.others) == [finding.steps[-1].uri]
    assert checker.check(root / "shop/db.py").findings == ()


@pytest.mark.parametrize(
    ("address", "wanted"), [('request.args["url"]', 1), ('"https://a.example.com/" + request.args["id"]', 0)]
)
@pytest.mark.parametrize("body", ["requests.get(url, timeout=5)", 'requests.get(f"{url}/", timeout=5)'])
def test_an_address_that_a_helper_requests(tmp_path: Path, address: str, wanted: int, body: str) -> None:
    """Whether the data may choose the host is seen where the address is written."""
    tree(tmp_path, client=f"import requests\n\n\ndef fetch(url):\n    return {body}\n")
    view = (
        f"from flask import request\nfrom client import fetch\n\n\ndef show():\n    return fetch({address})\n"
    )
    tree(tmp_path, views=view)
    checked = FileChecker(Project(tmp_path, Settings())).check(tmp_path / "views.py")
    expected = wanted if "{url}" not in body else 0
    assert [one.rule for one in checked.findings] == ["server-side-request-forgery"] * expected
