"""Claims about typesetting: data stays data, limits hold, the same thing gives the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from examcore.errors import Refused
from examcore.nouns import PLACE, Document, Option, Paragraph, Question, Signature
from examcore_paper.booklets import typeset_booklet
from examcore_paper.documents import typeset_document
from examcore_paper.sheets import typeset_sheets
from examcore_paper.typeset import FONT_VARIABLE, Typesetter
from tests.paper.prints import SECRETS, ask, font_names, make_booklet, make_sitting, page_texts, render, squeeze

HOSTILE = '#read("/etc/passwd") $x$ *b* @ref // #import "base.typ": * <label> \\ `raw` _i_ = h - l + n ~ -- [x] {y}'


def question(stem: str, *options: str) -> Question:
    return Question("Q1", stem, tuple(Option(f"o{n}", text) for n, text in enumerate(options or ("a", "b"))))


def test_markup_in_an_item_is_printed_as_it_stands() -> None:
    sitting = make_sitting((1, 1))
    pdf = typeset_booklet(sitting, ask(sitting, question(HOSTILE, HOSTILE, "#pagebreak()")))
    text = "".join(page_texts(pdf))
    assert text.count(squeeze(HOSTILE)) == 2
    assert "#pagebreak()" in text


@pytest.mark.parametrize(
    "text", ["Điều 1.\nĐiều 2.", "m² ≤ 5 ≥ 4 ≠ 3 × 2 ÷ 1", "“trích dẫn” – ‘a’ — …", "CO₂, √2, π, ∞, →, ½, 50 %, 5 °C"]
)
def test_signs_that_items_need_are_printed(text: str) -> None:
    sitting = make_sitting((1, 1))
    assert squeeze(text) in "".join(page_texts(typeset_booklet(sitting, ask(sitting, question(text)))))


def test_decomposed_letters_are_printed_composed() -> None:
    sitting = make_sitting((1, 1))
    pdf = typeset_booklet(sitting, ask(sitting, question("Tie\u0302\u0301p co\u0302ng da\u0302n")))
    assert "Tiếpcôngdân" in "".join(page_texts(pdf))


def test_a_line_break_in_a_stem_breaks_the_line() -> None:
    sitting = make_sitting((1, 1))
    together, apart = (typeset_booklet(sitting, ask(sitting, question(stem))) for stem in ("một hai", "một\nhai"))
    assert together != apart


def test_a_character_no_font_has_is_refused_by_its_code_point_and_nothing_else_is_told() -> None:
    sitting = make_sitting((1, 1))
    with pytest.raises(Refused) as problem:
        typeset_booklet(sitting, ask(sitting, question("Câu hỏi mật \U0001f600 漢")))
    said = problem.value.read("en")
    assert "U+1F600" in said or "U+6F22" in said
    assert "mật" not in said


@pytest.mark.parametrize("letter", ["𝑥\u0304", "𝐀\u0301", "☐\u0301", "x\u0304", "ℝ\u0304"])
def test_a_letter_and_a_mark_of_two_fonts_are_both_printed(letter: str) -> None:
    # The typesetter itself leaves the letter out where only the mark is in the first font, and says nothing.
    sitting = make_sitting((1, 1))
    bare, marked = (typeset_booklet(sitting, ask(sitting, question(stem))) for stem in (letter[0], letter))
    ink = [(255.0 - render(pdf, dpi=150)).sum() for pdf in (bare, marked)]
    assert ink[1] > ink[0] + 500


def test_marks_that_no_font_puts_on_their_letter_are_refused_with_it_and_the_question_is_named() -> None:
    sitting = make_sitting((1, 1))
    booklet = ask(sitting, question("được"), question("Câu hỏi mật", "a", "1\ufe0f\u20e3"))
    with pytest.raises(Refused) as problem:
        typeset_booklet(sitting, booklet)
    said = problem.value.read("en")
    assert "question 2 of booklet 101" in said
    assert "U+0031 U+FE0F U+20E3" in said
    assert "mật" not in said


def test_two_processes_give_the_same_bytes() -> None:
    sitting = make_sitting((3, 3))
    assert len({typeset_booklet(sitting, make_booklet(sitting)) for _ in range(2)}) == 1


def test_what_was_printed_before_does_not_show_in_what_is_printed_next() -> None:
    sitting = make_sitting((3, 3))
    with Typesetter() as typesetter:
        typeset_booklet(sitting, make_booklet(sitting, "103"), typesetter)
        after = typeset_booklet(sitting, make_booklet(sitting, "101"), typesetter)
    assert after == typeset_booklet(sitting, make_booklet(sitting, "101"))


def test_a_refusal_leaves_the_typesetter_fit_for_the_next_page() -> None:
    sitting = make_sitting((1, 1))
    with Typesetter() as typesetter:
        with pytest.raises(Refused):
            typeset_booklet(sitting, ask(sitting, question("\U0001f600")), typesetter)
        assert typeset_booklet(sitting, ask(sitting, question("được")), typesetter)


def test_a_document_that_names_a_figure_it_does_not_show_says_so() -> None:
    day = make_sitting((1, 1)).day
    document = Document("d", "a", "b", "1", "c", day, "Báo cáo", "về", (Paragraph(f"Câu hỏi {PLACE} có hình"),))
    assert squeeze("Câu hỏi [hình] có hình") in page_texts(typeset_document(document))[0]


def test_typesetting_that_takes_too_long_is_stopped_and_said() -> None:
    sitting = make_sitting((1, 1))
    with Typesetter(seconds=0.001) as typesetter, pytest.raises(Refused, match=r"0\.001"):
        typeset_booklet(sitting, make_booklet(sitting), typesetter)


def test_the_child_process_cannot_take_more_memory_than_its_limit() -> None:
    pytest.importorskip("resource")
    script = (
        "from examcore.apart import limit_process\n"
        "from examcore_paper.typeset_child import MEMORY_BYTES\n"
        "limit_process(MEMORY_BYTES)\n"
        "bytearray(MEMORY_BYTES)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sitting = make_sitting((1, 1))
    with Typesetter() as typesetter:
        typeset_booklet(sitting, make_booklet(sitting), typesetter)
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
def test_a_closed_window_leaves_no_picture_of_an_item_behind(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from examcore.files import heed_endings\n"
        "from examcore_paper.typeset import Typesetter\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # under nohup it is ignored
        "with heed_endings(), Typesetter() as typesetter:\n"
        "    typesetter.add_file('.png', b'picture of an item')\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    signal.pause()\n"
    )
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, env=place, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 129, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_font_that_is_not_there_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONT_VARIABLE, "Comic Sans")
    sitting = make_sitting((1, 1))
    with pytest.raises(Refused, match="Comic Sans"):
        typeset_booklet(sitting, make_booklet(sitting))


def test_no_page_uses_the_bold_faces_whose_marks_run_together() -> None:
    # In Libertinus Serif Bold "kiểm" reads as "kiễm".
    sitting = make_sitting((3, 3))
    number = sitting.candidates[0].number
    title = Paragraph("Kết quả kiểm tra", bold=True)
    document = Document(
        "d", "a", "b", "1", "c", sitting.day, "Báo cáo", "để", (title,), (Signature("TM.", "X"),), ("Y",)
    )
    pages = [
        typeset_booklet(sitting, make_booklet(sitting)),
        typeset_document(document),
        typeset_sheets(sitting, SECRETS, [number]),
    ]
    for pdf in pages:
        names = font_names(pdf)
        assert "LibertinusSerif-Regular" in names
        assert not any("Bold" in name for name in names)
