"""Claims about keys in Word files: traps 1 to 13 of 27; docs/formats/word.md lists what is done about each."""

from __future__ import annotations

import pytest

from tests.core.word_files import par, run, table
from tests.core.word_reading import FOUR, ask, bare, codes, errors, keys, read

# 1 to 5: marks in the question; the corpus proves each for whole files, here is what must not count


@pytest.mark.parametrize("look", ["u", "b", "red", "yellow", "shade"])
def test_1_to_4_one_option_set_off_is_the_key(look: str) -> None:
    assert keys(read(*ask(key=2, look=look))) == "C"


@pytest.mark.parametrize("look", ["u", "b", "red", "yellow"])
def test_1_to_4_two_options_set_off_are_refused(look: str) -> None:
    blocks = [
        par("Câu 1. Ai?"),
        *[par(run(f"{letter}. {letter}x", *([look] if letter in "AC" else []))) for letter in "ABCD"],
    ]
    found = read(*blocks)
    assert codes(found) == ["two-keys"]
    assert errors(found)[0].question == "1"


def test_3_near_blacks_are_no_colour() -> None:
    grey = run("B. Nhân dân").replace("<w:r>", '<w:r><w:rPr><w:color w:val="1F1F1F"/></w:rPr>')
    assert codes(read(par("Câu 1. Ai?"), par("A. Quốc hội"), par(grey), par("C. Tòa án"))) == ["no-key"]


def test_3_a_link_is_no_mark() -> None:
    link = f"<w:hyperlink>{run('www.cantho.gov.vn', 'u', 'blue')}</w:hyperlink>"
    blocks = [par("Câu 1. Trang nào?"), par(run("A. "), link), par("B. www.hanoi.gov.vn"), par("C. www.hue.gov.vn")]
    assert codes(read(*blocks)) == ["no-key"]
    assert keys(read(*blocks, par("Đáp án: A"))) == "A"


@pytest.mark.parametrize(
    "mark", ["*{}. {}", "{}*. {}", "{}.* {}", "#{}. {}", "{}. {} *", "{}. {} (đúng)", "✓ {}. {}", "{}. {} (Đ)"]
)
def test_5_a_sign_before_or_behind_is_the_key(mark: str) -> None:
    blocks = [par((mark if at == 1 else "{}. {}").format("ABCD"[at], text)) for at, text in enumerate(FOUR)]
    found = read(par("Câu 1. Ai?"), *blocks)
    assert keys(found) == "B"
    assert [option.text for option in found.items[0].options] == list(FOUR)


@pytest.mark.parametrize(
    ("empty", "ticked"),
    [("[ ]", "[x]"), ("( )", "(x)"), ("☐", "☒"), ("☐", "☑"), ("", "(Đúng)"), ("[]", "[X]"), ("-", "[x]")],
)
def test_5_a_box_before_a_letter_is_about_its_own_option_and_not_the_one_before(empty: str, ticked: str) -> None:
    for key in range(4):
        lead = [ticked if at == key else empty for at in range(4)]
        blocks = [par(f"{lead[at]} {'ABCD'[at]}. {text}") for at, text in enumerate(FOUR)]
        found = read(par("Câu 1. Ai?"), *blocks)
        assert keys(found) == "ABCD"[key]
        assert found.items[0].stem == "Ai?"
        assert [option.text for option in found.items[0].options] == list(FOUR)


@pytest.mark.parametrize("line", ["[ ] A. một   [x] B. hai   [ ] C. ba", "[ ] A. một [x] B. hai [ ] C. ba"])
def test_5_boxes_on_one_line_belong_to_the_letter_behind_where_the_first_letter_has_one(line: str) -> None:
    found = read(par("Câu 1. Ai?"), par(line))
    assert keys(found) == "B"
    assert [option.text for option in found.items[0].options] == ["một", "hai", "ba"]
    assert keys(read(par("Câu 1. Ai?"), par("A. một [x]   B. hai   C. ba"))) == "A"


