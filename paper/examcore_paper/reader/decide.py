"""Knows what darknesses mean: an answer, a blank, a double mark, or a mark for a person to look at.

Must not know images or codes: it works on kept measures as well, without the scan.

Levels are those of the sheet itself: e, the darkness of its empty bubbles (the median: most bubbles are
empty), and f, the darkness of its marks. A bubble counts g = (d - e) / (f - e).

    answer   the darkest bubble of a row has g > 0.50 and no other has g > 0.25
    blank    no bubble of the row has g >= 0.15, none stands out from the paper, and no ink runs on or beside its circle
    double   two or more have g > 0.50 and the others g <= 0.25
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


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of every decision; changed ones may be tried on kept measures."""

    marked: float = 0.50
    clear: float = 0.25
    faint: float = 0.15
    least_contrast: float = 0.15
    least_ink: float = 0.12
    darkest_paper: float = 90.0
    # On a hundred simulated scans of every kind the faintest circle had 0.72 of the usual one of its sheet.
    ring_least: float = 0.5
    # On empty rows of such scans the darkest circle had 1.37 of the usual one, the darkest halo 0.10 of the marks.
    ring_most: float = 1.6
    halo_most: float = 0.12
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
    spread = 1.4826 * median_of(np.abs(darkness - empty))
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


def weigh_halos(halos: Floats, levels: Levels, limits: Limits = LIMITS) -> Floats:
    """Halos relative to the marks of the sheet."""
    return halos / max(levels.contrast, limits.least_contrast)


def read_rows(
    g: Floats, white: Floats, rings: Floats, halos: Floats, letters: str, levels: Levels, limits: Limits = LIMITS
) -> list[str]:
    """The mark of each row (n×k arrays): "" blank, "A", "AB" a sure double mark, "?" for review.

    `rings` is relative to the sheet (see `weigh_rings`): a row with a circle that is not seen where it must be was
    measured in the wrong place (a fold, a damaged file), so nothing it shows is taken. A row with nothing inside its
    bubbles but ink on a circle or beside one (`halos`, see `weigh_halos`) is no blank: somebody ringed a letter.
    """
    is_marked = g > limits.marked
    rest = np.where(is_marked, -np.inf, g).max(1)
    counts = is_marked.sum(1)
    is_blank = g.max(1) < _faintest(levels, limits)
    is_blank &= (rings.max(1) <= limits.ring_most) & (halos.max(1) <= limits.halo_most)
    is_bound = np.where(counts > 0, rest <= limits.clear, is_blank)
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
    halos = weigh_halos(bubbles.halos, levels, limits)
    looks = None
    if strokes is not None:
        of_items, of_digits = (find_levels(bubbles.darkness[part], limits) for part in (np.s_[:ends], np.s_[ends:]))
        of_row, looks = weigh_items(layout, bubbles, limits)
        g = np.concatenate((of_row, weigh(bubbles.darkness[ends:], of_digits, limits)))
    marks: dict[int, str] = {}
    for block in places.blocks:
        at = block.bubbles
        if looks is None:
            found = read_rows(g[at], bubbles.white[at], rings[at], halos[at], LETTERS, levels, limits)
        else:
            sound = _are_sound(g[at], bubbles.white[at], rings[at], limits)
            found = read_crosses(g[at], looks.of(at), sound, LETTERS, limits.marked, limits.clear,
                                 _faintest(of_items, limits))  # fmt: skip
        marks.update(zip(block.items, found, strict=True))
    halos[ends:] = weigh_halos(bubbles.halos[ends:], of_digits, limits)
    ink, white, circles, beside = (one[ends:].reshape(-1, len(DIGITS)) for one in (g, bubbles.white, rings, halos))
    digits = "".join(map(_tell_digit, read_rows(ink, white, circles, beside, DIGITS, of_digits, limits)))
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
