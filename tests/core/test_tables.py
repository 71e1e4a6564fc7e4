"""Claims about questions in csv and Excel files: what people really write is read, and what is unclear is refused."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from examcore.formats.found import Found
from examcore.formats.tables.csv import CsvFormat
from examcore.formats.tables.xlsx import XlsxFormat
from examcore.testing import FormatKit


def book(*rows: Sequence[object], title: str = "Sheet1") -> bytes:
    made, sheet = new_book()
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(made)


def new_book() -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Sheet1"
    return made, sheet


def rich(*rows: Sequence[str | list[tuple[str, str]]]) -> bytes:
    """A book as Excel stores rich text; pieces with "bold" or "raised"."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    looks = {"bold": made.add_format({"bold": True}), "raised": made.add_format({"font_script": 1})}
    sheet = made.add_worksheet("Sheet1")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            else:
                pieces = [one for text, look in cell if text for one in ([looks[look]] if look else []) + [text]]
                sheet.write_rich_string(place, column, *pieces)
    made.close()
    return out.getvalue()


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes, mapping: str = "") -> Found:
    one = XlsxFormat() if data[:2] == b"PK" else CsvFormat()
    chosen = one.mapped(mapping.encode()) if mapping else one
    return chosen.read("t", data, "general", "hien-phap", ())


def told(found: Found) -> list[tuple[str, list[str], int]]:
    return [
        (item.stem, [o.text for o in item.options], [o.id for o in item.options].index(item.key))
        for item in found.items
    ]


def errors(found: Found) -> list[tuple[str, str]]:
    places = ((p.code, p.place) for p in found.problems if p.severity == "error")
    return [(code, place if isinstance(place, str) else place.read("en")) for code, place in places]


WANTED = [("Quyền lực thuộc về ai?", ["Quốc hội", "Nhân dân", "Chính phủ", "Tòa án"], 1)]
STEM = WANTED[0][0]
FOUR = WANTED[0][1]


class TestCsvFormat(FormatKit):
    """csv, with everything an item holds."""

    format = CsvFormat()
    broken = "STT,Câu hỏi,A,B,Đáp án\n1,Hỏi?,một,hai,\n2,Tốt?,một,hai,B\n3,Lạ?,một,hai,E\n".encode()
    codes = ("no-key", "unknown-key")
    good = 1


class TestXlsxFormat(FormatKit):
    """xlsx, with everything an item holds."""

    format = XlsxFormat()
    broken = book(
        ("STT", "Câu hỏi", "A", "B", "Đáp án"), (1, "Hỏi?", "một", "hai", None), (2, "Tốt?", "một", "hai", "B"),
        (3, "Lạ?", "một", "hai", "E"), (4, "=1+1", "a", "b", "A"),
    )  # fmt: skip
    codes = ("no-key", "unknown-key", "formula-cell")
    good = 1


@pytest.mark.parametrize("heads", [
    ("STT", "Nội dung câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Phương án D", "Đáp án"),
    ("TT", "CÂU HỎI", "a", "b", "c", "d", "ĐÁP ÁN ĐÚNG"),
    ("No.", "Question", "Option A", "Option B", "Option C", "Option D", "Correct answer"),
    ("Stt", "noi dung", "Đáp án 1", "Đáp án 2", "Đáp án 3", "Đáp án 4", "dap an dung"),
    ("STT", "Nội dung câu hỏi", "Lựa chọn 1", "Lựa chọn 2", "Lựa chọn 3", "Lựa chọn 4", "Key"),
])  # fmt: skip
@pytest.mark.parametrize("key", ["B", "b", "2", 2, "B.", "Đáp án B", "Nhân dân", "B. Nhân dân", "phương án b"])
def test_a_column_for_each_option_under_any_headings_with_any_spelling_of_the_key(
    heads: tuple[str, ...], key: object
) -> None:
    assert told(read(book(heads, (1, STEM, *FOUR, key)))) == WANTED


@pytest.mark.parametrize("cell", [
    "A. Quốc hội\nB. Nhân dân\nC. Chính phủ\nD. Tòa án", "a) Quốc hội\nb) Nhân dân\nc) Chính phủ\nd) Tòa án",
    "Quốc hội\nNhân dân\nChính phủ\nTòa án", "A. Quốc hội B. Nhân dân C. Chính phủ D. Tòa án",
    "A.Quốc hội  B.Nhân dân  C.Chính phủ  D.Tòa án", "1. Quốc hội\n2. Nhân dân\n3. Chính phủ\n4. Tòa án",
    "A. Quốc hội; B. Nhân dân", "Quốc hội | Nhân dân | Chính phủ | Tòa án",
    "A/ Quốc hội\nB/ Nhân dân\nC/ Chính phủ\nD/ Tòa án",
    "A. Quốc hội\n\nB. Nhân dân\n\nC. Chính phủ\nD. Tòa án\n", "A. Quốc hội\tB. Nhân dân\nC. Chính phủ\tD. Tòa án",
])  # fmt: skip
def test_options_that_share_a_cell_are_told_apart(cell: str) -> None:
    found = read(
        book(("STT", "Hạng mục", "Nội dung", "Phương án trả lời", "Đáp án"), (1, "Hiến pháp", STEM, cell, "B"))
    )
    if ";" in cell:
        assert told(found)[0][1] == ["Quốc hội;", "Nhân dân"]
    else:
        assert told(found) == WANTED


