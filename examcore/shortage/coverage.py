"""Knows how well a bank covers a blueprint, quota by quota: needed, usable, barred and why.

Must not know what happens when quotas compete for the same items (explain).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from examcore.assembly.pool import Stock, counts_for
from examcore.nouns import Blueprint, Tags
from examcore.shortage.standing import Barred, Judged, count_barred, judge_lots

THIN = 2
"""Below so many times its least a quota is thin: a second form without any of the same items, or a next sitting that
does not ask the same again, could not be had.
"""

State = Literal["filled", "thin", "missing"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row: `part` and `quota` are indexes in the blueprint (quota None: the part as a whole), `need` and `most` what
    a form takes, `usable` how many items may be drawn for it on the stock's day.
    """

    part: int
    quota: int | None
    need: int
    most: int
    usable: int
    barred: Barred
    state: State


def measure_coverage(stock: Stock, blueprint: Blueprint) -> tuple[Coverage, ...]:
    """Each part as a whole, then each of its quotas, in the blueprint's order."""
    rows = []
    for part, plan in enumerate(blueprint.parts):
        judged = judge_lots(stock, blueprint, plan)
        rows.append(_row(part, None, plan.count, plan.count, judged))
        kinds: dict[tuple[object, ...], list[Judged]] = {}
        for one in judged:
            kinds.setdefault(_kind(one.lot.tags), []).append(one)
        for n, quota in enumerate(plan.quotas):
            matching = [one for same in kinds.values() if counts_for(quota, same[0].lot.tags) for one in same]
            rows.append(_row(part, n, quota.least, quota.most, matching))
    return tuple(rows)


def _kind(tags: Tags) -> tuple[object, ...]:
    """What quotas see of an item, so that each is asked once for all items alike."""
    return tags.area, tags.also, tags.level, bool(tags.positions)


def _row(part: int, quota: int | None, need: int, most: int, judged: list[Judged] | tuple[Judged, ...]) -> Coverage:
    barred = count_barred(judged)
    usable = len(judged) - barred.total
    return Coverage(part, quota, need, most, usable, barred, _judge(need, usable))


def _judge(need: int, usable: int) -> State:
    if usable < need:
        return "missing"
    return "thin" if usable < THIN * need else "filled"
