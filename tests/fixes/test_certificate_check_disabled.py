"""certificate-check-disabled: a server of the loopback that is trusted answers, and one that nobody vouches for does not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed, run

RULE = "certificate-check-disabled"
SOURCES = {
    "urllib": """
        import ssl
        import urllib.request

        def fetch(url):
            context = ssl._create_unverified_context()
            return urllib.request.urlopen(url, context=context, timeout=20).read().decode()
        """,
    "a context": """
        import ssl
        import urllib.request

        def fetch(url):
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return urllib.request.urlopen(url, context=context, timeout=20).read().decode()
        """,
    "requests": """
        import requests

        def fetch(url):
            return requests.get(url, verify=False, timeout=20).text
        """,
    "a session": """
        import requests

        def fetch(url):
            session = requests.Session()
            session.verify = False
            return session.get(url, timeout=20).text
        """,
}
SERVER = """
import http.server, ssl as _ssl, threading, warnings
warnings.simplefilter("ignore")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"honest")

    def log_message(self, *args):
        pass

context = _ssl.SSLContext(_ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
server.handle_error = lambda *args: None
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(fetch(f"https://localhost:{server.server_address[1]}/"))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost` that nobody has signed but itself."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = tmp_path_factory.mktemp("tls")
    form = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    command = [program, *form.split(), "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(command, cwd=made, check=True, capture_output=True)
    return made


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_server_that_nobody_vouches_for(source: str, folder: Path) -> None:
    after = fixed(source, RULE)
    certificate = str(folder / "certificate.pem")
    trusted = {"SSL_CERT_FILE": certificate, "REQUESTS_CA_BUNDLE": certificate, "no_proxy": "localhost"}
    for program in (source, after):
        assert printed(program, SERVER, cwd=folder, environment=trusted) == "honest"
    unknown = {"SSL_CERT_FILE": "", "REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "", "no_proxy": "localhost"}
    assert printed(source, SERVER, cwd=folder, environment=unknown) == "honest"
    done = run(after, SERVER, cwd=folder, environment=unknown)
    assert done.returncode == 1
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr
