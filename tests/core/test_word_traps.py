"""Claims about the 27 traps of Word files, one or more each; docs/formats/word.md lists what is done about them."""

from __future__ import annotations

import pytest

from examcore.errors import Problem
from examcore.formats.found import Found
from examcore.formats.word import WordFormat
from tests.core.word_files import (
    SPACES,
    cell,
    document,
    level,
    numbering,
    pack,
    par,
    relations,
    restart,
    run,
    table,
    word,
)

WORD = WordFormat()
FOUR = ("Quốc hội", "Nhân dân", "Chính phủ", "Tòa án nhân dân")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(*blocks: str, data: bytes = b"", **parts: str) -> Found:
    return WORD.read("a.docx", data or word(*blocks, **parts), "general", "hien-phap", ())


def errors(found: Found) -> list[Problem]:
    return [p for p in found.problems if p.severity == "error"]


def codes(found: Found) -> list[str]:
    return [p.code for p in errors(found)]


def keys(found: Found) -> str:
    assert codes(found) == []
    return "".join("ABCDEF"[[o.id for o in item.options].index(item.key)] for item in found.items)


def ask(
    number: int | str = 1, key: int = 1, look: str = "u", stem: str = "Quyền lực nhà nước thuộc về ai?"
) -> list[str]:
    """A question with its key marked."""
    return [
        par(f"Câu {number}. {stem} ({number})"),
        *[par(run(f"{'ABCD'[at]}. {text}", *([look] if at == key else []))) for at, text in enumerate(FOUR)],
    ]


def bare(number: int = 1) -> list[str]:
    """A question without a mark."""
    return ask(number, 9)


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


def test_14_soft_breaks_part_question_options_and_key() -> None:
    found = read(par("Câu 1. Ai?\nA. một\nB. hai\nC. ba\nĐáp án: B"))
    assert keys(found) == "B"
    assert found.items[0].stem == "Ai?"


@pytest.mark.parametrize(
    ("form", "text", "good"),
    [
        ("decimal", "Câu %1.", True),
        ("decimal", "%1.", True),
        ("decimal", "Câu hỏi %1:", True),
        ("decimalZero", "%1.", True),
        ("decimal", "Bài %1.", True),
    ],
)
def test_15_numbers_word_writes_are_read_as_shown(form: str, text: str, good: bool) -> None:
    lists = numbering(
        [level(0, form, text, start=5), level(0, "lowerLetter", "%1)")],
        [(0, ""), (1, ""), (1, restart()), (1, restart())],
    )
    blocks = []
    for at in range(2):
        blocks.append(par(f"Quyền gì {at}?", num=(1, 0)))
        blocks += [par(run(t, *(["red"] if t == FOUR[2] else [])), num=(3 + at, 0)) for t in FOUR]
    found = read(*blocks, lists=lists)
    assert keys(found) == "CC"
    assert found.items[0].stem == "Quyền gì 0?"


def test_15_lists_that_go_on_where_they_should_begin_anew_are_refused() -> None:
    lists = numbering([level(0, "decimal", "Câu %1."), level(0, "upperLetter", "%1.")], [(0, ""), (1, "")])
    blocks = []
    for at in range(2):
        blocks.append(par(f"Quyền gì {at}?", num=(1, 0)))
        blocks += [par(run(t, *(["red"] if t == FOUR[2] else [])), num=(2, 0)) for t in FOUR]
    found = read(*blocks, lists=lists)
    assert len(found.items) == 1
    assert len(codes(found)) == 1


def test_15_a_list_in_the_stem_is_not_a_row_of_questions() -> None:
    blocks = [
        par("1. Cho các phát biểu sau:"),
        par("1. Một"),
        par("2. Hai"),
        par("3. Ba"),
        par("Số phát biểu đúng là"),
        *[par(run(f"{'ABCD'[n]}. {n}", *(["u"] if n == 2 else []))) for n in range(4)],
        par("2. Ai?"),
        *[par(run(f"{'ABCD'[n]}. {FOUR[n]}", *(["u"] if n == 1 else []))) for n in range(4)],
    ]
    found = read(*blocks)
    assert keys(found) == "CB"
    assert found.items[0].stem.split("\n")[1] == "1. Một"


