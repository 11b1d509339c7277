"""debug-enabled: pages are served as before, and an error shows the visitor no code and no console."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
from flask import Flask

app = Flask(__name__)

@app.route("/")
def home():
    return "home"

@app.route("/broken")
def broken():
    return 1 / 0

def main():
    app.run(port=0, debug=True, use_reloader=False)
"""
VISITED = """
import threading, urllib.error, urllib.request
import werkzeug.serving as serving

class Waiting(Exception):
    pass

def serve_forever(server, *args, **options):
    served.append(server)
    raise Waiting

served, answers = [], []
serve = serving.ThreadedWSGIServer.serve_forever
serving.ThreadedWSGIServer.serve_forever = serve_forever
try:
    main()
except Waiting:
    pass
server = served[0]
threading.Thread(target=serve, args=[server], daemon=True).start()

def visited(path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=20) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
"""


def test_an_error() -> None:
    pytest.importorskip("flask")
    after = fixed(SOURCE, "debug-enabled")
    local = {"no_proxy": "127.0.0.1"}
    honest = "print(visited('/'))"
    for source in (SOURCE, after):
        assert printed(source, VISITED, honest, environment=local).endswith("home")
    attack = "text = visited('/broken')\nprint('ZeroDivisionError' in text, 'SECRET' in text)"
    assert printed(SOURCE, VISITED, attack, environment=local).endswith("True True")
    assert printed(after, VISITED, attack, environment=local).endswith("False False")
