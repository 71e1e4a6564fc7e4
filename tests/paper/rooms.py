"""Knows small paper rooms for the tests of the reader: an invented sitting, pages written as files.

Must not know what a test claims.
"""

from __future__ import annotations

from pathlib import Path

from examcore.nouns import Booklet, BookletLayout, BookletPart, Option, Question, QuestionLayout, Sitting
from examcore_paper.reader import Plan
from examcore_paper.simulate import SHEET_KEY, TIDY, Filled, Recipe, encode, invent_sitting, simulate_page
from examcore_paper.simulate.scan import SCAN, Encoding

SITTING = invent_sitting()
PLAN = Plan.of(SITTING, SHEET_KEY)


def tidy_page(serial: int = 1, recipe: Recipe = SCAN, **changes: object) -> Filled:
    """A sheet of the invented sitting with clean marks, scanned by `recipe`."""
    return simulate_page(SITTING, serial, seed=3, recipe=recipe, habits=TIDY, **changes)  # type: ignore[arg-type]


def save_page(filled: Filled, path: Path, encoding: Encoding = "jpeg", dpi: int = 200) -> Path:
    """The page as an image file."""
    path.write_bytes(encode(filled.page, encoding, dpi, 80))
    return path


def layouts_of(sitting: Sitting) -> dict[tuple[str, str], BookletLayout]:
    """Booklet orders of the invented form: item n of every booklet is q001 ..., options "qNNN-A" in order."""
    return {
        (form.form, code): BookletLayout(
            code, form.form, tuple(_question(code, n) for n in range(1, sum(form.counts) + 1))
        )
        for form in sitting.forms
        for code in form.codes
    }


def _question(code: str, number: int) -> QuestionLayout:
    # Each booklet turns the items by its code, so that a wrong booklet would show in the responses.
    item = (number + int(code)) % 1000
    return QuestionLayout(f"q{item:03d}", tuple(f"q{item:03d}-{letter}" for letter in "ABCD"))


def booklets_of(sitting: Sitting) -> dict[str, Booklet]:
    """The booklet of every candidate, laid out as `layouts_of` says."""
    layouts = layouts_of(sitting)
    facts = sitting.forms[0]
    booklets: dict[str, Booklet] = {}
    for candidate in sitting.candidates:
        questions = layouts[facts.form, candidate.booklet].questions
        parts: list[BookletPart] = []
        first = 0
        for rule, count in zip(sitting.profile.parts, facts.counts, strict=True):
            shown = tuple(
                Question(q.question, "?", tuple(Option(o, o) for o in q.options))
                for q in questions[first : first + count]
            )
            parts.append(BookletPart(rule.name, rule.title, shown))
            first += count
        booklets[candidate.number] = Booklet(
            candidate.booklet, facts.form, candidate.position, facts.rehearsal, tuple(parts)
        )
    return booklets
