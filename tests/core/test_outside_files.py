"""Claims about what all readers of outside files share: limits, encodings, text of HTML, drafts that become items."""

from __future__ import annotations

import io
import zipfile

import pytest

from examcore.formats.draft import Choice, Draft, Gathering, tidy
from examcore.formats.legacy import decode, find_legacy
from examcore.formats.limits import Barred, Package, parse_xml
from examcore.formats.rich import read_html, read_markdown

OLD = {
    "TCVN3": "C©u hái: C¬ quan nµo cã thÈm quyÒn ban hµnh luËt?",
    "VNI": "Caâu hoûi: Cô quan naøo coù thaåm quyeàn ban haønh luaät?",
}
CHOICES = (Choice("Quốc hội"), Choice("Nhân dân", is_key=True), Choice("Chính phủ"))


def zipped(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


def gather(*drafts: Draft, part: str = "general", area: str = "hien-phap") -> Gathering:
    gathering = Gathering("tệp.csv", part, area, ())
    for draft in drafts:
        gathering.take(draft)
    return gathering


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped("../../x"), "bad-name"), (zipped("a/../../x"), "bad-name"), (zipped("/etc/x"), "bad-name"),
        (zipped("C:\\x"), "bad-name"), (zipped("a\\..\\x"), "bad-name"),
        (zipped("x", content=bytes(30_000_000)), "too-large-inside"),
        (b"PK\x01\x02" * 10_001, "too-many-entries"),
        (zipped("x")[:-30], "damaged"), (b"PK\x03\x04", "damaged"), (b"", "damaged"),
    ],
    ids=map(str, range(10)),  # a package holds the hour it was made: no name for a test
)  # fmt: skip
def test_a_package_that_is_not_honest_is_barred(data: bytes, code: str) -> None:
    with pytest.raises(Barred) as barred:
        Package(data)
    assert barred.value.code == code


def test_an_entry_that_lies_about_its_size_is_barred() -> None:
    data = bytearray(zipped("x", content=b"long enough to be cut short"))
    data[-60] ^= 0xFF
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (3).to_bytes(4, "little")
    with pytest.raises(Barred):
        Package(bytes(data)).read("x")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "doctype"), (b"<!DOCTYPE a SYSTEM 'file:///x'><a/>", "doctype"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "doctype"), (b"<a>" * 120 + b"</a>" * 120, "too-deep"),
        (b"<a>" * 5000 + b"</a>" * 5000, "too-deep"), (b"<a>" + b"<b/>" * 600_000 + b"</a>", "too-many-elements"),
        (b"<a><b></a>", "bad-xml"), (b"", "bad-xml"), (b"<a>&unknown;</a>", "bad-xml"), (b"\0<a/>", "doctype"),
    ],
)  # fmt: skip
def test_xml_that_asks_for_more_than_reading_is_barred(data: bytes, code: str) -> None:
    with pytest.raises(Barred) as barred:
        parse_xml(data)
    assert barred.value.code == code


def test_utf_16_with_its_mark_is_read_and_other_encodings_get_advice() -> None:
    assert decode("câu hỏi\r\n".encode("utf-16")) == "câu hỏi\n"
    assert decode("\ufeffcâu".encode()) == "câu"
    with pytest.raises(Barred) as barred:
        decode("mot\nhai é".encode("cp1258"))
    assert (barred.value.code, barred.value.text.values) == ("not-utf8", (("line", 2),))
    assert barred.value.hint is not None


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_a_file_in_an_old_font_is_barred_with_advice(font: str) -> None:
    with pytest.raises(Barred) as barred:
        decode(OLD[font].encode())
    assert barred.value.code == "legacy-font"
    assert "UniKey" in barred.value.read("vi")


def test_old_fonts_are_known_and_real_vietnamese_is_not_taken_for_one() -> None:
    assert {find_legacy(text): text for text in OLD.values()} == OLD
    assert find_legacy("Câu hỏi: Cơ quan nào có thẩm quyền ban hành luật? «Đúng» 5µm ©2024 ®") == ""
    assert find_legacy("La république a été créée où le maïs pousse") == ""


