"""Knows whether a form passes: every constraint of its task, whichever rule drew it.

Must not know how it was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from examcore.assembly.pool import Enemies, Member, Pool, Turn
from examcore.nouns import Quota


def find_faults(turn: Turn, parts: Sequence[Sequence[str]]) -> list[str]:
    """What is wrong with a form of these item ids, part by part, in English for the log; empty where it passes."""
    task = turn.task
    faults: list[str] = []
    members: list[Member] = []
    sets = 0
    for pool, units, ids in zip(task.pools, turn.units, parts, strict=True):
        by_id = {member.id: (unit, member) for unit in units for member in unit.members}
        unknown = [i for i in ids if i not in by_id]
        if unknown:
            faults.append(f"{pool.plan.name}: {unknown[0]} may not be drawn")
            continue
        taken = {unit.name: unit for unit, _ in (by_id[i] for i in ids)}
        there = [by_id[i][1] for i in ids]
        sets += sum(unit.is_set for unit in taken.values())
        if any(not {member.id for member in unit.members} <= set(ids) for unit in taken.values()):
            faults.append(f"{pool.plan.name}: an item set is not whole")
        faults += _check_part(pool, there)
        members += there
    found = {member.id for member in members}
    if len(found) != len(members):
        faults.append("an item stands twice")
    if not task.core <= found:
        faults.append("a core item is missing")
    if sets > task.post.blueprint.limits.sets:
        faults.append("too many item sets")
    if meet_enemies(found, task.enemies):
        faults.append("enemies meet")
    if sum(member.is_recent for member in members) > task.recent:
        faults.append("too many items were asked lately")
    if any(len(found & other) > task.shared for other in turn.earlier):
        faults.append("too many items are shared with an earlier form")
    return faults


def meet_enemies(ids: set[str], enemies: Enemies) -> bool:
    """Whether two of these items are enemies."""
    return any(not enemies[i].isdisjoint(ids) for i in ids if i in enemies)


def _check_part(pool: Pool, members: Sequence[Member]) -> list[str]:
    plan, faults = pool.plan, []
    if len(members) != plan.count:
        faults.append(f"{plan.name}: {len(members)} items, not {plan.count}")
    for n, quota in enumerate(plan.quotas):
        if quota.tag != "area":
            count = sum(n in member.scopes or n in member.levels for member in members)
            if not quota.least <= count <= quota.most:
                faults.append(f"{plan.name}: {quota.tag} {quota.value} has {count}")
    areas = {n: quota for n, quota in enumerate(plan.quotas) if quota.tag == "area"}
    if not can_assign(areas, [member.areas for member in members if member.areas]):
        faults.append(f"{plan.name}: the areas cannot be filled")
    if not pool.window.least <= sum(member.weight for member in members) <= pool.window.most:
        faults.append(f"{plan.name}: the difficulty lies outside its window")
    return faults


def can_assign(quotas: Mapping[int, Quota], choices: Sequence[tuple[int, ...]]) -> bool:
    """Whether every item can be given to one of its quotas so that each has between its least and its most.

    Mendelsohn and Dulmage (1958): where one matching serves all items within `most`, and another fills every `least`,
    there is one that does both.
    """
    most = {n: quota.most for n, quota in quotas.items()}
    least = {n: quota.least for n, quota in quotas.items()}
    return _match(most, choices) == len(choices) and _match(least, choices) == sum(least.values())


def _match(seats: Mapping[int, int], choices: Sequence[tuple[int, ...]]) -> int:
    """How many items can sit, each in one of its quotas (Kuhn's augmenting paths)."""
    seated: dict[int, list[int]] = {n: [] for n in seats}

    def sit(item: int, looked: set[int]) -> bool:
        for n in choices[item]:
            if n not in looked:
                looked.add(n)
                there = seated[n]
                if len(there) < seats[n]:
                    there.append(item)
                    return True
                for place, other in enumerate(there):
                    if sit(other, looked):
                        there[place] = item
                        return True
        return False

    return sum(sit(item, set()) for item in range(len(choices)))
