"""cleartext-transmission: the same request, and nobody on the way reads it."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

RULE = "cleartext-transmission"
SOURCE = """
import socket
import threading
import urllib.request

def asking(token):
    return urllib.request.Request("http://api.shop.example/orders", headers={"Authorization": token})
"""
LISTEN = """
listener = socket.create_server(("127.0.0.1", 0))
heard = []

def listen():
    wire, _ = listener.accept()
    with wire:
        heard.append(wire.recv(65536))

thread = threading.Thread(target=listen)
thread.start()
real = socket.create_connection
socket.create_connection = lambda address, *rest, **more: real(listener.getsockname(), 5)
try:
    urllib.request.urlopen(asking("tulip"), timeout=5)
except OSError:
    pass
thread.join()
print(b"tulip" in heard[0], len(heard[0]) > 0)
"""


def test_the_wire_does_not_show_it() -> None:
    after = fixed(SOURCE, RULE)
    honest = "request = asking('tulip')\nprint(request.host, request.selector, request.headers, request.type)"
    assert printed(after, honest) == printed(SOURCE, honest) + "s"
    assert printed(SOURCE, LISTEN) == "True True"
    assert printed(after, LISTEN) == "False True"
