"""header-injection: a redirect leads where it led, and no line break makes a header of its own."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "/" + unquote(self.path.partition("?")[2]))
        self.end_headers()
"""
ASKED = """
import http.client, http.server, threading

Handler.log_message = lambda *args: None
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

def headers(query):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.request("GET", "/?" + query)
    got = connection.getresponse()
    return got.getheader("Location"), got.getheader("Set-Cookie")
"""


def test_a_line_break_makes_no_header() -> None:
    after = fixed(SOURCE, "header-injection")
    honest = "print(headers('shop/cafe'))"
    assert printed(SOURCE, ASKED, honest) == printed(after, ASKED, honest) == "('/shop/cafe', None)"
    attack = "print(headers('shop%0d%0aSet-Cookie:%20id=1'))"
    assert printed(SOURCE, ASKED, attack) == "('/shop', 'id=1')"
    assert printed(after, ASKED, attack) == "('/shopSet-Cookie: id=1', None)"
