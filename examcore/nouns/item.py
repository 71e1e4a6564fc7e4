"""Knows what an item is: stem, options, key and tags, and the same without its key.

Must not know how items are stored, drawn or shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from examcore.canonical import ABSENT, Absent
from examcore.nouns.figure import Figure

LEVELS = ("recall", "understand", "apply")
"""Levels in rising order; on screen nhận biết, thông hiểu, vận dụng."""

FULL = 1000
"""Difficulty and discrimination are integers in thousandths: 1000 means 1.0."""


MADE = "~"
"""Begins the id that a reader of files makes of a question's text where the file names none. No bank keeps one."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document of law: its short name, full title, first day in force and last day (None:
    still in force).
    """

    name: str
    title: str
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the document is in force on `day`; an unknown bound does not bar."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Basis:
    """The legal basis of an item: the document and the place in it (article, clause, point)."""

    source: Source
    place: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option: an opaque id that shows no order, its text and figures, and whether its place must not change."""

    id: str
    text: str
    fixed: bool = False
    figures: tuple[Figure, ...] | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class Tags:
    """What may be read of a sealed item without opening it. Authenticated, never stem words.

    `positions` empty means the item serves every position. `difficulty` is the share of candidates
    expected to answer right, in thousandths; `seen` how many candidates that figure rests on (0: the
    author's estimate). `also` are further areas the item may count for, in each form for one of them only;
    `item_set` names the set of items that come together or not at all ("" for none); `uses` are the days of the
    sittings it was asked in, in order.
    """

    part: str
    area: str
    level: str
    difficulty: int
    positions: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    enemies: tuple[str, ...] = ()
    seen: int = 0
    origin: str = ""
    also: tuple[str, ...] = ()
    item_set: str = ""
    uses: tuple[date, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas the item may count for, its main one first."""
        return (self.area, *self.also)

    def serves(self, position: str) -> bool:
        """Whether an item with these tags may stand in a form for `position`."""
        return not self.positions or position in self.positions

    def holds_on(self, day: date) -> bool:
        """Whether every legal basis is in force on `day`."""
        return all(basis.source.holds_on(day) for basis in self.bases)


@dataclass(frozen=True, slots=True)
class Item:
    """A single-choice item as banked, with its key (the id of the right option).

    Options in the author's order. `figures` are those of the stem; an option holds its own.
    """

    id: str
    stem: str
    options: tuple[Option, ...]
    key: str
    tags: Tags
    figures: tuple[Figure, ...] | Absent = ABSENT

    def question(self) -> Question:
        """The same without its key, options still in the author's order."""
        return Question(self.id, self.stem, self.options, self.figures)


@dataclass(frozen=True, slots=True)
class Question:
    """An item without its key and tags, options in the order shown. All that a delivery ever holds."""

    id: str
    stem: str
    options: tuple[Option, ...]
    figures: tuple[Figure, ...] | Absent = ABSENT


def name_option(item: str, text: str, copy: int = 0) -> str:
    """The opaque id of an option: made of item id and text alone, so it shows no order and outlives re-import.

    `copy` tells apart options of one item with the same text (which lint reports).
    """
    return hashlib.sha256(f"{item}\x1f{text}\x1f{copy}".encode()).hexdigest()[:10]
