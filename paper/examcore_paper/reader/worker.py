"""Knows what a process that reads pages is asked: to list a file's pages, or to measure some, within their time.

Must not know how work is shared out, nor what its limits are.
"""

from __future__ import annotations

import pickle
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2

from examcore.language import messages
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import examine_page, fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.images import keep_tiff_open
from examcore_paper.reader.pages import Fault, PageRef, list_file
from examcore_paper.reader.pdf import keep_pdf_open
from examcore_paper.reader.shield import watched

msg = messages("examcore_paper")


def use_one_thread() -> None:
    """Let OpenCV use one thread in this process: pages are read side by side, not parts of a page."""
    cv2.setNumThreads(1)


def examine_pages(layout: SheetLayout, refs: tuple[PageRef, ...]) -> tuple[PageFacts, ...]:
    """The facts of some pages, in a process or thread that belongs to somebody else."""
    return tuple(examine_page(layout, ref) for ref in refs)


def pack_layout(layout: SheetLayout) -> bytes:
    """A layout as it travels with every task: a thousand small things are packed and unpacked once, not each time."""
    return pickle.dumps(layout)


@lru_cache(maxsize=4)
def _unpack_layout(packed: bytes) -> SheetLayout:
    layout: SheetLayout = pickle.loads(packed)  # from the process that started this one, as all tasks are
    return layout


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much processor all pages of one file may take in one process: so many seconds, and more for each page."""

    seconds: float
    a_page: float


@dataclass(slots=True)
class _Spent:
    """What the pages of one file have taken in this process."""

    pages: int = 0
    seconds: float = 0.0

    def is_all(self, allowance: Allowance) -> bool:
        return self.seconds > allowance.seconds + allowance.a_page * self.pages


_spent: defaultdict[str, _Spent] = defaultdict(_Spent)


def examine_watched(
    packed: bytes, allowance: Allowance, refs: tuple[PageRef, ...], data: tuple[bytes, ...] = ()
) -> tuple[PageFacts, ...]:
    """The same in a process of ours, by a layout from `pack_layout`: a page that takes too long ends it.

    `data` is what each page is made of, where its file lies on another machine.

    Once a file has taken more than it is allowed here, no more of its pages is tried: each is a fault that may pass.
    """
    use_one_thread()
    keep_pdf_open()
    keep_tiff_open()
    layout = _unpack_layout(packed)
    found = []
    for place, ref in enumerate(refs):
        spent = _spent[ref.source]
        if spent.is_all(allowance):
            why = msg("given up: the pages of this file take too much time")
            found.append(fault_facts(Fault(ref.file, ref.page, why)))
            continue
        began = time.process_time()
        with watched():
            found.append(examine_page(layout, ref, data[place] if data else None))
        spent.seconds += time.process_time() - began
        spent.pages += 1
    return tuple(found)


def list_watched(files: tuple[Path, ...]) -> tuple[PageRef | Fault, ...]:
    """Every page of some files, in a process of ours: a file that takes too long ends it."""
    found: list[PageRef | Fault] = []
    for file in files:
        with watched():
            found += list_file(file)
    return tuple(found)
