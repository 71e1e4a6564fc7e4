"""Knows an invented sitting and its filled sheets, for tests and benchmarks without bank, typst or people.

Must not know the reader. The same seed gives the same pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore.language import Label
from examcore.nouns import Band, Candidate, FormFacts, Marking, PaperRules, PartRule, Profile, Room, Sitting
from examcore_paper.layout import LETTERS, SheetLayout, layout_of
from examcore_paper.payload import sign
from examcore_paper.simulate.crossing import Crossing, plan_crosses
from examcore_paper.simulate.draw import draw_sheet
from examcore_paper.simulate.pen import NORMAL, PENS, Habits, Pen, make_marks, plan_marks
from examcore_paper.simulate.scan import SCAN, Recipe, degrade

Grey: TypeAlias = npt.NDArray[np.uint8]

SHEET_KEY = "5a" * 32
BLANK_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Filled:
    """A scanned page of the invented room, and what its candidate put on it (item number to letters)."""

    page: Grey
    truth: dict[int, str]
    number: str
    code: str


def invent_sitting(
    counts: tuple[int, ...] = (40, 60),
    options: tuple[int, ...] = (4, 4),
    candidates: int = 24,
    codes: tuple[str, ...] = ("101", "102", "103", "104"),
    sitting_id: str = "invented",
    marking: Marking = "fill",
) -> Sitting:
    """A paper sitting of this shape: one form, candidates 260001, 260002 ... with the codes dealt in turn."""
    parts = tuple(
        PartRule(f"part{i}", Label(f"Phần {i}", f"Part {i}"), count, 1, "R00")
        for i, count in enumerate(counts, start=1)
    )
    profile = Profile(
        policy="invented",
        id="invented-1",
        title=Label("Quy chế thử", "Invented rules"),
        since=date(2024, 1, 1),
        minutes=60,
        parts=parts,
        bands=(Band("all", Label("Chung", "All"), 0, sum(counts), "R00"),),
        areas=(),
        clauses=(),
    )
    if marking != "fill":  # sheets that are filled in stay those of the sittings before there was a choice
        profile = replace(profile, paper_rules=PaperRules(marking))
    form = FormFacts("form-1", "post-1", codes, tuple(part.name for part in parts), counts, options, rehearsal=True)
    people = tuple(
        Candidate(f"{260001 + i}", f"Thí sinh {i + 1}", "post-1", "P1", "paper", codes[i % len(codes)])
        for i in range(candidates)
    )
    return Sitting(sitting_id, "Ca thử", date(2024, 11, 15), profile, (form,), (Room("P1", "paper"),), people)


def random_answers(layout: SheetLayout, generator: np.random.Generator) -> dict[int, str]:
    """One letter for each item, now and then none."""
    return {
        row.number: "" if generator.random() < BLANK_SHARE else LETTERS[int(generator.integers(0, len(row.bubbles)))]
        for row in layout.items
    }


def simulate_page(
    sitting: Sitting,
    serial: int,
    seed: int,
    recipe: Recipe = SCAN,
    habits: Habits = NORMAL,
    pen: Pen | None = None,
    answers: Mapping[int, str] | None = None,
    number: str | None = None,
    code: str | None = None,
    missing_fiducial: int | None = None,
    sheet_key: str = SHEET_KEY,
    crossing: Crossing | None = None,
) -> Filled:
    """The sheet `serial` of a sitting, marked and scanned.

    `number` and `code` are what the candidate bubbles: their own where not given. Pens follow the serial. With
    `crossing` items are crossed in that manner instead of filled in by `habits`.
    """
    generator = np.random.default_rng([seed, serial])
    layout = layout_of(sitting)
    owner = sitting.candidates[(serial - 1) % len(sitting.candidates)]
    is_personal = serial <= len(sitting.candidates)
    printed = owner.booklet if is_personal else ""
    number = owner.number if number is None else number
    code = owner.booklet if code is None else code
    dpi = 300 if recipe.dpi > 200 else 200
    text = sign(sheet_key, sitting, serial, printed)
    page = draw_sheet(layout, text, dpi, missing_fiducial)
    given = random_answers(layout, generator) if answers is None else answers
    if crossing is None:
        strokes, truth = plan_marks(layout, given, number, code, habits, generator)
    else:
        strokes, truth = plan_crosses(layout, given, number, code, crossing, generator)
    make_marks(page, strokes, pen or PENS[serial % len(PENS)], dpi, layout.bubble, generator)
    return Filled(degrade(page, dpi, recipe, generator), truth, number, code)
