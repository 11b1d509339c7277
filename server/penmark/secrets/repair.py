"""Fixes: the secret leaves the text, and what stands there reads it from the environment or from a variable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from penmark.findings import Addition, Applicability, Edit, Fix
from penmark.secrets import blocks, literals, names
from penmark.secrets.checks import WHOLE
from penmark.secrets.scanner import SecretMatch
from penmark.syntax import code, config
from penmark.text.span import Span

# ---------------------------------------------------------------- code


def in_code(match: SecretMatch, span: Span, part: code.Part, facts: code.Facts) -> tuple[Fix, ...]:
    """The fixes of a secret in a part of Python code; `span` and the edits are relative to the part.

    None where the secret stands in no string whose value is used: a docstring, a format, an f-string.
    """
    found = _literal(facts.body, span)
    if found is None:
        return ()
    constant, owners = found
    name = match.name or next(
        (literal.name for literal in literals.telling_literals(part, facts) if literal.span.contains(span)),
        "",
    )
    variable = _variable(match, name)
    if not span.contains(literals.inner_span(part.text, constant)) and match.matcher.check not in WHOLE:
        variable = match.matcher.environment or variable  # the name is that of the whole string
    target, text = _replacement(match, span, part.text, constant, owners, variable)
    if text is None:
        return ()
    return (
        Fix(
            f"Read {variable} from the environment",
            (Edit(target, text),),
            Applicability.REVIEW,
            (Addition("import", "os"),),
        ),
    )


def _literal(body: Iterable[object], span: Span) -> tuple[code.Constant, tuple[code.Node, ...]] | None:
    """The string that holds `span`, and the nodes around it, innermost first."""
    waiting: list[tuple[object, tuple[code.Node, ...]]] = [(list(body), ())]
    while waiting:
        node, owners = waiting.pop()
        if isinstance(node, list | tuple):
            waiting.extend((child, owners) for child in node)
        elif isinstance(node, code.Constant):
            if isinstance(node.value, str | bytes) and node.start <= span.start and span.end <= node.end:
                return node, owners
        elif isinstance(node, code.Node) and (node.start <= span.start and span.end <= node.end):
            inside = (node, *owners)
            waiting.extend((getattr(node, field.name), inside) for field in fields(node))
    return None


def _replacement(
    match: SecretMatch,
    span: Span,
    text: bytes,
    constant: code.Constant,
    owners: tuple[code.Node, ...],
    variable: str,
) -> tuple[Span, str | None]:
    """What to put in place of which span; None where nothing would be right."""
    whole = Span(constant.start, constant.end)
    owner = owners[0] if owners else None
    if owner is None or isinstance(owner, code.Evaluate | code.Case | code.Import):
        return whole, None
    if isinstance(owner, code.Text) and (owner.how != "+" or not _OPENING.match(text, constant.start)):
        return whole, None
    read = f'os.environ["{variable}"]'
    reading = read + ".encode()" if isinstance(constant.value, bytes) else read
    lookup = next((node for node in owners[:2] if _falls_back(node, text)), None)
    if lookup is not None:
        return Span(lookup.start, lookup.end), read
    inner = literals.inner_span(text, constant)
    if span.contains(inner) or match.matcher.check in WHOLE:
        return whole, reading
    joined = _joined(text, constant, inner, span, reading)
    if joined is None:
        return whole, None
    alone = isinstance(owner, code.Assign | code.Argument | code.Entry | code.Param | code.Return)
    return whole, joined if alone else f"({joined})"


_OPENING = re.compile(rb"[A-Za-z]{0,2}[\"']")
_PLAIN = re.compile(rb"b?([\"'])[^\\]{0,2000}")


def _joined(text: bytes, constant: code.Constant, inner: Span, span: Span, reading: str) -> str | None:
    """A literal of which the secret is only a part, as what stands before it, the secret, and what comes after."""
    literal = text[constant.start : constant.end]
    if _PLAIN.fullmatch(literal) is None or inner.start == constant.start or not inner.contains(span):
        return None
    opening, closing = text[constant.start : inner.start].decode(), text[inner.end : constant.end].decode()
    before, after = text[inner.start : span.start].decode(), text[span.end : inner.end].decode()
    pieces = [opening + before + closing] if before else []
    pieces.append(reading)
    if after:
        pieces.append(opening + after + closing)
    return " + ".join(pieces)


def _falls_back(node: code.Node, text: bytes) -> bool:
    """Whether an expression reads the environment and falls back to the literal in it."""
    if isinstance(node, code.Logical):
        return node.op == "or" and len(node.operands) == 2 and _falls_back(node.operands[0], text)
    return isinstance(node, code.Call) and text[node.callee.start : node.callee.end] in _ENVIRONMENT


_ENVIRONMENT = (b"os.environ.get", b"os.getenv")


def _variable(match: SecretMatch, name: str) -> str:
    """The environment variable to read: a constant's name as it is, else the format's own, else made of the name."""
    made = names.environment_name(name)
    if made and name == made:
        return made
    return match.matcher.environment or made or names.environment_name(match.matcher.name)


# ---------------------------------------------------------------- configuration


def in_block(match: SecretMatch, span: Span, text: bytes, block: config.Block) -> tuple[Fix, ...]:
    """The fixes of a secret in a top-level block of Terraform; `span` and the edits are relative to the block."""
    if block.type in ("terraform", "moved", "import", "check"):
        return ()  # no variables may stand there
    for attribute, scalar, part in blocks.strings(block):
        if scalar.start <= span.start and span.end <= scalar.end:
            if block.type == "variable":
                return _without_default(text, block, attribute)
            return _from_variable(match, span, text, block, scalar, part)
    return ()


def _from_variable(
    match: SecretMatch,
    span: Span,
    text: bytes,
    block: config.Block,
    scalar: config.Scalar,
    part: bool,
) -> tuple[Fix, ...]:
    value = blocks.inner_span(text, scalar)
    quoted = value != Span(scalar.start, scalar.end)
    whole = not part and quoted and span.contains(value)
    if match.matcher.check == "private-key":
        whole = not part and str(scalar.value).lstrip().startswith("-----BEGIN")
        if not whole:
            return ()  # what is underlined is only the first line of it
    name = _terraform_name(match, block, whole)
    edit = Edit(scalar.span, f"var.{name}") if whole else Edit(span, f"${{var.{name}}}")
    declaration = f'variable "{name}" {{\n  type      = string\n  sensitive = true\n}}'
    title = f"Take it from the sensitive variable {name}"
    return (Fix(title, (edit,), Applicability.REVIEW, (Addition("append", declaration),)),)


def _terraform_name(match: SecretMatch, block: config.Block, whole: bool) -> str:
    format_name = match.matcher.environment or match.matcher.name
    if match.matcher.check == "url-password" and not whole:
        format_name = "password"
    parts = names.words(match.name or format_name)
    if block.labels and (len(parts) == 1 or (match.name and block.type == "provider")):
        parts = (*names.words(block.labels[-1]), *parts)
    return "_".join(("secret", *parts) if parts[0].isdigit() else parts)


def _without_default(text: bytes, block: config.Block, default: config.Attribute) -> tuple[Fix, ...]:
    if default.name != "default":
        return ()
    sensitive = block.attribute("sensitive")
    if sensitive is None:
        edits: tuple[Edit, ...] = (Edit(default.span, "sensitive = true"),)
    else:
        edits = (Edit(_line_of(text, default.span), ""),)
        if not (isinstance(sensitive.value, config.Scalar) and sensitive.value.value is True):
            edits += (Edit(sensitive.value.span, "true"),)
    return (Fix("Remove the default and mark the variable as sensitive", edits, Applicability.REVIEW),)


def _line_of(text: bytes, span: Span) -> Span:
    """The span with the blanks before it and the line end after it, if it has its line for itself."""
    start = span.start
    while start > 0 and text[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    if text[start - 1 : start] not in (b"\n", b"\r"):
        return span
    for ending in (b"\r\n", b"\n", b"\r"):
        if text[span.end : span.end + len(ending)] == ending:
            return Span(start, span.end + len(ending))
    return span
