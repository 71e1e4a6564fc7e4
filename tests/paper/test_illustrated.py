"""Claims about pictures and tables in printed booklets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from examcore.nouns import PLACE, Figure, Grid, Picture, Question
from examcore_paper.booklets import USUAL, Look, print_booklets, typeset_booklet
from examcore_paper.figures import is_low, pictures_of
from examcore_paper.typeset import Typesetter
from tests.core.word_files import inline, par, run, word
from tests.core.word_reading import ask as ask_in_word
from tests.core.word_reading import read
from tests.paper.pictures import TABLE, WIDE, chart, figure, icon, illustrated, photo, question, save, shape
from tests.paper.prints import ask, find_rects, make_sitting, page_texts, squeeze

SITTING = make_sitting((1, 1))
LEFT, RIGHT = 20.0, 210.0 - 17.0
ARCHIVE = Look(is_archive=True)

Box = tuple[float, float, float, float]


TYPESETTER = Typesetter()


@pytest.fixture(scope="module", autouse=True)
def end_typesetter() -> Iterator[None]:
    yield
    TYPESETTER.close()


@cache
def printed(look: Look = USUAL) -> bytes:
    """All kinds of figures on paper."""
    return show(*illustrated(), look=look)


def show(*questions: Question, look: Look = USUAL) -> bytes:
    return typeset_booklet(SITTING, ask(SITTING, *questions), TYPESETTER, look)


def images(pdf: bytes) -> list[tuple[int, Box]]:
    """The page (from 0) of every image and where it lies: left, top, right, bottom in mm."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        mm, height = 25.4 / 72, page.get_height()
        for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = one.get_bounds()
            found.append((number, (left * mm, (height - top) * mm, right * mm, (height - bottom) * mm)))
    return found


def pictures_in(*questions: Question) -> list[Picture]:
    return [picture for one in questions for picture in pictures_of(one)]


def spoken(pdf: bytes) -> list[str]:
    """What a tagged file says of its figures, page by page."""

    def walk(element: pdfium.FPDF_STRUCTELEMENT) -> Iterator[str]:
        size = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = (pdfium.c_ushort * (size // 2))()
            pdfium.FPDF_StructElement_GetAltText(element, buffer, size)
            yield bytes(buffer).decode("utf-16-le").rstrip("\0")
        for n in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, n)
            if child:
                yield from walk(child)

    found: list[str] = []
    for page in pypdfium2.PdfDocument(pdf):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for n in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            found += walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n))
        pdfium.FPDF_StructTree_Close(tree)
    return found


@pytest.mark.parametrize("look", [USUAL, Look(is_large=True)], ids=["usual", "large"])
def test_every_picture_is_on_a_page_within_the_column(look: Look) -> None:
    found = images(printed(look))
    assert len(found) == len(pictures_in(*illustrated()))
    scale = 1.5 if look.is_large else 1
    for _, (left, top, right, bottom) in found:
        assert left >= LEFT
        assert right <= RIGHT + 0.1
        assert 18 <= top < bottom <= 297 - 17
        assert bottom - top <= 90 * scale + 0.1


@pytest.mark.parametrize("look", [USUAL, Look(is_large=True), ARCHIVE], ids=["usual", "large", "archive"])
def test_no_sign_that_stands_for_a_figure_is_printed(look: Look) -> None:
    stray = question("Q", f"Chỗ {PLACE} này không có hình.", options=(f"một {PLACE}", "hai", PLACE, "bốn"))
    for pdf in (printed(look), show(stray, look=look)):
        assert not any(sign in page for page in page_texts(pdf) for sign in (PLACE, "\ufffd"))


def test_all_texts_and_cells_are_printed_and_stay_in_the_column() -> None:
    pages = page_texts(printed())
    for one in illustrated():
        for text in (one.stem, *(option.text for option in one.options)):
            for piece in text.replace("\n", PLACE).split(PLACE):
                assert any(squeeze(piece) in page for page in pages)
    for grid in (TABLE, WIDE):
        for cell in (cell for row in grid.rows for cell in row):
            assert any(squeeze(cell) in page for page in pages)
    for number in range(len(pages)):
        for words in ("Đúng hạn", "99,4 %", "6.576", "1.644"):
            assert all(left >= LEFT and right <= RIGHT for left, _, right, _ in find_rects(printed(), number, words))


def test_a_block_figure_stands_between_the_lines_before_and_after_it() -> None:
    pdf = show(question("Q", f"Câu trước hình.\n{PLACE}\nCâu sau hình.", figure(chart(), width_mm=100)))
    ((_, (left, top, right, bottom)),) = images(pdf)
    before, after = find_rects(pdf, 0, "Câu trước hình")[0], find_rects(pdf, 0, "Câu sau hình")[0]
    assert before[3] < top < bottom < after[1]
    assert right - left == pytest.approx(100, abs=0.2)
    assert abs((left + right) / 2 - (before[0] + RIGHT) / 2) < 1