@pytest.mark.parametrize("cell", [
    "A. một\nC. hai\nB. ba", "A. một B. hai B. ba", "chỉ một", "một; hai; ba; bốn", "A. một\nB. hai\nA. ba",
])  # fmt: skip
def test_options_that_cannot_be_told_apart_are_refused_with_their_cell(cell: str) -> None:
    found = read(book(("Câu hỏi", "Phương án", "Đáp án"), ("Hỏi?", cell, "A")))
    assert (found.found, errors(found)) == (1, [("unclear-options", "Sheet1!B2")])


@pytest.mark.parametrize("cells", [
    ("Quốc hội", "*Nhân dân", "Chính phủ", "Tòa án"), ("A. Quốc hội", "B. Nhân dân*", "C. Chính phủ", "D. Tòa án"),
    ("Quốc hội", "Nhân dân (đúng)", "Chính phủ", "Tòa án"),
    ("A. Quốc hội", "*B. Nhân dân", "C. Chính phủ", "D. Tòa án"),
])  # fmt: skip
def test_a_key_may_be_marked_in_its_option(cells: tuple[object, ...]) -> None:
    assert told(read(book(("Câu hỏi", "A", "B", "C", "D"), (STEM, *cells)))) == WANTED


def test_a_bold_cell_marks_the_key_and_all_bold_says_nothing() -> None:
    made, sheet = new_book()
    for row in (("Câu hỏi", "A", "B", "C", "D"), (STEM, *FOUR), ("Đậm hết?", "một", "hai", "ba", "bốn")):
        sheet.append(list(row))
    sheet["C2"].font = Font(bold=True)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    found = read(saved(made))
    assert told(found) == WANTED
    assert errors(found) == [("no-key", "Sheet1!A3")]


@pytest.mark.parametrize("bold", ["B. Nhân dân", "B.", "Nhân dân", "B. Nhân dân\n"])
def test_bold_letters_inside_a_shared_cell_mark_the_key(bold: str) -> None:
    whole = "A. Quốc hội\nB. Nhân dân\nC. Chính phủ\nD. Tòa án"
    before, _, after = whole.partition(bold)
    assert told(read(rich(("Câu hỏi", "Các phương án"), (STEM, [(before, ""), (bold, "bold"), (after, "")])))) == WANTED


def test_raised_figures_stay_raised_or_are_refused() -> None:
    found = read(rich(("Câu hỏi", "A", "B", "Đáp án"), ([("5 m", ""), ("2", "raised"), ("?", "")], "a", "b", "A")))
    assert told(found) == [("5 m²?", ["a", "b"], 0)]
    found = read(rich(("Câu hỏi", "A", "B", "Đáp án"), ([("5 m", ""), ("đ", "raised"), ("?", "")], "a", "b", "A")))
    assert errors(found) == [("raised-cell", "Sheet1!A2")]


def test_options_may_stand_below_one_another_with_a_cross_at_the_right_one() -> None:
    rows = [(1, STEM, "A. Quốc hội", None), (None, None, "B. Nhân dân", "x"), (None, None, "C. Chính phủ", None),
            (None, None, "D. Tòa án", None), (2, "Sau đó?", "có", "x"), (None, None, "không", None)]  # fmt: skip
    found = read(book(("STT", "Câu hỏi", "Phương án", "Đáp án"), *rows))
    assert told(found) == [*WANTED, ("Sau đó?", ["có", "không"], 0)]


@pytest.mark.parametrize("keys", [("x", "x"), ("A", "B"), ("x", "B"), (None, "B")])
def test_two_keys_down_the_rows_are_refused(keys: tuple[object, object]) -> None:
    rows = [("Hỏi?", "A. một", keys[0]), (None, "B. hai", keys[1])]
    found = read(book(("Câu hỏi", "Phương án", "Đáp án"), *rows))
    assert (found.found, found.items) == (1, ())
    assert errors(found)[0][0] in ("two-keys", "unclear-key")


