"""Claims about pictures and tables in words: no bare sign reaches a reader, none is lost, changes of them are seen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from examcore.desk import ItemText, Written, number_tokens, read_fields, write_fields
from examcore.engine.changes import compare, keep_option_ids
from examcore.engine.figures import hide_places, number_own, tell_beginning, tell_figures, tell_options, tell_stem
from examcore.nouns import PLACE, Figure, Grid, Item, Option, figures_of
from examcore.plugins import load_plugins
from tests.terminal.illustrated import BLUE, GREEN, RED, TABLE, WIDE_TABLE, chart, illustrated_item, sign, window

PLUGINS = load_plugins()
TAGS = "phần: chung\nlĩnh vực: dat-dai\nmức độ: nhận biết\nđộ khó: 70"
FIGURES = st.lists(st.sampled_from([chart(), sign(RED), TABLE, WIDE_TABLE]), max_size=5).map(tuple)


@given(text=st.lists(st.sampled_from([PLACE, "a", " ", "\n", "đ"]), max_size=20).map("".join), figures=FIGURES)
def test_no_text_ever_shows_the_bare_sign_and_none_of_its_figures_is_lost(
    text: str, figures: tuple[Figure, ...]
) -> None:
    told = tell_figures(text, figures, number_own(illustrated_item()))
    assert PLACE not in told
    assert told.count("[hình") + told.count("[Hình") + told.count("[bảng") == max(text.count(PLACE), len(figures))
    assert "".join(told.split()).count("đ") >= text.count("đ")


def test_a_picture_is_told_by_number_and_description_and_a_table_by_rows() -> None:
    told = tell_stem(illustrated_item())
    assert told == (
        "Bảng sau và biểu đồ dưới đây cho thấy gì?\n"
        "[bảng: Số dân theo năm]\n"
        "  Năm  | Số dân (nghìn người) | Ghi chú\n"
        "  -----+----------------------+---------\n"
        "  2023 | 1.250                | ước tính\n"
        "  2024 | 1.262                |\n"
        "[Hình 1: biểu đồ bốn cột]\n"
        "Bấm nút [Hình 2] trong cửa sổ\n"
        "[Hình 3: cửa sổ nhập liệu]"
    )
    assert tell_options(illustrated_item()) == (
        "[Hình 4]",
        "[Hình 5]",
        "Nút [Hình 4] và nút [Hình 2]",
        "Không có nút nào",
    )


def test_a_table_too_wide_for_a_line_is_told_by_its_headings() -> None:
    told = tell_figures(PLACE, (WIDE_TABLE,), {})
    assert "Cột 0: giá trị 0; Cột 1: giá trị 1" in told


def test_cells_and_descriptions_are_cleaned_before_they_reach_a_terminal() -> None:
    told = tell_figures(PLACE, (Figure("a\x1b[2J\nb", grid=Grid((("x\x1b", "y\u202e"),))),), {})
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[bảng: a[2J b]" in told


def test_a_beginning_names_figures_on_one_line() -> None:
    assert tell_beginning(illustrated_item()).startswith(
        "Bảng sau và biểu đồ dưới đây cho thấy gì? [bảng] [Hình 1] Bấm"
    )
    assert hide_places(f"xem {PLACE}") == "xem [hình]"


def test_a_picture_exchanged_under_the_same_words_is_a_change_that_is_seen() -> None:
    before = illustrated_item()
    other = replace(before, options=(replace(before.options[0], figures=(sign((9, 9, 9)),)), *before.options[1:]))
    (change,) = compare(before, other, lambda _: ())
    assert (change.field, change.letter) == ("option", "A")
    assert change.before != change.after
    assert PLACE not in change.before + change.after
    assert keep_option_ids(replace(before, key=before.options[1].id), before) == before


def read(item: Item, change: ItemText) -> Written:
    return read_fields(PLUGINS, change, item, "")


def banked() -> Item:
    """The illustrated item with the ids a bank would give it."""
    made = read_fields(PLUGINS, ItemText("Một?", ("a", "b"), "A", TAGS), None, "HINH-001").item
    assert made is not None
    return replace(illustrated_item(), tags=made.tags)


def test_fields_show_figures_as_signs_and_give_the_same_item_back() -> None:
    item = banked()
    text = write_fields(item)
    assert text.stem.endswith("⟦bảng 1⟧\n⟦hình 2⟧\nBấm nút ⟦hình 3⟧ trong cửa sổ\n⟦hình 4⟧")
    assert text.options == ("⟦hình 5⟧", "⟦hình 6⟧", "Nút ⟦hình 7⟧ và nút ⟦hình 8⟧", "Không có nút nào")
    assert read(item, text).item == item


def test_figures_go_where_their_signs_go() -> None:
    item = banked()
    text = write_fields(item)
    stem = text.stem.replace("⟦hình 2⟧\n", "").replace("⟦hình 3⟧", "[[Hình 2]] hay ⟦ figure 3 ⟧")
    moved = read(item, replace(text, stem=stem, options=(*text.options[:3], "Không ⟦hình 5⟧", "⟦hình 4⟧"))).item
    assert moved is None  # two signs stand twice: nothing is guessed
    moved = read(item, replace(text, stem=stem)).item
    assert moved is not None
    assert figures_of(moved) == (TABLE, chart(), sign(BLUE), window())
    assert moved.stem.count(PLACE) == 4
    assert f"Bấm nút {PLACE} hay {PLACE} trong" in moved.stem
    swapped = read(item, replace(text, options=(text.options[1], text.options[0], *text.options[2:]), key="A")).item
    assert swapped is not None
    assert [one.id for one in swapped.options[:2]] == [item.options[1].id, item.options[0].id]
    assert figures_of(swapped.options[0]) == (sign(GREEN),)


def test_no_figure_goes_unseen_and_wrong_signs_bar_saving() -> None:
    item = banked()
    text = write_fields(item)
    without = read(item, replace(text, stem=text.stem.replace("⟦hình 4⟧", "")))
    assert without.item is not None
    assert [one.code for one in without.remarks].count("figure-removed") == 1
    assert figures_of(without.item) == (TABLE, chart(), sign(BLUE))
    for stem, code in (
        (text.stem + " ⟦hình 2⟧", "figure-twice"),
        (text.stem + " ⟦hình 9⟧", "unknown-figure"),
        (text.stem + " ⟦bảng 2⟧", "unknown-figure"),
        (text.stem + PLACE, "bare-figure"),
    ):
        written = read(item, replace(text, stem=stem))
        assert written.item is None
        assert code in [one.code for one in written.remarks if one.bars]


def test_signs_keep_their_figures_while_a_version_is_saved_meanwhile() -> None:
    item = banked()
    tokens = number_tokens(item)
    kept = read(item, replace(write_fields(item), stem=write_fields(item).stem.replace("⟦hình 2⟧\n", ""))).item
    assert kept is not None
    later = number_tokens(kept, tokens)
    assert later == {sign: figure for sign, figure in tokens.items() if sign != ("picture", 2)}
    assert number_tokens(kept)["picture", 2] == sign(BLUE)


def test_options_that_differ_by_their_picture_alone_may_stand_beside_each_other() -> None:
    options = (Option("x", PLACE, figures=(sign(RED),)), Option("y", PLACE, figures=(sign(BLUE),)))
    item = replace(banked(), options=options, key="y")
    assert read(item, write_fields(item)).item == item
