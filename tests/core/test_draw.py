"""Claims about the draw: every constraint holds, same seed same forms, and each rule gives what its page says."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.assembly.check import can_assign, find_faults
from examcore.assembly.ladder import Stuck, count_shared, draw_form, draw_plan
from examcore.assembly.lottery import draw_by_lottery, hash_fields
from examcore.assembly.pool import find_usable, take_stock
from examcore.assembly.swap import draw_by_swap
from examcore.canonical import digest
from examcore.engine.tickets import Stream, ticket
from examcore.language import Label
from examcore.nouns import Basis, Blueprint, Drawn, Lot, PartPlan, Quota, Source, Tags
from examcore.testing.bank import DAY as BANK_DAY
from examcore.testing.bank import POSITIONS, simulate_bank, simulate_blueprint
from tests.core.lots import (
    AREAS,
    BLUEPRINT,
    DAY,
    FREE,
    LAST_YEAR,
    limit,
    make_lots,
    make_rich_lots,
    plan_for,
    set_small_task,
    take_turn,
)

VECTORS = Path(__file__).parents[1] / "vectors"
RICH = make_rich_lots()
STRICT = replace(limit(overlap=40, recent=25, uses=1, years=1, sets=1, spread=30), apart=(("O001", "O002", "O003"),),
                 core=("G005", "S000"))  # fmt: skip


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_every_draw_meets_every_quota_and_no_item_appears_twice(seed: str) -> None:
    bank = make_lots()
    tags = {lot.id: lot.tags for lot in bank}
    (draw,) = draw_plan(bank, plan_for(bank), seed)
    general, professional = draw.parts
    assert (len(general), len(professional)) == (16, 20)
    assert len(draw.items) == 36
    assert Counter(tags[i].area for i in general) == dict.fromkeys(AREAS, 4)
    assert sum(bool(tags[i].positions) for i in professional) == 10
    assert 2 <= sum(tags[i].level == "recall" for i in general) <= 9


@pytest.mark.parametrize("rule", [draw_by_lottery, draw_by_swap])
@given(seed=st.integers(0, 10**9))
@settings(max_examples=25, deadline=None)
def test_three_forms_of_either_rule_pass_every_constraint_together(rule: object, seed: int) -> None:
    assert callable(rule)
    task = set_small_task(RICH, STRICT, 3)
    forms: list[Drawn] = []
    for _ in range(3):
        turn = take_turn(task, str(seed), forms)
        found = rule(turn)
        if found is None:  # a rule may give up; what it gives must pass
            return
        assert find_faults(turn, found.parts) == []
        assert {"G005", "S000", "S001"} <= found.items, "the core, and the set one of its items belongs to"
        forms.append(found)
    tags = {lot.id: lot.tags for lot in RICH}
    for form in forms:
        assert not {"G008", "G012"} <= form.items
        assert not {"S005", "G009"} <= form.items
        assert len({"O001", "O002", "O003"} & form.items) <= 1
        assert sum(LAST_YEAR in tags[i].uses for i in form.items) <= 9
        assert {"G000", "G001", "G002"} <= form.items or not {"G000", "G001", "G002"} & form.items
    for part in range(2):
        means = [sum(tags[i].difficulty for i in form.parts[part]) / len(form.parts[part]) for form in forms]
        assert max(means) - min(means) <= 30
    assert all(len(a.items & b.items) <= 14 for a, b in combinations(forms, 2))


@pytest.mark.parametrize("rule", [draw_by_lottery, draw_by_swap])
def test_a_rule_gives_up_rather_than_leave_a_core_item_out(rule: object) -> None:
    assert callable(rule)
    blueprint = replace(BLUEPRINT, core=("G001", "G002"))
    free = take_turn(set_small_task(make_lots(), blueprint, 1), "s", [])
    assert {"G001", "G002"} <= rule(free).items
    foes = [replace(lot, tags=replace(lot.tags, enemies=("G002",))) if lot.id == "G001" else lot for lot in make_lots()]
    assert rule(take_turn(set_small_task(foes, blueprint, 1), "s", [])) is None


def test_the_same_seed_gives_the_same_forms_whatever_order_the_bank_comes_in() -> None:
    plan = plan_for(RICH, limit(overlap=60), 2)
    assert draw_plan(RICH, plan, "a") == draw_plan(list(reversed(RICH)), plan, "a")
    assert draw_plan(RICH, plan, "a") != draw_plan(RICH, plan, "b")


def test_an_item_taken_out_of_the_bank_moves_no_ticket_of_another() -> None:
    bank = make_lots()
    (whole,) = draw_plan(bank, plan_for(bank), "seed")
    unused = next(lot.id for lot in bank if lot.id not in whole.items)
    fewer = [lot for lot in bank if lot.id != unused]
    (again,) = draw_plan(fewer, plan_for(fewer), "seed")
    assert again.tries == whole.tries
    assert again.items == whole.items


def test_a_ticket_is_what_any_sha_256_tool_gives_for_the_fields_on_the_page() -> None:
    import hashlib

    text = "ab12\x1fTP-HT\x1f1\x1fticket\x1fHP-001"
    assert hash_fields("ab12", "TP-HT", "1", "ticket", "HP-001") == hashlib.sha256(text.encode()).digest()


def test_draws_are_the_ones_written_down_when_the_rule_was_made() -> None:
    """Made once; the same on every Python from 3.11 on and on every platform, and by the stranger's verifier too."""
    recorded = json.loads((VECTORS / "draws.json").read_text(encoding="utf-8"))
    for vector in recorded["tickets"]:
        assert f"{ticket(vector['seed'], *vector['names']):064x}" == vector["ticket"]
    for vector in recorded["shuffles"]:
        assert Stream(vector["seed"], vector["purpose"]).shuffle(range(vector["of"])) == vector["order"]
    for vector in recorded["draws"]:
        blueprint = {"plain": BLUEPRINT, "strict": STRICT}[vector["blueprint"]]
        bank = {"plain": make_lots(), "rich": RICH}[vector["bank"]]
        drawn = draw_plan(bank, plan_for(bank, blueprint, vector["forms"]), vector["seed"])
        assert [one.rule for one in drawn] == vector["rules"]
        assert [list(one.tries) for one in drawn] == vector["tries"]
        assert digest(drawn) == vector["digest"]


