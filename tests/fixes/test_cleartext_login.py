"""cleartext-login: mail is still sent, and the password does not go out unencrypted."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

RULE = "cleartext-login"
SOURCE = """
import smtplib
import socketserver
import threading

heard = []

class Server(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail\\r\\n")
        for line in self.rfile:
            heard.append(line.decode().split()[0].upper())
            if heard[-1] == "EHLO":
                self.wfile.write(b"250-mail\\r\\n250-STARTTLS\\r\\n250 AUTH PLAIN\\r\\n")
            elif heard[-1] == "AUTH":
                self.wfile.write(b"235 welcome\\r\\n")
            elif heard[-1] == "STARTTLS":
                self.wfile.write(b"454 not today\\r\\n")
            else:
                self.wfile.write(b"221 bye\\r\\n")

listener = socketserver.TCPServer(("127.0.0.1", 0), Server)
threading.Thread(target=listener.serve_forever, daemon=True).start()
HOST, PORT = listener.server_address

def login(host, user, password):
    with smtplib.SMTP(host, PORT, timeout=5) as server:
        server.login(user, password)
        return "in"
"""
ENCRYPTED = """
smtplib.SMTP.starttls = lambda self: heard.append("(encrypted)")
"""
ATTACK = """
try:
    login(HOST, "ada", "tulip")
except smtplib.SMTPException:
    pass
print("AUTH" in heard)
"""


def test_the_password_waits_for_tls() -> None:
    after = fixed(SOURCE, RULE)
    honest = "print(login(HOST, 'ada', 'tulip'))"
    assert printed(SOURCE, honest) == "in"
    assert printed(after, ENCRYPTED, honest) == "in"
    assert printed(SOURCE, ATTACK) == "True"
    assert printed(after, ATTACK) == "False"
