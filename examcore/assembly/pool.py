"""Knows what may be drawn for a post: usable items, those that rest, item sets, and what each of them counts for.

Must not know how one is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from examcore.nouns import Blueprint, Lot, PartPlan, Post, Quota, Tags, Window

Enemies = Mapping[str, frozenset[str]]
"""Who may not stand with whom, both ways; ids without enemies are not named."""


@dataclass(frozen=True, slots=True)
class Member:
    """One item of a unit, as its part's quotas see it: indexes of the area quotas it may count for, of the scope quotas
    and of the level quotas it does count for. `weight` is twice its difficulty in thousandths.
    """

    id: str
    areas: tuple[int, ...]
    scopes: tuple[int, ...]
    levels: tuple[int, ...]
    weight: int
    is_recent: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What is drawn at once: an item, or all items of a set, by id."""

    name: str
    members: tuple[Member, ...]
    is_set: bool = False
    is_core: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """All units of one part of a post, by name, and the window the part must lie in."""

    plan: PartPlan
    window: Window
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What every form of a post must be. `recent` and `shared` count items; ids in `core` stand in every form."""

    post: Post
    pools: tuple[Pool, ...]
    enemies: Enemies
    recent: int
    shared: int
    core: frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a draw stands when a form's turn comes: its ordinal, the units each part may still use, the post's earlier
    forms, and in how many forms of the whole draw each item stands. `pace`: the lottery leaves out items that stand in
    so many already (0: none).
    """

    task: Task
    seed: str
    ordinal: int
    units: tuple[tuple[Unit, ...], ...]
    earlier: tuple[frozenset[str], ...]
    used: Mapping[str, int]
    pace: int = 0


@dataclass(frozen=True, slots=True)
class Stock:
    """The lots of a bank as they stand on a day, by id."""

    day: date
    lots: tuple[Lot, ...]
    in_force: tuple[Lot, ...] = field(repr=False)
    sets: Mapping[str, tuple[str, ...]] = field(repr=False)
    enemies: Enemies = field(repr=False)


