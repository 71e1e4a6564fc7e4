"""Knows the rule `lottery`: tickets in circles, attempts, and what a whole form is looked at for.

Must not know what comes when it gives up. docs/formats/draw.md states the rule; every step here is one there.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from examcore.assembly.filling import Filling
from examcore.assembly.pool import Enemies, Pool, Turn, Unit, find_spent, leave_out
from examcore.nouns import Drawn

RULE = "lottery"
ATTEMPTS = 300


def hash_fields(*fields: str) -> bytes:
    """SHA-256 over the fields joined by U+001F: a ticket, or the place where a circle begins."""
    return hashlib.sha256("\x1f".join(fields).encode()).digest()


@dataclass(frozen=True, slots=True)
class _Circle:
    """Units in the order of their tickets, closed to a ring."""

    tickets: list[bytes]
    units: list[Unit]

    def go_round(self, start: bytes) -> Iterator[Unit]:
        """Every unit once, from the first ticket not less than `start`."""
        at, units = bisect_left(self.tickets, start), self.units
        for place in range(at, len(units)):  # no slices: most rounds end after a few steps
            yield units[place]
        for place in range(at):
            yield units[place]


class Wheel:
    """The circles of one part for one form, and the attempts made from them."""

    def __init__(self, pool: Pool, units: Sequence[Unit], enemies: Enemies, prefix: tuple[str, str, str]) -> None:
        self._pool, self._units, self._enemies, self._prefix = pool, units, enemies, prefix
        self._core = [unit for unit in units if unit.is_core]
        self.tries = 0

    @cached_property
    def _circles(self) -> tuple[_Circle, dict[int, _Circle]]:
        head = ("\x1f".join((*self._prefix, "ticket")) + "\x1f").encode()
        sha256 = hashlib.sha256
        ranked = sorted((sha256(head + unit.name.encode()).digest(), n) for n, unit in enumerate(self._units))
        rest = _Circle([ticket for ticket, _ in ranked], [self._units[n] for _, n in ranked])
        quotas = {n: _Circle([], []) for n, quota in enumerate(self._pool.plan.quotas) if quota.tag != "level"}
        for ticket, unit in zip(rest.tickets, rest.units, strict=True):
            members = unit.members
            served = members[0].areas + members[0].scopes
            if unit.is_set:
                served = tuple({n for member in members for n in member.areas + member.scopes})
            for n in served:
                circle = quotas[n]
                circle.tickets.append(ticket)
                circle.units.append(unit)
        return rest, quotas

    def try_on(self, most: int = ATTEMPTS, needs_window: bool = True) -> Filling | None:
        """The next attempt that passes, None when `most` attempts have been made."""
        window = self._pool.window
        while self.tries < most:
            self.tries += 1
            filling = self._fill(str(self.tries))
            if filling is None or not filling.is_filled:
                continue
            if not needs_window or window.least <= filling.total <= window.most:
                return filling
        return None

    def _fill(self, attempt: str) -> Filling | None:
        """The part as the attempt fills it, None where a core unit finds no place."""
        plan = self._pool.plan
        filling = Filling(self._pool, self._enemies)
        rest, quotas = self._circles
        if not all(filling.take(unit) for unit in self._core):
            return None
        counts = filling.counts
        for n, circle in quotas.items():
            least = plan.quotas[n].least
            if counts[n] >= least:
                continue
            for unit in circle.go_round(hash_fields(*self._prefix, "start", plan.name, attempt, str(n))):
                if filling.take(unit, n) and counts[n] >= least:
                    break
        if filling.size < plan.count:
            for unit in rest.go_round(hash_fields(*self._prefix, "start", plan.name, attempt, "rest")):
                if filling.take(unit) and filling.size >= plan.count:
                    break
        return filling


def passes_whole(turn: Turn, fillings: Sequence[Filling]) -> bool:
    """Whether parts that pass by themselves make a form that passes: enemies, sets, recent and shared items."""
    task = turn.task
    ids = {i for filling in fillings for i in filling.given}
    if any(filling.barred and not filling.barred.isdisjoint(ids) for filling in fillings):
        return False
    units = [unit for filling in fillings for unit in filling.taken.values()]
    if sum(unit.is_set for unit in units) > task.post.blueprint.limits.sets:
        return False
    if sum(member.is_recent for unit in units for member in unit.members) > task.recent:
        return False
    return all(len(ids & other) <= task.shared for other in turn.earlier)


def draw_by_lottery(turn: Turn) -> Drawn | None:
    """The form by the rule `lottery`, None where it gives up."""
    position = turn.task.post.blueprint.position
    prefix = (turn.seed, position, str(turn.ordinal))
    spent = find_spent(turn.used, turn.pace)
    wheels = [
        Wheel(pool, leave_out(units, spent), turn.task.enemies, prefix)
        for pool, units in zip(turn.task.pools, turn.units, strict=True)
    ]
    while True:
        fillings = []
        for wheel in wheels:
            filling = wheel.try_on()
            if filling is None:
                return None
            fillings.append(filling)
        if passes_whole(turn, fillings):
            tries = tuple(wheel.tries for wheel in wheels)
            return Drawn(position, turn.ordinal, RULE, tries, tuple(filling.ids for filling in fillings))
