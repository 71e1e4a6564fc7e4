"""Knows how a process of its own reads pages: quietly, on one thread, within limits, and one page alone if need be.

Must not know how pages are shared out.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import cv2

from examcore.language import messages
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import examine_page, fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.pages import Fault, PageRef

msg = messages("examcore_paper")

SECONDS_A_PAGE = 60
MEMORY_BYTES = 3 * 1024**3


def use_one_thread() -> None:
    """Let OpenCV use one thread in this process: pages are read side by side, not parts of a page."""
    cv2.setNumThreads(1)


def begin_work() -> None:
    """Prepare a process that reads pages side by side with others; Ctrl+C stops only the one that waits for it."""
    use_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()


def examine_pages(layout: SheetLayout, refs: tuple[PageRef, ...]) -> tuple[PageFacts, ...]:
    """The facts of some pages, in a process or thread that belongs to somebody else."""
    return tuple(examine_page(layout, ref) for ref in refs)


def examine_watched(layout: SheetLayout, refs: tuple[PageRef, ...]) -> tuple[PageFacts, ...]:
    """The same in a process of ours: a page that takes too long ends it, as nothing else ends a stuck decoder."""
    found = []
    for ref in refs:
        with _watched():
            found.append(examine_page(layout, ref))
    return tuple(found)


def examine_alone(layout: SheetLayout, ref: PageRef) -> PageFacts:
    """The facts of a page read by a process of its own; a fault where that process dies or takes too long."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, layout, ref), daemon=True)
    child.start()
    there.close()
    try:
        found = here.recv() if here.poll(SECONDS_A_PAGE + 30) else None
    except EOFError:
        found = None
    finally:
        child.kill()
        child.join()
        here.close()
    if isinstance(found, PageFacts):
        return found
    why = msg("the page takes too much time or memory to decode")
    return fault_facts(Fault(ref.file, ref.page, why, ref.source))


def _answer(there: Connection, layout: SheetLayout, ref: PageRef) -> None:
    begin_work()
    with _watched():
        there.send(examine_page(layout, ref))


@contextmanager
def _watched() -> Iterator[None]:
    """End this process, by the system's own alarm, when the block takes longer than a page may."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_A_PAGE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _limit_memory() -> None:
    """Bound the address space of this process where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
