"""Claims about printed booklets."""

from __future__ import annotations

import re
import unicodedata
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from examcore.errors import Refused
from examcore.formats.text import TextFormat
from examcore.nouns import Item, Option, Question
from examcore_paper.booklets import print_booklets, typeset_booklet
from tests.paper.prints import ask, find_rects, make_booklet, make_sitting, page_texts, squeeze


def sample_items() -> list[Item]:
    def files(folder: Traversable) -> list[Traversable]:
        found = sorted(folder.iterdir(), key=lambda f: f.name)
        return [f for f in found if f.name.endswith(".txt")] + [g for f in found if f.is_dir() for g in files(f)]

    read = [TextFormat().read(f.name, f.read_bytes(), "", "", ()) for f in files(resources.files("examcore_banks"))]
    return [item for one in read for item in one.items]


def test_every_sample_item_is_printed_whole_in_nfc_with_its_letters() -> None:
    sitting = make_sitting((1, 1))
    items = sample_items()
    assert len(items) > 100
    text = "".join(page_texts(typeset_booklet(sitting, ask(sitting, *(item.question() for item in items)))))
    # What stands at the head and foot of pages may come between two halves of nothing: items never break.
    for number, item in enumerate(items, start=1):
        due = f"Câu {number}. {item.stem}" + "".join(
            f"{letter}. {option.text}" for letter, option in zip("ABCDEF", item.options, strict=False)
        )
        assert squeeze(unicodedata.normalize("NFC", due)) in text, item.id


@pytest.mark.parametrize("counts", [(40, 60), (10, 20)])
def test_no_question_is_broken_over_two_pages(counts: tuple[int, ...]) -> None:
    sitting = make_sitting(counts)
    pages = page_texts(typeset_booklet(sitting, make_booklet(sitting)))
    assert len(pages) > 1
    for number in range(1, sum(counts) + 1):
        (page,) = [text for text in pages if f"Câu{number}.Đề101" in text]
        assert f"D.phươngándcủacâu{number}" in page


def test_parts_say_how_many_questions_they_have() -> None:
    sitting = make_sitting((10, 20))
    text = "".join(page_texts(typeset_booklet(sitting, make_booklet(sitting))))
    assert squeeze("PHẦN I. KIẾN THỨC CHUNG (10 câu, từ câu 1 đến câu 10)") in text
    assert squeeze("PHẦN II. KIẾN THỨC CHUYÊN MÔN, NGHIỆP VỤ (20 câu, từ câu 11 đến câu 30)") in text


def test_the_head_says_which_test_how_long_and_which_code() -> None:
    sitting = make_sitting((10, 20))
    pages = page_texts(typeset_booklet(sitting, make_booklet(sitting, "103")))
    for due in (
        "HỘI ĐỒNG KIỂM TRA, SÁT HẠCH",
        sitting.title.upper(),
        "Ngày 15 tháng 11 năm 2024",
        "Vị trí việc làm: CMNV 24",
        "Thời gian làm bài: 45 phút",
        f"(Đề có {len(pages)} trang, 30 câu)",
        "MÃ ĐỀ 103",
    ):
        assert squeeze(due) in pages[0]


def test_every_page_names_its_code_and_place_and_only_the_last_one_the_end() -> None:
    sitting = make_sitting((10, 20))
    pages = page_texts(typeset_booklet(sitting, make_booklet(sitting, "102")))
    for number, page in enumerate(pages, start=1):
        assert f"Mãđề102Trang{number}/{len(pages)}" in page
    assert [("HẾT-" in page) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "Khôngđượcsửdụngtàiliệu;giámthịkhônggiảithíchgìthêm." in pages[-1]


@pytest.mark.parametrize("rehearsal", [True, False])
def test_every_page_says_rehearsal_if_and_only_if_it_is_one(rehearsal: bool) -> None:
    sitting = make_sitting((10, 20), rehearsal=rehearsal)
    pages = page_texts(typeset_booklet(sitting, make_booklet(sitting)))
    assert ["DIỄNTẬP" in page for page in pages] == [rehearsal] * len(pages)


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (("alpha", "beta", "gamma", "delta"), 1),
        (("alpha dài hơn một phần tư trang", "beta", "gamma", "delta"), 2),
        (("alpha dài hơn hẳn một nửa trang giấy, nên mỗi phương án đứng riêng", "beta", "gamma", "delta"), 4),
        (("alpha\nhai dòng", "beta", "gamma", "delta"), 4),
        (("alpha", "beta"), 1),
        (("alpha", "beta", "gamma", "delta", "epsilon", "zeta"), 2),
    ],
)  # fmt: skip
def test_options_take_as_few_lines_as_fit(options: tuple[str, ...], lines: int) -> None:
    sitting = make_sitting((1, 1))
    question = Question("Q1", "Chọn ý đúng.", tuple(Option(text, text) for text in options))
    pdf = typeset_booklet(sitting, ask(sitting, question))
    tops = {round(find_rects(pdf, 0, f"{letter}.")[-1][3]) for letter in "ABCDEF"[: len(options)]}
    assert len(tops) == lines


def test_a_question_with_more_options_than_letters_is_refused_by_number_without_its_text() -> None:
    sitting = make_sitting((1, 1))
    many = Question("Q1", "Câu hỏi mật", tuple(Option(str(n), str(n)) for n in range(7)))
    with pytest.raises(Refused, match="101") as problem:
        typeset_booklet(sitting, ask(sitting, many))
    assert "mật" not in problem.value.read("en")


def test_each_distinct_booklet_is_written_once_under_form_and_code(tmp_path: Path) -> None:
    sitting = make_sitting((1, 1))
    one, two = make_booklet(sitting, "102"), make_booklet(sitting, "101")
    paths = print_booklets(sitting, [one, two, one], tmp_path)
    assert [path.name for path in paths] == ["F1-101.pdf", "F1-102.pdf"]
    assert sorted(tmp_path.iterdir()) == paths


def test_a_booklet_of_a_hundred_sample_questions_can_be_stapled() -> None:
    sitting = make_sitting((40, 60))
    booklet = ask(sitting, *(item.question() for item in sample_items()[::3][:100]))
    pages = page_texts(typeset_booklet(sitting, booklet))
    assert len(pages) <= 16  # four folded A3 sheets
    assert len(re.findall(r"Câu\d+\.", "".join(pages))) == 100
