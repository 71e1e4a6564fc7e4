"""Claims about examcore's own item files: read whole, written without loss, every mistake named with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.formats.found import Found
from examcore.formats.text import TextFormat
from examcore.language import Message
from examcore.nouns import LEVELS, Basis, Item, Option, Source, Tags, name_option

HEAD = """---
// a comment
phần: chung
lĩnh vực: hien-phap
văn bản: Hiến pháp 2013 | Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam | từ 01/01/2014
---
"""
GOOD = """
## HP-001
mức độ: nhận biết
độ khó: 78
căn cứ: Hiến pháp 2013 | Điều 2, khoản 2

Quyền lực nhà nước thuộc về ai?
A. Quốc hội
*B. Nhân dân
C. Chính phủ
!D. Tòa án
"""


def read(text: str, part: str = "", area: str = "") -> Found:
    return TextFormat().read("câu hỏi.txt", text.encode(), part, area, ())


def line_of(found: Found, code: str) -> int:
    (problem,) = (p for p in found.problems if p.code == code)
    assert problem.file == "câu hỏi.txt"
    assert isinstance(problem.place, Message)
    line = dict(problem.place.values).get("line", 0)
    assert isinstance(line, int)
    return line


def test_a_good_item_is_read_with_all_its_tags() -> None:
    found = read(HEAD + GOOD)
    assert (found.found, found.problems) == (1, ())
    (item,) = found.items
    assert item.stem == "Quyền lực nhà nước thuộc về ai?"
    assert [o.text for o in item.options] == ["Quốc hội", "Nhân dân", "Chính phủ", "Tòa án"]
    assert item.options[1].id == item.key
    assert [o.fixed for o in item.options] == [False, False, False, True]
    assert (item.tags.part, item.tags.area, item.tags.level, item.tags.difficulty) == (
        "general", "hien-phap", "recall", 780,
    )  # fmt: skip
    (basis,) = item.tags.bases
    assert (basis.source.since, basis.place) == (date(2014, 1, 1), "Điều 2, khoản 2")


@pytest.mark.parametrize(
    ("wrong", "right", "code", "line"),
    [
        ("*B.", "B.", "no-key", 8),
        ("!D. Tòa án", "!D.", "empty-option", 17),
        ("!D. Tòa án", "D.   ", "empty-option", 17),
        ("A. Quốc hội", "*A. Quốc hội", "two-keys", 8),
        ("C. Chính phủ\n", "", "bad-letter", 16),
        ("độ khó: 78", "độ khó: nhiều", "bad-difficulty", 10),
        ("nhận biết", "rất khó", "bad-level", 9),
        ("căn cứ: Hiến pháp 2013", "căn cứ: Luật lạ", "unknown-source", 11),
        ("Quyền lực nhà nước thuộc về ai?", "", "no-stem", 8),
        ("A. Quốc hội", "A. Quốc\u202ehội", "control-character", 14),
        ("lĩnh vực: hien-phap", "lĩnh vực: hien-phap, dat-dai, hien-phap", "area-twice", 4),
        ("độ khó: 78", f"độ khó: 78\nbộ câu hỏi: {'x' * 61}", "long-set-name", 11),
        ("độ khó: 78", "độ khó: 78\nđã dùng: 15/11/2024, 31/11/2024", "bad-day", 11),
        ("độ khó: 78", "độ khó: 78\nđã dùng: 2024-11-15", "bad-day", 11),
        ("độ khó: 78", "độ khó: 78\nused: 15/11/2024\nđã dùng: 16/11/2024", "tag-twice", 12),
    ],
)
def test_each_mistake_is_named_with_its_line_and_the_item_is_not_taken(
    wrong: str, right: str, code: str, line: int
) -> None:
    text = (HEAD + GOOD).replace(wrong, right, 1)
    found = read(text)
    assert found.items == ()
    assert line_of(found, code) == line


def test_further_areas_an_item_set_and_days_of_use_are_read_in_both_languages() -> None:
    words = "lĩnh vực: dat-dai, moi-truong , ho-tich\nbộ câu hỏi: Vụ bà Năm 1\nđã dùng: 15/11/2024, 20/11/2025\n"
    english = words.replace("lĩnh vực", "area").replace("bộ câu hỏi", "item set").replace("đã dùng", "used")
    for said in (words, english):
        found = read(HEAD + GOOD.replace("độ khó: 78\n", "độ khó: 78\n" + said))
        (item,) = found.items
        assert found.problems == ()
        assert item.tags.areas == ("dat-dai", "moi-truong", "ho-tich")
        assert (item.tags.area, item.tags.item_set) == ("dat-dai", "Vụ bà Năm 1")
        assert item.tags.uses == (date(2024, 11, 15), date(2025, 11, 20))


def test_a_set_name_of_sixty_characters_is_taken() -> None:
    (item,) = read(HEAD + GOOD.replace("độ khó: 78", f"độ khó: 78\nbộ câu hỏi: {'x' * 60}")).items
    assert item.tags.item_set == "x" * 60


def test_days_of_use_out_of_order_are_put_in_order_and_told() -> None:
    found = read(HEAD + GOOD.replace("độ khó: 78", "độ khó: 78\nđã dùng: 20/11/2025, 15/11/2024, 20/11/2025"))
    assert line_of(found, "days-ordered") == 11
    assert [p.severity for p in found.problems] == ["note"]
    assert found.items[0].tags.uses == (date(2024, 11, 15), date(2025, 11, 20))


def test_the_command_names_the_main_area_and_the_file_may_add_others() -> None:
    more = HEAD.replace("hien-phap", "hien-phap, dat-dai")
    assert read(more + GOOD, area="hien-phap").problems == ()
    assert read(more + GOOD, area="hien-phap").items[0].tags.areas == ("hien-phap", "dat-dai")
    assert [p.code for p in read(more + GOOD, area="dat-dai").problems] == ["area-differs"]


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    second = GOOD.replace("HP-001", "HP-002").replace("*B.", "B.")
    third = GOOD.replace("HP-001", "HP-003").replace("78", "x")
    found = read(HEAD + GOOD + second + third)
    assert found.found == 3
    assert [p.code for p in found.problems] == ["no-key", "bad-difficulty"]
    assert [i.id for i in found.items] == ["HP-001"]


@pytest.mark.parametrize("after", ["Quyền lực nhà nước thuộc về ai?", "A. Quốc hội", "!D. Tòa án"])
def test_a_tag_within_the_text_is_refused_and_one_with_a_backslash_is_text(after: str) -> None:
    broken = HEAD + GOOD.replace(after, f"{after}\nmức độ: vận dụng")
    found = read(broken)
    assert found.items == ()
    assert line_of(found, "stray-tag") == broken.split("\n").index("mức độ: vận dụng") + 1
    (item,) = read(HEAD + GOOD.replace(after, f"{after}\n\\mức độ: vận dụng")).items
    assert "mức độ: vận dụng" in "\n".join([item.stem, *(option.text for option in item.options)])


def test_an_id_used_twice_is_a_problem() -> None:
    assert line_of(read(HEAD + GOOD + GOOD), "same-id") == 19


def test_file_and_command_may_not_contradict_each_other() -> None:
    assert read(HEAD + GOOD, part="general").problems == ()
    assert [p.code for p in read(HEAD + GOOD, part="professional").problems] == ["part-differs"]


def test_decomposed_accents_are_joined_and_told() -> None:
    import unicodedata

    found = read(unicodedata.normalize("NFD", HEAD + GOOD))
    assert [p.code for p in found.problems] == ["nfd"]
    assert found.items == read(HEAD + GOOD).items


def test_a_file_that_is_not_utf8_is_refused_at_the_line() -> None:
    found = TextFormat().read("x.txt", HEAD.encode() + b"\xff\xfe", "", "", ())
    assert [p.code for p in found.problems] == ["not-utf8"]


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(
    lambda t: " ".join(t.split()) or "x"
)


@st.composite
def items(draw: st.DrawFn, number: int = 0) -> Item:
    name = f"I-{number}"
    words = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
    words = [_nfc(w) for w in words]
    options = tuple(
        Option(name_option(name, word, words[:k].count(word)), word, draw(st.booleans()))
        for k, word in enumerate(words)
    )
    stem = "\n".join(_nfc(line) for line in draw(st.lists(texts, min_size=1, max_size=3)))
    source = Source("Luật A", "Luật A số 1", draw(st.none() | st.dates()), None)
    tags = Tags(
        draw(st.sampled_from(["general", "professional"])),
        "linh-vuc",
        draw(st.sampled_from(LEVELS)),
        draw(st.integers(0, 1000)),
        draw(st.sampled_from([(), ("CMNV 55",), ("A", "B")])),
        (Basis(source, "Điều 1"),),
        draw(st.sampled_from([(), ("I-9",)])),
        draw(st.integers(0, 5000)),
        draw(st.sampled_from(["", "Sở Nội vụ"])),
        draw(st.sampled_from([(), ("dat-dai",), ("dat-dai", "moi-truong")])),
        _nfc(draw(st.just("") | texts)),
        tuple(sorted(draw(st.sets(st.dates(), max_size=4)))),
    )
    return Item(name, stem, options, draw(st.sampled_from(options)).id, tags)


def _nfc(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


@given(items())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back_the_same(item: Item) -> None:
    data = TextFormat().write([item])
    found = TextFormat().read("x.txt", data, "", "", ())
    assert found.problems == ()
    assert found.items == (item,)


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    TextFormat().read("x.txt", HEAD.encode() + GOOD.encode() + data, "", "", ())


def test_a_file_without_any_item_says_so() -> None:
    assert [(p.code, p.severity) for p in read("").problems] == [("no-items", "note")]


def test_a_tag_that_stands_twice_is_named_as_people_write_it() -> None:
    found = read(HEAD + GOOD.replace("độ khó: 78", "độ khó: 78\nđộ khó: 60"))
    (problem,) = found.problems
    assert problem.message.read("vi").startswith("nhãn độ khó ")
