"""Knows the window each part's difficulty must lie in, so that parallel forms are equally hard.

Must not know the seed of a draw: windows are published before it.
"""

from __future__ import annotations

from examcore.assembly.lottery import ATTEMPTS, Wheel
from examcore.assembly.pool import Pool, Stock, Unit, find_core, find_enemies, gather_units
from examcore.nouns import Blueprint, PartPlan, Post, Window

SEED = "examcore/window/v1"
TRIALS = 99


def set_post(stock: Stock, blueprint: Blueprint, forms: int) -> Post:
    """A post with the window of each part: the blueprint's own bounds for one form, for several forms a narrower one
    around what trial draws add up to.
    """
    bounds = [Window(2 * plan.count * plan.lowest, 2 * plan.count * plan.highest) for plan in blueprint.parts]
    if forms > 1:
        bounds = [_narrow(stock, blueprint, plan, window) for plan, window in zip(blueprint.parts, bounds, strict=True)]
    return Post(blueprint, forms, tuple(bounds))


def _narrow(stock: Stock, blueprint: Blueprint, plan: PartPlan, bounds: Window) -> Window:
    half = blueprint.limits.spread * plan.count
    if bounds.most - bounds.least <= 2 * half:
        return bounds
    units = gather_units(stock, blueprint, plan, find_core(stock, blueprint))
    pool = Pool(plan, bounds, units)
    middle = _find_middle(pool, units, stock, blueprint)
    middle = min(max(middle, bounds.least + half), bounds.most - half)
    return Window(middle - half, middle + half)


def _find_middle(pool: Pool, units: tuple[Unit, ...], stock: Stock, blueprint: Blueprint) -> int:
    wheel = Wheel(pool, units, find_enemies(stock, blueprint), (SEED, blueprint.position, "0"))
    totals: list[int] = []
    while len(totals) < TRIALS and (filling := wheel.try_on(ATTEMPTS, needs_window=False)) is not None:
        totals.append(filling.total)
    if totals:
        return sorted(totals)[len(totals) // 2]
    weights = [member.weight for unit in units for member in unit.members]
    return pool.plan.count * sum(weights) // len(weights) if weights else 0
