"""Knows how many forms a bank holds for each position if no two share an item, and what limits them.

Must not know a plan: no number of forms is asked for here.

An upper bound: enemies, difficulty and the limit of item sets are left out of account, and of three families of quotas
at once only each two are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from examcore.assembly.pool import Stock, find_core, gather_units, take_stock
from examcore.language import Message, messages
from examcore.nouns import Blueprint, Lot, PartPlan
from examcore.shortage.crossing import TESTS, Clash, cross
from examcore.shortage.diagnosis import check_quotas
from examcore.shortage.naming import list_up, name_ask, name_kinds
from examcore.shortage.supply import Supply, take_supply

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Capacity:
    """A position, how many forms without a shared item (but the core) its items allow at most, which quotas limit them,
    and how many items are to be written at least for one form more.
    """

    position: str
    forms: int
    limit: Message
    missing: int


def map_capacity(lots: Iterable[Lot], blueprints: Sequence[Blueprint], day: date) -> tuple[Capacity, ...]:
    """The capacity of every blueprint's position on `day`, scarcest first. Parts that are alike for several positions
    are computed once.
    """
    stock = take_stock(lots, day)
    stores: dict[_Key, _Store] = {}
    found = [_measure(stock, blueprint, stores) for blueprint in blueprints]
    return tuple(sorted(found, key=lambda one: (one.forms, -one.missing, one.position)))


_Key: TypeAlias = "tuple[PartPlan, frozenset[object]]"


class _Store:
    """One part with its supply; what it lacks for so many forms is computed once."""

    def __init__(self, supply: Supply) -> None:
        self.supply = supply
        self._lacks: dict[int, tuple[int, tuple[Clash, ...]]] = {}
        self._stale: dict[int, int] = {}
        self.most = self._find_most()

    def find_lack(self, forms: int) -> tuple[int, tuple[Clash, ...]]:
        """How many items are missing at least for so many forms, and where most are."""
        if forms not in self._lacks:
            found = [cross(self.supply, left, right, forms) for left, right in TESTS]
            self._lacks[forms] = max(found, key=lambda one: one[0])
        return self._lacks[forms]

    def count_stale(self, forms: int) -> int:
        """How many items asked lately so many forms must take at least."""
        if forms not in self._stale:
            self._stale[forms] = cross(self.supply, "area", None, forms, is_fresh=True)[0]
        return self._stale[forms]

    def _find_most(self) -> int | None:
        """The most forms this part allows, None where its core fills it."""
        supply = self.supply
        places = supply.plan.count - supply.core.total()
        if places <= 0:
            return 0 if self.find_lack(1)[0] else None
        highest = (supply.fresh.total() + supply.recent.total()) // places
        return _find_last(lambda forms: not self.find_lack(forms)[0], highest)


def _find_last(holds: Callable[[int], bool], highest: int) -> int:
    """The highest number up to `highest` for which something holds that holds for all below it, too."""
    low = 0
    while low < highest:
        middle = (low + highest + 1) // 2
        if holds(middle):
            low = middle
        else:
            highest = middle - 1
    return low


UNLIMITED = 1000
"""So many forms are said of a blueprint whose core fills every part."""


def _measure(stock: Stock, blueprint: Blueprint, stores: dict[_Key, _Store]) -> Capacity:
    if list(check_quotas(blueprint)):
        return Capacity(blueprint.position, 0, msg("the quotas of the blueprint contradict each other"), 0)
    core = find_core(stock, blueprint)
    parts = []
    for plan in blueprint.parts:
        supply = take_supply(plan, gather_units(stock, blueprint, plan, core), blueprint.limits.sets)
        key = plan, supply.fingerprint
        if key not in stores:
            stores[key] = _Store(supply)
        parts.append(stores[key])
    allowed = max(0, blueprint.count * blueprint.limits.recent // 100 - sum(s.supply.recent_core for s in parts))

    def count_stale(forms: int) -> int:
        return sum(store.count_stale(forms) for store in parts) - allowed * forms

    by_parts = min((store.most for store in parts if store.most is not None), default=UNLIMITED)
    forms = _find_last(lambda forms: count_stale(forms) <= 0, by_parts)
    lacks = [store.find_lack(forms + 1) for store in parts]
    missing = sum(lacking for lacking, _ in lacks)
    if forms < by_parts:
        return Capacity(blueprint.position, forms, msg("items not asked this year or last"),
                        max(missing, count_stale(forms + 1)))  # fmt: skip
    worst = max(range(len(parts)), key=lambda n: lacks[n][0])
    return Capacity(blueprint.position, forms, _name(blueprint.parts[worst], lacks[worst][1], forms + 1), missing)


def _name(plan: PartPlan, clashes: Sequence[Clash], forms: int) -> Message:
    if not clashes:
        return msg("nothing")
    if len(clashes) > 1:
        kinds = list_up([name_kinds(plan, clash.asked) for clash in clashes])
        return msg("{part}, {kinds}", part=plan.title, kinds=kinds)
    name, limit = name_ask(plan, clashes[0].asked), clashes[0].limit
    if limit is None:
        return name
    return msg("{kinds}; a form has room for {room} of them in {where}", kinds=name, room=clashes[0].room // forms,
               where=name_kinds(plan, limit))  # fmt: skip
