"""Edits of HCL that keep how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from penmark.findings import Edit
from penmark.syntax import config
from penmark.syntax.config import Additions, Attribute, Block, Expression, Items, Layout, Written
from penmark.text.span import Span

_STEP = "  "


class HclLayout(Layout):
    """HCL as `terraform fmt` lays it out."""

    embeds = True

    def literal(self, value: Written) -> str:
        """How a value is written in HCL."""
        match value:
            case Expression():
                return value.text
            case bool():
                return "true" if value else "false"
            case str():
                escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
            case int() | float():
                return str(value)
            case Mapping():
                return "{ " + ", ".join(f"{name} = {self.literal(one)}" for name, one in value.items()) + " }"
        return "[" + ", ".join(self.literal(one) for one in value) + "]"

    def remove(self, text: bytes, owner: Block | config.Mapping, name: str) -> Edit | None:
        """Take out an attribute with its line, and the comment behind it; a line above or below stays as it is."""
        attribute = owner.attribute(name) if isinstance(owner, Block) else None
        if attribute is None:
            return None
        start = text.rfind(b"\n", 0, attribute.start) + 1
        if text[start : attribute.start].strip():
            return Edit(attribute.span, "")
        end = text.find(b"\n", attribute.end)
        rest = text[attribute.end : end if end >= 0 else len(text)].strip()
        if rest and not rest.startswith((b"#", b"//")):
            return Edit(attribute.span, "")
        return Edit(Span(start, end + 1 if end >= 0 else len(text)), "")

    def remove_item(self, text: bytes, items: Items, index: int) -> Edit:
        """Take one item out of a list, with one of the commas beside it."""
        item = items.items[index]
        if index + 1 < len(items.items):
            return Edit(Span(item.start, items.items[index + 1].start), "")
        if index:
            return Edit(Span(items.items[index - 1].end, item.end), "")
        return Edit(item.span, "")

    def add(self, text: bytes, owner: Block | config.Mapping, additions: Additions) -> list[Edit] | None:
        """Attributes behind the last one, blocks at the end."""
        if not isinstance(owner, Block):
            return None
        written = _written(additions, self)
        newline = "\r\n" if b"\r\n" in text else "\n"
        outer = _indent(text, owner.start)
        inner = _inner_indent(text, owner, outer)
        if b"\n" not in text[owner.open + 1 : owner.close]:
            return [_opened_up(text, owner, written, outer, newline)]
        last = _last_attribute(text, owner)
        run = _run(text, owner, last)
        width = max(len(one.name) for one in run) if _aligned(text, run) else 0
        lines = _attribute_lines(written.attributes, inner, width)
        blocks = _block_lines(written.blocks, inner)
        edits: list[Edit] = []
        if lines and width:
            edits += _realigned(text, run, max(len(name) for name in written.attributes))
        if lines:
            at = _line_end(text, last.end if last is not None else owner.open + 1)
            edits.append(Edit(Span(at, at), newline + newline.join(lines)))
        if blocks:
            at = _last_content(text, owner)
            gap = [] if at == _line_end(text, owner.open + 1) and not lines else [""]
            addition = newline + newline.join([*gap, *blocks])
            if lines and edits[-1].span.start == at:
                edits[-1] = Edit(edits[-1].span, edits[-1].text + addition)
            else:
                edits.append(Edit(Span(at, at), addition))
        return edits


@dataclass(slots=True)
class _Texts:
    """What is to be added, with the texts of the values."""

    attributes: dict[str, str]
    blocks: dict[str, _Texts]


def _written(additions: Additions, layout: HclLayout) -> _Texts:
    attributes = {name: layout.literal(value) for name, value in additions.attributes.items()}
    return _Texts(attributes, {name: _written(one, layout) for name, one in additions.blocks.items()})


def _opened_up(text: bytes, block: Block, additions: _Texts, outer: str, newline: str) -> Edit:
    """A block on one line becomes one of several lines."""
    inner = outer + _STEP
    written = {one.name: text[one.value.start : one.value.end].decode() for one in block.attributes}
    lines = _attribute_lines(written | additions.attributes, inner, 0)
    blocks = _block_lines(additions.blocks, inner)
    if blocks and lines:
        lines.append("")
    lines += blocks
    return Edit(Span(block.open + 1, block.close), newline + newline.join(lines) + newline + outer)


def _attribute_lines(attributes: Mapping[str, str], indent: str, width: int) -> list[str]:
    if not attributes:
        return []
    width = max(width, *(len(name) for name in attributes))
    return [f"{indent}{name.ljust(width)} = {value}" for name, value in attributes.items()]


def _block_lines(blocks: Mapping[str, _Texts], indent: str) -> list[str]:
    lines: list[str] = []
    for name, content in blocks.items():
        if lines:
            lines.append("")
        lines.append(f"{indent}{name} {{")
        inner = _attribute_lines(content.attributes, indent + _STEP, 0)
        nested = _block_lines(content.blocks, indent + _STEP)
        lines += [*inner, *([""] if inner and nested else []), *nested, f"{indent}}}"]
    return lines


def _last_attribute(text: bytes, block: Block) -> Attribute | None:
    """The last attribute of one line before the first nested block; or, if there is none, the last of all."""
    first_block = block.blocks[0].start if block.blocks else block.close
    before = [attribute for attribute in block.attributes if attribute.start < first_block]
    short = [attribute for attribute in before if b"\n" not in text[attribute.start : attribute.end]]
    found = short or before or block.attributes
    return found[-1] if found else None


def _run(text: bytes, block: Block, last: Attribute | None) -> list[Attribute]:
    """The attributes of one line each, on lines without a gap, that end with `last`."""
    run: list[Attribute] = []
    for attribute in reversed(block.attributes):
        if last is None or attribute.start > last.start:
            continue
        below = run[-1].start if run else None
        if b"\n" in text[attribute.start : attribute.end]:
            break
        if below is not None and text.count(b"\n", attribute.end, below) != 1:
            break
        run.append(attribute)
    return run


def _aligned(text: bytes, run: Sequence[Attribute]) -> bool:
    """Whether the equals signs of the run stand below each other, one space behind the longest name."""
    width = max((len(attribute.name) for attribute in run), default=0)
    return bool(run) and all(_equals(text, one) - one.start == width + 1 for one in run)


def _realigned(text: bytes, run: Sequence[Attribute], longest: int) -> list[Edit]:
    """The edits that make room in a run of aligned attributes for a longer name."""
    if longest <= max(len(attribute.name) for attribute in run):
        return []
    return [
        Edit(Span(one.name_end, _equals(text, one)), " " * (longest - len(one.name) + 1))
        for one in sorted(run, key=lambda one: one.start)
    ]


def _equals(text: bytes, attribute: Attribute) -> int:
    return text.find(b"=", attribute.name_end, attribute.end)


def _indent(text: bytes, offset: int) -> str:
    start = text.rfind(b"\n", 0, offset) + 1
    line = text[start:offset]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode("ascii", "replace")


def _inner_indent(text: bytes, block: Block, outer: str) -> str:
    for node in sorted((*block.attributes, *block.blocks), key=lambda node: node.start):
        if node.start > text.find(b"\n", block.open) >= 0:
            return _indent(text, node.start)
    return outer + _STEP


def _line_end(text: bytes, offset: int) -> int:
    """The end of the line on which `offset` stands, behind a comment, before the line ending."""
    end = text.find(b"\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if text[end - 1 : end] == b"\r" else end


def _last_content(text: bytes, block: Block) -> int:
    """The end of the last line of the block that holds anything."""
    end = block.close
    while end > block.open + 1 and text[end - 1 : end].isspace():
        end -= 1
    return end
