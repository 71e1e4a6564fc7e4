"""Knows how every item of a part stands for a post: usable, or barred and why.

Must not know how many are needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from examcore.assembly.pool import Stock, find_core, gather_units, is_resting
from examcore.nouns import Blueprint, Lot, PartPlan

Standing = Literal["usable", "elsewhere", "lapsed", "resting", "broken_sets"]


@dataclass(frozen=True, slots=True)
class Barred:
    """How many items of a kind are barred, each for the first reason that holds: it serves other positions, its law is
    not in force, it was asked as often as allowed, or its item set cannot be drawn (a member of it is barred, it is
    longer than the part, or no sets are allowed).
    """

    elsewhere: int = 0
    lapsed: int = 0
    resting: int = 0
    broken_sets: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.elsewhere + self.lapsed + self.resting + self.broken_sets


@dataclass(frozen=True, slots=True)
class Judged:
    """A lot of a part, and how it stands."""

    lot: Lot
    standing: Standing


def judge_lots(stock: Stock, blueprint: Blueprint, plan: PartPlan) -> tuple[Judged, ...]:
    """Every lot of a part and how it stands, by id."""
    core, sets = find_core(stock, blueprint), blueprint.limits.sets
    members = {
        member.id
        for unit in gather_units(stock, blueprint, plan, core)
        if unit.is_core or not unit.is_set or (sets and len(unit.members) <= plan.count)
        for member in unit.members
    }

    def judge(lot: Lot) -> Standing:
        if lot.id in members:
            return "usable"
        if not lot.tags.serves(blueprint.position):
            return "elsewhere"
        if not lot.tags.holds_on(stock.day):
            return "lapsed"
        if lot.id not in core and is_resting(lot.tags, blueprint, stock.day):
            return "resting"
        return "broken_sets"

    return tuple(Judged(lot, judge(lot)) for lot in stock.lots if lot.tags.part == plan.name)


def count_barred(judged: Iterable[Judged]) -> Barred:
    """How many of these are barred, by reason."""
    counts: dict[Standing, int] = dict.fromkeys(("usable", "elsewhere", "lapsed", "resting", "broken_sets"), 0)
    for one in judged:
        counts[one.standing] += 1
    return Barred(counts["elsewhere"], counts["lapsed"], counts["resting"], counts["broken_sets"])
