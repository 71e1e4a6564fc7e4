"""Knows how everything is found that can be known to be lacking before anything is drawn.

Must not know words, nor what would help. Findings build on one another: what was found missing counts as written from
then on, so nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from examcore.assembly.pool import Member, Pool, Stock, Task, Turn, Unit, find_enemies, set_task
from examcore.nouns import LEVELS, Blueprint, DrawPlan, PartPlan, Post
from examcore.shortage.bounds import count_places, count_shared, find_reach
from examcore.shortage.crossing import PAIRS, Clash, cross
from examcore.shortage.lacks import BadCore, Contradiction, Fault, Few, Hardness, Lack, ManySets, Overlap, Stale
from examcore.shortage.standing import judge_lots
from examcore.shortage.supply import FAMILIES, NONE, Ask, Pick, Supply, ask, find_bounds, find_kind, take_supply

VALUES = {"level": len(LEVELS), "scope": 2}
"""How many values a family has: quotas for all of them leave no other items."""
_FAULTS: dict[str, Fault] = {"elsewhere": "elsewhere", "lapsed": "lapsed"}


def find_lacks(stock: Stock, post: Post, exposure: int = 0) -> tuple[Lack, ...]:
    """What the forms of a post lack: first what one form lacks, then what all of them do; empty where nothing is known
    to be. `exposure` is the most forms an item may stand in (0: no such limit).
    """
    blueprint = post.blueprint
    task = set_task(stock, post)
    found: list[Lack] = [*check_quotas(blueprint), *_check_core(stock, task)]
    supplies = [take_supply(pool.plan, pool.units, blueprint.limits.sets) for pool in task.pools]
    times = count_times(post, task.shared, exposure)
    forms = post.forms if times < post.forms else 1  # if all may stand in all, one form is as good as many
    found += _check_forms(task, supplies, [pool.units for pool in task.pools], forms, times if forms > 1 else 1)
    if times > 1:
        found += _check_overlap(task, supplies, post.forms)
    return tuple(found)


def find_shared_lacks(stock: Stock, plan: DrawPlan) -> Iterable[tuple[Lack, tuple[Post, ...]]]:
    """What posts lack together that draw a part from the very same items, where an item may stand in so many forms of
    the whole draw only; and the posts.
    """
    groups: dict[tuple[int, PartPlan, frozenset[str]], list[tuple[Post, int, Supply]]] = {}
    for post in plan.posts:
        task = set_task(stock, post)
        for part, pool in enumerate(task.pools):
            key = part, pool.plan, frozenset(unit.name for unit in pool.units)
            supply = take_supply(pool.plan, pool.units, post.blueprint.limits.sets)
            groups.setdefault(key, []).append((post, count_times(post, task.shared, 0), supply))
    for (part, _, _), there in groups.items():
        if len(there) > 1:
            forms = sum(post.forms for post, _, _ in there)
            times = min(plan.exposure, sum(most for _, most, _ in there))
            posts = tuple(post for post, _, _ in there)
            yield from ((few, posts) for few in _check_supply(part, there[0][2], forms, times))


def find_turn_lacks(turn: Turn) -> tuple[Lack, ...]:
    """What the form lacks whose turn it is, with what the forms before it have left."""
    sets = turn.task.post.blueprint.limits.sets
    supplies = [take_supply(pool.plan, units, sets) for pool, units in zip(turn.task.pools, turn.units, strict=True)]
    return tuple(_check_forms(turn.task, supplies, turn.units, 1, 1))


def count_times(post: Post, shared: int, exposure: int) -> int:
    """In how many forms of a post an item may stand."""
    most = min(post.forms, exposure) if exposure else post.forms
    return most if shared else 1


def check_quotas(blueprint: Blueprint) -> Iterable[Lack]:
    """Quotas that contradict each other, whatever the bank holds."""
    for part, plan in enumerate(blueprint.parts):
        for family in FAMILIES:
            bounds = find_bounds(plan, family)
            for bound in bounds:
                if bound.least > bound.most:
                    yield Contradiction(part, family, bound.quota, bound.least, bound.most, True)
            if (least := sum(bound.least for bound in bounds)) > plan.count:
                yield Contradiction(part, family, None, least, plan.count, True)
            if len(bounds) == VALUES.get(family) and (most := sum(bound.most for bound in bounds)) < plan.count:
                yield Contradiction(part, family, None, most, plan.count, False)


def _check_core(stock: Stock, task: Task) -> Iterable[Lack]:
    blueprint = task.post.blueprint
    lots = {lot.id: lot for lot in stock.lots}
    usable = {member.id for pool in task.pools for unit in pool.units for member in unit.members}
    names = [plan.name for plan in blueprint.parts]
    enemies = find_enemies(stock, blueprint)
    for item in sorted(task.core):
        if item not in lots:
            yield BadCore(item, "unknown")
        elif lots[item].tags.part not in names:
            yield BadCore(item, "outside")
        elif item not in usable:
            part = names.index(lots[item].tags.part)
            judged = next(one for one in judge_lots(stock, blueprint, blueprint.parts[part]) if one.lot.id == item)
            yield BadCore(item, _FAULTS.get(judged.standing, "broken_sets"), part)
        for other in sorted(enemies.get(item, frozenset()) & task.core):
            if item < other:
                yield BadCore(item, "enemies", other=other)
    for part, pool in enumerate(task.pools):
        yield from _check_crowd(part, pool)


def _check_crowd(part: int, pool: Pool) -> Iterable[Lack]:
    """Core items that a part or a quota has no room for."""
    core = [member for unit in pool.units if unit.is_core for member in unit.members]
    room = {NONE: pool.plan.count, **{n: quota.most for n, quota in enumerate(pool.plan.quotas)}}
    for member in core:
        places = [*member.scopes, *member.levels]
        if member.areas:
            places.append(max(member.areas, key=lambda n: room[n]))
        for n in (NONE, *places):
            room[n] -= 1
        full = next((n for n in (NONE, *places) if room[n] < 0), None)
        if full is not None:
            yield BadCore(member.id, "crowded", part, None if full == NONE else full)


def _check_forms(
    task: Task, supplies: Sequence[Supply], units: Sequence[Sequence[Unit]], forms: int, times: int
) -> list[Lack]:
    """What forms of these units lack together."""
    found: list[Lack] = []
    for part, (pool, supply, there) in enumerate(zip(task.pools, supplies, units, strict=True)):
        few: list[Lack] = [*_check_supply(part, supply, forms, times), *_check_sets(part, supply, there, task)]
        if not few:
            members = [member for unit in there if _fits(unit, pool, task) for member in unit.members]
            few += _check_window(part, pool, members, 1, 1)
            if forms > 1 and not few and not supply.core:
                few += _check_window(part, pool, members, forms, times)
        found += few
    return found + list(_check_recent(task, supplies, forms, times))


def _fits(unit: Unit, pool: Pool, task: Task) -> bool:
    sets = task.post.blueprint.limits.sets
    return unit.is_core or not unit.is_set or bool(sets and len(unit.members) <= pool.plan.count)


def _check_supply(part: int, supply: Supply, forms: int, times: int) -> list[Few]:
    """Each family by itself, then each two; the latter as if what the former lack were written."""
    found: list[Few] = []
    for family in FAMILIES:
        for clash in cross(supply, family, None, forms, times)[1]:
            few = _tell(part, clash, forms, times)
            told = sum(other.missing for other in found)  # to write those fills the part, too
            if all(few.asked != other.asked for other in found) and (not few.asked.is_all or few.missing > told):
                found.append(few)
    supply.written += ((few.writable, few.missing) for few in found)
    for left, right in PAIRS:
        while clashes := cross(supply, left, right, forms, times)[1]:
            few = _tell(part, clashes[0], forms, times)
            supply.written.append((few.writable, few.missing))
            found.append(few)
    return found


def _tell(part: int, clash: Clash, forms: int, times: int) -> Few:
    have = clash.room + clash.have
    return Few(part, clash.asked, clash.need, have, clash.writable, clash.limit, clash.room, clash.written, forms,
               times)  # fmt: skip


def _check_sets(part: int, supply: Supply, units: Sequence[Unit], task: Task) -> Iterable[ManySets]:
    """Quotas that could be filled only with more item sets than a form may have."""
    sets = task.post.blueprint.limits.sets
    groups = [unit for unit in units if unit.is_set and not unit.is_core and _fits(unit, task.pools[part], task)]
    if len(groups) <= sets:
        return
    plan = supply.plan
    asks = [(Ask(), plan.count), *((ask(family, Pick((bound.quota,))), bound.least) for family in FAMILIES
                                   for bound in find_bounds(plan, family))]  # fmt: skip
    for asked, need in asks:
        all_items = supply.count_items(asked)
        sizes = sorted((sum(asked.holds(find_kind(m)) for m in unit.members) for unit in groups), reverse=True)
        have = all_items - sum(sizes[sets:])
        if have < need <= all_items:
            yield ManySets(part, asked, need, have, sets)


def _check_window(part: int, pool: Pool, members: Sequence[Member], forms: int, times: int) -> Iterable[Hardness]:
    plan, window = pool.plan, pool.window
    least, most = find_reach(plan, members, window, forms, times)
    each = 2 * plan.count
    if least > window.most * forms:
        yield Hardness(part, 10 * least // (each * forms), 10 * window.most // each, True, forms)
    elif most < window.least * forms:
        yield Hardness(part, -(-10 * most // (each * forms)), -(-10 * window.least // each), False, forms)


def _check_recent(task: Task, supplies: Sequence[Supply], forms: int, times: int) -> Iterable[Stale]:
    """Items asked lately that must be taken, however one chooses, in all parts together."""
    asked: list[tuple[int, Ask]] = []
    need = fresh = missing = 0
    core = sum(
        member.is_recent for pool in task.pools for unit in pool.units if unit.is_core for member in unit.members
    )
    for part, supply in enumerate(supplies):
        lacking, clashes = cross(supply, "area", None, forms, times, is_fresh=True)
        missing += lacking
        picks = [clash.asked.area for clash in clashes if clash.asked.area is not None]
        if len(picks) > 1:  # told one by one they are areas alone, so all of them are just as well told at once
            asked.append((part, Ask(area=Pick(tuple(sorted(n for pick in picks for n in pick.quotas))))))
        else:
            asked += ((part, clash.asked) for clash in clashes)
        for clash in clashes:
            need += clash.need
            fresh += clash.have + clash.room
    allowed = max(0, task.recent - core) * forms
    if missing > allowed:
        yield Stale(tuple(asked), need, fresh, allowed, forms, times)


def _check_overlap(task: Task, supplies: Sequence[Supply], forms: int) -> Iterable[Overlap]:
    """Forms from so few items that they must share more than allowed (the pigeonhole principle)."""
    pairs = forms * (forms - 1) // 2
    if any(supply.written for supply in supplies):
        return
    core = sum(supply.core.total() for supply in supplies)
    items = sum(supply.count_items(Ask()) for supply in supplies)
    if core > task.shared:
        yield Overlap(forms, items, 10 * core, task.shared, 0)  # items written would not change that
        return
    parts = [(count_places(supply, forms), supply.plan.count * forms) for supply in supplies]
    shared = [count_shared(places, total) for places, total in parts]
    forced = sum(shared) + core * pairs
    excess = forced - task.shared * pairs
    if excess <= 0:
        return
    missing = 0
    for (places, total), own in sorted(zip(parts, shared, strict=True), key=lambda one: -one[1]):
        target = max(0, own - excess)
        more = 0
        while count_shared(places, total, more) > target:
            more += 1
        excess -= own - count_shared(places, total, more)
        missing += more
        if excess <= 0:
            break
    yield Overlap(forms, items, -(-10 * forced // pairs), task.shared, missing)