def test_5_boxes_behind_the_letters_are_read_and_taken_off() -> None:
    found = read(par("Câu 1. Ai?"), par("A. [ ] một"), par("B. [x] hai"), par("C. [ ] ba"))
    assert keys(found) == "B"
    assert [option.text for option in found.items[0].options] == ["một", "hai", "ba"]


@pytest.mark.parametrize("bullet", ["-", "–", "•", "o", "+", "●", "→", "☐"])
def test_5_bullets_before_the_letters_are_no_part_of_the_options(bullet: str) -> None:
    blocks = [par(f"{bullet} {'ABCD'[at]}. {text}") for at, text in enumerate(FOUR)]
    found = read(par("Câu 1. Ai?"), *blocks, par("Đáp án: C"))
    assert keys(found) == "C"
    assert found.items[0].stem == "Ai?"
    assert [option.text for option in found.items[0].options] == list(FOUR)


@pytest.mark.parametrize("sign", ["→", "=>", "x", "●", "✗", "§"])
def test_5_a_sign_before_one_letter_alone_that_nobody_can_read_is_refused(sign: str) -> None:
    lead = [f"{sign} " if at == 1 else "" for at in range(4)]
    blocks = [par(f"{lead[at]}{'ABCD'[at]}. {text}") for at, text in enumerate(FOUR)]
    assert codes(read(par("Câu 1. Ai?"), *blocks, par("Đáp án: C"))) == ["unclear-mark"]


@pytest.mark.parametrize("bullet", ["-", "•", "☐"])
def test_5_the_same_bullet_before_every_letter_of_a_line_is_no_part_of_the_options(bullet: str) -> None:
    line = "\t".join(f"{bullet} {'ABCD'[at]}. {text}" for at, text in enumerate(FOUR))
    found = read(par("Câu 1. Ai?"), par(run(line)), par("Đáp án: C"))
    assert keys(found) == "C"
    assert [option.text for option in found.items[0].options] == list(FOUR)


def test_13_a_fifth_letter_on_the_line_of_the_fourth_makes_no_option() -> None:
    line = par("A. một B. hai C. ba D. Ông E. Nam")
    assert codes(read(par("Câu 1. Ai?"), line, par("Đáp án: B"))) == ["unclear-options"]
    lines = [par(f"{letter}. {letter}x") for letter in "ABCDE"]
    assert keys(read(par("Câu 1. Ai?"), *lines, par("Đáp án: E"))) == "E"


@pytest.mark.parametrize("last", ["C. ba D. bốn", "C. ba D.bốn", "C. ba D.15 ngày", "C. ba  ☐ D/ bốn"])
def test_13_an_option_glued_to_the_last_one_is_not_swallowed(last: str) -> None:
    found = read(par("Câu 1. Ai?"), par("A. một"), par("B. hai"), par(last), par("Đáp án: B"))
    assert codes(found) == ["unclear-options"] or [o.text for o in found.items[0].options][2:] == ["ba", "bốn"]
    plain = read(par("Câu 1. Ai?"), par("A. một"), par("B. hai"), par("C. ba, ở Washington D.C"), par("Đáp án: B"))
    assert keys(plain) == "B"


@pytest.mark.parametrize("text", ["f(x)", "Dấu *", "5.000(đ)", "Phím *", "ký tự ✓", "ABS(x)"])
def test_5_what_an_option_is_about_is_no_mark_of_the_key(text: str) -> None:
    options = [par(f"A. {text}"), par("B. 2x"), par("C. 0")]
    assert codes(read(par("Câu 1. Hàm nào?"), *options)) == ["no-key"]
    found = read(par("Câu 1. Hàm nào?"), *options, par("Đáp án: C"))
    assert keys(found) == "C"
    assert found.items[0].options[0].text == text


def test_5_somebody_who_speaks_is_no_option() -> None:
    said = [par("Câu 1. Hai người nói:"), par("- A: Có luật ấy không?"), par("- B: Có."), par("Ai hỏi?")]
    found = read(*said, *[par(f"{letter}. {letter}x") for letter in "ABC"], par("Đáp án: A"))
    assert keys(found) == "A"
    assert "- B: Có." in found.items[0].stem


