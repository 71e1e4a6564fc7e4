"""Knows whether items suffice for one family of quotas, or two that cross, and which of them compete where they do not.

Must not know how a lack is told to people.

A form's places are seats on both sides of a network: each quota has `least` seats of its own and may take up to
`most` with the free seats of its family. Items flow from a seat of the one family to a seat of the other; a form can be
filled exactly when as much flows as it has places, and what is missing is named by the narrowest cut (Ford and
Fulkerson, 1956; Hall, 1935). `forms` forms at once have all seats so many times, and can be told apart afterwards (de
Werra, 1971).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from examcore.shortage.flow import Network
from examcore.shortage.supply import NONE, PLACE, Ask, Bound, Family, Kind, Pick, Supply, ask, find_bounds

FAR = 1 << 40
PAIRS: tuple[tuple[Family, Family], ...] = (("area", "level"), ("area", "scope"), ("scope", "level"))
TESTS: tuple[tuple[Family, Family | None], ...] = (("area", None), ("scope", None), ("level", None), *PAIRS)
"""Each family by itself and each two; to cross a family is to ask it too, but what it lacks is told best alone."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Places that cannot be filled: those for `asked` are `need`; in `limit` (None: nowhere) they find at most `room`,
    and for the rest items of the kind `writable` may be used `have` times, of which `written` are still to be written.
    All for so many forms at once.
    """

    asked: Ask
    need: int
    limit: Ask | None
    room: int
    writable: Ask
    have: int
    written: int = 0

    @property
    def missing(self) -> int:
        """How many places stay empty."""
        return self.need - self.room - self.have


class _Side:
    """The seats of one family, on the side of the source or (turned) of the sink."""

    def __init__(self, net: Network, hub: int, bounds: tuple[Bound, ...], count: int, forms: int, is_sink: bool):
        self.bounds = bounds
        self.nodes = {bound.quota: net.add() for bound in bounds}
        self.nodes[NONE] = net.add()
        self.free = net.add()
        self._count, self._forms = count, forms
        self._least = sum(bound.least for bound in bounds)

        def join(near: int, far: int, room: int) -> None:
            net.join(*((far, near) if is_sink else (near, far)), room * forms)

        join(hub, self.free, count - self._least)
        for bound in bounds:
            join(hub, self.nodes[bound.quota], bound.least)
            join(self.free, self.nodes[bound.quota], bound.most - bound.least)
        join(self.free, self.nodes[NONE], count)

    def places(self, there: tuple[int, ...]) -> tuple[int, ...]:
        return there or (NONE,)

    def picked(self, pick: Pick | None) -> tuple[int, ...]:
        return tuple(n for n in self.nodes if pick is None or pick.holds((n,) if n != NONE else ()))

    def divide(self, is_near: list[bool]) -> tuple[Pick | None, Pick | None, int]:
        """The quotas on the hub's side and beyond, and how many seats the cut goes through. A pick of nothing is None;
        that one of the two which holds the free seats is named by what it leaves out.
        """
        near = tuple(b.quota for b in self.bounds if is_near[self.nodes[b.quota]])
        beyond = tuple(b.quota for b in self.bounds if not is_near[self.nodes[b.quota]])
        if is_near[self.free]:
            room = sum(b.most for b in self.bounds if b.quota in beyond)
            return Pick(beyond, True), Pick(beyond) if beyond else None, room * self._forms
        room = self._count - sum(b.least for b in self.bounds if b.quota in near)
        return Pick(near) if near else None, Pick(near, True), room * self._forms


def cross(
    supply: Supply, left: Family, right: Family | None, forms: int = 1, times: int = 1, is_fresh: bool = False
) -> tuple[int, tuple[Clash, ...]]:
    """How many places stay empty at least when `forms` forms use each item up to `times` times, and what clashes.

    Items found missing before count as written. A family whose own quotas contradict each other is left out.
    """
    plan = supply.plan
    net = Network()
    source, sink = net.add(), net.add()
    sides = []
    for hub, family in ((source, left), (sink, right)):
        bounds = find_bounds(plan, family) if family else ()
        if sum(bound.least for bound in bounds) > plan.count or any(bound.least > bound.most for bound in bounds):
            bounds = ()
        sides.append(_Side(net, hub, bounds, plan.count, forms, hub == sink))
    near, far = sides
    classes: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for kind, uses in supply.count_uses(forms, times, is_fresh).items():
        key = _see(kind, PLACE[left], near), _see(kind, PLACE[right], far) if right else (NONE,)
        classes[key] = classes.get(key, 0) + uses
    for asked, count in supply.written:
        key = near.picked(asked.pick(left)), far.picked(asked.pick(right) if right else None)
        classes[key] = classes.get(key, 0) + count * times
    _join_classes(net, near, far, classes)
    total = plan.count * forms
    flow = net.push(source, sink)
    if flow == total:
        return 0, ()
    cuts = (net.find_source_side(source), [not there for there in net.find_sink_side(sink)])
    readings = [reading for cut in cuts for reading in _read(near, far, cut, total, flow, left, right)]
    best = min(readings, key=_count_names)
    if right is None:
        return total - flow, _split(best, classes, near, forms)
    written = sum(count * times for asked, count in supply.written if _meet(asked, best.writable))
    return total - flow, (replace(best, written=min(written, best.have)),)


def _meet(one: Ask, other: Ask) -> bool:
    """Whether an item could be of both kinds."""
    pairs = ((one.area, other.area), (one.scope, other.scope), (one.level, other.level))
    return all(
        a is None or b is None or a.is_outside or b.is_outside or not set(a.quotas).isdisjoint(b.quotas)
        for a, b in pairs
    )


def _see(kind: Kind, place: int, side: _Side) -> tuple[int, ...]:
    """The places of a kind on a side; quotas that were left out are none."""
    return tuple(n for n in kind[place] if n in side.nodes) or (NONE,)


def _join_classes(
    net: Network, near: _Side, far: _Side, classes: Mapping[tuple[tuple[int, ...], tuple[int, ...]], int]
) -> None:
    hubs: dict[tuple[int, ...], int] = {}
    for (lefts, rights), uses in classes.items():
        hub = hubs.get(lefts)
        if hub is None:
            hub = hubs[lefts] = near.nodes[lefts[0]] if len(lefts) == 1 else net.add()
            if len(lefts) > 1:
                for n in lefts:
                    net.join(near.nodes[n], hub, FAR)
        if len(rights) == 1:
            net.join(hub, far.nodes[rights[0]], uses)
        else:
            several = net.add()
            net.join(hub, several, uses)
            for n in rights:
                net.join(several, far.nodes[n], FAR)


def _read(
    near: _Side, far: _Side, is_near: list[bool], total: int, flow: int, left: Family, right: Family | None
) -> list[Clash]:
    """A cut in words of quotas: once asked from the left family, once from the right one."""
    here, beyond, room_left = near.divide(is_near)
    beyond_right, here_right, room_right = far.divide([not there for there in is_near])
    have = flow - room_left - room_right
    writable = ask(left, here or Pick(()), right, beyond_right)
    if right is None:
        return [Clash(ask(left, here or Pick(())), total - room_left, None, 0, writable, have)]
    found = []
    if here is not None:
        limit = ask(right, here_right) if here_right is not None and room_right else None
        found.append(Clash(ask(left, here), total - room_left, limit, room_right, writable, have))
    if beyond_right is not None:
        limit = ask(left, beyond) if beyond is not None and room_left else None
        found.append(Clash(ask(right, beyond_right), total - room_right, limit, room_left, writable, have))
    return found


def _count_names(clash: Clash) -> tuple[int, bool, int]:
    """Simple sentences first: no limit, few quotas, none called by what it leaves out."""
    picks = [
        pick
        for one in (clash.asked, clash.limit)
        if one is not None
        for pick in (one.area, one.scope, one.level)
        if pick is not None
    ]
    names = sum(len(pick.quotas) for pick in picks) or 100  # "the part" names nobody: only where nothing else is left
    return names, clash.limit is not None, sum(pick.is_outside for pick in picks)


def _split(
    clash: Clash, classes: Mapping[tuple[tuple[int, ...], tuple[int, ...]], int], near: _Side, forms: int
) -> tuple[Clash, ...]:
    """Quotas that clash without sharing an item are told one by one."""
    pick = clash.asked.area or clash.asked.scope or clash.asked.level
    if pick is None or pick.is_outside:
        return (clash,)
    groups: list[set[int]] = [{n} for n in pick.quotas]
    for lefts, _ in classes:
        touched = [group for group in groups if not group.isdisjoint(lefts)]
        if len(touched) > 1:
            groups = [group for group in groups if group.isdisjoint(lefts)] + [set().union(*touched)]
    family: Family = "area" if clash.asked.area else "scope" if clash.asked.scope else "level"
    found = []
    for group in sorted(groups, key=min):
        asked = ask(family, Pick(tuple(sorted(group))))
        need = sum(bound.least for bound in near.bounds if bound.quota in group) * forms
        have = sum(uses for (lefts, _), uses in classes.items() if not group.isdisjoint(lefts))
        if need > have:
            found.append(Clash(asked, need, None, 0, asked, have))
    return tuple(found)
