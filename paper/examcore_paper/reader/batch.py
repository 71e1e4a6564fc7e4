"""Knows how many pages are read at once, by whom, and what is kept of them on the way.

Must not know how one page is read.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias, TypeVar

from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import examine_page, fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.pages import Fault, PageRef, list_pages
from examcore_paper.reader.read import PageReading, Plan, decide_page
from examcore_paper.reader.settle import settle
from examcore_paper.reader.ship import examine_parcel, pack_parcel
from examcore_paper.reader.store import ScanFile, head_of, read_scan_file
from examcore_paper.reader.worker import begin_work, examine_alone, examine_pages, examine_watched
from examcore_paper.scans import files_in, is_scan_file

PAGES_A_TASK = 8
TASKS_AHEAD = 24
PAGES_WORTH_A_POOL = 48
"""Starting two processes takes about as long as reading this many pages."""

T = TypeVar("T")
Chunk: TypeAlias = tuple[PageRef, ...]
Counter: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: `workers` processes (one a core if None) or any executor; `ships` sends it the files themselves.

    `is_shielded` has PDF files, which may hold anything, opened in another process however few they are.
    """

    workers: int | None = None
    executor: Executor | None = None
    ships: bool = False
    is_shielded: bool = False


def read_files(
    plan: Plan,
    sources: Sequence[Path],
    readers: Readers = Readers(),
    progress: Counter | None = None,
    store: ScanFile | None = None,
) -> tuple[PageReading, ...]:
    """Every page of the files and folders, read and settled, in order; whoever reads, the result is the same.

    Scan files among `sources` are decided anew without any picture. With a `store` each page is kept as soon as it was
    read, and pages kept there before are not read again: a run that was stopped goes on where it stood.
    """
    return settle(decide_page(plan, one) for one in gather_facts(plan, sources, readers, progress, store))


def gather_facts(
    plan: Plan,
    sources: Sequence[Path],
    readers: Readers = Readers(),
    progress: Counter | None = None,
    store: ScanFile | None = None,
) -> Iterator[PageFacts]:
    """The facts of every page, in order; see `read_files`."""
    head = head_of(plan.sitting.id, plan.layout)
    files = [file for source in sources for file in files_in(source)]
    scans = [file for file in files if is_scan_file(file)]
    yield from chain.from_iterable(read_scan_file(scan, head) for scan in scans)
    listed = list(list_pages([file for file in files if file not in scans]))
    kept = dict(store.pages) if store else {}
    fresh = [entry for entry in listed if isinstance(entry, PageRef) and entry.key not in kept]
    found = keep_each(examine_each(plan.layout, fresh, readers), store)
    for done, entry in enumerate(listed, start=1):
        if isinstance(entry, Fault):
            yield fault_facts(entry)
        else:
            yield replace(kept[entry.key], file=entry.file) if entry.key in kept else next(found)
        if progress:
            progress(done, len(listed))


def keep_each(found: Iterable[tuple[PageFacts, ...]], store: ScanFile | None) -> Iterator[PageFacts]:
    """The pages one by one, each chunk on the disk before the first page of it is given."""
    for facts in found:
        if store:
            store.add([one for one in facts if one.source])
        yield from facts


def examine_each(layout: SheetLayout, refs: Sequence[PageRef], readers: Readers) -> Iterator[tuple[PageFacts, ...]]:
    """The facts of the pages in order, some at a time."""
    chunks = [tuple(refs[at : at + PAGES_A_TASK]) for at in range(0, len(refs), PAGES_A_TASK)]
    if readers.executor is not None:
        if readers.ships:
            parcels = (pack_parcel(chunk) for chunk in chunks)
            yield from _spread(readers.executor, partial(examine_parcel, layout), parcels)
        else:
            yield from _spread(readers.executor, partial(examine_pages, layout), chunks)
        return
    count = min(readers.workers or os.cpu_count() or 1, len(chunks))
    is_long = count > 1 and len(refs) >= PAGES_WORTH_A_POOL
    if is_long or (readers.is_shielded and any(ref.kind == "pdf" for ref in refs)):
        yield from _examine_beside(layout, chunks, count)
    else:
        yield from (tuple(examine_page(layout, ref) for ref in chunk) for chunk in chunks)


def _examine_beside(layout: SheetLayout, chunks: Sequence[Chunk], count: int) -> Iterator[tuple[PageFacts, ...]]:
    """By processes of our own. Where one dies, the pages it may have died of are read one by one, each by its own."""
    left = deque(chunks)
    while left:
        # Fresh processes: a copy of one that runs threads (a screen, a server) may hang.
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=begin_work)
        try:
            for facts in _spread(pool, partial(examine_watched, layout), tuple(left)):
                left.popleft()
                yield facts
        except BrokenExecutor:
            yield tuple(examine_alone(layout, ref) for ref in left.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _spread(
    executor: Executor, task: Callable[[T], tuple[PageFacts, ...]], chunks: Iterable[T]
) -> Iterator[tuple[PageFacts, ...]]:
    """The task done for each chunk by the executor, a bounded number ahead, results in order."""
    waiting: deque[Future[tuple[PageFacts, ...]]] = deque()
    for chunk in chunks:
        waiting.append(executor.submit(task, chunk))
        if len(waiting) > TASKS_AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
