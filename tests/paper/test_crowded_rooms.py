"""Claims about rooms of awkward shape: many codes, long names, titles and seats, more desks than a page holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from examcore.nouns import Candidate, PositionTitle, Sitting
from examcore_paper.layout import layout_of
from examcore_paper.order import seat_order
from examcore_paper.room_pack import print_pack
from examcore_paper.sheets import number_spares, typeset_sheets
from examcore_paper.typeset import Typesetter
from tests.paper.prints import SECRETS, find_outside, find_rects, make_booklet, make_sitting, page_texts, squeeze

LONG_NAME = "Nguyễn Phan Hoàng Thị Phương Quỳnh Trâm Anh Công Tằng Tôn Nữ"
LONG_TITLE = "Chuyên viên về quản lý ngân sách, tài chính, kế toán và đầu tư công cấp xã, " * 2
LABEL_BOTTOM_MM = 143.0
TYPESETTER = Typesetter()


@pytest.fixture(scope="module", autouse=True)
def end_typesetter() -> Iterator[None]:
    yield
    TYPESETTER.close()


def make_room(candidates: int, codes: int, positions: int = 1, seat: str = "{}", title: str = LONG_TITLE) -> Sitting:
    """A paper room P1 in which neighbours have different codes."""
    base = make_sitting((2, 3))
    all_codes = tuple(str(100 + 7 * n) for n in range(codes))
    names = [f"VT {n}" for n in range(positions)]
    people = tuple(
        Candidate(f"{20240001 + n}", f"{LONG_NAME} Z{n:02}", names[n % positions], "P1", "paper",
                  all_codes[n // positions % codes], seat.format(n + 1), "")
        for n in range(candidates)
    )  # fmt: skip
    forms = tuple(replace(base.forms[0], form=f"F{n}", position=one, codes=all_codes) for n, one in enumerate(names))
    titles = tuple(PositionTitle(one, f"{title}{one}") for one in names)
    return replace(base, forms=forms, candidates=people, titles=titles)


def print_room(sitting: Sitting, into: Path) -> dict[str, bytes]:
    """The papers of the room by name."""
    booklets = {c.number: replace(make_booklet(sitting, c.booklet), position=c.position) for c in sitting.candidates}
    here = sorted(sitting.candidates, key=seat_order)
    spares = number_spares(sitting, 4, "P1")
    return {p.stem: p.read_bytes() for p in print_pack(sitting, "P1", here, booklets, spares, into, TYPESETTER)}


@pytest.mark.parametrize(("candidates", "codes", "positions"), [(33, 24, 1), (33, 8, 3), (1, 1, 1)])
def test_the_label_of_the_booklets_counts_every_code_and_keeps_within_its_frame(
    candidates: int, codes: int, positions: int, tmp_path: Path
) -> None:
    sitting = make_room(candidates, codes, positions)
    pdf = print_room(sitting, tmp_path)["labels"]
    for code in sitting.forms[0].codes:
        found = find_rects(pdf, 0, code)
        assert len(found) == len({c.position for c in sitting.candidates if c.booklet == code})
        assert all(bottom < LABEL_BOTTOM_MM for _, _, _, bottom in found)
    (blank, other) = find_rects(pdf, 0, "Mở lúc")
    assert blank[3] < LABEL_BOTTOM_MM < other[1]


def test_a_label_of_more_codes_than_fit_any_frame_goes_on_and_loses_none(tmp_path: Path) -> None:
    sitting = make_room(200, 24, 20)
    pdf = print_room(sitting, tmp_path)["labels"]
    dealt = {(c.position, c.booklet) for c in sitting.candidates}
    assert sum(page.count("mãđề") for page in page_texts(pdf)) == len(dealt)
    assert find_outside(pdf, 15, 10, 195, 288) == []


def test_long_names_and_seats_stay_on_their_desks(tmp_path: Path) -> None:
    sitting = make_room(36, 4, seat="Dãy A, tầng 3, khu nhà B, ghế {}")
    pdf = print_room(sitting, tmp_path)["seating-plan"]
    numbers = [find_rects(pdf, 0, c.number)[0] for c in sitting.candidates]
    ends = [find_rects(pdf, 0, f"Z{n:02}")[0] for n in range(36)]
    pitch = numbers[6][1] - numbers[0][1]
    top = min(left_top[1] for left_top in find_rects(pdf, 0, "Mã đề")) - 1.6  # the inset of a desk
    for n, (_, _, _, bottom) in enumerate(ends):
        assert bottom < top + (n // 6 + 1) * pitch - 2.2  # the gap between desks


def test_each_page_of_a_plan_of_several_names_its_room_and_its_place(tmp_path: Path) -> None:
    pages = page_texts(print_room(make_room(80, 4), tmp_path)["seating-plan"])
    assert [f"P1–trang{n}/{len(pages)}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
    assert len(pages) > 1
    assert "trang" not in page_texts(print_room(make_room(36, 4), tmp_path)["seating-plan"])[0]


def test_every_list_names_everyone(tmp_path: Path) -> None:
    sitting = make_room(80, 24)
    papers = print_room(sitting, tmp_path)
    for name in ("room-list", "sign-list", "door-list", "seating-plan"):
        text = "".join(page_texts(papers[name]))
        assert [c.number for c in sitting.candidates if text.count(c.number) != 1] == [], name


def test_a_long_position_on_a_sheet_can_be_read_and_stays_in_its_box() -> None:
    sitting = make_room(1, 1)
    pdf = typeset_sheets(sitting, SECRETS, [sitting.candidates[0].number], typesetter=TYPESETTER)
    assert squeeze(sitting.position_title("VT 0")) in page_texts(pdf)[0]
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = page.get_text_range()
    place = text.index("Chuyên viên")
    assert pypdfium2.raw.FPDFText_GetFontSize(page, place) >= 4
    box = layout_of(sitting).boxes["position"]
    for word in ("Chuyên viên", "VT 0"):
        for left, top, right, bottom in find_rects(pdf, 0, word):
            assert box.x - 0.1 <= left
            assert right <= box.right + 0.1
            assert box.y + 2.5 <= top  # below the title of the box
            assert bottom <= box.bottom - 0.5
