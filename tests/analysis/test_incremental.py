"""Whatever is edited, and in whatever order: the incremental analysis is the analysis from scratch.

200 sequences of 50 edits on files of the standard library into which insecure lines are put, so that there are findings; and
some on Terraform. The two are compared after each tenth edit and at the end. A failure names its seed and its edit.
"""

from __future__ import annotations

import random
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from penmark.analysis.engine import Engine
from penmark.analysis.result import Analysis
from penmark.rules.loader import load_rules
from penmark.settings import Settings
from penmark.text.document import Document
from penmark.text.span import Span

EDITS = 50
COMPARED = 10
STDLIB = Path(sysconfig.get_paths()["stdlib"])

INSECURE = """\
hashlib.md5(data).hexdigest()
os.system("ls " + input())
subprocess.run(f"ls {name}", shell=True)
eval(input())
pickle.loads(request.data)
requests.get(url, verify=False)
cursor.execute("SELECT * FROM t WHERE a = '%s'" % request.args["a"])
tempfile.mktemp()
password = "k3Jx-9Lq2-pPz7"
value = random.choice(letters)
helper(request.args["q"])
self.name = request.form["name"]
os.system(self.name)
x = helper(1) if x else None
hashlib.sha1(x)  # penmark: ignore[weak-hash] a checksum
open(os.path.join("/srv", request.args["file"]))
""".splitlines()

PASTES = """\
import hashlib, os, pickle, random, requests, subprocess, tempfile
===
from flask import request
===
import hashlib as h
from os import system as run
===
def helper(command):
    run = command + " -l"
    os.system(run)
    return run
===
def caller():
    helper(request.args["q"])
    return helper(input())
===
class Store:
    def load(self, data):
        self.data = pickle.loads(data)

    def run(self):
        os.system(self.data)
===
SETTING = input()
os.system(SETTING)
===
@app.route("/x")
def view():
    return requests.get(request.args["url"], verify=False).text
===
def hashlib():
    return None
""".split("===\n")  # noqa: SIM905

FRAGMENTS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    '"""',
    "\n",
    "\r\n",
    "\\",
    "#",
    " ",
    "    ",
    ":",
    "=",
    ".",
    ",",
    "f'{",
    "é",
    "\u2028",
]

TERRAFORM = """\
variable "open" {
  default = "0.0.0.0/0"
}

locals {
  everyone = var.open
}

resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [local.everyone]
  }
}

resource "aws_db_instance" "main" {
  publicly_accessible = true
  storage_encrypted   = false
  password            = "k3Jx-9Lq2-pPz7"
}

resource "aws_s3_bucket" "logs" {
  acl = "public-read"
}

resource "aws_iam_policy" "all" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_instance" "host" {
  metadata_options {
    http_tokens = "optional"
  }
}
"""

MANIFESTS = """\
apiVersion: v1
kind: Pod
metadata:
  name: one
spec:
  containers:
    - &shared
      name: a
      image: a:1.0.0
      securityContext:
        privileged: true
    - <<: *shared
      name: b
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    spec:
      containers:
        - name: c
          securityContext: { privileged: true }
---
# the end
"""

COMPOSE = """\
x-base: &base
  privileged: true
services:
  web:
    <<: *base
    image: web:1.0.0
  worker:
    image: worker:1.0.0
    privileged: true
  database:
    image: postgres:16.1
    environment:
      POSTGRES_PASSWORD: "k3Jx-9Lq2-pPz7"
"""

TEMPLATE = """\
Parameters:
  Open:
    Type: String
    Default: "true"
Conditions:
  Always: !Equals [!Ref Open, "true"]
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Condition: Always
    Properties:
      PubliclyAccessible: !Ref Open
      StorageEncrypted: false
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: "*", Action: "sts:AssumeRole" }]
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: "*"
                Resource: "*"
"""

POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "*", "Resource": "*" },
    { "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/*" }
  ]
}
"""

DOCKERFILE = """\
ARG TAG=latest
FROM python:${TAG} AS base
USER root
RUN curl https://example.com/install.sh | sh && \\
    chmod 777 /srv

