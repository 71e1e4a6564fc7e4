"""Draws that got stuck although nothing was known to be lacking: how far they came, what helps and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from examcore.assembly.ladder import Stuck, draw_plan
from examcore.nouns import DrawPlan, Lot, Quota, Tags
from examcore.shortage.explain import check_plan, explain
from examcore.testing.bank import simulate_bank
from tests.core.shortages import BASE, BLUEPRINT, apart, plan, small

TAGS = Tags("general", "a", "recall", 600)


def _stuck(lots: Sequence[Lot], given_plan: DrawPlan) -> Stuck:
    with pytest.raises(Stuck) as caught:
        draw_plan(lots, given_plan, "hạt giống")
    return caught.value


def test_a_stuck_draw_says_how_far_it_came_and_what_helps() -> None:
    bank = simulate_bank(2_000)
    given_plan = plan(bank, BLUEPRINT, 24)
    assert check_plan(bank, given_plan) == ()
    stuck = _stuck(bank, given_plan)
    short = explain(stuck)
    made = stuck.turn.ordinal - 1
    assert short.text.read("vi") == (
        f"không lập được đề thứ {made + 1} trong 24 đề cho VT 01: đã rút được {made} đề trước đó"
    )
    options = [one.read("vi") for one in short.options]
    assert any("cho hai đề trùng nhau" in option for option in options)
    assert options[-1].startswith("không giúp được: ")
    assert "bỏ hạn chế câu đã hỏi năm nay hoặc năm trước" in options[-1]
    percent = next(int(option.split("%")[0].split()[-1]) for option in options if "trùng nhau" in option)
    wider = replace(BLUEPRINT, limits=replace(BLUEPRINT.limits, overlap=percent))
    assert len(draw_plan(bank, plan(bank, wider, 24), "ba")) == 24


def test_a_draw_that_used_up_an_area_names_it_and_offers_as_many_forms_as_were_drawn() -> None:
    _, given_plan = apart(14)
    assert check_plan(BASE, given_plan) == ()
    stuck = _stuck(BASE, given_plan)
    short = explain(stuck)
    assert all("các đề rút trước đã dùng hết" in one.because.read("vi") for one in short.shortages)
    told = short.options[0].read("vi")
    forms = int(told.removeprefix("chỉ lập ").split()[0])
    assert forms < 14
    assert len(draw_plan(BASE, apart(forms)[1], "ba")) == forms


def test_levels_that_no_draw_meets_are_lowered_to_what_can_be_drawn() -> None:
    """Enemies stand in the way of a level: nothing counts them before a draw."""
    lots = [Lot(f"A{n}", replace(TAGS, level="apply", enemies=tuple(f"A{m}" for m in range(4) if m != n)))
            for n in range(4)]  # fmt: skip
    lots += [Lot(f"R{n:02}", TAGS) for n in range(20)]
    blueprint = small([Quota("level", "apply", 2, 4)], 6)
    given_plan = plan(lots, blueprint)
    assert check_plan(lots, given_plan) == ()
    short = explain(_stuck(lots, given_plan))
    options, quotas = [o.read("vi") for o in short.options], [one.quota.read("vi") for one in short.shortages]
    assert quotas == ["số đề cho VT 01"]
    assert "hạ số câu tối thiểu ở Phần chung: mức độ vận dụng từ 2 xuống 1" in options
    assert "rà lại các câu không được đi cùng nhau: quá nhiều" in options


@dataclass(frozen=True, slots=True)
class Found:
    part: int | None
    kind: str
    quota: int | None
    amount: int
    is_above: bool = False


def test_what_a_solver_found_is_told_in_the_words_of_the_blueprint() -> None:
    lots = [Lot(f"A{n}", replace(TAGS, level="apply", enemies=tuple(f"A{m}" for m in range(4) if m != n)))
            for n in range(4)]  # fmt: skip
    lots += [Lot(f"R{n:02}", TAGS) for n in range(20)]
    stuck = _stuck(lots, plan(lots, small([Quota("level", "apply", 2, 4)], 6)))
    slack = (Found(0, "level", 0, 1), Found(0, "difficulty", None, 13, True), Found(None, "recent", None, 2, True),
             Found(0, "size", None, 1))  # fmt: skip
    told = [(one.quota.read("vi"), one.missing) for one in explain(stuck, slack).shortages]
    assert told == [
        ("Phần chung, mức độ vận dụng", 1),
        ("Phần chung, độ khó trung bình (phần nghìn), quá dễ", 13),
        ("câu đã hỏi năm nay hoặc năm trước", 2),
        ("Phần chung, toàn phần", 1),
    ]
