"""Whether a pattern takes exponential time on some text: proved by a text on which it was tried."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from penmark.memory import Memory
from penmark.regex.ambiguity import Automaton, Exceeded, Pump
from penmark.regex.nodes import Chars, Flags, Node, Repeat, Unreadable
from penmark.regex.parser import parse
from penmark.regex.program import Op, Program, walk
from penmark.regex.trial import Exhausted, attempt

log = logging.getLogger(__name__)

LONGEST = 4000
"""The longest pattern, in characters, that is looked at."""

_MOST_PUMPS = 8
_MOST_SUFFIXES = 24
_MOST_STEPS = 25_000
_MOST_STEPS_IN_ALL = 100_000
_MOST_TIMES = 8
_MANY_TIMES = 24
_GROWTH = 1.8
_STEADY = 0.92
_LEAST = 64
_MOST_REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Attack:
    """Texts on which the time doubles with every repetition of `pump`."""

    prefix: str
    pump: str
    suffix: str

    def text(self, times: int) -> str:
        """The text with so many repetitions."""
        return self.prefix + self.pump * times + self.suffix


_remembered: Memory[tuple[str, Flags, bool], tuple[Attack | None]] = Memory(_MOST_REMEMBERED)


def judge(pattern: str, flags: Flags, whole: bool = False) -> Attack | None:
    """An attack on a pattern of `re` that is matched from the beginning of a text on, or found in it.

    `whole`: as by `fullmatch`. None: there is none, or it is not known. A pattern of bytes is given as Latin-1. Never raises.
    """
    return _remembered.get((pattern, flags, whole), lambda: (_judged(pattern, flags, whole),))[0]


def _judged(pattern: str, flags: Flags, whole: bool) -> Attack | None:
    if len(pattern) > LONGEST:
        return None
    try:
        tree = parse(pattern, flags)
        if not any(map(_is_nested, walk(tree))):
            return None
        program = Program(tree, flags, whole)
        automaton = Automaton(program)
        trials = _Trials(program, automaton)
        suffixes = list(islice(_suffixes(program), _MOST_SUFFIXES))
        for pump in _by_length(islice(automaton.pumps(), _MOST_PUMPS)):
            attack = trials.explosive(pump, suffixes)
            if attack is not None:
                return attack
    except (Unreadable, Exceeded):
        return None
    except Exception:
        log.exception("a regular expression could not be judged")
    return None


def _by_length(pumps: Iterable[Pump]) -> list[Pump]:
    """These, and what they themselves repeat: `a` of `aaa`. The shortest come first, whose growth can be seen in the fewest steps."""
    found = dict.fromkeys(one for pump in pumps for one in (Pump(pump.prefix, _root(pump.pump)), pump))
    return sorted(found, key=lambda pump: len(pump.pump))


def _root(word: str) -> str:
    """The shortest word of which this one is a repetition."""
    return word[: (word + word).index(word, 1)]


def _is_nested(node: Node) -> bool:
    """Whether more than a character is repeated without end: nothing else can be left and come back to in two ways."""
    return isinstance(node, Repeat) and node.high is None and not isinstance(node.item, Chars)


def _suffixes(program: Program) -> Iterator[str]:
    """Texts with which the match may fail: one character of each kind that the pattern tells apart, those it never takes first."""
    masks = {step.mask for step in program.steps if step.op is Op.CHAR}
    kinds = [program.alphabet.all]
    for mask in masks:
        kinds = [part for kind in kinds for part in (kind & mask, kind & ~mask) if part]
    kinds.sort(key=lambda kind: (sum(bool(kind & mask) for mask in masks), kind & -kind))
    picked = [program.alphabet.pick(kind) for kind in kinds]
    yield from picked
    yield ""
    yield from (f"\n{one}" for one in picked)


class _Trials:
    """Trials of attacks on one program. Raises Exceeded when they have taken too many steps together."""

    def __init__(self, program: Program, automaton: Automaton) -> None:
        self._program = program
        self._automaton = automaton
        self._left = _MOST_STEPS_IN_ALL

    def explosive(self, pump: Pump, suffixes: Sequence[str]) -> Attack | None:
        """The first attack that explodes; None too where one takes so many steps that this pump cannot be judged."""
        for suffix in suffixes:
            attack = Attack(pump.prefix, pump.pump, suffix)
            try:
                if self._explodes(attack) and self._goes_on(attack):
                    return attack
            except Exhausted:
                return None
        return None

    def _explodes(self, attack: Attack) -> bool:
        """Whether each repetition multiplies what the one before has added, by a factor that does not fall.

        Of a polynomial it falls: 2.7, 1.9, 1.6, … for the third power. Raises Exhausted.
        """
        last = added = 0
        factor = 0.0
        for times in range(_MOST_TIMES + 1):
            steps = self._counted(attack.text(times))
            before, added = added, steps - last
            last = steps
            earlier, factor = factor, added / before if before > 0 and times > 1 else 0.0
            if added >= _LEAST and earlier >= _GROWTH and factor >= max(_GROWTH, _STEADY * earlier):
                return True
            if times > 2 and added == before:
                return False
        return False

    def _goes_on(self, attack: Attack) -> bool:
        """Whether it is no better with more repetitions, where a match might be found sooner. Raises Exhausted."""
        if not self._automaton.may_accept(attack.text(_MANY_TIMES)):
            return True
        first, second, third = (self._counted(attack.text(_MOST_TIMES + more)) for more in range(3))
        return third - second >= _GROWTH * (second - first) >= _LEAST

    def _counted(self, text: str) -> int:
        """The steps of one attempt. Raises Exhausted."""
        if self._left <= 0:
            raise Exceeded
        try:
            steps = attempt(self._program, text, _MOST_STEPS).steps
        except Exhausted:
            self._left -= _MOST_STEPS
            raise
        self._left -= steps
        return steps