FROM base
ENV API_TOKEN=k3Jx-9Lq2-pPz7
CMD ["python", "-m", "app"]
"""

DATA = {
    "manifests": ("yaml", MANIFESTS),
    "compose": ("yaml", COMPOSE),
    "template": ("yaml", TEMPLATE),
    "policy": ("json", POLICY),
    "dockerfile": ("dockerfile", DOCKERFILE),
}


@cache
def engine() -> Engine:
    return Engine(load_rules(), Settings())


@cache
def files() -> list[Path]:
    return sorted(path for path in STDLIB.glob("*.py") if 1_500 < path.stat().st_size < 6_000)


class Writer:
    """Makes random edits: typing, pasting, deleting, undoing."""

    def __init__(self, rng: random.Random, lines: list[str], pastes: list[str]) -> None:
        self.rng = rng
        self.lines = lines
        self.pastes = pastes

    def edits(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        """One thing that a person does, as edits that follow each other; `text` gives the text after those before."""
        do = self.rng.choice(
            (self._type, self._type, self._paste, self._delete, self._fragment, self._undo, self._move)
        )
        yield from do(text)

    def _line_start(self, data: bytes) -> int:
        return data.rfind(b"\n", 0, self.rng.randrange(len(data) + 1)) + 1

    def _offset(self, data: bytes) -> int:
        at = self.rng.randrange(len(data) + 1)
        while at < len(data) and 0x80 <= data[at] < 0xC0:
            at += 1
        return at

    def _type(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        data = text()
        at = self._line_start(data)
        indent = data[at : at + len(data[at:]) - len(data[at:].lstrip(b" "))]
        yield Span(at, at), indent + b"\n"
        at += len(indent)
        written = self.rng.choice(self.lines).encode()
        size = self.rng.choice((1, 1, 3, 9))
        for start in range(0, len(written), size):
            piece = written[start : start + size]
            yield Span(at, at), piece
            at += len(piece)

    def _paste(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        at = self._line_start(text())
        yield Span(at, at), self.rng.choice(self.pastes).encode()

    def _delete(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        data = text()
        start = self._offset(data)
        end = min(len(data), start + self.rng.choice((1, 1, 2, 10, 60, 300)))
        while end < len(data) and 0x80 <= data[end] < 0xC0:
            end += 1
        yield Span(start, end), b""

    def _fragment(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        at = self._offset(text())
        yield Span(at, at), self.rng.choice(FRAGMENTS).encode()

    def _undo(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        data = text()
        start = self._line_start(data)
        end = data.find(b"\n", min(len(data), start + self.rng.choice((0, 200)))) + 1 or len(data)
        yield Span(start, end), b""
        yield Span(start, start), data[start:end]

    def _move(self, text: Callable[[], bytes]) -> Iterator[tuple[Span, bytes]]:
        data = text()
        start = self._line_start(data)
        end = data.find(b"\n", start) + 1 or len(data)
        yield Span(start, end), b""
        at = self._line_start(text())
        yield Span(at, at), data[start:end]


def run(seed: int, text: str, uri: str, language: str, writer: Writer) -> int:
    """Make the edits; how many findings there were in the comparisons."""
    document = Document(uri, 0, language, text.encode())
    analysis = engine().analyze(document)
    done = found = 0
    while done < EDITS:
        for change in writer.edits(lambda: document.data):  # noqa: B023 - the text as it is when it is asked for
            document = document.edit([change], document.version + 1)
            done += 1
            if writer.rng.random() < 0.1 and done % COMPARED:
                continue  # overtaken by the next edit before it was analysed
            analysis = engine().analyze(document, previous=analysis)
            if done % COMPARED == 0:
                found += compare(analysis, f"seed {seed}, edit {done}")
            if done >= EDITS:
                break
    return found


def compare(analysis: Analysis, where: str) -> int:
    document = analysis.document
    unspoilt = Engine(engine().rules, engine().settings)  # whose caches know nothing of the edits
    fresh = unspoilt.analyze(Document(document.uri, document.version, document.language, document.data))
    assert analysis.findings == fresh.findings, where
    assert analysis.problems == fresh.problems, where
    assert not any(problem.message.startswith("not checked for") for problem in fresh.problems), where
    assert [each for each in analysis.ignored if each not in fresh.ignored] == [], where
    assert len(analysis.ignored) == len(fresh.ignored), where
    assert sorted(analysis.broken) == sorted(fresh.broken), where
    return len(fresh.findings)


@pytest.mark.parametrize("group", range(20))
def test_python(group: int) -> None:
    found = 0
    for seed in range(group * 10, group * 10 + 10):
        rng = random.Random(seed)
        path = rng.choice(files())
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for _ in range(4):
            at = rng.randrange(len(lines) + 1)
            lines.insert(at, rng.choice(PASTES))
            at = rng.randrange(len(lines))
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
            lines.insert(at, f"{indent}{rng.choice(INSECURE)}\n")
        found += run(seed, "".join(lines), path.as_uri(), "python", Writer(rng, INSECURE, PASTES))
    assert found > 100


@pytest.mark.parametrize("group", range(4))
def test_terraform(group: int) -> None:
    found = 0
    blocks = [f"{block}\n" for block in TERRAFORM.split("\n\n")]
    lines = [line.strip() for line in TERRAFORM.splitlines() if "=" in line]
    for seed in range(group * 10, group * 10 + 10):
        found += run(
            seed, TERRAFORM, "file:///main.tf", "terraform", Writer(random.Random(seed), lines, blocks)
        )
    assert found > 50


@pytest.mark.parametrize("name", list(DATA))
def test_data_formats(name: str) -> None:
    language, text = DATA[name]
    lines = [line for line in text.splitlines() if line.strip()]
    pastes = [f"{piece}\n" for piece in text.split("\n  ")]
    uri = f"file:///{name}"
    assert engine().analyze(Document(uri, 0, language, text.encode())).findings
    for seed in range(25):
        run(seed, text, uri, language, Writer(random.Random(seed), lines, pastes))
