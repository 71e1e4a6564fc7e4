"""Claims about each rule of the lint: an item that breaks it is found, a like one that does not is left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examcore.engine.lint import BY_CODE, RULES, lint
from examcore.language import speaking
from examcore.nouns import PLACE, Basis, Figure, Item, Option, Picture, Source, Tags, name_option

LAW = Source("Luật Thử 2020", "Luật Thử số 01/2020/QH14", date(2021, 1, 1), date(2025, 6, 30))
TAGS = Tags("general", "hien-phap", "recall", 700, bases=(Basis(LAW, "khoản 3 Điều 2"),))
STEM = "Cơ quan nào ban hành văn bản này?"
FOUR = ("Quốc hội khóa mới", "Chính phủ và các bộ", "Tòa án nhân dân", "Hội đồng nhân dân")
DAY = date(2024, 11, 15)
ROOT = Path(__file__).resolve().parents[2]


def item(
    stem: str = STEM,
    options: Sequence[str] = FOUR,
    key: int = 0,
    fixed: str = "",
    name: str = "X-1",
    tags: Tags = TAGS,
) -> Item:
    """An item; `fixed` names letters of options that keep their place."""
    made = tuple(
        Option(name_option(name, text, list(options[:place]).count(text)), text, "ABCDEF"[place] in fixed)
        for place, text in enumerate(options)
    )
    return Item(name, stem, made, made[key].id if made else "", tags)


def first(text: str, key: int = 0) -> Item:
    """An item whose option A is `text`."""
    return item(options=(text, *FOUR[1:]), key=key)


def illustrated(alt: str) -> Item:
    """An item with a picture in its stem."""
    shown = Figure(alt, Picture("png", 64, 48, 0, "0" * 64, b"x"))
    return replace(item(f"{STEM}\n{PLACE}"), figures=(shown,))


def many(count: int, **tags: object) -> list[Item]:
    """Unlike items; keys in turn A to D."""
    made = []
    for n in range(count):
        own = "".join("abcdefghij"[int(digit)] for digit in str(n))
        texts = [f"{own}{letter} {letter}{own}" for letter in "mnpq"]
        made.append(item(f"câu{own} hỏi{own} về{own} gì{own}?", texts, n % 4, name=f"N-{n}",
                         tags=replace(TAGS, **tags)))  # type: ignore[arg-type]  # fmt: skip
    return made


def with_all(count: int, right: int) -> list[Item]:
    """Items that end with an option on all others; it is right in the first `right` of them."""
    items = []
    for n, one in enumerate(many(count)):
        texts = [option.text for option in one.options[:3]]
        items.append(item(one.stem, (*texts, "Tất cả các phương án trên"), 3 if n < right else n % 3, "D", one.id))
    return items


def based(place: str = "khoản 3 Điều 2", source: Source = LAW) -> Tags:
    """Tags with one basis."""
    return replace(TAGS, bases=(Basis(source, place),))


def tie(item_set: str, *names: str, **tags: object) -> list[Item]:
    """Unlike items of one set; `tags` are the last one's."""
    made = [replace(one, id=name, tags=replace(one.tags, item_set=item_set))
            for one, name in zip(many(len(names)), names, strict=True)]  # fmt: skip
    made[-1] = replace(made[-1], tags=replace(made[-1].tags, **tags))  # type: ignore[arg-type]
    return made


