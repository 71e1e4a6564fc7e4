"""Knows how a draw is planned and carried out: posts, windows, seed, rules, forms with booklets, transcript.

Must not know commands, nor how any of the steps works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from examcore.assembly.form import build_form
from examcore.assembly.ladder import Progress, Stuck, count_shared, draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.drawing.freeze import list_lots
from examcore.drawing.transcript import list_forms, prepare
from examcore.engine.booklets import make_booklets
from examcore.errors import BadInput, BadItems, NotFound
from examcore.language import messages
from examcore.nouns import Blueprint, Booklet, DrawPlan, Entry, Form, Item, Lot, Position, Share, Transcript
from examcore.plugins import Plugins
from examcore.shortage.explain import explain, foresee
from examcore.solving import find_slack, has_solver, solve_form

msg = messages("examcore")
MOST_FORMS = 24


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for one post: its blueprint, and how many forms."""

    blueprint: Blueprint
    forms: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """A draw carried out: forms with booklets in the order drawn, how many items any two share, the transcript."""

    forms: tuple[tuple[Form, tuple[Booklet, ...]], ...]
    shared: list[list[int]]
    transcript: Transcript


def find_position(plugins: Plugins, policy: str, code: str) -> Position:
    """The position called `code`, from the policy's own list or a catalogue. Raises NotFound."""
    found = plugins.positions(policy).get(code)
    if found is not None:
        return found
    raise NotFound(
        msg("there is no position {code}", code=code),
        msg("examcore catalog list shows them all"),
    )


def order_post(
    plugins: Plugins, policy: str, code: str, day: date, forms: int = 1, overlap: int | None = None,
    given: Mapping[str, Blueprint] | None = None,
) -> Order:  # fmt: skip
    """What is asked for a post: the blueprint given for it, or the policy's own; `overlap` (percent) replaces the limit
    it has.
    """
    rules = plugins.policy(policy)
    profile = rules.profile(day)
    blueprint = (given or {}).get(code)
    if blueprint is None:
        blueprint = rules.blueprint(profile, find_position(plugins, policy, code))
    elif (blueprint.policy, blueprint.profile) != (profile.policy, profile.id):
        raise BadInput(
            msg("the blueprint for {code} is one of {policy}, {profile}; on that day {now} is in force", code=code,
                policy=blueprint.policy, profile=blueprint.profile, now=profile.id),
            msg("write it anew: examcore blueprint write"),
        )  # fmt: skip
    if overlap is not None:
        blueprint = replace(blueprint, limits=replace(blueprint.limits, overlap=overlap))
    return Order(blueprint, forms)


def plan_draw(lots: Sequence[Lot], orders: Sequence[Order], day: date, exposure: int = 0) -> DrawPlan:
    """The plan of a draw, windows included. Raises Shortage where it can be seen beforehand that it cannot be had, and
    BadInput for a post named twice.
    """
    codes = [order.blueprint.position for order in orders]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise BadInput(msg("position {code} was named already", code=twice))
    stock = take_stock(lots, day)
    plan = DrawPlan(day, tuple(set_post(stock, order.blueprint, order.forms) for order in orders), exposure)
    lacking = foresee(lots, plan)
    if lacking is not None:
        raise lacking
    return plan


def carry_out(
    plugins: Plugins, items: Sequence[Item], manifest: Sequence[Entry], plan: DrawPlan, shares: Sequence[Share],
    dice: str, rehearsal: bool, booklets: int, progress: Progress | None = None,
) -> Made:  # fmt: skip
    """Draw every form of a plan. Raises Shortage, or BadItems from a form check; then nothing was made."""
    begun = prepare(manifest, plan, shares, dice)
    try:
        drawn = draw_plan(list_lots(manifest), plan, begun.seed, solve_form if has_solver() else None, progress)
    except Stuck as stuck:
        raise explain(stuck, find_slack(stuck.turn) if has_solver() else None) from None
    by_id = {item.id: item for item in items}
    blueprints = {post.blueprint.position: post.blueprint for post in plan.posts}
    made = []
    for one in drawn:
        blueprint = blueprints[one.position]
        built = build_form(blueprint, one, by_id, begun.seed, rehearsal)
        problems = plugins.check_form(built, plugins.policy(blueprint.policy).profile(plan.day))
        if any(problem.severity == "error" for problem in problems):
            raise BadItems(msg("form {form} did not pass the checks", form=built.id), problems)
        made.append((built, make_booklets(built, booklets)))
    transcript = replace(begun, rehearsal=rehearsal, forms=list_forms(plan, begun.seed, drawn))
    return Made(tuple(made), count_shared(drawn), transcript)
