"""Claims about keys in Word files that say less than they seem to: taken back, struck out, hidden, not yet accepted."""

from __future__ import annotations

import pytest

from examcore.errors import Problem
from examcore.formats.word import WordFormat
from examcore.language import Message
from tests.core.word_files import cell, par, run, table, word
from tests.core.word_reading import FOUR, bare, codes, errors, keys, read

OPTIONS = [par(f"{'ABCD'[at]}. {text}") for at, text in enumerate(FOUR)]
QUESTION = [par("Câu 1. Ai?"), *OPTIONS]


def told(problem: Problem) -> str:
    return problem.place.read("en") if isinstance(problem.place, Message) else problem.place


@pytest.mark.parametrize(
    "line",
    ["B - C", "B – D", "A (sửa thành B)", "B (hoặc C)", "B (A cũng đúng)", "A (C)", "A [C]", "A -> C",
     "A - sai, phải là C", "A do nhầm; đúng là C", "B (đính chính: C)"],
)  # fmt: skip
def test_a_key_line_that_takes_its_letter_back_is_refused(line: str) -> None:
    found = read(*QUESTION, par(f"Đáp án: {line}"))
    assert codes(found) == ["unread-key"]
    assert errors(found)[0].question == "1"


@pytest.mark.parametrize(
    "line", ["B (2 ngày)", "B vì A và C trái Điều 5", "B (khoản 2 Điều 5)", "B - Điều 6", "В", "Ｂ"]
)
def test_reasons_behind_the_letter_and_letters_that_look_like_it_are_read(line: str) -> None:
    assert keys(read(*QUESTION, par(f"Đáp án: {line}"))) == "B"


@pytest.mark.parametrize(
    ("look", "code"), [("struck", "struck-text"), ("hidden", "hidden-text"), ("white", "hidden-text")]
)
def test_a_key_nobody_sees_or_that_is_struck_out_is_refused(look: str, code: str) -> None:
    assert codes(read(*QUESTION, par(run("Đáp án: B", look)))) == [code]
    assert codes(read(*QUESTION, par("Đáp án:"), par(run("B", look)))) == [code]
    letter = par(run("B.", look, "u"), run(" hai"))
    assert codes(read(par("Câu 1. Ai?"), par("A. một"), letter, par("C. ba"))) == [code]
    head = ["STT", "Câu hỏi", "A", "B", "Đáp án"]
    assert codes(read(table(head, ["1", "Ai?", "một", "hai", cell(par(run("B", look)))]))) == [code]


def test_a_tracked_change_of_a_key_waits_for_whoever_accepts_it() -> None:
    deleted = par(f"<w:del>{run('Đáp án: A').replace('w:t>', 'w:delText>').replace('<w:t ', '<w:delText ')}</w:del>")
    assert codes(read(*QUESTION, deleted)) == ["tracked-change"]
    letter = run("B.", "u").replace("</w:rPr>", "<w:rPrChange><w:rPr/></w:rPrChange></w:rPr>")
    assert codes(read(par("Câu 1. Ai?"), par("A. một"), par(letter, run(" hai")), par("C. ba"))) == ["tracked-change"]


def test_one_struck_letter_in_a_list_or_table_of_keys_names_no_key_and_spoils_no_other() -> None:
    questions = [*bare(1), *bare(2), *bare(3)]
    listed = read(*questions, par("ĐÁP ÁN"), par("1.A"), par(run("2.B", "struck")), par("3.C"))
    in_table = read(
        *questions,
        par("ĐÁP ÁN"),
        table(["Câu", "1", "2", "3"], ["Đáp án", "A", cell(par(run("B", "struck"))), "C"]),
    )
    for found in (listed, in_table):
        assert [(p.code, p.question) for p in errors(found)] == [("struck-text", "2")]
        assert len(found.items) == 2


@pytest.mark.parametrize("line", ["1.A 2.B/C 3.D", "1. A, 2. B, C, 3. D", "Mã đề 101: 1A 2B 3C", "1-A; 2-BC; 3-D"])
def test_a_list_of_keys_that_cannot_be_read_is_refused_at_its_line(line: str) -> None:
    found = read(*bare(1), *bare(2), *bare(3), par("ĐÁP ÁN"), par(line))
    assert set(codes(found)) == {"unread-key"}
    assert {told(p) for p in errors(found)} == {"paragraph 17"}


def test_a_line_of_a_list_that_names_two_options_is_not_read_as_one() -> None:
    found = read(*bare(1), *bare(2), par("ĐÁP ÁN"), par("Câu 1: Chọn A vì Điều 5"), par("Câu 2: Chọn B, D vì Điều 6"))
    assert [(p.code, p.question) for p in errors(found)] == [("unread-key", "2")]
    second = read(*bare(1), *bare(2), par("ĐÁP ÁN"), par("1.A 2.B"), par("2-BC"))
    assert [(p.code, p.question) for p in errors(second)] == [("unread-key", "2")]


def test_a_table_of_keys_that_cannot_be_read_is_told_where_it_stands() -> None:
    keys_table = table(["Câu", "1", "2", "3"], ["Đáp án", "A", "B, C", "C"])
    marked = [par(run(f"{'ABCD'[at]}. {text}", *(["u"] if not at else []))) for at, text in enumerate(FOUR)]
    found = read(par("Câu 1. Ai?"), *marked, par("ĐÁP ÁN"), keys_table)
    assert codes(found) == ["unread-keys"]
    assert told(errors(found)[0]) == "paragraph 7 (table 1, row 1, cell 1)"


def test_a_key_file_with_a_struck_letter_names_no_key_for_it() -> None:
    file = word(par("1.A"), par(run("2.B", "struck")))
    found = WordFormat().keyed("k.docx", file).read("a.docx", word(*bare(1), *bare(2)), "general", "x", ())
    assert [(p.code, p.question) for p in errors(found)] == [("struck-text", "2")]