def test_16_a_head_of_two_rows_and_rows_cut_by_a_page_are_read() -> None:
    head = [
        cell("TT", merge="restart"),
        cell("Nội dung", merge="restart"),
        cell("Phương án trả lời", span=3),
        cell("Đáp án", merge="restart"),
    ]
    below = [cell(merge="continue"), cell(merge="continue"), "A", "B", "C", cell(merge="continue")]
    found = read(
        table(
            head,
            below,
            ["1", "Ai ký?", "Chủ tịch", "Giám đốc", "Trưởng phòng", "B"],
            ["2", "Bao lâu?", "5 ngày", "7 ngày", "9", "C"],
            ["", "", "", "", "ngày", ""],
        )
    )
    assert keys(found) == "BC"
    assert found.items[1].options[2].text == "9\nngày"


def test_16_a_table_without_a_head_is_read_where_nothing_is_unclear() -> None:
    found = read(
        table(
            ["1", "Ai ký văn bản?", "Chủ tịch", "Giám đốc", "Trưởng phòng", "B"],
            ["2", "Bao lâu thì xong?", "5", "7", "9", "A"],
        )
    )
    assert keys(found) == "BA"


def test_16_options_in_a_grid_are_read_by_their_letters() -> None:
    found = read(
        par("Câu 1. Ai?"),
        table(["A.", "Quốc hội", "C.", "Chính phủ"], ["B.", "Nhân dân", "D.", "Tòa án"]),
        par("Đáp án: C"),
    )
    assert keys(found) == "C"
    assert [option.text for option in found.items[0].options] == ["Quốc hội", "Nhân dân", "Chính phủ", "Tòa án"]