@pytest.mark.parametrize(
    ("options", "key", "code"),
    [
        (("một", "*hai", "ba"), "A", "keys-disagree"),
        (("1", "3", "2"), "2", "unclear-key"),
        (("một", "hai", "ba"), "A, C", "two-keys"),
        (("*một", "*hai", "ba"), None, "two-keys"),
        (("một", "hai", "ba"), "D", "unknown-key"),
        (("một", "hai", "ba"), "bốn", "unknown-key"),
        (("một", "hai", "ba"), None, "no-key"),
        (("một", None, "ba"), "A", "empty-option"),
        (("một", "một", "ba"), "C", "same-options"),
        (("B", "A", "C"), "A", "unclear-key"),
        (("một", "hai", "ba"), "=A1", "formula-cell"),
        (("một", 0.5, "ba"), "A", "number-cell"),
        (("một", True, "ba"), "A", "number-cell"),
        (("một",), "A", "option-count"),
    ],
)
def test_no_key_is_ever_guessed(options: tuple[object, ...], key: object, code: str) -> None:
    cells = (*options, *[None] * (3 - len(options)))
    found = read(book(("Câu hỏi", "A", "B", "C", "Đáp án"), ("Hỏi?", *cells, key)))
    assert (found.found, found.items) == (1, ())
    assert [each for each, _ in errors(found)] == [code]


def test_a_date_made_of_an_option_is_refused() -> None:
    import datetime

    found = read(book(("Câu hỏi", "A", "B", "Đáp án"), ("Hỏi?", datetime.date(2024, 2, 1), "hai", "B")))
    assert errors(found) == [("date-cell", "Sheet1!B2")]


def test_titles_empty_rows_and_repeated_headings_are_passed_over_and_said() -> None:
    made, sheet = new_book()
    heads = ("STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án")
    for row in (("NGÂN HÀNG CÂU HỎI",), (), heads, ("I. PHẦN CHUNG",), (1, STEM, *FOUR, "B"), (), heads,
                (2, "Câu hai?", "a", "b", "c", "d", "D"), ("",)):  # fmt: skip
        sheet.append(list(row))
    sheet.merge_cells("A4:G4")
    found = read(saved(made))
    assert [stem for stem, _, _ in told(found)] == [STEM, "Câu hai?"]
    assert errors(found) == []
    assert [(p.code, p.place) for p in found.problems if p.code == "title-row"] == [("title-row", "Sheet1!A4")]


def test_headings_in_two_rows_and_merged_tags_are_understood() -> None:
    made, sheet = new_book()
    for row in (("STT", "Chủ đề", "Nội dung", "Phương án trả lời", None, None, None, "Đáp án"),
                (None, None, None, "A", "B", "C", "D", None), (1, "Đất đai", STEM, *FOUR, "B"),
                (2, None, "Câu hai?", "a", "b", "c", "d", "A")):  # fmt: skip
        sheet.append(list(row))
    for place in ("D1:G1", "A1:A2", "B1:B2", "C1:C2", "H1:H2", "B3:B4"):
        sheet.merge_cells(place)
    found = XlsxFormat().read("t", saved(made), "general", "", ())
    assert [item.tags.area for item in found.items] == ["dat-dai", "dat-dai"]
    assert told(found)[0] == WANTED[0]


def test_tags_in_columns_are_read_as_people_write_them() -> None:
    heads = (
        "Mã câu hỏi",
        "Câu hỏi",
        "A",
        "B",
        "Đáp án",
        "Phần",
        "Mức độ",
        "Độ khó",
        "Căn cứ",
        "Vị trí việc làm",
        "Ghi chú",
    )
    row = (
        "HP-1",
        "Hỏi?",
        "a",
        "b",
        "A",
        "Kiến thức chung",
        "NB",
        "75%",
        "Khoản 1, Điều 5 Luật Đất đai năm 2024",
        "TP-HT; VP-1",
        "bỏ",
    )
    found = XlsxFormat().read("t", book(heads, row), "", "dat-dai", ())
    (item,) = found.items
    assert (item.id, item.tags.part, item.tags.level, item.tags.difficulty) == ("HP-1", "general", "recall", 750)
    assert item.tags.positions == ("TP-HT", "VP-1")
    ((basis,),) = (item.tags.bases,)
    assert (basis.source.name, basis.place) == ("Luật Đất đai năm 2024", "Khoản 1, Điều 5")


def test_columns_that_are_not_read_are_named() -> None:
    found = read(
        book(("Câu hỏi", "A", "B", "Đáp án", "Điểm", "Người duyệt", "Ghi chú"), ("Hỏi?", "a", "b", "A", 1, "B", "x"))
    )
    (note,) = (p for p in found.problems if p.code == "columns-passed-over")
    assert (note.severity, note.message.values) == ("note", (("names", "Điểm, Người duyệt"),))


