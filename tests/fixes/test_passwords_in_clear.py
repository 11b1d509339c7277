"""password-stored-in-clear and password-compared-in-clear: who knows the password comes in, and who has the database does not."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
from flask import Flask, request

app = Flask(__name__)
users = {}


class User:
    def __init__(self, name, password):
        self.name = name
        self.password = password


@app.post("/register")
def register():
    users[request.form["name"]] = User(name=request.form["name"], password=request.form["password"])
    return "registered"


@app.post("/login")
def login():
    user = users.get(request.form["name"])
    if user is None or user.password != request.form["password"]:
        return "refused"
    return "welcome"
"""
HONEST = """
client = app.test_client()
client.post("/register", data={"name": "ann", "password": "open sesame"})
tries = [("ann", "open sesame"), ("ann", "Open Sesame"), ("bob", "open sesame")]
print([client.post("/login", data={"name": n, "password": p}).get_data(as_text=True) for n, p in tries])
"""
STOLEN = """
stolen = users["ann"].password
print(client.post("/login", data={"name": "ann", "password": stolen}).get_data(as_text=True))
"""


def test_a_stolen_database_opens_nothing() -> None:
    after = fixed(fixed(SOURCE, "password-stored-in-clear"), "password-compared-in-clear")
    assert printed(SOURCE, HONEST) == printed(after, HONEST) == "['welcome', 'refused', 'refused']"
    assert printed(SOURCE, HONEST, STOLEN).endswith("welcome")
    assert printed(after, HONEST, STOLEN).endswith("refused")
