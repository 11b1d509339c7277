"""A rule: what a page says about one weakness, and how it is recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from penmark.findings import Confidence, Severity
from penmark.rules.examples import Example, fences, read_examples, take_wants
from penmark.rules.repairs.spec import Condition, Repair
from penmark.secrets.samples import expand


@dataclass(frozen=True, slots=True)
class Check:
    """One way to recognise the weakness.

    `kind`: `call`, `taint`, `assign`, `config` or `secret`; `matcher` is the object that the room of that kind made of the
    page's data. `language` is "" where the kind does not depend on one. `message`, `severity` and `confidence` are those
    of the check, or else of the rule. `repairs` are tried in this order. A match counts only where `condition` holds; call it
    by `repairs.make.holds`.
    """

    rule: str
    kind: str
    language: str
    matcher: Any
    message: str
    severity: Severity
    confidence: Confidence
    repairs: tuple[Repair, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True)
class Rule:
    """One weakness. `severity` and `confidence` are the most that a finding of it has by default.

    `family` is the folder of the page; `path` names the page in errors; `packaged` tells Penmark's own pages from a user's.
    `data` is the page's toml block, `written` what follows it.
    """

    id: str
    family: str
    title: str
    severity: Severity
    confidence: Confidence
    cwe: tuple[int, ...]
    owasp: tuple[str, ...]
    aliases: tuple[str, ...]
    message: str
    path: str
    packaged: bool
    written: str
    data: Mapping[str, Any]
    checks: tuple[Check, ...] = ()

    @property
    def url(self) -> str:
        """Where the weakness is described: the first CWE's page, or "" without one."""
        return f"https://cwe.mitre.org/data/definitions/{self.cwe[0]}.html" if self.cwe else ""

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that the rule has checks for; secrets are looked for in any file and add none."""
        return frozenset(check.language for check in self.checks if check.language)

    @cached_property
    def body(self) -> str:
        """Prose and examples, with samples in place of the descriptions of secrets. Raises ValueError for a wrong one."""
        return expand(self.written, self.data) if "{{" in self.written else self.written

    @cached_property
    def prose(self) -> str:
        """What is flagged, why it matters, how the fix is safe: Markdown without headings."""
        lines = self.body.splitlines()
        end = next((number for number, line in enumerate(lines) if line.startswith("## ")), len(lines))
        return "\n".join(lines[:end]).strip()

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The examples of the page. Raises ValueError where a block is wrong."""
        return read_examples(self.body)

    def markdown(self, language: str | None = None) -> str:
        """The documentation: head, prose, and for each language (or the one) the first flagged code and its repair."""
        kinds = [
            f"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in self.cwe
        ]
        kinds += [f"OWASP {entry}" for entry in self.owasp]
        facts = " · ".join([f"`{self.id}`", f"{self.severity} severity", *kinds])
        pieces = [f"### {self.title}", facts, self.prose]
        shown: set[str] = set()
        blocks = fences(self.body)
        for number, (_, name, words, text) in enumerate(blocks):
            if words[:1] != ["flagged"] or name in shown or (language is not None and name != language):
                continue
            shown.add(name)
            pieces += ["Flagged:", _fenced(name, take_wants(text)[0])]
            after = _after(blocks[number + 1 :])
            if after is not None:
                pieces += ["Repaired:", _fenced(name, after)]
        return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _after(blocks: Sequence[tuple[int, str, list[str], str]]) -> str | None:
    for _, _, words, text in blocks:
        if words[:1] == ["after"]:
            return text
        if words[:1] in (["flagged"], ["accepted"]):
            return None
    return None


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}```"
