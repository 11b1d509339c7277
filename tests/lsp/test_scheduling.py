"""The order in which documents are analysed, with analyses that only say that they were begun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from penmark.analysis.check import Stopped
from penmark.lsp.documents import OpenDocument
from penmark.lsp.scheduling import Scheduler
from penmark.text.document import Document

LOOKS = 300
"""How often an analysis looks whether it is to stop; on the desk's clock each look takes a millisecond."""


class Desk:
    """Analyses that end at once, unless a message arrives in their middle."""

    def __init__(self) -> None:
        self.arriving: set[str] = set()
        self.waiting = False
        self.log: list[str] = []
        self.time = 0.0
        self.scheduler = Scheduler(self.analyze, lambda: self.waiting, self.clock)
        self.one, self.two = self.opened("one"), self.opened("two")

    def clock(self) -> float:
        self.time += 0.001
        return self.time

    def opened(self, name: str) -> OpenDocument:
        return OpenDocument(Document(f"file:///{name}", 1, "python", b""))

    def analyze(self, opened: OpenDocument, stop: Callable[[], bool]) -> None:
        name = opened.document.uri.removeprefix("file:///")
        if name in self.arriving:
            self.arriving.remove(name)
            self.waiting = True
            for _ in range(LOOKS):
                if stop():
                    self.log.append(f"{name} stopped")
                    raise Stopped
        self.log.append(name)
        opened.settle(opened.document, None, opened.context, ())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_last_that_was_touched_comes_first(desk: Desk) -> None:
    for opened in (desk.one, desk.two, desk.one):
        desk.scheduler.add(opened)
    desk.scheduler.run()
    assert desk.log == ["one", "two"]


def test_what_only_depends_comes_last(desk: Desk) -> None:
    desk.scheduler.add_later(desk.two)
    desk.scheduler.add(desk.one)
    desk.scheduler.run()
    assert desk.log == ["one", "two"]


def test_nothing_begins_while_a_message_waits(desk: Desk) -> None:
    desk.waiting = True
    desk.scheduler.add(desk.one)
    desk.scheduler.run()
    assert desk.log == []


def test_an_analysis_stops_for_a_message_and_begins_again(desk: Desk) -> None:
    desk.arriving = {"one"}
    desk.scheduler.add(desk.two)
    desk.scheduler.add(desk.one)
    desk.scheduler.run()
    assert desk.log == ["one stopped"]
    desk.waiting = False
    desk.scheduler.run()
    assert desk.log == ["one stopped", "one", "two"]


def test_a_request_is_answered_whatever_waits(desk: Desk) -> None:
    desk.scheduler.add(desk.one)
    desk.waiting = True
    desk.scheduler.finish(desk.one)
    desk.scheduler.finish(desk.one)
    desk.waiting = False
    desk.scheduler.run()
    assert desk.log == ["one"]


def test_what_was_closed_is_not_analysed(desk: Desk) -> None:
    desk.scheduler.add(desk.one)
    desk.scheduler.add_later(desk.two)
    for opened in (desk.one, desk.two):
        desk.scheduler.drop(opened)
    desk.scheduler.run()
    assert desk.log == []


def test_a_client_that_never_falls_silent_starves_nothing(desk: Desk) -> None:
    desk.scheduler.add(desk.one)
    for _ in range(20):
        desk.arriving = {"one"}
        desk.waiting = False
        desk.scheduler.run()
        if desk.one.settled:
            break
    assert desk.log == ["one stopped"] * 4 + ["one"]
