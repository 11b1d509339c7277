"""A workspace: its settings, its rules, and the engine for each of its files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from penmark.analysis.engine import Engine
from penmark.findings import Problem
from penmark.memory import Memory
from penmark.rules.loader import load_rules
from penmark.rules.rule import Rule
from penmark.rules.ruleset import RuleSet
from penmark.secrets.baseline import NOTHING_ACCEPTED, Baseline, read_baseline
from penmark.settings import Settings, matches
from penmark.workspace.discovery import leads_out
from penmark.workspace.ignoring import Patterns, compile_patterns
from penmark.workspace.notchecked import reason_of
from penmark.workspace.uris import from_path

_FILES = 256
"""Of how many files it is remembered which engine they have."""


class Project:
    """What is checked with what, below `root` (absolute). Immutable as far as anyone can see.

    `problems` says what of the settings and of the workspace's own rule pages could not be used.
    """

    def __init__(self, root: Path, settings: Settings, rules: RuleSet | None = None) -> None:
        """Loads the rules, unless they are given."""
        self.root = root
        self.settings = settings
        problems: list[Problem] = []
        everything = rules if rules is not None else load_rules(_rule_folders(root, settings, problems))
        problems += [Problem(f"a rule page cannot be used: {error}") for error in everything.errors]
        problems += _unknown_names(settings, everything)
        self.rules = everything.without(
            [rule.id for rule in everything if not settings.selects(*names_of(rule))]
        )
        self._accepted = _accepted_secrets(root, problems)
        self.problems = tuple(problems)
        self._local = [
            (Patterns(settings.folder.absolute(), compile_patterns([glob])), names)
            for glob, names in settings.per_file_ignores.items()
        ]
        self._lowered = Patterns(settings.folder.absolute(), compile_patterns(settings.lower_severity))
        self._engines: dict[tuple[frozenset[str], bool], Engine] = {}
        self._of_file: Memory[Path | None, Engine] = Memory(_FILES)

    def engine_for(self, path: Path | None) -> Engine:
        """The engine for the file at `path` (absolute): with the rules that are on in it. None: for no file."""
        return self._of_file.get(path, lambda: self._made_for(path))

    def _made_for(self, path: Path | None) -> Engine:
        off = frozenset() if path is None else self._off_in(path)
        lowered = path is not None and bool(self._lowered.decide(path, is_folder=False))
        engine = self._engines.get((off, lowered))
        if engine is None:
            rules = self.rules.without(off)
            engine = Engine(rules.lower() if lowered else rules, self.settings, self._accepted)
            self._engines[off, lowered] = engine
        return engine

    @cached_property
    def secrets_engine(self) -> Engine:
        """Finds all secrets, whatever the settings say, so that none is shown."""
        others = [rule.id for rule in self.rules if rule.id not in self.rules.masked]
        return Engine(replace(self.rules, disabled=frozenset(others)), Settings())

    def _off_in(self, path: Path) -> frozenset[str]:
        patterns = [
            name for spec, names in self._local if spec.decide(path, is_folder=False) for name in names
        ]
        if not patterns:
            return frozenset()
        return frozenset(rule.id for rule in self.rules if matches(names_of(rule), patterns))


def names_of(rule: Rule) -> tuple[str, ...]:
    """The names under which settings can speak of a rule: its id, its former ids and its family."""
    return (rule.id, *rule.aliases, rule.family)


def _rule_folders(root: Path, settings: Settings, problems: list[Problem]) -> Iterable[Path]:
    for given in settings.rules:
        folder = (settings.folder / given).absolute()
        if not folder.is_relative_to(root) or leads_out(folder, root) or ".." in folder.parts:
            problems.append(
                Problem(f"the rules in {given} are not used: the folder is outside of the workspace")
            )
        else:
            yield folder


def _accepted_secrets(root: Path, problems: list[Problem]) -> Baseline:
    """The secrets that detect-secrets was told to accept: the `.secrets.baseline` of the workspace."""
    path = root / ".secrets.baseline"
    try:
        return read_baseline(path.read_bytes(), from_path(root))
    except FileNotFoundError:
        return NOTHING_ACCEPTED
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        problems.append(Problem(f"{path.name} is not used: {reason}"))
        return NOTHING_ACCEPTED


def _unknown_names(settings: Settings, rules: RuleSet) -> Iterable[Problem]:
    """What the settings call a rule and is none."""
    known = {name for rule in rules for name in names_of(rule)}
    given: Mapping[str, Iterable[str]] = {
        "select": settings.select,
        "ignore": settings.ignore,
        **{f"per-file-ignores {glob!r}": names for glob, names in settings.per_file_ignores.items()},
    }
    for key, names in given.items():
        for name in names:
            if name in known or any(character in name for character in "*?["):
                continue
            near = difflib.get_close_matches(name, known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            yield Problem(f"{key} names {name!r}, which is no rule and no family{hint}")
