"""A pattern as a program of the backtracking matcher, which its analysis and its trial share.

Counted repetitions are written out, so that nothing is counted while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, auto
from typing import NamedTuple

from penmark.regex.alphabet import Alphabet, edges
from penmark.regex.nodes import (
    At,
    Atomic,
    Branch,
    Chars,
    Conditional,
    Flags,
    Group,
    Look,
    Node,
    Reference,
    Repeat,
    Sequence,
    Unreadable,
    width,
)

LONGEST = 1500
"""The most instructions that a program may have."""


class Op(IntEnum):
    """What an instruction does."""

    CHAR = auto()
    JUMP = auto()
    SPLIT = auto()
    ENTER = auto()
    LOOP = auto()
    SAVE = auto()
    AT = auto()
    LOOK = auto()
    ATOMIC = auto()
    REFERENCE = auto()
    CONDITIONAL = auto()
    END = auto()


class Step(NamedTuple):
    """One instruction. All but CHAR take no character.

    `to` is tried first, `other` (-1: nothing) where that fails. `mask`: the characters that CHAR takes, for AT the characters of
    words; `number`: of the group that is saved, asked or repeated, or of the loop; `kind`: of AT; `negated`: of LOOK, whose
    `number` is how far behind it begins.

    LOOP goes on with `body` (one of `to` and `other`) only if something was taken since it last did. The bodies of LOOK and
    ATOMIC begin at `to` and stop at an END; what comes after them is at `other`, and at `to` of the END of ATOMIC.
    """

    op: Op
    to: int = -1
    other: int = -1
    mask: int = 0
    number: int = 0
    kind: str = ""
    negated: bool = False
    body: int = -1


class Program:
    """The program of a tree; `whole`: it must match all of the text. Raises Unreadable if it is too long."""

    def __init__(self, tree: Node, flags: Flags, whole: bool) -> None:
        nodes = list(walk(tree))
        self.alphabet = Alphabet(flags.binary, edges(one for one in nodes if isinstance(one, Chars)))
        self._saves = any(isinstance(one, (Reference, Conditional)) for one in nodes)
        self._loops = 0
        self._emitted = 0
        self._steps: list[Step] = []
        self._emit(tree)
        if whole:
            self._add(Step(Op.AT, len(self._steps) + 1, kind="very-end"))
        self._add(Step(Op.END))
        self.steps: tuple[Step, ...] = tuple(self._steps)

    def _add(self, step: Step) -> int:
        if len(self._steps) >= LONGEST:
            raise Unreadable("too long")
        self._steps.append(step)
        return len(self._steps) - 1

    def _emit(self, node: Node) -> None:
        self._emitted += 1
        if self._emitted > 2 * LONGEST:
            raise Unreadable("too long")
        following = len(self._steps) + 1
        match node:
            case Chars():
                self._add(Step(Op.CHAR, following, mask=self.alphabet.mask(node)))
            case Sequence():
                for item in node.items:
                    self._emit(item)
            case Branch():
                self._branch(node)
            case Repeat() if node.kind == "possessive":
                self._contained(Step(Op.ATOMIC, following), Repeat(node.start, node.end, node.item, node.low, node.high, "greedy"))  # fmt: skip
            case Repeat():
                self._repeat(node)
            case Group():
                self._group(node)
            case Atomic():
                self._contained(Step(Op.ATOMIC, following), node.item)
            case Look():
                behind = width(node.item)[0] if node.behind else 0
                self._contained(Step(Op.LOOK, following, number=behind, negated=node.negated), node.item)
            case At():
                words = self.alphabet.words(node.ascii)
                self._add(Step(Op.AT, following, mask=words, kind=node.kind))
            case Reference():
                self._add(Step(Op.REFERENCE, following, number=node.number, negated=node.ignore_case))
            case Conditional():
                self._conditional(node)

    def _group(self, node: Group) -> None:
        saved = self._saves and node.number > 0
        if saved:
            self._add(Step(Op.SAVE, len(self._steps) + 1, number=2 * node.number))
        self._emit(node.item)
        if saved:
            self._add(Step(Op.SAVE, len(self._steps) + 1, number=2 * node.number + 1))

    def _branch(self, node: Branch) -> None:
        ends: list[int] = []
        for choice in node.choices[:-1]:
            split = self._add(Step(Op.SPLIT, len(self._steps) + 1))
            self._emit(choice)
            ends.append(self._add(Step(Op.JUMP)))
            self._steps[split] = self._steps[split]._replace(other=len(self._steps))
        self._emit(node.choices[-1])
        self._lead(ends)

    def _lead(self, jumps: list[int]) -> None:
        """Let these jumps go to what comes next."""
        for jump in jumps:
            self._steps[jump] = self._steps[jump]._replace(to=len(self._steps))

    def _conditional(self, node: Conditional) -> None:
        asked = self._add(Step(Op.CONDITIONAL, len(self._steps) + 1, number=node.number))
        self._emit(node.yes)
        jump = self._add(Step(Op.JUMP))
        self._steps[asked] = self._steps[asked]._replace(other=len(self._steps))
        self._emit(node.no)
        self._lead([jump])

    def _contained(self, begin: Step, item: Node) -> None:
        index = self._add(begin)
        self._emit(item)
        end = self._add(Step(Op.END))
        if begin.op is Op.ATOMIC:
            self._steps[end] = Step(Op.END, end + 1)
        self._steps[index] = begin._replace(other=end + 1)

    def _repeat(self, node: Repeat) -> None:
        endless = node.high is None
        for _ in range(node.low - 1 if endless else node.low):
            self._emit(node.item)
        if node.high == node.low:
            return
        number = self._loops
        self._loops += 1
        self._add(Step(Op.ENTER, len(self._steps) + 1, number=number))
        if endless and node.low:
            body = len(self._steps)
            self._emit(node.item)
            self._add(_loop(node, number, body, len(self._steps) + 1))
            return
        loops: list[int] = []
        for _ in range(1 if node.high is None else node.high - node.low):
            loops.append(self._add(Step(Op.LOOP)))
            self._emit(node.item)
        if endless:
            self._add(Step(Op.JUMP, loops[0]))
        after = len(self._steps)
        for loop in loops:
            self._steps[loop] = _loop(node, number, loop + 1, after)


def _loop(node: Repeat, number: int, body: int, after: int) -> Step:
    to, other = (body, after) if node.kind == "greedy" else (after, body)
    return Step(Op.LOOP, to, other, number=number, body=body)


def walk(node: Node) -> Iterator[Node]:
    """A node and all that is in it."""
    yield node
    match node:
        case Sequence():
            inside: tuple[Node, ...] = node.items
        case Branch():
            inside = node.choices
        case Repeat() | Group() | Atomic() | Look():
            inside = (node.item,)
        case Conditional():
            inside = (node.yes, node.no)
        case _:
            return
    for one in inside:
        yield from walk(one)
