"""Claims about councils: Decision 2073, III.4 (R20-R30), rules as sets and sentences, signatures of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.canonical import encode
from examcore.errors import BadInput, BrokenSeal, NotAuthorised
from examcore.language import speaking
from examcore.seal import Member, Team, follows, found, read_council, read_signed, sign_council
from examcore.seal.council import Signed, warn_teams
from examcore.seal.rules import OPENINGS, Role, expand, find_set, tell_rule
from tests.core.officers import DAY, LEADERS, officer, swear

SIX: tuple[Role, ...] = (*LEADERS, "member", "member", "member")


def members(*roles: Role) -> list[Member]:
    return [Member(officer(number)[1], role) for number, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        ((*LEADERS, "member"), "R20"),
        ((*LEADERS, *["member"] * 5), "R20"),
        (("standing-vice-chair", "secretary", "member", "member", "member"), "R21"),
        ((*LEADERS, "chair", "member"), "R21"),
        (("chair", "secretary", "member", "member", "member"), "R22"),
        ((*LEADERS, "standing-vice-chair", "member"), "R22"),
        (("chair", "standing-vice-chair", "member", "member", "member"), "R23"),
        ((*LEADERS, "secretary", "member"), "R23"),
    ],
)  # fmt: skip
def test_a_council_the_decision_does_not_allow_is_refused(roles: tuple[Role, ...], why: str) -> None:
    with speaking("en"), pytest.raises(BadInput, match=r"III\.4\.b|not a rule"):
        found("Hội đồng", DAY, members(*roles), dict.fromkeys(OPENINGS, "threshold:2"))
    assert why


@pytest.mark.parametrize("count", [5, 6, 7])
def test_a_council_of_five_to_seven_is_allowed(count: int) -> None:
    assert len(swear(count).council.members) == count


def test_six_members_by_majority_are_any_four_or_any_three_with_the_chair() -> None:
    sets = expand("majority", SIX, False)
    with_chair = [one for one in combinations(range(6), 3) if 0 in one]
    without = list(combinations(range(1, 6), 4))
    assert set(sets) == {*with_chair, *without}
    with speaking("en"):
        assert str(tell_rule("majority", SIX)) == "any 4 of the 6 members, or any 3 with the chair among them"


def test_the_default_to_open_is_chair_or_vice_chair_with_the_secretary_and_one_other() -> None:
    assert expand("default", SIX, False) == (
        (0, 1, 2), (0, 2, 3), (0, 2, 4), (0, 2, 5), (1, 2, 3), (1, 2, 4), (1, 2, 5),
    )  # fmt: skip


@pytest.mark.parametrize("rule", ["default", "majority", "threshold:3", "paper", "paper:3", "listed:1,2/3,4,5"])
def test_a_rule_is_listed_by_its_smallest_sets_only(rule: str) -> None:
    sets = [set(one) for one in expand(rule, SIX, True)]
    assert sets
    assert not any(one < other for one in sets for other in sets)


@given(st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)), st.sampled_from(["default", "majority", "paper"]))
def test_whoever_joins_an_authorised_set_leaves_it_authorised(one: set[int], other: set[int], rule: str) -> None:
    sets = expand(rule, SIX, True)
    if find_set(sets, frozenset(one)):
        assert find_set(sets, frozenset(one | other))


@pytest.mark.parametrize(
    "rule",
    ["threshold:1", "listed:1", "listed:1,paper", "paper:1", "threshold:7", "threshold:0", "threshold:04", "listed:",
     "listed:1,1", "listed:1,8", "listed:0,1", "listed:1,x", "listed:1,²", "", "anybody", "default:2",
     "majority:3", "paper:"],
)  # fmt: skip
def test_a_rule_that_is_none_or_lets_one_person_open_alone_is_refused(rule: str) -> None:
    with pytest.raises(BadInput):
        expand(rule, SIX, True)


@pytest.mark.parametrize("opening", ["bank", "questions", "key"])
@pytest.mark.parametrize("rule", ["none", "paper", "paper:2", "listed:1,2,paper"])
def test_the_emergency_share_is_for_emergencies_only(opening: str, rule: str) -> None:
    with pytest.raises(BadInput):
        swear(5, {opening: rule})  # type: ignore[dict-item]  # a literal by parameter


def test_a_paper_rule_without_a_paper_share_says_how_to_make_one() -> None:
    with speaking("en"), pytest.raises(BadInput, match="enrol --paper"):
        swear(5, {"emergency": "paper"}, has_paper=False)


def test_every_rule_reads_as_a_sentence_in_both_languages() -> None:
    for rule in ("default", "majority", "threshold:4", "listed:1,2,3", "paper", "paper:2", "none"):
        texts = set()
        for language in ("vi", "en"):
            with speaking(language):
                texts.add(str(tell_rule(rule, SIX)))
        assert all(text and "{" not in text for text in texts)


def test_a_council_counts_only_when_all_have_signed_and_names_who_has_not() -> None:
    signed = found("Hội đồng", DAY, members(*SIX), {})
    for number in range(5):
        signed = sign_council(signed, officer(number)[2])
    with pytest.raises(NotAuthorised, match="Cán bộ 5"):
        read_council(encode(signed), "hd")
    assert read_signed(encode(signed), "hd").missing == ("Cán bộ 5",)
    with pytest.raises(NotAuthorised):
        sign_council(signed, officer(20)[2])


# T16 of docs/threats.md
def test_a_council_with_one_swapped_key_does_not_verify() -> None:
    body = swear(6)
    for place in range(6):
        swapped = replace(body.council.members[place], card=officer(30)[1])
        seats = tuple(swapped if n == place else m for n, m in enumerate(body.council.members))
        forged = Signed(replace(body.council, members=seats), read_signed(body.data, "hd").signatures)
        with pytest.raises(BrokenSeal):
            read_council(encode(forged), "hd")
        # and not when the swapped member signs what was forged
        with pytest.raises(BrokenSeal):
            read_council(encode(sign_council(forged, officer(30)[2])), "hd")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, title="Hội đồng khác"),
        lambda c: replace(c, made=c.made.replace(year=2023)),
        lambda c: replace(
            c, rules={**c.rules, "bank": "threshold:2"}, sets={**c.sets, "bank": expand("threshold:2", c.roles, True)}
        ),
        lambda c: replace(c, members=tuple(reversed(c.members))),
        lambda c: replace(c, epoch=2, previous="00" * 32),
    ],
)  # fmt: skip
def test_nothing_can_be_changed_after_signing(change: Callable[..., object]) -> None:
    body = swear(5)
    forged = Signed(change(body.council), read_signed(body.data, "hd").signatures)  # type: ignore[arg-type]  # by parameter
    with pytest.raises((BrokenSeal, BadInput)):
        read_council(encode(forged), "hd")


def test_sets_wider_than_the_rule_they_stand_under_are_refused() -> None:
    council = swear(5).council
    with speaking("en"), pytest.raises(BadInput, match="not those of rule"):
        read_signed(encode(Signed(replace(council, sets={**council.sets, "bank": ((0, 1),)}), ("",) * 5)), "hd")


def test_one_card_cannot_sit_twice() -> None:
    seats = members(*SIX)
    with pytest.raises(BadInput):
        found("Hội đồng", DAY, [*seats[:5], Member(seats[0].card, "member")], {})


def test_an_epoch_follows_the_one_whose_digest_it_carries() -> None:
    first = swear(6)
    second = swear(6, first=1, after=first.council)
    assert second.council.epoch == 2
    assert follows(second.council, first.council)
    assert not follows(second.council, swear(6).council)


def test_teams_have_a_head_and_people_in_teams_that_clash_are_pointed_out() -> None:
    drafting, marking = Team("drafting", "A", ("A", "B")), Team("marking", "B", ("B",))
    council = found("Hội đồng", DAY, members(*SIX), {}, teams=[drafting, marking]).council
    with speaking("en"):
        warnings = [str(one) for one in warn_teams(council)]
    assert any("B is in the drafting team and the marking team" in one for one in warnings)
    assert sum("not named yet" in one for one in warnings) == 2
    for bad in (Team("drafting", "Z", ("A",)), Team("drafting", "A", ("A", "A"))):
        with pytest.raises(BadInput):
            found("Hội đồng", DAY, members(*SIX), {}, teams=[bad])
    with pytest.raises(BadInput):
        found("Hội đồng", DAY, members(*SIX), {}, teams=[drafting, drafting])


def test_custodians_are_at_least_two_and_none_opens_alone() -> None:
    assert swear(2, kind="custodians").council.sets["bank"] == ((0, 1),)
    with pytest.raises(BadInput):
        swear(1, kind="custodians")
