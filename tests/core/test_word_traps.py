"""Claims about what is no plain text in Word files: traps 19 to 23 and 25, equations, pictures, changes."""

from __future__ import annotations

import pytest

from examcore.intake import read_files
from examcore.plugins import load_plugins
from tests.core.word_files import pack, par, run
from tests.core.word_reading import ask, codes, keys, read

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


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        (
            "a.odt",
            pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "open-document",
        ),
        ("a.ods", pack({"mimetype": "x", "content.xml": "<x/>"}), "other-spreadsheet"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old-excel"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old-word"),
    ],
)
def test_27_files_of_other_kinds_get_advice_under_their_own_ending(name: str, data: bytes, code: str) -> None:
    (problem,) = read_files(load_plugins(), [(name, data)], None, "general", "x", ()).problems
    assert problem.code == code
    assert problem.repair is not None
