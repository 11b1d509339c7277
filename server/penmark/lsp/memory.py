"""When the garbage collector looks at what.

A full collection looks at every object that lives: with a document of 10,000 lines open this takes a tenth of a second, and
it comes in the middle of typing. So what has come to stay is frozen, which means that it is looked at no more; what
goes with a document that is closed is looked for a while later. What is young is looked at between two messages, not
while somebody waits for an answer.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY_YOUNG = 2_000
"""From how many objects on (less those that are gone) it is worth looking at the young ones."""

_TOO_MANY_YOUNG = 200_000
"""When they are looked at even while somebody waits."""


@contextmanager
def growing() -> Iterator[None]:
    """What is made meanwhile has come to stay: it is not looked at while it is made, and then frozen."""
    gc.disable()
    try:
        yield
    finally:
        gc.set_threshold(_TOO_MANY_YOUNG, 10, 10)
        gc.enable()
        gc.freeze()


def rest() -> None:
    """Nobody waits: look at what is young, if it is much."""
    if gc.get_count()[0] >= _MANY_YOUNG:
        gc.collect(1)


def settle() -> None:
    """What lives now will live on."""
    gc.freeze()


def tidy() -> None:
    """Look for everything that nobody needs any more, and settle the rest. Takes a while."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
