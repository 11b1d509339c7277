"""archive-traversal: members that lead out of the folder are refused."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed, run

RULE = "archive-traversal"
TRUSTED = """
import tarfile

def unpack(path):
    with tarfile.open(path) as archive:
        archive.extractall("inside", filter="fully_trusted")
"""
SERVER = """
import io
import tarfile
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with tarfile.open(fileobj=io.BytesIO(body)) as archive:
            archive.extractall("inside")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass
"""
POST = """
import http.client, pathlib, threading

def unpack(path):
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    connection = http.client.HTTPConnection(*server.server_address)
    connection.request("POST", "/", pathlib.Path(path).read_bytes())
    try:
        print(connection.getresponse().status)
    except http.client.RemoteDisconnected:
        print("closed")
    thread.join()
    server.server_close()
"""


def archive(path: Path, name: str) -> None:
    with tarfile.open(path, "w") as made:
        member = tarfile.TarInfo(name)
        member.size = 5
        made.addfile(member, io.BytesIO(b"hello"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive(tmp_path / "honest.tar", "a/b.txt")
    archive(tmp_path / "bad.tar", "../outside.txt")
    return tmp_path


def test_a_trusted_archive_is_no_longer_trusted(folder: Path) -> None:
    after = fixed(TRUSTED, RULE)
    for program in (TRUSTED, after):
        printed(program, "unpack('honest.tar')", cwd=folder)
        assert (folder / "inside" / "a" / "b.txt").read_text() == "hello"
        (folder / "inside" / "a" / "b.txt").unlink()
    done = run(after, "unpack('bad.tar')", cwd=folder)
    assert "OutsideDestinationError" in done.stderr
    assert not (folder / "outside.txt").exists()
    printed(TRUSTED, "unpack('bad.tar')", cwd=folder)
    assert (folder / "outside.txt").exists()


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python 3.14 refuses such members by itself")
def test_an_upload(folder: Path) -> None:
    after = fixed(SERVER, RULE)
    for program in (SERVER, after):
        assert printed(program, POST, "unpack('honest.tar')", cwd=folder) == "204"
        assert (folder / "inside" / "a" / "b.txt").read_text() == "hello"
        (folder / "inside" / "a" / "b.txt").unlink()
    assert printed(after, POST, "unpack('bad.tar')", cwd=folder) == "closed"
    assert not (folder / "outside.txt").exists()
    assert printed(SERVER, POST, "unpack('bad.tar')", cwd=folder) == "204"
    assert (folder / "outside.txt").exists()
