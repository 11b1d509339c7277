"""Relations between resources: another resource whose attribute refers to this one, or to what this one refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from penmark.iac.conditions import Condition, MatcherError
from penmark.iac.module import Key
from penmark.iac.paths import find, split
from penmark.iac.place import Place
from penmark.iac.values import Record, Unknown, text_of
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

    @property
    def interest(self) -> tuple[str, str] | None:
        """The attribute by which blocks must be found."""
        return (self.resource, ".".join(self.attribute)) if self.attribute is not None else None

    def found(self, place: Place) -> Others:
        """The resources that stand in this relation to the resource at `place`."""
        result = Others()
        for unit, refers in self._candidates(place):
            if unit is place.unit or unit.block is None:
                continue
            place.evaluator.ask((unit.type, *unit.labels))
            address = f"{self.resource}.{unit.labels[-1]}"
            for other in place.evaluator.instances(unit, address):
                holds = self._holds(other)
                if refers and holds:
                    result.certain.append((unit, address))
                elif holds is not False:
                    result.possible = True
        return result

    def _candidates(self, place: Place) -> list[tuple[Unit, bool]]:
        """The blocks that are meant (True) or may be (False)."""
        if self.through is not None:
            return self._referred(place)
        if self.attribute is None:
            return [(unit, True) for unit in place.evaluator.ask(_key(self.resource))]
        refers, texts, resolved = self._meant(place)
        path = ".".join(self.attribute)
        sure: dict[Unit, bool] = {}
        for address in refers:
            sure |= dict.fromkeys(place.linked(("refers", self.resource, path, address)), True)
        for text in texts:
            sure |= dict.fromkeys(place.linked(("named", self.resource, path, text)), True)
        if refers:
            maybe = place.linked(("unresolved", self.resource, path))
        else:
            # A name, or nothing that is known: a reference may lead to the same.
            units = place.evaluator.ask(_key(self.resource)) if not resolved or texts else ()
            maybe = [unit for unit in units if not (texts and self._is_named(place, unit, path))]
        return [*sure.items(), *((unit, False) for unit in maybe if unit not in sure)]

    def _is_named(self, place: Place, unit: Unit, path: str) -> bool:
        """Whether the block's attribute is some known text; which of them was asked for was looked at before."""
        return any(key[0] == "named" and key[2] == path for key in place.links.entries[unit].keys)

    def _referred(self, place: Place) -> list[tuple[Unit, bool]]:
        assert self.through is not None
        values = [found.value for found in place.find(("self", *self.through)).found]
        found: dict[Unit, bool] = {}
        for address in {address for value in values for address in value.refers}:
            type_, _, name = address.rpartition(".")
            if type_ == self.resource:
                found |= dict.fromkeys(place.evaluator.ask(_key(type_, name)), True)
        if any(isinstance(value, Unknown) and not value.refers for value in values):
            found |= dict.fromkeys(place.evaluator.ask(_key(self.resource)), False)
        return list(found.items())

    def _meant(self, place: Place) -> tuple[frozenset[str], frozenset[str], bool]:
        """Addresses and names of what is meant, and whether that is all known."""
        if self.same_as is None:
            name = text_of(place.resource.get(self.named)) if self.named is not None else None
            return frozenset({place.address}), frozenset({name} if name is not None else ()), True
        values = [found.value for found in place.find(("self", *self.same_as)).found]
        texts = {text for value in values if (text := text_of(value)) is not None}
        resolved = not any(isinstance(value, Unknown) and not value.refers for value in values)
        return frozenset[str]().union(*(value.refers for value in values)), frozenset(texts), resolved

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


def _key(type_: str, *name: str) -> Key:
    """The key of all resources, or data sources, of a type, or of one of them."""
    rest = type_.removeprefix("data.")
    return ("data", rest, *name) if rest != type_ else ("resource", type_, *name)


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
    if "attribute" in data and str(data["resource"]).startswith("data."):
        raise MatcherError((*path, "attribute"), "a data source can be found by `through` only")
    same_as = data.get("same-as")
    named = data.get("named")
    return Relation(
        str(data["resource"]),
        split(str(data["attribute"])) if "attribute" in data else None,
        split(str(same_as)) if same_as is not None else None,
        str(named) if named is not None else None,
        split(str(data["through"])) if "through" in data else None,
        conditions(data.get("where", {}), (*path, "where")),
    )
