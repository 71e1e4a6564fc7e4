"""Knows what no draw can get round, however lucky: the least and most difficulty of a part, and how much forms share.

Must not know whether quotas can be filled: ask that first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from examcore.assembly.pool import Member
from examcore.nouns import PartPlan, Window
from examcore.shortage.crossing import TESTS, cross
from examcore.shortage.flow import Network
from examcore.shortage.supply import FAMILIES, NONE, PLACE, Bound, Family, Supply, find_bounds, find_kind

COARSE = 32
"""Weights are first taken together in steps of so much, and one by one only where that leaves a doubt."""


def find_reach(
    plan: PartPlan, members: Sequence[Member], window: Window, forms: int = 1, times: int = 1
) -> tuple[int, int]:
    """The least and the most that the weights of `forms` forms' items can add up to, each item standing in at most
    `times` of them: bounds that hold under each family of quotas by itself, and exact where they lie outside the
    window.
    """
    low, high = window.least * forms, window.most * forms
    step = COARSE * plan.count * forms
    least = max(_add_up(plan, members, family, forms, times, COARSE, False) for family in FAMILIES)
    if least + step > high:
        least = max(_add_up(plan, members, family, forms, times, 1, False) for family in FAMILIES)
    most = min(_add_up(plan, members, family, forms, times, COARSE, True) for family in FAMILIES)
    if most - step < low:
        most = min(_add_up(plan, members, family, forms, times, 1, True) for family in FAMILIES)
    return least, most


def _add_up(
    plan: PartPlan, members: Iterable[Member], family: Family, forms: int, times: int, step: int, is_most: bool
) -> int:
    """The weights of the lightest items (or the heaviest) that can all be seated, each rounded to `step` in its favour.

    Sets of items that can be seated are the independent sets of a transversal matroid (Edmonds and Fulkerson, 1965), so
    taking what fits, lightest first, is best.
    """
    bounds = find_bounds(plan, family)
    if sum(bound.least for bound in bounds) > plan.count:
        bounds = ()
    net, source, nodes, sink = _lay_seats(bounds, plan.count, forms)
    classes: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for member in members:
        weight = -(-member.weight // step) * step if is_most else member.weight // step * step
        classes[weight, tuple(n for n in find_kind(member)[PLACE[family]] if n in nodes) or (NONE,)] += times
    arcs: dict[tuple[int, ...], int] = {}
    total = 0
    for weight, there in groupby(sorted(classes.items(), reverse=is_most), key=lambda one: one[0][0]):
        for (_, places), uses in there:
            if places not in arcs:
                hub = net.add()
                arcs[places] = net.join(source, hub, 0)
                for n in places:
                    net.join(hub, nodes[n], plan.count * forms)
            net.widen(arcs[places], uses)
        total += weight * net.push(source, sink)
    return total


def _lay_seats(bounds: Iterable[Bound], count: int, forms: int) -> tuple[Network, int, dict[int, int], int]:
    net = Network()
    source, sink, free = net.add(), net.add(), net.add()
    nodes = {NONE: free}
    rest = count
    for bound in bounds:
        node = nodes[bound.quota] = net.add()
        net.join(node, sink, bound.least * forms)
        net.join(node, free, (bound.most - bound.least) * forms)
        rest -= bound.least
    net.join(free, sink, rest * forms)
    return net, source, nodes, sink


def count_places(supply: Supply, forms: int) -> tuple[int, ...]:
    """How many of the places of `forms` forms can be filled when each item stands in at most 1, 2 … of them."""
    found = []
    total = supply.plan.count * forms
    for times in range(1, forms):
        missing = max(cross(supply, left, right, forms, times)[0] for left, right in TESTS)
        found.append(total - missing)
        if not missing:
            break
    return tuple(found)


def count_shared(places: Sequence[int], total: int, more: int = 0) -> int:
    """How many items all pairs of forms share together at least, `total` being the forms' places.

    An item in u forms is shared by u(u - 1)/2 pairs, which is the sum of what u exceeds 1, 2 … by; and all items
    together exceed `times` by at least the places left empty when none may stand in more (`places`). With `more` items
    besides.
    """
    return sum(max(0, total - found - more * times) for times, found in enumerate(places, 1))


def find_forced(supplies: Sequence[Supply], forms: int) -> int:
    """How many items all pairs of `forms` forms share together at least, in all parts; core items among them."""
    pairs = forms * (forms - 1) // 2
    return sum(
        count_shared(count_places(supply, forms), supply.plan.count * forms) + supply.core.total() * pairs
        for supply in supplies
    )
