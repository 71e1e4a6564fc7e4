"""Claims about official documents as PDF (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import pairwise

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.nouns import Bar, Block, Chart, Column, Document, Paragraph, Signature, Table
from examcore_paper.documents import PdfWriter, choose_ticks
from examcore_paper.typeset import Typesetter
from examcore_paper.words import long_day, roman
from tests.paper.prints import find_rects, page_texts, render, squeeze


def make(*body: Block, **changes: object) -> Document:
    facts: dict[str, object] = {
        "name": "report", "parent": "Ủy ban nhân dân thành phố Cần Thơ", "issuer": "Hội đồng kiểm tra, sát hạch",
        "number": "07/BC-HĐKTSH", "place": "Cần Thơ", "day": date(2024, 11, 15), "kind": "Báo cáo",
        "subject": "Kết quả kiểm tra, sát hạch", "body": body,
        "signatures": (Signature("TM. HỘI ĐỒNG", "CHỦ TỊCH", "Nguyễn Văn Thắng"),),
        "recipients": ("Như trên", "- Lưu: VT, HĐKTSH."),
    }  # fmt: skip
    return Document(**{**facts, **changes})  # type: ignore[arg-type]


def write(document: Document) -> bytes:
    return PdfWriter().write(document)


def people(count: int) -> Table:
    columns = (Column("STT", "number", 1), Column("Số báo danh", "code", 2), Column("Họ và tên", "text", 5))
    return Table("list", "", columns, tuple((n, f"{n:05}", f"Nguyễn Thị Ánh {n}") for n in range(1, count + 1)))


GROUPS = Chart(
    "Phân bố tổng điểm", "Tổng điểm", "Số người",
    tuple(Bar(f"{low}–{low + 9}", low // 10, "Đạt" if low >= 50 else "Không đạt") for low in range(0, 100, 10)),
)  # fmt: skip


def test_the_head_holds_every_element_of_the_decree() -> None:
    (text,) = page_texts(write(make(Paragraph("Nội dung."))))
    for due in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
        "HỘI ĐỒNG KIỂM TRA, SÁT HẠCH", "Số: 07/BC-HĐKTSH", "Cần Thơ, ngày 15 tháng 11 năm 2024", "BÁO CÁO",
        "Kết quả kiểm tra, sát hạch", "TM. HỘI ĐỒNG", "CHỦ TỊCH", "Nguyễn Văn Thắng",
        "Nơi nhận:", "- Như trên; - Lưu: VT, HĐKTSH.",
    ):  # fmt: skip
        assert squeeze(due) in text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2024, 11, 15), "ngày 15 tháng 11 năm 2024"),
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_leading_zero(day: date, text: str) -> None:
    assert long_day(day) == text


def test_the_rule_under_the_motto_is_as_long_as_the_motto() -> None:
    pdf = write(make(Paragraph("Nội dung.")))
    ((left, _, right, bottom),) = find_rects(pdf, 0, "Độc lập - Tự do - Hạnh phúc")
    k = 300 / 25.4
    strip = render(pdf)[round((bottom + 0.2) * k) : round((bottom + 3) * k), round(105 * k) :]
    dark = (strip < 100).sum(axis=1)
    line = strip[int(dark.argmax())] < 100
    across = np.flatnonzero(line) / k + 105
    assert across[0] == pytest.approx(left, abs=1.0)
    assert across[-1] == pytest.approx(right, abs=1.0)


def test_text_keeps_the_margins_of_the_decree() -> None:
    pdf = write(make(Paragraph("Nội dung dài. " * 400)))
    for page in range(len(pypdfium2.PdfDocument(pdf))):
        dark = np.argwhere(render(pdf, page, 100) < 128) * 25.4 / 100
        top, left = dark.min(axis=0)
        bottom, right = dark.max(axis=0)
        assert left >= 29.5
        assert right <= 195.5
        assert bottom <= 277.5
        assert (top >= 19.5) if page == 0 else (10 < top < 20)  # the page number stands in the top margin


def test_pages_are_numbered_from_the_second_on() -> None:
    pages = page_texts(write(make(people(120))))
    assert len(pages) > 2
    assert [page.startswith(str(n)) for n, page in enumerate(pages, start=1)] == [False] + [True] * (len(pages) - 1)


def test_a_table_of_500_rows_keeps_every_row_and_repeats_its_head_on_each_page() -> None:
    pages = page_texts(write(make(people(500), signatures=(), recipients=())))
    assert all(squeeze("STT Số báo danh Họ và tên") in page for page in pages)
    text = "".join(pages)
    assert all(f"{n:05}NguyễnThịÁnh{n}" in text for n in range(1, 501))


def test_signatures_never_stand_on_a_page_alone() -> None:
    for rows in range(18, 40):
        last = page_texts(write(make(people(rows), Paragraph("Danh sách này đã đủ."))))[-1]
        assert "Danhsáchnàyđãđủ." in last
        assert "CHỦTỊCH" in last


@pytest.mark.parametrize("mark", ["DIỄN TẬP", ""])
def test_the_mark_stands_at_the_head_of_every_page_or_of_none(mark: str) -> None:
    pages = page_texts(write(make(people(80), mark=mark)))
    assert ["DIỄNTẬP" in page for page in pages] == [bool(mark)] * len(pages)


@pytest.mark.parametrize(
    "bare",
    [
        make(kind="", subject=""),
        make(Paragraph("Mục 1", bold=True), kind="", subject=""),
        make(Paragraph("", bold=True), Paragraph(""), kind=""),
        make(people(0), number="", place="", parent="", issuer=""),
        make(Table("t", "", (), ())),
        make(signatures=(), recipients=(), day=date(1, 1, 1)),
    ],
)
def test_a_document_with_something_left_out_is_written_all_the_same(bare: Document) -> None:
    assert len(page_texts(write(bare))) == 1


def test_a_wide_document_lies_down() -> None:
    sizes = [pypdfium2.PdfDocument(write(make(landscape=flag)))[0].get_size() for flag in (False, True)]
    assert sizes[0] == sizes[1][::-1]
    assert sizes[1][0] > sizes[1][1]


def test_a_table_that_names_no_shares_gives_long_texts_more_room() -> None:
    columns = (Column("STT"), Column("Nội dung"))
    table = Table("t", "", columns, ((1, "Một nội dung dài hơn hẳn số thứ tự ở cột bên cạnh"),))
    pdf = write(make(table))
    (left, *_), (title, *_) = find_rects(pdf, 0, "STT")[0], find_rects(pdf, 0, "Nội dung")[0]
    assert title - left > 15
    assert find_rects(pdf, 0, "Một nội dung dài hơn hẳn số thứ tự ở cột bên cạnh")


def test_a_chart_shows_every_bar_its_count_and_its_groups() -> None:
    (text,) = page_texts(write(make(GROUPS)))
    for bar in GROUPS.bars:
        assert squeeze(bar.label) in text
    for due in ("Phân bố tổng điểm", "Tổng điểm", "Số người", "Không đạt", "Đạt"):
        assert squeeze(due) in text


def test_a_taller_bar_stands_for_a_larger_count() -> None:
    pdf = write(make(GROUPS))
    k, page = 300 / 25.4, render(pdf)
    heights = []
    for bar in GROUPS.bars[1:]:
        left, top, right, _ = find_rects(pdf, 0, bar.label)[0]
        column = page[: round((top - 0.7) * k), round((left + right) / 2 * k) - 20 : round((left + right) / 2 * k) + 20]
        # from the axis up to where the frame of the bar closes: the last line as wide as the strip
        full = np.flatnonzero((column < 110).mean(axis=1) > 0.9)
        heights.append(int(full.max() - full[full > full.max() - 60 * k].min()))
    assert heights == sorted(heights)
    assert heights[-1] / heights[0] == pytest.approx(9, rel=0.1)


def test_long_labels_lay_the_bars_down_beside_them() -> None:
    labels = ("Tổ chức bộ máy chính quyền", "Tiếp công dân", "Văn hóa công vụ")
    pdf = write(make(Chart("Lĩnh vực", "", "Số câu", tuple(Bar(label, n + 1) for n, label in enumerate(labels)))))
    rights = [find_rects(pdf, 0, label)[0][2] for label in labels]
    assert max(rights) - min(rights) < 1


@given(st.integers(0, 10**9))
def test_ticks_are_whole_even_and_reach_the_highest_bar(highest: int) -> None:
    ticks = choose_ticks(highest)
    steps = {b - a for a, b in pairwise(ticks)}
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len(steps) == 1
    assert 2 <= len(ticks) <= 7


def test_a_chart_without_any_count_is_drawn_all_the_same() -> None:
    (text,) = page_texts(write(make(Chart("Không ai", "x", "y", (Bar("0–9", 0),)), Chart("Không cột", "x", "y", ()))))
    assert squeeze("Không ai") in text
    assert squeeze("Chưa có số liệu.") in text


def test_the_file_says_it_is_made_to_be_kept_and_to_be_read_aloud() -> None:
    pdf = write(make(people(3), GROUPS))
    for due in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"/StructTreeRoot", b"/Lang"):
        assert due in pdf


def test_writing_again_gives_the_same_bytes() -> None:
    assert write(make(people(5), GROUPS)) == write(make(people(5), GROUPS))


def test_the_writer_takes_documents_only() -> None:
    assert PdfWriter().takes(make())
    assert not PdfWriter().takes(people(1))


def test_markup_in_a_document_is_printed_as_it_stands() -> None:
    text = '#read("/etc/passwd") $x$ *b* - Lưu'
    table = Table("t", text, (Column(text),), ((text,),))
    bars = Chart(text, text, text, (Bar(text, 1, text), Bar("b", 2, "g")))
    document = make(Paragraph(text, bold=True), Paragraph(text), table, bars, subject=text, mark="#m")
    assert "".join(page_texts(write(document))).count(squeeze(text)) >= 8


def test_asking_for_the_writer_does_not_load_what_it_draws_with() -> None:
    script = (
        "import sys; from examcore_paper.documents import PdfWriter; PdfWriter();"
        "sys.exit(bool({'typst', 'qrcode', 'cv2', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_documents_of_one_run_share_a_typesetter() -> None:
    from examcore_paper.documents import typeset_document

    with Typesetter() as typesetter:
        assert typeset_document(make(), typesetter) == write(make())


def test_part_numbers_are_roman() -> None:
    assert [roman(n) for n in (1, 4, 10, 11)] == ["I", "IV", "X", "11"]