NFD = unicodedata.normalize("NFD", "Quốc hội khóa mới")
OTHER_KEY = replace(item(name="X-2"), key=item(name="X-2").options[1].id)
EXAMPLES: dict[str, tuple[Sequence[Sequence[Item]], Sequence[Sequence[Item]]]] = {
    "nfd": ([[first(NFD)], [item(unicodedata.normalize("NFD", STEM))]], [[first("Quốc hội")]]),
    "unsafe-text": (
        [[first("Quốc\u202ehội")], [first("Quốc\u200b hội")], [item("Cơ quan \ufffd nào?")], [first("Quốc\u00adhội")]],
        [[item("Đọc đoạn sau:\n- Một.\nAi ban hành?")]],
    ),
    "look-alike": (
        [[first("\u0421hính quyền")], [first("ba \u00d0ảng viên")], [first("\uff21 bằng 5")], [first("Cả \u0410")],
         [first("\u0410\u0412\u0421")], [first("\u039fanh")]],
        [[first("Điện trở 5 Ω, góc α")], [first("5 μm và 3 m²")], [first("Đường CO₂")], [first("số Nº 5")]],
    ),
    "other-script": ([[first("Дума")], [first("国会")]], [[first("Ủy ban α")], [first("Đoàn Đại biểu")]]),
    "odd-space": (
        [[first("Quốc  hội")], [first("Quốc\u00a0hội")], [item("Cơ quan nào ?")], [first("Bộ , ngành")],
         [first("Bộ ")]],
        [[item("Đọc đoạn sau:\n  - Một.\nAi ban hành...?")], [first("ngân sách ... theo phân cấp")]],
    ),
    "empty": ([[item(" ")], [first("")]], [[item()]]),
    "overlong": ([[item("Ai? " * 200)], [first("rất dài " * 40)]], [[item("Ai? " * 149)]]),
    "negative": ([[item("Việc nào sau đây không thuộc thẩm quyền của xã?")]],
                 [[item("Việc nào sau đây KHÔNG thuộc thẩm quyền của xã?")], [item("Việc này có được không?")]]),
    "double-negative": (
        [[item("Trường hợp nào sau đây KHÔNG thuộc diện không được thụ lý?")]],
        [[item("Việc nào KHÔNG thuộc thẩm quyền của cán bộ không chuyên trách?")],
         [item("Hồ sơ không đủ thì việc nào phải làm?")]],
    ),
    "picture-undescribed": ([[illustrated("")]], [[illustrated("ba cột")]]),
    "figure-tells-key": (
        [[illustrated("trụ sở Quốc hội khóa mới năm ngoái")]],
        [[illustrated("trụ sở")], [illustrated("Quốc hội khóa mới; Chính phủ và các bộ")],
         [illustrated("Chính phủ và các bộ")]],
    ),
    "number-left": (
        [[item(f"Câu 5: {STEM}")], [item(f"CÂU 12. {STEM}")], [item(f"Câu hỏi 7) {STEM}")], [item(f"5. {STEM}")]],
        [[item("Câu 5 của đề nói gì?")], [item("5.000 đồng là mức nào?")],
         [item("1. Ông A đến xã.\n2. Bà B đến xã.\nAi đến?")]],
    ),
    "letter-left": (
        [[first("A. Quốc hội")], [item(options=[f"{a}. {t}" for a, t in zip("abcd", FOUR, strict=True)])],
         [item(options=("B. Một", "A. Hai", "Ba", "Bốn"))]],
        [[item(options=("V.I. Lê-nin", "Ăng-ghen", "C. Mác", "Hồ Chí Minh"))], [first("B. Obama")]],
    ),
    "glued-options": (
        [[item(options=("5 ngày B. 7 ngày", "10 ngày", "15 ngày"))], [item(f"{STEM} A. Quốc hội B. Chính phủ")]],
        [[first("ông Nguyễn Văn B. Việc khác")], [item("Ông A. gặp bà C. ở xã. Ai đúng?")]],
    ),
    "note-left": (
        [[first("Quốc hội (KHOẢN 3 ĐIỀU 2 TRANG 1)")], [first("Quốc hội [Điều 5 Luật Thử]")],
         [item(f"{STEM} (Khoản 3 Điều 2)")], [item("Ai ban hành (trang 15)")]],
        [[item("Theo khoản 3 Điều 2 (sau đây gọi là Luật), ai ban hành?")], [first("Quốc hội (khóa XV)")],
         [item("Người nêu tại Luật Thử (khoản 3 Điều 2) phải")]],
    ),
    "mark-left": (
        [[first("Quốc hội (đúng)")], [first("Quốc hội ✓")], [first("*Quốc hội")], [first("Quốc hội [Đáp án]")],
         [item(f"{STEM} Đáp án: B")]],
        [[first("Khai báo đúng")], [item("Khẳng định nào (đúng) theo luật?")], [first("Đáp án của đề")]],
    ),
    "no-key": ([[replace(item(), key="nowhere")]], [[item(key=3)]]),
    "few-options": ([[item(options=("Một",))]], [[item(options=("Một", "Hai"))]]),
    "same-options": (
        [[item(options=("Ba ngày", "ba ngày.", "Bốn ngày", "Sáu ngày"))],
         [item(options=("5 ngày", "Năm ngày", "7 ngày", "9 ngày"))], [item(options=("5 ngày", "05 ngày", "7 ngày"))],
         [item(options=("Quốc hội và Chính phủ", "Chính phủ và Quốc hội", "Tòa án", "Đảng"))]],
        [[item(options=("5 ngày", "50 ngày", "15 ngày", "05 tháng"))],
         [item(options=("Số 05/QĐ-UBND", "Số 5/QĐ-UBND", "Số 6"))], [item(options=("Năm 2013", "Năm 2014", "5 ngày"))],
         [item(options=("Nhân dân, Nhà nước, Đảng", "Nhà nước, Nhân dân, Đảng", "Đảng", "Hội"))]],
    ),
    "overlapping-options": (
        [[item(options=("Từ 5 đến 10 người", "Từ 7 đến 15 người", "16 người"))],
         [item(options=("Chủ tịch xã hoặc Bí thư", "Chủ tịch xã", "Công an", "Quân đội"))]],
        [[item(options=("Từ 5 đến 10 người", "Từ 10 đến 15 người", "Từ 1 đến 3 nhóm"))],
         [item("Phạt tiền ở khung nào?", ("Từ 1 đến 3 triệu", "Từ 2 đến 5 triệu", "6 triệu"))],
         [item(options=("Không quá 5 ngày", "Không quá 7 ngày", "Chủ tịch và Bí thư", "Chủ tịch"))]],
    ),
    "uneven-ends": (
        [[item(options=("Quốc hội.", "Chính phủ", "Tòa án", "Đảng"))]],
        [[item(options=("Quốc hội.", "Chính phủ.", "Tòa án."))], [item(options=("Hộ khẩu, v.v.", "Chính phủ", "Bộ"))],
         [item(options=("Có. Phải nộp.", "Không", "Bỏ"))]],
    ),
    "key-stands-out": (
        [[first("Quốc hội, cơ quan quyền lực nhà nước cao nhất của nước Cộng hòa xã hội chủ nghĩa Việt Nam")]],
        [[first("Quốc hội, cơ quan quyền lực nhà nước cao nhất của nước Cộng hòa xã hội chủ nghĩa Việt Nam", 1)],
         [first("Quốc hội của nước Cộng hòa xã hội chủ nghĩa")]],
    ),
    "loose-reference": ([[item(options=(*FOUR[:3], "Tất cả các phương án trên"))],
                         [item(options=(*FOUR[:3], "Cả A và B"))]],
                        [[item(options=(*FOUR[:3], "Cả A và B"), fixed="ABD")], [first("Tất cả cử tri")]]),
    "wrong-reference": ([[item(options=(*FOUR[:3], "Cả A và E"), fixed="AD")],
                         [item(options=(*FOUR[:3], "Cả A và D"), fixed="AD")]],
                        [[item(options=(*FOUR[:3], "Cả A và C"), fixed="ACD")]]),
    "reference-not-last": (
        [[item(options=("Tất cả các phương án trên", *FOUR[:3]), fixed="A")]],
        [[item(options=(*FOUR[:2], "Tất cả đều đúng", "Không có phương án nào đúng"), fixed="CD")]],
    ),
    "no-basis": ([[item(tags=replace(TAGS, bases=()))]], [[item()]]),
    "no-basis-place": ([[item(tags=based(" "))]], [[item()]]),
    "other-year": (
        [[item("Theo Luật Thử năm 2013, ai ban hành?")], [item("Theo Luật Thử 2013, ai ban hành?")]],
        [[item("Theo Luật Thử năm 2020, ai ban hành?")], [item("Theo Luật Thử 2013 và Luật Thử 2020, điều gì đổi?")],
         [item("Theo Luật Khác năm 2013, ai ban hành?")]],
    ),
    "basis-lapsed": ([[item(tags=based(source=replace(LAW, until=date(2024, 11, 14))))],
                      [item(tags=based(source=replace(LAW, since=date(2024, 11, 16))))]],
                     [[item(tags=based(source=replace(LAW, until=DAY)))],
                      [item(tags=based(source=replace(LAW, since=DAY)))]]),
    "duplicate": ([[item(), item(f"{STEM.upper()}", FOUR[::-1], 3, name="X-2")]], [[item(), OTHER_KEY]]),
    "keys-disagree": ([[item(), OTHER_KEY], [item(), item(name="X-3"), OTHER_KEY]], [[item(), item(name="X-2")]]),
    "near-duplicate": ([[item(f"{STEM} Trong kỳ họp này thì sao?"),
                         item(f"{STEM} Trong kỳ họp đó thì sao?", name="X-2")]],
                       [[item(), item(name="X-2")], many(3)]),
    "set-of-one": ([tie("đất", "A")], [tie("đất", "A", "B")]),
    "set-differs": ([tie("đất", "A", "B", part="professional")], [tie("đất", "A", "B")]),
    "set-enemies": ([tie("đất", "A", "B", enemies=("A",))], [tie("đất", "A", "B", enemies=())]),
    "set-named-as-item": ([tie("A", "A", "B")], [tie("đất", "A", "B")]),
    "unknown-enemy": ([many(1, enemies=("Z",))], [many(2, enemies=("N-1", "N-0"))]),
    "basis-undated": ([[item(tags=based(source=replace(LAW, since=None)))]], [[item()]]),
    "key-letters": ([[replace(one, key=one.options[0].id) for one in many(40)]], [many(40)]),
    "key-longest": (
        [[item(one.stem, [*(o.text for o in one.options[:3]), f"{one.options[3].text} và nữa"], 3, name=one.id)
          for one in many(40)]],
        [many(80)],
    ),
    "key-all": ([with_all(12, 7)], [with_all(12, 6), with_all(9, 9)]),
}  # fmt: skip


