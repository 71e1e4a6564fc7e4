"""Claims about keys in tables: every way a row says what is right must agree, and what nobody can read is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from examcore.formats.tables.xlsx import XlsxFormat
from tests.core.test_tables import book, errors, new_book, read, saved, told

HEAD = ("STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án")
FOUR = ("Quốc hội", "Nhân dân", "Chính phủ", "Tòa án")


def row(number: int, key: object, *options: str) -> tuple[object, ...]:
    return (number, f"Ai làm việc thứ {number}?", *(options or FOUR), key)


def sheet(*rows: Sequence[object]) -> tuple[Workbook, Worksheet]:
    made, page = new_book()
    for one in rows:
        page.append(list(one))
    return made, page


def keys(data: bytes, mapping: str = "") -> str:
    found = read(data, mapping)
    assert errors(found) == []
    return "".join("ABCDEF"[key] for _, _, key in told(found))


def codes(data: bytes) -> list[str]:
    return [code for code, _ in errors(read(data))]


@pytest.mark.parametrize("key", ["A (sửa: C)", "B(C)", "2 (C)"])
def test_a_key_with_another_letter_behind_it_is_refused(key: str) -> None:
    assert codes(book(HEAD, row(1, key))) == ["two-keys"]


@pytest.mark.parametrize("key", ["B", "b)", "(B)", "В", "Ｂ", "PA2", "Phương án B", "B (Điều 2)", "2 (B)"])
def test_letters_are_known_as_people_write_them(key: str) -> None:
    assert keys(book(HEAD, row(1, key))) == "B"


def test_numbers_of_a_column_that_has_a_0_are_no_keys() -> None:
    assert codes(book(HEAD, row(1, 0), row(2, 1), row(3, 3))) == ["unclear-key"] * 3
    assert keys(book(HEAD, row(1, "A"), row(2, 1), row(3, 3))) == "AAC"
    counts = ("0", "1", "2", "3")
    assert keys(book(HEAD, row(1, "0", *counts), row(2, "D"))) == "AD"


def test_every_column_of_keys_must_name_the_same_option() -> None:
    head = (*HEAD, "Đáp án đúng")
    assert keys(book(head, (*row(1, "A"), "A"), (*row(2, "B"), "Nhân dân"))) == "AB"
    assert errors(read(book(head, (*row(1, "A"), "A"), (*row(2, "A"), "B")))) == [("keys-disagree", "Sheet1!G3")]
    mended = (*HEAD, "Đáp án sửa lại")
    assert keys(book(mended, (*row(1, "A"), None), (*row(2, "B"), "theo Điều 2"))) == "AB"
    assert codes(book(mended, (*row(1, "A"), None), (*row(2, "B"), "C"))) == ["keys-disagree"]


def test_a_mapping_settles_which_column_of_keys_counts() -> None:
    data = book((*HEAD, "Đáp án đúng"), (*row(1, "A"), "B"))
    columns = "Câu hỏi: Câu hỏi\nPhương án A: A\nPhương án B: B\nPhương án C: C\nPhương án D: D\nĐáp án: Đáp án đúng\n"
    assert keys(data, columns) == "B"


def test_options_under_dap_an_and_the_key_under_dap_an_dung_are_told_apart() -> None:
    options = "A. Quốc hội\nB. Nhân dân\nC. Chính phủ"
    assert keys(book(("STT", "Câu hỏi", "Đáp án", "Đáp án đúng"), (1, "Ai?", options, "C"))) == "C"


def test_letters_in_cells_that_are_not_those_of_their_columns_are_refused() -> None:
    mixed = ("B. Quốc hội", "A. Nhân dân", "C. Chính phủ", "D. Tòa án")
    assert errors(read(book(HEAD, row(1, "A", *mixed)))) == [("unclear-options", "Sheet1!C2")]
    down = [(1, "Ai?", "B. Quốc hội", "A"), (None, None, "A. Nhân dân", None)]
    assert codes(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), *down)) == ["unclear-options"]
    assert keys(book(HEAD, row(1, "C", "Ph. Ăng-ghen", "V.I. Lênin", "C. Mác", "Hồ Chí Minh"))) == "C"


def test_struck_out_cells_are_refused() -> None:
    for at in ("B2", "D2", "G2"):
        made, page = sheet(HEAD, row(1, "A"), row(2, "B"))
        page[at].font = Font(strike=True)
        assert errors(read(saved(made))) == [("struck-cell", f"Sheet1!{at}")]


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (Font(color="FFFF0000"), None),
        (Font(underline="single"), None),
        (None, PatternFill("solid", fgColor="FFFFFF00")),
    ],
)
def test_an_option_in_a_colour_of_its_own_is_a_source_of_the_key(font: Font | None, fill: PatternFill | None) -> None:
    def paint(key: str | None) -> bytes:
        made, page = sheet(HEAD, row(1, key), row(2, "A"))
        cell = page["E2"]
        if font is not None:
            cell.font = font
        if fill is not None:
            cell.fill = fill
        return saved(made)

    assert keys(paint(None)) == "CA"
    assert keys(paint("C")) == "CA"
    assert codes(paint("B")) == ["keys-disagree"]


def test_a_column_in_a_look_of_its_own_marks_no_key() -> None:
    made, page = sheet(HEAD, *(row(number, "ABCDA"[number]) for number in range(5)))
    for number in range(2, 7):
        page[f"D{number}"].fill = PatternFill("solid", fgColor="FFDDEEFF")
        page[f"C{number}"].font = Font(bold=True)
    assert keys(saved(made)) == "ABCDA"
    bare, page = sheet(HEAD, *(row(number, None) for number in range(5)))
    for number in range(2, 7):
        page[f"C{number}"].font = Font(bold=True)
    assert set(codes(saved(bare))) == {"no-key"}


def test_a_link_is_no_mark() -> None:
    made, page = sheet(HEAD, row(1, None))
    page["D2"].font = Font(underline="single", color=Color(theme=10))
    assert codes(saved(made)) == ["no-key"]


def test_questions_in_hidden_rows_are_refused_each_with_its_row() -> None:
    made, page = sheet(HEAD, row(1, "A"), row(2, "B"), row(3, "C"))
    page.row_dimensions[3].hidden = True
    page.row_dimensions[3].height = 15
    found = read(saved(made))
    assert errors(found) == [("hidden-row", "Sheet1!A3")]
    assert len(found.items) == 2


def test_a_mapping_with_a_heading_row_beyond_a_sheet_passes_it_over() -> None:
    made, _ = sheet(("x",), ("y",), HEAD, row(1, "B"))
    made.create_sheet("Trống")
    columns = (
        "dòng tiêu đề: 3\nCâu hỏi: cột B\nPhương án A: cột C\nPhương án B: cột D\nPhương án C: cột E\nĐáp án: cột G\n"
    )
    found = read(saved(made), columns)
    assert [(stem, key) for stem, _, key in told(found)] == [("Ai làm việc thứ 1?", 1)]
    assert [code for code, _ in errors(read(book(HEAD), columns))] == ["no-headings"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old-excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
    ],
)
def test_old_and_locked_workbooks_are_refused_with_advice(data: bytes, code: str) -> None:
    (problem,) = XlsxFormat().read("a.xls", data, "", "", ()).problems
    assert problem.code == code
    assert problem.repair is not None


def test_a_name_that_begins_with_the_letter_of_its_column_stays_whole() -> None:
    names = ("Ph. Ăng-ghen", "V.I. Lênin", "C. Mác", "Hồ Chí Minh")
    down = [(1, "Ai?", names[0], None), (None, None, names[1], None), (None, None, names[2], "x")]
    for data in (book(HEAD, row(1, "C", *names)), book(("STT", "Câu hỏi", "Phương án", "Đáp án"), *down)):
        ((_, options, key),) = told(read(data))
        assert (options, key) == (list(names[: len(options)]), 2)
    labelled = ("A. Quốc hội", "B. Nhân dân", "C. Mác", "D. Tòa án")
    ((_, options, _),) = told(read(book(HEAD, row(1, "C", *labelled))))
    assert options == ["Quốc hội", "Nhân dân", "Mác", "Tòa án"]


def test_a_letter_within_the_last_line_of_a_cell_makes_no_option_more() -> None:
    cell = "A. vitamin B\nB. kẽm\nC. Ông E. Nguyễn D. nào đó"
    assert codes(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), (1, "Ai?", cell, "B"))) == ["unclear-options"]
    ((_, options, _),) = told(
        read(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), (1, "Ai?", "A) x B) y C) Ông D. Nam", "B")))
    )
    assert options == ["x", "y", "Ông D. Nam"]
    five = "A. một B. hai C. ba D. Ông E. Nam"
    assert codes(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), (1, "Ai?", five, "B"))) == ["unclear-options"]
    two = "A. một B. hai\nC. ba D. bốn"
    assert keys(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), (1, "Ai?", two, "D"))) == "D"


@pytest.mark.parametrize("text", ["f(x)", "Dấu *", "Phím *"])
def test_what_an_option_is_about_is_no_mark_of_the_key(text: str) -> None:
    options = (text, "2x", "x²", "0")
    assert codes(book(HEAD, row(1, None, *options))) == ["no-key"]
    ((_, read_back, key),) = told(read(book(HEAD, row(1, "C", *options))))
    assert (read_back, key) == (list(options), 2)


def test_options_that_cannot_be_told_apart_below_their_question_are_refused_where_they_stand() -> None:
    head = ("STT", "Câu hỏi", "Phương án", "Đáp án")
    found = read(book(head, (1, "Ai ký?", None, "A"), (None, None, "một hai ba", None)))
    assert errors(found) == [("unclear-options", "Sheet1!C3")]
    assert codes(book(head, (1, "Ai ký?", None, "A"), (None, None, "A. một\nB. hai", None))) == []
    assert [code for code, _ in errors(read(book(head, (1, "Ai ký?", None, "A"))))] != []
