"""Claims about the figures of a sitting: held against an independent implementation, and by laws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.analysis import PROFILE, Crowd, measure_with_numpy, simulate
from examcore.analysis import Analysis, ItemFigures, examine
from examcore.analysis.columns import add_up, sum_over, sum_squares, to_bits
from examcore.analysis.measures import bound_share, compare_groups, tail_of_chi_square, tell_drift
from examcore.nouns import Result, Tags

CROWD = simulate(400, seed=5)
WHOLE = examine(PROFILE, CROWD.forms, CROWD.responses, CROWD.results)
FEW = simulate(60, seed=6, wrong_keys=3)


def figures(analysis: Analysis) -> dict[str, ItemFigures]:
    return {one.figures.id: one.figures for one in analysis.items}


def flags(analysis: Analysis) -> dict[str, set[str]]:
    return {one.figures.id: set(one.flags) for one in analysis.items}


@pytest.mark.parametrize(("candidates", "seed"), [(2000, 1), (400, 5), (37, 3), (5, 2)])
def test_every_figure_is_that_of_an_independent_implementation(candidates: int, seed: int) -> None:
    crowd = simulate(candidates, seed, blank=0.1)
    ours = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
    theirs = measure_with_numpy(crowd.forms[0], crowd.responses)
    assert ours.candidates == candidates
    assert len(ours.items) == 100
    for name, one in figures(ours).items():
        assert one.difficulty == pytest.approx(theirs.difficulty[name])
        if one.rest is None:
            assert math.isnan(theirs.rest[name])
        else:
            assert one.rest == pytest.approx(theirs.rest[name])
        assert {o.id: (o.count, o.upper, o.lower) for o in one.options} == theirs.options[name]
        assert sum(o.count for o in one.options) + one.blank + one.double == one.n
        assert one.n + one.waiting == candidates
    assert ours.forms[0].total.kr20 == pytest.approx(theirs.kr20)
    assert ours.reliability.kr20 == pytest.approx(theirs.kr20)
    totals = np.array([one.score.total for one in crowd.results])
    spread = ours.spread
    assert (spread.mean, spread.sd) == pytest.approx((totals.mean(), totals.std(ddof=1)))
    assert (spread.lowest, spread.highest) == (totals.min(), totals.max())
    assert sum(count for _, _, count in ours.bars) == candidates
    assert ours.reliability.sem is not None
    near = [bool(min(abs(total - mark) for mark in (50, 70, 85)) <= ours.reliability.sem) for total in totals]
    assert ours.near == pytest.approx(sum(near) / candidates)


def test_the_order_in_which_people_and_forms_come_changes_nothing() -> None:
    crowd = simulate(90, seed=8, forms=3)
    forwards = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
    assert forwards == examine(PROFILE, crowd.forms[::-1], crowd.responses[::-1], crowd.results[::-1])


def test_an_item_in_several_forms_is_one_item() -> None:
    crowd = simulate(300, seed=8, forms=3)
    found = figures(examine(PROFILE, crowd.forms, crowd.responses, crowd.results))
    shared = [one for one in found.values() if one.part == "general"]
    assert len(shared) == 40
    for one in shared:
        each = [measure_with_numpy(form, crowd.responses) for form in crowd.forms]
        for option in one.options:
            assert option.count == sum(each[n].options[one.id][option.id][0] for n in range(3))
            assert option.upper == sum(each[n].options[one.id][option.id][1] for n in range(3))
        assert one.forms == ("F0", "F1", "F2")
    assert all(len(one.forms) == 1 for one in found.values() if one.part == "professional")


def test_forms_of_different_difficulty_make_no_correlation_of_their_own() -> None:
    """Whoever sits the easier form has more points: pooled over forms, an item must not seem good for that alone."""
    crowd = simulate(200, seed=4, forms=2)
    easy = {item.id for item in crowd.forms[0].items if item.tags.part == "professional"}
    gifted = []
    for one in crowd.responses:
        form = next(form for form in crowd.forms if form.id == one.form)
        keys = {item.id: item.key for item in form.items}
        gifted.append(
            replace(
                one,
                given=tuple(
                    replace(r, options=(keys[r.question],), in_review=False) if r.question in easy else r
                    for r in one.given
                ),
            )
        )
    found = figures(examine(PROFILE, crowd.forms, gifted, crowd.results))
    alone = [figures(examine(PROFILE, [form], gifted, crowd.results)) for form in crowd.forms]
    for name, item in found.items():
        if item.part == "general" and item.rest is not None:
            assert item.rest <= max(group[name].rest or 0.0 for group in alone) + 1e-9


def test_wrong_keys_lead_the_list_of_keys_to_check() -> None:
    crowd = simulate(300, seed=7, wrong_keys=4)
    analysis = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
    wrong = sorted(item.id for item in crowd.forms[0].items)[:4]
    assert {one.figures.id for one in analysis.suspects[:4]} == set(wrong)
    assert len(analysis.suspects) <= 10


def test_few_candidates_are_judged_for_their_keys_alone() -> None:
    analysis = examine(PROFILE, FEW.forms, FEW.responses, FEW.results)
    assert analysis.too_few
    assert not WHOLE.too_few
    for one in analysis.items:
        assert set(one.flags) <= {"rival", "negative", "guessing"}
        assert {"hard", "easy", "weak", "idle", "drift"} <= set(one.withheld)
    wrong = sorted(item.id for item in FEW.forms[0].items)[:3]
    assert set(wrong) <= {one.figures.id for one in analysis.suspects}


def test_chance_alone_flags_few_good_items_however_few_sat() -> None:
    for candidates in (20, 50, 90, 150, 400):
        crowd = simulate(candidates, seed=candidates)
        found = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
        assert sum(bool({"negative", "rival"} & set(one.flags)) for one in found.items) <= 6


@pytest.mark.parametrize(("candidates", "judged"), [(99, False), (150, False), (400, True)])
def test_a_weak_correlation_is_judged_from_200_candidates_on(candidates: int, judged: bool) -> None:
    crowd = simulate(candidates, seed=9)
    found = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
    assert all(("weak" in one.withheld) != (one.figures.n >= 200) for one in found.items)
    assert any("weak" in one.flags for one in found.items) <= judged


def test_flags_are_what_the_figures_say() -> None:
    crowd = simulate(800, seed=11)
    for one in examine(PROFILE, crowd.forms, crowd.responses, crowd.results).items:
        f = one.figures
        idle = min(option.count for option in f.options if not option.is_key) < 0.05 * f.n
        assert ("hard" in one.flags, "easy" in one.flags) == (f.difficulty < 0.3, f.difficulty > 0.9)
        assert ("idle" in one.flags, "weak" in one.flags) == (idle, f.rest is None or f.rest < 0.1)
        assert one.withheld == ()


def _tagged(crowd: Crowd, name: str, difficulty: int, seen: int) -> Crowd:
    """The crowd with another figure in the bank for one item."""

    def settle(tags: Tags) -> Tags:
        return replace(tags, difficulty=difficulty, seen=seen)

    forms = tuple(
        replace(
            form,
            parts=tuple(
                replace(p, items=tuple(replace(i, tags=settle(i.tags)) if i.id == name else i for i in p.items))
                for p in form.parts
            ),
        )
        for form in crowd.forms
    )
    return replace(crowd, forms=forms)


def test_drift_is_told_against_what_candidates_showed_before_and_not_against_an_estimate() -> None:
    name, p = next((k, v.difficulty) for k, v in figures(WHOLE).items() if 0.4 < v.difficulty < 0.6)
    for seen, away, told in ((500, 200, True), (500, 0, False), (0, 200, False)):
        crowd = _tagged(CROWD, name, round(1000 * p) - away, seen)
        found = flags(examine(PROFILE, crowd.forms, crowd.responses, crowd.results))
        assert ("drift" in found[name]) == told


def test_a_cancelled_item_counts_in_no_score_and_is_not_flagged() -> None:
    name = CROWD.forms[0].items[0].id
    found = examine(PROFILE, CROWD.forms, CROWD.responses, CROWD.results, {"F0": {name: ()}})
    assert figures(found)[name].ruling == "cancel"
    assert flags(found)[name] == set()
    assert found.forms[0].total.items == 99
    assert figures(found)[name].difficulty == figures(WHOLE)[name].difficulty


def test_an_option_the_council_accepted_counts_as_right() -> None:
    item = CROWD.forms[0].items[0]
    other = next(option.id for option in item.options if option.id != item.key)
    found = examine(
        PROFILE, CROWD.forms, CROWD.responses, CROWD.results, {"F0": {item.id: tuple(sorted((item.key, other)))}}
    )
    both = sum(option.count for option in figures(WHOLE)[item.id].options if option.id in (item.key, other))
    assert figures(found)[item.id].right == both
    assert len(figures(found)[item.id].keys) == 2


def test_areas_add_up_over_units_and_positions() -> None:
    whole = {(a.part, a.area): a for a in WHOLE.areas if not a.unit and not a.position}
    for key, area in whole.items():
        units = [a for a in WHOLE.areas if a.unit and not a.position and (a.part, a.area) == key]
        assert sum(a.right for a in units) == area.right
        assert sum(a.people for a in units) == area.people == 400
    assert sum(a.right for a in whole.values()) == sum(one.right for one in figures(WHOLE).values())


def test_fewer_than_five_people_are_told_no_share() -> None:
    found = examine(PROFILE, FEW.forms, FEW.responses[:20], FEW.results)
    units = [a for a in found.areas if a.unit]
    assert any(a.people < 5 for a in units)
    assert all((a.share is None) == (a.people < 5) for a in units)


def test_median_times_come_by_item_and_are_left_out_where_none_are_known() -> None:
    name = CROWD.forms[0].items[0].id
    found = figures(examine(PROFILE, CROWD.forms, CROWD.responses, CROWD.results, times={name: [9000, 1000, 5000]}))
    assert (found[name].median_ms, found[name].timed) == (5000, 3)
    assert all(one.median_ms is None for key, one in found.items() if key != name)


def test_nobody_who_was_not_scored_is_counted() -> None:
    nobody: Sequence[Result] = ()
    found = examine(PROFILE, CROWD.forms, CROWD.responses, nobody)
    assert (found.candidates, found.items, found.reliability.kr20, found.near) == (0, (), None, None)


# --- laws ---------------------------------------------------------------------------------------

columns = st.lists(st.tuples(st.lists(st.booleans(), min_size=12, max_size=12), st.integers(0, 5)), max_size=9)


@given(columns, st.lists(st.booleans(), min_size=12, max_size=12))
def test_bits_add_up_as_numbers_do(found: list[tuple[list[bool], int]], chosen: list[bool]) -> None:
    planes = add_up([(to_bits((n for n in range(12) if marks[n]), 12), weight) for marks, weight in found])
    scores = [sum(weight for marks, weight in found if marks[n]) for n in range(12)]
    who = to_bits((n for n in range(12) if chosen[n]), 12)
    assert sum_over(planes, who) == sum(s for s, c in zip(scores, chosen, strict=True) if c)
    assert sum_squares(planes, who) == sum(s * s for s, c in zip(scores, chosen, strict=True) if c)


@given(st.integers(1, 3000), st.data())
def test_the_interval_of_a_share_holds_the_share_and_mirrors(n: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, n))
    low, high = bound_share(right, n)
    assert 0 <= low <= right / n + 1e-12
    assert right / n - 1e-12 <= high <= 1
    assert bound_share(n - right, n) == pytest.approx((1 - high, 1 - low))


def test_the_interval_is_that_of_the_textbook() -> None:
    assert bound_share(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


@pytest.mark.parametrize(
    ("value", "freedom", "tail"),
    [
        (3.841459, 1, 0.05),
        (5.991465, 2, 0.05),
        (7.814728, 3, 0.05),
        (18.307038, 10, 0.05),
        (35.172, 23, 0.05),
        (0, 4, 1),
    ],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value: float, freedom: int, tail: float) -> None:
    assert tail_of_chi_square(value, freedom) == pytest.approx(tail, abs=1e-5)


def test_the_comparison_of_groups_is_that_of_the_textbook() -> None:
    """Ranks without and with ties, worked out by hand."""
    plain = compare_groups([[1, 2, 3], [4, 5, 6]])
    assert plain is not None
    assert (plain.h, plain.freedom) == pytest.approx((27 / 7, 1))
    tied = compare_groups([[1, 1], [1, 2]])
    assert tied is not None
    assert tied.h == pytest.approx(1.0)


@given(st.lists(st.lists(st.integers(0, 100), max_size=8), max_size=5))
def test_a_difference_of_groups_does_not_depend_on_their_order_or_scale(groups: list[list[int]]) -> None:
    found = compare_groups(groups)
    again = compare_groups([[3 * value + 7 for value in group] for group in groups[::-1]])
    if found is None or again is None:
        assert found is again
    else:
        assert again.h == pytest.approx(found.h, abs=1e-9)
        assert 0 <= found.chance <= 1


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_drift_has_the_sign_of_the_difference(n: int, seen: int, data: st.DataObject) -> None:
    right, expected = data.draw(st.integers(0, n)), data.draw(st.integers(0, 1000))
    drift = tell_drift(right, n, expected, seen)
    if drift is not None:
        assert drift * (1000 * right - expected * n) >= 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 400), st.integers(1, 3))
def test_all_figures_lie_where_they_can(candidates: int, forms: int) -> None:
    crowd = simulate(min(candidates, 40), seed=candidates, forms=forms, blank=0.3)
    found = examine(PROFILE, crowd.forms, crowd.responses, crowd.results)
    for one in found.items:
        f = one.figures
        assert 0 <= f.low <= f.difficulty <= f.high <= 1 or not f.n
        assert f.rest is None or -1 <= f.rest <= 1
        assert all(sum(o.trace) == o.count for o in f.options)
        assert sum(f.traced) == f.n
    assert found.reliability.kr20 is None or found.reliability.kr20 <= 1
