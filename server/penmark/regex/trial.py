"""The backtracking matcher itself, which counts what it does instead of taking its time."""

from __future__ import annotations

from typing import NamedTuple

from penmark.regex.program import Op, Program


class Exhausted(Exception):
    """More steps than were allowed."""


class Attempt(NamedTuple):
    """How many instructions were run, and where the match ends (None: there is none)."""

    steps: int
    end: int | None


def attempt(program: Program, text: str, most: int) -> Attempt:
    """One attempt to match at the beginning of `text`, whose characters the program's alphabet must have.

    Raises Exhausted if it takes more instructions than `most`.
    """
    trial = _Trial(program, text, most)
    found = trial.run(0, 0, {}, {})
    return Attempt(trial.steps, None if found is None else found[0])


class _Trial:
    def __init__(self, program: Program, text: str, most: int) -> None:
        self._program = program.steps
        self._text = text
        self._bits = [program.alphabet.bit(character) for character in text]
        self._most = most
        self.steps = 0

    def run(
        self, start: int, position: int, loops: dict[int, int], saves: dict[int, int]
    ) -> tuple[int, dict[int, int]] | None:
        """Where the first way to an END ends, with what it saved; None if there is no way.

        `loops`: where each loop was last gone on with. Neither mapping is ever changed once made.
        """
        program, bits, size = self._program, self._bits, len(self._bits)
        waiting = [(start, position, loops, saves)]
        while waiting:
            index, position, loops, saves = waiting.pop()
            while index >= 0:
                self.steps += 1
                if self.steps >= self._most:
                    raise Exhausted
                step = program[index]
                op = step.op
                if op is Op.CHAR:
                    if position >= size or not bits[position] & step.mask:
                        break
                    position += 1
                elif op is Op.SPLIT:
                    waiting.append((step.other, position, loops, saves))
                elif op is Op.LOOP:
                    index, loops = self._loop(index, position, loops, saves, waiting)
                    continue
                elif op is Op.ENTER:
                    loops = {**loops, step.number: -1}
                elif op is Op.SAVE:
                    saves = {**saves, step.number: position}
                elif op is Op.AT:
                    if not self._stands(step.kind, step.mask, position):
                        break
                elif op is Op.END:
                    return position, saves
                elif op is not Op.JUMP:
                    found = self._other(index, position, loops, saves)
                    if found is None:
                        break
                    index, position, saves = found
                    continue
                index = step.to
        return None

    def _loop(
        self,
        index: int,
        position: int,
        loops: dict[int, int],
        saves: dict[int, int],
        waiting: list[tuple[int, int, dict[int, int], dict[int, int]]],
    ) -> tuple[int, dict[int, int]]:
        """Where a repetition goes on. Its body is not tried again where it has just taken nothing."""
        step = self._program[index]
        if loops.get(step.number) == position:
            return (step.other if step.to == step.body else step.to), loops
        again = {**loops, step.number: position}
        waiting.append((step.other, position, again if step.other == step.body else loops, saves))
        return step.to, again if step.to == step.body else loops

    def _other(
        self, index: int, position: int, loops: dict[int, int], saves: dict[int, int]
    ) -> tuple[int, int, dict[int, int]] | None:
        """What the rarer instructions do: the next instruction, position and groups, or None where they fail."""
        step = self._program[index]
        if step.op is Op.CONDITIONAL:
            return (step.to if 2 * step.number + 1 in saves else step.other), position, saves
        if step.op is Op.REFERENCE:
            end = self._repeated(step.number, step.negated, position, saves)
            return None if end is None else (step.to, end, saves)
        if step.op is Op.ATOMIC:
            found = self.run(step.to, position, loops, saves)
            return None if found is None else (step.other, *found)
        begin = position - step.number
        found = self.run(step.to, begin, loops, saves) if begin >= 0 else None
        if (found is None) is not step.negated:
            return None
        return step.other, position, saves if found is None else found[1]

    def _repeated(self, number: int, ignore_case: bool, position: int, saves: dict[int, int]) -> int | None:
        start, end = saves.get(2 * number), saves.get(2 * number + 1)
        if start is None or end is None or end < start:
            return None
        group, here = self._text[start:end], self._text[position : position + end - start]
        same = group.lower() == here.lower() if ignore_case else group == here
        return position + end - start if same else None

    def _stands(self, kind: str, words: int, position: int) -> bool:
        text, size = self._text, len(self._text)
        match kind:
            case "start":
                return position == 0
            case "line-start":
                return position == 0 or text[position - 1] == "\n"
            case "end":
                return position == size or (position == size - 1 and text[position] == "\n")
            case "line-end":
                return position == size or text[position] == "\n"
            case "very-end":
                return position == size
            case _:
                before = position > 0 and bool(self._bits[position - 1] & words)
                after = position < size and bool(self._bits[position] & words)
                return (before is not after) is (kind == "edge")
