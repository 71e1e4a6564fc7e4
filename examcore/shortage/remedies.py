"""Knows what people are told would help where something is lacking, and what would not.

Must not know how a lack is found or told.
"""

from __future__ import annotations

from dataclasses import replace

from examcore.assembly.pool import Stock, is_resting
from examcore.language import Message, messages
from examcore.nouns import DrawPlan
from examcore.shortage.case import Case, Remedy
from examcore.shortage.diagnosis import find_shared_lacks
from examcore.shortage.lacks import Few, Hardness, Lack, Overlap, Stale
from examcore.shortage.mending import ask_less, mend, write
from examcore.shortage.trial import SEEDS, Change, try_plan

msg = messages("examcore")

TRIED = 24
"""Draws of more forms than a single post may ask for are not tried: that would take too long."""


def find_remedies(case: Case) -> tuple[Remedy, ...]:
    """What would help: first for each lack (where there are several, each is to be mended), then for all of them."""
    found: dict[str, Remedy] = {}
    for lack in case.lacks:
        for remedy in mend(case, lack):
            found.setdefault(remedy.told.read("en"), remedy)
    if _are_resting(case):
        change = _reuse(case, msg("use items again that were asked as often as allowed"))
        if case.works(change, None):
            found.setdefault(change.told.read("en"), change)
    if any(_is_of_many(lack) for lack in case.lacks):
        for change in ask_less(case):
            found.setdefault(change.told.read("en"), change)
    return tuple(found.values())


def find_useless(case: Case) -> tuple[Message, ...]:
    """What people think of first where items are too few, and what does not help here."""
    limits = case.post.blueprint.limits
    found = []
    if limits.recent < 100 and any(isinstance(lack, Few) for lack in case.lacks):
        found.append(msg("to lift the limit on items asked this year or last"))  # it bars no item by itself
    told = msg("to use items that were asked as often as allowed")
    if _are_resting(case) and case.lacks_still(_reuse(case, told)):
        found.append(told)
    return tuple(found)


def _are_resting(case: Case) -> bool:
    """Whether items are too few and some rest."""
    return any(isinstance(lack, (Few, Stale)) for lack in case.lacks) and any(
        is_resting(lot.tags, case.post.blueprint, case.stock.day) for lot in case.stock.in_force
    )


def _reuse(case: Case, told: Message) -> Change:
    return case.change(told, limits=replace(case.post.blueprint.limits, uses=0))


def _is_of_many(lack: Lack) -> bool:
    """Whether it is several forms together that lack something."""
    return isinstance(lack, Overlap) or (isinstance(lack, (Few, Stale, Hardness)) and lack.forms > 1)


def mend_shared(stock: Stock, plan: DrawPlan) -> list[Message]:
    """What would help where posts lack items only because all of them draw from the same ones."""
    found = []
    for lack, posts in find_shared_lacks(stock, plan):
        if isinstance(lack, Few):
            found.append(write(posts[0].blueprint, lack.part, lack.writable, lack.missing).told)
    forms = sum(post.forms for post in plan.posts)
    if forms > TRIED:
        return [*found, msg("let items stand in more forms")]
    for exposure in range(plan.exposure + 1, forms + 1):
        wider = replace(plan, exposure=exposure)
        if not list(find_shared_lacks(stock, wider)) and all(try_plan(stock, wider, seed) for seed in SEEDS):
            return [*found, msg("let an item stand in {new} forms instead of {old}", new=exposure, old=plan.exposure)]
    return found
