"""Claims about how questions are laid out in Word files: traps 14 to 18 and 24 to 27; notes, levels, headings."""

from __future__ import annotations

import pytest

from examcore.nouns import has_figures
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
from tests.core.word_reading import FOUR, ask, codes, errors, keys, read


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


def test_16_a_column_headed_as_key_may_hold_the_options() -> None:
    options = [par(run(f"{letter}. {letter}x", *(["b"] if letter == "C" else []))) for letter in "ABCD"]
    assert keys(read(table(["STT", "Câu hỏi", "Đáp án"], ["1", "Ai ký?", cell(*options)]))) == "C"


def test_16_numbers_word_writes_in_a_column_name_the_questions() -> None:
    lists = numbering([level(0, "decimal", "%1", start=40)], [(0, "")])
    rows = [[cell(par(num=(1, 0))), f"Ai ký văn bản {n}?", "một", "hai", "ba", key] for n, key in enumerate("B?")]
    found = read(table(["STT", "Nội dung", "A", "B", "C", "Đáp án"], *rows), lists=lists)
    assert [p.question for p in errors(found)] == ["41"]
    assert len(found.items) == 1


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


def test_16_a_table_in_a_stem_is_kept_and_one_at_the_head_of_the_file_is_not_in_the_way() -> None:
    found = read(
        table(["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        par("Câu 1. Xem bảng:"),
        table(["Năm", "Số hồ sơ"], ["2023", "15"]),
        *ask(1)[1:],
        *ask(2),
    )
    assert codes(found) == []
    assert [has_figures(item) for item in found.items] == [True, False]


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


@pytest.mark.parametrize(
    ("start", "stem", "option"),
    [
        ("C©u 1: ", "C¬ quan nµo cã thÈm quyÒn ban hµnh luËt?", "Quèc héi n­íc céng hßa"),
        ("Caâu 1: ", "Cô quan naøo coù thaåm quyeàn ban haønh luaät?", "Quoác hoäi nöôùc coäng hoøa"),
    ],
)
def test_17_a_whole_file_in_an_old_encoding_is_refused_once(start: str, stem: str, option: str) -> None:
    blocks = [par(start + stem), *[par(f"{letter}. {option}") for letter in "ABCD"]] * 5
    assert codes(read(*blocks)) == ["legacy-font"]


def test_17_unicode_in_an_old_font_is_read() -> None:
    assert keys(read(par(run("Câu 1. Cơ quan nào có thẩm quyền ban hành?", font=".VnTime")), *ask()[1:])) == "B"


def test_18_quotes_and_dashes_survive() -> None:
    found = read(par("Câu 1. “Một cửa” – là gì…?"), *ask()[1:])
    assert found.items[0].stem == "“Một cửa” – là gì…?"


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


def test_26_a_shared_text_that_does_not_say_for_which_questions_is_refused() -> None:
    found = read(par("Tình huống 1: Ông X nộp hồ sơ."), *ask(1), *ask(2), par("Đọc đoạn sau:"), par("Bà Y."), *ask(3))
    assert [(p.code, p.question) for p in errors(found)] == [("unclear-text", "1"), ("unclear-text", "3")]


def test_26_a_question_that_lost_its_number_is_refused() -> None:
    lost = ask(2)
    found = read(*ask(1), par("Thời hạn giải quyết là bao lâu?"), *lost[1:], *ask(3))
    assert len(found.items) == 1
    assert codes(found) != []


def test_26_numbers_that_jump_or_come_twice_do_not_lose_questions() -> None:
    assert keys(read(*ask(1), *ask(7, stem="Khác"), *ask(7, stem="Khác nữa"), *ask(3))) == "BBBB"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
    for text in ("dòng thứ tư", "Một đoạn không rõ thuộc đâu.", "Đoạn này cũng vậy.", "Ấy là chuyện khác."):
        assert codes(read(*ask(1), par(text), *ask(2))) == ["stray-text"]
    found = read(*ask(1), par("và các cơ quan khác"), *ask(2))
    assert found.items[0].options[3].text == "Tòa án nhân dân\nvà các cơ quan khác"
    assert keys(read(*ask(1), par("-----"), *ask(2), par("***"), par("Cần Thơ, ngày 5 tháng 3 năm 2025"))) == "BB"
    assert keys(read(*ask(1), par("ĐỀ SỐ HAI: ĐẤT ĐAI"), *ask(2))) == "BB"
    assert keys(read(*ask(1), par("// chú thích của người soạn"), par("PHẦN II: CHUYÊN MÔN"), *ask(2))) == "BB"


def test_a_line_of_the_stem_that_looks_like_a_tag_stays_in_the_stem() -> None:
    stem = [par("Câu 1. Đọc thông báo:"), par("Vị trí: Chuyên viên"), par("Lĩnh vực: Đất đai"), par("Ai ký?")]
    found = read(*stem, par("*A. Chủ tịch"), par("B. Giám đốc"))
    assert codes(found) == []
    assert found.items[0].stem == "Đọc thông báo:\nVị trí: Chuyên viên\nLĩnh vực: Đất đai\nAi ký?"
    below = read(par("Câu 1. Ai ký?"), par("*A. Chủ tịch"), par("B. Giám đốc"), par("Vị trí: CT-UBND"))
    assert below.items[0].tags.positions == ("CT-UBND",)
