"""remote-code: a program arrives from the server that is meant, and from nobody else on the way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed, run

SOURCE = """
import urllib.request

def fetch():
    urllib.request.urlretrieve("http://get.tool.test/setup.py", "setup.py")
    return open("setup.py").read()
"""
# All that the program sends goes by this proxy, which answers as if it were the server.
ON_THE_WAY = """
import http.server, os, ssl, threading

class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"answer")

    def do_CONNECT(self):
        self.send_response(200)
        self.end_headers()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.handle_one_request()

    def log_message(self, *args):
        pass

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")
server = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
server.handle_error = lambda *args: None
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["http_proxy"] = os.environ["https_proxy"] = f"http://127.0.0.1:{server.server_port}"
os.environ["no_proxy"] = ""
print(fetch())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the server that nobody has signed but itself."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = tmp_path_factory.mktemp("tls")
    form = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=get.tool.test"
        " -addext subjectAltName=DNS:get.tool.test"
    )
    command = [program, *form.split(), "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(command, cwd=made, check=True, capture_output=True)
    return made


def test_somebody_on_the_way(folder: Path) -> None:
    after = fixed(SOURCE, "remote-code")
    trusted = {"SSL_CERT_FILE": str(folder / "certificate.pem")}
    unknown = {"SSL_CERT_FILE": ""}
    assert printed(after, ON_THE_WAY, cwd=folder, environment=trusted) == "answer"
    assert printed(SOURCE, ON_THE_WAY, cwd=folder, environment=unknown) == "answer"
    done = run(after, ON_THE_WAY, cwd=folder, environment=unknown)
    assert done.returncode == 1
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr
