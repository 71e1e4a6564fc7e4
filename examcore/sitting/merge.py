"""Knows how a candidate's responses at a PC and on paper become one, where they had to go on on paper.

Must not know journals or scans. The rule: where the sheet has a mark (or one in review), the sheet counts; where it has
none, what was answered at the PC counts. Both originals are kept, and every question can be shown with both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from examcore.language import messages
from examcore.nouns import BookletLayout, Column, Half, Halves, Response, Responses, Table
from examcore.session import LETTERS
from examcore.sitting.folder import SittingFolder

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class MergedItem:
    """One question as shown (number from 1): the letters given at the PC and on the sheet, and those that count.

    "?" stands for a mark in review.
    """

    number: int
    at_pc: str
    on_sheet: str
    counts: str


def can_merge(before: Responses, found: Responses) -> bool:
    """Whether these are the two halves of one test: one at a PC that did not end there, one on paper, one booklet."""
    first, second = _order(before, found)
    is_same = (first.form, first.booklet) == (second.form, second.booklet)
    return is_same and first.delivery != second.delivery and not first.is_final and second.is_final


def merge(before: Responses, found: Responses) -> tuple[Responses, Halves]:
    """The two halves as one, whichever came first, and the halves themselves."""
    first, second = _order(before, found)
    return _join(Half(first.delivery, first.origin, first.given), second)


def merge_again(halves: Halves, found: Responses) -> tuple[Responses, Halves] | None:
    """The same with the same sheet judged anew; None where `found` is no such sheet."""
    if not found.origin or found.origin != halves.on_sheet.origin:
        return None
    return _join(halves.at_pc, found)


def is_known_half(halves: Halves, found: Responses) -> bool:
    """Whether `found` is one of these halves."""
    return Half(found.delivery, found.origin, found.given) in (halves.at_pc, halves.on_sheet)


def part(merged: Responses, halves: Halves) -> Responses:
    """The half at the PC by itself again, where the sheet no longer counts."""
    half = halves.at_pc
    return replace(merged, delivery=half.delivery, origin=half.origin, given=half.given, doubts=(), is_final=False)


def _join(first: Half, second: Responses) -> tuple[Responses, Halves]:
    marked = {response.question: response for response in second.given if response.options or response.in_review}
    given = tuple(marked.get(response.question, response) for response in first.given)
    both = sum(bool(response.options) and response.question in marked for response in first.given)
    note = msg(
        "went on on paper: {count} questions have an answer at the PC and a mark on the sheet; the sheet counts",
        count=both,
    )
    halves = Halves(second.candidate, first, Half(second.delivery, second.origin, second.given))
    return replace(second, given=given, doubts=(*second.doubts, str(note)), is_final=True), halves


def show_merged(folder: SittingFolder, numbers: Sequence[str] = ()) -> dict[str, tuple[MergedItem, ...]]:
    """Every question in the order shown, by candidate: of those named, else of everybody who went on on paper; empty
    for one who did not.
    """
    halves = folder.halves
    merged = {one.candidate: one for one in folder.responses} if halves else {}
    layouts = folder.layouts if halves else {}
    return {
        number: _compare(halves[number], merged[number], layouts) if number in halves and number in merged else ()
        for number in numbers or sorted(halves)
    }


def _compare(
    halves: Halves, merged: Responses, layouts: Mapping[tuple[str, str], BookletLayout]
) -> tuple[MergedItem, ...]:
    at_pc = {response.question: response for response in halves.at_pc.given}
    on_sheet = {response.question: response for response in halves.on_sheet.given}
    layout = layouts[merged.form, merged.booklet]
    return tuple(
        MergedItem(
            place,
            _letters(at_pc.get(shown.question), shown.options),
            _letters(on_sheet.get(shown.question), shown.options),
            _letters(merged.to(shown.question), shown.options),
        )
        for place, shown in enumerate(layout.questions, start=1)
    )


def tell_merged(folder: SittingFolder) -> tuple[Table, ...]:
    """A table of every question of everybody who went on on paper, for the report; none where nobody did."""
    rows = tuple(
        (number, str(item.number), item.at_pc or "-", item.on_sheet or "-", item.counts or "-")
        for number, items in show_merged(folder).items()
        for item in items
    )
    if not rows:
        return ()
    titles = (msg("Number"), msg("Question"), msg("At the PC"), msg("On the sheet"), msg("Counts"))
    kinds = tuple(Column(str(title), "code") for title in titles)
    return (Table("merged", str(msg("Answers at the PC and on paper")), kinds, rows),)


def _order(before: Responses, found: Responses) -> tuple[Responses, Responses]:
    """First the half at the PC, then the sheet."""
    return (found, before) if before.is_final else (before, found)


def _letters(response: Response | None, options: tuple[str, ...]) -> str:
    if response is None:
        return ""
    if response.in_review:
        return "?"
    return "".join(LETTERS[options.index(option)] for option in response.options if option in options)