@pytest.mark.parametrize(
    ("html", "text", "lost"),
    [
        ("<p>Diện tích 5&nbsp;m<sup>2</sup></p>", "Diện tích 5 m²", 0), ("CO<sub>2</sub> &lt; 3", "CO₂ < 3", 0),
        ("<p>a</p>\n\n<p>b<br>c</p>", "a\nb\nc", 0), ("a<img src='x'>b", "ab", 1), ("x<sup>abc</sup>", "xabc", 1),
        ("<table><tr><td>1</td></tr></table>", "1", 3), ("<script>alert(1)</script>x", "x", 1),
        ("<b>a</b> <unknown>b</unknown>", "a b", 1), ("<p><sup>2", "²", 0), ("<" * 70_000, "", 1),
    ],
)  # fmt: skip
def test_html_becomes_text_and_what_is_lost_is_named(html: str, text: str, lost: int) -> None:
    assert (read_html(html)[0], len(read_html(html)[1])) == (text, lost)


def test_markdown_becomes_text() -> None:
    assert read_markdown(r"**Câu** 1 \* 2 __đậm__")[0] == "Câu 1 * 2 đậm"
    assert read_markdown("![x](y.png)")[1] != ()


def test_a_draft_becomes_an_item_with_an_id_made_of_its_text() -> None:
    first = gather(Draft("dòng 1", "1", "Quyền lực  thuộc về ai ?", CHOICES)).finish()
    again = gather(Draft("dòng 9", "7", "quyền lực thuộc về ai", CHOICES[::-1])).finish()
    (item,) = first.items
    assert item.stem == "Quyền lực thuộc về ai ?"
    assert (item.tags.part, item.tags.area, item.tags.level) == ("general", "hien-phap", "understand")
    assert again.items[0].id == item.id
    assert {p.code for p in first.problems} == {"level-assumed"}


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft("x", "1", "", CHOICES), "no-stem"),
        (Draft("x", "1", "Câu?", CHOICES[:1]), "option-count"),
        (Draft("x", "1", "Câu?", CHOICES[:1] * 1 + CHOICES[2:]), "no-key"),
        (Draft("x", "1", "Câu?", (*CHOICES, Choice("Tòa án", is_key=True))), "two-keys"),
        (Draft("x", "1", "Câu?", (*CHOICES, Choice(" "))), "empty-option"),
        (Draft("x", "1", "Câu?", (*CHOICES, Choice("Quốc hội "))), "same-options"),
        (Draft("x", "1", "Câu \u202e?", CHOICES), "control-character"),
        (Draft("x", "1", "Câu \x1b[31m?", CHOICES), "control-character"),
        (Draft("x", "1", "c" * 20_001, CHOICES), "too-long"),
        (Draft("x", "1", "Câu?", CHOICES, (("x", "mức độ: khó"),)), "bad-level"),
        (Draft("x", "1", "Câu?", CHOICES, (("x", "vô nghĩa"),)), "bad-tag"),
        (Draft("x", "1", "Câu?", CHOICES, (("x", "mã: a b"),)), "bad-id"),
        (Draft("x", "1", "Câu?", CHOICES, (("x", "giữ chỗ: F"),)), "bad-fixed"),
    ],
)  # fmt: skip
def test_a_draft_that_is_unclear_is_reported_with_its_words_and_never_guessed(draft: Draft, code: str) -> None:
    found = gather(draft).finish()
    assert (found.found, found.items) == (1, ())
    problem = next(p for p in found.problems if p.severity == "error")
    assert (problem.code, problem.place, problem.question, problem.severity) == (code, "x", "1", "error")
    assert len(problem.words) <= 60


def test_the_same_question_twice_is_one_problem() -> None:
    found = gather(Draft("x", "1", "Câu?", CHOICES), Draft("y", "2", "Câu?", CHOICES)).finish()
    assert [(p.code, p.place) for p in found.problems if p.severity == "error"] == [("same-id", "y")]
    assert (found.found, len(found.items)) == (2, 1)


def test_problems_past_two_thousand_are_counted() -> None:
    found = gather(*(Draft("x", f"{n}", f"Câu {n}?", ()) for n in range(1500))).finish()
    assert len(found.problems) < 2010
    (more,) = (p for p in found.problems if p.code == "more-problems")
    assert dict(more.message.values)["count"] == 1000


def test_text_is_tidied_once_and_for_all() -> None:
    text = tidy("  a \t b \r\n\n\n\n c\u200b ", True)
    assert text == "a b\n\nc"
    assert tidy(text, True) == text
