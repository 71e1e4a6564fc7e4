"""Refusals: the quotas that compete are named, every number is true, and every way out that names one works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.assembly.check import can_assign, find_faults
from examcore.assembly.ladder import draw_plan
from examcore.assembly.pool import open_turn, set_task, take_stock
from examcore.assembly.windows import set_post
from examcore.errors import Missing, Shortage
from examcore.nouns import LEVELS, Blueprint, DrawPlan, Limits, Lot, Quota, Tags
from examcore.shortage.case import Writing
from examcore.shortage.explain import check_plan, foresee
from examcore.shortage.trial import Change
from examcore.testing.bank import DAY, simulate_blueprint
from tests.core.shortages import (
    BASE,
    BLUEPRINT,
    FIRST,
    GENERAL_PLAN,
    OFTEN,
    PLAN,
    SECOND,
    apart,
    apply,
    crowd_one_level,
    plan,
    remedies,
    small,
    soften,
    starve_two_areas,
    write,
)

SEEDS = ("một", "hai")
TAGS = Tags("general", "a", "recall", 600)


def _read(short: Shortage | None) -> tuple[list[str], list[str]]:
    assert short is not None
    return [one.read("vi") for one in short.options], [one.quota.read("vi") for one in short.shortages]


def _numbers(missing: Missing) -> tuple[int, int, int]:
    return missing.need, missing.have, missing.missing


# ── the examples of the study ──────────────────────────────────────────────────────────────────────────────────────


def test_two_areas_that_share_nine_items_are_named_together_with_why_the_rest_is_barred() -> None:
    lots = starve_two_areas()
    (missing,) = check_plan(lots, plan(lots, BLUEPRINT))
    assert missing.quota.read("vi") == f"Phần chuyên môn, các lĩnh vực {FIRST}, {SECOND}"
    assert _numbers(missing) == (12, 9, 3)
    assert missing.because.read("vi") == (
        "cùng cần một số câu như nhau: 14 câu gắn nhãn này, 3 câu đã ra đủ số lần và đang nghỉ, "
        "2 câu có văn bản căn cứ không còn hiệu lực vào ngày 30/11/2026"
    )


def test_a_level_that_only_three_areas_have_is_told_with_the_room_in_them() -> None:
    lots, blueprint = crowd_one_level()
    (missing,) = check_plan(lots, plan(lots, blueprint))
    assert missing.quota.read("vi") == "Phần chung, mức độ vận dụng"
    assert _numbers(missing) == (24, 15, 9)
    assert missing.because.read("vi") == (
        "chỉ các lĩnh vực chung-01, chung-02, chung-03 có câu như vậy dùng được, mỗi đề lấy ở đó nhiều nhất 15; "
        "ở ngoài: 0 câu gắn nhãn này"
    )
    options, _ = _read(foresee(lots, plan(lots, blueprint)))
    assert options[:2] == [
        (
            "soạn thêm 9 câu: Phần chung, mức độ vận dụng, ở ngoài các lĩnh vực chung-01, chung-02, chung-03, "
            "chia theo chỉ tiêu của từng lĩnh vực"
        ),
        "hạ số câu tối thiểu ở Phần chung: mức độ vận dụng từ 24 xuống 15",
    ]
    assert "không giúp được: bỏ hạn chế câu đã hỏi năm nay hoặc năm trước" in options


def test_items_that_are_too_easy_are_told_by_the_least_mean_they_can_have() -> None:
    lots, blueprint = soften()
    (missing,) = check_plan(lots, plan(lots, blueprint))
    assert missing.quota.read("vi") == "Phần chuyên môn, độ khó trung bình (phần nghìn), quá dễ"
    pool = set_task(take_stock(lots, DAY), set_post(take_stock(lots, DAY), blueprint, 1)).pools[1]
    lightest = sorted(member.weight for unit in pool.units for member in unit.members)[:60]
    assert missing.have == 625
    assert missing.need >= sum(lightest) / 120  # quotas can only make it worse
    assert "được phép nhiều nhất 0,625" in missing.because.read("vi")


def test_forms_without_a_shared_item_lack_what_all_areas_need_together() -> None:
    _, given_plan = apart(24)
    (missing,) = check_plan(BASE, given_plan)
    usable = sum(
        lot.tags.part == PLAN.name
        and lot.tags.serves("VT 01")
        and bool({q.value for q in PLAN.quotas if q.tag == "area"} & set(lot.tags.areas))
        for lot in BASE
    )
    assert missing.quota.read("vi") == "Phần chuyên môn, mọi lĩnh vực của ma trận đề"
    assert _numbers(missing) == (1440, usable, 1440 - usable)
    assert missing.because.read("vi").startswith("24 đề không trùng câu nào; ")


# ── every number is right ──────────────────────────────────────────────────────────────────────────────────────────


@cache
def _find_remedies(name: str) -> tuple[Writing | Change, ...]:
    return remedies(*_bare(name))


def _bare(name: str) -> tuple[list[Lot], DrawPlan]:
    if name == "two areas":
        lots = starve_two_areas()
        return lots, plan(lots, BLUEPRINT)
    if name == "one level":
        lots, blueprint = crowd_one_level()
        return lots, plan(lots, blueprint)
    if name == "too easy":
        lots, blueprint = soften()
        return lots, plan(lots, blueprint)
    if name == "asked lately":
        lots = [Lot(lot.id, replace(lot.tags, uses=(date(2025, 11, 1),))) if FIRST in lot.tags.areas else lot
                for lot in BASE]  # fmt: skip
        return lots, plan(lots, replace(BLUEPRINT, limits=Limits(recent=5)))
    if name == "exposure":
        return BASE, plan(BASE, BLUEPRINT, 20, exposure=1)
    return BASE, apart(24)[1]


CASES = ("two areas", "one level", "too easy", "asked lately", "exposure", "without overlap")


@pytest.mark.parametrize("name", CASES)
def test_forms_can_be_drawn_under_every_change_that_is_offered(name: str) -> None:
    lots, _ = _bare(name)
    changes = [one for one in _find_remedies(name) if isinstance(one, Change)]
    assert changes
    for change in changes:
        for seed in SEEDS:
            assert len(apply(change, lots, seed)) == change.forms, change.told.read("en")


@pytest.mark.parametrize("name", ["two areas", "one level", "exposure", "without overlap"])
def test_nothing_is_lacking_when_the_items_asked_for_are_written_and_something_is_with_one_fewer(name: str) -> None:
    lots, given_plan = _bare(name)
    writings = [one for one in _find_remedies(name) if isinstance(one, Writing)]
    assert len(writings) == 1
    blueprint = given_plan.posts[0].blueprint
    enough, fewer = (write(writings[0], lots, blueprint, writings[0].count - less) for less in (0, 1))
    assert check_plan(enough, given_plan) == ()
    assert check_plan(fewer, given_plan) != ()
    if given_plan.posts[0].forms == 1:
        assert draw_plan(enough, given_plan, "một")


def test_a_quota_is_lowered_no_further_than_it_must_be() -> None:
    lots, blueprint = crowd_one_level()
    quotas = tuple(replace(q, least=16) if q.value == "apply" else q for q in blueprint.parts[0].quotas)
    still = replace(blueprint, parts=(replace(blueprint.parts[0], quotas=quotas), PLAN))
    (missing,) = check_plan(lots, plan(lots, still))
    assert _numbers(missing) == (16, 15, 1)


def test_lowering_an_exact_quota_names_another_that_takes_the_place() -> None:
    lots = [Lot(f"I{n}", replace(TAGS, area="a" if n < 2 else "b")) for n in range(12)]
    blueprint = small([Quota("area", "a", 3, 3), Quota("area", "b", 3, 3)], 6)
    options, quotas = _read(foresee(lots, plan(lots, blueprint)))
    assert quotas == ["Phần chung, lĩnh vực a"]
    assert options[1] == (
        "hạ số câu tối thiểu ở Phần chung: lĩnh vực a từ 3 xuống 2; đồng thời cho lĩnh vực b có tới 4 câu"
    )


# ── what else can be known before a draw ───────────────────────────────────────────────────────────────────────────


def test_core_items_that_cannot_stand_in_a_form_are_named_with_the_reason() -> None:
    lots = [
        Lot("I1", replace(TAGS, enemies=("I2",))),
        Lot("I2", TAGS),
        Lot("I3", replace(TAGS, positions=("VT 02",))),
        Lot("I4", replace(TAGS, item_set="bài")),
        Lot("I5", replace(TAGS, item_set="bài", positions=("VT 02",))),
        Lot("I6", replace(TAGS, part="other")),
        Lot("I7", replace(TAGS, level="apply")),
        Lot("I8", replace(TAGS, level="apply")),
        *(Lot(f"J{n}", TAGS) for n in range(9)),
    ]
    blueprint = replace(
        small([Quota("level", "apply", 0, 1)], 8), core=("I1", "I2", "I3", "I4", "I6", "I7", "I8", "I9")
    )
    told = {(m.quota.read("vi"), m.because.read("vi")) for m in check_plan(lots, plan(lots, blueprint))}
    assert told == {
        ("câu bắt buộc I1", "câu này không được đi cùng câu bắt buộc I2 trong một đề"),
        ("câu bắt buộc I3", "câu này dành cho vị trí khác"),
        ("câu bắt buộc I4", "bộ câu hỏi của câu này không rút được trọn vẹn"),
        ("câu bắt buộc I5", "câu này dành cho vị trí khác"),
        ("câu bắt buộc I6", "câu này không thuộc phần nào của ma trận đề"),
        ("câu bắt buộc I8", "quá nhiều câu bắt buộc: không còn chỗ ở Phần chung, mức độ vận dụng"),
        ("câu bắt buộc I9", "ngân hàng không có câu này"),
    }


def test_quotas_that_contradict_each_other_are_told_whatever_the_bank_holds() -> None:
    lots = [Lot(f"I{n:02}", replace(TAGS, level=LEVELS[n % 3])) for n in range(60)]
    for quotas, numbers in (
        ([Quota("area", "a", 4, 5), Quota("area", "b", 3, 5)], (7, 6, 1)),
        ([Quota("level", level, 0, 1) for level in LEVELS], (6, 3, 3)),
        ([Quota("level", "apply", 3, 2)], (3, 2, 1)),
    ):
        missing = check_plan(lots, plan(lots, small(quotas, 6)))[0]
        assert _numbers(missing) == numbers
        assert "sửa ma trận đề" in missing.because.read("vi")


def test_sets_that_are_too_many_for_a_form_are_told_with_how_many_it_may_have() -> None:
    lots = [Lot(f"I{n:02}", replace(TAGS, item_set=f"bài {n // 3}")) for n in range(12)]
    lots += [Lot(f"J{n}", TAGS) for n in range(5)]
    blueprint = replace(small([], 9), limits=Limits(sets=1))
    (missing,) = check_plan(lots, plan(lots, blueprint))
    assert _numbers(missing) == (9, 8, 1)
    changes = [one for one in remedies(lots, plan(lots, blueprint)) if isinstance(one, Change)]
    assert [change.blueprint.limits.sets for change in changes] == [2]
    assert apply(changes[0], lots, "một")


def test_items_asked_lately_are_counted_over_all_parts() -> None:
    lots = [
        Lot(lot.id, replace(lot.tags, uses=(date(2025, 11, 1),))) if lot.tags.areas[0] in (FIRST, SECOND) else lot
        for lot in BASE
        if not {FIRST, SECOND} & set(lot.tags.also)
    ]
    blueprint = replace(BLUEPRINT, limits=Limits(recent=5))
    (missing,) = check_plan(lots, plan(lots, blueprint))
    assert missing.quota.read("vi") == f"Phần chuyên môn, các lĩnh vực {FIRST}, {SECOND}, chưa hỏi gần đây"
    assert _numbers(missing) == (12, 5, 7)


def test_forms_from_too_few_items_must_share_more_than_allowed() -> None:
    lots = [Lot(f"I{n:02}", TAGS) for n in range(15)]
    blueprint = replace(small([], 10), limits=Limits(overlap=20))
    (missing,) = check_plan(lots, plan(lots, blueprint, 3))
    # 30 places from 15 items: each stands in two forms, so three pairs share 15 items, 5 on average
    assert missing.because.read("vi") == (
        "3 đề rút từ 15 câu thì từng cặp đề trùng nhau trung bình ít nhất 5,0 câu; được phép 2"
    )
    assert missing.missing == 9  # 24 items: 30 places exceed them by 6, three pairs may share 6
    enough = lots + [Lot(f"N{n:02}", TAGS) for n in range(9)]
    assert check_plan(enough, plan(enough, blueprint, 3)) == ()


def test_core_items_that_all_forms_share_are_told_where_they_are_too_many() -> None:
    lots = [Lot(f"I{n:02}", TAGS) for n in range(40)]
    blueprint = replace(small([], 10), limits=Limits(overlap=20), core=("I00", "I01", "I02"))
    (missing,) = check_plan(lots, plan(lots, blueprint, 2))
    assert missing.quota.read("vi") == "câu bắt buộc"
    assert _numbers(missing) == (3, 2, 1)
    changes = [one for one in remedies(lots, plan(lots, blueprint, 2)) if isinstance(one, Change)]
    assert [change.forms for change in changes[:1]] == [1]
    for change in changes:
        assert len(apply(change, lots, "một")) == change.forms


def test_posts_that_draw_from_the_same_items_are_checked_together() -> None:
    lots = [Lot(f"I{n:02}", TAGS) for n in range(10)]
    posts = tuple(
        set_post(take_stock(lots, DAY), replace(small([], 4), position=code), 1) for code in ("VT 01", "VT 02", "VT 03")
    )
    (missing,) = check_plan(lots, DrawPlan(DAY, posts, 1))
    assert missing.quota.read("vi") == "VT 01, VT 02, VT 03: Phần chung, toàn phần"
    assert _numbers(missing) == (12, 10, 2)
    assert check_plan(lots, DrawPlan(DAY, posts, 2)) == ()
    options, _ = _read(foresee(lots, DrawPlan(DAY, posts, 1)))
    assert options == ["soạn thêm 2 câu: Phần chung, toàn phần", "cho mỗi câu có mặt trong 2 đề thay vì 1"]
    assert len(draw_plan(lots, DrawPlan(DAY, posts, 2), "một")) == 3


# ── the truth by brute force ───────────────────────────────────────────────────────────────────────────────────────


@st.composite
def _instances(draw: st.DrawFn, with_levels: bool) -> tuple[list[Lot], Blueprint]:
    areas, count = ("a", "b", "c"), draw(st.integers(1, 4))
    lots = []
    for n in range(draw(st.integers(1, 7))):
        own = draw(st.lists(st.sampled_from((*areas, "x")), min_size=1, max_size=3, unique=True))
        level = draw(st.sampled_from(LEVELS)) if with_levels else "recall"
        lots.append(Lot(f"I{n}", replace(TAGS, area=own[0], also=tuple(sorted(own[1:])), level=level)))
    quotas = []
    for tag, values in (("area", areas), ("level", LEVELS)) if with_levels else (("area", areas),):
        for value in values:
            if draw(st.booleans()):
                least = draw(st.integers(0, 2))
                quotas.append(Quota(tag, value, least, draw(st.integers(least, 3))))  # type: ignore[arg-type]
    return lots, small(quotas, count)


def _can_be_had(lots: list[Lot], blueprint: Blueprint) -> bool:
    part = blueprint.parts[0]
    areas = {n: quota for n, quota in enumerate(part.quotas) if quota.tag == "area"}
    for chosen in combinations(lots, part.count):
        places = [tuple(n for n, q in areas.items() if q.value in lot.tags.areas) for lot in chosen]
        levels = all(
            quota.least <= sum(lot.tags.level == quota.value for lot in chosen) <= quota.most
            for quota in part.quotas
            if quota.tag == "level"
        )
        if levels and can_assign(areas, [place for place in places if place]):
            return True
    return False


@given(_instances(with_levels=False))
@settings(max_examples=300, deadline=None)
def test_nothing_is_found_lacking_exactly_when_a_form_of_areas_can_be_had(
    instance: tuple[list[Lot], Blueprint],
) -> None:
    lots, blueprint = instance
    assert (check_plan(lots, plan(lots, blueprint)) == ()) == _can_be_had(lots, blueprint)


@given(_instances(with_levels=True))
@settings(max_examples=300, deadline=None)
def test_nothing_is_found_lacking_exactly_when_areas_and_levels_can_be_had_at_once(
    instance: tuple[list[Lot], Blueprint],
) -> None:
    lots, blueprint = instance
    assert (check_plan(lots, plan(lots, blueprint)) == ()) == _can_be_had(lots, blueprint)


@st.composite
def _crossed(draw: st.DrawFn) -> tuple[list[Lot], Blueprint]:
    """All families at once, with items asked lately, item sets, a core, enemies and bounds of difficulty."""
    lots, blueprint = draw(_instances(with_levels=True))
    lots = [
        Lot(lot.id, replace(
            lot.tags, difficulty=draw(st.integers(3, 9)) * 100, positions=draw(st.sampled_from([(), ("VT 01",)])),
            uses=draw(st.sampled_from([(), (date(2025, 11, 1),)])), item_set=draw(st.sampled_from(["", "", "bài"])),
            enemies=draw(st.sampled_from([(), (), ("I0",)])),
        ))
        for lot in lots
    ]  # fmt: skip
    part = blueprint.parts[0]
    least = draw(st.integers(0, 2))
    scope = Quota("scope", draw(st.sampled_from(["own", "shared"])), least, draw(st.integers(least, 4)))
    part = replace(part, quotas=(*part.quotas, scope), lowest=draw(st.integers(3, 6)) * 100,
                   highest=draw(st.integers(6, 9)) * 100)  # fmt: skip
    limits = Limits(recent=draw(st.sampled_from([0, 50, 100])), sets=draw(st.integers(0, 1)))
    core = draw(st.sampled_from([(), (), ("I0",)]))
    return lots, replace(blueprint, parts=(part,), limits=limits, core=core)


@given(_crossed())
@settings(max_examples=300, deadline=None)
def test_where_something_is_found_lacking_no_form_passes(instance: tuple[list[Lot], Blueprint]) -> None:
    lots, blueprint = instance
    given_plan = plan(lots, blueprint)
    if check_plan(lots, given_plan):
        task = set_task(take_stock(lots, DAY), given_plan.posts[0])
        turn = open_turn(task, "", 1, [], {}, 0)
        ids = [lot.id for lot in lots]
        passing = [chosen for chosen in combinations(ids, blueprint.count) if not find_faults(turn, [chosen])]
        assert passing == []


def test_resting_items_are_offered_only_where_they_help() -> None:
    lots = starve_two_areas()
    options, _ = _read(foresee(lots, plan(lots, BLUEPRINT)))
    assert "dùng lại các câu đã ra đủ số lần cho phép" in options
    tight = [lot for lot in lots if lot.tags.uses != OFTEN or FIRST not in lot.tags.areas]
    tight.append(Lot("Z", replace(GENERAL_TAGS, uses=OFTEN)))
    options, _ = _read(foresee(tight, plan(tight, BLUEPRINT)))
    assert "dùng lại các câu đã ra đủ số lần cho phép" not in options
    assert any(o.startswith("không giúp được: ") and "dùng lại các câu" in o for o in options)


GENERAL_TAGS = Tags(GENERAL_PLAN.name, "chung-01", "recall", 620)


def test_everything_is_said_in_english_too() -> None:
    lots, blueprint = crowd_one_level()
    short = foresee(lots, plan(lots, blueprint))
    assert short is not None
    assert short.options[1].read("en").endswith("level apply from 24 to 15")


def test_a_bank_that_lacks_nothing_foresees_nothing() -> None:
    assert foresee(BASE, plan(BASE, simulate_blueprint("VT 02"), 4)) is None
