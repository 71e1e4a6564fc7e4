"""Claims about the rules of Cần Thơ: constants, clauses, bands, posts, blueprint."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from examcore.assembly.ladder import draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.errors import Refused
from examcore.nouns import FULL, DrawPlan, Lot, PartScore, Position, Quota, Score, Tags
from examcore.plugins import load_plugins
from examcore.testing import answer, assemble
from examcore_cantho.policy import CanthoPolicy
from examcore_cantho.posts import EXCLUDED, GROUPS, POSTS, title_of
from examcore_cantho.profile import SINCE
from examcore_cantho.rules import BY_ID, KINDS, RULES, cite, cite_place

DAY = date(2024, 11, 15)
POLICY = CanthoPolicy()
PROFILE = POLICY.profile(DAY)


def score(total: int, waiting: int = 0) -> Score:
    """A score with this total, the general part filled first."""
    general, professional = PROFILE.parts
    low = min(total, general.count)
    return Score(
        (
            PartScore(general.name, general.title, low, low, 40),
            PartScore(professional.name, professional.title, total - low, total - low, 60),
        ),
        waiting,
    )


def test_the_plugin_is_installed_under_its_name() -> None:
    plugins = load_plugins()
    assert plugins.policy("cantho").profile(DAY) == PROFILE
    assert plugins.version_of("cantho").startswith("examcore-cantho ")


# the Plan


@pytest.mark.parametrize(
    ("rule", "words"),
    [("R41", "100"), ("R42", "40"), ("R43", "60"), ("R48", "120"), ("R50", "01 điểm"), ("R51", "01 điểm")],
)
def test_a_constant_stands_in_the_rule_that_fixes_it(rule: str, words: str) -> None:
    assert words in BY_ID[rule].says


def test_a_test_has_forty_and_sixty_items_in_two_hours_one_point_each() -> None:
    assert [(part.name, part.count, part.points_each) for part in PROFILE.parts] == [
        ("general", 40, 1),
        ("professional", 60, 1),
    ]
    assert (PROFILE.items, PROFILE.total, PROFILE.minutes) == (100, 100, 120)


def test_the_rules_run_from_1_to_81_each_with_a_place_of_the_plan_and_a_kind() -> None:
    assert [rule.id for rule in RULES] == [f"R{n:02}" for n in range(1, 82)]
    assert all(rule.says for rule in RULES)
    assert {rule.kind for rule in RULES} <= set(KINDS)
    assert all(cite_place(rule.place) for rule in RULES)
    assert [clause.rule for clause in PROFILE.clauses] == [rule.id for rule in RULES]


def test_a_place_is_cited_as_official_documents_do() -> None:
    assert cite("R53") == "điểm b khoản 7 Mục III"
    assert cite("R38") == "điểm đ khoản 4 Mục III"
    assert cite("R18") == "khoản 1 Mục III"
    assert cite("R81") == "Mục IV"
    with pytest.raises(ValueError, match="7b"):
        cite_place("7b")


def test_every_band_stands_in_its_rule() -> None:
    for band in PROFILE.bands:
        said = BY_ID[band.rule].says
        assert said.startswith(band.title.vi)
        assert [int(n) for n in re.findall(r"\d+", said)] in ([band.lowest, band.highest], [band.highest])


@pytest.mark.parametrize("day", [date(2024, 9, 17), date(2017, 5, 26), date.min])
def test_a_day_before_the_decision_is_refused_in_both_languages(day: date) -> None:
    with pytest.raises(Refused) as refused:
        POLICY.profile(day)
    assert "18/09/2024" in refused.value.read("vi")
    assert "hiệu lực" in refused.value.read("vi")
    assert day.strftime("%d/%m/%Y") in refused.value.read("en")


def test_the_day_of_signing_is_the_first() -> None:
    assert POLICY.profile(SINCE).since == SINCE == date(2024, 9, 18)


def test_a_district_heads_documents_with_its_own_name() -> None:
    district = CanthoPolicy(parent="ỦY BAN NHÂN DÂN QUẬN NINH KIỀU").profile(DAY)
    assert district.issuer_parent == "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"
    assert replace(district, issuer_parent=PROFILE.issuer_parent) == PROFILE


# bands


def test_each_of_the_101_totals_reaches_exactly_the_band_of_the_plan() -> None:
    expected = ["khong-dat"] * 50 + ["trung-binh"] * 20 + ["kha"] * 20 + ["tot"] * 11
    assert [POLICY.decide(PROFILE, score(total)).band for total in range(101)] == expected


@pytest.mark.parametrize(
    ("total", "title"),
    [
        (100, "Đạt loại Tốt"),
        (90, "Đạt loại Tốt"),
        (89, "Đạt loại Khá"),
        (70, "Đạt loại Khá"),
        (69, "Đạt loại Trung bình"),
        (50, "Đạt loại Trung bình"),
        (49, "Không đạt"),
        (0, "Không đạt"),
    ],
)
def test_a_bound_belongs_to_its_band_and_the_reason_names_the_clause(total: int, title: str) -> None:
    outcome = POLICY.decide(PROFILE, score(total))
    assert outcome.title.vi == title
    assert f"{total}/100 câu hỏi" in outcome.reason.vi
    assert "điểm b khoản 7 Mục III" in outcome.reason.vi
    assert "III.7.b" in outcome.reason.en
    assert not outcome.provisional


@pytest.mark.parametrize("total", [-1, 101])
def test_a_total_off_the_scale_is_refused(total: int) -> None:
    with pytest.raises(Refused, match="100"):
        POLICY.decide(PROFILE, score(total))


def test_a_weak_part_does_not_fail_a_strong_total() -> None:
    general, professional = PROFILE.parts
    parts = (
        PartScore(general.name, general.title, 0, 0, 40),
        PartScore(professional.name, professional.title, 50, 50, 60),
    )
    assert POLICY.decide(PROFILE, Score(parts)).band == "trung-binh"


def test_responses_in_review_make_the_outcome_provisional_and_say_what_is_still_possible() -> None:
    outcome = POLICY.decide(PROFILE, score(88, waiting=3))
    assert (outcome.band, outcome.provisional) == ("kha", True)
    assert "3 câu trả lời chờ xem xét" in outcome.reason.vi
    assert "91" in outcome.reason.vi
    assert "3 responses wait for review" in outcome.reason.en
    assert "đến 100" in POLICY.decide(PROFILE, score(99, waiting=5)).reason.vi


def test_a_double_mark_earns_nothing_though_one_of_the_two_is_right() -> None:
    form = assemble(POLICY.blueprint(PROFILE, POSTS[0]), DAY)
    marks = {item.id: "right" for item in form.items}
    doubled = {**marks, form.items[0].id: "double"}
    assert POLICY.score(PROFILE, form, answer(form, marks)).total == 100
    assert POLICY.score(PROFILE, form, answer(form, doubled)).total == 99


# posts


def test_posts_stand_in_the_three_groups_and_the_excluded_in_none() -> None:
    groups = Counter(post.group for post in POSTS)
    assert groups == {"Nhóm 1": 7, "Nhóm 2": 4, "Nhóm 3": 6}
    assert set(groups) == set(GROUPS)
    assert {post.code for post in EXCLUDED} == {"CHT-QS", "T-CA"}
    assert {post.code for post in EXCLUDED}.isdisjoint(post.code for post in POSTS)
    assert all(BY_ID[post.rule].place == "III.2.c" for post in EXCLUDED)


def test_a_post_of_another_catalogue_has_no_commune_title() -> None:
    assert title_of("TP-HT") == "Công chức Tư pháp - hộ tịch"
    assert title_of("CMNV 55") == ""


def test_the_posts_with_a_field_of_their_own_have_its_area() -> None:
    assert {post.code: post.area for post in POSTS if post.area} == {
        "CT-MTTQ": "mat-tran",
        "TP-HT": "tu-phap-ho-tich",
    }


# blueprint


def test_the_blueprint_spreads_the_parts_over_areas_scope_and_levels() -> None:
    general, professional = POLICY.blueprint(PROFILE, POSTS[0]).parts
    areas = [quota for quota in general.quotas if quota.tag == "area"]
    assert len(areas) == 8
    assert all((quota.least, quota.most) == (5, 5) for quota in areas)
    assert Quota("scope", "own", 30, 30) in professional.quotas
    assert Quota("scope", "shared", 30, 30) in professional.quotas
    assert [q.least for q in professional.quotas if q.tag == "area"] == [6] * 5
    assert Quota("level", "recall", 18, 30) in professional.quotas
    assert Quota("level", "apply", 6, 14) in general.quotas


def test_a_drawn_form_has_six_items_of_each_shared_area_and_thirty_of_the_post() -> None:
    stranger = Position("CMNV 55", "Giải quyết khiếu nại, tố cáo", "Thanh tra", "CMNV")
    form = assemble(POLICY.blueprint(PROFILE, stranger), DAY)
    professional = form.parts[1].items
    own = [item for item in professional if item.tags.positions == ("CMNV 55",)]
    shared = Counter(item.tags.area for item in professional if not item.tags.positions)
    assert len(own) == 30
    assert set(shared.values()) == {6}
    assert len(shared) == 5


def test_own_items_may_carry_a_shared_area_and_the_form_still_fills() -> None:
    blueprint = POLICY.blueprint(PROFILE, next(post for post in POSTS if post.code == "VP-TK"))

    def lot(name: str, part: str, area: str, place: int, positions: tuple[str, ...] = ()) -> Lot:
        level = ("recall", "recall", "understand", "understand", "apply")[place % 5]
        return Lot(f"{name}-{place}", Tags(part, area, level, FULL // 2, positions))

    lots = [lot(a.name, a.part, a.name, n) for a in PROFILE.areas for n in range(20) if a.rule in ("R39", "R40")]
    lots += [lot("own", "professional", "van-ban", n, ("VP-TK",)) for n in range(60)]
    plan = DrawPlan(DAY, (set_post(take_stock(lots, DAY), blueprint, 1),))
    (draw,) = draw_plan(lots, plan, "seed")
    own = sum(name.startswith("own") for name in draw.parts[1])
    assert (len(draw.parts[1]), own) == (60, 30)
