"""From the syntax tree of one stage to the facts of configuration. The only place that knows the grammar's node names.

A stage is a block with the attributes `image` (as a whole), `name`, `tag`, `digest` and `platform`, and a nested block for each
instruction, in order: `run` (`command`, `mounts`, `shell`: whether a shell reads it), `cmd`, `entrypoint` and `healthcheck` (the
same), `env`, `arg` and `label` (one for each pair: `name`, `value`), `copy` and `add` (`sources`, `destination`, and their
options), `user` (`user`, `group`), `expose` (`ports`), `workdir`, `volume`, and the like (`text`).
"""

from __future__ import annotations

import re

from tree_sitter import Node

from penmark.syntax import config
from penmark.syntax.config import Attribute, Block, Expr, Items, Scalar

_SUFFIX = "_instruction"
_PAIRS = {"env": "env_pair", "arg": "arg_pair", "label": "label_pair"}
_COMMANDS = frozenset({"run", "cmd", "entrypoint", "healthcheck"})
_VARIABLE = re.compile(rb"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_CONTINUED = re.compile(rb"[\\`][ \t]*\r?\n(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*")


class Lowering:
    """Reads one stage's tree."""

    def __init__(self, source: bytes) -> None:
        self.source = source

    def stage(self, root: Node, kind: str, name: str) -> Block:
        """The stage, or what stands before the first."""
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        start = head_end = 0
        for child in _instructions(root):
            word = child.type.removesuffix(_SUFFIX)
            if word == "from" and name:
                start, head_end = child.start_byte, self._end(child)
                attributes += self._from(child)
            else:
                blocks += self._instruction(child, word)
        size = len(self.source)
        return Block(start, size, kind, (name,) if name else (), head_end, start, size, attributes, blocks)

    def _end(self, node: Node) -> int:
        end = min(node.end_byte, len(self.source))
        return node.start_byte + len(self.source[node.start_byte : end].rstrip())

    # ------------------------------------------------------------ instructions

    def _from(self, node: Node) -> list[Attribute]:
        found: list[Attribute] = []
        for child in node.named_children:
            if child.type == "image_spec":
                found.append(self._attribute("image", child.start_byte, self._end(child)))
                for part in child.named_children:
                    skip = 0 if part.type == "image_name" else 1
                    name = part.type.removeprefix("image_")
                    found.append(self._attribute(name, part.start_byte + skip, self._end(part)))
            elif child.type == "param":
                found += self._option(child)
        return found

    def _instruction(self, node: Node, word: str) -> list[Block]:
        if word in _PAIRS:
            return [
                self._pair(child, word, node) for child in node.named_children if child.type == _PAIRS[word]
            ]
        attributes: list[Attribute] = []
        if word == "onbuild":
            return [
                block
                for child in _instructions(node)
                for block in self._instruction(child, child.type.removesuffix(_SUFFIX))
            ]
        if word in _COMMANDS:
            attributes = self._command(node)
        elif word in ("copy", "add"):
            attributes = self._copied(node)
        elif word == "user":
            names = ("user", "group")
            parts = [child for child in node.named_children if child.type != "comment"]
            attributes = [
                self._attribute(name, part.start_byte, self._end(part))
                for name, part in zip(names, parts, strict=False)
            ]
        elif word == "expose":
            ports = [
                self._value(one.start_byte, self._end(one))
                for one in node.named_children
                if one.type == "expose_port"
            ]
            if ports:
                attributes = [_listed("ports", ports)]
        else:
            start = node.start_byte + len(word)
            text = self.source[start : self._end(node)]
            start += len(text) - len(text.lstrip())
            attributes = [self._attribute("text", start, self._end(node))]
        end = self._end(node)
        return [Block(node.start_byte, end, word, (), end, node.start_byte, end, attributes, [])]

    def _pair(self, node: Node, word: str, outer: Node) -> Block:
        parts = [child for child in node.named_children if child.type not in ("line_continuation", "comment")]
        names = ("name", "value")
        attributes = [
            Attribute(part.start_byte, self._end(part), name, part.start_byte, self._quoted(part))
            for name, part in zip(names, parts, strict=False)
        ]
        start = outer.start_byte if parts and len(outer.named_children) == 1 else node.start_byte
        end = self._end(node)
        return Block(start, end, word, (), end, start, end, attributes, [])

    def _command(self, node: Node) -> list[Attribute]:
        found: list[Attribute] = []
        mounts: list[Expr] = []
        for child in node.named_children:
            match child.type:
                case "shell_command":
                    end = self._end(node) if node.type == "run_instruction" else self._end(child)
                    text = self._text(child.start_byte, end)
                    found.append(Attribute(child.start_byte, end, "command", child.start_byte, text))
                case "json_string_array":
                    items: list[Expr] = [
                        self._quoted(one) for one in child.named_children if one.type == "json_string"
                    ]
                    found.append(_listed("arguments", items, child.start_byte, self._end(child)))
                case "mount_param":
                    mounts.append(self._value(child.start_byte, self._end(child)))
                case "param":
                    found += self._option(child)
                case kind if kind.endswith(_SUFFIX):
                    found += self._command(child)
        return [*found, _listed("mounts", mounts)] if mounts else found

    def _copied(self, node: Node) -> list[Attribute]:
        found = [one for child in node.named_children if child.type == "param" for one in self._option(child)]
        paths: list[Expr] = [
            self._value(child.start_byte, self._end(child))
            for child in node.named_children
            if child.type == "path"
        ]
        for child in node.named_children:
            if child.type == "json_string_array":
                paths += [self._quoted(one) for one in child.named_children if one.type == "json_string"]
        if len(paths) > 1:
            last = paths[-1]
            found.append(_listed("sources", paths[:-1]))
            found.append(Attribute(last.start, last.end, "destination", last.start, last))
        return found

    def _option(self, node: Node) -> list[Attribute]:
        """`--name=value`."""
        start, end = node.start_byte + 2, self._end(node)
        name, equals, _ = self.source[start:end].partition(b"=")
        if not equals:
            return [Attribute(start, end, name.decode("ascii", "replace"), end, Scalar(start, end, True))]
        at = start + len(name) + 1
        return [Attribute(start, end, name.decode("ascii", "replace"), at - 1, self._value(at, end))]

    # ------------------------------------------------------------ values

    def _attribute(self, name: str, start: int, end: int) -> Attribute:
        return Attribute(start, end, name, start, self._value(start, end))

    def _quoted(self, node: Node) -> Expr:
        start, end = node.start_byte, self._end(node)
        if node.type != "unquoted_string" and self.source[start : start + 1] in (b'"', b"'"):
            inner = self._value(start + 1, max(start + 1, end - 1))
            inner.start, inner.end = start, end
            return inner
        return self._value(start, end)

    def _value(self, start: int, end: int) -> Expr:
        """A text in which variables stand for what they are set to."""
        parts: list[Expr] = []
        position = start
        for match in _VARIABLE.finditer(self.source, start, end):
            if match.start() > position:
                parts.append(self._plain(position, match.start()))
            name = (match[1] or match[3]).decode("ascii")
            if match[2]:
                # `${x:-y}` and its like may be something else than what x is.
                parts.append(config.Unknown(*match.span()))
            else:
                step = config.Get(match.start(), match.end(), name)
                parts.append(config.Reference(match.start(), match.end(), "ARG", [step]))
            position = match.end()
        if not parts:
            return self._plain(start, end)
        if position < end:
            parts.append(self._plain(position, end))
        return config.Template(start, end, parts)

    def _plain(self, start: int, end: int) -> Scalar:
        text = self.source[start:end].decode("utf-8", "replace")
        return Scalar(start, end, text, ((0, start),))

    def _text(self, start: int, end: int) -> Scalar:
        """A command, with a space for each continued line."""
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        size, position = 0, start

        def add(text: str, offset: int) -> None:
            nonlocal size
            places.append((size, offset))
            pieces.append(text)
            size += len(text)

        for match in _CONTINUED.finditer(self.source, start, end):
            add(self.source[position : match.start()].decode("utf-8", "replace"), position)
            add(" ", match.start())
            position = match.end()
        add(self.source[position:end].decode("utf-8", "replace"), position)
        return Scalar(start, end, "".join(pieces), tuple(places))


def _listed(name: str, items: list[Expr], start: int | None = None, end: int | None = None) -> Attribute:
    first = items[0].start if start is None else start
    last = items[-1].end if end is None else end
    return Attribute(first, last, name, first, Items(first, last, items))


def _instructions(node: Node) -> list[Node]:
    """The instructions directly in a node, and those that the parser put into an error."""
    found: list[Node] = []
    for child in node.named_children:
        if child.type.endswith(_SUFFIX):
            found.append(child)
        elif child.is_error:
            found += [one for one in child.named_children if one.type.endswith(_SUFFIX)]
    return found
