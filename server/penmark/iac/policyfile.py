"""Access policies that are files of their own, as AWS' command line takes them."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.iac.dialect import DataDialect, resource
from penmark.syntax import config
from penmark.syntax.config import Unit, value_of


class PolicyFile(DataDialect):
    """The policy is one resource: what it is shows by whom it names."""

    name = "iam"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """`identity-policy`, `trust-policy` or `resource-policy`, with the policy as its attribute `document`."""
        block = unit.block
        if block is None:
            return
        whole = config.mapping_at(block, block.span) or config.Mapping(
            block.open,
            block.close,
            [
                config.Entry(one.start, one.end, config.Scalar(one.start, one.name_end, one.name), one.value)
                for one in block.attributes
            ],
        )
        document = config.Attribute(whole.start, whole.end, "document", whole.start, whole)
        made = config.Block(
            block.start, block.end, "policy", (), block.start, block.open, block.close, [document], []
        )
        yield resource(unit, _kind(unit.text), "", made)


def is_policy(unit: Unit) -> bool:
    """Whether a document is an access policy."""
    if unit.labels or b'"Statement"' not in unit.text or b'"Effect"' not in unit.text or unit.block is None:
        return False
    return value_of(unit.block, "Statement") is not None and value_of(unit.block, "Type") is None


def _kind(text: bytes) -> str:
    if b'"Principal"' not in text and b'"NotPrincipal"' not in text:
        return "identity-policy"
    return "trust-policy" if b"sts:AssumeRole" in text else "resource-policy"
