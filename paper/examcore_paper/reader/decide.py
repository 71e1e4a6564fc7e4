"""Knows what darknesses mean: an answer, a blank, a double mark, or a mark for a person to look at.

Must not know images or codes: it works on kept measures as well, without the scan.

Levels are those of the sheet itself: e, the darkness of its empty bubbles (the median: most bubbles are
empty), and f, the darkness of its marks. A bubble counts g = (d - e) / (f - e).

    answer   the darkest bubble of a row has g > 0.50 and no other has g > 0.25
    blank    no bubble of the row is darker than those of its letter usually are, nor is anything drawn around one
    double   two or more have g > 0.75 and the others g <= 0.25: what is left of an erased mark is no second answer
    review   everything else

That is the rule of sheets that are filled in; `crosses` has that of sheets that are crossed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore_paper.layout import LETTERS, SheetLayout
from examcore_paper.reader.crosses import Looks, look_at, read_crosses
from examcore_paper.reader.facts import REVIEW, Bubbles
from examcore_paper.reader.places import places_of

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

DIGITS = "0123456789"
LEAST_FREE = 8
"""Of fewer free bubbles of a letter it is not told how dark they usually are."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of every decision; changed ones may be tried on kept measures."""

    marked: float = 0.50
    # On eighty simulated sheets the lighter of two marks, both meant, had 0.90 of the usual mark at least.
    double: float = 0.75
    clear: float = 0.25
    faint: float = 0.15
    faintest: float = 0.08
    # Around rows left blank there was at most 0.04, and 4 times the usual spread, on simulated scans of every kind.
    least_around: float = 0.02
    most_around: float = 0.08
    least_contrast: float = 0.15
    least_ink: float = 0.12
    darkest_paper: float = 90.0
    # On a hundred simulated scans of every kind the faintest circle had 0.72 of the usual one of its sheet.
    ring_least: float = 0.5
    # On empty rows of such scans the darkest circle had 1.37 of the usual one.
    ring_most: float = 1.6
    ring_faintest: float = 0.06
    most_residual_mm: float = 0.5
    most_bend_mm: float = 4.5
    most_twist_mm: float = 2.2
    anchors_needed: int = 4
    most_doubles: int = 8
    most_blank_share: float = 0.3


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Levels:
    """What the bubbles of one sheet look like: empty, spread of the empty, marked (0 without marks)."""

    empty: float
    spread: float
    marked: float

    @property
    def contrast(self) -> float:
        """How far marks stand out; negative where no mark was found."""
        return self.marked - self.empty


@dataclass(frozen=True, slots=True)
class Fields:
    """What a sheet shows: marks by item number; candidate number and booklet code, "?" for each unsure digit."""

    marks: tuple[tuple[int, str], ...]
    candidate: str
    booklet: str


def find_levels(darkness: Floats, limits: Limits = LIMITS) -> Levels:
    """The levels of a sheet from all its bubbles."""
    empty = median_of(darkness)
    spread = _spread(darkness)
    inked = darkness[darkness > empty + max(limits.least_ink, 6 * spread)]
    return Levels(empty, spread, median_of(inked) if len(inked) else 0.0)


def median_of(values: Floats) -> float:
    """`np.median` of some finite numbers in one row, at a third of its cost."""
    half = len(values) // 2
    ranked = np.partition(values, (half - 1, half) if half else half)
    return float(ranked[half] if len(values) % 2 else (ranked[half - 1] + ranked[half]) / 2)


def weigh(darkness: Floats, levels: Levels, limits: Limits = LIMITS) -> Floats:
    """g of every bubble: 0 like the empty ones, 1 like the marked ones."""
    return (darkness - levels.empty) / max(levels.contrast, limits.least_contrast)


def weigh_rings(rings: Floats, g: Floats, limits: Limits = LIMITS) -> Floats | None:
    """Rings relative to the usual one of the sheet's empty bubbles; None where circles cannot be seen at all."""
    free = rings[g <= limits.clear]
    usual = median_of(free) if len(free) else 0.0
    return rings / usual if usual >= limits.ring_faintest else None


