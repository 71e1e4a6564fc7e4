"""Knows how the facts of one page become a reading: whose sheet, which booklet, which marks, or why not.

Must not know keys, scores, or pictures: the same facts give the same reading years later. Nothing is guessed: what is
not sure goes to review.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from examcore.errors import BadPage
from examcore.language import Message, messages
from examcore.nouns import Candidate, Sitting
from examcore_paper.layout import SheetLayout, layout_of
from examcore_paper.payload import SheetStub, candidate_at, print_serial, verify
from examcore_paper.reader.decide import (
    LIMITS,
    Levels,
    Limits,
    find_levels,
    median_of,
    read_fields,
    weigh,
    weigh_rings,
)
from examcore_paper.reader.examine import examine_grey, examine_page
from examcore_paper.reader.facts import REVIEW, Floats, PageFacts, PlaceFacts, unpack
from examcore_paper.reader.locate import Grey
from examcore_paper.reader.pages import PageRef
from examcore_paper.reader.places import places_of

msg = messages("examcore_paper")

State: TypeAlias = Literal["read", "review", "refused"]


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

    `doubts` are smaller things an officer should know of a page that was read; `is_poor` says that the picture is to
    blame, so that another scan may mend it, `is_taken` that an officer said it counts; `typed` is the hash of what
    several officers typed of it; `facts` is what it was decided from.
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
    residual_mm: float = 0.0
    fiducials: int = 0
    is_poor: bool = False
    is_taken: bool = False
    typed: str = ""
    facts: PageFacts | None = field(default=None, compare=False, repr=False)

    def mark(self, number: int) -> str:
        """The mark of item `number`; for review where the page has none."""
        return dict(self.marks).get(number, REVIEW)

    @property
    def key(self) -> str:
        """The name of its page among all pages (see `PageFacts.key`); "" without facts."""
        return self.facts.key if self.facts else ""


def read_page(plan: Plan, ref: PageRef, limits: Limits = LIMITS) -> PageReading:
    """The reading of one page of a file."""
    return decide_page(plan, examine_page(plan.layout, ref), limits)


def read_grey(plan: Plan, page: Grey, file: str = "", number: int = 1) -> PageReading:
    """The reading of a page already decoded: grey pixels, paper light."""
    return decide_page(plan, examine_grey(plan.layout, page, file, number))


def decide_page(plan: Plan, facts: PageFacts, limits: Limits = LIMITS) -> PageReading:
    """The reading of a page from its facts."""
    found = PageReading(facts.file, facts.page, "review", facts=facts)
    if facts.fault is not None:
        return replace(found, state="refused", reason=facts.fault.message())
    stub: SheetStub | None = None
    if facts.code:
        try:
            stub = verify(plan.sheet_key, plan.sitting, facts.code)
        except BadPage as problem:
            return replace(found, state="refused", reason=problem.text)
    place = facts.place
    if place is None:
        if facts.is_empty:
            return replace(found, state="refused", reason=msg("the page is empty"))
        return _list_unplaced(found, stub)
    if stub is not None:
        owner = candidate_at(plan.sitting, stub.serial)
        found = replace(found, serial=stub.serial, candidate=owner.number if owner else "")
    found = replace(found, residual_mm=place.residual / 1000, fiducials=place.fiducials)
    bubbles = unpack(facts.bubbles, places_of(plan.layout).count)
    levels = find_levels(bubbles.darkness, limits)
    g = weigh(bubbles.darkness, levels, limits)
    faint = _guard_page(facts, place, bubbles.white, levels, limits)
    if faint is not None:
        return replace(found, is_poor=levels.contrast >= limits.least_contrast, reason=faint)
    rings = weigh_rings(bubbles.rings, g, limits)
    if rings is None:
        return replace(found, is_poor=True, reason=msg("the printed circles are not seen where they should be"))
    fields = read_fields(plan.layout, bubbles, g, rings, levels, limits)
    found = replace(found, marks=fields.marks)
    if stub is None and facts.beside:
        why = msg("the square code of this sheet is covered, and that of another sheet lies beside it: scan it alone")
        return replace(found, reason=why)
    if stub is None:
        return replace(found, reason=msg("the square code cannot be read"))
    found = _attach(plan, found, stub, fields.candidate, fields.booklet)
    return _guard_marks(found, limits) if found.state == "read" else found


def _list_unplaced(found: PageReading, stub: SheetStub | None) -> PageReading:
    """A page on which no sheet was found is nobody's: a code on it may be that of a sheet which lies beside it."""
    if stub is None:
        return replace(found, is_poor=True, reason=msg("the corner marks of an answer sheet were not found"))
    serial = print_serial(stub.serial)
    why = msg("the corner marks of an answer sheet were not found; a code of sheet {serial} is seen", serial=serial)
    return replace(found, is_poor=True, reason=why)


def _guard_page(facts: PageFacts, place: PlaceFacts, white: Floats, levels: Levels, limits: Limits) -> Message | None:
    """Why nothing on this page may be trusted, or None."""
    off, bend, twist = place.residual / 1000, place.bend / 1000, place.twist / 1000
    if off > limits.most_residual_mm or bend > limits.most_bend_mm or twist > limits.most_twist_mm:
        return msg("the page is bent or stretched too much")
    if place.anchors < limits.anchors_needed:
        return msg("the small squares at the edges are covered or cut off")
    if median_of(white) < limits.darkest_paper:
        return msg("the page is too dark")
    if facts.is_bilevel:
        return msg("the page was scanned in black and white: light marks are lost, scan it in grey")
    if levels.contrast < limits.least_contrast:
        return msg("no marks, or marks too light, on the whole sheet")
    return None


def _guard_marks(found: PageReading, limits: Limits) -> PageReading:
    """The reading, put up for review where too many items have no mark or two."""
    marks = [mark for _, mark in found.marks]
    doubles = sum(1 for mark in marks if len(mark) > 1)
    blanks = marks.count("")
    if doubles > limits.most_doubles:
        return replace(found, state="review", reason=msg("{count} items have two marks", count=doubles))
    if blanks > limits.most_blank_share * len(marks):
        return replace(found, state="review", reason=msg("{count} items have no mark", count=blanks))
    return found


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
