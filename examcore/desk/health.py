"""Knows how a bank stands, from its readable tags alone: items by area and position, law that has ended or soon will.

Must not open items: no passphrase is needed for anything here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from examcore.engine.standings import Standings
from examcore.nouns import Source, Tags

SOON_DAYS = 180


@dataclass(frozen=True, slots=True)
class Ending:
    """A document of law that has ended or will soon, and how many items rest on it."""

    source: Source
    items: int
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Health:
    """A bank at a glance. `areas` are (part, area, items, of them usable on the day); `positions` (code, items that
    name it, items that serve it); `levels` and `uses` (days of sittings) count items. `waiting` items are not drawn
    because nobody has reviewed or approved them yet; `retired` ones were taken out.
    """

    items: int
    usable: int
    unseen: int
    areas: tuple[tuple[str, str, int, int], ...]
    positions: tuple[tuple[str, int, int], ...]
    levels: tuple[tuple[str, int], ...]
    uses: tuple[tuple[date, int], ...]
    endings: tuple[Ending, ...]
    without_basis: int
    waiting: int = 0
    retired: int = 0


def examine_bank(tags: Mapping[str, Tags], day: date, standings: Standings | None = None) -> Health:
    """The health of a bank on a day. `unseen` items have a difficulty no candidate has shown yet; usable is what rests
    on law in force and, by `standings`, may be drawn.
    """
    review = standings or Standings()
    all_ = tags.values()
    usable = [one for name, one in tags.items() if one.holds_on(day) and review.may_draw(name)]
    total = Counter((one.part, one.area) for one in all_)
    now = Counter((one.part, one.area) for one in usable)
    own = Counter(code for one in all_ for code in one.positions)
    shared = sum(not one.positions for one in all_)
    levels = Counter(one.level for one in all_)
    uses = Counter(used for one in all_ for used in one.uses)
    return Health(
        items=len(tags),
        usable=len(usable),
        unseen=sum(not one.seen for one in all_),
        areas=tuple((part, area, count, now[part, area]) for (part, area), count in sorted(total.items())),
        positions=tuple((code, count, count + shared) for code, count in sorted(own.items())),
        levels=tuple(sorted(levels.items())),
        uses=tuple(sorted(uses.items())),
        endings=_find_endings(tags, day),
        without_basis=sum(not one.bases for one in all_),
        waiting=review.waiting,
        retired=review.count()["retired"],
    )


def _find_endings(tags: Mapping[str, Tags], day: date) -> tuple[Ending, ...]:
    """Documents whose last day is known and comes within half a year, the first to end first."""
    resting: Counter[Source] = Counter()
    for one in tags.values():
        resting.update({basis.source for basis in one.bases if basis.source.until is not None})
    soon = day + timedelta(days=SOON_DAYS)
    found = [
        (source.until, source.name, Ending(source, count, source.until < day))
        for source, count in resting.items()
        if source.until is not None and source.until <= soon
    ]
    return tuple(ending for _, _, ending in sorted(found, key=lambda one: one[:2]))
