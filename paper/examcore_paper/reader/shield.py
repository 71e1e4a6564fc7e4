"""Knows how work on files that may mean harm is done: by processes with limits, one piece alone where one dies.

Must not know what the work is. What a file can do is take the time and memory one piece of work may take, then end.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TextIO, TypeVar

from examcore.apart import limit_process
from examcore_paper.reader.memory import keep_memory

CPU_SECONDS = 10
"""So much processor one page, or the list of one file's pages, may take: 60 million pixels take three."""
SECONDS = 45
"""So long it may take in all, on a machine that is busy with other things or waits for a disk."""
MEMORY_BYTES = 2 * 1024**3
TASKS_AHEAD = 24

T = TypeVar("T")
R = TypeVar("R")


class Shield:
    """Up to `count` processes with limits, started when there is work. A context manager, one thread at a time."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Shield:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(
        self,
        task: Callable[[T], R],
        work: Iterable[T],
        rescue: Callable[[T], R],
        is_lost: Callable[[T], bool] = lambda piece: False,
    ) -> Iterator[R]:
        """What `task` gives for each piece, in order, a bounded number ahead.

        Where a process dies, all others die with it: the first piece without a result is handed to `rescue`, which is
        to know what may have killed it (see `run_alone`), the rest to new processes. A lost piece goes to `rescue`
        without being tried.
        """

        def begin(piece: T) -> Future[R]:
            if not is_lost(piece):
                return self._start().submit(task, piece)
            given: Future[R] = Future()
            given.set_result(rescue(piece))
            return given

        left = iter(work)
        again: deque[T] = deque()
        while True:
            try:
                for found in spread(begin, _feed(again, left)):
                    again.popleft()
                    yield found
                return
            except BrokenExecutor:
                self._end()
            yield rescue(again.popleft())

    def _start(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Fresh processes: a copy of one that runs threads (a screen, a server) may hang.
            self._pool = ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=begin_work)
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _feed(again: deque[T], left: Iterator[T]) -> Iterator[T]:
    """First what was begun before, then what is left; what was given out and not done stands in `again`."""
    yield from tuple(again)
    for piece in left:
        again.append(piece)
        yield piece


def spread(begin: Callable[[T], Future[R]], work: Iterable[T]) -> Iterator[R]:
    """What each piece of work gives that `begin` begins, a bounded number ahead, in order."""
    waiting: deque[Future[R]] = deque()
    for piece in work:
        waiting.append(begin(piece))
        if len(waiting) > TASKS_AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def run_alone(task: Callable[[T], R], piece: T) -> R | None:
    """The task done by a process of its own; None where that process dies or takes too long."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, task, piece), daemon=True)
    child.start()
    there.close()
    try:
        found: R | None = here.recv() if here.poll(SECONDS + 15) else None
    except EOFError:
        found = None
    finally:
        child.kill()
        child.join()
        here.close()
    return found


def begin_work() -> None:
    """Prepare a process that works beside others: Ctrl+C stops only the one it works for, whose end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    limit_process(MEMORY_BYTES)
    keep_memory()


def _end_with(sentinel: int) -> None:
    """A pool whose owner was killed would wait for work for ever."""
    wait([sentinel])
    os._exit(1)


@contextmanager
def watched(cpu_seconds: float = CPU_SECONDS) -> Iterator[None]:
    """End this process, by the system's own alarms, when the block takes too much: nothing else ends a stuck decoder.

    Processor is counted, so that a page is not given up because others are read beside it. Where the system has no such
    alarms (Windows) a thread that needs nothing of Python ends the process, by the clock alone.
    """
    if sys.platform == "win32":
        faulthandler.dump_traceback_later(SECONDS, file=_nowhere(), exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
        return
    alarms = ((signal.ITIMER_PROF, signal.SIGPROF, cpu_seconds), (signal.ITIMER_REAL, signal.SIGALRM, SECONDS))
    before = [signal.signal(sign, signal.SIG_DFL) for _, sign, _ in alarms]
    for timer, _, seconds in alarms:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (timer, sign, _), handler in zip(alarms, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(sign, handler)


@lru_cache(maxsize=1)
def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _answer(there: Connection, task: Callable[[T], R], piece: T) -> None:
    begin_work()
    with watched():
        there.send(task(piece))
