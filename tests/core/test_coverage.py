"""Coverage: every quota of a blueprint with what is usable, and why the rest is barred."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from examcore.assembly.pool import take_stock
from examcore.language import Label
from examcore.nouns import Basis, Blueprint, Lot, PartPlan, Quota, Source, Tags
from examcore.shortage.coverage import measure_coverage
from examcore.shortage.standing import Barred
from examcore.testing.bank import DAY, simulate_bank, simulate_blueprint

OLD = Basis(Source("Luật cũ", "Luật cũ", None, date(2025, 1, 1)), "Điều 1")
ASKED = (date(2024, 5, 1), date(2025, 5, 1), date(2026, 5, 1))
TAGS = Tags("general", "a", "recall", 600)
PLAN = PartPlan("general", Label("Phần chung"), 4, (Quota("area", "a", 2, 4), Quota("level", "apply", 1, 2)))
BLUEPRINT = Blueprint("p", "p", "VT 01", (PLAN,))


def _lots(*tags: Tags) -> list[Lot]:
    return [Lot(f"I{n:02}", one) for n, one in enumerate(tags)]


def test_every_barred_item_is_counted_for_one_reason() -> None:
    lots = _lots(
        TAGS,
        replace(TAGS, level="apply"),
        replace(TAGS, positions=("VT 02",), bases=(OLD,)),
        replace(TAGS, bases=(OLD,), uses=ASKED),
        replace(TAGS, uses=ASKED),
        replace(TAGS, item_set="bài"),
        replace(TAGS, item_set="bài", uses=ASKED),
        replace(TAGS, area="b"),
        replace(TAGS, area="b", also=("a",)),
        replace(TAGS, part="professional"),
    )
    whole, area, level = measure_coverage(take_stock(lots, DAY), BLUEPRINT)
    assert (whole.need, whole.most, whole.usable, whole.state) == (4, 4, 4, "thin")
    assert area.barred == whole.barred == Barred(elsewhere=1, lapsed=1, resting=2, broken_sets=1)
    assert (area.quota, area.usable, area.state) == (0, 3, "thin")
    assert (level.quota, level.usable, level.state, level.barred) == (1, 1, "thin", Barred())


def test_a_quota_without_items_is_missing_and_one_with_twice_its_least_is_filled() -> None:
    lots = _lots(*[TAGS] * 4)
    whole, area, level = measure_coverage(take_stock(lots, DAY), BLUEPRINT)
    assert (whole.state, area.state, level.state) == ("thin", "filled", "missing")


def test_item_sets_are_no_use_where_a_form_may_have_none() -> None:
    lots = _lots(*[replace(TAGS, item_set="bài")] * 2)
    without = replace(BLUEPRINT, limits=replace(BLUEPRINT.limits, sets=0))
    assert measure_coverage(take_stock(lots, DAY), BLUEPRINT)[0].usable == 2
    row = measure_coverage(take_stock(lots, DAY), without)[0]
    assert (row.usable, row.barred.broken_sets) == (0, 2)


def test_core_items_never_rest() -> None:
    lots = _lots(replace(TAGS, uses=ASKED))
    core = replace(BLUEPRINT, core=("I00",))
    assert measure_coverage(take_stock(lots, DAY), BLUEPRINT)[0].usable == 0
    assert measure_coverage(take_stock(lots, DAY), core)[0].usable == 1


def test_a_bank_of_ten_thousand_is_covered_row_by_row() -> None:
    blueprint = simulate_blueprint("VT 01")
    rows = measure_coverage(take_stock(simulate_bank(10_000), DAY), blueprint)
    assert [(row.part, row.quota) for row in rows] == [
        (part, n) for part, plan in enumerate(blueprint.parts) for n in (None, *range(len(plan.quotas)))
    ]
    assert all(row.state == "filled" for row in rows)