def test_every_rule_has_an_example_and_every_code_found_is_a_rule() -> None:
    assert list(EXAMPLES) == [rule.code for rule in RULES]
    found = {one.code for broken, quiet in EXAMPLES.values() for items in (*broken, *quiet) for one in lint(items, DAY)}
    assert found == set(BY_CODE)


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_rule_finds_what_breaks_it_and_leaves_the_rest(code: str) -> None:
    broken, quiet = EXAMPLES[code]
    for items in broken:
        assert code in {one.code for one in lint(items, DAY)}, [one.stem for one in items[:2]]
    for items in quiet:
        assert code not in {one.code for one in lint(items, DAY)}, [one.stem for one in items[:2]]


def test_a_finding_names_the_place() -> None:
    one = item(f"Câu 5: {STEM}", ("Quốc hội", "Chính  phủ", "Tòa án (đúng)", "Đảng"), 2)
    assert [(f.code, f.place) for f in lint([one])] == [("odd-space", "B"), ("mark-left", "C"), ("number-left", "stem")]


def test_keys_that_disagree_are_told_of_the_first_item_with_another_key() -> None:
    found = lint([item(name="A"), item(name="B"), replace(OTHER_KEY, id="C")])
    assert [(f.code, f.item, dict(f.message.values)["other"]) for f in found if f.code != "key-letters"] == [
        ("duplicate", "B", "A"), ("keys-disagree", "C", "A"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_stands_in_the_manual_in_both_languages(language: str) -> None:
    manual = (ROOT / "docs" / f"lint.{language}.md").read_text(encoding="utf-8")
    with speaking("en" if language == "en" else "vi"):
        for rule in RULES:
            assert f"| `{rule.code}` | {rule.about} | {rule.fix or '—'} |" in manual
