"""Claims about pictures of Word files that stand where nobody can tell whose they are: none goes to its neighbour."""

from __future__ import annotations

import pytest

from examcore.formats.found import Found
from examcore.nouns import PLACE, Picture, figures_of
from tests.core.pictures import write_png
from tests.core.word_files import cell, inline, par, run, table, word
from tests.core.word_reading import codes, keys, read

COLOURS = {"rIdA": "navy", "rIdB": "red", "rIdC": "green", "rIdD": "orange", "rIdE": "purple"}
MEDIA = {name: write_png(colour) for name, colour in COLOURS.items()}
A, B, C, D, E = (inline(name) for name in COLOURS)
ASK = par("Câu 1. Hình nào chỉ đúng?")
HEAD = ["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]
ROW = ["1", "Hình nào chỉ đúng?", "một", "hai", "ba", "bốn", "B"]


def take(*blocks: str) -> Found:
    return read(data=word(*blocks, media=MEDIA))


def under(found: Found) -> list[list[int]]:
    """How many pictures each option of each question has."""
    assert codes(found) == []
    return [[len(figures_of(option)) for option in item.options] for item in found.items]


def digests(found: Found) -> list[str]:
    (item,) = found.items
    figures = [figure.picture for option in item.options for figure in figures_of(option)]
    return [picture.digest for picture in figures if isinstance(picture, Picture)]


OVER = {
    "paragraphs": [par(A), par("A. một"), par(B), par("*B. hai"), par(C), par("C. ba"), par(D), par("D. bốn")],
    "soft breaks": [par(A, "\nA. một"), par(B, "\n*B. hai"), par(C, "\nC. ba"), par(D, "\nD. bốn")],
    "rows of two": [par(A, "\t", B), par("A. một\t*B. hai"), par(C, "\t", D), par("C. ba\tD. bốn")],
}


@pytest.mark.parametrize("name", OVER)
def test_a_picture_over_its_letter_is_not_given_to_the_option_before(name: str) -> None:
    assert codes(take(ASK, *OVER[name])) == ["unclear-picture"]


def test_pictures_under_letters_that_stand_alone_are_options() -> None:
    letters = [par("A."), par(A), par("*B."), par(B), par("C."), par(C)]
    behind = [par(run("A. "), A), par(run("*B. "), B), par(run("C. "), C)]
    assert digests(take(ASK, *letters)) == digests(take(ASK, *behind)) != []


def test_pictures_under_the_words_of_all_options_belong_to_them() -> None:
    assert under(take(ASK, par("A. một"), par(A), par("*B. hai"), par(B), par("C. ba"), par(C))) == [[1, 1, 1]]


def test_a_picture_of_the_stem_over_options_that_are_pictures_is_no_doubt() -> None:
    found = take(ASK, par(E), par(run("A. "), A), par(run("*B. "), B), par("C. Không có hình nào"))
    assert under(found) == [[1, 1, 0]]
    assert found.items[0].stem == f"Hình nào chỉ đúng?\n{PLACE}"


@pytest.mark.parametrize(
    "blocks",
    [
        [ASK, par(run("A. "), A), par("B. hai"), par(run("Đáp án: "), B)],
        [table(HEAD, [*ROW[:2], cell(par(A)), *ROW[3:6], cell(par(B))])],
    ],
    ids=["line", "column"],
)
def test_a_picture_as_key_names_no_option_because_that_is_a_picture_too(blocks: list[str]) -> None:
    assert codes(take(*blocks)) == ["unread-key"]


ASIDE = {
    "a column with a name of its own": [table([*HEAD[:2], "Hình ảnh", *HEAD[2:]], [*ROW[:2], cell(par(A)), *ROW[2:]])],
    "the column of numbers": [table(HEAD, [cell(par(run("1 "), A)), *ROW[1:]])],
    "a column of notes": [table([*HEAD, "Ghi chú"], [*ROW, cell(par(A))])],
    "the column of the law": [table([*HEAD, "Căn cứ"], [*ROW, cell(par(run("Điều 5 "), A))])],
    "a row of its own": [table(HEAD, [cell(par(A), span=7)], ROW)],
    "a row of its own at the end": [table(HEAD, ROW, [cell(par(A), span=7)])],
    "the line of the law": [ASK, par("A. một"), par("*B. hai"), par(run("Căn cứ: Điều 5 "), A)],
    "the line of the law before the options": [ASK, par(run("Căn cứ: Điều 5 "), A), par("A. một"), par("*B. hai")],
}


@pytest.mark.parametrize("name", ASIDE)
def test_a_picture_where_only_words_are_read_is_not_lost_in_silence(name: str) -> None:
    assert codes(take(*ASIDE[name])) == ["picture-aside"]


def test_words_and_pictures_in_a_cell_without_letters_are_not_counted_as_options() -> None:
    mixed = cell(par("một"), par(A), par("hai"), par(B))
    rows = [["STT", "Câu hỏi", "Phương án", "Đáp án"], ["1", "Hình nào chỉ đúng?", mixed, "B"]]
    assert codes(take(table(*rows))) == ["unclear-options"]
    rows[1][2] = cell(par(A), par(B))
    assert under(take(table(*rows))) == [[1, 1]]


def test_pictures_outside_of_questions_are_told_with_their_place() -> None:
    one = [ASK, par("A. một"), par("*B. hai")]
    two = [par("Câu 2. Còn hình này?"), par("A. một"), par("*B. hai")]
    found = take(*one, par("Phần II. Tin học"), par(A), *two)
    assert keys(found) == "BB"
    told = [(problem.code, problem.severity) for problem in found.problems if problem.code == "pictures-outside"]
    assert told == [("pictures-outside", "warning")]


@pytest.mark.parametrize(
    "hidden",
    [
        A.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1),
        A.replace("<wp:docPr ", '<wp:docPr hidden="1" '),
    ],
    ids=["as text", "in the selection pane"],
)
def test_a_picture_word_does_not_show_is_refused(hidden: str) -> None:
    assert codes(take(ASK, par(hidden), par("A. một"), par("*B. hai"))) == ["hidden-text"]


def test_a_picture_word_shows_a_part_of_is_refused() -> None:
    spread = A.replace("<a:fillRect/>", '<a:fillRect l="-50000"/>')
    assert codes(take(ASK, par(spread), par("A. một"), par("*B. hai"))) == ["picture-changed"]


def test_a_frame_around_a_question_is_no_part_of_it() -> None:
    found = take(table([cell(ASK, par(A), par("A. một"), par("*B. hai"))]))
    assert keys(found) == "B"
    assert len(figures_of(found.items[0])) == 1


def test_a_question_beside_its_picture_in_a_table_is_not_passed_over() -> None:
    found = take(table([cell(ASK, par("A. một"), par("*B. hai")), cell(par(A))]))
    assert codes(found) == ["question-in-table"]


def test_a_sign_of_a_picture_without_one_cuts_no_text() -> None:
    assert codes(take(par(f"Câu 1. Hình {PLACE} nào?"), par("A. một"), par("*B. hai"))) == ["lost-picture"]
    found = take(par(run(f"Câu 1. Hình {PLACE} "), A, run(" nào?")), par("A. một"), par("*B. hai"))
    assert codes(found) == ["lost-picture"]
