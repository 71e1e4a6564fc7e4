"""Banks that lack something, and what applying a way out makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from examcore.assembly.ladder import draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.language import Label
from examcore.nouns import LEVELS, Basis, Blueprint, Drawn, DrawPlan, Limits, Lot, PartPlan, Quota, Source, Tags
from examcore.shortage.case import Case, Writing
from examcore.shortage.diagnosis import find_lacks
from examcore.shortage.remedies import find_remedies
from examcore.shortage.supply import Ask, Pick
from examcore.shortage.trial import Change
from examcore.testing.bank import DAY, GENERAL_AREAS, PROFESSIONAL, simulate_bank, simulate_blueprint

BASE = simulate_bank(10_000)
BLUEPRINT = simulate_blueprint("VT 01")
GENERAL_PLAN, PLAN = BLUEPRINT.parts
FIRST, SECOND = PLAN.quotas[0].value, PLAN.quotas[1].value
ENDED = Basis(Source("Luật cũ", "Luật cũ", None, date(2025, 1, 1)), "Điều 1")
OFTEN = (date(2024, 5, 1), date(2025, 5, 1), date(2026, 5, 1))


def plan(lots: Iterable[Lot], blueprint: Blueprint, forms: int = 1, exposure: int = 0) -> DrawPlan:
    """A plan of one post."""
    return DrawPlan(DAY, (set_post(take_stock(lots, DAY), blueprint, forms),), exposure)


def starve_two_areas() -> list[Lot]:
    """Example 1: two areas that need 6 items each share 9; 3 more rest, 2 more have lost their law."""
    lots, there = [], 0
    for lot in BASE:
        tags = lot.tags
        if not {FIRST, SECOND} & set(tags.areas):
            lots.append(lot)
        elif tags.part == PROFESSIONAL and tags.serves("VT 01") and there < 14:
            there += 1
            tags = replace(tags, area=FIRST, also=(SECOND,), bases=(), uses=())
            if there > 12:
                tags = replace(tags, bases=(ENDED,))
            elif there > 9:
                tags = replace(tags, uses=OFTEN)
            lots.append(Lot(lot.id, tags))
    return lots


def crowd_one_level() -> tuple[list[Lot], Blueprint]:
    """Example 2: 24 items of the level "apply" are wanted, only three areas with 5 places each have any."""
    keep = set(GENERAL_AREAS[:3])
    lots = [
        Lot(lot.id, replace(lot.tags, level="understand"))
        if lot.tags.area in GENERAL_AREAS and lot.tags.area not in keep and lot.tags.level == "apply"
        else lot
        for lot in BASE
    ]
    quotas = tuple(
        replace(quota, least=24, most=30) if quota.value == "apply"
        else replace(quota, least=0) if quota.tag == "level" else quota
        for quota in GENERAL_PLAN.quotas
    )  # fmt: skip
    return lots, replace(BLUEPRINT, parts=(replace(GENERAL_PLAN, quotas=quotas), PLAN))


def soften() -> tuple[list[Lot], Blueprint]:
    """Example 3: the professional items are too easy for the mean that is asked for."""
    lots = [
        Lot(lot.id, replace(lot.tags, difficulty=700 + lot.tags.difficulty // 10))
        if lot.tags.part == PROFESSIONAL
        else lot
        for lot in BASE
    ]
    return lots, replace(BLUEPRINT, parts=(GENERAL_PLAN, replace(PLAN, lowest=600, highest=625)))


def apart(forms: int, exposure: int = 0) -> tuple[Blueprint, DrawPlan]:
    """Example 4: forms without a shared item."""
    blueprint = replace(BLUEPRINT, limits=Limits(overlap=0))
    return blueprint, plan(BASE, blueprint, forms, exposure)


def remedies(lots: Iterable[Lot], given: DrawPlan) -> tuple[Writing | Change, ...]:
    """The ways out of a plan's only post."""
    stock, post = take_stock(lots, given.day), given.posts[0]
    return find_remedies(Case(stock, post, given.exposure, Counter(), find_lacks(stock, post, given.exposure)))


def apply(change: Change, lots: Iterable[Lot], seed: str) -> tuple[Drawn, ...]:
    """All forms as drawn under a change."""
    return draw_plan(lots, plan(lots, change.blueprint, change.forms, change.exposure), seed)


def write(writing: Writing, lots: Iterable[Lot], blueprint: Blueprint, count: int) -> list[Lot]:
    """The bank with `count` items of the kinds asked for written: each may count for all areas asked for, levels and
    scopes in turn.
    """
    part = blueprint.parts[writing.part]
    areas = pick_values(part, "area", writing.asked) or [quota.value for quota in part.quotas if quota.tag == "area"]
    levels = pick_values(part, "level", writing.asked) or list(LEVELS)
    new = [
        Lot(f"N{n:05}", Tags(part.name, areas[n % len(areas)], levels[n % len(levels)], 620,
                             also=tuple(sorted({*areas} - {areas[n % len(areas)]}))))
        for n in range(count)
    ]  # fmt: skip
    return [*lots, *new]


def pick_values(part: PartPlan, family: str, asked: Ask) -> list[str]:
    """The values of a family that are asked for."""
    pick = {"area": asked.area, "level": asked.level, "scope": asked.scope}[family] or Pick((), True)
    return [
        quota.value
        for n, quota in enumerate(part.quotas)
        if quota.tag == family and (n in pick.quotas) != pick.is_outside
    ]


def small(quotas: Iterable[Quota], count: int) -> Blueprint:
    """A blueprint of one part."""
    return Blueprint("p", "p", "VT 01", (PartPlan("general", Label("Phần chung", "General"), count, tuple(quotas)),))
