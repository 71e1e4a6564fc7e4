"""Claims about the officers' desk without a screen: what lies in a folder, how a bank and a sitting stand, plots."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.canonical import encode
from examcore.desk import (
    Desk,
    Kind,
    command_line,
    compare,
    draw_row,
    examine_bank,
    look_around,
    measure_points,
    measure_standing,
)
from examcore.errors import NotFound
from examcore.formats.blueprint import write_blueprint
from examcore.nouns import Basis, Source, Tags
from examcore.plugins import Plugins, load_plugins
from examcore.sitting import SittingFolder, report, score
from tests.core.amended import NOW, PHRASE, draw, make_body, seal_alone, sit
from tests.core.blueprints import DEFAULT, fill_bank

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture
def sitting(plugins: Plugins, tmp_path: Path) -> SittingFolder:
    form = draw(plugins)
    return sit(tmp_path / "s", plugins, seal_alone(form, tmp_path / "de"), form, PHRASE)


def test_everything_that_lies_in_a_folder_is_known_without_opening_it(sitting: SittingFolder) -> None:
    folder = sitting.path.parent.parent
    fill_bank(folder / "ct.bank")
    fill_bank(folder / "no-ending")
    (folder / "ma-tran").mkdir()
    (folder / "ma-tran" / "tp-ht.txt").write_bytes(write_blueprint(DEFAULT))
    (folder / "ma-tran" / "notes.txt").write_text("Ghi chú: họp lúc 8 giờ\n", encoding="utf-8")
    body = make_body()
    (folder / "hoi-dong").mkdir()
    (folder / "hoi-dong" / "council.json").write_bytes(encode(body.signed))
    (folder / "binh.officer").write_bytes(body.files[0])
    (folder / "link.bank").symlink_to(folder / "ct.bank")
    found: dict[Kind, list[str]] = {}
    for thing in look_around(folder):
        found.setdefault(thing.kind, []).append(thing.path.relative_to(folder).as_posix())
    assert found == {
        "bank": ["ct.bank", "no-ending"],
        "blueprint": ["ma-tran/tp-ht.txt"],
        "forms": ["de"],
        "sitting": ["s/ca"],
        "council": ["hoi-dong"],
        "officer": ["binh.officer"],
    }
    assert [thing.path.name for thing in Desk(folder, load_plugins()).find("bank", "council")] == [
        "ct.bank", "hoi-dong", "no-ending",
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        look_around(tmp_path / "nowhere")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX's")
def test_somebody_elses_folder_below_is_passed_over(tmp_path: Path) -> None:
    fill_bank(tmp_path / "a.bank")
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o000)
    try:
        assert [thing.path.name for thing in look_around(tmp_path)] == ["a.bank"]
    finally:
        shut.chmod(0o700)


def test_a_bank_stands_as_its_tags_say() -> None:
    def tags(area: str, until: date | None, positions: tuple[str, ...] = (), bases: int = 1) -> Tags:
        source = Source(f"Luật {until}", "Luật", date(2000, 1, 1), until)
        return Tags("general", area, "recall", 500, positions, (Basis(source, "Điều 1"),) * bases)

    ended, soon, late = TODAY - timedelta(1), TODAY + timedelta(90), TODAY + timedelta(300)
    health = examine_bank(
        {"1": tags("a", ended), "2": tags("a", soon, ("P",)), "3": tags("b", late), "4": tags("b", None, bases=0),
         "5": tags("b", ended, ("P", "Q"))}, TODAY,
    )  # fmt: skip
    assert (health.items, health.usable, health.unseen, health.without_basis) == (5, 3, 5, 1)
    assert health.areas == (("general", "a", 2, 1), ("general", "b", 3, 2))
    assert health.positions == (("P", 2, 5), ("Q", 1, 4))
    assert [(one.source.until, one.items, one.has_ended) for one in health.endings] == [
        (ended, 2, True), (soon, 1, False),
    ]  # fmt: skip


def test_a_sitting_stands_where_its_folder_and_log_say(plugins: Plugins, sitting: SittingFolder) -> None:
    standing = measure_standing(sitting)
    assert standing.steps == ("made", "collected")
    assert [(one.room, one.candidates, one.collected) for one in standing.rooms] == [("P1", 3, 3)]
    assert (standing.absent, standing.open, standing.is_stale) == ((), 0, False)
    score(sitting, plugins, PHRASE, NOW)
    report(sitting, plugins, sitting.path / "report", NOW)
    after = measure_standing(sitting)
    assert after.steps == ("made", "collected", "scored", "reported")
    assert len(after.results) == 3
    responses = sitting.responses
    sitting.keep_responses(responses[:2])
    assert measure_standing(sitting).absent == (responses[2].candidate,)


def test_points_are_spread_over_bins_that_hold_everybody(plugins: Plugins, sitting: SittingFolder) -> None:
    results = score(sitting, plugins, PHRASE, NOW)
    profile = sitting.sitting.profile
    for part in ("", *(one.name for one in profile.parts)):
        plot = measure_points(profile, results, part)
        assert sum(row.count for row in plot.rows) == plot.candidates == 3
        assert {row.most for row in plot.rows} == {max(row.count for row in plot.rows)}
    assert measure_points(profile, results).mean_tenths == 500
    assert compare(results, lambda one: one.room) == (("P1", 3, 500),)
    empty = measure_points(profile, ())
    assert (empty.candidates, empty.mean_tenths, {row.count for row in empty.rows}) == (0, 0, {0})


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 80), st.booleans())
def test_a_bar_fits_its_space_and_only_nothing_shows_nothing(a: int, b: int, cells: int, is_plain: bool) -> None:
    count, most = min(a, b), max(a, b)
    bar = draw_row(count, most, cells, is_plain)
    assert len(bar) <= cells
    assert (bar == "") == (count == 0 or cells == 0)
    assert not is_plain or bar.isascii()


def test_a_command_is_told_as_it_would_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = command_line("sitting", "publish", tmp_path / "ca 1", "--out", Path("/x/y"), ["--officer", "A"], "")
    assert told == "examcore sitting publish 'ca 1' --out /x/y --officer A"