def find_clean(
    darkness: Floats, halos: Floats, rings: Floats, g: Floats, levels: Levels, limits: Limits = LIMITS
) -> Flags:
    """Of each row (n×k arrays) whether nothing was written in or around its bubbles: a blank may be one.

    What is printed in a bubble makes an A darker than a C: each is compared with the free ones of its own letter, where
    there are enough of them, and may differ as much as these do. A tick or a pen that rested shows then, however dark
    the other marks of the sheet are; so does ink on a circle (`rings`, see `weigh_rings`) or beside one: a letter that
    somebody ringed.
    """
    free = g <= limits.clear
    counts = free.sum(0)
    ranked = np.sort(np.where(free, darkness, np.inf), 0)  # the free ones of each letter first
    middle = ranked[(counts - 1) // 2, np.arange(len(counts))]
    usual = np.where(counts >= LEAST_FREE, middle, levels.empty)
    contrast = max(levels.contrast, limits.least_contrast)
    stains = (darkness - usual) / contrast
    most = min(limits.faint, max(limits.faintest, 6 * _spread(stains[free])))
    around = min(limits.most_around, max(limits.least_around, 6 * _spread(halos[free])))
    lightest = median_of(halos[free]) if free.any() else 0.0
    is_clean = (stains.max(1) < most) & (halos.max(1) < lightest + around)
    return np.asarray(is_clean & (rings.max(1) <= limits.ring_most), np.bool_)


def _spread(values: Floats) -> float:
    """The standard deviation of some numbers as most of them tell it, whatever the others are."""
    return 1.4826 * median_of(np.abs(values - median_of(values))) if len(values) else 0.0


def read_rows(
    g: Floats, white: Floats, rings: Floats, letters: str, is_clean: Flags, limits: Limits = LIMITS
) -> list[str]:
    """The mark of each row (n×k arrays): "" blank, "A", "AB" a sure double mark, "?" for review.

    `is_clean` is what `find_clean` says of each row. `rings` is relative to the sheet (see `weigh_rings`): a row with a
    circle that is not seen where it must be was measured in the wrong place (a fold, a damaged file), so nothing it
    shows is taken.
    """
    is_marked = g > limits.marked
    rest = np.where(is_marked, -np.inf, g).max(1)
    counts = is_marked.sum(1)
    lightest = np.where(is_marked, g, np.inf).min(1)
    is_bound = np.where(counts > 0, rest <= limits.clear, is_clean)
    is_bound &= (counts < 2) | (lightest > limits.double)
    first, sure = is_marked.argmax(1).tolist(), (_are_sound(g, white, rings, limits) & is_bound).tolist()
    marks = [
        (letters[first[row]] if count else "") if sure[row] else REVIEW for row, count in enumerate(counts.tolist())
    ]
    for row in np.flatnonzero(counts > 1).tolist():
        if sure[row]:
            marks[row] = "".join(letters[i] for i in np.flatnonzero(is_marked[row]).tolist())
    return marks


def weigh_items(layout: SheetLayout, bubbles: Bubbles, limits: Limits = LIMITS) -> tuple[Floats, Looks | None]:
    """g of every bubble of the items; of a sheet that is crossed by the levels of its items alone, and their looks."""
    places = places_of(layout)
    darkness = bubbles.darkness[: places.ends]
    if layout.marking != "cross" or bubbles.strokes is None:
        return weigh(darkness, find_levels(bubbles.darkness, limits), limits), None
    g = weigh(darkness, find_levels(darkness, limits), limits)
    return g, look_at(bubbles, bubbles.strokes, g, places.points[: places.ends], limits.marked)


def read_fields(
    layout: SheetLayout, bubbles: Bubbles, g: Floats, rings: Floats, levels: Levels, limits: Limits = LIMITS
) -> Fields:
    """Marks, candidate number and booklet code of a whole sheet.

    On a sheet that is crossed marks are lighter than the digits, which are filled in: each have levels of their own.
    """
    places = places_of(layout)
    ends = places.ends
    strokes = bubbles.strokes if layout.marking == "cross" else None
    of_items = of_digits = levels
    looks = None
    if strokes is not None:
        of_items, of_digits = (find_levels(bubbles.darkness[part], limits) for part in (np.s_[:ends], np.s_[ends:]))
        of_row, looks = weigh_items(layout, bubbles, limits)
        g = np.concatenate((of_row, weigh(bubbles.darkness[ends:], of_digits, limits)))
    marks: dict[int, str] = {}
    for block in places.blocks:
        at = block.bubbles
        if looks is None:
            is_clean = find_clean(bubbles.darkness[at], bubbles.halos[at], rings[at], g[at], levels, limits)
            found = read_rows(g[at], bubbles.white[at], rings[at], LETTERS, is_clean, limits)
        else:
            sound = _are_sound(g[at], bubbles.white[at], rings[at], limits)
            found = read_crosses(g[at], looks.of(at), sound, LETTERS, limits.marked, limits.clear,
                                 _faintest(of_items, limits))  # fmt: skip
        marks.update(zip(block.items, found, strict=True))
    measures = (g, bubbles.white, rings, bubbles.darkness, bubbles.halos)
    ink, white, circles, darkness, halos = (one[ends:].reshape(-1, len(DIGITS)) for one in measures)
    is_clean = find_clean(darkness, halos, circles, ink, of_digits, limits)
    digits = "".join(map(_tell_digit, read_rows(ink, white, circles, DIGITS, is_clean, limits)))
    return Fields(tuple(sorted(marks.items())), digits[: places.number_columns], digits[places.number_columns :])


def _tell_digit(mark: str) -> str:
    """A digit as bubbled, a space for an empty column, "?" where a column is unsure or has two marks."""
    return mark if len(mark) == 1 else " " if mark == "" else REVIEW


def _are_sound(g: Floats, white: Floats, rings: Floats, limits: Limits) -> Flags:
    """Of each row whether its circles are where they must be, on paper that is light enough."""
    is_seen = np.where(g <= limits.clear, rings, np.inf).min(1) >= limits.ring_least
    return np.asarray(is_seen & (white.min(1) >= limits.darkest_paper * 0.7), np.bool_)


def _faintest(levels: Levels, limits: Limits) -> float:
    """Below this g a bubble is empty: the fixed bound, or less where empty bubbles are alike enough."""
    noise = levels.spread / max(levels.contrast, limits.least_contrast)
    return min(limits.faint, max(0.08, 6 * noise))
