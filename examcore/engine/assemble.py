"""Knows how forms are drawn from a bank under a blueprint: lottery, checks, redraw, refusal with reasons.

Must not know where items are kept or how forms are sealed. Integers and sorted order only.

The rule, in full, so that anyone can recompute a form from bank, blueprint and seed:

1. An item is eligible for a part when it is of the part, serves the position, and its legal bases hold on
the day.
2. The eligible items queue by their tickets SHA-256(seed, form, attempt, item).
3. Each area or scope quota takes its least number from the front of the queue; then the part is filled from
the front without passing any quota's most. An enemy of a taken item is passed over.
4. A draw that misses a level quota, or shares more items with an earlier form than allowed, is thrown away
   whole and drawn again under the next attempt number. Redraws are part of the rule, never a button.
5. Rule `lottery`: up to 300 attempts. Then rule `lottery-least-used`: items that earlier forms of this draw
used less often queue first, tickets deciding among equals; up to 300 attempts. Then the draw is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from examcore.canonical import digest
from examcore.engine.shortage import count_shortages, refuse_draw, refuse_quotas
from examcore.engine.tickets import ticket
from examcore.nouns import Blueprint, Form, FormPart, Item, PartPlan, Quota, Tags

ATTEMPTS = 300
RULES = ("lottery", "lottery-least-used")


@dataclass(frozen=True, slots=True)
class Lot:
    """What the draw may see of an item: id and tags, never its text."""

    id: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class Draw:
    """One drawn form: the rule that applied, and item ids part by part, each part sorted."""

    rule: str
    parts: tuple[tuple[str, ...], ...]

    @property
    def items(self) -> frozenset[str]:
        """All item ids."""
        return frozenset(i for part in self.parts for i in part)


Rank: TypeAlias = Callable[[Lot], tuple[int, int, str]]


def matches(quota: Quota, tags: Tags) -> bool:
    """Whether an item with these tags counts towards a quota."""
    if quota.tag == "area":
        return tags.area == quota.value
    if quota.tag == "level":
        return tags.level == quota.value
    return (quota.value == "own") == bool(tags.positions)


def eligible(part: PartPlan, position: str, day: date, lots: Sequence[Lot]) -> list[Lot]:
    """The lots that may stand in a part, sorted by id."""
    fit = (lot for lot in lots if lot.tags.part == part.name and lot.tags.serves(position) and lot.tags.holds_on(day))
    return sorted(fit, key=lambda lot: lot.id)


def draw_forms(
    lots: Sequence[Lot], blueprint: Blueprint, seed: str, day: date, forms: int = 1, overlap: int = 20
) -> list[Draw]:
    """`forms` draws, one after the other; any two share at most `overlap` percent of their items.

    Raises Shortage naming each quota that lacks items, or the overlap that cannot be kept, and what
    would help.
    """
    pools = [eligible(part, blueprint.position, day, lots) for part in blueprint.parts]
    short = [
        missing
        for part, pool in zip(blueprint.parts, pools, strict=True)
        for missing in count_shortages(part, blueprint.position, day, pool, lots, matches)
    ]
    if short:
        raise refuse_quotas(blueprint.position, short)
    shared = sum(part.count for part in blueprint.parts) * overlap // 100
    drawn: list[Draw] = []
    for index in range(forms):
        found = _draw_next(pools, blueprint, seed, shared, drawn)
        if found is None:
            raise refuse_draw(blueprint, [len(pool) for pool in pools], forms, index, shared)
        drawn.append(found)
    return drawn


def _draw_next(
    pools: list[list[Lot]], blueprint: Blueprint, seed: str, shared: int, earlier: Sequence[Draw]
) -> Draw | None:
    used = Counter(i for draw in earlier for i in draw.items)
    name = f"form {len(earlier) + 1}"
    for rule in RULES:
        for attempt in range(1, ATTEMPTS + 1):
            rank = _rank(seed, name, f"{rule} {attempt}", used if rule == "lottery-least-used" else Counter())
            parts: list[tuple[Lot, ...]] = []
            for plan, pool in zip(blueprint.parts, pools, strict=True):
                filled = fill_part(plan, pool, rank, [lot for part in parts for lot in part])
                if filled is None:
                    break
                parts.append(filled)
            if len(parts) == len(pools):
                draw = Draw(rule, tuple(tuple(lot.id for lot in part) for part in parts))
                if all(len(draw.items & other.items) <= shared for other in earlier):
                    return draw
    return None


def _rank(seed: str, form: str, attempt: str, used: Mapping[str, int]) -> Rank:
    def rank(lot: Lot) -> tuple[int, int, str]:
        return used.get(lot.id, 0), ticket(seed, form, attempt, lot.id), lot.id

    return rank


def fill_part(plan: PartPlan, pool: Sequence[Lot], rank: Rank, others: Sequence[Lot] = ()) -> tuple[Lot, ...] | None:
    """One draw for one part, sorted by id, or None when it misses a quota.

    `others` stand in earlier parts of the form: their enemies, and lots that name them as enemies, are barred.
    """
    queue = sorted(pool, key=rank)
    hard = [quota for quota in plan.quotas if quota.tag != "level"]
    counted = [0] * len(hard)
    taken: dict[str, Lot] = {}
    barred = {enemy for lot in others for enemy in lot.tags.enemies}
    elsewhere = {lot.id for lot in others}

    def take(lot: Lot) -> bool:
        places = [n for n, quota in enumerate(hard) if matches(quota, lot.tags)]
        if lot.id in taken or lot.id in barred or any(counted[n] >= hard[n].most for n in places):
            return False
        if any(enemy in taken or enemy in elsewhere for enemy in lot.tags.enemies):
            return False
        taken[lot.id] = lot
        barred.update(lot.tags.enemies)
        for n in places:
            counted[n] += 1
        return True

    for n, quota in enumerate(hard):
        for lot in queue:
            if counted[n] >= quota.least:
                break
            if matches(quota, lot.tags):
                take(lot)
    for lot in queue:
        if len(taken) >= plan.count:
            break
        take(lot)
    if len(taken) != plan.count or any(
        not quota.least <= sum(matches(quota, lot.tags) for lot in taken.values()) <= quota.most
        for quota in plan.quotas
    ):
        return None
    return tuple(sorted(taken.values(), key=lambda lot: lot.id))


def name_form(blueprint: Blueprint, seed: str, index: int) -> str:
    """The id of the form at `index` of a draw: short, with no hint of its content."""
    return "F" + digest({"blueprint": digest(blueprint), "seed": seed, "index": index})[:10].upper()


def build_form(
    blueprint: Blueprint, draw: Draw, items: Mapping[str, Item], seed: str, index: int, rehearsal: bool
) -> Form:
    """The form a draw stands for, with items and keys."""
    parts = zip(blueprint.parts, draw.parts, strict=True)
    return Form(
        id=name_form(blueprint, seed, index),
        policy=blueprint.policy,
        profile=blueprint.profile,
        position=blueprint.position,
        blueprint=digest(blueprint),
        seed=seed,
        rule=draw.rule,
        rehearsal=rehearsal,
        parts=tuple(FormPart(plan.name, plan.title, tuple(items[i] for i in ids)) for plan, ids in parts),
    )


def overlaps(draws: Sequence[Draw]) -> list[list[int]]:
    """How many items any two draws share; a draw shares all its items with itself."""
    return [[len(a.items & b.items) for b in draws] for a in draws]
