"""Relations between resources: another resource whose attribute refers to this one, or to what this one refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from penmark.iac.conditions import Condition, MatcherError
from penmark.iac.paths import find
from penmark.iac.place import Place
from penmark.iac.records import expanded
from penmark.iac.values import Absent, Known, Record, Unknown, Value, text_of
from penmark.syntax.config import Unit

Conditions = tuple[tuple[tuple[str, ...], Condition], ...]

_KEYS = frozenset({"resource", "attribute", "same-as", "named", "through", "where"})


@dataclass(slots=True)
class Others:
    """Resources that stand in a relation: certainly, or as far as can be known."""

    certain: list[tuple[Unit, str]] = field(default_factory=list)
    possible: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Resources of type `resource` whose `attribute` refers to this resource and of which `where` holds.

    With `same_as`, whose `attribute` refers to what this resource's `same_as` refers to. `named` is the attribute by
    whose value this resource may be meant in place of a reference.
    Or the resource that this resource's `through` refers to. Without `attribute` and `through`, any resource of the type.
    """

    resource: str
    attribute: tuple[str, ...] | None
    same_as: tuple[str, ...] | None
    named: str | None
    through: tuple[str, ...] | None
    where: Conditions

    def found(self, place: Place) -> Others:
        """The resources that stand in this relation to the resource at `place`."""
        result = Others()
        meant = self._meant(place)
        for unit in place.evaluator.ask(("resource", self.resource)):
            if unit is place.unit or unit.block is None:
                continue
            address = f"{self.resource}.{unit.labels[-1]}"
            for other in expanded(place.evaluator, unit, unit.block, address):
                refers = self._related(place, other, address, meant)
                if refers is False:
                    continue
                holds = self._holds(other)
                if refers and holds:
                    result.certain.append((unit, address))
                elif holds is not False:
                    result.possible = True
        return result

    def _related(self, place: Place, other: Record, address: str, meant: Sequence[Value]) -> bool | None:
        if self.through is not None:
            values = [found.value for found in place.find(("self", *self.through)).found]
            if any(address in value.refers for value in values):
                return True
            unresolved = any(isinstance(value, Unknown) and not value.refers for value in values)
            return None if unresolved else False
        return _same(self._values(other), meant) if self.attribute is not None else True

    def _meant(self, place: Place) -> list[Value]:
        if self.same_as is not None:
            return [found.value for found in place.find(("self", *self.same_as)).found]
        name = place.resource.get(self.named) if self.named is not None else Unknown()
        text = text_of(name)
        refers = frozenset({place.address})
        return [Known(text, refers=refers) if text is not None else Unknown(refers=refers)]

    def _values(self, other: Record) -> list[Value]:
        return [
            found.value
            for found in find(other, self.attribute or (), other.fields.unit, other.fields.head).found
        ]

    def _holds(self, other: Record) -> bool | None:
        result: bool | None = True
        for path, condition in self.where:
            found, complete = find(other, path, other.fields.unit, other.fields.head)
            holds = condition.any(found, complete).holds
            if holds is False:
                return False
            if holds is None:
                result = None
        return result


def _same(values: Sequence[Value], meant: Sequence[Value]) -> bool | None:
    """Whether both mean the same resource; None where that cannot be told."""
    result: bool | None = False
    for one in values:
        for other in meant:
            if one.refers & other.refers:
                return True
            if isinstance(one, Absent) or isinstance(other, Absent):
                continue
            texts = (text_of(one), text_of(other))
            if texts[0] is not None and texts[0] == texts[1]:
                return True
            if not (one.refers and other.refers) and None in texts:
                # A name against something unresolved; two references to different resources differ.
                result = None
    return result


def read_relation(
    data: object, path: Sequence[str], conditions: Callable[[object, Sequence[str]], Conditions]
) -> Relation:
    """The relation that a page writes. Raises MatcherError."""
    if not isinstance(data, Mapping):
        raise MatcherError(path, "a table is expected")
    for name in data:
        if name not in _KEYS:
            raise MatcherError((*path, str(name)), f"no such key; there are {', '.join(sorted(_KEYS))}")
    for name in ("resource", "attribute", "same-as", "named", "through"):
        if (name in data or name == "resource") and not isinstance(data.get(name), str):
            raise MatcherError((*path, name), "a text is expected")
    same_as = data.get("same-as")
    named = data.get("named")
    return Relation(
        str(data["resource"]),
        tuple(str(data["attribute"]).split(".")) if "attribute" in data else None,
        tuple(str(same_as).split(".")) if same_as is not None else None,
        str(named) if named is not None else None,
        tuple(str(data["through"]).split(".")) if "through" in data else None,
        conditions(data.get("where", {}), (*path, "where")),
    )
