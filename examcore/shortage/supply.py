"""Knows what a part asks for and what there is, by kinds of items: area, scope, level, counted together.

Must not know single items, nor whether there are enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from examcore.assembly.pool import Member, Unit, counts_for
from examcore.nouns import PartPlan, Tags

Family = Literal["area", "scope", "level"]
FAMILIES: tuple[Family, ...] = ("area", "scope", "level")
PLACE: dict[Family, int] = {"area": 0, "scope": 1, "level": 2}
"""Where a family stands in a kind."""
NONE = -1
"""The place of items that count for no quota of a family."""

Kind: TypeAlias = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Items alike: the area, scope and level quotas they may count for, by index."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A quota as it binds one form."""

    quota: int
    least: int
    most: int


def find_bounds(plan: PartPlan, family: Family) -> tuple[Bound, ...]:
    """The quotas of a family. Of scopes or levels named twice both hold, so the narrower bounds under the first's
    index; areas named twice are two quotas, for an item counts for one only.
    """
    found: dict[object, Bound] = {}
    for n, quota in enumerate(plan.quotas):
        if quota.tag == family:
            key = n if family == "area" else quota.value
            was = found.get(key, Bound(n, 0, plan.count))
            found[key] = Bound(was.quota, max(was.least, quota.least), min(was.most, quota.most, plan.count))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Pick:
    """Some quotas of one family, or with `is_outside` everything but them."""

    quotas: tuple[int, ...]
    is_outside: bool = False

    def holds(self, places: tuple[int, ...]) -> bool:
        """Whether an item with these places may count inside the pick."""
        if self.is_outside:
            return not places or any(n not in self.quotas for n in places)
        return any(n in self.quotas for n in places)


@dataclass(frozen=True, slots=True)
class Ask:
    """Kinds of items, by family; None where a family does not matter."""

    area: Pick | None = None
    scope: Pick | None = None
    level: Pick | None = None

    def holds(self, kind: Kind) -> bool:
        """Whether items of this kind are asked for."""
        picks = (self.area, self.scope, self.level)
        return all(pick is None or pick.holds(places) for pick, places in zip(picks, kind, strict=True))

    def pick(self, family: Family) -> Pick | None:
        """What is asked of a family."""
        return {"area": self.area, "scope": self.scope, "level": self.level}[family]

    @property
    def is_all(self) -> bool:
        """Whether every item of the part is meant."""
        return self.area is None and self.scope is None and self.level is None


def ask(family: Family, pick: Pick, other: Family | None = None, second: Pick | None = None) -> Ask:
    """The ask for a pick of one family, or of two at once; to leave nothing out is to pick nothing."""
    picks: dict[Family, Pick | None] = {"area": None, "scope": None, "level": None, family: pick}
    if other is not None:
        picks[other] = second
    everything = Pick((), True)
    picks = {name: None if one == everything else one for name, one in picks.items()}
    return Ask(picks["area"], picks["scope"], picks["level"])


@dataclass(slots=True)
class Supply:
    """The items of a part by kind: those that are new to candidates, those asked lately, and those in every form.
    `written` are items a bank would have if what was found missing so far were written; `recent_core` are the core
    items asked lately.
    """

    plan: PartPlan
    fresh: Counter[Kind] = field(default_factory=Counter)
    recent: Counter[Kind] = field(default_factory=Counter)
    core: Counter[Kind] = field(default_factory=Counter)
    written: list[tuple[Ask, int]] = field(default_factory=list)
    recent_core: int = 0

    @property
    def fingerprint(self) -> frozenset[object]:
        """The same for supplies with the same items of every kind."""
        counts = (self.fresh, self.recent, self.core)
        return frozenset((n, kind, count) for n, found in enumerate(counts) for kind, count in found.items())

    def count_uses(self, forms: int, times: int, is_fresh: bool = False) -> Counter[Kind]:
        """How often items of each kind may stand in `forms` forms together, each item in `times` of them, core items
        in all; with `is_fresh` only those not asked lately.
        """
        uses: Counter[Kind] = Counter()
        for counts, each in ((self.fresh, times), (Counter() if is_fresh else self.recent, times), (self.core, forms)):
            for kind, count in counts.items():
                uses[kind] += count * each
        return uses

    def count_items(self, asked: Ask) -> int:
        """How many items there are of the kinds asked for."""
        return sum(count for counts in (self.fresh, self.recent, self.core) for kind, count in counts.items()
                   if asked.holds(kind))  # fmt: skip


def take_supply(plan: PartPlan, units: Iterable[Unit], sets: int) -> Supply:
    """The supply of a part: units that can be drawn at all (no longer than the part; no item set where a form has
    none). That only some sets fit into one form is left out of account.
    """
    supply = Supply(plan)
    for unit in units:
        if unit.is_core or not unit.is_set or (sets and len(unit.members) <= plan.count):
            for member in unit.members:
                counts = supply.core if unit.is_core else supply.recent if member.is_recent else supply.fresh
                counts[find_kind(member)] += 1
                supply.recent_core += unit.is_core and member.is_recent
    return supply


def find_kind(member: Member) -> Kind:
    """The kind of an item; of quotas with the same scope or level the first."""
    return member.areas, member.scopes[:1], member.levels[:1]


def see_kind(plan: PartPlan, tags: Tags) -> Kind:
    """The kind of which an item with these tags is or would be."""
    areas, scopes, levels = (
        tuple(n for n, quota in enumerate(plan.quotas) if quota.tag == family and counts_for(quota, tags))
        for family in FAMILIES
    )
    return areas, scopes[:1], levels[:1]
