"""A rule: what a page says about one weakness, and how it is recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    page's data. `languages` is empty where the kind does not depend on one. `message`, `severity` and `confidence` are those
    of the check, or else of the rule. `repairs` are tried in this order. A match counts only where `condition` holds; call it
    by `repairs.make.holds`.
    """

    rule: str
    kind: str
    languages: frozenset[str]
    matcher: Any
    message: str
    severity: Severity
    confidence: Confidence
    repairs: tuple[Repair, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a page says: its toml block (`data`) read, and the text that follows it (`written`)."""

    title: str
    severity: Severity
    confidence: Confidence
    cwe: tuple[int, ...]
    owasp: tuple[str, ...]
    message: str
    written: str
    data: Mapping[str, Any]
    checks: tuple[Check, ...]


class Rule:
    """One weakness. What its page says is read when it is first asked for, which may raise PageError.

    `family` is the folder of the page; `path` names the page in errors; `packaged` tells Penmark's own pages from a user's;
    `kinds` are the kinds of its checks; `aliases` its former ids.
    """

    def __init__(
        self,
        id: str,
        family: str,
        path: str,
        *,
        packaged: bool,
        kinds: frozenset[str],
        aliases: tuple[str, ...],
        read: Callable[[], Details],
    ) -> None:
        self.id = id
        self.family = family
        self.path = path
        self.packaged = packaged
        self.kinds = kinds
        self.aliases = aliases
        self._read = read

    def __repr__(self) -> str:
        return f"Rule({self.id!r})"

    @cached_property
    def details(self) -> Details:
        """What the page says. Raises PageError."""
        return self._read()

    @property
    def title(self) -> str:
        """A noun phrase."""
        return self.details.title

    @property
    def severity(self) -> Severity:
        """How bad the weakness is, unless a check says otherwise."""
        return self.details.severity

    @property
    def confidence(self) -> Confidence:
        """The most that a finding has, unless a check says otherwise."""
        return self.details.confidence

    @property
    def cwe(self) -> tuple[int, ...]:
        """Numbers of weaknesses in the CWE list, the closest first."""
        return self.details.cwe

    @property
    def owasp(self) -> tuple[str, ...]:
        """Categories of OWASP's lists with their edition: `A03:2021`."""
        return self.details.owasp

    @property
    def message(self) -> str:
        """One sentence, in which `{source}` and the like are to be filled in."""
        return self.details.message

    @property
    def data(self) -> Mapping[str, Any]:
        """The page's toml block."""
        return self.details.data

    @property
    def checks(self) -> tuple[Check, ...]:
        """The ways to recognise the weakness."""
        return self.details.checks

    @property
    def url(self) -> str:
        """Where the weakness is described: the first CWE's page, or "" without one."""
        return f"https://cwe.mitre.org/data/definitions/{self.cwe[0]}.html" if self.cwe else ""

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that the rule has checks for; secrets are looked for in any file and add none."""
        return frozenset().union(*(check.languages for check in self.checks))

    @cached_property
    def body(self) -> str:
        """Prose and examples, with samples in place of the descriptions of secrets. Raises ValueError for a wrong one."""
        written = self.details.written
        return expand(written, self.data) if "{{" in written else written

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
