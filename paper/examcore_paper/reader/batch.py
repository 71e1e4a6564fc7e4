"""Knows how many pages are read at once, by whom, and what is kept of them on the way.

Must not know how one page is read.
"""

from __future__ import annotations

import os
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from examcore.errors import ExamcoreError, Refused
from examcore.language import Message, messages
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import examine_page, fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.images import refuse_cost
from examcore_paper.reader.outside import read_outside
from examcore_paper.reader.pages import Fault, PageRef, list_files
from examcore_paper.reader.read import PageReading, Plan, decide_page
from examcore_paper.reader.settle import settle
from examcore_paper.reader.shield import Shield, run_alone, spread
from examcore_paper.reader.ship import Parcel, Returned, examine_parcel, pack_parcel, pack_watched
from examcore_paper.reader.store import ScanFile, ScanHead, head_of
from examcore_paper.reader.worker import Allowance, examine_pages, examine_watched, list_watched, pack_layout
from examcore_paper.scans import files_in, is_scan_file

msg = messages("examcore_paper")

PAGES_A_TASK = 8
FILES_A_TASK = 8
PAGES_WORTH_A_POOL = 48
"""Starting two processes takes about as long as reading this many pages."""
MOST_DEATHS = 2
"""After so many pages that a process died of, no more of the same file is tried."""

ALLOWANCE = Allowance(seconds=60, a_page=1.0)
"""A page of a scanner takes 0.01 s, or 0.9 s as a colour PNG of 600 dpi: what takes more page after page is no scan."""

Chunk: TypeAlias = tuple[PageRef, ...]
Counter: TypeAlias = Callable[[int, int], None]


MOST_PROCESSES = 61
"""Windows can wait for no more at once."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: `workers` processes (one a core if None) or any executor; `ships` sends it the files themselves.

    `is_shielded` has every file opened by processes with limits, however few there are: what one may do to them stays
    with them. Commands ask for it, since anything may lie in a folder of scans.
    """

    workers: int | None = None
    executor: Executor | None = None
    ships: bool = False
    is_shielded: bool = False

    @property
    def count(self) -> int:
        """How many processes."""
        return min(self.workers or os.cpu_count() or 1, MOST_PROCESSES)


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
    yield from chain.from_iterable(_read_scan(scan, head, plan.layout) for scan in scans)
    pictures = [file for file in files if file not in scans]
    with ExitStack() as stack:
        shield = stack.enter_context(Shield(readers.count)) if readers.is_shielded else None
        listed = list(list_shielded(shield, pictures) if shield else list_files(pictures))
        kept = dict(store.pages) if store else {}
        fresh = [entry for entry in listed if isinstance(entry, PageRef) and entry.key not in kept]
        found = keep_each(examine_each(plan.layout, fresh, readers, shield), store)
        for done, entry in enumerate(listed, start=1):
            if isinstance(entry, Fault):
                yield fault_facts(entry)
            else:
                yield replace(kept[entry.key], file=entry.file) if entry.key in kept else next(found)
            if progress:
                progress(done, len(listed))


def _read_scan(scan: Path, head: ScanHead, layout: SheetLayout) -> tuple[PageFacts, ...]:
    """The pages of a scan file among the sources; a fault that may pass for one that is damaged or another's."""
    try:
        return read_outside(scan, head, layout)
    except ExamcoreError as problem:
        return (fault_facts(Fault(str(scan), 0, problem.text)),)


def list_shielded(shield: Shield, files: Sequence[Path]) -> Iterator[PageRef | Fault]:
    """Every page of the files, in order; a file that a process dies of is one fault."""

    def list_alone(file: Path) -> tuple[PageRef | Fault, ...]:
        found = run_alone(list_watched, (file,))
        return found if found is not None else (Fault(str(file), 0, _too_dear()),)

    def rescue(some: tuple[Path, ...]) -> tuple[PageRef | Fault, ...]:
        return tuple(chain.from_iterable(map(list_alone, some)))

    chunks = [tuple(files[at : at + FILES_A_TASK]) for at in range(0, len(files), FILES_A_TASK)]
    return chain.from_iterable(shield.run(list_watched, chunks, rescue))


def keep_each(found: Iterable[tuple[PageFacts, ...]], store: ScanFile | None) -> Iterator[PageFacts]:
    """The pages one by one, each chunk on the disk before the first page of it is given; not a fault that may pass."""
    for facts in found:
        if store:
            store.add([one for one in facts if one.source])
        yield from facts


