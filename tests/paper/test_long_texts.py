"""Claims about texts that are longer than a line, a column or a page holds: all of them is printed, and on the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examcore.nouns import PLACE, Option, Question
from examcore_paper.booklets import USUAL, Look, typeset_booklet
from examcore_paper.figures import is_low
from examcore_paper.typeset import Typesetter
from tests.paper.pictures import figure, icon, question
from tests.paper.prints import ask, find_outside, find_rects, make_sitting, page_texts, squeeze

SITTING = make_sitting((1, 1))
LOOKS = pytest.mark.parametrize("look", [USUAL, Look(True), Look(is_archive=True)], ids=["usual", "large", "archive"])
TYPESETTER = Typesetter()
HEAD, FOOT = "DIỄN TẬP – KHÔNG DÙNG ĐỂ XÉT KẾT QUẢ", "Mã đề 101"
RUNS = {
    "a word": "từ " + "x" * 200 + " hết",
    "an address": "xem https://vbpl.vn/TW/Pages/" + "vbpq" * 40 + "?ItemID=" + "139264" * 20,
    "words tied to each other": "\u00a0".join(["cán", "bộ,", "công", "chức", "cấp", "xã"] * 20),
    "a formula": "x=" + "+".join(f"a{n}·b{n}" for n in range(60)),
    "capital letters": "W" * 24,
}


@pytest.fixture(scope="module", autouse=True)
def end_typesetter() -> Iterator[None]:
    yield
    TYPESETTER.close()


def show(*questions: Question, look: Look = USUAL) -> bytes:
    return typeset_booklet(SITTING, ask(SITTING, *questions), TYPESETTER, look)


def text(stem: str, *options: str) -> Question:
    return Question("Q1", stem, tuple(Option(f"o{n}", one) for n, one in enumerate(options or ("a", "b", "c", "d"))))


def read_through(pdf: bytes) -> str:
    """The text of all pages in order, without what stands at the head and foot of each."""
    pages = page_texts(pdf)
    for number in range(len(pages)):
        for mark in (HEAD, f"{FOOT}Trang{number + 1}/{len(pages)}", f"{FOOT}–chữlớnTrang{number + 1}/{len(pages)}"):
            pages[number] = pages[number].replace(squeeze(mark), "")
    return "".join(pages).replace("\u200b", "")


@LOOKS
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_run_without_a_place_to_break_it_stays_on_the_page_whole(run: str, look: Look) -> None:
    illustrated = question("Q2", f"{run} {PLACE}", figure(icon()), options=(run, "b", f"cuối {run}", "d"))
    pdf = show(text(run, run, "b", f"đầu {run}", "d"), illustrated, look=look)
    assert find_outside(pdf, 19.5, 8, 196, 293) == []
    assert read_through(pdf).count(squeeze(run)) == 6


@LOOKS
def test_a_question_higher_than_a_page_goes_on_over_the_next_and_loses_nothing(look: Look) -> None:
    many = "\n".join(f"dòng thứ {n} của phần dẫn" for n in range(120))
    for high in (text(many), text("Chọn.", *(f"phương án {a} " + "rất dài " * 300 for a in "abcd"))):
        pdf = show(text("trước"), high, text("sau"), look=look)
        assert len(page_texts(pdf)) > 1
        assert find_outside(pdf, 19.5, 8, 196, 293) == []
        due = high.stem + "".join(f"{a}. {one.text}" for a, one in zip("ABCD", high.options, strict=True))
        assert squeeze(f"Câu 2. {due} Câu 3. sau") in read_through(pdf)


@LOOKS
def test_a_question_almost_as_high_as_a_page_is_not_broken(look: Look) -> None:
    lines = 30 if look.is_large else 46
    high = text("\n".join(f"dòng {n}" for n in range(lines)))
    assert not is_low(high, 1.5 if look.is_large else 1.0)
    pages = page_texts(show(text("trước"), high, text("sau"), look=look))
    (page,) = [one for one in pages if "Câu2." in one]
    assert squeeze(f"dòng {lines - 1} A. a B. b C. c D. d") in page


def test_a_run_that_its_line_holds_is_not_broken() -> None:
    run = "n" * 50
    pdf = show(text(f"{'từ ' * 20}{run} hết", "a", "b"))
    assert len(find_rects(pdf, 0, run)) == 1
    assert "\u200b" not in "".join(page_texts(pdf))
