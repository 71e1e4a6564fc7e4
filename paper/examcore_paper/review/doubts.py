"""Knows what waits for an officer: pages that were not read, marks nobody could be sure of, and what was said of each.

Must not know how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from examcore.language import Message
from examcore_paper.layout import LETTERS, SheetLayout
from examcore_paper.payload import print_serial
from examcore_paper.reader import PageReading
from examcore_paper.reader.crosses import FREE
from examcore_paper.reader.decide import weigh_items
from examcore_paper.reader.facts import REVIEW, unpack
from examcore_paper.reader.places import places_of
from examcore_paper.review.decisions import PAGE, Decision, Place, Reviewed

LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing for an officer: a whole page (`item` is 0) or the mark of an item.

    `letters` are those the item has; `read` is its mark where the reader was sure of it, "?" where it was not. `guess`
    is the letter it would say if it had to, "" where it would say none; `weights` how dark each letter is (0 like
    empty, 1 like marked), nothing of a page that was not measured. `votes` is the latest word of each officer,
    `settled` the one that stands.
    """

    reading: PageReading
    item: int
    reason: Message | None = None
    letters: str = ""
    read: str = REVIEW
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader saw of an item: how dark each letter is, and which it would say."""

    weights: tuple[float, ...] = ()
    guess: str = ""


AllSeen: TypeAlias = MutableMapping[str, Mapping[int, Seen]]


def list_doubts(
    layout: SheetLayout, raw: Sequence[PageReading], judged: Sequence[PageReading], reviewed: Reviewed, seen: AllSeen
) -> tuple[Doubt, ...]:
    """Everything that waits or was decided, in page order. `raw` are the pages judged alone, `judged` after all.

    `seen` holds what was worked out of pages before, by key; it is added to.
    """
    letters = {row.number: LETTERS[: len(row.bubbles)] for row in layout.items}
    found: list[Doubt] = []
    for before, after in zip(raw, judged, strict=True):
        key = after.key
        if not key:
            continue
        spoken = reviewed.items(key)
        if after.state == "review" or (PAGE in spoken and reviewed.votes((key, PAGE))):
            found.append(_note(reviewed, Doubt(after, PAGE, after.reason or before.reason)))
        if after.state != "read":
            continue
        marks = dict(before.marks)
        for number, mark in after.marks:
            read = marks.get(number, REVIEW)
            if REVIEW not in (mark, read) and not (number in spoken and reviewed.votes((key, number))):
                continue
            if key not in seen:
                seen[key] = see_items(layout, after)
            one = seen[key].get(number, Seen())
            doubt = Doubt(after, number, None, letters.get(number, ""), read, one.guess, one.weights)
            found.append(_note(reviewed, doubt))
    return tuple(found)


def see_items(layout: SheetLayout, reading: PageReading) -> dict[int, Seen]:
    """What the reader saw of each item; nothing of a page that was not measured.

    Where sheets are crossed the darkest letter may be the one that was cancelled: only one alone is a guess.
    """
    facts = reading.facts
    if facts is None or not facts.bubbles:
        return {}
    g, looks = weigh_items(layout, unpack(facts.bubbles, places_of(layout).count))
    seen, at = {}, 0
    for row in layout.items:
        span = slice(at, at + len(row.bubbles))
        at = span.stop
        weights = tuple(round(one, 3) for one in g[span].tolist())
        best = int(np.argmax(weights))
        likely = sum(one > LIKELY for one in weights)
        is_told = likely > 0 if looks is None else likely == 1 and bool(looks.circle[span][best] <= FREE)
        seen[row.number] = Seen(weights, LETTERS[best] if is_told else "")
    return seen


def _note(reviewed: Reviewed, doubt: Doubt) -> Doubt:
    place = doubt.place
    return replace(doubt, votes=reviewed.votes(place), settled=reviewed.settled(place), differs=reviewed.differ(place))
