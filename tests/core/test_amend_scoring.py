"""Claims about what a ruling on an item does to scores: whatever way a policy counts, and to nobody's loss."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.engine.scoring import amend_responses, count_open, count_right, judge, rule
from examcore.language import Label
from examcore.nouns import AMENDMENT_FORMAT, Amendment, Form, FormPart, Item, Option, Response, Responses, Tags

OPTIONS = tuple(Option(letter, f"phương án {letter}") for letter in "abcd")
ITEMS = tuple(
    Item(f"I{n}", "Câu hỏi?", OPTIONS, "abcd"[n % 4], Tags(part, "x", "recall", 500))
    for n, part in enumerate(["general"] * 4 + ["professional"] * 6)
)
FORM = Form(
    "F1", "p", "pr", "X", "bp", "5eed", "lottery", False,
    (FormPart("general", Label("Chung"), ITEMS[:4]), FormPart("professional", Label("Riêng"), ITEMS[4:])),
)  # fmt: skip
IDS = [item.id for item in ITEMS]
KEYS = {item.id: item.key for item in ITEMS}

marks = st.lists(st.sampled_from("abcd"), max_size=2, unique=True).map(tuple)
givens = st.lists(st.tuples(marks, st.booleans()), min_size=10, max_size=10).map(
    lambda found: Responses("1", "paper", "F1", "101", tuple(Response(f"I{n}", *one) for n, one in enumerate(found)))
)
rulings = st.dictionaries(
    st.sampled_from(IDS), st.none() | st.sets(st.sampled_from("abcd"), min_size=2, max_size=3)
).map(lambda found: {k: tuple(sorted(v | {KEYS[k]})) if v else () for k, v in found.items()})


def right(responses: Responses) -> list[bool]:
    return [verdict.is_right for verdict in judge(FORM, responses)]


def write(number: int, item: str, accepted: tuple[str, ...]) -> Amendment:
    what: Literal["cancel", "accept"] = "accept" if accepted else "cancel"
    return Amendment(
        AMENDMENT_FORMAT, number, "", "S1", "F1", "c", item, what, accepted, "r", "1", date(2024, 1, 1), ""
    )


@settings(max_examples=200)
@given(givens, rulings)
def test_a_policy_that_never_heard_of_rulings_scores_as_they_say(
    responses: Responses, ruled: dict[str, tuple[str, ...]]
) -> None:
    amended = amend_responses(FORM, responses, ruled)
    assert right(amended) == [verdict.is_right for verdict in judge(FORM, responses, ruled)]


@settings(max_examples=200)
@given(givens, rulings)
def test_nobody_loses_a_point_by_a_ruling_and_no_part_exceeds_its_items(
    responses: Responses, ruled: dict[str, tuple[str, ...]]
) -> None:
    amended = amend_responses(FORM, responses, ruled)
    for part, most in (("general", 4), ("professional", 6)):
        assert count_right(FORM, responses, part) <= count_right(FORM, amended, part) <= most


@given(givens)
def test_without_rulings_nothing_changes(responses: Responses) -> None:
    assert amend_responses(FORM, responses, {}) == responses


def test_a_cancelled_item_gives_its_point_to_a_blank_a_double_mark_a_wrong_answer_and_one_in_review() -> None:
    for response in (Response("I0"), Response("I0", ("a", "b")), Response("I0", ("c",)), Response("I0", (), True)):
        responses = Responses("1", "paper", "F1", "101", (response,))
        amended = amend_responses(FORM, responses, {"I0": ()})
        assert count_right(FORM, amended, "general") == 1
        assert count_open(FORM, amended) == 0
        assert judge(FORM, responses, {"I0": ()})[0].is_blank == (not response.options and not response.in_review)


def test_accepting_two_answers_takes_either_but_not_both_nor_a_third() -> None:
    ruled = {"I0": ("a", "c")}
    counted = {
        marks: count_right(FORM, amend_responses(FORM, Responses("1", "", "F1", "", (Response("I0", marks),)), ruled),
                           "general")
        for marks in (("a",), ("c",), ("b",), ("a", "c"), ())
    }  # fmt: skip
    assert counted == {("a",): 1, ("c",): 1, ("b",): 0, ("a", "c"): 0, (): 0}


def test_a_response_in_review_waits_on_an_accepted_item() -> None:
    responses = Responses("1", "paper", "F1", "101", (Response("I0", ("c",), True),))
    amended = amend_responses(FORM, responses, {"I0": ("a", "c")})
    assert (count_right(FORM, amended, "general"), count_open(FORM, amended)) == (0, 1)


def test_a_later_amendment_of_an_item_takes_the_place_of_an_earlier_one() -> None:
    assert rule([write(1, "I0", ("a", "b")), write(2, "I1", ()), write(3, "I0", ())]) == {"I0": (), "I1": ()}
