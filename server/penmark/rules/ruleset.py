"""All rules that are known, by id and by what they check."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from penmark.findings import Severity
from penmark.rules.page import PageError
from penmark.rules.rule import Check, Rule


@dataclass(frozen=True)
class RuleSet:
    """Rules by id, sorted. Immutable. `errors` are the pages that could not be loaded; `disabled` the rules that are off.

    `lowered`: all that is not a secret is of low severity.
    """

    rules: Mapping[str, Rule]
    errors: tuple[PageError, ...] = ()
    disabled: frozenset[str] = field(default_factory=frozenset)
    lowered: bool = False

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())

    def __len__(self) -> int:
        return len(self.rules)

    def __getitem__(self, name: str) -> Rule:
        """The rule with this id or former id. Raises KeyError."""
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str) -> Rule | None:
        """The rule with this id or former id, or None."""
        return self.rules.get(self._aliases.get(name, name))

    def canonical(self, name: str) -> str | None:
        """Today's id for an id or a former id; None where there is no such rule."""
        rule = self.get(name)
        return None if rule is None else rule.id

    def enabled(self, name: str) -> bool:
        """Whether the rule with this id exists and is on."""
        return name in self.rules and name not in self.disabled

    def without(self, names: Collection[str]) -> RuleSet:
        """The same rules with these (ids or former ids) switched off as well; unknown names do nothing."""
        off = {rule.id for name in names if (rule := self.get(name)) is not None}
        return dataclasses.replace(self, disabled=self.disabled | off)

    def lower(self) -> RuleSet:
        """The same rules for files that run nowhere but at their authors': tests, examples. A secret is one there too."""
        return dataclasses.replace(self, lowered=True)

    def checks(self, kind: str, language: str | None = None) -> tuple[Check, ...]:
        """The checks of this kind, for this language (or all), of the rules that are on."""
        lowered = self.lowered and kind != "secret"
        return tuple(
            dataclasses.replace(check, severity=Severity.LOW) if lowered else check
            for rule in self.rules.values()
            if rule.id not in self.disabled and kind in rule.kinds
            for check in rule.checks
            if check.kind == kind and (language is None or not check.languages or language in check.languages)
        )

    @cached_property
    def masked(self) -> frozenset[str]:
        """The ids of rules whose findings stand on secrets, which must never be shown or stored."""
        return frozenset(rule.id for rule in self.rules.values() if "secret" in rule.kinds)

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return MappingProxyType({alias: rule.id for rule in self.rules.values() for alias in rule.aliases})
