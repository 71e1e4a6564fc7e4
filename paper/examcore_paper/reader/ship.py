"""Knows how pages travel to a machine that does not see the scanner's folder: each with the bytes it is made of.

Must not know the network: an executor carries parcels. There they are opened by processes with limits, as everywhere.
"""

from __future__ import annotations

import atexit
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from examcore.apart import Apart
from examcore.canonical import decode
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.pages import Fault, PageRef, pack_page
from examcore_paper.reader.pdf import keep_pdf_open
from examcore_paper.reader.shield import SECONDS, watched
from examcore_paper.reader.stamp import STAMP
from examcore_paper.reader.worker import Allowance, pack_layout

CHILD = "examcore_paper.reader.parcel_child"

Found: TypeAlias = tuple[PageFacts | None, ...]
"""The facts of some pages; None for one that a process died of."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some pages and, for each, its bytes, or why it could not be opened where it lies; who packed it by `STAMP`."""

    refs: tuple[PageRef, ...]
    data: tuple[bytes | Fault, ...]
    stamp: str = STAMP


@dataclass(frozen=True, slots=True)
class Returned:
    """A parcel that was not opened: the machine that got it reads sheets in another way."""

    stamp: str


def pack_parcel(refs: tuple[PageRef, ...]) -> Parcel:
    """The pages, each with the bytes of itself alone."""
    return Parcel(refs, tuple(map(pack_page, refs)))


def pack_watched(refs: tuple[PageRef, ...]) -> Parcel:
    """The same in a process of ours: a page that takes too long to be taken out ends it."""
    keep_pdf_open()
    packed = []
    for ref in refs:
        with watched():
            packed.append(pack_page(ref))
    return Parcel(refs, tuple(packed))


def examine_parcel(layout: SheetLayout, allowance: Allowance, parcel: Parcel) -> Found | Returned:
    """The facts of the pages of a parcel, as `examine_watched` gives them where the files are."""
    if parcel.stamp != STAMP:
        return Returned(STAMP)
    try:
        child = _idle.pop()
    except IndexError:  # one for each thread that works here at once
        child = Apart(CHILD)
    try:
        return _examine(child, pack_layout(layout), allowance, parcel)
    finally:
        _idle.append(child)


def _examine(child: Apart, layout: bytes, allowance: Allowance, parcel: Parcel) -> Found:
    pages = [(ref, data) for ref, data in zip(parcel.refs, parcel.data, strict=True) if isinstance(data, bytes)]
    found: Iterator[PageFacts | None]
    together = _ask(child, layout, allowance, pages)
    if together is not None:
        found = iter(together)
    else:
        alone = [_ask(child, layout, allowance, [page]) for page in pages]
        found = iter([one[0] if one else None for one in alone])
    return tuple(fault_facts(data) if isinstance(data, Fault) else next(found) for data in parcel.data)


def _ask(
    child: Apart, layout: bytes, allowance: Allowance, pages: Sequence[tuple[PageRef, bytes]]
) -> list[PageFacts] | None:
    """What the child finds on the pages; None where it died of one."""
    if not pages:
        return []
    body = pickle.dumps((layout, allowance, pages))
    said, data = child.ask({"size": len(body)}, body, (SECONDS + 5) * len(pages))
    return [decode(line, PageFacts) for line in data.splitlines()] if said else None


_idle: deque[Apart] = deque()


@atexit.register
def _close() -> None:
    while _idle:
        _idle.pop().close()
