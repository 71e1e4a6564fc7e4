"""Knows how a lack is told: which quota, needed, there are, and why the rest is barred.

Must not know how it was found, nor what would help (remedies).
"""

from __future__ import annotations

from collections.abc import Callable

from examcore.assembly.pool import Stock, Turn
from examcore.errors import Missing
from examcore.language import Decimals, Message, messages
from examcore.nouns import Blueprint
from examcore.shortage.lacks import BadCore, Contradiction, Few, Hardness, Lack, ManySets, Overlap, Stale
from examcore.shortage.naming import list_up, name_ask, name_kinds, name_line
from examcore.shortage.standing import count_barred, judge_lots
from examcore.shortage.supply import Ask, find_kind, see_kind

msg = messages("examcore")

Count = Callable[[int, Ask], Message]
"""Tells how many items of a kind a part has, and why the others are barred."""


def tell_lack(lack: Lack, blueprint: Blueprint, count: Count) -> Missing:
    """A lack in words and numbers."""
    match lack:
        case Few():
            return _tell_few(lack, blueprint, count)
        case ManySets():
            name = name_ask(blueprint.parts[lack.part], lack.asked)
            because = msg("the others stand in item sets, of which a form has {sets} at most", sets=lack.sets)
            return Missing(name, lack.need, lack.have, because)
        case Contradiction():
            return _tell_contradiction(lack, blueprint)
        case BadCore():
            return Missing(msg("core item {item}", item=lack.item), 1, 0, _tell_fault(lack, blueprint))
        case Stale():
            return _tell_stale(lack, blueprint)
        case Hardness():
            return _tell_hardness(lack, blueprint)
        case Overlap():
            return _tell_overlap(lack)


def count_in(stock: Stock, blueprint: Blueprint) -> Count:
    """Counts by a bank's tags, with the reasons for all items that are barred."""

    def count(part: int, asked: Ask) -> Message:
        plan = blueprint.parts[part]
        found = [one for one in judge_lots(stock, blueprint, plan) if asked.holds(see_kind(plan, one.lot.tags))]
        barred = count_barred(found)
        day = f"{stock.day:%d/%m/%Y}"
        told = msg("{count} tagged so", count=len(found))
        reasons = []
        if barred.resting:
            reasons.append(msg("{count} asked as often as allowed and resting", count=barred.resting))
        if barred.lapsed:
            reasons.append(msg("{count} whose law is not in force on {day}", count=barred.lapsed, day=day))
        if barred.elsewhere:
            reasons.append(msg("{count} serving other positions", count=barred.elsewhere))
        if barred.broken_sets:
            reasons.append(msg("{count} in item sets that cannot be drawn whole", count=barred.broken_sets))
        for reason in reasons:
            told = msg("{first}, {second}", first=told, second=reason)
        return told

    return count


def count_left(turn: Turn) -> Count:
    """Counts what earlier forms have left for this one."""

    def count(part: int, asked: Ask) -> Message:
        before, now = (
            sum(asked.holds(find_kind(member)) for unit in units for member in unit.members)
            for units in (turn.task.pools[part].units, turn.units[part])
        )
        return msg("{count} usable in this post, of which forms drawn before have spent {spent}", count=before,
                   spent=before - now)  # fmt: skip

    return count


