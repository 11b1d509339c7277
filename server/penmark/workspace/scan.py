"""The check of many files, over several processes."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

from penmark.analysis.check import Stopped
from penmark.settings import Settings
from penmark.workspace.checking import Checked, FileChecker, not_checked
from penmark.workspace.logs import is_quiet, quiet_logs
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.project import Project

_WORTH_A_PROCESS = 1_500_000
"""How many bytes a further process must have to do: starting one takes as long as checking about half of that."""

_CHUNK_BYTES = 300_000
_CHUNK_FILES = 50
_MOST_CRASHES = 10

Progress = Callable[[int, int, Path], None]
"""Called with the number of files that are done, the number of all, and the one that was done last."""


def scan(
    files: Sequence[Path | NotChecked],
    project: Project,
    jobs: int | None = None,
    progress: Progress = lambda done, total, path: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Checked]:
    """What is said about each of `files`, in their order.

    `jobs` is the number of processes; None: as many as pay off. A process that dies costs the file that it was checking,
    which is reported as not checked. Ends early when `stop` says so.
    """
    chunks = list(_chunks(files))
    count = _processes(chunks) if jobs is None else max(1, min(jobs, len(chunks)))
    results = _alone(chunks, project, stop) if count == 1 else _Pool(project, count, stop).results(chunks)
    for done, checked in enumerate(results, start=1):
        progress(done, len(files), checked.path)
        yield checked


def collect_rarely() -> None:
    """Lets the garbage wait, in a process that only scans: checking makes many objects and few circles of them."""
    gc.set_threshold(50_000, 10, 10)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Files that one process checks in one go. Those of one folder stand together, so that a module is read once."""

    files: tuple[Path | NotChecked, ...]
    size: int


def _chunks(files: Sequence[Path | NotChecked]) -> Iterator[_Chunk]:
    taken: list[Path | NotChecked] = []
    size = 0
    for file in files:
        taken.append(file)
        size += _size_of(file)
        if size >= _CHUNK_BYTES or len(taken) >= _CHUNK_FILES:
            yield _Chunk(tuple(taken), size)
            taken, size = [], 0
    if taken:
        yield _Chunk(tuple(taken), size)


def _size_of(file: Path | NotChecked) -> int:
    try:
        return file.stat().st_size if isinstance(file, Path) else 0
    except OSError:
        return 0


def _processes(chunks: Sequence[_Chunk]) -> int:
    size = sum(chunk.size for chunk in chunks)
    return max(1, min(os.cpu_count() or 1, len(chunks), size // _WORTH_A_PROCESS, 60))


def _alone(chunks: Sequence[_Chunk], project: Project, stop: Callable[[], bool]) -> Iterator[Checked]:
    checker = FileChecker(project)
    for chunk in chunks:
        for file in chunk.files:
            if stop():
                return
            try:
                yield _check(checker, file, stop)
            except Stopped:
                return


def _check(checker: FileChecker, file: Path | NotChecked, stop: Callable[[], bool]) -> Checked:
    if isinstance(file, NotChecked):
        return not_checked(file.path, file.reason)
    try:
        return checker.check(file, stop)
    except Stopped:
        raise
    except Exception as error:
        return not_checked(file, f"the check failed ({type(error).__name__})")


class _Pool:
    """Checks chunks in processes that are started anew when one of them dies."""

    def __init__(self, project: Project, count: int, stop: Callable[[], bool]) -> None:
        self._project = project
        self._count = count
        self._stop = stop
        self._context = multiprocessing.get_context("spawn")
        self._stopped = self._context.Event()
        self._executor = self._started(count)
        self._crashes = 0

    def results(self, chunks: Sequence[_Chunk]) -> Iterator[Checked]:
        """What is said about the files of `chunks`, in order."""
        waiting = deque(chunks)
        running: deque[tuple[_Chunk, Future[list[Checked]]]] = deque()
        try:
            while waiting or running:
                try:
                    while waiting and len(running) < 2 * self._count:
                        running.append((waiting[0], self._submit(waiting[0].files)))
                        waiting.popleft()
                    results = self._wait(running[0][1])
                except BrokenProcessPool:
                    yield from self._after_a_crash(running)
                    running.clear()
                    continue
                running.popleft()
                yield from results
        except Stopped:
            return
        finally:
            self._stopped.set()
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _started(self, count: int) -> ProcessPoolExecutor:
        project = self._project
        return ProcessPoolExecutor(
            count,
            self._context,
            initializer=_start,
            initargs=(project.root, project.settings, self._stopped, is_quiet()),
        )

    def _submit(self, files: Sequence[Path | NotChecked]) -> Future[list[Checked]]:
        with _deaf():
            return self._executor.submit(_check_chunk, files)

    def _wait(self, future: Future[list[Checked]]) -> list[Checked]:
        """The result; asks meanwhile whether to stop. Raises Stopped."""
        while True:
            if self._stop():
                raise Stopped
            try:
                return future.result(timeout=0.2)
            except TimeoutError:
                continue

    def _after_a_crash(self, running: Iterable[tuple[_Chunk, Future[list[Checked]]]]) -> Iterator[Checked]:
        """The results of the chunks that were under way when a process died; what was lost is checked again."""
        self._restart(1)
        for chunk, future in running:
            if future.done() and future.exception() is None:
                yield from future.result()
            else:
                yield from self._one_by_one(chunk)
        self._restart(self._count)

    def _one_by_one(self, chunk: _Chunk) -> Iterator[Checked]:
        """Checks each file on its own, to find the one that is at fault."""
        for file in chunk.files:
            path = file.path if isinstance(file, NotChecked) else file
            if self._crashes >= _MOST_CRASHES:
                yield not_checked(path, "too many processes crashed")
                continue
            try:
                yield from self._wait(self._submit((file,)))
            except BrokenProcessPool:
                self._crashes += 1
                yield not_checked(path, "the process that checked it crashed")
                self._restart(1)

    def _restart(self, count: int) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._started(count)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started here do not hear an interrupt, which is for the one that started them."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, which is the only one that may say so
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Worker:
    """What a process keeps from chunk to chunk."""

    checker: FileChecker
    stopped: Event


def _start(root: Path, settings: Settings, stopped: Event, quiet: bool) -> None:
    """Runs once in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()
    if quiet:
        quiet_logs()
    _Worker.checker = FileChecker(Project(root, settings))
    _Worker.stopped = stopped


def _check_chunk(files: Sequence[Path | NotChecked]) -> list[Checked]:
    return [_check(_Worker.checker, file, _Worker.stopped.is_set) for file in files]
