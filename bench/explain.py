"""Measures what a refusal costs: everything known to be lacking, ways out that were tried, and the map of capacity.

The yardstick is one pass over the tags that finds what is usable (gathering the units of one position).
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from examcore.assembly.ladder import Stuck, draw_plan
from examcore.assembly.pool import Stock, find_core, gather_units, take_stock
from examcore.assembly.windows import set_post
from examcore.nouns import Blueprint, DrawPlan, Limits, Lot
from examcore.shortage.capacity import map_capacity
from examcore.shortage.explain import check_plan, explain, foresee
from examcore.testing.bank import DAY, GENERAL_AREAS, POSITIONS, PROFESSIONAL, simulate_bank, simulate_blueprint

RUNS = 3
MOST_FORMS = 24


def measure(action: Callable[[], object]) -> float:
    """The median of the processor's seconds an action takes; it waits for nothing."""
    seconds = []
    for _ in range(RUNS):
        started = time.process_time()
        action()
        seconds.append(time.process_time() - started)
    return statistics.median(seconds)


def gather(stock: Stock, blueprint: Blueprint) -> None:
    """Find what is usable for one position."""
    core = find_core(stock, blueprint)
    for part in blueprint.parts:
        gather_units(stock, blueprint, part, core)


def set_plan(lots: Sequence[Lot], blueprint: Blueprint, forms: int) -> DrawPlan:
    """A plan of one post."""
    return DrawPlan(DAY, (set_post(take_stock(lots, DAY), blueprint, forms),))


def crowd_one_level(lots: Sequence[Lot], blueprint: Blueprint) -> tuple[list[Lot], DrawPlan]:
    """24 items of one level are wanted, only three areas with five places each have any."""
    barred = set(GENERAL_AREAS[3:])
    altered = [
        Lot(lot.id, replace(lot.tags, level="understand"))
        if lot.tags.area in barred and lot.tags.level == "apply" else lot
        for lot in lots
    ]  # fmt: skip
    general, professional = blueprint.parts
    quotas = tuple(
        replace(quota, least=24, most=30) if quota.value == "apply"
        else replace(quota, least=0) if quota.tag == "level" else quota
        for quota in general.quotas
    )  # fmt: skip
    return altered, set_plan(altered, replace(blueprint, parts=(replace(general, quotas=quotas), professional)), 1)


def soften(lots: Sequence[Lot], blueprint: Blueprint) -> tuple[list[Lot], DrawPlan]:
    """All professional items are too easy."""
    altered = [
        Lot(lot.id, replace(lot.tags, difficulty=700 + lot.tags.difficulty // 10))
        if lot.tags.part == PROFESSIONAL
        else lot
        for lot in lots
    ]
    general, professional = blueprint.parts
    parts = general, replace(professional, lowest=600, highest=625)
    return altered, set_plan(altered, replace(blueprint, parts=parts), 1)


def report(name: str, lots: Sequence[Lot], plan: DrawPlan, pace: float, limit: str) -> None:
    """A row for what is lacking, and one for the whole refusal."""
    found = len(check_plan(lots, plan))
    actions: tuple[tuple[str, Callable[[Sequence[Lot], DrawPlan], object]], ...]
    actions = ("what is lacking", check_plan), ("with ways out", foresee)
    for what, action in actions:
        taken = measure(partial(action, lots, plan))
        print(f"| {name}: {what} | {found} | {taken:.2f} | {taken / pace:.0f} | {limit} |")


def report_stuck(lots: Sequence[Lot], blueprint: Blueprint, forms: int, pace: float) -> None:
    """A row for a draw that got stuck though nothing was known to be lacking."""
    plan = set_plan(lots, blueprint, forms)
    try:
        draw_plan(lots, plan, "bench")
    except Stuck as caught:
        stuck = caught
        taken = measure(partial(explain, stuck))
        print(f"| stuck at form {stuck.turn.ordinal} of {forms}, {len(lots):,} items: with ways out | "
              f"{len(explain(stuck).shortages)} | {taken:.2f} | {taken / pace:.0f} | – |")  # fmt: skip


def main() -> int:
    """Print the tables."""
    for size, limit, far in ((10_000, "< 1 s", "< 10 s"), (50_000, "< 5 s", "–")):
        lots, blueprint = simulate_bank(size), simulate_blueprint("VT 01")
        apart = replace(blueprint, limits=Limits(overlap=0))
        stock = take_stock(lots, DAY)
        pace = measure(partial(gather, stock, blueprint))
        print(f"\n{size:,} items, median of {RUNS}, processor time; what is usable is found in {pace:.3f} s\n")
        print("| refusal | lacking | seconds | × finding what is usable | limit |")
        print("|---|---|---|---|---|")
        report("one form, a level in three areas only", *crowd_one_level(lots, blueprint), pace, limit)
        report("one form, items too easy", *soften(lots, blueprint), pace, limit)
        most = map_capacity(lots, [blueprint], DAY)[0].forms
        if most < MOST_FORMS:
            report(f"{MOST_FORMS} forms without a shared item", lots, set_plan(lots, apart, MOST_FORMS), pace, limit)
            report_stuck(lots, apart, most, pace)
            report_stuck(simulate_bank(2_000), blueprint, 24, pace)
        blueprints = [simulate_blueprint(code) for code in POSITIONS]
        taken = measure(partial(map_capacity, lots, blueprints, DAY))
        print(f"| capacity of {len(POSITIONS)} positions | – | {taken:.2f} | {taken / pace:.0f} | {far} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nMemory peak of the process: {peak} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
