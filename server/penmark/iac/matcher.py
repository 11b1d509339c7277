"""The `[[config]]` matcher: what a page says about resources, as data.

See "iac" in the server's README for the keys. Everything is checked when a page is read, so that a slip of the pen is an
error with the key's path and never a rule that quietly finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from penmark.iac.catalogue import HOLDERS, OPENINGS
from penmark.iac.conditions import Condition, MatcherError, Verdict, read_condition
from penmark.iac.dialects import NAMES
from penmark.iac.evaluate import Evaluator
from penmark.iac.fixes import FixFunction, FixSpec, read_fix
from penmark.iac.links import Interest, Links
from penmark.iac.networks import openings
from penmark.iac.paths import Found, find, split
from penmark.iac.place import Place
from penmark.iac.pods import PODS, containers, pods
from penmark.iac.policies import DOCUMENT, statements
from penmark.iac.relations import Relation, read_relation
from penmark.iac.values import Absent, Record, Via
from penmark.syntax.config import Unit

Functions = Callable[[str], Callable[[object], object] | None]
PlaceFunction = Callable[[Place], bool]

_KEYS = frozenset(
    {"language", "resources", "each", "where", "unless", "with", "without", "mark", "python", "fix"}
)
_SAID_ELSEWHERE = frozenset({"message", "severity", "confidence"})
_VIEWS = {
    "statement": (frozenset(HOLDERS) | {DOCUMENT}, statements),
    "opening": (frozenset(OPENINGS), lambda evaluator, links, type_, resource: openings(type_, resource)),
    "pod": (frozenset(PODS), pods),
    "container": (frozenset(PODS), containers),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """What a matcher found: the place, the names that its values came over, and other resources that had a part in it."""

    place: Place
    via: tuple[Via, ...]
    others: tuple[tuple[Unit, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class ConfigMatcher:
    """One `[[config]]` of a page."""

    languages: frozenset[str]
    resources: frozenset[str]
    each: str | None
    where: Sequence[tuple[tuple[str, ...], Condition]]
    unless: Sequence[tuple[tuple[str, ...], Condition]]
    present: Sequence[Relation]
    missing: Sequence[Relation]
    mark: tuple[str, ...] | None
    function: PlaceFunction | None
    fixes: Sequence[FixSpec]

    @classmethod
    def from_data(cls, data: Mapping[str, object], functions: Functions = lambda name: None) -> ConfigMatcher:
        """The matcher that a page's table says; `functions` finds those beside the page. Raises MatcherError."""
        for name in data:
            if name not in _KEYS and name not in _SAID_ELSEWHERE:
                raise MatcherError(
                    (name,), f"no such key; there are {', '.join(sorted(_KEYS | _SAID_ELSEWHERE))}"
                )
        languages = data.get("language", "terraform")
        languages = [languages] if isinstance(languages, str) else _texts(languages, ("language",))
        if not languages or not NAMES.issuperset(languages):
            raise MatcherError(("language",), f"no such dialect; there are {', '.join(sorted(NAMES))}")
        each = data.get("each")
        if each is not None and not isinstance(each, str):
            raise MatcherError(("each",), "the name of a view or a path is expected")
        view = _VIEWS.get(each) if each is not None else None
        resources = _texts(data.get("resources", []), ("resources",))
        if not resources and view is None:
            raise MatcherError(("resources",), "the types of the resources are expected")
        if view is not None and not set(resources) <= view[0]:
            wrong = ", ".join(sorted(set(resources) - view[0]))
            raise MatcherError(("resources",), f"no {each} is known of {wrong}")
        where = _conditions(data.get("where", {}), ("where",))
        mark = data.get("mark")
        if mark is not None and not isinstance(mark, str):
            raise MatcherError(("mark",), "a path or head is expected")
        return cls(
            frozenset(languages),
            frozenset(resources) or (view[0] if view is not None else frozenset()),
            each,
            where,
            _conditions(data.get("unless", {}), ("unless",)),
            _relations(data.get("with", []), "with"),
            _relations(data.get("without", []), "without"),
            split(mark) if mark is not None else where[0][0] if where else None,
            _function(data, functions),
            tuple(
                read_fix(fix, ("fix", str(index)), _fix_functions(functions), languages[0])
                for index, fix in enumerate(_list(data.get("fix", []), ("fix",)))
            ),
        )

    @property
    def interests(self) -> frozenset[Interest]:
        """The attributes by which blocks must be linked for this matcher."""
        found = {relation.interest for relation in (*self.present, *self.missing)}
        if self.each == "statement":
            found |= {
                (type_, ".".join(holder.attribute))
                for type_, holders in HOLDERS.items()
                for holder in holders
            }
        return frozenset(interest for interest in found if interest is not None)

    def match(
        self, evaluator: Evaluator, links: Links, unit: Unit, type_: str, address: str
    ) -> Iterator[Hit]:
        """All places in the resource `address`, declared by `unit`, at which the weakness is."""
        if unit.block is None:
            return
        for resource in evaluator.instances(unit, address):
            for context in self._contexts(evaluator, links, unit, type_, resource):
                hit = self._hit(Place(evaluator, links, unit, type_, address, resource, context))
                if hit is not None:
                    yield hit

    def _contexts(
        self, evaluator: Evaluator, links: Links, unit: Unit, type_: str, resource: Record
    ) -> Iterator[Found]:
        whole = Found(resource, resource.fields.head)
        if self.each is None:
            yield whole
        elif self.each in _VIEWS:
            view = _VIEWS[self.each][1]
            yield from evaluator.once(
                (self.each, resource), lambda: tuple(view(evaluator, links, type_, resource))
            )
        else:
            found = find(resource, [*split(self.each), "*"], unit, whole.site).found
            yield from (one for one in found if not isinstance(one.value, Absent))

    def _hit(self, place: Place) -> Hit | None:
        labels: dict[str, str] = {}
        via: dict[Via, None] = {}
        for path, condition in self.where:
            verdict = _judge(place, path, condition)
            if not verdict.holds:
                return None
            if verdict.label is not None:
                labels[path[-1]] = verdict.label
            if verdict.found is not None:
                via.update(dict.fromkeys(verdict.found.value.via))
            if path == self.mark:
                place.marked = verdict.found
        if any(_judge(place, path, condition).holds is not False for path, condition in self.unless):
            return None
        others: list[tuple[Unit, str]] = []
        for relation in self.present:
            found = relation.found(place)
            if not found.certain:
                return None
            others += found.certain
        for relation in self.missing:
            found = relation.found(place)
            if found.certain or found.possible:
                return None
        if self.function is not None and not self.function(place):
            return None
        place.labels = labels
        self._mark(place)
        return Hit(place, tuple(via), tuple(others))

    def _mark(self, place: Place) -> None:
        if self.mark is None or self.mark == ("head",):
            place.marked = None
            return
        place.attribute = self.mark[-1]
        if place.marked is None:
            found = place.find(self.mark).found
            place.marked = found[0] if found else None


