"""Knows the nouns of a refusal: what can be lacking for forms to be had, each with its numbers.

Must not know how a lack is found (diagnosis, bounds) or told (wording). `part` is an index of the blueprint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore.shortage.supply import Ask, Family


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Quotas of one family that no items can satisfy: together at least `total` where a form has `count` places, or at
    most `total` (`is_least` false); `quota` names one whose least is above its most.
    """

    part: int
    family: Family
    quota: int | None
    total: int
    count: int
    is_least: bool


Fault = Literal["unknown", "outside", "elsewhere", "lapsed", "broken_sets", "enemies", "crowded"]


@dataclass(frozen=True, slots=True)
class BadCore:
    """A core item that cannot stand in the form: unknown to the bank, of no part, barred, the enemy of another core
    item (`other`), or one too many for a quota.
    """

    item: str
    fault: Fault
    part: int | None = None
    quota: int | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Few:
    """Too few items: `need` for the kinds asked, `have` of them. In `limit` (None: nowhere) the form has room for at
    most `room` of them, which `have` includes; `writable` are the kinds of which an item written helps. `written` of
    those counted as there are missing too, and told before. Where `forms` is more than 1, all is counted for so many
    forms, an item standing in `times` of them at most.
    """

    part: int
    asked: Ask
    need: int
    have: int
    writable: Ask
    limit: Ask | None = None
    room: int = 0
    written: int = 0
    forms: int = 1
    times: int = 1

    @property
    def missing(self) -> int:
        """How many items are to be written at least."""
        return -(-(self.need - self.have) // self.times)


@dataclass(frozen=True, slots=True)
class ManySets:
    """Items enough, but most of them in item sets, of which a form has `sets` at most: `need` items, `have` with the
    largest sets.
    """

    part: int
    asked: Ask
    need: int
    have: int
    sets: int


@dataclass(frozen=True, slots=True)
class Stale:
    """Too few items that were not asked lately: `need` places for which there are `fresh` of them and `allowed` others.
    `asked` holds, for each part that lacks some, the kinds it lacks them of.
    """

    asked: tuple[tuple[int, Ask], ...]
    need: int
    fresh: int
    allowed: int
    forms: int = 1
    times: int = 1

    @property
    def missing(self) -> int:
        """How many fresh items are to be written at least."""
        return -(-(self.need - self.fresh - self.allowed) // self.times)


@dataclass(frozen=True, slots=True)
class Hardness:
    """A part whose mean difficulty (ten-thousandths) cannot come within its window: whichever items are taken, it is
    `reach` or further off; `bound` is allowed. With `is_above` the items are too easy, else too hard.
    """

    part: int
    reach: int
    bound: int
    is_above: bool
    forms: int = 1


@dataclass(frozen=True, slots=True)
class Overlap:
    """Forms that must share more than they may: `forms` from `items` usable items share `tenths` tenths of an item on
    average at least, `shared` are allowed; with `missing` more items it might be done. It is 0 where the core items
    alone are too many.
    """

    forms: int
    items: int
    tenths: int
    shared: int
    missing: int


Lack: TypeAlias = Contradiction | BadCore | Few | ManySets | Stale | Hardness | Overlap