def test_a_sign_stands_in_its_line_and_moves_no_line() -> None:
    words = "Dòng chữ này đủ dài để phải ngắt xuống dòng dưới, vì vậy có thể đo khoảng cách giữa hai dòng chữ. "
    pdf = show(
        question("Q", f"{words}ALPHA {words}OMEGA"),
        question("R", f"{words}ALPHA {PLACE} {words}OMEGA", figure(icon(64))),
    )
    ((_, (_, top, _, bottom)),) = images(pdf)
    ones, twos = find_rects(pdf, 0, "ALPHA"), find_rects(pdf, 0, "OMEGA")
    assert top < ones[1][1] < ones[1][3] < bottom
    assert bottom - top <= 1.2 * 12 * 25.4 / 72
    assert twos[1][3] - ones[1][3] == pytest.approx(twos[0][3] - ones[0][3], abs=0.05)


@pytest.mark.parametrize("given", [figure(chart()), figure(chart(), width_mm=100)], ids=["pixels", "mm"])
def test_a_picture_too_high_for_a_sign_is_not_made_one(given: Figure) -> None:
    pdf = show(question("Q", f"Biểu đồ {PLACE} cho biết gì?", given))
    ((_, (_, top, _, bottom)),) = images(pdf)
    assert find_rects(pdf, 0, "Biểu đồ")[0][3] < top < bottom < find_rects(pdf, 0, "cho biết")[0][1]


@pytest.mark.parametrize(("width_mm", "lines"), [(20, 1), (60, 2), (80, 2), (120, 4)])
def test_options_that_are_pictures_take_as_few_lines_as_fit(width_mm: int, lines: int) -> None:
    strips = (save(Image.new("RGB", (600, 120), colour)) for colour in ("red", "blue", "green", "black"))
    options = tuple(figure(strip, width_mm=width_mm) for strip in strips)
    pdf = show(question("Q", "Biểu đồ nào đúng?", options=options))
    assert len({round(box[1]) for _, box in images(pdf)}) == lines
    for letter, (_, box) in zip("ABCD", images(pdf), strict=True):
        label = find_rects(pdf, 0, f"{letter}.")[-1]
        assert label[2] < box[0]
        assert label[1] == pytest.approx(box[1], abs=1.5)


def test_a_question_stays_on_one_page_with_all_its_figures() -> None:
    one = question("Q", f"Biểu đồ đầu.\n{PLACE}\nÝ nào đúng?", figure(chart(), width_mm=140))
    pages = page_texts(show(*[replace(one, id=f"Q{n}") for n in range(7)]))
    assert len(pages) > 2
    for number in range(1, 8):
        (page,) = [text for text in pages if f"Câu{number}.Biểuđồđầu" in text]
        assert "D.Phươngánthứtư" in page.split(f"Câu{number}.")[1].split("Câu")[0]


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("kind", ["rows", "cells", "pictures", "text"])
def test_a_question_that_is_not_measured_is_no_higher_than_a_page(kind: str, large: bool) -> None:
    look = Look(is_large=large)

    def grow(times: int) -> Question:
        grids = {"rows": ((f"{n}", "x") for n in range(times)), "cells": [("W một hai ba " * times,) * 12]}
        if kind in grids:
            return question("Q", f"Bảng\n{PLACE}\nHết.", Figure("", grid=Grid(tuple(grids[kind]), headed=True)))
        lines = f"\n{PLACE}" if kind == "pictures" else " Một câu dài có nhiều chữ."
        drawn = [figure(icon(90))] * times if kind == "pictures" else []
        return question("Q", "Đầu" + lines * times, *drawn, options=(figure(icon()), "b"))

    sizes = [times for times in range(1, 120) if is_low(grow(times), 1.5 if large else 1.0)]
    assert sizes
    pdf = show(grow(sizes[-1]), look=look)
    (page,) = [n for n, text in enumerate(page_texts(pdf)) if "Câu1." in text]
    letter = find_rects(pdf, page, "B.")[-1]
    assert letter[3] < 297 - 17
    assert all(box[3] < 297 - 17 for _, box in images(pdf))


def test_a_question_higher_than_a_page_goes_on_over_the_next_and_loses_nothing() -> None:
    grid = Grid((("Cột đầu", "Cột sau"), *((f"hàng {n}", "x") for n in range(1, 61))), headed=True)
    asked = question("Q", f"Bảng dài:\n{PLACE}\n{PLACE}\nHết bảng.", Figure("", grid=grid), figure(chart()))
    pages = page_texts(show(asked))
    assert len(pages) > 1
    text = "".join(pages)
    assert all(f"hàng{n}x" in text for n in range(1, 61))
    assert all("CộtđầuCộtsau" in page for page in pages[:2])
    assert "D.Phươngánthứtư" in text


def test_no_picture_is_too_thin_too_flat_or_too_small_for_the_page() -> None:
    odd = [figure(save(Image.new("L", size))) for size in ((1, 20_000), (20_000, 1), (1, 1))]
    pdf = show(question("Q", f"Chữ {PLACE}\n{PLACE}\nvà {PLACE} {PLACE}", *odd, odd[1], options=(*odd, "không")))
    assert len(images(pdf)) == 7
    for _, (left, top, right, bottom) in images(pdf):
        assert left >= LEFT
        assert right <= RIGHT + 0.1
        assert bottom - top <= 90.1


