"""Laws of laying out text, questions and the grid, at every size."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from examcore.text import clean_text
from examcore_tui.keyboard import is_confirmed, is_foreign_letter, read_option_key
from examcore_tui.widgets.grid import GridPart, lay_out_grid
from examcore_tui.widgets.sheet_layout import lay_out_sheet
from examcore_tui.wrap import fit, wrap_text

LETTERS = "abcđêôưăâ ạảấầẩẫậắ[]/\\\n中あ"
TEXT = st.one_of(st.text(LETTERS, max_size=400), st.text(max_size=80).map(clean_text))
OPTIONS = st.lists(st.text(LETTERS, max_size=260), min_size=2, max_size=6)


@given(text=TEXT, width=st.integers(2, 120))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: int) -> None:
    rows = wrap_text(text, width)
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


@given(text=TEXT.map(lambda t: t.replace("\n", " ")), width=st.integers(0, 120))
def test_fitted_text_has_exactly_the_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(stem=TEXT, options=OPTIONS, width=st.integers(58, 160), height=st.integers(14, 60), top=st.integers(-3, 99),
       cursor=st.integers(-1, 5))  # fmt: skip
def test_a_sheet_never_overflows_and_shows_the_option_pointed_to(
    stem: str, options: list[str], width: int, height: int, top: int, cursor: int
) -> None:
    cursor = min(cursor, len(options) - 1)
    sheet = lay_out_sheet(stem, options, width, height, top, cursor)
    assert len(sheet.rows) <= height
    shown = [row for row in sheet.rows if row.kind == "option"]
    assert {row.option for row in shown if row.is_first} >= {max(cursor, 0)}
    if sheet.options_above + sheet.options_below == 0:
        assert [row.option for row in shown if row.is_first] == list(range(len(options)))
    assert sheet.stem_top >= 0
    assert sheet.stem_below >= 0
    assert sheet.stem_seen >= min(3, sheet.stem_rows)


@given(stem=TEXT, options=st.lists(st.text("abcđê ư", max_size=100), min_size=4, max_size=4))
def test_options_of_two_rows_are_all_in_view_at_the_smallest_size(stem: str, options: list[str]) -> None:
    options = [" ".join(option.split())[:88] for option in options]
    sheet = lay_out_sheet(stem, options, 60, 15, 0, -1)
    if all(len(wrap_text(option, 49)) <= 2 for option in options):
        assert (sheet.options_above, sheet.options_below) == (0, 0)


@given(stem=TEXT, options=OPTIONS, height=st.integers(14, 40))
def test_every_row_of_a_long_stem_can_be_reached(stem: str, options: list[str], height: int) -> None:
    first = lay_out_sheet(stem, options, 60, height, 0, -1)
    seen: list[str] = []
    for top in range(first.stem_rows):
        sheet = lay_out_sheet(stem, options, 60, height, top, -1)
        rows = [row.text for row in sheet.rows if row.kind == "stem"]
        seen[sheet.stem_top : sheet.stem_top + len(rows)] = rows
    assert seen == wrap_text(stem, 58)


@given(counts=st.lists(st.integers(1, 90), min_size=1, max_size=4))
def test_the_grid_holds_every_number_once_and_parts_begin_a_row(counts: list[int]) -> None:
    parts, first = [], 1
    for at, count in enumerate(counts):
        parts.append(GridPart(f"part {at}", first, first + count - 1))
        first += count
    rows = lay_out_grid(parts)
    assert [n for row in rows for n in row.numbers] == list(range(1, sum(counts) + 1))
    starts = {row.numbers[0] for row in rows if row.numbers}
    assert starts >= {part.first for part in parts}


@given(letter=st.characters())
def test_only_plain_digits_and_letters_choose(letter: str) -> None:
    option = read_option_key(letter)
    if option is not None:
        assert letter in "123456789abcdeABCDE"
        assert not is_foreign_letter(letter)


@given(typed=st.text(max_size=12))
def test_nothing_but_the_word_or_the_number_submits(typed: str) -> None:
    word = unicodedata.normalize("NFC", typed.strip()).upper()
    assert is_confirmed(typed, "0412") == (word in ("NOP", "NỘP", "SUBMIT", "0412"))
