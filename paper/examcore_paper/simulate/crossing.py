"""Knows how people answer on a sheet that is crossed: cross, circle a cross to cancel it, fill it to choose it again.

Must not know how a sheet is drawn, scanned or read. Everything follows from the generator it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from examcore_paper.layout import LETTERS, SheetLayout
from examcore_paper.simulate.pen import Kind, Stroke, digit_strokes


@dataclass(frozen=True, slots=True)
class Crossing:
    """Shares of odd answers of one candidate; what remains is one cross an item. `slop` (0 to 1): how carelessly.

    `changed`: a cross circled, another made. `again`: two crosses circled, the first filled. `withdrawn`: a cross
    circled and nothing chosen instead. `filled`: filled in without a cross. `double`: two crosses. `blacked`: a cross
    blacked out instead of circled, another made. `dot`: a slip of the pen beside the answer.
    """

    changed: float = 0.0
    again: float = 0.0
    withdrawn: float = 0.0
    filled: float = 0.0
    double: float = 0.0
    blacked: float = 0.0
    dot: float = 0.0
    slop: float = 0.2


NEAT = Crossing()
USUAL = Crossing(changed=0.008, again=0.001, withdrawn=0.0005, filled=0.001, double=0.0005, dot=0.0015, slop=0.35)
CARELESS = Crossing(changed=0.03, again=0.008, withdrawn=0.003, filled=0.01, double=0.004, blacked=0.004, dot=0.004,
                    slop=1.0)  # fmt: skip


def plan_crosses(
    layout: SheetLayout,
    answers: Mapping[int, str],
    number: str,
    code: str,
    habits: Crossing,
    generator: np.random.Generator,
) -> tuple[list[Stroke], dict[int, str]]:
    """The strokes of one candidate, and what stands on the sheet by its rule, item number to letters.

    Number and code are filled in. The truth of two crosses, and of one blacked out beside another, is both letters.
    """
    strokes = digit_strokes(layout.candidate.columns, number) + digit_strokes(layout.booklet.columns, code)
    shares = (habits.changed, habits.again, habits.withdrawn, habits.filled, habits.double, habits.blacked)
    steps = list(accumulate(shares))
    truth: dict[int, str] = {}
    for row in layout.items:
        answer = answers.get(row.number, "")
        roll = float(generator.random())
        others = [letter for letter in LETTERS[: len(row.bubbles)] if letter not in answer]
        other = str(generator.choice(others)) if others else ""
        truth[row.number] = answer
        kinds: list[tuple[str, Kind]] = [(letter, "crossed") for letter in answer]
        if answer and other:
            way = next((place for place, step in enumerate(steps) if roll < step), len(steps))
            both = "".join(sorted(answer[0] + other))
            ways: tuple[tuple[list[tuple[str, Kind]], str], ...] = (
                ([(other, "crossed"), (other, "ring"), (answer[0], "crossed")], answer[0]),
                ([(answer[0], "crossed"), (answer[0], "ring"), (other, "crossed"), (other, "ring"),
                  (answer[0], "full")], answer[0]),
                ([(answer[0], "crossed"), (answer[0], "ring")], ""),
                ([(answer[0], "full")], answer[0]),
                ([(answer[0], "crossed"), (other, "crossed")], both),
                ([(other, "crossed"), (other, "full"), (answer[0], "crossed")], both),
                (kinds, answer),
            )  # fmt: skip
            kinds, truth[row.number] = ways[way]
        if roll > 1 - habits.dot and other:
            kinds = [*kinds, (other, "dot")]
        strokes += [Stroke(row.bubbles[LETTERS.index(letter)], kind, habits.slop) for letter, kind in kinds]
    return strokes, truth
