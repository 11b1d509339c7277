"""development-server-public: this machine is answered as before, and no other."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

FLASK = """
from flask import Flask

app = Flask(__name__)

@app.route("/")
def home():
    return "home"

def main():
    app.run(host="0.0.0.0", port=0)
"""
WERKZEUG = """
from flask import Flask
from werkzeug.serving import run_simple

app = Flask(__name__)

@app.route("/")
def home():
    return "home"

def main():
    run_simple("0.0.0.0", 0, app, threaded=True)
"""
BOUND = """
import threading, urllib.request
import werkzeug.serving as serving

class Waiting(Exception):
    pass

def serve_forever(server, *args, **options):
    served.append(server)
    raise Waiting

served = []
serve = serving.ThreadedWSGIServer.serve_forever
serving.ThreadedWSGIServer.serve_forever = serve_forever
try:
    main()
except Waiting:
    pass
server = served[0]
threading.Thread(target=serve, args=[server], daemon=True).start()
with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=20) as answer:
    print(answer.read().decode(), server.socket.getsockname()[0])
"""


@pytest.mark.parametrize("source", [FLASK, WERKZEUG], ids=["flask", "werkzeug"])
def test_the_address_that_it_listens_on(source: str) -> None:
    pytest.importorskip("flask")
    after = fixed(source, "development-server-public")
    local = {"no_proxy": "127.0.0.1"}
    assert printed(source, BOUND, environment=local).endswith("home 0.0.0.0")
    assert printed(after, BOUND, environment=local).endswith("home 127.0.0.1")
