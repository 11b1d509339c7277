"""Checks the blocks of a module's files, each again only when something that it depends on has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from penmark.findings import Confidence, Fix, Step
from penmark.iac.evaluate import Evaluator
from penmark.iac.links import Links, links_of
from penmark.iac.matcher import ConfigMatcher, Hit
from penmark.iac.module import Key, Module
from penmark.iac.values import DEFAULTS, Origin
from penmark.syntax.config import Unit
from penmark.text.span import Span

_STEPS = 6


@dataclass(frozen=True, slots=True)
class ConfigMatch:
    """One match. `values` fill the message; `confidence` is the most that it has, None for the matcher's own."""

    matcher: ConfigMatcher
    span: Span
    values: Mapping[str, str]
    confidence: Confidence | None
    steps: tuple[Step, ...]
    fixes: tuple[Fix, ...]


class Part(NamedTuple):
    """The matches of the block at `offset` (bytes); their spans are relative to it."""

    offset: int
    matches: tuple[ConfigMatch, ...]


class _Related(NamedTuple):
    """Another place that had a part in a match, not placed yet."""

    origin: Origin
    message: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found in one block; it stays so while nothing that was asked changes."""

    size: int
    broken: bool
    deep: bool
    asked: frozenset[Key] = frozenset()
    matches: tuple[tuple[ConfigMatch, tuple[_Related, ...]], ...] = ()
    failures: tuple[tuple[ConfigMatcher, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of one file; see "iac" in the server's README."""

    parts: tuple[Part, ...]
    failures: tuple[tuple[ConfigMatcher, str], ...]
    broken: tuple[Span, ...]
    deep: tuple[Span, ...]
    _checker: Checker
    _module: object
    _judged: Mapping[Unit, _Judged]
    _placed: Mapping[Unit, tuple[tuple[ConfigMatch, ...], tuple[Step, ...]]]


class Checker:
    """The matchers of all rules, by the type of resource that they look at. Immutable."""

    def __init__(self, matchers: Sequence[ConfigMatcher]) -> None:
        self._matchers: dict[tuple[str, str], list[ConfigMatcher]] = {}
        for matcher in matchers:
            for language in matcher.languages:
                for type_ in matcher.resources:
                    self._matchers.setdefault((language, type_), []).append(matcher)
        self._interests = frozenset(interest for matcher in matchers for interest in matcher.interests)

    def check(
        self,
        module: Module,
        uri: str,
        previous: Checked | None = None,
        stop: Callable[[], None] = lambda: None,
    ) -> Checked:
        """The findings of the file `uri` of `module`.

        `previous` saves work where it is of the module that `module` was built from.
        """
        links = links_of(module, self._interests)
        before: Mapping[Unit, _Judged] = {}
        if previous is not None and (previous._checker is not self or previous._module is not module.base):
            previous = None
        if previous is not None:
            before = previous._judged
        changed = (module.changed or frozenset()) | links.changed
        judged: dict[Unit, _Judged] = {}
        notable: list[tuple[int, Unit, _Judged]] = []
        for offset, unit in module.files[uri].units:
            known = before.get(unit)
            if known is None or not changed.isdisjoint(known.asked):
                known = judged.get(unit)
                if known is None:
                    stop()
                    known = self._judge(module, links, unit)
            judged[unit] = known
            if known.matches or known.broken or known.deep or known.failures:
                notable.append((offset, unit, known))
        return _gathered(self, module, uri, judged, notable, previous)

    def _judge(self, module: Module, links: Links, unit: Unit) -> _Judged:
        type_ = _type(unit)
        evaluator = Evaluator(module)
        name = unit.labels[1:] if type_ != unit.type else unit.labels
        address = ".".join(filter(None, (type_, *name)))
        found: list[tuple[ConfigMatch, tuple[_Related, ...]]] = []
        failures: list[tuple[ConfigMatcher, str]] = []
        for matcher in self._matchers.get((module.dialect.name, type_), ()):
            seen: set[tuple[Span, tuple[tuple[str, str], ...]]] = set()
            try:
                for hit in matcher.match(evaluator, links, unit, type_, address):
                    match, related = _match(matcher, hit)
                    key = (match.span, tuple(sorted(match.values.items())))
                    if key not in seen:
                        seen.add(key)
                        found.append((match, related))
            except Exception as error:  # One rule that fails must not silence the others.
                failures.append((matcher, type(error).__name__))
        return _Judged(
            len(unit.text),
            unit.broken,
            (module.dialect.name, type_) in self._matchers and unit.reading.deep,
            frozenset(evaluator.asked),
            tuple(found),
            tuple(failures),
        )