@pytest.mark.parametrize(
    "line",
    [
        "Đáp án: B",
        "ĐÁP ÁN: B.",
        "Đáp án đúng là: B",
        "Đáp án B",
        "ĐA: B",
        "Đ/A: b",
        "Chọn B",
        "Chọn đáp án B.",
        "Answer: B",
        "[Đáp án: B]",
        "Đáp án: B. Nhân dân",
        "Đáp án: Nhân dân",
        "Đáp án: B (khoản 2 Điều 2)",
        "→ Đáp án: B",
        "=> Đáp án: B",
    ],
)
def test_6_a_key_line_names_the_key(line: str) -> None:
    found = read(*bare(), par(line), *ask(2))
    assert keys(found) == "BB"
    assert found.items[0].options[3].text == FOUR[3]


@pytest.mark.parametrize("line", ["Đáp án: B. Quốc hội", "Đáp án: Thủ tướng", "Đáp án: B và C", "Đáp án: E"])
def test_6_a_key_line_that_is_unclear_is_refused(line: str) -> None:
    assert len(errors(read(*bare(), par(line)))) >= 1


def test_6_a_key_below_its_word_and_a_list_behind_its_word_are_read() -> None:
    found = read(*bare(1), par("Đáp án"), par("B"), *bare(2), par("Đáp án:"), par("C"))
    assert keys(found) == "BC"
    assert found.items[0].options[3].text == FOUR[3]
    assert keys(read(*bare(1), *bare(2), *bare(3), par("ĐÁP ÁN: 1A, 2B, 3C"))) == "ABC"


def test_6_a_blank_key_line_says_nothing() -> None:
    assert keys(read(*ask(), par("Đáp án: ........"))) == "B"
    assert codes(read(*bare(), par("Đáp án: ……"))) == ["no-key"]


def test_6_a_key_behind_the_last_option_is_read_and_taken_off() -> None:
    found = read(
        par("Câu 1. Ai?"), *[par(f"{'ABC'[n]}. {FOUR[n]}") for n in range(3)], par(f"D. {FOUR[3]}   Đáp án: A")
    )
    assert keys(found) == "A"
    assert found.items[0].options[3].text == FOUR[3]


def test_7_a_key_table_with_a_hole_leaves_that_question_without_a_key() -> None:
    found = read(*bare(1), *bare(2), *bare(3), table(["1", "2", "3"], ["A", "", "C"]))
    assert len(found.items) in (0, 2)
    assert "no-key" in codes(found)


def test_8_a_list_after_numbers_that_restart_is_refused() -> None:
    found = read(
        par("Chương I. Đất đai"),
        *bare(1),
        *bare(2),
        par("Chương II. Hộ tịch"),
        *ask(1),
        *bare(3),
        par("ĐÁP ÁN"),
        par("1.A 2.B 3.C"),
    )
    assert codes(found) == ["number-twice", "number-twice"]
    assert len(found.items) == 2


@pytest.mark.parametrize("line", ["1→A; 2→B; 3→C", "1=>A, 2=>B, 3=>C", "Câu 1 -> A; Câu 2 -> B; Câu 3 -> C"])
def test_8_a_list_with_arrows_is_read(line: str) -> None:
    assert keys(read(*bare(1), *bare(2), *bare(3), par("ĐÁP ÁN"), par(line))) == "ABC"


def test_8_a_list_that_names_one_number_twice_is_refused_for_it() -> None:
    found = read(*bare(1), *bare(2), *bare(3), par("ĐÁP ÁN"), par("1.A 2.B 3.C 2.D"))
    assert [(p.code, p.question) for p in errors(found)] == [("two-keys", "2")]