def _judge(place: Place, path: Sequence[str], condition: Condition) -> Verdict:
    found, complete = place.find(path)
    return condition.any(found, complete)


def _conditions(data: object, path: Sequence[str]) -> tuple[tuple[tuple[str, ...], Condition], ...]:
    if not isinstance(data, Mapping):
        raise MatcherError(path, "a table of conditions is expected")
    return tuple(
        (split(str(name)), read_condition(condition, (*path, str(name)))) for name, condition in data.items()
    )


def _relations(data: object, key: str) -> tuple[Relation, ...]:
    return tuple(
        read_relation(one, (key, str(index)), _conditions) for index, one in enumerate(_list(data, (key,)))
    )


def _list(data: object, path: Sequence[str]) -> Sequence[object]:
    if not isinstance(data, list):
        raise MatcherError(path, "a list of tables is expected")
    return data


def _texts(data: object, path: Sequence[str]) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(item, str) for item in data):
        raise MatcherError(path, "a list of texts is expected")
    return list(data)


def _function(data: Mapping[str, object], functions: Functions) -> PlaceFunction | None:
    if "python" not in data:
        return None
    found = functions(str(data["python"]))
    if found is None:
        raise MatcherError(("python",), f"no function {data['python']!r} beside the page")
    return lambda place: bool(found(place))


def _fix_functions(functions: Functions) -> Callable[[str], FixFunction | None]:
    return functions  # type: ignore[return-value]
