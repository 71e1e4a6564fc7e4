"""Knows a form as an integer programme: columns for units and the area quota each counts for, limits as rows.

Must not know what is least costly, nor which limits may be missed: the solver's rule and its elastic twin say that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from examcore.assembly.pool import Enemies, Pool, Turn, Unit
from examcore.solving.programme import Answer, Draft

Kind = Literal["size", "area", "scope", "level", "difficulty", "core", "sets", "recent", "overlap", "exposure"]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a programme: it is taken where its columns `taken` add up to 1; a column of `areas` counts one item for
    the area quota beside it.
    """

    part: int
    unit: Unit
    taken: tuple[int, ...]
    areas: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """One constraint of a form: of which part and which of its quotas, where it has them, the columns with what each
    counts, and the bounds. The difficulty of a part counts from the middle of its window, in half-thousandths.
    """

    part: int | None
    kind: Kind
    quota: int | None
    terms: dict[int, int]
    least: int
    most: int


def place_unit(draft: Draft, part: int, unit: Unit, cost: int) -> Place:
    """The columns of a unit. A single item has one for each of its area quotas, at most one of which is 1; a set has
    one, and for a member with several area quotas one more for each of them.
    """
    if not unit.is_set:
        choices = unit.members[0].areas
        taken = tuple(draft.add_column(cost) for _ in choices or (None,))
        if len(taken) > 1:
            draft.add_row(dict.fromkeys(taken, 1), 0, 1)
        return Place(part, unit, taken, tuple(zip(taken, choices, strict=False)))
    whole = draft.add_column(cost)
    areas: list[tuple[int, int]] = []
    for member in unit.members:
        if len(member.areas) > 1:
            given = [(draft.add_column(0), n) for n in member.areas]
            draft.add_row({whole: -1, **dict.fromkeys((column for column, _ in given), 1)}, 0, 0)
            areas += given
        else:
            areas += ((whole, n) for n in member.areas)
    return Place(part, unit, (whole,), tuple(areas))


def keep_apart(draft: Draft, places: Sequence[Place], enemies: Enemies) -> None:
    """At most one unit of each clique of enemies; a unit whose own members are enemies is not taken."""
    owner = {member.id: n for n, place in enumerate(places) for member in place.unit.members}
    beside: dict[int, set[int]] = defaultdict(set)
    for one, n in owner.items():
        for other in enemies.get(one, ()):
            if other in owner:
                beside[n].add(owner[other])
    for clique in _find_cliques(beside):
        terms = {column: 1 for n in clique for column in places[n].taken}
        draft.add_row(terms, 0, 1 if len(clique) > 1 else 0)


def _find_cliques(beside: dict[int, set[int]]) -> Iterator[list[int]]:
    """Cliques that hold every pair between them, found greedily; a unit beside itself is a clique of one."""
    done: set[tuple[int, int]] = set()
    for one in sorted(beside):
        for other in sorted(beside[one]):
            if other == one:
                yield [one]
            elif one < other and (one, other) not in done:
                clique = [one, other]
                for third in sorted(beside[one] & beside[other]):
                    if beside[third].issuperset(clique) and third not in clique:
                        clique.append(third)
                done.update((a, b) for a in clique for b in clique)
                yield clique


def find_limits(turn: Turn, places: Sequence[Place]) -> Iterator[Limit]:
    """Every constraint of a form but those that no amount of slack mends: enemies, and an item counted twice."""
    task = turn.task
    for part, pool in enumerate(task.pools):
        yield from _find_part_limits(part, pool, [place for place in places if place.part == part])
    core = {place.unit.name: place for place in places if place.unit.is_core}
    for place in core.values():
        yield Limit(None, "core", None, dict.fromkeys(place.taken, 1), 1, 1)
    missing = task.core.difference(member.id for place in core.values() for member in place.unit.members)
    for _ in missing:
        yield Limit(None, "core", None, {}, 1, 1)
    sets = {column: 1 for place in places if place.unit.is_set for column in place.taken}
    yield Limit(None, "sets", None, sets, 0, task.post.blueprint.limits.sets)
    recent = {column: count for place in places if (count := sum(member.is_recent for member in place.unit.members))
              for column in place.taken}  # fmt: skip
    yield Limit(None, "recent", None, recent, 0, task.recent)
    for other in turn.earlier:
        shared = {column: count for place in places if (count := sum(m.id in other for m in place.unit.members))
                  for column in place.taken}  # fmt: skip
        yield Limit(None, "overlap", None, shared, 0, task.shared)


def _find_part_limits(part: int, pool: Pool, places: Sequence[Place]) -> Iterator[Limit]:
    plan, window = pool.plan, pool.window
    size: dict[int, int] = {}
    weights: dict[int, int] = {}
    counts: list[Counter[int]] = [Counter() for _ in plan.quotas]
    # Counted from the middle, a factor tells how far an item leads away from the window: solvers like small numbers.
    middle = (window.least + window.most) // (2 * plan.count)
    for place in places:
        members = place.unit.members
        weight = sum(member.weight for member in members) - middle * len(members)
        for column in place.taken:
            size[column] = len(members)
            weights[column] = weight
            for member in members:
                for n in member.scopes + member.levels:
                    counts[n][column] += 1
        for column, n in place.areas:
            counts[n][column] += 1
    yield Limit(part, "size", None, size, plan.count, plan.count)
    for n, (quota, terms) in enumerate(zip(plan.quotas, counts, strict=True)):
        yield Limit(part, quota.tag, n, dict(terms), quota.least, quota.most)
    away = middle * plan.count
    yield Limit(part, "difficulty", None, weights, window.least - away, window.most - away)


def read_parts(turn: Turn, places: Sequence[Place], answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The items of the units an answer takes, part by part, each part sorted."""
    taken = {column for column, _ in answer.values}
    parts: list[list[str]] = [[] for _ in turn.units]
    for place in places:
        if not taken.isdisjoint(place.taken):
            parts[place.part] += (member.id for member in place.unit.members)
    return tuple(tuple(sorted(part)) for part in parts)
