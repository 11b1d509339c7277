"""When what is analysed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from penmark.analysis.check import Stopped
from penmark.lsp.documents import OpenDocument

log = logging.getLogger(__name__)

_GLANCE_SECONDS = 0.001
"""How often a running analysis looks whether something has arrived: looking is a system call."""
_GRACE_SECONDS = 0.05
"""For how long an analysis does not look after one was stopped; doubled with each stop until one was completed."""

_MOST_DOUBLINGS = 6


class Scheduler:
    """Analyses what has changed as soon as no more messages wait.

    Everything happens on the event loop, so there is no lock; what races is the client:

        client   change 7 ──▶ change 8 ─────────▶ hover ─▶
        loop     take 7 │ analyse 7 …stop│ take 8 │ analyse 8 …stop│ hover │ analyse 8 ─▶ publish 8
                                         └ 8 waits                 └ hover waits

    An analysis looks between its units whether a message waits and then stops; the message is taken; what is still pending is
    begun again. So a published version is always the newest that was received, and it is complete. A client that sends without
    end cannot starve an analysis: each time one is stopped the next looks away for longer, and a request that needs an
    analysis completes it without looking (`finish`).
    """

    def __init__(
        self,
        analyze: Callable[[OpenDocument, Callable[[], bool]], None],
        waiting: Callable[[], bool],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`analyze` settles a document, or raises Stopped when its second argument says so; `waiting`: a message does.

        `clock` tells the time in seconds.
        """
        self._analyze = analyze
        self._waiting = waiting
        self._clock = clock
        self._pending: dict[OpenDocument, None] = {}
        self._later: dict[OpenDocument, None] = {}
        self._stops = 0
        self.held = False

    def add(self, opened: OpenDocument) -> None:
        """The document is to be analysed, before all others."""
        self._pending.pop(opened, None)
        self._later.pop(opened, None)
        self._pending[opened] = None

    def add_later(self, opened: OpenDocument) -> None:
        """The document is to be analysed when nothing else is."""
        if opened not in self._pending:
            self._later[opened] = None

    def drop(self, opened: OpenDocument) -> None:
        """The document need not be analysed any more."""
        self._pending.pop(opened, None)
        self._later.pop(opened, None)

    def run(self) -> None:
        """Analyse what is pending, until a message waits or nothing is. To be called whenever messages were taken."""
        while not self.held and (self._pending or self._later) and not self._waiting():
            opened = next(reversed(self._pending or self._later))
            try:
                self._analyze(opened, self._glance())
            except Stopped:
                self._stops += 1
                return
            self._stops = 0
            self.drop(opened)

    def finish(self, opened: OpenDocument) -> None:
        """Analyse this document now, to the end, if its newest version was not."""
        if not opened.settled:
            self._analyze(opened, lambda: False)
            self.drop(opened)

    def _glance(self) -> Callable[[], bool]:
        clock = self._clock
        last = clock()
        if self._stops:
            last += _GRACE_SECONDS * 2 ** min(self._stops - 1, _MOST_DOUBLINGS)

        def look() -> bool:
            nonlocal last
            now = clock()
            if now - last < _GLANCE_SECONDS:
                return False
            last = now
            return self._waiting()

        return look
