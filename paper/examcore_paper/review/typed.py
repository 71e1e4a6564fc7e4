"""Knows answer sheets typed in by officers where no scanner works: two do it by themselves, and differences stay open.

Must not know how typing is asked for. The file is a chain beside the scan file (docs/formats/scan.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from examcore.canonical import digest
from examcore.engine.people import find_person
from examcore.errors import BadInput, NotFound
from examcore.language import messages
from examcore_paper.chain import ChainFile, read_chain
from examcore_paper.layout import LETTERS
from examcore_paper.payload import serial_of
from examcore_paper.reader import PageFacts, PageReading, Plan
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review.decisions import clean_name
from examcore_paper.scans import TYPED_SOURCE

msg = messages("examcore_paper")

FORMAT = "examcore typed 1"
BLANK = "-"


@dataclass(frozen=True, slots=True)
class Typed:
    """One sheet as one officer typed it: when, who, whose, which booklet, the marks in order ("" a blank)."""

    at: str
    by: str
    candidate: str
    booklet: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedHead:
    """Which sitting the sheets are of."""

    sitting: str
    format: str = FORMAT


def read_marks(text: str, plan: Plan) -> tuple[str, ...]:
    """Marks as typed: a letter an item, - for a blank, (AC) for a double mark; blanks between groups do not count.

    Raises BadInput, saying which item, where there are too many, too few, or a letter the item does not have.
    """
    rows = plan.layout.items
    marks: list[str] = []
    rest = "".join(text.upper().split())
    while rest:
        end = rest.find(")") + 1 if rest[0] == "(" else 1
        piece, rest = rest[: end or len(rest)], rest[end or len(rest) :]
        mark = "".join(sorted(set(piece.strip("()")) - {BLANK}))
        number = len(marks) + 1
        if number <= len(rows):
            known = LETTERS[: len(rows[number - 1].bubbles)]
            if set(mark) - set(known) or (piece[0] == "(") != (len(mark) > 1):
                raise BadInput(
                    msg("item {item}: {typed} is no mark", item=number, typed=piece),
                    msg("type a letter an item, - for a blank, (AC) for two marks"),
                )
        marks.append(mark)
    if len(marks) != len(rows):
        raise BadInput(
            msg("{count} marks were typed, the sheet has {due}", count=len(marks), due=len(rows)),
            msg("type a letter an item, - for a blank, (AC) for two marks"),
        )
    return tuple(marks)


def type_sheet(plan: Plan, at: str, by: str, candidate: str, booklet: str, text: str) -> Typed:
    """A sheet as typed. Raises NotFound or BadInput where candidate, booklet or marks cannot be."""
    owner = plan.sitting.candidate(candidate)
    if owner is None:
        raise NotFound(msg("there is no candidate {number} in this sitting", number=candidate or "-"))
    form = plan.sitting.form_for(owner.position)
    if form is None or booklet not in form.codes:
        raise BadInput(
            msg("there is no booklet {code} of the candidate's form", code=booklet or "-"),
            msg("its booklets: {codes}", codes=", ".join(form.codes) if form else "-"),
        )
    return Typed(at, clean_name(by), candidate, booklet, read_marks(text, plan))


def keep_typed(path: Path, sitting: str, sheets: Sequence[Typed]) -> int:
    """Append typed sheets for good; how many bytes the file has now. Raises as `ChainFile`."""
    file = ChainFile(path, TypedHead(sitting), Typed, _refuse_head)
    try:
        file.add(sheets)
        return file.size
    finally:
        file.close()


def read_typed(plan: Plan, path: Path) -> tuple[PageReading, ...]:
    """A reading for each candidate of whom a sheet was typed, in the order of the sitting's list.

    The latest typing of each officer counts. Where booklets differ the sheet is for review; where only one typed it,
    too, and it has no marks yet. A mark that two officers typed differently is for review.
    """
    if not path.is_file():
        return ()
    sheets = read_chain(path, TypedHead(plan.sitting.id), Typed, _refuse_head)
    latest: dict[str, dict[str, Typed]] = {}
    for one in sheets:
        theirs = latest.setdefault(one.candidate, {})
        theirs[find_person(one.by, theirs) or one.by] = one
    known = [c.number for c in plan.sitting.candidates if c.number in latest]
    return tuple(_compare(plan, number, latest[number]) for number in known)


def hash_typed(readings: Sequence[PageReading]) -> dict[str, str]:
    """The hash of what was typed of every typed sheet among pages judged alone, by page; "" where one officer did."""
    return {
        reading.key: reading.typed
        for reading in readings
        if reading.facts is not None and reading.facts.source == TYPED_SOURCE
    }


def _compare(plan: Plan, number: str, sheets: Mapping[str, Typed]) -> PageReading:
    versions = list(sheets.values())
    names = ", ".join(one.by for one in versions)
    serial = serial_of(plan.sitting, number)
    facts = PageFacts(TYPED_SOURCE, str(msg("typed by {names}", names=names)), serial)
    booklets = {one.booklet for one in versions}
    rows = [row.number for row in plan.layout.items]
    together = zip(rows, zip(*(one.marks for one in versions), strict=True), strict=True)
    marks = tuple((item, said[0] if len(set(said)) == 1 else REVIEW) for item, said in together)
    reading = PageReading(facts.file, serial, "review", None, None, number, versions[-1].booklet, marks, facts=facts)
    if len(versions) < 2:
        return replace(reading, marks=(), reason=msg("typed by one officer only: {names}", names=names))
    reading = replace(reading, typed=digest(sorted({(one.booklet, one.marks) for one in versions})))
    if len(booklets) > 1:
        codes = ", ".join(sorted(booklets))
        return replace(reading, reason=msg("officers typed different booklet codes: {codes}", codes=codes))
    return replace(reading, state="read", doubts=(msg("typed by {names}", names=names),))


def _refuse_head(found: TypedHead, head: TypedHead, source: str) -> None:
    raise BadInput(
        msg("{source} belongs to the sitting {other}", source=source, other=found.sitting),
        msg("name the folder of that sitting"),
    )
