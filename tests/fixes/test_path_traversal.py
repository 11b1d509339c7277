"""path-traversal: a server over the loopback gives, takes and deletes what is in its folder only."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed

RULE = "path-traversal"
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.partition("=")[2]
        with open(os.path.join("public", name)) as file:
            text = file.read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_PUT(self):
        name = self.headers["X-Name"]
        with open("public/" + name, "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def do_DELETE(self):
        os.remove(f"public/{self.headers['X-Name']}")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass
"""
CLIENT = """
import http.client, threading

def ask(method, name):
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    connection = http.client.HTTPConnection(*server.server_address)
    connection.request(method, "/?name=" + name, b"new", {"X-Name": name})
    try:
        answer = connection.getresponse()
        print(answer.status, answer.read().decode())
    except http.client.RemoteDisconnected:
        print("closed")
    thread.join()
    server.server_close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.txt").write_text("honest")
    (tmp_path / "private.txt").write_text("private")
    return tmp_path


def ask(program: str, method: str, name: str, folder: Path) -> str:
    return printed(program, CLIENT, f"ask({method!r}, {name!r})", cwd=folder).strip()


def test_reading(folder: Path) -> None:
    after = fixed(SERVER, RULE)
    for program in (SERVER, after):
        assert ask(program, "GET", "a.txt", folder) == "200 honest"
    assert ask(SERVER, "GET", "../private.txt", folder) == "200 private"
    assert ask(after, "GET", "../private.txt", folder) == "closed"


def test_writing(folder: Path) -> None:
    after = fixed(SERVER, RULE)
    for program in (SERVER, after):
        assert ask(program, "PUT", "b.txt", folder) == "204"
        assert (folder / "public" / "b.txt").read_text() == "new"
        (folder / "public" / "b.txt").unlink()
    ask(after, "PUT", "../private.txt", folder)
    assert (folder / "private.txt").read_text() == "private"
    ask(SERVER, "PUT", "../private.txt", folder)
    assert (folder / "private.txt").read_text() == "new"


def test_deleting(folder: Path) -> None:
    after = fixed(SERVER, RULE)
    assert ask(after, "DELETE", "../private.txt", folder) == "closed"
    assert (folder / "private.txt").exists()
    assert ask(after, "DELETE", "a.txt", folder) == "204"
    assert not (folder / "public" / "a.txt").exists()
    assert ask(SERVER, "DELETE", "../private.txt", folder) == "204"
    assert not (folder / "private.txt").exists()