def take_stock(lots: Iterable[Lot], day: date) -> Stock:
    """The stock of a bank on `day`."""
    ordered = tuple(sorted(lots, key=lambda lot: lot.id))
    sets: dict[str, list[str]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    for lot in ordered:
        if lot.tags.item_set:
            sets[lot.tags.item_set].append(lot.id)
        pairs += ((lot.id, enemy) for enemy in lot.tags.enemies)
    held = tuple(lot for lot in ordered if lot.tags.holds_on(day))
    return Stock(day, ordered, held, {name: tuple(ids) for name, ids in sets.items()}, _both_ways(pairs))


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return {one: frozenset(others) for one, others in found.items()}


def find_enemies(stock: Stock, blueprint: Blueprint) -> Enemies:
    """Who may not stand with whom under a blueprint: what the tags say, and its groups."""
    if not blueprint.apart:
        return stock.enemies
    pairs = [(one, other) for group in blueprint.apart for one in group for other in group]
    pairs += [(one, other) for one, others in stock.enemies.items() for other in others]
    return _both_ways(pairs)


def count_uses(tags: Tags, day: date, years: int) -> int:
    """How often an item was asked in the last `years` calendar years, the day's own included, before `day`."""
    return sum(use < day and use.year > day.year - years for use in tags.uses)


def is_resting(tags: Tags, blueprint: Blueprint, day: date) -> bool:
    """Whether an item was asked as often as the blueprint's limit, and rests."""
    limits = blueprint.limits
    return bool(tags.uses) and 0 < limits.uses <= count_uses(tags, day, limits.years)


def is_recent(tags: Tags, day: date) -> bool:
    """Whether an item was asked this calendar year or the one before."""
    return any(use < day and use.year >= day.year - 1 for use in tags.uses)


def counts_for(quota: Quota, tags: Tags) -> bool:
    """Whether an item with these tags may count for a quota."""
    if quota.tag == "area":
        return quota.value in tags.areas
    if quota.tag == "level":
        return tags.level == quota.value
    return (quota.value == "own") == bool(tags.positions)


def set_task(stock: Stock, post: Post) -> Task:
    """The task of a post on the stock's day."""
    blueprint = post.blueprint
    core = find_core(stock, blueprint)
    pools = tuple(
        Pool(plan, window, gather_units(stock, blueprint, plan, core))
        for plan, window in zip(blueprint.parts, post.windows, strict=True)
    )
    limits = blueprint.limits
    return Task(post, pools, find_enemies(stock, blueprint), blueprint.count * limits.recent // 100,
                blueprint.count * limits.overlap // 100, core)  # fmt: skip


def reset_task(task: Task, post: Post) -> Task:
    """The same task under other limits of shared and recent items; all else that `post` asks for must be the same."""
    limits, count = post.blueprint.limits, post.blueprint.count
    return replace(task, post=post, recent=count * limits.recent // 100, shared=count * limits.overlap // 100)


def find_core(stock: Stock, blueprint: Blueprint) -> frozenset[str]:
    """The items every form has: the blueprint's core, and whole sets of which one item is named there."""
    core = frozenset(blueprint.core)
    return core | {i for ids in stock.sets.values() if not core.isdisjoint(ids) for i in ids}


def find_usable(stock: Stock, blueprint: Blueprint, plan: PartPlan) -> list[Lot]:
    """The lots of a part that serve the position and whose law is in force, by id; resting ones too."""
    position = blueprint.position
    return [lot for lot in stock.in_force if lot.tags.part == plan.name and lot.tags.serves(position)]


def gather_units(stock: Stock, blueprint: Blueprint, plan: PartPlan, core: frozenset[str]) -> tuple[Unit, ...]:
    """The units of a part, by name. A set of which one item is not usable or rests is left out whole."""
    free = [
        lot
        for lot in find_usable(stock, blueprint, plan)
        if lot.id in core or not is_resting(lot.tags, blueprint, stock.day)
    ]
    see = _Eyes(plan.quotas)
    units = []
    sets: dict[str, list[Lot]] = defaultdict(list)
    for lot in free:
        if lot.tags.item_set:
            sets[lot.tags.item_set].append(lot)
        else:
            units.append(Unit(lot.id, (see(lot, stock.day),), False, lot.id in core))
    for name, lots in sets.items():
        if len(lots) == len(stock.sets[name]):
            members = tuple(see(lot, stock.day) for lot in lots)
            units.append(Unit(name, members, True, any(lot.id in core for lot in lots)))
    return tuple(sorted(units, key=lambda unit: unit.name))


class _Eyes:
    """How a part's quotas see a lot; lots with the same tags that matter look the same but for id and weight."""

    def __init__(self, quotas: Sequence[Quota]) -> None:
        self._by_tag = {
            tag: [(n, quota) for n, quota in enumerate(quotas) if quota.tag == tag]
            for tag in ("area", "scope", "level")
        }
        self._seen: dict[object, tuple[tuple[int, ...], ...]] = {}

    def __call__(self, lot: Lot, day: date) -> Member:
        tags = lot.tags
        kind = (tags.area, tags.also, tags.level, bool(tags.positions))
        found = self._seen.get(kind)
        if found is None:
            found = tuple(
                tuple(n for n, quota in quotas if counts_for(quota, tags)) for quotas in self._by_tag.values()
            )
            self._seen[kind] = found
        areas, scopes, levels = found
        return Member(lot.id, areas, scopes, levels, 2 * tags.difficulty, bool(tags.uses) and is_recent(tags, day))


def open_turn(
    task: Task,
    seed: str,
    ordinal: int,
    earlier: Sequence[frozenset[str]],
    used: Mapping[str, int],
    exposure: int,
    pace: int = 0,
) -> Turn:
    """The turn of a form: units whose items stand in as many forms as allowed are barred, core units excepted."""
    spent = find_spent(used, exposure)
    if task.shared == 0:
        spent = spent.union(*earlier)
    units = tuple(leave_out(pool.units, spent) for pool in task.pools)
    return Turn(task, seed, ordinal, units, tuple(earlier), used, pace)


def find_spent(used: Mapping[str, int], times: int) -> frozenset[str]:
    """The items that stand in `times` forms or more; none where `times` is 0."""
    return frozenset(i for i, count in used.items() if times and count >= times)


def leave_out(units: tuple[Unit, ...], spent: frozenset[str]) -> tuple[Unit, ...]:
    """The units none of whose items is spent, and core units."""
    if not spent:
        return units
    return tuple(unit for unit in units if unit.is_core or not any(member.id in spent for member in unit.members))
