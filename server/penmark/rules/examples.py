"""The examples of a page: flagged code with its expectations, what a fix makes of it, and code that must stay silent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_INFO = re.compile(r"^(`{3,9})([\w-]+)((?: [^\n`]{1,200})?)$")
_WANT = re.compile(r'want ([a-z0-9-]+) (?=")')


@dataclass(frozen=True, slots=True)
class Want:
    """One expected finding: the rule, the line (from 0) on which it starts, and the text that is underlined."""

    rule: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    `role`: `flagged`, `accepted` or, for a block that only goes with another one, `with`. `text` is without wants.
    `after` holds what the flagged code becomes, by the number of the fix that is applied (from 1). `line` is that of the
    fence in the page's body, from 0. `file` is the name of the file, or "".
    """

    language: str
    role: str
    text: str
    line: int
    wants: tuple[Want, ...] = ()
    file: str = ""
    after: dict[int, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def read_examples(body: str) -> tuple[Example, ...]:
    """The examples in the body of a page, in order. Raises ValueError, with the line in the body, for a wrong block."""
    examples: list[Example] = []
    flagged: Example | None = None
    for line, language, words, text in fences(body):
        role = words[0] if words else ""
        options = dict(word.split("=", 1) for word in words if "=" in word)
        if role == "after":
            if flagged is None or flagged.language != language:
                raise ValueError(f"line {line}: an `after` block belongs to a `flagged` block before it")
            number = int(words[1]) if len(words) > 1 and words[1].isdigit() else 1
            flagged.after[number] = text
        elif role in ("flagged", "accepted"):
            clean, wants = take_wants(text)
            example = Example(language, role, clean, line, wants, options.get("file", ""))
            if bool(wants) is not (role == "flagged"):
                raise ValueError(f"line {line}: a `flagged` block has wants, an `accepted` block has none")
            examples.append(example)
            flagged = example if role == "flagged" else None
        elif "with" in options:
            if not examples:
                raise ValueError(f"line {line}: a `with` block follows the example that it belongs to")
            examples[-1].others[options["with"]] = text
        elif role:
            raise ValueError(f"line {line}: an example is `flagged`, `after` or `accepted`, not {role!r}")
    return tuple(examples)


def fences(body: str) -> list[tuple[int, str, list[str], str]]:
    """The fenced blocks with a language: line of the fence (from 0), language, the words after it, text."""
    found = []
    lines = body.splitlines(keepends=True)
    number = 0
    while number < len(lines):
        opening = _INFO.match(lines[number].rstrip())
        number += 1
        if opening is None:
            continue
        start = number
        while number < len(lines) and lines[number].rstrip() != opening.group(1):
            number += 1
        found.append((start - 1, opening.group(2), opening.group(3).split(), "".join(lines[start:number])))
        number += 1
    return found


def take_wants(text: str) -> tuple[str, tuple[Want, ...]]:
    """`text` without its expectations, and these. A want stands in a comment at the end of a line: `# want id "text"`."""
    clean: list[str] = []
    wants: list[Want] = []
    for number, line in enumerate(text.splitlines(keepends=True)):
        found = _WANT.search(line)
        if found is None:
            clean.append(line)
            continue
        clean.append(line[: found.start()].rstrip().removesuffix("//").removesuffix("#").rstrip() + "\n")
        wants += _wants(line, number)
    return "".join(clean), tuple(wants)


def _wants(line: str, number: int) -> Sequence[Want]:
    decoder = json.JSONDecoder()
    wants = []
    for found in _WANT.finditer(line):
        text, _ = decoder.raw_decode(line, found.end())
        wants.append(Want(found.group(1), number, str(text)))
    return wants
