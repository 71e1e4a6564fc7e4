"""Knows a mock test: drawn from open items by the policy's own blueprint for a position, scored by the policy itself.

Must not know time, screens or files; nothing of it is sealed or signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examcore.assembly.form import build_form
from examcore.assembly.ladder import Stuck, draw_plan
from examcore.drawing import find_position
from examcore.drawing.draw import Order, plan_draw
from examcore.engine.booklets import make_booklets
from examcore.engine.scoring import judge
from examcore.language import messages
from examcore.nouns import (
    Booklet,
    Form,
    Item,
    Lot,
    Outcome,
    Profile,
    Question,
    Response,
    Responses,
    Score,
    Verdict,
)
from examcore.plugins import Plugins
from examcore.practice.drill import Judged, judge_question
from examcore.practice.open_items import OpenItems
from examcore.shortage.explain import explain

msg = messages("examcore")
DELIVERY = "practice"


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock test before it is sat: the rules, the form with its keys, and the booklet as it is shown."""

    profile: Profile
    position: str
    title: str
    form: Form
    booklet: Booklet


@dataclass(frozen=True, slots=True)
class MockResult:
    """What a mock test came to: points by part, band, a verdict for each item, and the questions to look at again
    (wrong or blank), with the number each had (from 1).
    """

    score: Score
    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    missed: tuple[tuple[int, Question, Judged], ...]


def draw_mock(plugins: Plugins, found: OpenItems, policy: str, position: str, seed: str) -> Mock:
    """A test for `position` by the policy's blueprint, under the law of the items' day.

    Raises NotFound for a position nobody knows, Shortage where the open items cannot fill a form.
    """
    rules = plugins.policy(policy)
    profile = rules.profile(found.day)
    post = find_position(plugins, policy, position)
    blueprint = rules.blueprint(profile, post)
    lots = [Lot(item.id, item.tags) for item in found.items]
    plan = plan_draw(lots, [Order(blueprint)], found.day)
    try:
        (drawn,) = draw_plan(lots, plan, seed)
    except Stuck as stuck:
        raise explain(stuck) from None
    form = build_form(blueprint, drawn, {item.id: item for item in found.items}, seed, rehearsal=True)
    (booklet,) = make_booklets(form, 1)
    return Mock(profile, position, post.title, form, booklet)


def score_mock(plugins: Plugins, mock: Mock, given: Mapping[str, str]) -> MockResult:
    """The result by the policy's own rules; `given` maps question id to option id, a missing one is a blank."""
    answers = tuple(
        Response(item.id, (given[item.id],) if item.id in given else ()) for item in sorted(mock.form.items, key=_by_id)
    )
    responses = Responses("0", DELIVERY, mock.form.id, mock.booklet.code, answers)
    rules = plugins.policy(mock.form.policy)
    score = rules.score(mock.profile, mock.form, responses)
    items = {item.id: item for item in mock.form.items}
    judged = [(question, judge_question(items[question.id], question, given.get(question.id, "")))
              for question in mock.booklet.questions]  # fmt: skip
    return MockResult(
        score,
        rules.decide(mock.profile, score),
        judge(mock.form, responses),
        tuple((number, question, one) for number, (question, one) in enumerate(judged, 1) if not one.is_right),
    )


def list_areas(items: Sequence[Item]) -> tuple[tuple[str, str], ...]:
    """Every (part, area) some item has as its main one, in order of first appearance."""
    return tuple(dict.fromkeys((item.tags.part, item.tags.area) for item in items))


def _by_id(item: Item) -> str:
    return item.id
