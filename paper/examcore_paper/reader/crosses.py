"""Knows what the marks of a crossed sheet mean: cross to choose, circle a cross to cancel it, fill it to choose again.

Must not know images: it works on kept measures. What does not follow the rule printed on the sheet is for a person.

    chosen      ink inside, and either no circle around it or filled: whether it was cancelled before does not matter
    cancelled   a cross in a circle
    idle        neither ink nor circle, and no stray ink beside it

A row is an answer where one bubble is chosen and every other is cancelled or idle, a blank where all are idle. Two
chosen, a cancelled one and none chosen instead, a circle around nothing, faint ink, a cross with more ink than the
others of the sheet have (a circle drawn within the bubble, or through it): review. Ink beside an idle bubble is stray
where no cancelled one is near whose circle it may be: it is of a mark beside the bubbles, or of a circle so wide that
it is not seen around its own. A circle drawn too faintly to be seen makes two chosen, never a wrong answer, unless the
candidate chose nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore_paper.reader.facts import REVIEW, Bubbles, Strokes

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.intp]

# Of all directions: the arms of a cross reach out in four, a circle lies in nearly all.
FREE, CIRCLED = 0.38, 0.60
# The lightest fifth against the darkest tenth inside: a cross leaves paper, a filled bubble hardly any.
CROSSED, FILLED, COVERED = 0.35, 0.50, 0.84
LEAST_INK = 0.12
# On simulated sheets of every kind no cross had more than 1.14 of the usual ink, or 0.09 more of it on the printed
# circle; a cross with a circle drawn inside the printed one had 1.3, with one upon it 0.17.
HEAVY, UPON = 1.25, 0.12
STRAY = 0.13
RING_REACH_MM = 7.6
"""So far from its bubble a circle may still lie beside another one."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What is seen of bubbles besides their ink.

    `circle` is how much of a circle is around it. `is_thin` leaves paper as a cross does, `is_filled` none;
    `is_heavy` has more ink than a usual cross of the sheet, or ink upon the printed circle; `is_stray` says that ink
    beside an empty bubble is of no circle near by.
    """

    circle: Floats
    is_thin: Flags
    is_filled: Flags
    is_heavy: Flags
    is_stray: Flags

    def of(self, bubbles: Numbers) -> Looks:
        """Those of some bubbles, in the shape of their numbers."""
        flags = (self.is_thin, self.is_filled, self.is_heavy, self.is_stray)
        return Looks(self.circle[bubbles], *(one[bubbles] for one in flags))


def look_at(bubbles: Bubbles, strokes: Strokes, g: Floats, points: Floats, marked: float) -> Looks:
    """The looks of the bubbles whose centres (mm) are given, which come first in `bubbles`; `g` is of them alone.

    All is relative to the ink of the mark itself, of an empty bubble to that of the sheet's marks.
    """
    ends = len(g)
    peaks, rounds, rings = strokes.peaks[:ends], strokes.rounds[:ends], bubbles.rings[:ends]
    is_inked = g > marked
    empty = ~is_inked if not is_inked.all() else is_inked
    ink = float(np.median(peaks[is_inked])) if is_inked.any() else 1.0
    own = np.maximum(np.where(is_inked, np.maximum(peaks, ink / 2), ink), LEAST_INK)
    full = strokes.lows[:ends] / own
    circle = (rounds - float(np.median(rounds[empty]))) / own
    upon = (rings - float(np.median(rings[empty]))) / own
    is_thin, is_filled = full <= CROSSED, (full >= FILLED) & (bubbles.darkness[:ends] >= COVERED * own)
    is_cross = is_inked & is_thin & (circle <= FREE)
    usual = float(np.median(g[is_cross])) if is_cross.any() else 1.0
    is_heavy = (g > HEAVY * usual) | (upon > UPON)
    is_stray = ~is_inked & (circle > STRAY)
    circled = points[circle > FREE]
    for bubble in np.flatnonzero(is_stray).tolist() if len(circled) else []:
        away = np.hypot(*(circled - points[bubble]).transpose())
        is_stray[bubble] = float(away.min()) > RING_REACH_MM
    return Looks(circle, is_thin, is_filled, is_heavy, is_stray)


def read_crosses(
    g: Floats, looks: Looks, is_sound: Flags, letters: str, marked: float, clear: float, faintest: float
) -> list[str]:
    """The mark of each row (n×k arrays): "" blank, "A", "?" for review. `is_sound` rows may be trusted at all (n)."""
    is_inked = g > marked
    is_free = looks.circle <= FREE
    chosen = is_inked & (looks.is_filled | (is_free & ~looks.is_heavy))
    cancelled = is_inked & looks.is_thin & (looks.circle >= CIRCLED)
    idle = (g <= clear) & is_free & ~looks.is_stray
    told = (chosen | cancelled | idle).all(1) & is_sound
    is_answer = told & (chosen.sum(1) == 1)
    is_blank = told & idle.all(1) & (g.max(1) < faintest)
    first = chosen.argmax(1)
    return [letters[int(first[row])] if is_answer[row] else "" if is_blank[row] else REVIEW for row in range(len(g))]
