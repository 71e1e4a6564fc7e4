"""Knows how many pages are read at once, and what only all readings together show: duplicates.

Must not know how one page is read.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2

from examcore.language import Message, messages
from examcore_paper.payload import print_serial
from examcore_paper.reader.pages import Fault, PageRef, list_pages
from examcore_paper.reader.read import PageReading, Plan, fault_reading, read_page

msg = messages("examcore_paper")

PAGES_A_TASK = 8
PAGES_WORTH_A_POOL = 48
"""Starting two processes takes about as long as reading this many pages."""


def read_files(
    plan: Plan,
    sources: Sequence[Path],
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[PageReading, ...]:
    """Every page of the files and folders, read and settled, in order; `workers` processes, one a core if None."""
    listed = tuple(list_pages(sources))
    count = min(workers or os.cpu_count() or 1, len(listed) // PAGES_A_TASK + 1)
    readings = []
    with ExitStack() as stack:
        pool: Executor | None = None
        if count > 1 and len(listed) >= PAGES_WORTH_A_POOL:
            # Fresh processes: a copy of one that runs threads (a screen, a server) may hang.
            pool = stack.enter_context(
                ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=begin_work)
            )
        for reading in read_sheets(plan, listed, pool):
            readings.append(reading)
            if progress:
                progress(len(readings), len(listed))
    return settle(readings)


def use_one_thread() -> None:
    """Let OpenCV use one thread in this process: pages are read side by side, not parts of a page."""
    cv2.setNumThreads(1)


def begin_work() -> None:
    """Prepare a process that reads pages side by side with others; Ctrl+C stops only the one that waits for it."""
    use_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def read_sheets(
    plan: Plan, pages: Iterable[PageRef | Fault], executor: Executor | None = None
) -> Iterator[PageReading]:
    """Readings in the order of `pages`; with an executor, many at once. Duplicates are found by `settle`."""
    listed = list(pages)
    refs = [entry for entry in listed if isinstance(entry, PageRef)]
    task = partial(read_page, plan)
    readings = iter(executor.map(task, refs, chunksize=PAGES_A_TASK) if executor else map(task, refs))
    for entry in listed:
        yield fault_reading(entry) if isinstance(entry, Fault) else next(readings)


def settle(readings: Iterable[PageReading]) -> tuple[PageReading, ...]:
    """All readings; a sheet that came twice, or a candidate with two sheets, is put up for review."""
    settled = tuple(readings)
    serials: dict[int, list[PageReading]] = {}
    owners: dict[str, list[PageReading]] = {}
    for reading in settled:
        if reading.state != "refused" and reading.serial is not None:
            serials.setdefault(reading.serial, []).append(reading)
            if reading.candidate:
                owners.setdefault(reading.candidate, []).append(reading)

    def judge(reading: PageReading) -> PageReading:
        if reading.state == "refused" or reading.serial is None:
            return reading
        twins = [r for r in serials[reading.serial] if r is not reading]
        if twins:
            why = msg(
                "sheet {serial} was scanned more than once: see also {place}",
                serial=print_serial(reading.serial),
                place=_place_text(twins[0]),
            )
            return replace(reading, state="review", reason=why)
        rivals = [r for r in owners.get(reading.candidate, ()) if r is not reading]
        if rivals:
            why = msg(
                "candidate {number} has more than one sheet: see also {place}",
                number=reading.candidate,
                place=_place_text(rivals[0]),
            )
            return replace(reading, state="review", reason=why)
        return reading

    return tuple(judge(reading) for reading in settled)


def _place_text(reading: PageReading) -> Message:
    return msg("{file}, page {page}", file=reading.file, page=reading.page)
