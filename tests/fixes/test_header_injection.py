"""header-injection: a plain value arrives as before, and a line break makes no header."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", unquote(self.path.partition("?")[2]))
        self.end_headers()

    def log_message(self, *args):
        pass
"""
ASK = """
import http.client, threading
server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.handle_request).start()
client = http.client.HTTPConnection(*server.server_address)
client.request("GET", "/?%s")
answer = client.getresponse()
print(answer.getheader("Location"), answer.getheader("Set-Cookie"))
server.server_close()
"""


def test_a_line_break() -> None:
    after = fixed(SOURCE, "header-injection")
    honest = ASK % "/home"
    assert printed(SOURCE, honest) == printed(after, honest) == "/home None"
    attack = ASK % "/home%0D%0ASet-Cookie:session=evil"
    assert printed(SOURCE, attack) == "/home session=evil"
    assert printed(after, attack) == "/homeSet-Cookie:session=evil None"
