"""secret-in-query: the password arrives, and no log of addresses holds it."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "secret-in-query"
SOURCE = """
from flask import Flask, request

app = Flask(__name__)

@app.route("/login", methods=["GET", "POST"])
def login():
    return "in" if request.args.get("password") == "tulip" else "out"
"""
SENT = """
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

log = []

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"in" if "password=tulip" in self.path + body else b"out")

    def log_request(self, *code):
        log.append(self.path)

server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

def login(password):
    address = f"http://127.0.0.1:{server.server_port}/login"
    return requests.post(address, params={"password": password}, timeout=5).text
"""


def test_the_address_is_not_looked_at() -> None:
    pytest.importorskip("flask")
    after = fixed(SOURCE, RULE)
    assert printed(after, "print(app.test_client().post('/login', data={'password': 'tulip'}).text)") == "in"
    attack = "print(app.test_client().get('/login?password=tulip').text)"
    assert printed(SOURCE, attack) == "in"
    assert printed(after, attack) == "out"


def test_the_log_does_not_hold_it() -> None:
    pytest.importorskip("requests")
    after = fixed(SENT, RULE)
    honest = "print(login('tulip'), login('rose'))"
    assert printed(SENT, honest) == printed(after, honest) == "in out"
    attack = "login('tulip')\nprint(log)"
    assert printed(SENT, attack) == "['/login?password=tulip']"
    assert printed(after, attack) == "['/login']"
