"""Where a pattern can read the same text in ever more ways.

The states are the places in a pattern that take a character. A pattern is exponentially ambiguous exactly if some state can be left
and come back to in two ways over the same text (Weideman et al., “Analyzing Matching Time Behavior of Backtracking Regular
Expression Matchers by Using Ambiguity of NFA”, CIAA 2016). Two ways between the same two states without a character between them
count too: the matcher tries both. What is not decided here, looks around and repeated groups, is taken as if it held, and what is
atomic as if it were not; whoever asks must try what is found.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from penmark.regex.program import Op, Program, Step

_MOST_MOVES = 30_000
_START = -1


class Exceeded(Exception):
    """The bound on the work was met: nothing is known."""


class Pump(NamedTuple):
    """A text that leads to a state, and one that leads from it back to it in two ways."""

    prefix: str
    pump: str


class _Way(NamedTuple):
    """A way on from a state without a character, up to an instruction.

    `fresh`: the loops that were gone on with since the character, on which depends what a repetition does where its body takes
    nothing; `places`: the instructions that ask where they stand.
    """

    at: int
    fresh: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()


class Automaton:
    """The states of a program and the moves between them. Raises Exceeded."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._steps: Sequence[Step] = program.steps
        self._newline = program.alphabet.bit("\n")
        self._left = _MOST_MOVES
        self._ends: set[int] = set()
        self._ends_of_text: set[int] = set()
        self.moves: dict[int, dict[int, int]] = {}
        waiting = [_START]
        while waiting:
            state = waiting.pop()
            found = self.moves[state] = self._following(state)
            waiting += [one for one in found if one not in self.moves]
            self.moves.update({one: {} for one in found if one not in self.moves})

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Exceeded

    def _following(self, state: int) -> dict[int, int]:
        """The states that come next, each with the number of ways to it: 1, or 2 for more."""
        waiting = [_Way(0 if state == _START else self._steps[state].to)]
        seen: dict[_Way, int] = {}
        found: dict[int, int] = {}
        while waiting:
            self._spend()
            way = waiting.pop()
            times = seen[way] = seen.get(way, 0) + 1
            if times > 2:
                continue
            step = self._steps[way.at]
            if way.at == len(self._steps) - 1:
                last = any(self._steps[one].kind in ("end", "very-end") for one in way.places)
                (self._ends_of_text if last else self._ends).add(state)
            elif step.op is not Op.CHAR:
                waiting += self._without_character(way, step, state == _START)
            elif step.mask and all(self._may_stand(self._steps[one], state, step.mask) for one in way.places):
                found[way.at] = min(2, found.get(way.at, 0) + 1)
        return found

    @staticmethod
    def _without_character(way: _Way, step: Step, beginning: bool) -> Iterator[_Way]:
        fresh = way.fresh
        match step.op:
            case Op.AT if step.kind == "start":
                if beginning:
                    yield way._replace(at=step.to)
            case Op.AT:
                yield _Way(step.to, fresh, way.places | {way.at})
            case Op.LOOP if step.number in fresh:
                yield way._replace(at=step.other if step.to == step.body else step.to)
            case Op.LOOP:
                for one in (step.to, step.other):
                    yield _Way(one, fresh | {step.number} if one == step.body else fresh, way.places)
            case Op.ENTER:
                yield _Way(step.to, fresh - {step.number}, way.places)
            case Op.LOOK if step.number:
                yield way._replace(at=step.other)
            case Op.SPLIT | Op.CONDITIONAL | Op.LOOK:
                yield way._replace(at=step.to)
                yield way._replace(at=step.other)
            case _ if step.to >= 0:
                yield way._replace(at=step.to)

    def _may_stand(self, place: Step, state: int, after: int) -> bool:
        """Whether a place may be between a state and one that takes one of the characters in `after`."""
        before = 0 if state == _START else self._steps[state].mask
        words = place.mask
        into = (state == _START or bool(before & ~words), bool(before & words))
        out_of = (bool(after & ~words), bool(after & words))
        match place.kind:
            case "edge":
                return (into[0] and out_of[1]) or (into[1] and out_of[0])
            case "no-edge":
                return (into[0] and out_of[0]) or (into[1] and out_of[1])
            case "line-start":
                return state == _START or bool(before & self._newline)
            case "line-end":
                return bool(after & self._newline)
            case _:
                return False

    def may_accept(self, text: str) -> bool:
        """Whether a match of the beginning of `text` is possible, by whatever way; False is certain."""
        states = {_START}
        for position, character in enumerate(text):
            if states & self._ends or (text[position:] == "\n" and states & self._ends_of_text):
                return True
            bit = self._program.alphabet.bit(character)
            states = {to for state in states for to in self.moves[state] if self._steps[to].mask & bit}
        return bool(states & (self._ends | self._ends_of_text))

    # ------------------------------------------------------------ exponential

    def pumps(self) -> Iterator[Pump]:
        """For states that can be left and come back to in two ways over the same text, the shortest such text found."""
        for members in _components(self.moves):
            inside = {
                state: {to: ways for to, ways in self.moves[state].items() if to in members}
                for state in members
            }
            for state in sorted(members):
                for way in self._doubled(state, inside):
                    prefix = self._shortest(_START, state, self.moves)
                    if prefix is not None:
                        yield Pump(self._read(prefix), "".join(map(self._program.alphabet.pick, way)))

    def _doubled(self, state: int, inside: Mapping[int, Mapping[int, int]]) -> Iterator[list[int]]:
        """The masks of a text that leads from a state back to it in two ways."""
        for to, ways in inside[state].items():
            if ways > 1:
                back = self._shortest(to, state, inside)
                if back is not None:
                    yield [self._steps[to].mask, *(self._steps[one].mask for one in back)]
                    return
        apart = self._apart(inside[state], inside[state])
        if not apart:
            return
        before: dict[tuple[int, int], tuple[int, int] | None] = dict.fromkeys(apart)
        waiting = deque(apart)
        while waiting:
            pair = waiting.popleft()
            one, other = pair
            for following in self._pairs(inside[one], inside[other]):
                if following[0] == following[1]:
                    back = self._shortest(following[0], state, inside)
                    if back is not None:
                        yield [
                            *self._masks(following, pair, before),
                            *(self._steps[each].mask for each in back),
                        ]
                        return
                elif following not in before:
                    before[following] = pair
                    waiting.append(following)

    def _masks(
        self,
        last: tuple[int, int],
        pair: tuple[int, int] | None,
        before: Mapping[tuple[int, int], tuple[int, int] | None],
    ) -> list[int]:
        way = [last]
        while pair is not None:
            way.append(pair)
            pair = before[pair]
        return [self._steps[one].mask & self._steps[other].mask for one, other in reversed(way)]

    def _apart(self, ones: Mapping[int, int], others: Mapping[int, int]) -> list[tuple[int, int]]:
        """The pairs of two states with a character in common."""
        taken = 0
        overlapping = False
        for state in ones:
            mask = self._steps[state].mask
            overlapping = overlapping or bool(taken & mask)
            taken |= mask
        return [pair for pair in self._pairs(ones, others) if pair[0] != pair[1]] if overlapping else []

    def _pairs(self, ones: Mapping[int, int], others: Mapping[int, int]) -> Iterator[tuple[int, int]]:
        """The states of each, as far as they have a character in common; in order of position within the pair."""
        for one in ones:
            mask = self._steps[one].mask
            for other in others:
                self._spend()
                if self._steps[other].mask & mask:
                    yield (one, other) if one <= other else (other, one)

    def _shortest(self, start: int, end: int, moves: Mapping[int, Mapping[int, int]]) -> list[int] | None:
        """The states after `start` on a shortest way to `end`; none if that is where it starts."""
        before: dict[int, int] = {start: start}
        waiting = deque([start])
        while waiting and end not in before:
            state = waiting.popleft()
            for to in moves[state]:
                self._spend()
                if to not in before:
                    before[to] = state
                    waiting.append(to)
        if end not in before:
            return None
        way: list[int] = []
        while end != start:
            way.append(end)
            end = before[end]
        return way[::-1]

    def _read(self, way: Sequence[int]) -> str:
        return "".join(self._program.alphabet.pick(self._steps[state].mask) for state in way)


def _components(moves: Mapping[int, Mapping[int, int]]) -> Iterator[frozenset[int]]:
    """The sets of states from which all of the set can be reached, as far as there is a move in them."""
    order: list[int] = []
    seen: set[int] = set()
    for root in moves:
        stack = [(root, iter(moves[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            state, following = stack[-1]
            to = next((one for one in following if one not in seen), None)
            if to is None:
                order.append(state)
                stack.pop()
            else:
                seen.add(to)
                stack.append((to, iter(moves[to])))
    backwards: dict[int, list[int]] = {state: [] for state in moves}
    for state, following_states in moves.items():
        for to in following_states:
            backwards[to].append(state)
    placed: set[int] = set()
    for root in reversed(order):
        if root in placed:
            continue
        members = {root}
        waiting = [root]
        while waiting:
            new = [one for one in backwards[waiting.pop()] if one not in placed and one not in members]
            members.update(new)
            waiting += new
        placed |= members
        if len(members) > 1 or root in moves[root]:
            yield frozenset(members)
