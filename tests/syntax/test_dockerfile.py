"""Dockerfiles are cut into stages, and their instructions read."""

from __future__ import annotations

import random

import pytest

from penmark.syntax import config, language_of
from penmark.syntax.dockerfile import create
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()


def units(text: str) -> list[config.Unit]:
    body = ADAPTER.read(ADAPTER.parse(Document("Dockerfile", 1, "dockerfile", text.encode())))
    for offset, unit in body.units:
        assert text.encode()[offset : offset + len(unit.text)] == unit.text
    return [unit for _, unit in body.units]


def test_stages_are_units() -> None:
    text = "# syntax=docker/dockerfile:1\nARG V=3\nFROM a:$V AS build\nRUN x\n\nfrom b\nCMD y\n"
    assert [(unit.type, unit.labels) for unit in units(text)] == [
        ("head", ()),
        ("stage", ("build",)),
        ("last", ("1",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN psql -c 'select x \\\nFROM y'\n",
        "FROM a\nRUN x \\\n# why\n\nFROM y\n",
        "FROM a\nRUN <<EOF\nselect x\nFROM y\nEOF\nCMD z\n",
        "FROM a\nCOPY <<one <<'two' /x/\nFROM y\none\nFROM z\ntwo\nCMD z\n",
        "# escape=`\nFROM a\nRUN x `\nFROM y\n",
    ],
)
def test_a_from_within_a_command_begins_no_stage(text: str) -> None:
    assert [unit.labels for unit in units(text) if unit.labels] == [("0",)]


def text_of(node: config.Expr) -> object:
    match node:
        case config.Scalar():
            return node.value
        case config.Items():
            return [text_of(item) for item in node.items]
        case config.Template():
            return [text_of(part) for part in node.parts]
        case config.Reference(steps=[config.Get(name=name)]):
            return f"${name}"
    return None


def instructions(text: str) -> list[tuple[str, dict[str, object]]]:
    (unit,) = units("FROM a\n" + text)
    assert not unit.broken
    assert unit.block is not None
    return [(one.type, {two.name: text_of(two.value) for two in one.attributes}) for one in unit.block.blocks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("RUN a && \\\n  # why\n  b\n", [("run", {"command": "a &&    b"})]),
        ('RUN ["a", "b"]\n', [("run", {"arguments": ["a", "b"]})]),
        (
            "RUN --mount=type=secret,id=x --network=none a\n",
            [("run", {"mounts": ["--mount=type=secret,id=x"], "network": "none", "command": "a"})],
        ),
        ('ENV A=1 B="x y"\n', [("env", {"name": "A", "value": "1"}), ("env", {"name": "B", "value": "x y"})]),
        ("ENV TOKEN abc\n", [("env", {"name": "TOKEN", "value": "abc"})]),
        ("ARG X\nARG Y=$X-1\n", [("arg", {"name": "X"}), ("arg", {"name": "Y", "value": ["$X", "-1"]})]),
        (
            "COPY --chown=1:2 --from=b x y /z/\n",
            [("copy", {"chown": "1:2", "from": "b", "sources": ["x", "y"], "destination": "/z/"})],
        ),
        ("ADD https://x/y /z\n", [("add", {"sources": ["https://x/y"], "destination": "/z"})]),
        ("USER app:staff\n", [("user", {"user": "app", "group": "staff"})]),
        ("EXPOSE 22/tcp 80\n", [("expose", {"ports": ["22/tcp", "80"]})]),
        ("ONBUILD RUN x\n", [("run", {"command": "x"})]),
        ("HEALTHCHECK CMD curl x\n", [("healthcheck", {"command": "curl x"})]),
        ("WORKDIR /app\n", [("workdir", {"text": "/app"})]),
    ],
)
def test_instructions(text: str, wanted: list[tuple[str, dict[str, object]]]) -> None:
    assert instructions(text) == wanted


def test_the_image() -> None:
    (unit,) = units("FROM --platform=linux/amd64 ghcr.io/o/i:1.2@sha256:abc AS x\n")
    assert unit.block is not None
    assert {one.name: text_of(one.value) for one in unit.block.attributes} == {
        "platform": "linux/amd64",
        "image": "ghcr.io/o/i:1.2@sha256:abc",
        "name": "ghcr.io/o/i",
        "tag": "1.2",
        "digest": "sha256:abc",
    }


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Dockerfile", "dockerfile"),
        ("dockerfile.dev", "dockerfile"),
        ("api.Dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile.md", "text"),
        ("dockerfile.py", "python"),
        ("docker-compose.yml", "yaml"),
        ("dockerfiles.txt", "text"),
    ],
)
def test_which_files_are_dockerfiles(name: str, language: str) -> None:
    assert language_of(name) == language


def test_random_edits_give_what_a_new_reading_gives() -> None:
    chance = random.Random(3)
    text = "ARG V=1\n" + "".join(
        f"FROM a:$V AS s{index}\nENV X={index}\nRUN x \\\n  y\n" for index in range(9)
    )
    document = Document("Dockerfile", 1, "dockerfile", text.encode())
    tree = ADAPTER.parse(document)
    for version in range(2, 150):
        at = chance.randrange(len(document.data))
        put = chance.choice([b"", b"x", b"\n", b"FROM ", b"\\", b"<<EOF", b"'", b"$", b"="])
        document = document.edit(
            [(Span(at, min(len(document.data), at + chance.randrange(3))), put)], version
        )
        tree = ADAPTER.parse(document, tree)
        fresh = ADAPTER.parse(Document("Dockerfile", 1, "dockerfile", document.data))
        assert [(at, one.key) for at, one in tree.body.units] == [
            (at, one.key) for at, one in fresh.body.units
        ]
        for (_, one), (_, other) in zip(tree.body.units, fresh.body.units, strict=True):
            assert one.block == other.block
