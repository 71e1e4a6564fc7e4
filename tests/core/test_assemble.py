"""Claims about drawing forms: exact counts, no item twice, same seed same form, and clear refusals."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.engine.assemble import Lot, draw_forms, eligible, overlaps
from examcore.engine.booklets import make_booklets, order_options
from examcore.engine.tickets import Stream, ticket
from examcore.errors import Shortage
from examcore.language import Label
from examcore.nouns import (
    LEVELS,
    Basis,
    Blueprint,
    Form,
    FormPart,
    Item,
    Option,
    PartPlan,
    Quota,
    Source,
    Tags,
    lay_out,
)

DAY = date(2024, 11, 15)
AREAS = tuple(f"area-{n}" for n in range(4))
VECTORS = Path(__file__).parents[1] / "vectors"


def lots(general: int = 60, own: int = 40, shared: int = 40) -> list[Lot]:
    stream = Stream("fixture", "lots")
    made = [
        Lot(f"G{n:03}", Tags("general", AREAS[n % 4], LEVELS[stream.below(3)], 300 + stream.below(600)))
        for n in range(general)
    ]
    made += [
        Lot(f"O{n:03}", Tags("professional", "field", LEVELS[stream.below(3)], 300 + stream.below(600), ("X 1",)))
        for n in range(own)
    ]
    made += [
        Lot(f"S{n:03}", Tags("professional", "shared", LEVELS[stream.below(3)], 300 + stream.below(600)))
        for n in range(shared)
    ]
    return made


BLUEPRINT = Blueprint(
    "test",
    "profile",
    "X 1",
    (
        PartPlan(
            "general",
            Label("Chung"),
            16,
            (*(Quota("area", area, 4, 4) for area in AREAS), Quota("level", "recall", 2, 9)),
        ),
        PartPlan("professional", Label("Riêng"), 20, (Quota("scope", "own", 10, 10), Quota("area", "shared", 10, 10))),
    ),
)


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_every_draw_meets_every_quota_and_no_item_appears_twice(seed: str) -> None:
    bank = lots()
    tags = {lot.id: lot.tags for lot in bank}
    (draw,) = draw_forms(bank, BLUEPRINT, seed, DAY)
    general, professional = draw.parts
    assert (len(general), len(professional)) == (16, 20)
    assert len(draw.items) == 36
    assert Counter(tags[i].area for i in general) == dict.fromkeys(AREAS, 4)
    assert sum(bool(tags[i].positions) for i in professional) == 10
    assert 2 <= sum(tags[i].level == "recall" for i in general) <= 9


def test_the_same_seed_gives_the_same_forms_and_another_gives_others() -> None:
    bank = lots()
    assert draw_forms(bank, BLUEPRINT, "a", DAY, 2, 60) == draw_forms(list(reversed(bank)), BLUEPRINT, "a", DAY, 2, 60)
    assert draw_forms(bank, BLUEPRINT, "a", DAY) != draw_forms(bank, BLUEPRINT, "b", DAY)


def test_draws_are_the_ones_written_down_when_the_rule_was_made() -> None:
    recorded = json.loads((VECTORS / "draws.json").read_text(encoding="utf-8"))
    for vector in recorded["tickets"]:
        assert f"{ticket(vector['seed'], *vector['names']):064x}" == vector["ticket"]
    for vector in recorded["shuffles"]:
        assert Stream(vector["seed"], vector["purpose"]).shuffle(range(vector["of"])) == vector["order"]
    for vector in recorded["forms"]:
        draws = draw_forms(lots(), BLUEPRINT, vector["seed"], DAY, vector["forms"], vector["overlap"])
        assert [[list(part) for part in draw.parts] for draw in draws] == vector["parts"]


def test_any_two_forms_share_no_more_items_than_allowed() -> None:
    draws = draw_forms(lots(), BLUEPRINT, "seed", DAY, 3, 40)
    shared = overlaps(draws)
    assert all(shared[a][b] <= 36 * 40 // 100 for a in range(3) for b in range(3) if a != b)
    assert [shared[n][n] for n in range(3)] == [36, 36, 36]


def test_a_thin_bank_is_refused_with_each_quota_and_what_it_lacks() -> None:
    with pytest.raises(Shortage) as refused:
        draw_forms(lots(own=7), BLUEPRINT, "seed", DAY)
    (missing,) = (s for s in refused.value.shortages if "very position" in s.quota.read("en"))
    assert (missing.need, missing.have, missing.missing) == (10, 7, 3)
    assert refused.value.options


def test_more_forms_than_the_bank_can_give_apart_are_refused() -> None:
    with pytest.raises(Shortage) as refused:
        draw_forms(lots(16, 10, 10), BLUEPRINT, "seed", DAY, 2, 0)
    assert "shared by two forms" in refused.value.shortages[0].quota.read("en")


def test_items_of_other_positions_and_lapsed_law_are_not_eligible() -> None:
    lapsed = Basis(Source("L", "Luật cũ", date(2000, 1, 1), date(2024, 11, 14)), "Điều 1")
    to_come = Basis(Source("M", "Luật mới", date(2024, 11, 16)), "Điều 1")
    held = Basis(Source("N", "Luật", date(2024, 11, 15), date(2024, 11, 15)), "Điều 1")
    bank = [
        Lot("other", Tags("professional", "field", "recall", 500, ("Y 2",))),
        Lot("lapsed", Tags("professional", "field", "recall", 500, ("X 1",), (lapsed,))),
        Lot("to come", Tags("professional", "field", "recall", 500, ("X 1",), (to_come,))),
        Lot("held", Tags("professional", "field", "recall", 500, ("X 1", "Y 2"), (held,))),
    ]
    assert [lot.id for lot in eligible(BLUEPRINT.parts[1], "X 1", DAY, bank)] == ["held"]


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_enemies_never_meet_whichever_of_them_names_the_other(seed: int) -> None:
    bank = [
        Lot(lot.id, Tags(lot.tags.part, lot.tags.area, lot.tags.level, 500, lot.tags.positions, enemies=enemies))
        for lot in lots(20, 14, 14)
        for enemies in [{"G000": ("G004", "S000"), "O003": ("O001",), "S005": ("G009",)}.get(lot.id, ())]
    ]
    drawn = draw_forms(bank, BLUEPRINT, str(seed), DAY)[0].items
    for pair in ({"G000", "G004"}, {"G000", "S000"}, {"O003", "O001"}, {"S005", "G009"}):
        assert not pair <= drawn


def form(count: int = 12, fixed: bool = False) -> Form:
    items = tuple(
        Item(
            f"I{n:02}",
            f"câu {n}",
            tuple(Option(f"{n}-{k}", f"phương án {k}", fixed and k == 3) for k in range(4)),
            f"{n}-{n % 4}",
            Tags("general", "a", "recall", 500),
        )
        for n in range(count)
    )
    parts = (FormPart("general", Label("Chung"), items[:5]), FormPart("professional", Label("Riêng"), items[5:]))
    return Form("F1", "p", "pr", "X", "b", "5eed", "lottery", False, parts)


def test_a_booklet_holds_every_question_once_in_its_part_and_no_key() -> None:
    for booklet in make_booklets(form(), 4):
        assert [sorted(q.id for q in part.questions) for part in booklet.parts] == [
            [f"I{n:02}" for n in range(5)],
            [f"I{n:02}" for n in range(5, 12)],
        ]
        for question in booklet.questions:
            assert not hasattr(question, "key")
            assert not hasattr(question, "tags")
            assert len({option.id for option in question.options}) == 4


def test_booklets_have_different_codes_and_orders() -> None:
    booklets = make_booklets(form(), 24)
    assert len({b.code for b in booklets}) == 24
    assert all(len(b.code) == 3 and b.code.isdecimal() for b in booklets)
    assert len({tuple(q.id for q in b.questions) for b in booklets}) > 20


def test_a_fixed_option_keeps_its_place_in_every_booklet() -> None:
    for booklet in make_booklets(form(fixed=True), 20):
        assert all(question.options[3].fixed for question in booklet.questions)


@given(st.lists(st.booleans(), min_size=2, max_size=6), st.integers(0, 99))
def test_reordering_options_loses_none_and_moves_no_fixed_one(fixed: list[bool], seed: int) -> None:
    options = tuple(Option(str(n), str(n), flag) for n, flag in enumerate(fixed))
    drawn = order_options(options, Stream(str(seed), "t"))
    assert sorted(o.id for o in drawn) == sorted(o.id for o in options)
    assert all(drawn[n] == options[n] for n, flag in enumerate(fixed) if flag)


def test_a_layout_tells_the_order_and_no_text() -> None:
    from examcore.canonical import encode

    booklet = make_booklets(form(), 1)[0]
    layout = lay_out(booklet)
    assert [q.question for q in layout.questions] == [q.id for q in booklet.questions]
    assert "phương án".encode() not in encode(layout)


def test_shuffles_favour_no_place() -> None:
    counts = Counter(Stream(str(n), "fair").shuffle("ABCD")[0] for n in range(4000))
    # 1000 each expected; 5 standard deviations of a binomial (27) leave no room for a biased generator.
    assert all(abs(count - 1000) < 137 for count in counts.values())
