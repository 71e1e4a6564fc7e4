"""Knows the rule `swap`: items are seated in area quotas by augmenting paths, then exchanged until the form passes.

Must not know the lottery's circles. docs/formats/draw.md states the rule; only exchanges that cannot lower the penalty
are skipped, so the one that is made is the one the page names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from examcore.assembly.filling import Filling
from examcore.assembly.lottery import hash_fields
from examcore.assembly.pool import Member, Pool, Turn, Unit
from examcore.nouns import Drawn

RULE = "swap"
ATTEMPTS = 5
EXCHANGES = 400
MISS = 1000
"""What an item too many or too few costs, against one half-thousandth of difficulty."""


def draw_by_swap(turn: Turn, attempts: int = ATTEMPTS, exchanges: int = EXCHANGES) -> Drawn | None:
    """The form by the rule `swap`, None where it gives up. Fewer attempts or exchanges than the rule has are for trials
    only.
    """
    for attempt in range(1, attempts + 1):
        form = _start(turn, str(attempt))
        if form is not None and form.repair(exchanges):
            parts = tuple(filling.ids for filling in form.fillings)
            return Drawn(turn.task.post.blueprint.position, turn.ordinal, RULE, (attempt,) * len(parts), parts)
    return None


def _queue(turn: Turn, units: Sequence[Unit], attempt: str) -> list[Unit]:
    """Least used first, those not asked lately first, then by ticket."""
    fields = (turn.seed, turn.task.post.blueprint.position, str(turn.ordinal), "swap", attempt)

    def rank(unit: Unit) -> tuple[int, bool, bytes]:
        most = max(turn.used.get(member.id, 0) for member in unit.members)
        recent = any(member.is_recent for member in unit.members)
        return most, recent, hash_fields(*fields, unit.name)

    return sorted(units, key=rank)


def _start(turn: Turn, attempt: str) -> _Form | None:
    """A form whose parts have their items, whatever else is wrong with it; None where a part cannot be filled."""
    sets = turn.task.post.blueprint.limits.sets
    fillings: list[Filling] = []
    queues = [_queue(turn, units, attempt) for units in turn.units]
    for pool, units, queue in zip(turn.task.pools, turn.units, queues, strict=True):
        seating = _Seating(pool, turn)
        filling = seating.filling
        for before in fillings:
            filling.barred |= before.barred  # enemies name each other, so this bars across parts
        fillings.append(filling)
        if not all(seating.seat_core(unit) for unit in units if unit.is_core):
            return None
        for take in (seating.seat, filling.take):
            for unit in queue:
                if filling.size >= pool.plan.count:
                    break
                if not unit.is_set or _count_sets(fillings) < sets:
                    take(unit)
        if filling.size != pool.plan.count:
            return None
    return _Form(turn, fillings, queues)


def _count_sets(fillings: Sequence[Filling]) -> int:
    return sum(unit.is_set for filling in fillings for unit in filling.taken.values())


class _Seating:
    """Items on the seats of a part's area quotas: as many as each quota's least."""

    def __init__(self, pool: Pool, turn: Turn) -> None:
        self.filling = Filling(pool, turn.task.enemies)
        self._enemies = turn.task.enemies
        self._quotas = pool.plan.quotas
        self._seated: dict[int, list[Member]] = {n: [] for n, q in enumerate(self._quotas) if q.tag == "area"}
        self._free = sum(self._quotas[n].least for n in self._seated)

    def seat_core(self, unit: Unit) -> bool:
        """Take a core unit as the lottery does, and say whether it fits; its items sit down where a seat is free."""
        if not self.filling.take(unit):
            return False
        for member in unit.members:
            place = self.filling.given[member.id]
            if place is not None and len(self._seated[place]) < self._quotas[place].least:
                self._seated[place].append(member)
                self._free -= 1
        return True

    def seat(self, unit: Unit) -> None:
        """Take a unit if every one of its items can be seated."""
        filling = self.filling
        if not self._free or unit.name in filling.taken or any(not member.areas for member in unit.members):
            return
        if filling.size + len(unit.members) > filling.plan.count or len(unit.members) > self._free:
            return
        if any(member.id in filling.barred for member in unit.members):
            return
        kept = {n: list(there) for n, there in self._seated.items()} if unit.is_set else {}
        room = [quota.most - count for quota, count in zip(self._quotas, filling.counts, strict=True)]
        for member in unit.members:
            for n in member.scopes:
                room[n] -= 1
            if any(room[n] < 0 for n in member.scopes) or not self._find_seat(member, set()):
                if kept:
                    self._seated = kept
                return
        self._free -= len(unit.members)
        for member in unit.members:
            filling.add(member, None)
            filling.barred |= self._enemies.get(member.id, frozenset())
        filling.taken[unit.name] = unit
        self._write_places()

    def _find_seat(self, member: Member, looked: set[int]) -> bool:
        """An augmenting path: a free seat, or else one that somebody leaves for another of their quotas."""
        for n in member.areas:
            if len(self._seated[n]) < self._quotas[n].least:
                self._seated[n].append(member)
                return True
        for n in member.areas:
            if n in looked:
                continue
            looked.add(n)
            there = self._seated[n]
            for place, other in enumerate(there):
                if self._find_seat(other, looked):
                    del there[place]
                    there.append(member)
                    return True
        return False

    def _write_places(self) -> None:
        """Let each item count for the quota it is seated in now."""
        for n, there in self._seated.items():
            for member in there:
                before = self.filling.given[member.id]
                if before != n:
                    if before is not None:
                        self.filling.counts[before] -= 1
                    self.filling.given[member.id] = n
                    self.filling.counts[n] += 1


_Look: TypeAlias = "tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], bool]"


def _look(member: Member) -> _Look:
    """What quotas and the limit of recent items see of an item."""
    return member.areas, member.scopes, member.levels, member.is_recent


class _Form:
    """A form whose parts are full, and the exchanges that mend it."""

    def __init__(self, turn: Turn, fillings: list[Filling], queues: Sequence[Sequence[Unit]]) -> None:
        self.fillings = fillings
        self._turn = turn
        self._singles = [[(unit, _look(unit.members[0])) for unit in queue if not unit.is_set] for queue in queues]
        self._ids = {i for filling in fillings for i in filling.given}
        self._recent = sum(member.is_recent for filling in fillings for member in filling.members)
        self._shared = [len(self._ids & other) for other in turn.earlier]

    def repair(self, exchanges: int) -> bool:
        """Exchange until the penalty is 0; False where nothing lowers it any more."""
        for _ in range(exchanges):
            if not self._penalty():
                return True
            if not self._exchange():
                return False
        return not self._penalty()

    def _penalty(self) -> int:
        task = self._turn.task
        missed = sum(_miss(f.plan.quotas[n].least, f.plan.quotas[n].most, count)
                     for f in self.fillings for n, count in enumerate(f.counts))  # fmt: skip
        over = max(0, self._recent - task.recent) + sum(max(0, shared - task.shared) for shared in self._shared)
        away = sum(_distance(pool, f.total) for pool, f in zip(task.pools, self.fillings, strict=True))
        return MISS * (missed + over) + away

    def _exchange(self) -> bool:
        """Make the first exchange that lowers the penalty; whether there was one."""
        task = self._turn.task
        is_over = self._recent > task.recent or any(shared > task.shared for shared in self._shared)
        for part, (pool, filling, singles) in enumerate(zip(task.pools, self.fillings, self._singles, strict=True)):
            if not is_over and filling.is_filled and not _distance(pool, filling.total):
                continue  # nothing an exchange in this part touches is wrong
            coming = [(unit, look) for unit, look in singles if unit.name not in filling.taken]
            looks = {look: unit.members[0] for unit, look in coming}
            for unit, _ in reversed(singles):
                if unit.name in filling.taken and not unit.is_core:
                    found = self._find_better(part, unit.members[0], coming, looks)
                    if found is not None:
                        self._swap(filling, unit, found.members[0], found)
                        return True
        return False

    def _find_better(
        self, part: int, leaving: Member, coming: Sequence[tuple[Unit, _Look]], looks: Mapping[_Look, Member]
    ) -> Unit | None:
        """The first newcomer for whom the exchange lowers the penalty. What quotas and the limit of recent items cost
        is the same for all newcomers that look alike.
        """
        filling, task = self.fillings[part], self._turn.task
        pool, quotas, counts = task.pools[part], filling.plan.quotas, filling.counts
        place = filling.given[leaving.id]
        left = [n for n in (place, *leaving.scopes, *leaving.levels) if n is not None]
        gain = 0  # what the penalty changes by when the item leaves
        for n in left:
            gain += _miss(quotas[n].least, quotas[n].most, counts[n] - 1) - _miss(
                quotas[n].least, quotas[n].most, counts[n]
            )
            counts[n] -= 1
        cost = [_miss(quota.least, quota.most, count + 1) - _miss(quota.least, quota.most, count)
                for quota, count in zip(quotas, counts, strict=True)]  # fmt: skip
        has_room = [count < quota.most for quota, count in zip(quotas, counts, strict=True)]
        for n in left:
            counts[n] += 1
        recent = self._recent - leaving.is_recent
        gain += max(0, recent - task.recent) - max(0, self._recent - task.recent)
        is_recent_dear = recent >= task.recent
        dear = []
        for other, shared in zip(self._turn.earlier, self._shared, strict=True):
            after = shared - (leaving.id in other)
            gain += max(0, after - task.shared) - max(0, shared - task.shared)
            if after >= task.shared:
                dear.append(other)
        total, before = filling.total - leaving.weight, _distance(pool, filling.total)
        low, high = pool.window.least, pool.window.most
        enemies = self._turn.task.enemies
        others = self._ids - {leaving.id} if enemies else self._ids
        costs: dict[_Look, int] = {}
        for look, member in looks.items():
            missed = gain
            if member.areas:
                missed += cost[next((n for n in member.areas if has_room[n]), member.areas[0])]
            for n in member.scopes:
                missed += cost[n]
            for n in member.levels:
                missed += cost[n]
            if is_recent_dear and member.is_recent:
                missed += 1
            if MISS * missed < before:
                costs[look] = missed
        for unit, look in coming if costs else ():
            if look not in costs:
                continue
            missed, member = costs[look], unit.members[0]
            for other in dear:
                if member.id in other:
                    missed += 1
            after = total + member.weight
            away = low - after if after < low else after - high if after > high else 0
            if MISS * missed + away < before and (
                not enemies or others.isdisjoint(enemies.get(member.id, frozenset()))
            ):
                return unit
        return None

    def _swap(self, filling: Filling, leaving: Unit, member: Member, coming: Unit) -> None:
        gone = leaving.members[0]
        filling.remove(gone)
        del filling.taken[leaving.name]
        quotas, counts = filling.plan.quotas, filling.counts
        place = None
        if member.areas:
            place = next((n for n in member.areas if counts[n] < quotas[n].most), member.areas[0])
        filling.add(member, place)
        filling.taken[coming.name] = coming
        self._ids = self._ids - {gone.id} | {member.id}
        self._recent += member.is_recent - gone.is_recent
        self._shared = [
            shared - (gone.id in other) + (member.id in other)
            for other, shared in zip(self._turn.earlier, self._shared, strict=True)
        ]


def _miss(least: int, most: int, count: int) -> int:
    """By how many items a quota is missed."""
    return least - count if count < least else count - most if count > most else 0


def _distance(pool: Pool, total: int) -> int:
    """How far a sum lies outside the part's window."""
    low, high = pool.window.least, pool.window.most
    return low - total if total < low else total - high if total > high else 0