def examine_each(
    layout: SheetLayout, refs: Sequence[PageRef], readers: Readers, shield: Shield | None = None
) -> Iterator[tuple[PageFacts, ...]]:
    """The facts of the pages in order, some at a time; by the processes of `shield` where there is one."""
    chunks = [tuple(refs[at : at + PAGES_A_TASK]) for at in range(0, len(refs), PAGES_A_TASK)]
    if readers.executor is not None:
        yield from _examine_elsewhere(layout, chunks, readers.executor, readers.ships, shield)
    elif shield is not None:
        yield from _examine_beside(layout, chunks, shield)
    elif readers.count > 1 and len(refs) >= PAGES_WORTH_A_POOL:
        with Shield(readers.count) as own:
            yield from _examine_beside(layout, chunks, own)
    else:
        yield from (tuple(examine_page(layout, ref) for ref in chunk) for chunk in chunks)


def _examine_elsewhere(
    layout: SheetLayout, chunks: Sequence[Chunk], executor: Executor, ships: bool, shield: Shield | None
) -> Iterator[tuple[PageFacts, ...]]:
    """By somebody's executor, which sees the files or is sent them.

    Raises Refused where a machine it was sent to reads sheets in another way.
    """
    if not ships:
        yield from spread(partial(executor.submit, partial(examine_pages, layout)), chunks)
        return
    deaths = _Deaths()

    def rescue(chunk: Chunk) -> Parcel:
        if deaths.is_lost(chunk):
            return Parcel(chunk, tuple(map(deaths.give_up, chunk)))
        packed = [run_alone(pack_watched, (ref,)) for ref in chunk]
        data = tuple(
            parcel.data[0] if parcel else Fault(ref.file, ref.page, _too_dear())
            for ref, parcel in zip(chunk, packed, strict=True)
        )
        return Parcel(chunk, data)

    parcels = shield.run(pack_watched, chunks, rescue, deaths.is_lost) if shield else map(pack_parcel, chunks)
    task = partial(examine_parcel, layout, ALLOWANCE)
    for chunk, found in zip(chunks, spread(partial(executor.submit, task), parcels), strict=True):
        if isinstance(found, Returned):
            raise Refused(
                msg("a machine of the cluster reads sheets in another way than this one"),
                msg("install the same version of examcore and of its packages on all of them"),
            )
        yield tuple(map(deaths.judge, chunk, found))


def _examine_beside(layout: SheetLayout, chunks: Sequence[Chunk], shield: Shield) -> Iterator[tuple[PageFacts, ...]]:
    """By processes of our own. Where one dies, the pages it may have died of are read one by one, each by its own."""
    deaths = _Deaths()
    task = partial(examine_watched, pack_layout(layout), ALLOWANCE)

    def look_alone(ref: PageRef) -> PageFacts:
        found = None if deaths.is_lost((ref,)) else run_alone(task, (ref,))
        return deaths.judge(ref, found[0] if found else None)

    def rescue(chunk: Chunk) -> tuple[PageFacts, ...]:
        return tuple(look_alone(ref) for ref in chunk)

    yield from shield.run(task, chunks, rescue, deaths.is_lost)


class _Deaths:
    """Of how many pages of each file a process died, and what becomes of the others."""

    def __init__(self) -> None:
        self._count: Tally[str] = Tally()

    def is_lost(self, chunk: Chunk) -> bool:
        """Whether no page of these is tried any more."""
        return all(self._count[ref.source] >= MOST_DEATHS for ref in chunk)

    def give_up(self, ref: PageRef) -> Fault:
        """The fault of a page that is not tried."""
        why = msg("given up after {count} pages of this file took too much time or memory", count=MOST_DEATHS)
        return Fault(ref.file, ref.page, why)

    def judge(self, ref: PageRef, facts: PageFacts | None) -> PageFacts:
        """The facts of a page that was tried; None counts as a death."""
        if self.is_lost((ref,)):
            return fault_facts(self.give_up(ref))
        if facts is not None:
            return facts
        self._count[ref.source] += 1
        return fault_facts(Fault(ref.file, ref.page, _too_dear()))


def _too_dear() -> Message:
    return refuse_cost().reason
