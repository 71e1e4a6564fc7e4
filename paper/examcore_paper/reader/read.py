"""Knows how one page becomes one reading: whose sheet, which booklet, which marks, or why not.

Must not know keys, scores or how a reading is stored. Nothing is guessed: what is not sure goes to review.

`read_page` is a pure function of a page and a plan, so any `concurrent.futures` executor may map it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from examcore.errors import BadPage
from examcore.language import Message, messages
from examcore.nouns import Candidate, Sitting
from examcore_paper.layout import LETTERS, DigitGrid, SheetLayout, layout_of
from examcore_paper.payload import SheetStub, candidate_at, verify
from examcore_paper.reader.decide import (
    DARKEST_PAPER,
    LEAST_CONTRAST,
    REVIEW,
    Floats,
    Levels,
    find_levels,
    pack,
    read_row,
    weigh,
    weigh_rings,
)
from examcore_paper.reader.locate import ANCHORS_NEEDED, Grey, Place, locate
from examcore_paper.reader.measure import find_code, is_bilevel, is_empty, measure_bubbles, read_code
from examcore_paper.reader.pages import Fault, PageRef, load_page

msg = messages("examcore_paper")

State: TypeAlias = Literal["read", "review", "refused"]

MOST_RESIDUAL_MM = 0.5
MOST_BEND_MM = 4.5
MOST_TWIST_MM = 2.2
MOST_DOUBLES = 8
MOST_BLANK_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading needs to know of a sitting: its facts, its layout, the key its sheets are signed with."""

    sitting: Sitting
    layout: SheetLayout
    sheet_key: str

    @classmethod
    def of(cls, sitting: Sitting, sheet_key: str) -> Plan:
        """The plan of a sitting; its layout follows its profile and forms."""
        return cls(sitting, layout_of(sitting), sheet_key)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page says. `marks`: item numbers with "A", "", "AB" or "?"; `reason`: why it was not read.

    `measures` keeps how dark each bubble was (see `decide.pack`), so that bounds can be changed without the
    scan; `doubts` are smaller things an officer should know of a page that was read.
    """

    file: str
    page: int
    state: State
    reason: Message | None = None
    serial: int | None = None
    candidate: str = ""
    booklet: str = ""
    marks: tuple[tuple[int, str], ...] = ()
    doubts: tuple[Message, ...] = ()
    measures: bytes = b""
    residual_mm: float = 0.0
    fiducials: int = 0

    def mark(self, number: int) -> str:
        """The mark of item `number`; for review where the page has none."""
        return dict(self.marks).get(number, REVIEW)


def read_page(plan: Plan, ref: PageRef) -> PageReading:
    """The reading of one page of a file."""
    page = load_page(ref)
    if isinstance(page, Fault):
        return fault_reading(page)
    return read_grey(plan, page, ref.file, ref.page)


def fault_reading(fault: Fault) -> PageReading:
    """The reading of a page that could not be decoded."""
    return PageReading(fault.file, fault.page, "refused", fault.reason)


def read_grey(plan: Plan, page: Grey, file: str = "", number: int = 1) -> PageReading:
    """The reading of a page already decoded: grey pixels, paper light."""
    place = locate(page, plan.layout)
    text = find_code(page) if place is None else read_code(page, place, plan.layout)
    found: PageReading = PageReading(file, number, "review")
    stub: SheetStub | None = None
    if text is not None:
        try:
            stub = verify(plan.sheet_key, plan.sitting, text)
        except BadPage as problem:
            return replace(found, state="refused", reason=problem.text)
        owner = candidate_at(plan.sitting, stub.serial)
        found = replace(found, serial=stub.serial, candidate=owner.number if owner else "")
    if place is None:
        if text is None and is_empty(page):
            return replace(found, state="refused", reason=msg("the page is empty"))
        return replace(found, reason=msg("the corner marks of an answer sheet were not found"))
    bubbles = measure_bubbles(page, place, plan.layout)
    levels = find_levels(bubbles.darkness)
    g = weigh(bubbles.darkness, levels)
    found = replace(found, residual_mm=round(place.residual, 3), fiducials=place.fiducials, measures=pack(g))
    faint = _guard_image(page, place, bubbles.white, levels)
    if faint is not None:
        return replace(found, reason=faint)
    rings = weigh_rings(bubbles.rings, g)
    if rings is None:
        return replace(found, reason=msg("the printed circles are not seen where they should be"))
    found, candidate, booklet = _read_fields(plan.layout, found, g, bubbles.white, rings, levels)
    if stub is None:
        return replace(found, reason=msg("the square code cannot be read"))
    return _attach(plan, found, stub, candidate, booklet)


def _guard_image(page: Grey, place: Place, white: Floats, levels: Levels) -> Message | None:
    """Why nothing on this page may be trusted, or None."""
    if place.residual > MOST_RESIDUAL_MM or place.bend > MOST_BEND_MM or place.twist > MOST_TWIST_MM:
        return msg("the page is bent or stretched too much")
    if place.anchors < ANCHORS_NEEDED:
        return msg("the small squares at the edges are covered or cut off")
    if float(np.median(white)) < DARKEST_PAPER:
        return msg("the page is too dark")
    if is_bilevel(page):
        return msg("the page was scanned in black and white: light marks are lost, scan it in grey")
    if levels.contrast < LEAST_CONTRAST:
        return msg("no marks, or marks too light, on the whole sheet")
    return None


def _read_fields(
    layout: SheetLayout, found: PageReading, g: Floats, white: Floats, rings: Floats, levels: Levels
) -> tuple[PageReading, str, str]:
    """The reading with its marks; candidate number and booklet code as bubbled, "?" for each unsure digit."""
    marks: list[tuple[int, str]] = []
    at = 0
    for row in layout.items:
        end = at + len(row.bubbles)
        marks.append((row.number, read_row(g[at:end], white[at:end], rings[at:end], LETTERS, levels)))
        at = end
    numbers: list[str] = []
    for grid in (layout.candidate, layout.booklet):
        count = 10 * len(grid.columns)
        span = slice(at, at + count)
        numbers.append(_read_digits(grid, g[span], white[span], rings[span], levels))
        at += count
    return replace(found, marks=tuple(marks)), numbers[0], numbers[1]


def _read_digits(grid: DigitGrid, g: Floats, white: Floats, rings: Floats, levels: Levels) -> str:
    """Digits as bubbled, a space for an empty column, "?" where a column is unsure or has two marks."""
    read: list[str] = []
    for i in range(len(grid.columns)):
        ten = slice(10 * i, 10 * i + 10)
        mark = read_row(g[ten], white[ten], rings[ten], "0123456789", levels)
        read.append(mark if len(mark) == 1 else " " if mark == "" else REVIEW)
    return "".join(read)


def _attach(plan: Plan, found: PageReading, stub: SheetStub, number: str, code: str) -> PageReading:
    """Whose sheet it is and which booklet: code and bubbles must agree, and neither overrules the other."""
    owner = candidate_at(plan.sitting, stub.serial)
    doubts: list[Message] = []
    if stub.is_spare:
        if not _is_sure(number, plan.sitting):
            return replace(found, reason=msg("a spare sheet whose candidate number is not surely marked"))
        owner = _named(number, plan.sitting)
        if owner is None:
            return replace(found, reason=msg("a spare sheet with a candidate number that is not on the list"))
        found = replace(found, candidate=owner.number)
    elif owner is None:
        return replace(found, reason=msg("the sheet was printed for a candidate who is not on the list"))
    elif not any(_agrees(number, due) for due in _spellings(owner.number, len(number))):
        return replace(found, reason=msg("the candidate number marked is not that of the printed sheet"))
    elif number not in _spellings(owner.number, len(number)):
        doubts.append(msg("the candidate number is not fully marked; the printed code was taken"))
    form = plan.sitting.form_for(owner.position)
    if form is None:
        return replace(found, reason=msg("the position of the candidate has no form in this sitting"))
    if REVIEW in code or " " in code.lstrip() or not code.strip():
        return replace(found, reason=msg("the booklet code is not surely marked"))
    booklet = code.strip()
    found = replace(found, booklet=booklet)
    if booklet not in form.codes:
        return replace(found, reason=msg("there is no booklet {code} of the candidate's form", code=booklet))
    if stub.booklet and booklet != stub.booklet:
        why = msg("the booklet code marked is {marked}, the sheet was printed for {printed}",
                  marked=booklet, printed=stub.booklet)  # fmt: skip
        return replace(found, reason=why)
    marks = [mark for _, mark in found.marks]
    doubles = sum(1 for mark in marks if len(mark) > 1)
    blanks = marks.count("")
    if doubles > MOST_DOUBLES:
        return replace(found, reason=msg("{count} items have two marks", count=doubles))
    if blanks > MOST_BLANK_SHARE * len(marks):
        return replace(found, reason=msg("{count} items have no mark", count=blanks))
    return replace(found, state="read", doubts=tuple(doubts))


def _spellings(number: str, columns: int) -> tuple[str, str, str]:
    """How people mark a short number in a wider grid: at the right end as printed, behind zeros, at the left end."""
    return number.rjust(columns), number.rjust(columns, "0"), number.ljust(columns)


def _agrees(marked: str, due: str) -> bool:
    """Whether no surely marked digit contradicts `due`."""
    return all(m in (" ", REVIEW) or m == d for m, d in zip(marked, due, strict=True))


def _is_sure(marked: str, sitting: Sitting) -> bool:
    """Whether a number is marked so that no digit can be missing: every digit sure, none left out between or behind.

    Blanks behind are no doubt where all numbers of the sitting are as long as what is marked.
    """
    digits = marked.strip()
    if REVIEW in marked or " " in digits or not digits:
        return False
    return not marked.endswith(" ") or {len(c.number) for c in sitting.candidates} == {len(digits)}


def _named(marked: str, sitting: Sitting) -> Candidate | None:
    """The candidate whose number is marked; zeros that fill the grid up to the number are no part of it."""
    found = [c for c in sitting.candidates if marked in _spellings(c.number, len(marked))]
    return found[0] if len(found) == 1 else None
