"""Knows how it is told why forms cannot be had: before a draw, and when a draw is stuck.

Must not know how anything is drawn or found to be lacking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from examcore.assembly.ladder import Stuck
from examcore.assembly.pool import Stock, Turn, take_stock
from examcore.errors import Missing, Shortage
from examcore.language import Label, Message, messages
from examcore.nouns import DrawPlan, Lot, Post
from examcore.shortage.case import Case
from examcore.shortage.diagnosis import find_lacks, find_shared_lacks, find_turn_lacks
from examcore.shortage.lacks import Lack
from examcore.shortage.missed import Slack, tell_slack
from examcore.shortage.naming import list_up
from examcore.shortage.relax import find_ways
from examcore.shortage.remedies import find_remedies, find_useless, mend_shared
from examcore.shortage.trial import STEPS, Change, goes
from examcore.shortage.wording import count_in, count_left, tell_lack

msg = messages("examcore")


def check_plan(lots: Iterable[Lot], plan: DrawPlan) -> tuple[Missing, ...]:
    """Everything that is known to be lacking before anything is drawn, post by post; empty where nothing is.

    What is lacking in the same way for several posts is told once.
    """
    stock = take_stock(lots, plan.day)
    return _tell(stock, plan, _find(stock, plan))


def foresee(lots: Iterable[Lot], plan: DrawPlan) -> Shortage | None:
    """The refusal before anything is drawn, with what would help; None where nothing is known to be lacking."""
    stock = take_stock(lots, plan.day)
    found = _find(stock, plan)
    lacking = _tell(stock, plan, found)
    if not lacking:
        return None
    options: dict[str, Message] = {} if found else {told.read("en"): told for told in mend_shared(stock, plan)}
    for post in [post for post in plan.posts if post in found][:MENDED]:
        for told in _offer(Case(stock, post, plan.exposure, Counter(), found[post])):
            options.setdefault(told.read("en"), told)
    return Shortage(_refuse(plan.posts, len(lacking)), lacking, tuple(options.values()))


MENDED = 4
"""For so many posts ways out are tried by drawing; where more lack something, the bank is what is to be mended."""


def _offer(case: Case) -> list[Message]:
    """What would help, then what would not."""
    told = [remedy.told for remedy in find_remedies(case)]
    if len(case.lacks) > 1 and told:
        told.insert(
            0, msg("{count} things are lacking: each is to be mended, in one of these ways", count=len(case.lacks))
        )
    return told + _say_useless(find_useless(case))


def _refuse(posts: Sequence[Post], count: int) -> Message:
    position = posts[0].blueprint.position
    if len(posts) > 1:
        return msg("the bank cannot fill the forms of {posts} positions; lacking: {count}", posts=len(posts),
                   count=count)  # fmt: skip
    if posts[0].forms > 1:
        return msg("the bank cannot fill {forms} forms for {position}; lacking: {count}",
                   forms=posts[0].forms, position=position, count=count)  # fmt: skip
    return msg("the bank cannot fill a form for {position}; lacking: {count}", position=position, count=count)


def _find(stock: Stock, plan: DrawPlan) -> dict[Post, tuple[Lack, ...]]:
    """What each post lacks by itself."""
    return {post: lacks for post in plan.posts if (lacks := find_lacks(stock, post, plan.exposure))}


def _tell(stock: Stock, plan: DrawPlan, found: Mapping[Post, Sequence[Lack]]) -> tuple[Missing, ...]:
    """Each lack once, with the positions that have it."""
    told: dict[Missing, list[str]] = {}
    for post, lacks in found.items():
        count = count_in(stock, post.blueprint)
        for lack in lacks:
            told.setdefault(tell_lack(lack, post.blueprint, count), []).append(post.blueprint.position)
    for lack, posts in find_shared_lacks(stock, plan) if plan.exposure and not found else ():
        missing = tell_lack(lack, posts[0].blueprint, count_in(stock, posts[0].blueprint))
        told[missing] = [post.blueprint.position for post in posts]
    if len(plan.posts) == 1:
        return tuple(told)
    return tuple(_place(missing, positions) for missing, positions in told.items())


NAMED = 3
"""So many positions are named; of more it is told how many there are."""


def _place(missing: Missing, positions: Sequence[str]) -> Missing:
    if len(positions) > NAMED:
        where: str | Message | Label = msg("{count} positions", count=len(positions))
    else:
        where = list_up(positions)
    return Missing(msg("{where}: {quota}", where=where, quota=missing.quota), missing.need, missing.have,
                   missing.because)  # fmt: skip


def explain(stuck: Stuck, slack: Sequence[Slack] | None = None) -> Shortage:
    """Why no rule gave a form, how far the draw came, and what would help and what would not.

    `slack` is what a solver found to be missed, if one was asked.
    """
    turn, stock = stuck.turn, stuck.stock
    post = turn.task.post
    blueprint = post.blueprint
    others: Counter[str] = Counter()
    for form in stuck.drawn:
        if form.position != blueprint.position:
            others.update(form.items)
    lacks = find_lacks(stock, post, stuck.plan.exposure)
    if lacks:
        told = [tell_lack(lack, blueprint, count_in(stock, blueprint)) for lack in lacks]
        case = Case(stock, post, stuck.plan.exposure, others, lacks)
        return Shortage(_say_how_far(turn), tuple(told), tuple(_offer(case)))
    told = [tell_lack(lack, blueprint, count_left(turn)) for lack in find_turn_lacks(turn)]
    if not told and slack:
        told = [tell_slack(one, post) for one in slack]
    if not told:
        because = msg("no quota by itself lacks items; what no draw could do is keep to all limits together")
        told = [
            Missing(msg("forms for {position}", position=blueprint.position), post.forms, turn.ordinal - 1, because)
        ]
    ways = find_ways(stuck)
    fewer = _make_fewer(stuck, others)
    options = [fewer.told] if fewer is not None else []
    options += [way.told for way in ways if way.helps]
    options += _say_useless([way.told for way in ways if not way.helps])
    return Shortage(_say_how_far(turn), tuple(told), tuple(options))


def _say_how_far(turn: Turn) -> Message:
    post = turn.task.post
    return msg("form {ordinal} of {forms} for {position} cannot be had: {made} were drawn before it",
               ordinal=turn.ordinal, forms=post.forms, position=post.blueprint.position,
               made=turn.ordinal - 1)  # fmt: skip


def _say_useless(useless: Sequence[Message]) -> list[Message]:
    return [msg("this does not help: {ways}", ways=list_up(useless))] if useless else []


def _make_fewer(stuck: Stuck, others: Counter[str]) -> Change | None:
    """As many forms as were drawn, or a few less, if trials can draw so many."""
    post = stuck.turn.task.post
    made = stuck.turn.ordinal - 1
    for forms in (made - step for step in STEPS if step < made):
        told = msg("make {new} forms instead of {old}", new=forms, old=post.forms)
        change = Change(post.blueprint, forms, stuck.plan.exposure, told)
        if goes(stuck.stock, change, others):
            return change
    return None
