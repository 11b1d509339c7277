// What an assistant might offer in one piece, and what Penmark makes of it.
export const MODULE = `import hashlib
import random
import sqlite3
import string
import subprocess

import requests
import yaml
from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)


`;

export const COMPLETION = `def find_user(name):
    cursor = sqlite3.connect("shop.db").cursor()
    cursor.execute(f"SELECT id, hash FROM users WHERE name = '{name}'")
    return cursor.fetchone()


@app.post("/login")
def login():
    user = find_user(request.form["name"])
    if user is None or not matches(user[1], request.form["password"]):
        abort(401)
    token = "".join(random.choice(string.ascii_letters) for _ in range(32))
    response = redirect(url_for("home"))
    response.set_cookie("session", token)
    return response


@app.get("/ping")
def ping():
    host = request.args["host"]
    return subprocess.check_output(f"ping -c 1 {host}", shell=True)


@app.post("/import")
def import_settings():
    reply = requests.get("https://example.com/settings", verify=False, timeout=5)
    app.config["ETAG"] = hashlib.md5(reply.content).hexdigest()
    return yaml.load(reply.text, Loader=yaml.Loader)
`;

export const RULES = [
  "certificate-check-disabled",
  "command-injection",
  "insecure-cookie",
  "insecure-random",
  "sql-injection",
  "unsafe-deserialization",
  "weak-hash",
];

export const TITLE = "Make the inserted code safe (7 fixes, 5 to review)";

const CHANGES = [
  ["import random\n", "import random\nimport secrets\n"],
  [`cursor.execute(f"SELECT id, hash FROM users WHERE name = '{name}'")`, `cursor.execute("SELECT id, hash FROM users WHERE name = ?", (name,))`],
  ["hashlib.md5(", "hashlib.sha256("],
  ["random.choice(", "secrets.choice("],
  [`set_cookie("session", token)`, `set_cookie("session", token, secure=True)`],
  ["check_output(f\"ping -c 1 {host}\", shell=True)", `check_output(["ping", "-c", "1", host])`],
  [", verify=False, ", ", "],
  ["yaml.load(reply.text, Loader=yaml.Loader)", "yaml.safe_load(reply.text)"],
];

export const BEFORE = MODULE + COMPLETION;
export const SAFE = CHANGES.reduce((text, [insecure, safe]) => text.replace(insecure, safe), BEFORE);