def test_16_a_table_in_a_stem_is_refused_and_one_at_the_head_of_the_file_is_not_in_the_way() -> None:
    found = read(
        table(["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        par("Câu 1. Xem bảng:"),
        table(["Năm", "Số hồ sơ"], ["2023", "15"]),
        *ask(1)[1:],
        *ask(2),
    )
    assert codes(found) == ["table"]
    assert len(found.items) == 1


def test_17_ours_come_out_composed_and_without_invisible_signs() -> None:
    found = read(par("Câu\u00a01.\u00a0Cơ quan\u200b nào\u00ad?"), *ask()[1:])
    assert found.items[0].stem == "Cơ quan nào?"
    found = read(par("Câu 1. Ðiều nào? (trong ð)"), *ask()[1:])
    assert found.items[0].stem == "Điều nào? (trong đ)"


@pytest.mark.parametrize(
    ("font", "text"),
    [
        (".VnTime", "C¬ quan nµo cã thÈm quyÒn"),
        ("VNI-Times", "Cô quan naøo coù thaåm quyeàn"),
        (".VnTimeH", "quyÒn lùc"),
        ("Times New Roman", "C¬ quan nµo cã thÈm quyÒn ban hµnh"),
    ],
)
def test_17_old_fonts_are_refused_with_advice(font: str, text: str) -> None:
    found = read(par(run("Câu 1. "), run(text, font=font)), *ask()[1:])
    assert codes(found) == ["legacy-font"]
    assert "UniKey" in errors(found)[0].repair.read("vi")  # type: ignore[union-attr]  # it has one


def test_17_unicode_in_an_old_font_is_read() -> None:
    assert keys(read(par(run("Câu 1. Cơ quan nào có thẩm quyền ban hành?", font=".VnTime")), *ask()[1:])) == "B"


def test_18_quotes_and_dashes_survive() -> None:
    found = read(par("Câu 1. “Một cửa” – là gì…?"), *ask()[1:])
    assert found.items[0].stem == "“Một cửa” – là gì…?"


MATH = {
    "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>": "(a+b)/2",
    "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>": "x²",
    '<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad>': "√x",
    "<m:d><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>": "(a)",
    '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>'
    "<m:sup><m:r><m:t>n</m:t></m:r></m:sup>"
    "<m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>": "∑ᵢ₌₁ⁿ i",
}


@pytest.mark.parametrize(("markup", "text"), MATH.items())
def test_19_equations_become_a_line_of_text(markup: str, text: str) -> None:
    found = read(par(run("Câu 1. Tính "), f"<m:oMath>{markup}</m:oMath>"), *ask()[1:])
    assert keys(found) == "B"
    assert found.items[0].stem == f"Tính {text}"


def test_19_a_piece_of_an_equation_nobody_knows_is_refused() -> None:
    odd = "<m:oMath><m:groupChr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:groupChr></m:oMath>"
    assert codes(read(par(run("Câu 1. Tính "), odd), *ask()[1:])) == ["equation"]


OBJECT = '<w:r><w:object><v:shape/><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
PICTURE = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:wsp>"
    "<w:txbxContent><w:p><w:r><w:t>Câu 9. Ai?</w:t></w:r></w:p>"
    "</w:txbxContent></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ \\f(1,2)</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
UNREAD = {
    "20 old equation": (OBJECT, "old-equation"),
    "21 picture": (PICTURE, "picture"),
    "22 text box": (BOX, "text-box"),
    "23 deletion": ("<w:del><w:r><w:delText>không </w:delText></w:r></w:del>", "tracked-change"),
    "23 insertion": (f"<w:ins>{run('không ')}</w:ins>", "tracked-change"),
    "23 hidden": (run("không ", "hidden"), "hidden-text"),
    "23 white": (run("không ", "white"), "hidden-text"),
    "23 struck": (run("không ", "struck"), "struck-text"),
    "23 footnote": ("<w:r><w:footnoteReference/></w:r>", "footnote"),
    "23 field": (FIELD, "field"),
    "23 sign": ('<w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>', "unknown-sign"),
    "25 raised": (run("Ộ", "sup"), "raised-text"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_20_to_25_what_an_item_cannot_hold_refuses_its_question_and_no_other(name: str) -> None:
    content, code = UNREAD[name]
    for where in ("stem", "option"):
        blocks = ask(1)
        at, text = (0, "Câu 1. Ai?") if where == "stem" else (3, "C. Chính phủ ")
        found = read(*blocks[:at], par(run(text), content), *blocks[at + 1 :], *ask(2))
        assert codes(found) == [code]
        assert (found.found, len(found.items)) == (2, 1)


def test_22_a_text_box_outside_of_questions_is_told() -> None:
    found = read(par(BOX), *ask(1))
    assert codes(found) == ["text-box"]


def test_23_a_tracked_change_of_the_look_is_refused() -> None:
    changed = '<w:r><w:rPr><w:u w:val="single"/><w:rPrChange><w:rPr/></w:rPrChange></w:rPr><w:t>B. hai</w:t></w:r>'
    assert codes(read(par("Câu 1. Mấy?"), par("A. một"), par(changed), par("C. ba"))) == ["tracked-change"]


def test_23_the_result_of_a_field_and_a_content_control_are_text() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ Cau </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Ai ký?')}</w:sdtContent></w:sdt>"
    found = read(par(run("Câu "), field, run(". "), control), *ask()[1:])
    assert keys(found) == "B"
    assert found.items[0].stem == "Ai ký?"


def test_24_options_that_speak_of_others_keep_their_places() -> None:
    texts = ["Quốc hội", "Chính phủ", "Cả A và B đều đúng", "Tất cả các phương án trên đều sai"]
    found = read(
        par("Câu 1. Ai?"),
        *[par(run(f"{'ABCD'[n]}. {text}", *(["u"] if n == 2 else []))) for n, text in enumerate(texts)],
    )
    assert keys(found) == "C"
    assert [option.fixed for option in found.items[0].options] == [True, True, True, True]
    assert "places-fixed" in [p.code for p in found.problems]


def test_24_a_letter_in_italics_fixes_a_place() -> None:
    blocks = [par(run(letter, *(["i"] if letter == "D" else [])), run(f". {letter}x")) for letter in "ABCD"]
    found = read(par("Câu 1. Ai?"), *blocks, par("Đáp án: A"))
    assert [option.fixed for option in found.items[0].options] == [False, False, False, True]


def test_25_raised_and_lowered_figures_survive() -> None:
    found = read(
        par(run("Câu 1. Rừng 5 km"), run("2", "sup"), run(" hấp thụ CO"), run("2", "sub"), run(" ra sao?")), *ask()[1:]
    )
    assert found.items[0].stem == "Rừng 5 km² hấp thụ CO₂ ra sao?"


def test_26_a_question_named_in_a_text_is_no_question() -> None:
    blocks = ask(1, stem="Xem lại")
    blocks.insert(1, par("Câu 5 của đề trước nói gì?"))
    found = read(*blocks, *ask(2))
    assert keys(found) == "BB"


def test_26_a_shared_text_goes_before_each_of_its_questions_and_ties_them() -> None:
    found = read(
        *ask(1),
        par("Dựa vào tình huống sau, trả lời các câu từ câu 2 đến câu 3:"),
        par("Ông X nộp hồ sơ ngày 5."),
        *ask(2),
        *ask(3),
        *ask(4),
    )
    assert keys(found) == "BBBB"
    assert [item.tags.item_set for item in found.items] == ["", "a 2-3", "a 2-3", ""]
    assert found.items[1].stem.split("\n")[1] == "Ông X nộp hồ sơ ngày 5."


def test_26_a_question_that_lost_its_number_is_refused() -> None:
    lost = ask(2)
    found = read(*ask(1), par("Thời hạn giải quyết là bao lâu?"), *lost[1:], *ask(3))
    assert len(found.items) == 1
    assert codes(found) != []


def test_26_numbers_that_jump_or_come_twice_do_not_lose_questions() -> None:
    assert keys(read(*ask(1), *ask(7, stem="Khác"), *ask(7, stem="Khác nữa"), *ask(3))) == "BBBB"


ODD = {
    "old-word": OLE + bytes(600),
    "encrypted": OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100),
    "rtf": b"{\\rtf1\\ansi C\\'e2u 1. Ai?}",
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "web-page": "<html><body>Câu 1</body></html>".encode(),
    "not-word": b"C\xe2u 1. Ai?",
    "macros": pack({"word/document.xml": document(), "word/vbaProject.bin": b"x"}),
    "open-document": pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
    "damaged": word(*ask())[:-40],
    "doctype": word(whole='<!DOCTYPE w [<!ENTITY a "b">]>' + document(*ask())),
}


@pytest.mark.parametrize("code", ODD)
def test_27_other_containers_are_refused_with_advice(code: str) -> None:
    found = read(data=ODD[code])
    assert codes(found) == [code]
    assert found.items == ()
    assert errors(found)[0].repair is not None


def test_27_the_strict_dialect_is_read() -> None:
    spaces = SPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert keys(read(data=word(whole=document(*ask(), spaces=spaces)))) == "B"


def test_27_a_package_whose_document_has_another_name_is_read() -> None:
    parts = {
        "_rels/.rels": relations(("officeDocument", "/word/document2.xml")),
        "word/document2.xml": document(*ask()),
    }
    assert keys(read(data=pack(dict(parts)))) == "B"


def test_notes_of_a_legal_place_become_the_basis() -> None:
    texts = ["Quốc hội", "Nhân dân (KHOẢN 3 ĐIỀU 2 TRANG 1)", "Chính phủ", "Tòa án"]
    blocks = [par(run(f"{'ABCD'[n]}. {text}", *(["u"] if n == 1 else []))) for n, text in enumerate(texts)]
    found = read(par("Văn bản: Hiến pháp 2013"), par("Câu 1. Ai?"), *blocks)
    assert keys(found) == "B"
    assert found.items[0].options[1].text == "Nhân dân"
    assert [(b.source.name, b.place) for b in found.items[0].tags.bases] == [
        ("Hiến pháp 2013", "KHOẢN 3 ĐIỀU 2 TRANG 1")
    ]


def test_a_note_that_says_more_stays_and_is_told() -> None:
    blocks = [par("A. một"), par(run("B. hai (theo Điều 2 thì đúng nhưng cần xem lại)", "u")), par("C. ba")]
    found = read(par("Câu 1. Mấy?"), *blocks)
    assert ("note-in-option", "warning") in [(p.code, p.severity) for p in found.problems]
    assert "xem lại" in found.items[0].options[1].text


def test_levels_are_read_from_marks_lines_and_heads() -> None:
    found = read(
        par("I. NHẬN BIẾT"),
        *ask(1),
        par("II. Mức độ: Vận dụng cao"),
        *ask(2),
        par("Câu 3. (TH) Ai ký?"),
        *ask(3)[1:],
        *ask(4),
        par("Mức độ: Nhận biết"),
    )
    assert keys(found) == "BBBB"
    assert [item.tags.level for item in found.items] == ["recall", "apply", "understand", "recall"]


def test_a_paragraph_behind_the_last_option_is_refused_unless_it_goes_on() -> None:
    assert codes(read(*ask(1), par("Một đoạn không rõ thuộc đâu."), *ask(2))) == ["stray-text"]
    found = read(*ask(1), par("và các cơ quan khác"), *ask(2))
    assert found.items[0].options[3].text == "Tòa án nhân dân\nvà các cơ quan khác"
    assert keys(read(*ask(1), par("// chú thích của người soạn"), par("PHẦN II: CHUYÊN MÔN"), *ask(2))) == "BB"