def test_any_two_forms_share_no_more_items_than_allowed() -> None:
    bank = make_lots()
    drawn = draw_plan(bank, plan_for(bank, limit(overlap=40), 3), "seed")
    shared = count_shared(drawn)
    assert all(shared[a][b] <= 36 * 40 // 100 for a in range(3) for b in range(3) if a != b)
    assert [shared[n][n] for n in range(3)] == [36, 36, 36]


def test_forms_that_may_share_nothing_share_nothing() -> None:
    bank = make_lots()
    drawn = draw_plan(bank, plan_for(bank, limit(overlap=0), 3), "seed")
    assert all(a.items.isdisjoint(b.items) for a, b in combinations(drawn, 2))


def test_no_item_stands_in_more_forms_of_the_whole_draw_than_the_exposure_allows() -> None:
    bank = simulate_bank(3000)
    stock = take_stock(bank, BANK_DAY)
    from examcore.assembly.windows import set_post
    from examcore.nouns import DrawPlan

    posts = tuple(set_post(stock, simulate_blueprint(code), 2) for code in POSITIONS[:8])
    drawn = draw_plan(bank, DrawPlan(BANK_DAY, posts, 3), "seed")
    assert [(one.position, one.ordinal) for one in drawn] == [(code, n) for code in POSITIONS[:8] for n in (1, 2)]
    assert max(Counter(i for one in drawn for i in one.items).values()) == 3


def test_where_the_lottery_gives_up_exchanges_go_on() -> None:
    bank = simulate_bank(2000)
    from examcore.assembly.windows import set_post
    from examcore.nouns import DrawPlan

    post = set_post(take_stock(bank, BANK_DAY), simulate_blueprint(POSITIONS[0]), 8)
    try:
        drawn = draw_plan(bank, DrawPlan(BANK_DAY, (post,)), "seed")
    except Stuck as stuck:
        drawn = stuck.drawn
    rules = [one.rule for one in drawn]
    assert {"lottery", "swap"} == set(rules)
    assert max(shared for n, row in enumerate(count_shared(drawn)) for shared in row[:n]) <= 20


def test_a_draw_that_cannot_be_had_names_the_form_it_stopped_at() -> None:
    bank = make_lots(24, 14, 14)
    with pytest.raises(Stuck) as stopped:
        draw_plan(bank, plan_for(bank, limit(overlap=0), 2), "seed")
    assert (stopped.value.turn.ordinal, len(stopped.value.drawn)) == (2, 1)


def test_a_form_of_a_solver_counts_only_if_it_passes() -> None:
    bank = make_lots(24, 14, 14)
    task = set_small_task(bank, limit(overlap=0), 2)
    first = draw_form(take_turn(task))
    assert first is not None
    turn = take_turn(task, earlier=[first])
    assert draw_form(turn, lambda turn: Drawn("X 1", 2, "solver", (1, 1), first.parts)) is None


def test_items_of_other_positions_and_lapsed_law_are_not_usable() -> None:
    lapsed = Basis(Source("L", "Luật cũ", None, DAY.replace(day=14)), "Điều 1")
    to_come = Basis(Source("M", "Luật mới", DAY.replace(day=16)), "Điều 1")
    held = Basis(Source("N", "Luật", DAY, DAY), "Điều 1")
    bank = [
        Lot("other", Tags("professional", "field", "recall", 500, ("Y 2",))),
        Lot("lapsed", Tags("professional", "field", "recall", 500, ("X 1",), (lapsed,))),
        Lot("to come", Tags("professional", "field", "recall", 500, ("X 1",), (to_come,))),
        Lot("held", Tags("professional", "field", "recall", 500, ("X 1", "Y 2"), (held,))),
    ]
    assert [lot.id for lot in find_usable(take_stock(bank, DAY), BLUEPRINT, BLUEPRINT.parts[1])] == ["held"]


def test_an_item_asked_as_often_as_the_limit_rests_for_those_years() -> None:
    part = PartPlan("general", Label("Chung"), 1, ())
    blueprint = Blueprint("test", "profile", "X 1", (part,), replace(FREE, uses=2, years=3))
    years = {"2023 2024": True, "2022 2023 2024": True, "2021 2023": False, "2020 2021": False, "": False}
    for asked, rests in years.items():
        uses = tuple(DAY.replace(year=int(year), month=1) for year in asked.split())
        bank = [Lot("one", Tags("general", "a", "recall", 500, uses=uses))]
        assert (draw_form(take_turn(set_small_task(bank, blueprint))) is None) == rests, asked


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_enemies_never_meet_whichever_of_them_names_the_other(seed: int) -> None:
    bank = [
        replace(lot, tags=replace(lot.tags, enemies=enemies))
        for lot in make_lots(20, 14, 14)
        for enemies in [{"G000": ("G004", "S000"), "O003": ("O001",), "S005": ("G009",)}.get(lot.id, ())]
    ]
    drawn = draw_plan(bank, plan_for(bank), str(seed))[0].items
    for pair in ({"G000", "G004"}, {"G000", "S000"}, {"O003", "O001"}, {"S005", "G009"}):
        assert not pair <= drawn


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=3),
    st.lists(st.sets(st.integers(0, 2), min_size=1), max_size=7),
)
@settings(deadline=None)
def test_areas_can_be_filled_exactly_where_some_way_of_giving_items_to_them_does(
    bounds: list[tuple[int, int]], wishes: list[set[int]]
) -> None:
    quotas = {n: Quota("area", str(n), least, least + more) for n, (least, more) in enumerate(bounds)}
    choices = [tuple(sorted(n for n in wish if n in quotas)) for wish in wishes]
    choices = [one for one in choices if one]

    def some_way(at: int, counts: tuple[int, ...]) -> bool:
        if at == len(choices):
            return all(quotas[n].least <= counts[n] <= quotas[n].most for n in quotas)
        return any(some_way(at + 1, (*counts[:n], counts[n] + 1, *counts[n + 1 :])) for n in choices[at])

    assert can_assign(quotas, choices) == some_way(0, (0,) * len(quotas))
