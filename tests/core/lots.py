"""Knows a small bank of lots and a blueprint for it, with everything a draw must heed.

Must not decide what is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from examcore.assembly.pool import Task, Turn, open_turn, set_task, take_stock
from examcore.assembly.windows import set_post
from examcore.engine.tickets import Stream
from examcore.language import Label
from examcore.nouns import LEVELS, Blueprint, Drawn, DrawPlan, Limits, Lot, PartPlan, Quota, Tags

DAY = date(2024, 11, 15)
LAST_YEAR = date(2023, 11, 20)
AREAS = tuple(f"area-{n}" for n in range(4))
FREE = Limits(overlap=100, recent=100, uses=0, sets=9, spread=1000)
"""Limits that allow everything."""


def make_lots(general: int = 60, own: int = 40, shared: int = 40) -> list[Lot]:
    """Lots of four general areas, of the post's own field, and of a shared area."""
    stream = Stream("fixture", "lots")
    made = [
        Lot(f"G{n:03}", Tags("general", AREAS[n % 4], LEVELS[stream.below(3)], 300 + stream.below(600)))
        for n in range(general)
    ]
    made += [
        Lot(f"O{n:03}", Tags("professional", "field", LEVELS[stream.below(3)], 300 + stream.below(600), ("X 1",)))
        for n in range(own)
    ]
    made += [
        Lot(f"S{n:03}", Tags("professional", "shared", LEVELS[stream.below(3)], 300 + stream.below(600)))
        for n in range(shared)
    ]
    return made


def make_rich_lots() -> list[Lot]:
    """The same with further areas, two item sets, enemies within and across parts, and items asked last year."""
    changed = []
    for n, lot in enumerate(make_lots()):
        tags = lot.tags
        if n % 7 == 3 and tags.part == "general":
            tags = replace(tags, also=(AREAS[(n + 1) % 4],))
        if lot.id in ("G000", "G001", "G002"):
            tags = replace(tags, item_set="bản án")
        if lot.id in ("S000", "S001"):
            tags = replace(tags, item_set="tình huống")
        tags = replace(tags, enemies={"G008": ("G012",), "S005": ("G009", "S006")}.get(lot.id, ()))
        if n % 9 == 0:
            tags = replace(tags, uses=(LAST_YEAR,))
        changed.append(Lot(lot.id, tags))
    return changed


BLUEPRINT = Blueprint(
    "test",
    "profile",
    "X 1",
    (
        PartPlan(
            "general",
            Label("Chung"),
            16,
            (*(Quota("area", area, 4, 4) for area in AREAS), Quota("level", "recall", 2, 9)),
        ),
        PartPlan("professional", Label("Riêng"), 20, (Quota("scope", "own", 10, 10), Quota("area", "shared", 10, 10))),
    ),
    FREE,
)


def limit(blueprint: Blueprint = BLUEPRINT, **limits: int) -> Blueprint:
    """The blueprint with other limits."""
    return replace(blueprint, limits=replace(blueprint.limits, **limits))


def plan_for(lots: Sequence[Lot], blueprint: Blueprint = BLUEPRINT, forms: int = 1, exposure: int = 0) -> DrawPlan:
    """A plan of one post."""
    return DrawPlan(DAY, (set_post(take_stock(lots, DAY), blueprint, forms),), exposure)


def set_small_task(lots: Sequence[Lot], blueprint: Blueprint = BLUEPRINT, forms: int = 1) -> Task:
    """The task of a plan of one post."""
    return set_task(take_stock(lots, DAY), plan_for(lots, blueprint, forms).posts[0])


def take_turn(task: Task, seed: str = "seed", earlier: Sequence[Drawn] = ()) -> Turn:
    """The turn of the form after `earlier`."""
    used: dict[str, int] = {}
    for form in earlier:
        for item in form.items:
            used[item] = used.get(item, 0) + 1
    return open_turn(task, seed, len(earlier) + 1, [form.items for form in earlier], used, 0)
