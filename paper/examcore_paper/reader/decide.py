"""Knows what darknesses mean: an answer, a blank, a double mark, or a mark for a person to look at.

Must not know images or codes: it works on stored measures as well, without the scan.

Levels are those of the sheet itself: e, the darkness of its empty bubbles (the median: most bubbles are
empty), and f, the darkness of its marks. A bubble counts g = (d - e) / (f - e).

    answer   the darkest bubble of a row has g > 0.50 and no other has g > 0.25
    blank    no bubble of the row has g >= 0.15, and none stands out from the paper
    double   two or more have g > 0.50 and the others g <= 0.25
    review   everything else
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

MARKED, CLEAR, FAINT = 0.50, 0.25, 0.15
LEAST_CONTRAST = 0.15
LEAST_INK = 0.12
DARKEST_PAPER = 90.0
# On a hundred simulated scans of every kind the faintest circle had 0.72 of the usual one of its sheet.
RING_LEAST = 0.5
RING_FAINTEST = 0.06
REVIEW = "?"


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


def find_levels(darkness: Floats) -> Levels:
    """The levels of a sheet from all its bubbles."""
    empty = float(np.median(darkness))
    spread = 1.4826 * float(np.median(np.abs(darkness - empty)))
    inked = darkness[darkness > empty + max(LEAST_INK, 6 * spread)]
    return Levels(empty, spread, float(np.median(inked)) if len(inked) else 0.0)


def weigh(darkness: Floats, levels: Levels) -> Floats:
    """g of every bubble: 0 like the empty ones, 1 like the marked ones."""
    return (darkness - levels.empty) / max(levels.contrast, LEAST_CONTRAST)


def read_row(g: Floats, white: Floats, rings: Floats, letters: str, levels: Levels) -> str:
    """The mark of one row: "" blank, "A", "AB" a sure double mark, "?" for review.

    `rings` is relative to the sheet (see `weigh_rings`): a row with a circle that is not seen where it must be was
    measured in the wrong place (a fold, a damaged file), so nothing it shows is taken.
    """
    if float(white.min()) < DARKEST_PAPER * 0.7:
        return REVIEW
    free = rings[g <= CLEAR]
    if len(free) and float(free.min()) < RING_LEAST:
        return REVIEW
    order = np.argsort(-g, kind="stable")
    marked = [int(i) for i in order if g[i] > MARKED]
    rest = max((float(g[i]) for i in order if int(i) not in marked), default=0.0)
    if not marked:
        return "" if g[order[0]] < _faintest(levels) else REVIEW
    return "".join(letters[i] for i in sorted(marked)) if rest <= CLEAR else REVIEW


def weigh_rings(rings: Floats, g: Floats) -> Floats | None:
    """Rings relative to the usual one of the sheet's empty bubbles; None where circles cannot be seen at all."""
    free = rings[g <= CLEAR]
    usual = float(np.median(free)) if len(free) else 0.0
    return rings / usual if usual >= RING_FAINTEST else None


def _faintest(levels: Levels) -> float:
    """Below this g a bubble is empty: the fixed bound, or less where empty bubbles are alike enough."""
    noise = levels.spread / max(levels.contrast, LEAST_CONTRAST)
    return min(FAINT, max(0.08, 6 * noise))


def pack(g: Floats) -> bytes:
    """g of every bubble in one byte each, for keeping: (g + 0.5) × 100, cut to 0..255."""
    return np.clip(np.round((g + 0.5) * 100), 0, 255).astype(np.uint8).tobytes()


def unpack(measures: bytes) -> Floats:
    """g of every bubble as kept by `pack`, to a hundredth."""
    return np.frombuffer(measures, np.uint8).astype(np.float64) / 100 - 0.5
