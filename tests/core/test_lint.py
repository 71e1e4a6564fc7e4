"""Claims about the faults lint sees, and those it must not see."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.likeness import find_alike, word_pairs
from examcore.engine.lint import ALIKE, Finding, lint, lint_item
from examcore.engine.tickets import Stream
from examcore.formats.text import TextFormat
from examcore.nouns import Basis, Item
from tests.core.test_lint_rules import FOUR, LAW, TAGS, item

ROOT = Path(__file__).resolve().parents[2]


def codes(one: Item) -> list[str]:
    return [finding.code for finding in lint_item(one)]


def test_a_good_item_has_no_findings() -> None:
    assert lint([item()], date(2024, 11, 15)) == ()


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (item(options=("Ba ngày", "BA NGÀY", "Bốn ngày", "Năm ngày")), "same-options"),
        (item(stem=unicodedata.normalize("NFD", "Cơ quan nào?")), "nfd"),
        (item(options=(unicodedata.normalize("NFD", "Quốc hội"), *FOUR[1:])), "nfd"),
        (item(stem="Cơ quan\u200b nào?"), "unsafe-text"),
        (item(options=("Quốc\u202ehội", *FOUR[1:])), "unsafe-text"),
        (item(stem="Cơ quan \ufffd nào?"), "unsafe-text"),
        (item(stem=" \n "), "empty"),
        (item(options=("", *FOUR[1:])), "empty"),
        (item(stem="Ai? " * 199 + "Ai?"), "overlong"),
        (item(options=("rất dài " * 39 + "thế", *FOUR[1:]), key=1), "overlong"),
        (replace(item(), key="nowhere"), "no-key"),
        (item(options=("Một phương án",)), "few-options"),
        (item(tags=replace(TAGS, bases=())), "no-basis"),
        (item(tags=replace(TAGS, bases=(Basis(LAW, " "),))), "no-basis-place"),
    ],
)
def test_one_item_is_found_out_for_exactly(one: Item, code: str) -> None:
    assert codes(one) == [code]


def test_a_stem_of_several_lines_is_not_unsafe() -> None:
    assert codes(item(stem="Đọc tình huống sau:\n- Ông A đến xã.\nAi tiếp ông A?")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tất cả các phương án trên",
        "Cả ba ý trên đều đúng",
        "Các phương án đều sai",
        "Không có phương án nào đúng",
        "Không đáp án nào đúng",
        "Cả A và B",
        "A và C đều đúng",
        "Cả A, B và C",
        "Phương án A, B",
        "Các phương án còn lại",
    ],
)
def test_an_option_on_other_options_needs_its_place(text: str) -> None:
    assert codes(item(options=(*FOUR[:3], text))) == ["loose-reference"]
    assert codes(item(options=(*FOUR[:3], text), fixed="ABCD")) == []


def test_an_option_that_names_letters_needs_those_fixed_too() -> None:
    assert codes(item(options=(*FOUR[:3], "Cả A và B"), fixed="D")) == ["loose-reference"]
    assert codes(item(options=(*FOUR[:3], "Cả A và B"), fixed="ABD")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tất cả những người cùng khiếu nại",
        "Cả hai bên thỏa thuận",
        "Tất cả cán bộ chính quyền, cán bộ đoàn thể",
        "Ông A và bà B cùng ký",
        "Không trả lời",
        "Toàn bộ hồ sơ đã nộp",
    ],
)
def test_an_option_about_the_matter_itself_may_move(text: str) -> None:
    assert codes(item(options=(*FOUR[:3], text))) == []


@pytest.mark.parametrize(
    "stem",
    [
        "Việc nào sau đây không thuộc thẩm quyền của UBND xã?",
        "Trường hợp nào không được chứng thực?",
        "Khẳng định nào dưới đây là sai?",
        "Nội dung nào chưa đúng?",
        "Cơ quan nào có quyền ban hành nghị quyết, trừ:",
        "Điều gì không phải làm ngay?",
    ],
)
def test_a_negative_question_needs_capitals(stem: str) -> None:
    assert codes(item(stem=stem)) == ["negative"]


@pytest.mark.parametrize(
    "stem",
    [
        "Việc nào sau đây KHÔNG thuộc thẩm quyền của UBND xã?",
        "Cụ M không biết chữ và chưa có đơn. Cách tiếp nhận nào đúng?",
        "Ý định này có được phép không?",
        "Khiếu nại nào sau đây thuộc trường hợp không được thụ lý?",
        "Hồ sơ không đủ điều kiện thì cơ quan phải làm gì?",
        "Trừ trường hợp luật có quy định khác, thời hạn là bao lâu?",
        "Cách trả lời đó đúng hay sai?",
        "Đơn thiếu yếu tố nào sau đây thì không được thụ lý?",
    ],
)
def test_a_stem_with_a_not_in_its_story_is_no_negative_question(stem: str) -> None:
    assert codes(item(stem=stem)) == []


# two items


TWINS = (
    "Theo Luật Hộ tịch năm 2014, cha hoặc mẹ phải đăng ký khai sinh cho con trong thời hạn bao lâu?",
    "Theo Luật Hộ tịch năm 2014, cha hoặc mẹ phải đăng ký khai sinh cho con trong thời hạn là bao lâu?",
)


def near(items: Sequence[Item]) -> list[tuple[str, str]]:
    """(earlier, later) of all near duplicates."""
    found = [finding for finding in lint(items) if finding.code in ("near-duplicate", "duplicate")]
    return [(str(dict(finding.message.values)["other"]), finding.item) for finding in found]


def test_the_same_question_in_nearly_the_same_words_is_named_on_the_later_item() -> None:
    twins = [item(stem=stem, name=f"X-{place}") for place, stem in enumerate(TWINS)]
    other = item("Ai bầu Chủ tịch UBND xã?", ("Cử tri", "HĐND xã", "UBND huyện", "Đảng ủy"), name="Y")
    assert near([twins[0], other, twins[1]]) == [("X-0", "X-1")]


def test_a_template_with_other_numbers_and_another_spelling_of_a_tone_is_the_same() -> None:
    stem = "Điều 5 Luật Hòa giải ở cơ sở năm 2013 giao việc này cho tổ hòa giải có mấy người?"
    again = stem.replace("Điều 5", "Điều 9").replace("Hòa", "Hoà").replace("hòa", "hoà")
    assert near([item(stem, name="A"), item(again, name="B")]) == [("A", "B")]


def test_two_questions_on_one_law_are_not_the_same() -> None:
    first = item("Theo Hiến pháp năm 2013, cơ quan nào có quyền lập pháp?", name="A")
    second = item("Theo Hiến pháp năm 2013, cơ quan nào thực hiện quyền tư pháp?", key=2, name="B")
    assert near([replace(first, options=item(options=("Một", "Hai", "Ba", "Bốn")).options), second]) == []


def test_items_half_alike_are_the_same_only_with_the_same_key() -> None:
    stem = "Theo Luật Thử năm 2020, {} do cơ quan nào quyết định trong trường hợp có tranh chấp về ranh giới đất?"
    first = item(stem.format("việc thứ nhất cần giải quyết tại xã"), name="A")
    options = ("Quốc hội khóa mới", "Ban dân vận", "Hội nông dân", "Mặt trận Tổ quốc")
    same = item(stem.format("nội dung khác hẳn ở thôn ấp"), options, name="B")
    other = replace(same, id="C", key=same.options[1].id)
    assert near([first, same]) == [("A", "B")]
    assert near([first, other]) == []


def test_items_declared_enemies_are_the_same_only_when_nearly_word_for_word() -> None:
    first = item(TWINS[0], name="A")
    other = item(f"Ở vùng sâu, vùng xa thì sao? {TWINS[0]}", name="B")
    assert near([first, other]) == [("A", "B")]
    apart = replace(other, tags=replace(TAGS, enemies=("A",)))
    assert near([first, apart]) == near([apart, first]) == []
    copy = replace(apart, stem=TWINS[0])
    assert near([first, copy]) == [("A", "B")]


@given(
    st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), max_size=8), max_size=30),
    st.integers(1, 100),
)
def test_the_search_finds_exactly_what_comparing_all_pairs_finds(sets: list[frozenset[str]], percent: int) -> None:
    expected = [
        (first, second, 100 * len(sets[first] & sets[second]) // len(sets[first] | sets[second]))
        for second in range(len(sets))
        for first in range(second)
        if sets[first] and sets[second]
        and 100 * len(sets[first] & sets[second]) >= percent * len(sets[first] | sets[second])
    ]  # fmt: skip
    assert find_alike(sets, percent) == expected


# item sets and enemies


def tied(name: str, item_set: str = "", **tags: object) -> Item:
    """An item unlike any other, tied by its tags."""
    stem = f"Câu chuyện {name} {name}a {name}b {name}c?"
    texts = [f"{name}{letter} {letter}{name}" for letter in "mnpq"]
    return item(stem, texts, name=name, tags=replace(TAGS, item_set=item_set, **tags))  # type: ignore[arg-type]


def told(*items: Item) -> list[tuple[str, str]]:
    return [(finding.code, finding.item) for finding in lint(items)]


def test_an_item_set_whose_members_fit_each_other_has_no_findings() -> None:
    assert told(tied("A", "đất"), tied("B", "đất"), tied("C", enemies=("A",))) == []
    posts = ("CMNV 1", "CMNV 2")
    assert told(tied("A", "đất", positions=posts), tied("B", "đất", positions=posts[::-1])) == []


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ((tied("A", "đất"), tied("B", "đất", part="professional")), [("set-differs", "B")]),
        ((tied("A", "đất"), tied("B", "đất", positions=("CMNV 1",))), [("set-differs", "B")]),
        ((tied("A", "đất"), tied("B"), tied("C", "rừng"), tied("D", "rừng")), [("set-of-one", "A")]),
        ((tied("A", "đất"), tied("B", "Đất")), [("set-of-one", "B"), ("set-of-one", "A")]),
        ((tied("A", "đất"), tied("B", "đất", enemies=("A",))), [("set-enemies", "B")]),
        ((tied("A", "đất", enemies=("C",)), tied("B", "đất"), tied("C", "đất")), [("set-enemies", "C")]),
        ((tied("A", "C"), tied("B", "C"), tied("C")), [("set-named-as-item", "A")]),
        ((tied("A", enemies=("B", "X-9")), tied("B")), [("unknown-enemy", "A")]),
    ],
)
def test_items_tied_wrongly_are_found(items: Sequence[Item], found: list[tuple[str, str]]) -> None:
    assert told(*items) == found


# whole groups


def group(count: int, place: int | None = None, long_keys: int = 0) -> list[Item]:
    """Unlike items of one area; keys in turn A to D, or all at `place`; the first `long_keys` have the longest key."""
    items = []
    for n in range(count):
        key = n % 4 if place is None else place
        own = "".join("abcdefghij"[int(digit)] for digit in str(n))  # a word no other item has
        texts = [f"{own}{letter} {letter}{own}" for letter in "mnpq"]
        if n < long_keys:
            texts[key] += f" và {own}xyz nữa"
        items.append(item(f"câu{own} hỏi{own} về{own} gì{own}?", texts, key, name=f"N-{n}"))
    return items


def bank_codes(items: Sequence[Item]) -> set[str]:
    return {finding.code for finding in lint(items) if finding.item == ""}


@pytest.mark.parametrize(("count", "found"), [(39, set()), (40, {"key-letters"})])
def test_keys_all_at_one_letter_are_found_from_forty_items_on(count: int, found: set[str]) -> None:
    assert bank_codes(group(count, place=2)) == found


def test_keys_in_even_turns_are_balanced() -> None:
    assert bank_codes(group(200)) == set()


def test_a_fair_draw_of_letters_passes_and_a_tilted_one_does_not() -> None:
    stream = Stream("lint", "letters")
    fair = [replace(one, key=one.options[stream.below(4)].id) for one in group(120)]
    tilted = [replace(one, key=one.options[min(stream.below(6), 3)].id) for one in group(120)]
    assert bank_codes(fair) == set()
    assert bank_codes(tilted) == {"key-letters"}


def test_items_with_two_options_are_judged_by_even_odds_of_two() -> None:
    pairs = [replace(one, options=one.options[:2], key=one.options[n % 2].id) for n, one in enumerate(group(60))]
    assert bank_codes(pairs) == set()


@pytest.mark.parametrize(("long_keys", "found"), [(15, set()), (20, set()), (40, {"key-longest"})])
def test_the_longest_option_may_be_right_as_often_as_chance(long_keys: int, found: set[str]) -> None:
    assert bank_codes(group(60, long_keys=long_keys)) == found


def test_a_finding_on_a_group_names_part_and_area() -> None:
    groups = [dict(f.message.values)["group"] for f in lint(group(60, place=0)) if f.code == "key-letters"]
    assert groups == ["general", "general / hien-phap"]


# law


def test_law_not_in_force_on_the_day_is_found_only_when_a_day_is_given() -> None:
    assert lint([item()]) == ()
    assert [f.code for f in lint([item()], date(2025, 7, 1))] == ["basis-lapsed"]
    assert lint([item()], date(2025, 6, 30)) == ()


def test_a_document_without_a_first_day_is_noted_once_with_how_many_rest_on_it() -> None:
    undated = replace(TAGS, bases=(Basis(replace(LAW, since=None), "Điều 1"),))
    items = [replace(one, tags=undated) for one in group(3)]
    (finding,) = lint(items)
    assert (finding.code, finding.item, dict(finding.message.values)["count"]) == ("basis-undated", "", 3)


# speech, size, the sample banks


def test_a_finding_never_tells_a_stem_or_an_option() -> None:
    secret = "Bí mật " * 100
    one = item(secret, (secret, secret, "Cả A và B", ""), tags=replace(TAGS, bases=()))
    findings = lint([one, replace(one, id="X-2")], date(2030, 1, 1))
    assert len({finding.code for finding in findings}) >= 5
    for finding in findings:
        assert "Bí mật" not in finding.message.read("vi") + finding.message.read("en")


def test_findings_come_item_by_item_then_pairs_then_groups() -> None:
    bad = [replace(one, tags=replace(TAGS, bases=())) for one in group(40, place=1)]
    twin = replace(bad[0], id="N-40")
    findings = lint([*bad, twin])
    assert [f.item for f in findings[:41]] == [f"N-{n}" for n in range(41)]
    assert findings[41].code == "duplicate"
    assert {f.item for f in findings[42:]} == {""}


def sample_banks() -> list[Item]:
    """All items of the sample banks."""
    files = sorted((ROOT / "banks" / "examcore_banks").rglob("*.txt"))
    found = [TextFormat().read(path.name, path.read_bytes(), "", "", ()) for path in files]
    assert [problem for one in found for problem in one.problems if problem.severity == "error"] == []
    return [one for read in found for one in read.items]


def test_the_sample_banks_have_no_findings_on_the_day_of_the_demo() -> None:
    items = sample_banks()
    assert len(items) >= 450
    told = [(f.code, f.item, f.message.read("en")) for f in lint(items, date(2024, 11, 15))]
    assert told == []


def invent_items(count: int) -> list[Item]:
    """Items whose words follow each other as in the sample banks."""
    following: dict[str, list[str]] = {}
    for text in (text for one in sample_banks() for text in (one.stem, *(o.text for o in one.options))):
        for left, right in pairwise(["^", *re.findall(r"\S+", text), "$"]):
            following.setdefault(left, []).append(right)
    stream = Stream("lint", "invented")

    def speak(most: int) -> str:
        words: list[str] = []
        last = "^"
        while len(words) < most:
            last = following[last][stream.below(len(following[last]))]
            if last == "$" and words:
                break
            if last != "$":
                words.append(last)
            else:
                last = "^"
        return " ".join(words)

    return [item(speak(40), [speak(15) for _ in range(4)], n % 4, name=f"I-{n}") for n in range(count)]


@pytest.mark.slow
def test_ten_thousand_items_are_linted_within_a_minute() -> None:
    items = invent_items(10_000)
    before = time.perf_counter()
    findings = lint(items, date(2024, 11, 15))
    assert time.perf_counter() - before < 60
    assert all(isinstance(finding, Finding) for finding in findings)


def test_word_pairs_know_where_a_text_begins_and_ends() -> None:
    assert word_pairs(["Hai kỳ"]) == {"^ hai", "hai ky", "ky $"}
    assert word_pairs([""]) == {"^ $"}
    assert 0 < ALIKE <= 100