def test_a_table_without_cells_or_with_uneven_rows_stops_nothing() -> None:
    grids = [Grid(()), Grid(((),)), Grid((("một",), ("hai", "ba"))), Grid((("", ""), ("", "")), headed=True)]
    text = page_texts(show(question("Q", f"{PLACE}" * 4, *(Figure("", grid=grid) for grid in grids))))[0]
    assert all(word in text for word in ("một", "hai", "ba"))


def test_a_figure_without_a_place_is_printed_behind_the_text() -> None:
    pdf = show(question("Q", "Không có chỗ cho hình.", figure(chart())))
    ((_, box),) = images(pdf)
    assert find_rects(pdf, 0, "Không có chỗ")[0][3] < box[1]


def test_a_heading_row_is_bold_where_there_is_one() -> None:
    grid = Grid((("đầu bảng", "số"), ("thân bảng", "1")))
    for headed in (True, False):
        pdf = show(question("Q", f"Bảng\n{PLACE}", Figure("", grid=replace(grid, headed=headed))))
        page = pypdfium2.PdfDocument(pdf)[0]
        words = page.get_textpage()
        place = words.search("đầu bảng").get_next()
        assert place is not None
        shape_of = pdfium.FPDFText_GetTextObject(words, place[0])
        thick = pdfium.FPDFTextObj_GetTextRenderMode(shape_of) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        assert thick == headed


def test_a_word_wider_than_its_column_is_broken_rather_than_cut() -> None:
    long = "https://dichvucong.gov.vn/" + "thu-tuc" * 30
    pdf = show(question("Q", f"Bảng\n{PLACE}", Figure("", grid=Grid((("địa chỉ", long), ("b", "c"))))))
    assert squeeze(long).replace("-", "") in page_texts(pdf)[0].replace("-", "").replace("\u200b", "")
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [page.get_charbox(n) for n in range(page.count_chars()) if page.get_text_range(n, 1).strip()]
    assert max(box[2] for box in boxes) * 25.4 / 72 <= RIGHT + 0.1


def test_cells_and_descriptions_are_data() -> None:
    hostile = '#read("/etc/passwd") $x$ *b* @ref // #import "base.typ": *'
    asked = question("Q", f"Bảng\n{PLACE}\n{PLACE}", Figure("", grid=Grid(((hostile, "b"),))), figure(icon(), hostile))
    assert squeeze(hostile) in "".join(page_texts(show(asked)))
    assert hostile in spoken(show(asked, look=ARCHIVE))


def test_the_archive_copy_says_what_each_picture_shows() -> None:
    nameless = question(
        "Q", f"{PLACE}\nHình gì?", figure(chart()), options=tuple(figure(shape(n)) for n in (3, 4, 5, 6))
    )
    said = spoken(show(nameless, look=ARCHIVE))
    assert said == ["Hình của câu 1", *(f"Hình của phương án {letter}, câu 1" for letter in "ABCD")]
    assert {"biểu đồ cột của bốn quý", "hình 5 cạnh", "ảnh chụp vùng đồi"} <= set(spoken(printed(ARCHIVE)))


def test_a_description_may_hold_a_sign_no_font_has() -> None:
    assert "\U0001f600" in spoken(show(question("Q", PLACE, figure(icon(), "\U0001f600")), look=ARCHIVE))[0]


@pytest.mark.parametrize("look", [USUAL, ARCHIVE], ids=["usual", "archive"])
def test_printing_again_gives_the_same_bytes(look: Look) -> None:
    assert typeset_booklet(SITTING, ask(SITTING, *illustrated()), look=look) == printed(look)


def test_a_photo_stays_a_photo() -> None:
    pdf = show(question("Q", PLACE, figure(photo(800))))
    assert b"/DCTDecode" in pdf
    assert len(pdf) < 3 * len(photo(800)) + 60_000


def test_each_picture_is_placed_once_for_all_booklets_and_taken_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    asked = illustrated()
    booklets = [replace(ask(SITTING, *asked[n:], *asked[:n]), code=f"{101 + n}") for n in range(3)]
    with Typesetter() as typesetter:
        print_booklets(SITTING, booklets, tmp_path / "out", typesetter)
        placed = [file for file in (tmp_path / "temp").rglob("*") if file.suffix in (".png", ".jpg")]
        assert len(placed) == len({picture.digest for picture in pictures_in(*asked)})
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_picture_of_a_word_file_is_printed_as_wide_as_word_shows_it() -> None:
    stem = par(run("Câu 1. Biểu đồ sau cho thấy gì? "), inline("rIdA", "ba cột"))
    (item,) = read(data=word(stem, *ask_in_word()[1:], media={"rIdA": chart()})).items
    pdf = show(item.question(), look=ARCHIVE)
    ((_, (left, top, right, _)),) = images(pdf)
    assert right - left == pytest.approx(60, abs=0.2)
    assert top > find_rects(pdf, 0, "cho thấy gì")[0][3]
    assert spoken(pdf) == ["ba cột"]