def _gathered(
    checker: Checker,
    module: Module,
    uri: str,
    judged: Mapping[Unit, _Judged],
    notable: Sequence[tuple[int, Unit, _Judged]],
    previous: Checked | None,
) -> Checked:
    placed: dict[Unit, tuple[tuple[ConfigMatch, ...], tuple[Step, ...]]] = {}
    parts: list[Part] = []
    failures: list[tuple[ConfigMatcher, str]] = []
    broken: list[Span] = []
    deep: list[Span] = []
    for offset, unit, known in notable:
        if known.broken:
            broken.append(Span(offset, offset + known.size))
        if known.deep:
            deep.append(Span(offset, offset + known.size))
        failures += known.failures
        if known.matches:
            matches, steps = _place(module, uri, offset, unit, known, previous)
            placed[unit] = (matches, steps)
            parts.append(Part(offset, matches))
    return Checked(
        tuple(parts),
        tuple(failures),
        tuple(broken),
        tuple(deep),
        checker,
        module.token,
        judged,
        placed,
    )


def _type(unit: Unit) -> str:
    """How pages call the type of a block: `aws_instance`, `data.aws_iam_policy_document`, `provider`."""
    if unit.type == "resource" and len(unit.labels) == 2:
        return unit.labels[0]
    if unit.type == "data" and len(unit.labels) == 2:
        return f"data.{unit.labels[0]}"
    return unit.type


def _match(matcher: ConfigMatcher, hit: Hit) -> tuple[ConfigMatch, tuple[_Related, ...]]:
    place = hit.place
    related: list[_Related] = []
    for via in hit.via:
        default = DEFAULTS.get(via.kind)
        what = f"local.{via.name}" if default is None else f"the default of {default.format(via.name)}"
        related.append(_Related(via.origin, f"{what} is set here"))
    told: set[tuple[str, bytes]] = set()
    for unit, address in hit.others:
        block = unit.block
        # A block that is written twice says nothing more the second time.
        if block is not None and (address, unit.text) not in told:
            told.add((address, unit.text))
            related.append(
                _Related(Origin(unit, Span(block.start, block.head_end)), f"{address} is declared here")
            )
    marked = place.marked.value if place.marked is not None else None
    origin = marked.origin if marked is not None else None
    if origin is not None and origin.unit is not place.unit and not hit.via:
        related.append(_Related(origin, "the value is written here"))
    assumed = any(via.kind in DEFAULTS for via in hit.via)
    fixes = tuple(fix for spec in matcher.fixes if (fix := spec.make(place)) is not None)
    confidence = Confidence.MEDIUM if assumed else None
    match = ConfigMatch(matcher, place.span(), place.values(), confidence, (), fixes)
    return match, tuple(related[:_STEPS])


def _place(
    module: Module, uri: str, offset: int, unit: Unit, judged: _Judged, previous: Checked | None
) -> tuple[tuple[ConfigMatch, ...], tuple[Step, ...]]:
    """The matches with the steps where they now stand: the very same as before if nothing that shows has changed."""
    before = None
    if previous is not None and previous._judged.get(unit) is judged:
        before = previous._placed.get(unit)
        if before is not None and not before[1]:
            return before
    every: list[Step] = []
    matches: list[ConfigMatch] = []
    for match, related in judged.matches:
        steps = tuple(step for one in related if (step := _step(module, uri, offset, unit, one)) is not None)
        every += steps
        matches.append(replace(match, steps=steps) if steps else match)
    if before is not None and before[1] == tuple(every):
        return before
    return tuple(matches), tuple(every)


def _step(module: Module, uri: str, offset: int, unit: Unit, related: _Related) -> Step | None:
    if related.origin.unit is unit:
        return Step(related.origin.span, related.message)
    where = module.place(related.origin.unit)
    if where is None:
        return None
    there, at = where
    if there == uri:
        return Step(related.origin.span.shifted(at - offset), related.message)
    return Step(related.origin.span.shifted(at), related.message, there)
