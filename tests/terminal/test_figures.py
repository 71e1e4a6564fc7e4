"""Claims about questions with pictures and tables on the candidate's screen and line by line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from examcore.nouns import PLACE
from examcore.session import OpenRoom, SystemDisk
from examcore_tui.passage import Passage, rule_table, show_text, wrap
from examcore_tui.plain import sit_plain
from tests.terminal.desks import find_cut, find_english
from tests.terminal.illustrated import WIDE_TABLE, illustrated
from tests.terminal.rooms import PIN, HandClock, arrange, make_question
from tests.terminal.stage import Actor, play

SIZES = [pytest.param((80, 24), marks=pytest.mark.slow), (60, 20)]
CELLS = st.text("abđ ươ中", max_size=30)
ROWS = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=5))


def room_of(tmp_path: Path) -> OpenRoom:
    return arrange(2, 1, questions=[illustrated(1), make_question(2), make_question(3)]).publish(tmp_path / "P01")


@given(rows=ROWS, is_headed=st.booleans(), width=st.integers(20, 90))
def test_a_table_never_leaves_its_width_and_loses_no_letter(rows: list[list[str]], is_headed: bool, width: int) -> None:
    drawn = rule_table(rows, is_headed, width)
    assert all(cell_len(row) <= width for row in drawn)
    letters = "".join("".join(cell) for row in rows for cell in row)
    told = "".join(drawn)
    assert all(told.count(one) >= letters.count(one) for one in "abđươ中")
    if drawn[0].startswith("┌"):
        assert len({cell_len(row) for row in drawn}) == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_table_stands_ruled_in_the_question_and_pictures_as_lines(tmp_path: Path, size: tuple[int, int]) -> None:
    async def story(actor: Actor) -> None:
        await actor.start()
        shown = actor.text()
        await actor.press("pagedown")
        shown += actor.text()
        await actor.press("pagedown", "pagedown")
        shown += actor.text()
        assert PLACE not in shown
        assert "│ 2023 │                1.250 │ ước tính │" in shown
        assert ": biểu đồ bốn cột · phím H để xem]" in shown
        assert "( ) A. [Hình " in shown
        assert not find_english(actor.rows())
        assert not find_cut(actor.rows())

    play(room_of(tmp_path), story, size)


def test_a_table_too_wide_for_its_place_is_told_by_headings() -> None:
    rows = wrap(Passage(PLACE, (WIDE_TABLE,), {}), 58)
    assert rows[0].startswith("• Cột 0: giá trị 0; Cột 1: giá trị 1;")
    assert all(cell_len(row) <= 58 for row in rows)


def test_a_question_without_figures_stays_the_text_it_was() -> None:
    shown = show_text(make_question(2))
    assert (type(shown.stem), {type(one) for one in shown.options}, shown.pictures) == (str, {str}, ())


def test_plain_mode_reads_pictures_and_tables_out(tmp_path: Path) -> None:
    out = io.StringIO()
    lines = ["0001", PIN, "", "2", "s", "NOP"]
    sit_plain(room_of(tmp_path), HandClock(), SystemDisk(), io.StringIO("\n".join(lines) + "\n"), out)
    told = out.getvalue()
    assert PLACE not in told
    assert "[bảng: Số dân theo năm]\n  Năm  | Số dân (nghìn người) | Ghi chú\n" in told
    assert ": biểu đồ bốn cột]" in told
    assert "  2 B. [Hình " in told
