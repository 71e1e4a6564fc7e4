"""Claims about pictures in spreadsheets: a question one lies over is refused, the others are read."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from examcore.formats.tables.xlsx import XlsxFormat
from tests.core.pictures import write_png

HEAD = ("STT", "Câu hỏi", "A", "B", "C", "Đáp án")


def write_book(*places: str, chart: bool = False) -> bytes:
    """Four questions in rows 2 to 5, a small picture (or a chart) at each place."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.set_default_row(60)
    for row, cells in enumerate([HEAD, *[(str(n), f"Câu hỏi số {n}?", "một", "hai", "ba", "B") for n in range(1, 5)]]):
        sheet.write_row(row, 0, cells)
    for place in places:
        if chart:
            drawn = book.add_chart({"type": "column"})
            drawn.add_series({"values": "=Sheet1!$A$2:$A$4"})
            sheet.insert_chart(place, drawn)
        else:
            sheet.insert_image(place, "x.png", {"image_data": io.BytesIO(write_png(width=40, height=30))})
    book.close()
    return out.getvalue()


def read(data: bytes) -> tuple[list[str], list[str]]:
    found = XlsxFormat().read("a.xlsx", data, "general", "hien-phap", ())
    told = [str(p.place) for p in found.problems if p.code == "picture-in-sheet"]
    assert len(told) == sum(p.severity == "error" for p in found.problems)
    return [item.stem for item in found.items], told


def test_a_book_without_pictures_is_read_whole() -> None:
    assert read(write_book()) == ([f"Câu hỏi số {n}?" for n in range(1, 5)], [])


@pytest.mark.parametrize("place", ["B3", "D3", "H3"])
def test_a_question_under_a_picture_is_refused_with_its_place_and_no_other(place: str) -> None:
    stems, told = read(write_book(place))
    assert stems == ["Câu hỏi số 1?", "Câu hỏi số 3?", "Câu hỏi số 4?"]
    assert len(told) == 1
    assert "3" in told[0]


def test_two_pictures_refuse_two_questions_and_one_over_the_heading_none() -> None:
    assert read(write_book("B2", "C5"))[0] == ["Câu hỏi số 2?", "Câu hỏi số 3?"]
    assert len(read(write_book("A1"))[0]) == 4


def test_a_chart_refuses_all_it_lies_over() -> None:
    stems, told = read(write_book("C4", chart=True))
    assert stems == ["Câu hỏi số 1?", "Câu hỏi số 2?"]
    assert len(told) == 2
