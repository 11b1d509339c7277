"""A small web shop with holes, to try Penmark on. It is never run."""

import hashlib
import sqlite3
import subprocess

import requests
import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route("/users")
def find_user():
    name = request.args["name"]
    cursor = sqlite3.connect("shop.db").cursor()
    cursor.execute(f"SELECT id FROM users WHERE name = '{name}'")
    return {"user": cursor.fetchone()}


@app.route("/thumbnail")
def thumbnail():
    path = request.args["path"]
    subprocess.run(f"convert {path} -resize 64x64 thumbnail.png", shell=True)
    return {"ok": True}


def load_settings(text):
    return yaml.load(text, Loader=yaml.Loader)


def prices():
    return requests.get("https://example.com/prices", verify=False).json()


def password_digest(password):
    return hashlib.md5(password.encode()).hexdigest()


if __name__ == "__main__":
    app.run(debug=True)