def test_8_keys_that_belong_to_no_question_are_told() -> None:
    found = read(*bare(1), *bare(2), par("ĐÁP ÁN"), par("1.A 2.B 3.C"))
    assert ("unused-keys", "warning") in [(p.code, p.severity) for p in found.problems]


def test_10_two_sources_that_disagree_are_refused_with_the_place() -> None:
    found = read(*ask(1), *ask(2, key=0), par("Đáp án: C"), *ask(3))
    (problem,) = errors(found)
    assert (problem.code, problem.question) == ("keys-disagree", "2")
    assert "6" in str(problem.place.read("en") if not isinstance(problem.place, str) else problem.place)
    assert problem.words.startswith("Quyền lực")
    assert len(found.items) == 2


def test_11_letter_and_option_in_different_places_are_two_keys() -> None:
    blocks = [par(run("A", "b"), run(". một")), par(run("B. "), run("hai", "b")), par("C. ba")]
    assert codes(read(par("Câu 1. Mấy?"), *blocks)) == ["two-keys"]


def test_11_half_an_option_in_a_look_is_no_key() -> None:
    blocks = [par("A. một"), par(run("B. hai ba "), run("bốn năm sáu", "u")), par("C. ba")]
    assert len(errors(read(par("Câu 1. Mấy?"), *blocks))) == 1


def test_12_what_all_options_share_says_nothing() -> None:
    blocks = [par(run(f"{letter}. {letter}x", "b", *(["u"] if letter == "B" else []))) for letter in "ABCD"]
    assert keys(read(par("Câu 1. Ai?"), *blocks)) == "B"
    blocks = [par(run(f"{letter}. {letter}x", "b")) for letter in "ABCD"]
    assert codes(read(par("Câu 1. Ai?"), *blocks)) == ["no-key"]


def test_12_all_but_one_in_a_look_are_refused() -> None:
    blocks = [par(run(f"{letter}. {letter}x", *(["b"] if letter != "C" else []))) for letter in "ABCD"]
    assert codes(read(par("Câu 1. Ai?"), *blocks)) == ["two-keys"]


def test_12_a_style_that_takes_bold_away_again_counts() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/>'
        "<w:rPr><w:b/></w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="T"><w:name w:val="t"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    blocks = [par(run(f"{letter}. {letter}x", *([] if letter == "B" else ["nob"]))) for letter in "ABCD"]
    assert keys(read(par("Câu 1. Ai?"), *blocks, styles=styles)) == "B"
    blocks = [par(run(f"{letter}. {letter}x", style="" if letter == "B" else "T")) for letter in "ABCD"]
    assert keys(read(par("Câu 1. Ai?"), *blocks, styles=styles)) == "B"


def test_12_one_accidental_look_in_a_file_that_has_none_is_refused() -> None:
    blocks = [block for number in range(1, 11) for block in (ask(number) if number == 4 else bare(number))]
    found = read(*blocks)
    assert found.items == ()
    assert [p.code for p in errors(found)].count("lone-mark") == 1


def test_13_names_with_letters_are_not_options() -> None:
    stem = "Ông Nguyễn Văn A. và bà Trần Thị B. có quyền gì?"
    found = read(
        *ask(stem=stem),
        par("Câu 2. Ai?"),
        par("A. Nguyễn Văn B. là chủ"),
        par("B. Trần Văn C."),
        par(run("C. Lê Văn D.", "u")),
    )
    assert keys(found) == "BC"
    assert found.items[1].options[0].text == "Nguyễn Văn B. là chủ"


def test_13_one_line_that_can_be_read_in_two_ways_is_refused() -> None:
    assert codes(read(par("Câu 1. Ai?"), par("A. Ông A. B. Ông B. C. Ông C."), par("Đáp án: A"))) != []


def test_13_options_on_the_line_of_the_stem_are_read() -> None:
    found = read(par("Câu 1. Bao nhiêu? A. 5 B. 7 C. 9 D. 11"), par("Đáp án: C"))
    assert keys(found) == "C"
    assert [option.text for option in found.items[0].options] == ["5", "7", "9", "11"]
