"""Knows a part while it is being filled: what was taken, what each quota counts, and whether a unit still fits.

Must not know in which order units come.
"""

from __future__ import annotations

from examcore.assembly.pool import Enemies, Member, Pool, Unit


class Filling:
    """One part of a form in the making. `counts` follows the plan's quotas, `total` is in half-thousandths."""

    __slots__ = ("_enemies", "_most", "barred", "counts", "given", "plan", "size", "taken", "total")

    def __init__(self, pool: Pool, enemies: Enemies) -> None:
        self.plan = pool.plan
        self.counts = [0] * len(pool.plan.quotas)
        self.taken: dict[str, Unit] = {}
        self.given: dict[str, int | None] = {}
        self.size = 0
        self.total = 0
        self.barred: set[str] = set()
        self._most = [quota.most for quota in pool.plan.quotas]
        self._enemies = enemies

    def take(self, unit: Unit, serving: int | None = None) -> bool:
        """Take a unit if it fits; whether it did. `serving` is the quota that is being served."""
        members = unit.members
        if unit.name in self.taken or self.size + len(members) > self.plan.count:
            return False
        if self.barred and any(member.id in self.barred for member in members):
            return False
        for done, member in enumerate(members):
            if not self._place(member, serving):
                for placed in members[:done]:
                    self.remove(placed)
                return False
        self.taken[unit.name] = unit
        for member in members:
            enemies = self._enemies.get(member.id)
            if enemies:
                self.barred |= enemies
        return True

    def _place(self, member: Member, serving: int | None) -> bool:
        counts, most = self.counts, self._most
        for n in member.scopes:
            if counts[n] >= most[n]:
                return False
        place: int | None = None
        if member.areas:
            if serving is not None and serving in member.areas and counts[serving] < most[serving]:
                place = serving
            else:
                place = next((n for n in member.areas if counts[n] < most[n]), None)
                if place is None:
                    return False
        self.add(member, place)
        return True

    def add(self, member: Member, place: int | None) -> None:
        """Count an item for the area quota `place` (None: for none), and for its scopes and levels."""
        counts = self.counts
        if place is not None:
            counts[place] += 1
        for n in member.scopes:
            counts[n] += 1
        for n in member.levels:
            counts[n] += 1
        self.given[member.id] = place
        self.size += 1
        self.total += member.weight

    def remove(self, member: Member) -> None:
        """Count an item no more."""
        counts = self.counts
        place = self.given.pop(member.id)
        if place is not None:
            counts[place] -= 1
        for n in member.scopes:
            counts[n] -= 1
        for n in member.levels:
            counts[n] -= 1
        self.size -= 1
        self.total -= member.weight

    @property
    def is_filled(self) -> bool:
        """Whether the part has its items and every quota holds."""
        return self.size == self.plan.count and all(
            quota.least <= count <= quota.most for quota, count in zip(self.plan.quotas, self.counts, strict=True)
        )

    @property
    def members(self) -> list[Member]:
        """Every item taken, in the order taken."""
        return [member for unit in self.taken.values() for member in unit.members]

    @property
    def ids(self) -> tuple[str, ...]:
        """The item ids, sorted."""
        return tuple(sorted(self.given))
