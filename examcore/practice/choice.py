"""Knows which items a practice asks: areas, position, number, the weakest areas first where that is wished.

Must not know files or screens: items and progress in, items out; the same seed gives the same choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from examcore.engine.tickets import Stream
from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Item
from examcore.practice.progress import Progress, rank_areas

msg = messages("examcore")
UNKNOWN = 0.5
MOST = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What to practise: areas by slug (none: all), a position's code ("": any), how many items at most, and whether
    the weakest areas come first (`weakest`) or all are mixed.
    """

    areas: tuple[str, ...] = ()
    position: str = ""
    count: int = 20
    order: Literal["mixed", "weakest"] = "mixed"


def choose(items: Sequence[Item], wish: Wish, progress: Progress, seed: str) -> tuple[Item, ...]:
    """At most `wish.count` items in the order they are asked. Items of a set come together or not at all.

    `weakest`: areas by what the progress shows, in each first what was last answered wrong, then what is new. Raises
    NotFound where nothing fits the wish.
    """
    fitting = [item for item in items if _fits(item, wish)]
    if not fitting:
        raise NotFound(
            msg("no open item fits this choice"),
            msg("choose other knowledge areas, another position, or none"),
        )
    units = Stream(seed, "practice choice").shuffle(_group(fitting))
    if wish.order == "weakest":
        known = rank_areas(progress)
        tallies = {one.item: one for one in progress.items}

        def weakness(unit: tuple[Item, ...]) -> tuple[float, str, int]:
            first = unit[0].tags
            last = tallies.get(unit[0].id)
            return (known.get((first.part, first.area), UNKNOWN), first.area, 1 if last is None else 2 * last.was_right)

        units.sort(key=weakness)
    chosen: list[Item] = []
    for unit in units:
        if len(chosen) + len(unit) <= wish.count:
            chosen += unit
    return tuple(chosen or units[0][: wish.count])


def find_positions(items: Sequence[Item]) -> tuple[str, ...]:
    """The codes of the positions that some item is for, in order."""
    return tuple(sorted({code for item in items for code in item.tags.positions}))


def _fits(item: Item, wish: Wish) -> bool:
    if wish.areas and not set(wish.areas) & set(item.tags.areas):
        return False
    return not wish.position or item.tags.serves(wish.position)


def _group(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """Items that come together, as one; in the order of their first."""
    units: dict[str, list[Item]] = {}
    for item in items:
        name = f"set {item.tags.item_set}" if item.tags.item_set else f"item {item.id}"
        units.setdefault(name, []).append(item)
    return [tuple(members) for members in units.values()]
