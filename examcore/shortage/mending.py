"""Knows the ways out of each lack: items to be written, quotas lowered, limits moved, fewer forms.

Must not know which of them a person is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil, sqrt

from examcore.assembly.pool import set_task
from examcore.language import Decimals, Message, messages
from examcore.nouns import FULL, Blueprint, PartPlan, Quota
from examcore.shortage.bounds import find_forced
from examcore.shortage.case import Case, Remedy, Writing
from examcore.shortage.lacks import BadCore, Few, Hardness, Lack, ManySets, Overlap, Stale
from examcore.shortage.naming import list_up, name_ask, name_line
from examcore.shortage.supply import Ask, Pick, Supply, ask, find_bounds, take_supply
from examcore.shortage.trial import STEPS, Change

msg = messages("examcore")


def mend(case: Case, lack: Lack) -> Iterator[Remedy]:
    """What would help against one lack, each change tried."""
    blueprint = case.post.blueprint
    match lack:
        case Few():
            yield write(blueprint, lack.part, lack.writable, lack.missing)
            if lack.forms == 1:
                yield from _lower(case, lack)
        case Stale():
            for part, asked in lack.asked if len(lack.asked) == 1 else ():
                yield write(blueprint, part, asked, lack.missing)
            yield from _allow_recent(case, lack)
        case ManySets():
            yield from _allow_sets(case, lack)
        case Hardness():
            yield _write_other(blueprint, lack)
            if lack.forms == 1:
                yield from _widen(case, lack)
        case BadCore():
            told = msg("take {item} out of the core", item=lack.item)
            core = tuple(item for item in blueprint.core if item != lack.item)
            change = Change(replace(blueprint, core=core), case.post.forms, case.exposure, told)
            if case.works(change, lack):
                yield change
        case Overlap() if lack.missing:
            yield Writing(0, Ask(), lack.missing, msg("write at least {count} more items", count=lack.missing))
        case _:
            return


def write(blueprint: Blueprint, part: int, asked: Ask, count: int) -> Writing:
    """The way out that adds items."""
    kinds = name_ask(blueprint.parts[part], asked)
    if asked.area is not None and (len(asked.area.quotas) > 1 or asked.area.is_outside):
        told = msg(
            "write {count} more items: {kinds}, as the quotas of these areas need them", count=count, kinds=kinds
        )
    else:
        told = msg("write {count} more items: {kinds}", count=count, kinds=kinds)
    return Writing(part, asked, count, told)


def _write_other(blueprint: Blueprint, lack: Hardness) -> Writing:
    plan, bound = blueprint.parts[lack.part], Decimals(lack.bound / 10000, 3)
    if lack.is_above:
        told = msg("write harder items for {part}: with a difficulty below {bound}", part=plan.title, bound=bound)
    else:
        told = msg("write easier items for {part}: with a difficulty above {bound}", part=plan.title, bound=bound)
    return Writing(lack.part, Ask(), 0, told)


def _lower(case: Case, few: Few) -> Iterator[Change]:
    """Lower the quotas that ask for too much; where their part would not be full then, let another one hold more."""
    pick = few.asked.area or few.asked.level or few.asked.scope
    if pick is None or pick.is_outside:
        return
    plan = case.post.blueprint.parts[few.part]
    lowered = _spread_cut(plan, pick.quotas, few.missing)
    if lowered is None:
        return
    names = list_up([_name_step(plan, n, lowered[n].least) for n in lowered])
    change = _set_quotas(case, few.part, lowered, msg("lower in {part}: {steps}", part=plan.title, steps=names))
    if case.works(change, few):
        yield change
        return
    family = plan.quotas[pick.quotas[0]].tag
    for n, quota in enumerate(plan.quotas):
        if quota.tag == family and n not in lowered:
            raised = replace(quota, most=min(plan.count, quota.most + few.missing))
            told = msg("lower in {part}: {steps}; and let {quota} have up to {most}", part=plan.title, steps=names,
                       quota=name_line(plan, n), most=raised.most)  # fmt: skip
            change = _set_quotas(case, few.part, {**lowered, n: raised}, told)
            if case.works(change, few):
                yield change
                return


def _name_step(plan: PartPlan, n: int, new: int) -> Message:
    return msg("{quota} from {old} to {new}", quota=name_line(plan, n), old=plan.quotas[n].least, new=new)


def _spread_cut(plan: PartPlan, quotas: Sequence[int], missing: int) -> dict[int, Quota] | None:
    """The quotas with `missing` taken off their leasts, the largest first; None where that cannot be done."""
    least = {n: plan.quotas[n].least for n in quotas}
    for _ in range(missing):
        n = max(least, key=lambda n: (least[n], -n))
        if not least[n]:
            return None
        least[n] -= 1
    return {n: replace(plan.quotas[n], least=value) for n, value in least.items() if value < plan.quotas[n].least}


def _set_quotas(case: Case, part: int, changed: Mapping[int, Quota], told: Message) -> Change:
    plans = list(case.post.blueprint.parts)
    quotas = tuple(changed.get(n, quota) for n, quota in enumerate(plans[part].quotas))
    plans[part] = replace(plans[part], quotas=quotas)
    return case.change(told, parts=tuple(plans))


def _allow_recent(case: Case, lack: Stale) -> Iterator[Change]:
    limits, count = case.post.blueprint.limits, case.post.blueprint.count

    def build(percent: int) -> Change:
        told = msg("allow {new} percent of a form to be items asked this year or last, instead of {old}", new=percent,
                   old=limits.recent)  # fmt: skip
        return case.change(told, limits=replace(limits, recent=percent))

    least = count * limits.recent // 100 + -(-(lack.need - lack.fresh - lack.allowed) // lack.forms)
    yield from _find_first(case, lack, build, -(-100 * least // count), 100)


def _allow_sets(case: Case, lack: ManySets) -> Iterator[Change]:
    limits = case.post.blueprint.limits

    def build(sets: int) -> Change:
        told = msg("allow {new} item sets in a form instead of {old}", new=sets, old=limits.sets)
        return case.change(told, limits=replace(limits, sets=sets))

    yield from _find_first(case, lack, build, limits.sets + 1, case.post.blueprint.count)


def _widen(case: Case, lack: Hardness) -> Iterator[Change]:
    """Let the mean of a part go as far as it must."""
    parts = case.post.blueprint.parts
    plan = parts[lack.part]

    def build(value: int) -> Change:
        low, high = (plan.lowest, value) if lack.is_above else (FULL - value, plan.highest)
        told = msg("let the mean difficulty of {part} lie between {low} and {high}", part=plan.title,
                   low=Decimals(low / FULL, 3), high=Decimals(high / FULL, 3))  # fmt: skip
        changed = replace(plan, lowest=low, highest=high)
        return case.change(told, parts=(*parts[: lack.part], changed, *parts[lack.part + 1 :]))

    start = -(-lack.reach // 10) if lack.is_above else FULL - lack.reach // 10
    yield from _find_first(case, lack, build, start, FULL, unit=10)


def ask_less(case: Case) -> Iterator[Change]:
    """Fewer forms, more exposure or more shared items, so that nothing at all is lacking."""
    post, limits = case.post, case.post.blueprint.limits
    count = post.blueprint.count
    few = [lack for lack in case.lacks if isinstance(lack, Few) and lack.forms > 1]
    most = min([(lack.have - lack.room) * lack.forms // max(1, lack.need - lack.room) for lack in few] or [post.forms])

    def make(less: int) -> Change:
        told = msg("make {new} forms instead of {old}", new=post.forms - less, old=post.forms)
        return case.change(told, forms=post.forms - less)

    yield from _find_first(case, None, make, max(1, post.forms - most), post.forms - 1)
    times = few[0].times if few else 0
    if case.exposure and times == case.exposure:

        def expose(value: int) -> Change:
            told = msg("let an item stand in {new} forms instead of {old}", new=value, old=case.exposure)
            return case.change(told, exposure=value)

        start = max(-(-times * (lack.need - lack.room) // max(1, lack.have - lack.room)) for lack in few)
        yield from _find_first(case, None, expose, max(times + 1, start), post.forms)
    if count * limits.overlap // 100 and not any(isinstance(lack, Overlap) for lack in case.lacks):
        return  # how much forms may share is not what stands in the way

    def share(percent: int) -> Change:
        told = msg("allow two forms to share {new} percent of their items instead of {old}", new=percent,
                   old=limits.overlap)  # fmt: skip
        return case.change(told, limits=replace(limits, overlap=percent))

    yield from _find_first(case, None, share, max(limits.overlap + 1, _find_overlap(case)), 100)


def _find_overlap(case: Case) -> int:
    """The percentage with which the lottery has room: what must be shared anyway is three quarters of it at most, and
    two forms drawn at random share so much with some luck.
    """
    post, count = case.post, case.post.blueprint.count
    task = set_task(case.stock, post)
    supplies = [take_supply(pool.plan, pool.units, post.blueprint.limits.sets) for pool in task.pools]
    forced = -(-4 * find_forced(supplies, post.forms) // (3 * post.forms * (post.forms - 1) // 2))
    mean = sum(supply.plan.count**2 / max(1, _count_wanted(supply)) for supply in supplies)
    return -(-100 * max(forced, ceil(mean + 1.5 * sqrt(mean))) // count)


def _count_wanted(supply: Supply) -> int:
    """How many items may count for an area quota; all where there are no such quotas."""
    quotas = tuple(bound.quota for bound in find_bounds(supply.plan, "area"))
    return supply.count_items(ask("area", Pick(quotas)) if quotas else Ask())


def _find_first(
    case: Case, lack: Lack | None, build: Callable[[int], Change], start: int, highest: int, unit: int = 1
) -> Iterator[Change]:
    """The change with the least value, from `start`, that takes this lack away (None: all of them)."""
    for value in dict.fromkeys(min(highest, start + step * unit) for step in STEPS):
        if start <= highest and case.works(change := build(value), lack):
            yield change
            return
