"""Claims about the conformance kits themselves: they see what is broken, and the product never loads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import Phase, settings

from examcore.hooks import Policy
from examcore.nouns import (
    Band,
    Blueprint,
    Document,
    Form,
    Outcome,
    Position,
    Profile,
    Quota,
    Responses,
    Result,
    Score,
    Sitting,
    Table,
)
from examcore.testing import PolicyKit, answer, assemble
from examcore.testing.survey import every_score, find_impossible
from tests.plugins.small_policy import CLERK, PROFILE, SmallPolicy
from tree import find_packages, name_of, walk

DAY = date(2024, 11, 15)


class Kit(PolicyKit):
    """The kit with its day, to call its tests one by one."""

    __test__ = False
    day = DAY


def form_of(policy: Policy) -> Form:
    return assemble(policy.blueprint(PROFILE, CLERK), DAY)


class Generous(SmallPolicy):
    """Takes a mark in review for right."""

    def score(self, profile: Profile, form: Form, responses: Responses) -> Score:
        seen = (replace(r, options=(item.key,), in_review=False) if r.in_review else r
                for r in responses.given for item in form.items if item.id == r.question)  # fmt: skip
        return super().score(profile, form, replace(responses, given=tuple(seen)))


class Hasty(SmallPolicy):
    """Never calls an outcome provisional."""

    def decide(self, profile: Profile, score: Score) -> Outcome:
        return replace(super().decide(profile, score), provisional=False)


class Lofty(SmallPolicy):
    """Gives the best band to everyone."""

    def decide(self, profile: Profile, score: Score) -> Outcome:
        return replace(super().decide(profile, score), band="high")


class Doubling(SmallPolicy):
    """Gives every part twice its points."""

    def score(self, profile: Profile, form: Form, responses: Responses) -> Score:
        score = super().score(profile, form, responses)
        return replace(score, parts=tuple(replace(part, points=2 * part.points) for part in score.parts))


class Forgetful(SmallPolicy):
    """Lists only those who have a result."""

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        came = {result.candidate for result in results}
        people = tuple(c for c in sitting.candidates if c.number in came)
        return super().report(profile, replace(sitting, candidates=people), results)


class Unmarked(SmallPolicy):
    """Marks no rehearsal."""

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        things = super().report(profile, sitting, results)
        return tuple(replace(thing, mark="") if isinstance(thing, Document) else thing for thing in things)


class Moody(SmallPolicy):
    """Never reports the same twice."""

    def __init__(self) -> None:
        self._asked = count()

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        things = super().report(profile, sitting, results)
        told = f"{next(self._asked)}"
        return tuple(replace(thing, title=told) if isinstance(thing, Table) else thing for thing in things)


SEEN: list[tuple[Policy, Callable[[Policy], None]]] = [
    (
        Generous(),
        lambda p: Kit().test_marks_in_review_earn_nothing_and_make_the_outcome_provisional(p, PROFILE, form_of(p)),
    ),
    (
        Hasty(),
        lambda p: Kit().test_marks_in_review_earn_nothing_and_make_the_outcome_provisional(p, PROFILE, form_of(p)),
    ),
    (Lofty(), lambda p: Kit().test_every_total_falls_in_the_band_that_holds_it(p, PROFILE)),
    (Doubling(), lambda p: Kit().test_points_stay_within_their_part_whatever_was_marked(p, PROFILE, form_of(p))),
    (Doubling(), lambda p: Kit().test_all_right_earns_every_point_and_blanks_earn_none(p, PROFILE, form_of(p))),
    (Forgetful(), lambda p: Kit().test_the_result_list_names_everyone_who_was_to_sit(p, PROFILE, form_of(p))),
    (Unmarked(), lambda p: Kit().test_only_a_rehearsal_is_marked_as_one(p, PROFILE, form_of(p))),
    (Moody(), lambda p: Kit().test_the_same_arguments_give_the_same_answer(p, PROFILE, form_of(p), CLERK)),
]


@pytest.fixture
def unshrunk() -> Iterator[None]:
    """Failures are looked for, but not made smaller: here only that they are seen matters."""
    before = settings.get_current_profile_name()
    settings.register_profile("unshrunk", settings.get_profile(before), phases=(Phase.explicit, Phase.generate))
    settings.load_profile("unshrunk")
    yield
    settings.load_profile(before)


@pytest.mark.usefixtures("unshrunk")
@pytest.mark.parametrize(("policy", "law"), SEEN, ids=[type(policy).__name__ for policy, _ in SEEN])
def test_the_kit_sees_a_policy_that_is(policy: Policy, law: Callable[[Policy], None]) -> None:
    law(SmallPolicy())
    with pytest.raises(AssertionError):
        law(policy)


@pytest.mark.parametrize(
    "bands",
    [
        PROFILE.bands[1:],
        (*PROFILE.bands, PROFILE.bands[0]),
        (Band("all", PROFILE.bands[0].title, 1, 50, "B1"),),
        (Band("all", PROFILE.bands[0].title, 0, 51, "B1"),),
    ],
)
def test_the_kit_sees_bands_with_a_gap_or_an_overlap(bands: tuple[Band, ...]) -> None:
    with pytest.raises(AssertionError):
        Kit().test_bands_are_contiguous_and_cover_every_total(replace(PROFILE, bands=bands))


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        (Quota("area", "reading", 6, 5), "6 to 5"),
        (Quota("area", "reading", 0, 5), "two quotas"),
        (Quota("area", "singing", 1, 5), "no such area"),
        (Quota("level", "guess", 1, 5), "no such level"),
        (Quota("scope", "own", 11, 12), "11 to 12 of 10"),
    ],
)
def test_the_kit_sees_a_quota_nobody_can_meet(quota: Quota, words: str) -> None:
    basics, practice = SmallPolicy().blueprint(PROFILE, CLERK).parts
    crowded = replace(basics, quotas=(*basics.quotas, quota))
    blueprint = Blueprint("small", PROFILE.id, "CLERK", (crowded, practice))
    assert any(words in problem for problem in find_impossible(blueprint, PROFILE))


def test_quotas_that_together_ask_too_much_or_allow_too_little_are_seen() -> None:
    basics, practice = SmallPolicy().blueprint(PROFILE, CLERK).parts
    greedy = replace(basics, quotas=(Quota("area", "reading", 6, 9), Quota("area", "writing", 6, 9)))
    narrow = replace(practice, quotas=(Quota("scope", "own", 5, 9), Quota("scope", "shared", 5, 9)))
    blueprint = Blueprint("small", PROFILE.id, "CLERK", (greedy, narrow))
    assert [problem.split(": ")[1] for problem in find_impossible(blueprint, PROFILE)] == [
        "the area quotas ask for more than 10 items",
        "the scope quotas allow fewer than 20 items",
    ]


def test_every_way_to_answer_is_tried() -> None:
    scores = list(every_score(PROFILE))
    assert len(scores) == 11 * 21
    assert {score.total for score in scores} == set(range(51))


def test_marks_become_what_a_policy_would_be_handed() -> None:
    form = form_of(SmallPolicy())
    first, second, third, fourth, *_ = sorted(form.items, key=lambda item: item.id)
    marks = {first.id: "right", second.id: "wrong", third.id: "double", fourth.id: "review"}
    given = answer(form, marks).given
    assert given[0].options == (first.key,)
    assert second.key not in given[1].options
    assert len(given[2].options) == 2
    assert (given[3].options, given[3].in_review) == ((), True)
    assert {response.options for response in given[4:]} == {()}


def test_a_stranger_s_position_is_assembled_for_like_any_other() -> None:
    stranger = Position("LẠ 02", "Vị trí lạ", "Đơn vị lạ", "")
    form = assemble(SmallPolicy().blueprint(PROFILE, stranger), DAY)
    assert [len(part.items) for part in form.parts] == [10, 20]


def test_the_product_never_loads_the_kits() -> None:
    users = [
        name_of(path)
        for folder in find_packages().values()
        for path in walk(folder)
        if path.suffix == ".py" and "testing" not in path.parts and "examcore.testing" in path.read_text("utf-8")
    ]
    assert users == []
