"""One task over many files, in several processes."""

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
from typing import Any, Generic, Protocol, TypeVar

from penmark.analysis.check import Stopped
from penmark.settings import Settings
from penmark.workspace.checking import FileChecker
from penmark.workspace.logs import is_quiet, quiet_logs
from penmark.workspace.notchecked import NotChecked
from penmark.workspace.project import Project
from penmark.workspace.reading import Source

_WORTH_A_PROCESS = 1_500_000
"""How many bytes a further process must have to do: starting one takes as long as checking about half of that."""

_CHUNK_BYTES = 300_000
_CHUNK_FILES = 50
_MOST_CRASHES = 10

File = Path | Source | NotChecked
"""A file on disk, a text that stands in for one, or what is known not to be checked."""

Progress = Callable[[int, int, Path], None]
"""Called with the number of files that are done, the number of all, and the one that was done last."""


class Result(Protocol):
    """What a task gives for one file."""

    @property
    def path(self) -> Path:
        """The file."""


R = TypeVar("R", bound=Result)
R_co = TypeVar("R_co", bound=Result, covariant=True)


class Task(Protocol[R_co]):
    """What is done with each file. It is sent to other processes, and its results come back from there."""

    def run(self, checker: FileChecker, file: Path | Source, stop: Callable[[], bool]) -> R_co:
        """Do it. Raises Stopped when `stop` says so; any other exception fails this file."""

    def failed(self, path: Path, reason: str) -> R_co:
        """What is given for a file with which it could not be done."""


def run(
    task: Task[R],
    files: Sequence[File],
    project: Project,
    jobs: int | None = None,
    progress: Progress = lambda done, total, path: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[R]:
    """What the task gives for each of `files`, in their order.

    `jobs` is the number of processes; None: as many as pay off. A process that dies costs the file that it was at, for
    which the task has failed. Ends early when `stop` says so.
    """
    chunks = list(_chunks(files))
    count = _processes(chunks) if jobs is None else max(1, min(jobs, len(chunks)))
    results = (
        _alone(task, chunks, project, stop)
        if count == 1
        else _Pool(task, project, count, stop).results(chunks)
    )
    for done, result in enumerate(results, start=1):
        progress(done, len(files), result.path)
        yield result


def collect_rarely() -> None:
    """Lets the garbage wait, in a process that only scans: checking makes many objects and few circles of them."""
    gc.set_threshold(50_000, 10, 10)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Files that one process checks in one go. Those of one folder stand together, so that a module is read once."""

    files: tuple[File, ...]
    size: int


def _chunks(files: Sequence[File]) -> Iterator[_Chunk]:
    taken: list[File] = []
    size = 0
    for file in files:
        taken.append(file)
        size += _size_of(file)
        if size >= _CHUNK_BYTES or len(taken) >= _CHUNK_FILES:
            yield _Chunk(tuple(taken), size)
            taken, size = [], 0
    if taken:
        yield _Chunk(tuple(taken), size)


def _size_of(file: File) -> int:
    if isinstance(file, Source):
        return len(file.data)
    try:
        return file.stat().st_size if isinstance(file, Path) else 0
    except OSError:
        return 0


def _processes(chunks: Sequence[_Chunk]) -> int:
    size = sum(chunk.size for chunk in chunks)
    return max(1, min(os.cpu_count() or 1, len(chunks), size // _WORTH_A_PROCESS, 60))


def _alone(
    task: Task[R], chunks: Sequence[_Chunk], project: Project, stop: Callable[[], bool]
) -> Iterator[R]:
    checker = FileChecker(project)
    for chunk in chunks:
        for file in chunk.files:
            if stop():
                return
            try:
                yield _done(task, checker, file, stop)
            except Stopped:
                return


def _done(task: Task[R], checker: FileChecker, file: File, stop: Callable[[], bool]) -> R:
    if isinstance(file, NotChecked):
        return task.failed(file.path, file.reason)
    try:
        return task.run(checker, file, stop)
    except Stopped:
        raise
    except Exception as error:
        return task.failed(_path_of(file), f"the check failed ({type(error).__name__})")


def _path_of(file: File) -> Path:
    return file if isinstance(file, Path) else file.path


class _Pool(Generic[R]):
    """Works on chunks in processes that are started anew when one of them dies."""

    def __init__(self, task: Task[R], project: Project, count: int, stop: Callable[[], bool]) -> None:
        self._task = task
        self._project = project
        self._count = count
        self._stop = stop
        self._context = multiprocessing.get_context("spawn")
        self._stopped = self._context.Event()
        self._executor = self._started(count)
        self._crashes = 0

    def results(self, chunks: Sequence[_Chunk]) -> Iterator[R]:
        """What is said about the files of `chunks`, in order."""
        waiting = deque(chunks)
        running: deque[tuple[_Chunk, Future[list[R]]]] = deque()
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
            initargs=(self._task, project.root, project.settings, self._stopped, is_quiet()),
        )

    def _submit(self, files: Sequence[File]) -> Future[list[R]]:
        with _deaf():
            return self._executor.submit(_work, files)

    def _wait(self, future: Future[list[R]]) -> list[R]:
        """The result; asks meanwhile whether to stop. Raises Stopped."""
        while True:
            if self._stop():
                raise Stopped
            try:
                return future.result(timeout=0.2)
            except TimeoutError:
                continue

    def _after_a_crash(self, running: Iterable[tuple[_Chunk, Future[list[R]]]]) -> Iterator[R]:
        """The results of the chunks that were under way when a process died; what was lost is checked again."""
        self._restart(1)
        for chunk, future in running:
            if future.done() and future.exception() is None:
                yield from future.result()
            else:
                yield from self._one_by_one(chunk)
        self._restart(self._count)

    def _one_by_one(self, chunk: _Chunk) -> Iterator[R]:
        """Works on each file on its own, to find the one that is at fault."""
        for file in chunk.files:
            path = _path_of(file)
            if self._crashes >= _MOST_CRASHES:
                yield self._task.failed(path, "too many processes crashed")
                continue
            try:
                yield from self._wait(self._submit((file,)))
            except BrokenProcessPool:
                self._crashes += 1
                yield self._task.failed(path, "the process that checked it crashed")
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

    task: Task[Any]
    checker: FileChecker
    stopped: Event


def _start(task: Task[Any], root: Path, settings: Settings, stopped: Event, quiet: bool) -> None:
    """Runs once in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()
    if quiet:
        quiet_logs()
    _Worker.task = task
    _Worker.checker = FileChecker(Project(root, settings))
    _Worker.stopped = stopped


def _work(files: Sequence[File]) -> list[Any]:
    return [_done(_Worker.task, _Worker.checker, file, _Worker.stopped.is_set) for file in files]
