"""Claims about banks kept in one big table of a Word file: a key is never moved to another option, nor taken for less
than all that the row says.
"""

from __future__ import annotations

import pytest

from tests.core.word_files import cell, par, run, table
from tests.core.word_reading import codes, errors, keys, read

HEAD = ["STT", "Nội dung câu hỏi", "A", "B", "C", "D", "Đáp án"]
GOOD = ["2", "Ai ký văn bản?", "Chủ tịch", "Thủ tướng", "Bộ trưởng", "Giám đốc", "B"]


@pytest.mark.parametrize("empty", [2, 3, 4])
def test_an_empty_cell_between_options_moves_no_key_to_another_option(empty: int) -> None:
    row = ["1", "Bao lâu thì trả lời?", "mười ngày", "hai mươi ngày", "ba mươi ngày", "bốn mươi ngày", "D"]
    row[empty] = ""
    found = read(table(HEAD, row, GOOD))
    assert codes(found) == ["empty-option"]
    assert errors(found)[0].question == "1"
    assert [item.stem for item in found.items] == ["Ai ký văn bản?"]


def test_a_figure_that_is_the_number_of_one_option_and_the_text_of_another_is_no_key() -> None:
    found = read(table(HEAD, ["1", "Có mấy cấp chính quyền?", "2", "3", "4", "5", "3"], GOOD))
    assert codes(found) == ["unread-key"]
    assert keys(read(table(HEAD, ["1", "Có mấy cấp chính quyền?", "2", "3", "4", "5", "B"], GOOD))) == "BB"
    assert keys(read(table(HEAD, ["1", "Có mấy cấp chính quyền?", "1", "2", "3", "4", "2"], GOOD))) == "BB"
    one_cell = [par("2"), par("3"), par("4")]
    row = ["1", "Có mấy cấp?", cell(*one_cell), "3"]
    assert codes(read(table(["STT", "Câu hỏi", "Phương án", "Đáp án"], row))) == ["unread-key"]


def test_a_mark_in_the_cell_of_an_option_is_a_source_of_the_key() -> None:
    marked = ["1", "Bao lâu?", "mười ngày", "hai mươi ngày (đúng)", "ba mươi ngày", "bốn mươi ngày", ""]
    found = read(table(HEAD, marked, GOOD))
    assert keys(found) == "BB"
    assert found.items[0].options[1].text == "hai mươi ngày"
    assert codes(read(table(HEAD, [*marked[:-1], "C"], GOOD))) == ["keys-disagree"]
    lines = [par("mười ngày"), par("hai mươi ngày"), par("ba mươi ngày (đúng)")]
    row = ["1", "Bao lâu?", cell(*lines), "A"]
    assert codes(read(table(["STT", "Câu hỏi", "Phương án", "Đáp án"], row))) == ["keys-disagree"]


def test_letters_in_cells_that_are_not_those_of_their_columns_are_refused() -> None:
    mixed = ["1", "Bao lâu?", "B. mười ngày", "A. hai mươi ngày", "C. ba mươi ngày", "D. bốn mươi ngày", "A"]
    assert codes(read(table(HEAD, mixed, GOOD))) == ["bad-letter"]
    own = ["1", "Ai viết Tư bản?", "Ph. Ăng-ghen", "V.I. Lênin", "C. Mác", "Hồ Chí Minh", "C"]
    found = read(table(HEAD, own, GOOD))
    assert keys(found) == "CB"
    assert found.items[0].options[2].text == "C. Mác"
    lettered = ["1", "Bao lâu?", "A. mười ngày", "B. hai mươi ngày", "C. ba mươi ngày", "D. bốn mươi ngày", "A"]
    assert read(table(HEAD, lettered)).items[0].options[2].text == "ba mươi ngày"


def test_every_column_of_keys_is_a_source_of_its_own() -> None:
    head = [*HEAD, "Đáp án đúng"]
    assert keys(read(table(head, [*GOOD, "B"]))) == "B"
    assert codes(read(table(head, [*GOOD, "C"]))) == ["keys-disagree"]
    assert keys(read(table(head, [*GOOD, "Thủ tướng"]))) == "B"


def test_a_column_headed_dap_an_may_hold_the_options_and_another_the_key() -> None:
    options = cell(par("A. một"), par("B. hai"), par("C. ba"))
    assert keys(read(table(["STT", "Câu hỏi", "Đáp án", "Đáp án đúng"], ["1", "Ai ký?", options, "C"]))) == "C"


def test_formatting_and_the_key_column_must_agree() -> None:
    row = ["1", "Bao lâu?", "mười ngày", "hai mươi ngày", cell(par(run("ba mươi ngày", "b"))), "bốn mươi ngày", "B"]
    assert codes(read(table(HEAD, row))) == ["keys-disagree"]


def test_a_figure_beside_lettered_options_names_none_where_it_may_be_a_number_or_a_text() -> None:
    head = ["STT", "Câu hỏi", "Phương án", "Đáp án"]
    options = cell(par("A. 1"), par("B. 3"), par("C. 2"))
    assert codes(read(table(head, ["1", "Có mấy cấp?", options, "2"]))) == ["unread-key"]
    assert keys(read(table(head, ["1", "Có mấy cấp?", options, "1"]))) == "A"
    assert codes(read(table(head, ["1", "Ai?", cell(par("A. x"), par("B. y")), "2"]))) == ["unread-key"]


def test_a_cross_in_a_row_without_an_option_is_refused() -> None:
    rows = [["1", "Ai ký?", "một", ""], ["", "", "hai", ""], ["", "", "", "x"]]
    assert codes(read(table(["STT", "Câu hỏi", "Phương án", "Đáp án"], *rows))) == ["unread-key"]


def test_a_letter_with_another_mark_is_part_of_a_name() -> None:
    options = cell(par("A) Nam B) Ông C. Dũng C) Bà D. Lan"))
    found = read(table(["STT", "Câu hỏi", "Phương án", "Đáp án"], ["1", "Ai ký?", options, "B"]))
    assert [option.text for option in found.items[0].options] == ["Nam", "Ông C. Dũng", "Bà D. Lan"]


def test_names_that_end_with_a_letter_make_no_lettered_options_of_those_that_have_none() -> None:
    rows = [["1", "Ai ký?", "Nguyễn Văn A.", "x"], ["", "", "người khác", ""], ["", "", "B.C", ""]]
    assert codes(read(table(["STT", "Câu hỏi", "Phương án", "Đáp án"], *rows))) == ["unclear-options"]
