"""request-without-timeout: an answer is read as before, and the connection is not waited for without an end."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
import requests

def fetch(url):
    return requests.get(url).text
"""
SERVED = """
import http.server, threading

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"honest")

    def log_message(self, *args):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
"""
WAITED = """
import socket

class Noted(socket.socket):
    # Only the side that asks: the server's accepted sockets are of this class too.
    def connect(self, address):
        waits.append(self.gettimeout())
        return super().connect(address)

waits = []
socket.socket = Noted
fetch(address)
print(waits[0])
"""


def test_a_connection_has_an_end() -> None:
    pytest.importorskip("requests")
    after = fixed(SOURCE, "request-without-timeout")
    honest = "print(fetch(address))"
    local = {"no_proxy": "127.0.0.1"}
    for source in (SOURCE, after):
        assert printed(source, SERVED, honest, environment=local) == "honest"
    assert printed(SOURCE, SERVED, WAITED, environment=local) == "None"
    assert printed(after, SERVED, WAITED, environment=local) == "10.0"
