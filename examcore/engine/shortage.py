"""Knows how to say why a form cannot be drawn: which quota lacks how many items, and what would help.

Must not know how the draw works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from examcore.errors import Missing, Shortage
from examcore.language import Message, messages
from examcore.nouns import Blueprint, PartPlan, Quota, Tags

msg = messages("examcore")


class _Lot(Protocol):
    @property
    def tags(self) -> Tags: ...


def count_shortages(
    part: PartPlan,
    position: str,
    day: date,
    pool: Sequence[_Lot],
    lots: Sequence[_Lot],
    matches: Callable[[Quota, Tags], bool],
) -> list[Missing]:
    """Each quota of a part for which the pool has too few items, and the part as a whole;
    why the rest is barred.
    """
    rows: list[tuple[Message, int, Quota | None]] = [(msg("{part}, all", part=str(part.title)), part.count, None)]
    rows += [(_call(part, quota), quota.least, quota) for quota in part.quotas]
    found = []
    for name, need, quota in rows:
        have = sum(quota is None or matches(quota, lot.tags) for lot in pool)
        if have < need:
            tagged = [
                lot.tags for lot in lots if lot.tags.part == part.name and (quota is None or matches(quota, lot.tags))
            ]
            found.append(Missing(name, need, have, _reasons(tagged, position, day)))
    return found


LEVEL_WORDS = {"recall": msg("recall"), "understand": msg("understand"), "apply": msg("apply")}


def _call(part: PartPlan, quota: Quota) -> Message:
    """What people call a quota."""
    name = str(part.title)
    if quota.tag == "area":
        return msg("{part}, area {value}", part=name, value=str(quota.title) or quota.value)
    if quota.tag == "level":
        return msg("{part}, level {value}", part=name, value=LEVEL_WORDS.get(quota.value, quota.value))
    if quota.value == "own":
        return msg("{part}, items of this very position", part=name)
    return msg("{part}, items for all positions", part=name)


def _reasons(tagged: Sequence[Tags], position: str, day: date) -> Message:
    elsewhere = sum(not tags.serves(position) for tags in tagged)
    lapsed = sum(tags.serves(position) and not tags.holds_on(day) for tags in tagged)
    return msg(
        "{tagged} tagged so; {elsewhere} serve other positions, {lapsed} rest on law not in force on {day}",
        tagged=len(tagged),
        elsewhere=elsewhere,
        lapsed=lapsed,
        day=day.strftime("%d/%m/%Y"),
    )


def refuse_quotas(position: str, short: Sequence[Missing]) -> Shortage:
    """The refusal for quotas that lack items."""
    worst = max(short, key=lambda s: s.missing)
    return Shortage(
        msg(
            "the bank cannot fill a form for {position}: {count} quotas lack items",
            position=position,
            count=len(short),
        ),
        tuple(short),
        (
            msg("write {missing} more items for {quota}", missing=worst.missing, quota=worst.quota),
            msg("or lower this quota from {need} to {have} in the blueprint", need=worst.need, have=worst.have),
        ),
    )


def refuse_draw(blueprint: Blueprint, pools: Sequence[int], forms: int, made: int, shared: int) -> Shortage:
    """The refusal when every quota has items enough, yet no draw passes all checks together."""
    size = sum(part.count for part in blueprint.parts)
    # Pigeonhole: `made` + 1 forms of n items from a pool of N share on average at least n - (N - n) /
    # made pairwise.
    least = sum(
        max(0, part.count - (pool - part.count) // max(1, made))
        for part, pool in zip(blueprint.parts, pools, strict=True)
    )
    missing = Missing(
        msg("items shared by two forms"),
        size,
        shared,
        msg(
            "made {made} of {forms} forms; the next would share about {least} items with an earlier one "
            "({shared} are allowed)",
            made=made,
            forms=forms,
            least=least,
            shared=shared,
        ),
    )
    return Shortage(
        msg("no draw for {position} passes all checks together", position=blueprint.position),
        (missing,),
        (
            msg("ask for {made} forms, or allow more shared items with --overlap", made=max(1, made)),
            msg("or write more items for the parts with the smallest choice"),
        ),
    )
