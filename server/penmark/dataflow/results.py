"""What the local phase finds in one unit, for the link phase to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from penmark.dataflow.conditions import Arguments, Given
from penmark.dataflow.values import Value
from penmark.syntax import code


@dataclass(slots=True)
class CallEvent:
    """A call that a matcher may ask for, or of something of this file.

    `paths`: the resolved names of what is called; `spelled`: as it is written; `function`: the path of the function that it
    stands in, "" for the module.
    """

    part: int
    node: code.Call
    paths: tuple[str, ...]
    spelled: str
    receiver: Given | None
    arguments: Arguments
    function: str


@dataclass(slots=True)
class StoreEvent:
    """An assignment to `target` that a matcher may ask for; `decorator`: what is given to that whose function returns it."""

    part: int
    node: code.Assign
    target: code.Expr
    paths: tuple[str, ...]
    spelled: str
    receiver: Given | None
    given: Given
    function: str
    decorator: Arguments = field(default_factory=Arguments)


class Stored(NamedTuple):
    """A value that is stored or returned, and where."""

    value: Value
    part: int
    start: int
    end: int


class ParamInfo(NamedTuple):
    """A parameter; `kind` as in `code.Param`; `default` is None where there is none."""

    name: str
    kind: str
    default: Value | None


@dataclass(slots=True)
class FunctionInfo:
    """A function of the file. `path`: `:f`, `:C().m`, `:f>inner`.

    `bound`: how many of its first parameters a call through an instance does not write. `returns`: the values that it
    returns or yields; `return_paths`: what its annotation says of them; `answers`: the places that they are sent to (see
    `answers.py`). `part`: the part that holds it. `checks`: by outcome and parameter, the marks that it clears (see
    `validators.py`); `rebound`: the names that its body binds. Of a function with decorators: `decorators` are those that
    stand for calls, `head` the names in its head, `node` where it is written.
    """

    path: str
    params: Sequence[ParamInfo]
    bound: int
    is_property: bool
    part: int
    is_classmethod: bool = False
    return_paths: tuple[str, ...] = ()
    answers: tuple[tuple[tuple[str, ...], str, Arguments], ...] = ()
    returns: list[Stored] = field(default_factory=list)
    checks: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    rebound: set[str] = field(default_factory=set)
    decorators: Sequence[code.Expr] = ()
    head: frozenset[str] = frozenset()
    node: code.Function | None = None


@dataclass(slots=True)
class ClassInfo:
    """A class of the file. `bases`: the paths of its bases; `attributes`: what its body binds."""

    path: str
    bases: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class LocalResult:
    """All that is known of one unit; depends on nothing but its parts and the module's bindings of the names it uses.

    `attributes`: what is stored in attributes of instances of classes of the file, by (path of the class, name);
    `variables`: what is stored in variables of the module. `options`: those of the program that calls declare, and whether
    their values are harmless. `incomplete`: why the unit was not read to its end, or "".
    `names` and `classes`: for the module's own statements, what is bound at its end. `modules`: which of the frameworks
    that the models ask for are imported; `open`: whether a wildcard import binds more names than can be seen. `candidates` belongs to the link phase.
    """

    calls: list[CallEvent] = field(default_factory=list)
    stores: list[StoreEvent] = field(default_factory=list)
    functions: list[FunctionInfo] = field(default_factory=list)
    attributes: dict[tuple[str, str], list[Stored]] = field(default_factory=dict)
    variables: dict[str, list[Stored]] = field(default_factory=dict)
    options: dict[str, list[bool]] = field(default_factory=dict)
    incomplete: str = ""
    names: dict[str, Value] = field(default_factory=dict)
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    modules: frozenset[str] = frozenset()
    open: bool = False
    candidates: object = None
    _called: dict[str, list[CallEvent]] | None = None

    def called(self, name: str) -> Sequence[CallEvent]:
        """The calls of something of this file whose path ends in `name`."""
        if self._called is None:
            self._called = {}
            for event in self.calls:
                names = {path.rpartition(".")[2].lstrip(":") for path in event.paths if path[0] == ":"}
                for one in names:
                    self._called.setdefault(one, []).append(event)
        return self._called.get(name, ())
