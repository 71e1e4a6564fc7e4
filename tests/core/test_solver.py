"""Claims about the rule `solver` and its elastic twin: whatever they say holds, and no process outlives its time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.assembly.check import find_faults
from examcore.assembly.ladder import Stuck, draw_form, draw_plan
from examcore.assembly.pool import Turn, open_turn, set_task, take_stock
from examcore.assembly.windows import set_post
from examcore.engine.tickets import Stream
from examcore.errors import MissingExtra, Refused
from examcore.language import Label
from examcore.nouns import LEVELS, Blueprint, DrawPlan, Limits, Lot, PartPlan, Post, Quota, Tags, Window
from examcore.solving import Slack, find_slack, has_solver, solve_form
from examcore.solving.process import run_limited
from examcore.testing.bank import DAY, POSITIONS, simulate_bank, simulate_blueprint

AREAS = ("a", "b", "c", "d", "e")
LATELY = (date(2026, 3, 1),)


def make_plan(count: int, *quotas: Quota, lowest: int = 0, highest: int = 1000) -> PartPlan:
    return PartPlan("p", Label("Phần"), count, quotas, lowest, highest)


def make_blueprint(*parts: PartPlan, limits: Limits | None = None, core: tuple[str, ...] = ()) -> Blueprint:
    return Blueprint("policy", "profile", "X 1", parts, limits or Limits(), core)


def make_turn(
    lots: Iterable[Lot], blueprint: Blueprint, earlier: tuple[frozenset[str], ...] = (), exposure: int = 0,
    windows: tuple[Window, ...] | None = None,
) -> Turn:  # fmt: skip
    stock = take_stock(lots, DAY)
    post = set_post(stock, blueprint, 1)
    if windows is not None:
        post = Post(blueprint, 1, windows)
    used = {i: sum(i in form for form in earlier) for form in earlier for i in form}
    return open_turn(set_task(stock, post), "seed", len(earlier) + 1, earlier, used, exposure)


def make_lots(many: int, area: str = "a", level: str = "recall", start: int = 0, difficulty: int = 600) -> list[Lot]:
    return [Lot(f"{area}{n:03}", Tags("p", area, level, difficulty)) for n in range(start, start + many)]


# ---- forms ----


def crossing_bank(seed: int) -> tuple[list[Lot], Blueprint]:
    """60 items, half of them of two areas, for forms of 20: nearly used up after seven forms."""
    stream = Stream(str(seed), "tight")
    lots = []
    for n in range(60):
        areas = stream.shuffle(AREAS)[: 1 + stream.below(2)]
        level, difficulty = LEVELS[stream.below(3)], 400 + stream.below(400)
        lots.append(Lot(f"I{n:02}", Tags("p", areas[0], level, difficulty, also=tuple(areas[1:]))))
    quotas = (*(Quota("area", area, 4, 4) for area in AREAS), *(Quota("level", level, 5, 8) for level in LEVELS))
    return lots, make_blueprint(make_plan(20, *quotas), limits=Limits(overlap=30))


@pytest.mark.parametrize("seed", range(3))
def test_the_solver_finds_forms_where_lots_and_exchanges_give_up(seed: int) -> None:
    lots, blueprint = crossing_bank(seed)
    plan = DrawPlan(DAY, (set_post(take_stock(lots, DAY), blueprint, 24),))
    with pytest.raises(Stuck) as stuck:
        draw_plan(lots, plan, "s")
    turn = stuck.value.turn
    assert draw_form(turn) is None
    found = draw_form(turn, solve_form)
    assert found is not None
    assert (found.rule, found.tries, found.ordinal) == ("solver", (1,), turn.ordinal)
    assert find_faults(turn, found.parts) == []
    assert found == solve_form(turn)


@pytest.mark.slow
@pytest.mark.parametrize(("position", "least"), [(0, 18), (1, 22), (2, 14)])
def test_a_bank_of_2000_items_gives_more_forms_with_the_solver(position: int, least: int) -> None:
    lots = simulate_bank(2000)
    post = set_post(take_stock(lots, DAY), simulate_blueprint(POSITIONS[position]), least)
    with pytest.raises(Stuck):
        draw_plan(lots, DrawPlan(DAY, (post,)), "s1")
    drawn = draw_plan(lots, DrawPlan(DAY, (post,)), "s1", solve_form)
    assert [form.ordinal for form in drawn] == list(range(1, least + 1))
    assert {form.rule for form in drawn} == {"lottery", "swap", "solver"}


def tiny_turn(seed: int) -> Turn:
    """A task of five items from at most eleven, with every kind of constraint, small enough to try every form."""
    stream = Stream(str(seed), "tiny")
    lots = []
    for n in range(8 + stream.below(4)):
        areas = stream.shuffle("abc")[: 1 + stream.below(2)]
        lots.append(
            Lot(
                f"I{n:02}",
                Tags(
                    "p", areas[0], LEVELS[stream.below(2)], 400 + 50 * stream.below(5),
                    ("X 1",) if stream.below(2) else (), uses=LATELY if stream.below(4) == 0 else (),
                    enemies=(f"I{stream.below(8):02}",) if stream.below(3) == 0 else (),
                    item_set=f"S{n // 2}" if stream.below(3) == 0 else "", also=tuple(areas[1:]),
                ),
            )
        )  # fmt: skip
    low = stream.below(2)
    quotas = (
        Quota("area", "a", 1, 1 + stream.below(3)),
        Quota("area", "b", low, low + 2),
        Quota("scope", "own", stream.below(3), 4),
        Quota("level", LEVELS[0], stream.below(3), 2 + stream.below(3)),
    )
    limits = Limits(overlap=20 * stream.below(4), recent=20 * stream.below(3), sets=stream.below(3))
    blueprint = make_blueprint(make_plan(5, *quotas), limits=limits, core=("I00",) if stream.below(4) == 0 else ())
    earlier = tuple(frozenset(stream.shuffle([lot.id for lot in lots])[:5]) for _ in range(stream.below(3)))
    middle = 2 * 5 * (450 + stream.below(150))
    width = 20 + stream.below(300)
    return make_turn(lots, blueprint, earlier, stream.below(3), (Window(middle - width, middle + width),))


def can_be_had(turn: Turn) -> bool:
    """Whether any choice of units passes."""
    (units,) = turn.units
    return any(
        find_faults(turn, [[member.id for unit in chosen for member in unit.members]]) == []
        for size in range(1, 6)
        for chosen in combinations(units, size)
    )


def check_against_every_form(seed: int) -> bool:
    turn = tiny_turn(seed)
    is_possible = can_be_had(turn)
    found = solve_form(turn)
    assert (found is not None) == is_possible
    assert found is None or find_faults(turn, found.parts) == []
    slack = find_slack(turn)
    assert slack is not None
    assert (slack == ()) == is_possible
    assert all(one.amount > 0 for one in slack)
    return is_possible


def test_the_solver_finds_a_form_exactly_where_one_exists_and_slack_exactly_where_none_does() -> None:
    """Against every possible form of six small tasks."""
    found = {seed: check_against_every_form(seed) for seed in (0, 3, 7, 11, 13, 14)}
    assert [seed for seed, is_possible in found.items() if is_possible] == [7, 13, 14]


@pytest.mark.slow
@given(st.integers(12, 1_000_000))
@settings(max_examples=300)
def test_so_it_is_with_any_small_task(seed: int) -> None:
    check_against_every_form(seed)


def test_an_impossible_task_gives_no_form() -> None:
    blueprint = make_blueprint(make_plan(4, Quota("area", "a", 2, 4), Quota("area", "b", 2, 4)))
    assert solve_form(make_turn([*make_lots(9), *make_lots(1, "b")], blueprint)) is None
    assert solve_form(make_turn([], blueprint)) is None


# ---- the process ----


def test_a_child_that_does_not_end_is_killed_at_its_time(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"import os, pathlib, sys\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\nwhile True: pass\n"
    seconds = 1.0
    while not told.exists() or not told.read_text():  # a busy machine may need longer to start it
        assert run_limited([sys.executable, "-S", "-c", code], b"", seconds) is None
        seconds *= 2
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(int(told.read_text()), 0)


def find_children() -> set[str]:
    """The children of this process, where the system lists them."""
    return {pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()}


def test_a_large_task_with_hardly_any_time_gives_nothing_and_leaves_no_process() -> None:
    lots = simulate_bank(10_000)
    turn = make_turn(lots, simulate_blueprint(POSITIONS[0]))
    before = find_children()
    assert solve_form(turn, 0.05) is None
    assert find_slack(turn, 0.05) is None
    assert find_children() <= before  # none left, not even one that ended


SIMPLE = make_blueprint(make_plan(2, Quota("area", "a", 1, 2)))
BROKEN = {
    "does not load": "raise ImportError('half an installation')",
    "crashes": "import os\nos.abort()",
    "ends early": "import os\nos._exit(0)",
    "answers something else": 'import os\nos.write(1, b\'{"end":"best","values":[[99,1]]}\')\nos._exit(0)',
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN.keys())
def test_a_solver_that_breaks_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    (tmp_path / "highspy.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    turn = make_turn(make_lots(5), SIMPLE)
    for ask in (solve_form, find_slack):
        with pytest.raises(Refused) as refused:
            ask(turn)
        assert "without an answer" in refused.value.text.read("en")


def test_a_wrong_answer_of_the_solver_is_neither_a_form_nor_a_proof_that_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = 'import os\nos.write(1, b\'{"end":"best","values":[[0,1]]}\')\nos._exit(0)'
    (tmp_path / "highspy.py").write_text(lie, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    turn = make_turn(make_lots(5), SIMPLE)
    assert solve_form(turn) is None
    assert find_slack(turn) is None


def test_without_the_extra_it_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert has_solver()
    monkeypatch.setitem(sys.modules, "highspy", None)  # what Python takes for "not installed"
    assert not has_solver()
    with pytest.raises(MissingExtra, match=r"examcore\[solver\]"):
        solve_form(make_turn(make_lots(5), SIMPLE))


# ---- slack ----


def test_two_areas_that_share_nine_items_and_need_twelve_lack_three() -> None:
    shared = [replace(lot, tags=replace(lot.tags, also=("b",))) for lot in make_lots(9)]
    blueprint = make_blueprint(make_plan(18, *(Quota("area", area, 6, 6) for area in "abc")))
    slack = find_slack(make_turn([*shared, *make_lots(20, "c")], blueprint))
    assert slack is not None
    assert {(one.part, one.kind, one.is_above) for one in slack} == {(0, "area", False)}
    assert {one.quota for one in slack} <= {0, 1}
    assert sum(one.amount for one in slack) == 3


def test_a_level_found_in_too_few_areas_lacks_what_they_cannot_hold() -> None:
    """24 items to apply are wanted, and only three areas of five items have any: 15 at most."""
    areas = [f"area {n}" for n in range(8)]
    lots = [lot for area in areas for lot in make_lots(12, area)]
    lots += [lot for area in areas[:3] for lot in make_lots(12, area, "apply", 50)]
    blueprint = make_blueprint(make_plan(40, *(Quota("area", a, 5, 5) for a in areas), Quota("level", "apply", 24, 30)))
    assert find_slack(make_turn(lots, blueprint)) == (Slack(0, "level", 8, 9),)


def test_items_that_are_all_too_easy_lie_so_many_thousandths_above() -> None:
    general, own = make_plan(4, lowest=600, highest=640), make_plan(6, lowest=615, highest=625)
    blueprint = make_blueprint(general, replace(own, name="q"))
    lots = make_lots(9, difficulty=620)
    lots += [Lot(f"q{n}", Tags("q", "a", "recall", 638)) for n in range(9)]
    assert find_slack(make_turn(lots, blueprint)) == (Slack(1, "difficulty", None, 13, True),)
    hard = [replace(lot, tags=replace(lot.tags, difficulty=605)) if lot.tags.part == "q" else lot for lot in lots]
    assert find_slack(make_turn(hard, blueprint)) == (Slack(1, "difficulty", None, 10),)


OWN = [Lot(f"own{n}", Tags("p", "z", "recall", 600, ("X 1",))) for n in range(3)]
EARLIER = (frozenset(f"a{n:03}" for n in range(5)),)
LACKS: dict[str, tuple[list[Lot], Blueprint, tuple[frozenset[str], ...], int, Slack]] = {
    "a part without enough items of any kind": (
        make_lots(3), make_blueprint(make_plan(5)), (), 0, Slack(0, "size", None, 2)
    ),
    "too few items of the position": (
        [*OWN, *make_lots(9)], make_blueprint(make_plan(5, Quota("scope", "own", 4, 5))), (), 0, Slack(0, "scope", 0, 1)
    ),
    "too few items of the position, and no others allowed": (
        [*OWN, *make_lots(9)],
        make_blueprint(make_plan(10, Quota("scope", "own", 5, 5), Quota("area", "a", 5, 5))), (), 0,
        Slack(0, "scope", 0, 2)
    ),
    "too many of a level": (
        make_lots(9), make_blueprint(make_plan(5, Quota("level", "recall", 0, 2))), (), 0, Slack(0, "level", 0, 3, True)
    ),
    "asked lately": (
        [replace(lot, tags=replace(lot.tags, uses=LATELY)) for lot in make_lots(9)], make_blueprint(make_plan(5)), (),
        0, Slack(None, "recent", None, 4, True)
    ),
    "shared with an earlier form": (
        make_lots(7), make_blueprint(make_plan(5)), EARLIER, 0, Slack(None, "overlap", None, 2, True)
    ),
    "shared where nothing may be": (
        make_lots(7), make_blueprint(make_plan(5), limits=Limits(overlap=0)), EARLIER, 0,
        Slack(None, "overlap", None, 3, True)
    ),
    "used up": (
        make_lots(7), make_blueprint(make_plan(5), limits=Limits(overlap=100)), EARLIER, 1,
        Slack(None, "exposure", None, 3, True)
    ),
    "more sets than allowed": (
        [replace(lot, tags=replace(lot.tags, item_set=f"S{n // 2}")) for n, lot in enumerate(make_lots(8))],
        make_blueprint(make_plan(6), limits=Limits(sets=1)), (), 0, Slack(None, "sets", None, 2, True)
    ),
    "a core item that may not be drawn": (
        make_lots(8), make_blueprint(make_plan(5), core=("gone",)), (), 0, Slack(None, "core", None, 1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKS.values(), ids=LACKS.keys())
def test_each_kind_of_lack_is_named_with_its_amount(
    case: tuple[list[Lot], Blueprint, tuple[frozenset[str], ...], int, Slack],
) -> None:
    lots, blueprint, earlier, exposure, lack = case
    assert find_slack(make_turn(lots, blueprint, earlier, exposure)) == (lack,)


def test_a_task_that_can_be_done_lacks_nothing() -> None:
    assert find_slack(make_turn(make_lots(9), SIMPLE)) == ()
