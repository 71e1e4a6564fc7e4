"""Knows how quotas, their coverage and what bars items are called, on paper and on screens.

Must not know tables or screens: text out.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.formats.blueprint import name_place
from examcore.language import Message, messages
from examcore.nouns import Blueprint, Quota
from examcore.shortage.coverage import Coverage

msg = messages("examcore")
_LEVELS = {
    "recall": msg("level: recall"),
    "understand": msg("level: understand"),
    "apply": msg("level: apply"),
}


def name_quota(quota: Quota) -> str:
    """What people call a quota inside its part."""
    if quota.title.vi or quota.title.en:
        return str(quota.title)
    if quota.tag == "area":
        return str(msg("area: {value}", value=quota.value))
    if quota.tag == "level":
        return str(_LEVELS.get(quota.value, quota.value))
    return str(msg("items of this very position") if quota.value == "own" else msg("items for all positions"))


def write_state(row: Coverage) -> str:
    """Whether a quota can be filled, in a word; what is missing is counted."""
    if row.state == "missing":
        return str(msg("missing {count}", count=row.need - row.usable))
    return str(msg("enough") if row.state == "filled" else msg("little spare"))


def write_barred(row: Coverage) -> str:
    """Why items of a kind may not be drawn, with how many; "" where all may."""
    barred = row.barred
    if not row.usable and not barred.total:
        return str(msg("no item is tagged so"))
    reasons: list[tuple[int, Message]] = [
        (barred.elsewhere, msg("{count} of other positions", count=barred.elsewhere)),
        (barred.lapsed, msg("{count} not in force", count=barred.lapsed)),
        (barred.resting, msg("{count} resting", count=barred.resting)),
        (barred.broken_sets, msg("{count} in item sets that cannot be drawn", count=barred.broken_sets)),
    ]
    return ", ".join(str(text) for count, text in reasons if count)


def note_usable(blueprint: Blueprint, rows: Sequence[Coverage], title: str, day: str) -> dict[str, str]:
    """What the program notes in a blueprint file, by place: the position's title, usable items of parts and quotas.

    In Vietnamese like the file, whoever writes it.
    """
    noted = {name_place(row.part, row.quota): msg("usable: {count}", count=row.usable).read("vi") for row in rows}
    for number in range(len(blueprint.parts)):
        place = name_place(number)
        noted[place] = f"{noted[place]} ({day})"
    return {**noted, "position": title} if title else noted
