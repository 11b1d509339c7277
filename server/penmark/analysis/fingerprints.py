"""Fingerprints: what makes a finding the same finding after the file around it has changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from penmark.findings import Finding
from penmark.text.document import Document

_MASK = b"\0"


def with_fingerprints(
    document: Document, findings: Sequence[Finding], masked_rules: Set[str]
) -> tuple[Finding, ...]:
    """The findings (absolute, in order) with their fingerprints.

    A fingerprint is a hash of the rule, the words of the first line, and how many equal ones came before it: it
    survives moves and re-indentation. Whatever a rule of `masked_rules` (the secrets) underlines is left out, so that
    nobody can find a secret by trying values against the hash.
    """
    data = document.data
    masked = bytearray(data) if any(finding.rule in masked_rules for finding in findings) else data
    if isinstance(masked, bytearray):
        for finding in findings:
            if finding.rule in masked_rules:
                start, end = finding.span
                masked[start:end] = _MASK * (end - start)
    seen: Counter[bytes] = Counter()
    named: list[Finding] = []
    for finding in findings:
        line = document.lines.line_of(finding.span.start)
        start = document.lines.start_of(line)
        end = document.lines.start_of(line + 1) if line + 1 < len(document.lines) else len(data)
        words = b" ".join(bytes(masked[start:end]).replace(_MASK, b"").split())
        content = finding.rule.encode() + b"\n" + words
        digest = hashlib.sha256(content + b"\n%d" % seen[content]).hexdigest()[:32]
        seen[content] += 1
        named.append(replace(finding, fingerprint=digest))
    return tuple(named)
