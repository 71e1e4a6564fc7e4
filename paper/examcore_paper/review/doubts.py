"""Knows what waits for an officer: pages that were not read, marks nobody could be sure of, and what was said of each.

Must not know how it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from examcore.language import Message
from examcore_paper.layout import LETTERS, SheetLayout
from examcore_paper.payload import print_serial
from examcore_paper.reader import PageReading
from examcore_paper.reader.decide import find_levels, weigh
from examcore_paper.reader.facts import REVIEW, unpack
from examcore_paper.reader.places import places_of
from examcore_paper.review.decisions import PAGE, Decision, Place, Reviewed

LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing for an officer: a whole page (`item` is 0) or the mark of an item.

    `guess` is what the reader would say if it had to, `weights` how dark each letter is (0 like empty, 1 like marked);
    `votes` is the latest word of each officer, `settled` the one that stands.
    """

    reading: PageReading
    item: int
    reason: Message | None = None
    guess: str = ""
    weights: tuple[float, ...] = ()
    votes: tuple[Decision, ...] = ()
    settled: Decision | None = None
    differs: bool = False

    @property
    def place(self) -> Place:
        """Where it is: the page's key and the item."""
        return self.reading.key, self.item

    @property
    def serial(self) -> str:
        """The printed serial of the sheet, or ""."""
        return print_serial(self.reading.serial) if self.reading.serial is not None else ""

    def crop(self) -> bytes | None:
        """The JPEG kept of the place, or None."""
        facts = self.reading.facts
        return facts.crop(str(self.item) if self.item else "head") if facts else None


def list_doubts(
    layout: SheetLayout, raw: Sequence[PageReading], judged: Sequence[PageReading], reviewed: Reviewed
) -> tuple[Doubt, ...]:
    """Everything that waits or was decided, in page order. `raw` are the pages judged alone, `judged` after all."""
    found: list[Doubt] = []
    for before, after in zip(raw, judged, strict=True):
        page = (after.key, PAGE)
        if after.key and (after.state == "review" or reviewed.votes(page)):
            found.append(_note(reviewed, Doubt(after, PAGE, after.reason or before.reason)))
        if after.state == "read" and after.key:
            marks = dict(before.marks)
            asked = [
                n
                for n, mark in after.marks
                if mark == REVIEW or marks.get(n, REVIEW) == REVIEW or reviewed.votes((after.key, n))
            ]
            weights = _weigh(layout, after) if asked else {}
            found += [_note(reviewed, _guess(after, number, weights.get(number, ()))) for number in asked]
    return tuple(found)


def _note(reviewed: Reviewed, doubt: Doubt) -> Doubt:
    place = doubt.place
    return Doubt(
        doubt.reading, doubt.item, doubt.reason, doubt.guess, doubt.weights,
        reviewed.votes(place), reviewed.settled(place), reviewed.differ(place),
    )  # fmt: skip


def _guess(reading: PageReading, number: int, weights: tuple[float, ...]) -> Doubt:
    best = int(np.argmax(weights)) if weights else 0
    guess = LETTERS[best] if weights and weights[best] > LIKELY else ""
    return Doubt(reading, number, None, guess, weights)


def _weigh(layout: SheetLayout, reading: PageReading) -> dict[int, tuple[float, ...]]:
    """How dark each letter of each item is; nothing for a page that was not measured."""
    facts = reading.facts
    if facts is None or not facts.bubbles:
        return {}
    bubbles = unpack(facts.bubbles, places_of(layout).count)
    g = weigh(bubbles.darkness, find_levels(bubbles.darkness))
    weights, at = {}, 0
    for row in layout.items:
        weights[row.number] = tuple(round(float(one), 3) for one in g[at : at + len(row.bubbles)])
        at += len(row.bubbles)
    return weights