def _tell_few(few: Few, blueprint: Blueprint, count: Count) -> Missing:
    plan = blueprint.parts[few.part]
    counted = count(few.part, few.asked if few.limit is None else few.writable)
    pick = few.asked.area or few.asked.scope or few.asked.level
    if few.limit is not None:
        where = name_kinds(plan, few.limit)
        if few.have == few.room:
            because = msg("usable ones are only in {where}, where a form has room for {room} at most; elsewhere: "
                          "{counted}", where=where, room=few.room // few.forms, counted=counted)  # fmt: skip
        else:
            because = msg("{where} has room for {room} of them in a form at most; elsewhere {usable} can be used: "
                          "{counted}", where=where, room=few.room // few.forms, usable=few.have - few.room,
                          counted=counted)  # fmt: skip
    elif pick is not None and (len(pick.quotas) > 1 or pick.is_outside):
        because = msg("all of them need the same items: {counted}", counted=counted)
    else:
        because = counted
    if few.written:
        because = msg("{because}; {written} of those still to be written are counted in", because=because,
                      written=few.written)  # fmt: skip
    if few.forms > 1 and few.times == 1:
        because = msg("{forms} forms without a shared item; {because}", forms=few.forms, because=because)
    elif few.forms > 1:
        because = msg("{forms} forms, an item in {times} of them at most; {because}", forms=few.forms,
                      times=few.times, because=because)  # fmt: skip
        return Missing(name_ask(plan, few.asked), (need := -(-few.need // few.times)), need - few.missing, because)
    return Missing(name_ask(plan, few.asked), few.need, few.have, because)


def _tell_contradiction(lack: Contradiction, blueprint: Blueprint) -> Missing:
    plan = blueprint.parts[lack.part]
    part = plan.title
    if lack.quota is not None:
        name = msg("{part}, {kinds}", part=part, kinds=name_line(plan, lack.quota))
        return Missing(name, lack.total, lack.count, msg("the quota's least is above its most: correct the blueprint"))
    kinds = {"area": msg("the areas"), "level": msg("the levels"), "scope": msg("items by scope")}[lack.family]
    name = msg("{part}, {kinds}", part=part, kinds=kinds)
    if lack.is_least:
        because = msg("the quotas ask for at least {total} items together, the part has {count} places: "
                      "correct the blueprint", total=lack.total, count=lack.count)  # fmt: skip
        return Missing(name, lack.total, lack.count, because)
    because = msg("the quotas allow {total} items together at most, the part has {count} places: "
                  "correct the blueprint", total=lack.total, count=lack.count)  # fmt: skip
    return Missing(name, lack.count, lack.total, because)


def _tell_fault(lack: BadCore, blueprint: Blueprint) -> Message:
    match lack.fault:
        case "unknown":
            return msg("the bank has no such item")
        case "outside":
            return msg("the item is of no part of the blueprint")
        case "elsewhere":
            return msg("the item serves other positions")
        case "lapsed":
            return msg("the item rests on law not in force on the day")
        case "enemies":
            return msg("it may not stand in one form with core item {other}", other=lack.other)
        case "broken_sets":
            return msg("its item set cannot be drawn whole")
        case "crowded":
            plan = blueprint.parts[lack.part or 0]
            kinds = msg("all") if lack.quota is None else name_line(plan, lack.quota)
            return msg("too many core items: no room for it in {part}, {kinds}", part=plan.title, kinds=kinds)


def _tell_stale(lack: Stale, blueprint: Blueprint) -> Missing:
    names = list_up([name_ask(blueprint.parts[part], asked) for part, asked in lack.asked])
    because = msg("{fresh} usable ones were not asked this year or last; of the others a form takes {allowed} at most",
                  fresh=lack.fresh // lack.times, allowed=lack.allowed // lack.forms)  # fmt: skip
    if lack.forms > 1:
        because = msg("{forms} forms, an item in {times} of them at most; {because}", forms=lack.forms,
                      times=lack.times, because=because)  # fmt: skip
    need = -(-lack.need // lack.times)
    return Missing(msg("{kinds}, not asked lately", kinds=names), need, need - lack.missing, because)


def write_mean(tenths: int, other: int) -> Decimals:
    """A mean of ten-thousandths with three decimals, or four where three would not tell it from the other."""
    return Decimals(tenths / 10000, 3 if abs(tenths - other) >= 10 else 4)


def _tell_hardness(lack: Hardness, blueprint: Blueprint) -> Missing:
    part = blueprint.parts[lack.part].title
    reach, bound = write_mean(lack.reach, lack.bound), write_mean(lack.bound, lack.reach)
    if lack.is_above:
        name = msg("{part}, mean difficulty in thousandths, too easy", part=part)
        because = msg("whichever items are taken, the mean is at least {reach}; allowed is {bound} at most",
                      reach=reach, bound=bound)  # fmt: skip
        need, have = -(-lack.reach // 10), lack.bound // 10
    else:
        name = msg("{part}, mean difficulty in thousandths, too hard", part=part)
        because = msg("whichever items are taken, the mean is at most {reach}; allowed is {bound} at least",
                      reach=reach, bound=bound)  # fmt: skip
        need, have = -(-lack.bound // 10), lack.reach // 10
    if lack.forms > 1:
        because = msg("{forms} forms without a shared item; {because}", forms=lack.forms, because=because)
    return Missing(name, need, have, because)


def _tell_overlap(lack: Overlap) -> Missing:
    if not lack.missing:
        because = msg("all forms share their core items; allowed are {shared}", shared=lack.shared)
        return Missing(msg("core items"), lack.tenths // 10, lack.shared, because)
    because = msg("{forms} forms from {items} items share {average} items in pairs on average at least; "
                  "allowed are {shared}", forms=lack.forms, items=lack.items,
                  average=Decimals(lack.tenths / 10, 1), shared=lack.shared)  # fmt: skip
    return Missing(msg("items to choose from"), lack.items + lack.missing, lack.items, because)
