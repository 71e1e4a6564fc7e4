"""Knows what people call the quotas and kinds of items of a blueprint, and how a list is written.

Must not know what is lacking.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.language import Label, Message, messages
from examcore.nouns import PartPlan, Quota
from examcore.shortage.supply import Ask, Family, Pick

msg = messages("examcore")

LEVEL_WORDS = {"recall": msg("recall"), "understand": msg("understand"), "apply": msg("apply")}


def list_up(names: Sequence[str | Message | Label]) -> str | Message | Label:
    """The names with commas between."""
    if not names:
        return ""
    told = names[0]
    for name in names[1:]:
        told = msg("{first}, {second}", first=told, second=name)
    return told


def name_quota(quota: Quota) -> str | Message | Label:
    """What people call a quota's value, without its part."""
    if quota.tag == "area":
        return quota.title if quota.title.vi else quota.value
    if quota.tag == "level":
        return LEVEL_WORDS.get(quota.value, quota.value)
    return msg("items of this very position") if quota.value == "own" else msg("items for all positions")


def name_line(plan: PartPlan, n: int) -> str | Message | Label:
    """What people call a quota among those of its part."""
    return _name_pick(plan, plan.quotas[n].tag, Pick((n,)))


def name_ask(plan: PartPlan, asked: Ask) -> Message:
    """What people call the kinds asked for: the part, and which of its items."""
    return msg("{part}, {kinds}", part=plan.title, kinds=name_kinds(plan, asked))


def name_kinds(plan: PartPlan, asked: Ask) -> Message | str | Label:
    """The same without the part."""
    picks: list[tuple[Family, Pick | None]] = [("level", asked.level), ("scope", asked.scope), ("area", asked.area)]
    return list_up([_name_pick(plan, family, pick) for family, pick in picks if pick is not None]) or msg("all")


def _name_pick(plan: PartPlan, family: Family, pick: Pick) -> str | Message | Label:
    names = [name_quota(plan.quotas[n]) for n in pick.quotas]
    if family == "area":
        if len(pick.quotas) > 1 and len(pick.quotas) == sum(quota.tag == "area" for quota in plan.quotas):
            return msg("no area of the blueprint") if pick.is_outside else msg("all areas of the blueprint")
        if pick.is_outside:
            return msg("outside the areas {names}", names=list_up(names))
        if len(names) > 1:
            return msg("areas {names}", names=list_up(names))
        return msg("area {value}", value=names[0]) if names else msg("no area of the blueprint")
    if family == "level":
        if pick.is_outside:
            return msg("other levels than {names}", names=list_up(names))
        return msg("levels {names}", names=list_up(names)) if len(names) > 1 else msg("level {value}", value=names[0])
    if pick.is_outside:
        return msg("without the {names}", names=list_up(names))
    return list_up(names)
