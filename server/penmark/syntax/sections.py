"""Which entries of a data format's document are units of their own: those of the mappings that name things."""

from __future__ import annotations

SECTIONS = frozenset(
    {"Resources", "Parameters", "Mappings", "Conditions", "Outputs", "Rules", "services", "functions"}
)
"""Top-level keys (of CloudFormation, Compose, Serverless) whose entries are told apart, so that an edit of one leaves the others."""

WHOLE = frozenset({"apiVersion", "kind"})
"""Top-level keys of documents that declare one thing, and are one unit."""


def is_cut(keys: frozenset[str]) -> bool:
    """Whether a document with these top-level keys is cut into its entries."""
    return not keys.isdisjoint(SECTIONS) and not keys >= WHOLE