def test_all_sheets_with_questions_are_read_and_the_others_named() -> None:
    made = openpyxl.Workbook()
    heads = ("Câu hỏi", "A", "B", "Đáp án")
    for title, rows in (("Một", (heads, ("Hỏi 1?", "a", "b", "A"))), ("Hai", (heads, ("Hỏi 2?", "a", "b", "B"))),
                        ("Hướng dẫn", (("Điền vào",),)), ("Ẩn", (heads, ("Hỏi 3?", "a", "b", "B")))):  # fmt: skip
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made["Ẩn"].sheet_state = "hidden"
    del made["Sheet"]
    data = saved(made)
    found = read(data)
    assert [stem for stem, _, _ in told(found)] == ["Hỏi 1?", "Hỏi 2?"]
    assert [(p.code, p.place) for p in found.problems if p.code != "level-assumed"] == [
        ("hidden-sheet", "Ẩn"), ("sheet-passed-over", "Hướng dẫn"),
    ]  # fmt: skip
    only = read(data, "trang tính: Ẩn\nCâu hỏi: Câu hỏi\nPhương án A: A\nPhương án B: B\nĐáp án: Đáp án\n")
    assert [stem for stem, _, _ in told(only)] == ["Hỏi 3?"]


def test_a_mapping_names_columns_that_nobody_could_guess() -> None:
    data = book(("x", "y", "p", "q", "z"), ("Hỏi?", "bỏ", "a", "b", "B"))
    assert errors(read(data)) == [("no-headings", "whole file")]
    named = "Nội dung câu hỏi: x\nPhương án A: p\nPhương án B: q\nĐáp án: z\n"
    by_letter = "dòng tiêu đề: 1\nNội dung câu hỏi: cột A\nPhương án A: cột C\nPhương án B: cột D\nĐáp án: cột E\n"
    for mapping in (named, by_letter):
        assert told(read(data, mapping)) == [("Hỏi?", ["a", "b"], 1)]
    bare = book(("Hỏi?", "bỏ", "a", "b", "B"))
    assert told(read(bare, by_letter.replace("dòng tiêu đề: 1\n", ""))) == [("Hỏi?", ["a", "b"], 1)]


def test_a_proposed_mapping_reads_the_file_it_was_made_of() -> None:
    data = book(("STT", "Câu hỏi", "A", "B", "Đáp án"), (1, "Hỏi?", "a", "b", "B"), title="Đề 1")
    for one, content in ((XlsxFormat(), data), (CsvFormat(), b"STT,Question,A,B,Key\n1,Why?,a,b,B\n")):
        mapping = one.propose("x", content)
        assert (
            one.mapped(mapping).read("x", content, "general", "x", ()).items
            == one.read("x", content, "general", "x", ()).items
        )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_separator_and_unicode_is_read_with_line_and_column(sign: str, encoding: str) -> None:
    rows = [["STT", "Câu hỏi", "A", "B", "Đáp án"], ["1", '"Hai\ndòng?"', "a", "b", "B"], ["2", "Lạ?", "a", "b", "X"]]
    found = read("\r\n".join(sign.join(row) for row in rows).encode(encoding))
    assert told(found) == [("Hai\ndòng?", ["a", "b"], 1)]
    (problem,) = (p for p in found.problems if p.severity == "error")
    assert dict(getattr(problem.place, "values", ())) == {"line": 4, "column": "E"}


@pytest.mark.parametrize(
    "data", ["Câu hỏi,A,B\nC©u hái vÒ c¬ quan nµo ®ã,a,b".encode(), "Câu hỏi".encode("cp1258", "replace") + b"\xe2\xff"]
)
def test_csv_in_an_old_encoding_is_refused_with_advice(data: bytes) -> None:
    (problem,) = read(data).problems
    assert problem.code in ("legacy-font", "not-utf8")
    assert problem.repair is not None


def test_an_old_font_in_a_sheet_is_refused() -> None:
    made, sheet = new_book()
    sheet.append(("Câu hỏi", "A", "B", "Đáp án"))
    sheet.append(("C©u hái?", "a", "b", "A"))
    sheet["A2"].font = Font(name=".VnTime")
    assert [code for code, _ in errors(read(saved(made)))] == ["legacy-font"]


def test_no_exported_cell_is_a_formula() -> None:
    (item,) = read("Câu hỏi,A,B,Đáp án\n=1+1,@x,-5,B\n".encode()).items
    sheet = openpyxl.load_workbook(io.BytesIO(XlsxFormat().write([item]))).worksheets[0]
    assert [
        cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None and cell.data_type != "s"
    ] == []
    assert (sheet["C2"].value, sheet["D2"].value) == ("=1+1", "@x")
    assert b"'=1+1,'@x,'-5" in CsvFormat().write([item])
