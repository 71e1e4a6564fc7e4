"""Knows what the marks of a crossed sheet mean: cross to choose, circle a cross to cancel it, fill it to choose again.

Must not know images: it works on kept measures. What does not follow the rule printed on the sheet is for a person.

    chosen      ink inside, and either no circle around it or filled: whether it was cancelled before does not matter
    cancelled   a cross in a circle
    idle        neither ink nor circle

A row is an answer where one bubble is chosen and every other is cancelled or idle, a blank where all are idle. Two
chosen, a cancelled one and none chosen instead, a circle around nothing, faint ink: review. A circle drawn too
faintly to be seen makes two chosen, never a wrong answer, unless the candidate chose nothing else.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore_paper.reader.facts import REVIEW, Strokes

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

# Of all directions: the arms of a cross reach out in four, a circle lies in nearly all.
FREE, CIRCLED = 0.42, 0.60
# The lightest fifth against the darkest tenth inside: a cross leaves paper, a filled bubble hardly any.
CROSSED, FILLED = 0.35, 0.50
LEAST_INK = 0.12


def find_strokes(strokes: Strokes, g: Floats, ends: int, marked: float) -> tuple[Floats, Floats]:
    """Of the first `ends` bubbles: how full each is (0 a thin cross, 1 filled), how much of a circle is around it.

    Both are relative to the ink of the mark itself, of an empty bubble to that of the sheet's marks.
    """
    peaks, rounds = strokes.peaks[:ends], strokes.rounds[:ends]
    is_inked = g[:ends] > marked
    ink = float(np.median(peaks[is_inked])) if is_inked.any() else 1.0
    own = np.maximum(np.where(is_inked, np.maximum(peaks, ink / 2), ink), LEAST_INK)
    usual = float(np.median(rounds[~is_inked])) if not is_inked.all() else 0.0
    return strokes.lows[:ends] / own, (rounds - usual) / own


def read_crosses(
    g: Floats, full: Floats, circle: Floats, is_sound: Flags, letters: str, marked: float, clear: float, faintest: float
) -> list[str]:
    """The mark of each row (n×k arrays): "" blank, "A", "?" for review. `is_sound` rows may be trusted at all (n)."""
    is_inked = g > marked
    is_free = circle <= FREE
    chosen = is_inked & (is_free | (full >= FILLED))
    cancelled = is_inked & (full <= CROSSED) & (circle >= CIRCLED)
    idle = (g <= clear) & is_free
    told = (chosen | cancelled | idle).all(1) & is_sound
    is_answer = told & (chosen.sum(1) == 1)
    is_blank = told & idle.all(1) & (g.max(1) < faintest)
    first = chosen.argmax(1)
    return [letters[int(first[row])] if is_answer[row] else "" if is_blank[row] else REVIEW for row in range(len(g))]
