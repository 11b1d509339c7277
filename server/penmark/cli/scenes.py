"""What the demo types: what stands in the buffer already, and what an assistant adds to it."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """A buffer and its completion. `hidden` is a made-up secret in the completion that is not to be shown."""

    title: str
    file: str
    language: str
    before: str
    completion: str
    hidden: str = ""


def python_scene() -> Scene:
    """A web application with a database, a command and a key."""
    key = _made_up_key()
    return Scene(
        "A Flask view", "shop.py", "python", _PYTHON, _PYTHON_COMPLETION.replace("$KEY", key), hidden=key
    )


def terraform_scene() -> Scene:
    """A server in the cloud that is open to the world, with its database."""
    return Scene("A database and its network", "main.tf", "terraform", _TERRAFORM, _TERRAFORM_COMPLETION)


def _made_up_key() -> str:
    """A key that has the form of a real one and opens nothing: made anew each time, so that it is written nowhere."""
    return "sk_" + "live_" + "".join(random.choices(string.ascii_letters + string.digits, k=32))


_PYTHON = """\
import sqlite3
import subprocess

from flask import Flask, request

app = Flask(__name__)


def database() -> sqlite3.Connection:
    return sqlite3.connect("shop.db")
"""

_PYTHON_COMPLETION = """

STRIPE_KEY = "$KEY"


@app.get("/search")
def search():
    name = request.args["name"]
    cursor = database().cursor()
    cursor.execute(f"SELECT id, price FROM items WHERE name = '{name}'")
    return {"items": cursor.fetchall()}


@app.post("/thumbnail")
def thumbnail():
    picture = request.form["picture"]
    subprocess.run(f"convert {picture} -resize 200x200 thumb.png", shell=True)
    return "", 204


if __name__ == "__main__":
    app.run(debug=True)
"""

_TERRAFORM = """\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"""

_TERRAFORM_COMPLETION = """
resource "aws_security_group" "shop" {
  name   = "shop"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_db_instance" "shop" {
  engine            = "postgres"
  instance_class    = "db.t4g.micro"
  allocated_storage = 20
  username          = "shop"

  manage_master_user_password = true
  publicly_accessible         = true
  storage_encrypted           = false
}
"""
