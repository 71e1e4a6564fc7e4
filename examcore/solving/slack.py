"""Knows what a task lacks: the elastic twin of the programme, in which every limit may be missed at a price.

Must not know how a lack is told to people, nor what would mend it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import lcm

from examcore.assembly.check import find_faults
from examcore.assembly.pool import Pool, Turn
from examcore.solving.model import Kind, Limit, Place, find_limits, keep_apart, place_unit, read_parts
from examcore.solving.process import solve
from examcore.solving.programme import Draft

SECONDS = 10.0
PRICES: dict[Kind, int] = {
    "core": 1000, "area": 100, "scope": 100, "sets": 10, "level": 10, "recent": 10, "overlap": 10, "exposure": 10,
    "difficulty": 1,
}  # fmt: skip
"""What one item costs by which a limit is missed, or one thousandth of a part's mean difficulty."""
NEW_ITEM = 101
"""What an item costs that is not in the bank: more than moving one that is."""
FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Slack:
    """A limit that cannot be kept: by how many items it is missed, for `difficulty` by how many thousandths of the
    part's mean (rounded up). `is_above` where there is too much, else so much is missing.

    `part` and `quota` are indexes of the blueprint. `size` is a part's count of items whatever their area, `exposure`
    counts items that stand in as many forms as they may, `overlap` is the worst against any earlier form.
    """

    part: int | None
    kind: Kind
    quota: int | None
    amount: int
    is_above: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column of slack stands for; `per` of it make one item, or one thousandth."""

    part: int | None
    kind: Kind
    quota: int | None
    is_above: bool = False
    per: int = 1


def find_slack(turn: Turn, seconds: float = SECONDS) -> tuple[Slack, ...] | None:
    """What the turn's form lacks, in the least costly way; empty where a form can be had, None without an answer in
    time. There may be other ways that cost the same.

    Raises MissingExtra without the extra `solver`, Refused when the solver breaks down.
    """
    draft = Draft()
    # So that all prices are whole: a thousandth of a part's mean is twice its count in the units of its window.
    scale = lcm(*(2 * pool.plan.count for pool in turn.task.pools))
    columns: dict[int, _Column] = {}
    places = [place_unit(draft, part, unit, 0) for part, pool in enumerate(turn.task.pools) for unit in pool.units]
    keep_apart(draft, places, turn.task.enemies)
    limits = [*find_limits(turn, places), _limit_exposure(turn, places)]
    for part, pool in enumerate(turn.task.pools):
        counted = {limit.quota: limit.terms for limit in limits if limit.part == part and limit.kind != "difficulty"}
        _add_new_items(draft, part, pool, counted, scale, columns)
    for limit in limits:
        _add_slack(draft, limit, turn, scale, columns)
        draft.add_row(limit.terms, limit.least, limit.most)
    answer = solve(draft.finish(), seconds, 0)
    if answer.end != "best":
        return None
    slacks = _add_up([(columns[column], value) for column, value in answer.values if column in columns])
    if not slacks and find_faults(turn, read_parts(turn, places, answer)):
        return None  # a form that does not pass shows nothing
    return slacks


def _limit_exposure(turn: Turn, places: Sequence[Place]) -> Limit:
    """No items the turn bars, but for those barred by an overlap of 0, which is a limit of its own."""
    earlier = frozenset().union(*turn.earlier) if turn.task.shared == 0 else frozenset()
    free = [{unit.name for unit in units} for units in turn.units]
    spent = [place for place in places if place.unit.name not in free[place.part]
             and earlier.isdisjoint(member.id for member in place.unit.members)]  # fmt: skip
    terms = {column: len(place.unit.members) for place in spent for column in place.taken}
    return Limit(None, "exposure", None, terms, 0, 0)


def _add_new_items(
    draft: Draft, part: int, pool: Pool, terms: Mapping[int | None, dict[int, int]], scale: int,
    columns: dict[int, _Column],
) -> None:  # fmt: skip
    """Items the bank does not have, of every kind the quotas tell apart, as difficult as the middle of the window.
    `terms` are those of the part's quotas, and of its size under None.

    An area can only lack items, so it lacks these; a new item without an area stands for its scope, or for none.
    """
    by_tag: dict[str, list[int | None]] = {"area": [None], "scope": [None], "level": [None]}
    for number, planned in enumerate(pool.plan.quotas):
        by_tag[planned.tag].append(number)
    for area, scope, level in product(*by_tag.values()):
        kind: Kind = "size" if area is None and scope is None else "scope" if area is None else "area"
        column = draft.add_column((NEW_ITEM + (kind == "scope")) * scale, pool.plan.count)
        columns[column] = _Column(part, kind, scope if area is None else area)
        for quota in {None, area, scope, level}:
            terms[quota][column] = 1


def _add_slack(draft: Draft, limit: Limit, turn: Turn, scale: int, columns: dict[int, _Column]) -> None:
    """Let a limit be missed at its price, below and above."""
    if limit.kind == "size":
        return
    per, price = 1, PRICES[limit.kind] * scale
    if limit.kind == "difficulty" and limit.part is not None:
        per = 2 * turn.task.pools[limit.part].plan.count
        price //= per
    is_count = limit.kind != "difficulty"
    if limit.kind != "area" and not (is_count and limit.least <= 0):  # nothing counts less than nothing
        column = draft.add_column(price, FAR)
        columns[column] = _Column(limit.part, limit.kind, limit.quota, False, per)
        limit.terms[column] = 1
    if limit.kind != "core":
        column = draft.add_column(price, FAR)
        columns[column] = _Column(limit.part, limit.kind, limit.quota, True, per)
        limit.terms[column] = -1


def _add_up(found: Sequence[tuple[_Column, int]]) -> tuple[Slack, ...]:
    """One slack for each limit, in the order of parts and quotas, those of no part last."""
    values: dict[tuple[int | None, Kind, int | None, bool, int], list[int]] = defaultdict(list)
    for column, value in found:
        values[column.part, column.kind, column.quota, column.is_above, column.per].append(value)
    slacks = [
        Slack(part, kind, quota, -(-(max(amounts) if kind == "overlap" else sum(amounts)) // per), is_above)
        for (part, kind, quota, is_above, per), amounts in values.items()
    ]
    return tuple(sorted(slacks, key=_by_place))


def _by_place(slack: Slack) -> tuple[bool, int, bool, int, str, bool]:
    part, quota = slack.part, slack.quota
    return part is None, part or 0, quota is None, quota or 0, slack.kind, slack.is_above
