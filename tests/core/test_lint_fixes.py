"""Claims about what a machine may mend in an item: the safe only, once and for all, and never the key."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.balance import key_place
from examcore.engine.lint import BY_CODE, lint_item, mend_item
from examcore.formats.text import TextFormat, write
from examcore.nouns import Item
from tests.core.test_lint_rules import EXAMPLES, FOUR, STEM, based, first, item

BROKEN = {code: [one for items in broken for one in items] for code, (broken, _) in EXAMPLES.items()}


def mended(one: Item) -> list[str]:
    """The stem and the options after mending."""
    new, _ = mend_item(one)
    return [new.stem, *(option.text for option in new.options)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Quốc\u200b hội khóa mới", "Quốc hội khóa mới"),
        ("\u00d0ảng  viên , đoàn viên", "Đảng viên, đoàn viên"),
        ("\u0421hính\u00a0phủ", "Chính phủ"),
        ("Quốc hội khóa mới (KHOẢN 3 ĐIỀU 2 TRANG 1)", "Quốc hội khóa mới"),
        ("Quốc hội khóa mới (đúng)", "Quốc hội khóa mới"),
        ("\uff21\uff22 5", "AB 5"),
        ("Quốc hội.", "Quốc hội"),
    ],
)
def test_an_option_is_mended_to(before: str, after: str) -> None:
    assert mended(first(before)) == [STEM, after, *FOUR[1:]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"Câu 5: {STEM}", STEM),
        (f"7. {STEM}", STEM),
        ("Việc nào sau đây không thuộc thẩm quyền?", "Việc nào sau đây KHÔNG thuộc thẩm quyền?"),
        ("Khẳng định nào dưới đây là sai ?", "Khẳng định nào dưới đây là SAI?"),
        (f"{STEM} (Khoản 3, Điều 2)", STEM),
    ],
)
def test_a_stem_is_mended_to(before: str, after: str) -> None:
    assert mended(item(before))[0] == after


def test_letters_typed_before_all_options_go_and_fixed_places_come() -> None:
    new, _ = mend_item(item(options=("A. Một xã", "B. Hai xã", "C. Ba xã", "D. Cả A và B"), key=3))
    assert [option.text for option in new.options] == ["Một xã", "Hai xã", "Ba xã", "Cả A và B"]
    assert [option.fixed for option in new.options] == [True, True, False, True]
    assert key_place(new) == 3


def test_a_note_moves_into_the_one_basis_that_has_no_place() -> None:
    new, _ = mend_item(item(options=("Quốc hội (KHOẢN 3 ĐIỀU 2 TRANG 1)", *FOUR[1:]), tags=based("")))
    assert (new.options[0].text, new.tags.bases[0].place) == ("Quốc hội", "khoản 3, Điều 2")


@pytest.mark.parametrize(
    "one",
    [
        first("Quốc hội (KHOẢN 9 ĐIỀU 8)"),  # the basis says another place: somebody must look
        first("Quốc hội (Điều 2 Luật khác)"),
        first("Quốc hội (đúng)", 1),  # the mark and the key disagree
        item(options=("Một (đúng)", "Hai (đúng)", "Ba", "Bốn")),
        first("Quốc\u202ehội"),
        first("Quốc\u200bhội"),
        first("Дума"),
        first("A. Quốc hội"),
        item(options=("B. Một", "A. Hai", "Ba", "Bốn")),
        item(options=("Có. Phải nộp.", "Không", "Bỏ", "Chưa")),
        item(options=("Quốc hội", "quốc\u00a0hội", "Bộ", "Đảng"), key=1),
        first("(đúng)"),
        item("Câu 5:"),
        item("1) Thu thập; 2) Phân tích; 3) Báo cáo. Thứ tự nào đúng?"),  # the first number is that of a list
        item("1. Quốc hội 2. Chính phủ. Cơ quan nào lập pháp?"),
        item("Công chức có được hưởng chế độ nào không?"),  # it asks whether there is one
        item("Người lao động có nghĩa vụ gì không?"),
        item("Thời hạn nào không quá 5 ngày?"),
        first("Công ty A.B.C."),  # the full stop is part of the name
    ],
)
def test_what_is_not_safe_is_left_as_it_is(one: Item) -> None:
    new, changes = mend_item(one)
    texts = [option.text.replace("\u00a0", " ") for option in one.options]
    assert [new.stem, *(option.text for option in new.options)] == [one.stem, *texts]
    assert {change.code for change in changes} <= {"odd-space"}


def test_a_fix_is_offered_where_there_is_one_and_only_there() -> None:
    for code, items in BROKEN.items():
        for one in items:
            for finding in lint_item(one):
                new, changes = mend_item(one, (finding.code,))
                places = {change.place for change in changes}
                assert (finding.fix is not None) == (
                    finding.place in places or (finding.place == "" and bool(places))
                ), code
                assert finding.fix is None or finding.fix == BY_CODE[finding.code].fix
                assert finding.fix is not None or finding.place == "" or finding.place not in places
                assert (new == one) == (not changes)


def test_after_mending_nothing_safe_is_left_to_mend_and_the_key_is_the_same_option() -> None:
    for items in BROKEN.values():
        for one in items:
            new, _ = mend_item(one)
            assert [finding.code for finding in lint_item(new) if finding.fix is not None] == []
            assert key_place(new) == key_place(one)
            assert (new.id, len(new.options)) == (one.id, len(one.options))


SIGNS = st.text(st.sampled_from("ABCabcàđĐÐ\u0421\u0430 \u00a0\u200b\u202e\uff21.:()*✓5\n"), min_size=1, max_size=14)
LEFT = st.sampled_from(["", "Câu 5: ", "A. ", "(đúng)", " (Điều 2)", "Cả A và B", "Tất cả các phương án trên", "không"])


@given(st.tuples(SIGNS, LEFT), st.lists(st.tuples(LEFT, SIGNS, LEFT), min_size=2, max_size=5), st.integers(0, 4))
def test_mending_twice_changes_nothing_and_a_file_gives_the_mended_item_back(
    stem: tuple[str, str], options: list[tuple[str, str, str]], key: int
) -> None:
    one = item("".join(stem), ["".join(texts) for texts in options], key % len(options))
    new, _ = mend_item(one)
    assert mend_item(new) == (new, ())
    assert key_place(new) == key_place(one)
    names = [option.id for option in new.options]
    assert len(set(names)) == len(names)


def test_a_mended_item_is_what_a_file_with_its_text_gives() -> None:
    new, _ = mend_item(item(f"Câu 5: {STEM}", ("A. Một xã", "B. Hai  xã", "C. Ba xã", "D. Bốn xã"), 2))
    assert TextFormat().read("x.txt", write([new]), "", "", ()).items == (new,)


@pytest.mark.parametrize(
    "piece",
    [" ", "\n", "x\t", "A. ", "(", "(điều 1 ", "nào không ", "\u200b", "\u0410", "0", "từ 1 đến ", "a hoặc ", "*"],
)
def test_a_text_made_to_be_slow_to_read_is_looked_at_in_no_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    one = item(text, (text, f"{text}x", *FOUR[2:]))
    begun = time.process_time()
    lint_item(one)
    mend_item(one)
    assert time.process_time() - begun < 2
