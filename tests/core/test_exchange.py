"""Claims about Aiken, GIFT, Moodle XML and QTI as other systems write them, and about the commands for them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examcore.formats.aiken import AikenFormat
from examcore.formats.found import Found
from examcore.formats.gift import GiftFormat
from examcore.formats.moodle import MoodleFormat
from examcore.formats.qti.package import QtiFormat
from examcore.hooks import Format
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import make_bank

PLUGINS = load_plugins()
PHRASE = "một mật khẩu thử"


def read(one: Format, data: str | bytes) -> Found:
    found = one.read("t", data.encode() if isinstance(data, str) else data, "general", "hien-phap", ())
    assert isinstance(found, Found)
    return found


def told(found: Found) -> list[tuple[str, list[str], int]]:
    return [(i.stem, [o.text for o in i.options], [o.id for o in i.options].index(i.key)) for i in found.items]


def codes(found: Found) -> list[str]:
    return [p.code for p in found.problems if p.severity == "error"]


# --- Aiken --------------------------------------------------------------------------------------


def test_aiken_with_either_sign_no_blank_lines_and_a_mark_at_the_front() -> None:
    text = "\ufeffMột?\r\nA) a\r\nB) b\r\nANSWER: b\r\nHai?\nA. c\nB. d\nC. e\nanswer:C.\n"
    assert told(read(AikenFormat(), text)) == [("Một?", ["a", "b"], 1), ("Hai?", ["c", "d", "e"], 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hỏi?\nA. a\nB. b\n", "no-answer"),
        ("Hỏi?\nA. a\nB. b\nANSWER: C\n", "unknown-key"),
        ("Hỏi?\nA. a\nANSWER: A\n", "option-count"),
        ("Hỏi?\nA. a\nB. b\nANSWER: A, B\n", "unknown-key"),
        ("Hỏi?\nB. a\nA. b\nANSWER: A\n", "bad-letter"),
        ("Hỏi?\nA. a\nB. b\nLời giải\nANSWER: A\n", "bad-line"),
        ("Hỏi?\nA. a\nB. a\nANSWER: A\n", "same-options"),
    ],
)
def test_aiken_that_is_unclear_is_refused_with_its_line(text: str, code: str) -> None:
    found = read(AikenFormat(), text)
    assert (codes(found)[0], found.items) == (code, ())


# --- GIFT ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hỏi?{=a ~b ~c}", ("Hỏi?", ["a", "b", "c"], 0)),
        ("// ghi chú\n::T::Hỏi? {\n~a\n\n=b#hay\n~c#dở\n}", ("Hỏi?", ["a", "b", "c"], 1)),
        (r"Tính 1\=1\: \{x\}\~\#?{=a\=b ~c\\d}", ("Tính 1=1: {x}~#?", ["a=b", r"c\d"], 0)),
        ("[html]<p>5 m<sup>2</sup><br>&lt; 3?</p>{=a ~b}", ("5 m²\n< 3?", ["a", "b"], 0)),
        ("[markdown]**Hỏi** ai?{=a ~b}", ("Hỏi ai?", ["a", "b"], 0)),
        ("Hỏi?{~%100%a ~%-50%b ~%0%c}", ("Hỏi?", ["a", "b", "c"], 0)),
        ("Thủ đô là {=Hà Nội ~Huế} của nước ta", ("Thủ đô là ..... của nước ta", ["Hà Nội", "Huế"], 0)),
        ("Hỏi?{=a ~b####chung}", ("Hỏi?", ["a", "b"], 0)),
        ("$CATEGORY: $course$/x\n\nHỏi\nhai dòng?{=a ~b}", ("Hỏi hai dòng?", ["a", "b"], 0)),
        ("// [id:HP-1] [tag:mức độ: nhận biết] [tag:của Moodle]\nHỏi?{=a ~b}", ("Hỏi?", ["a", "b"], 0)),
    ],
)
def test_gift_as_moodle_documents_it(text: str, wanted: tuple[str, list[str], int]) -> None:
    found = read(GiftFormat(), text)
    assert (told(found), codes(found)) == ([wanted], [])


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Kể?{}", "not-single-choice", "essay"),
        ("Đúng?{T}", "not-single-choice", "truefalse"),
        ("Số?{#3:1}", "not-single-choice", "numerical"),
        ("Nối?{=a -> 1 =b -> 2}", "not-single-choice", "matching"),
        ("Điền?{=a =b}", "not-single-choice", "shortanswer"),
        ("Giới thiệu", "not-single-choice", "description"),
        ("Hỏi?{~%50%a ~%50%b ~c}", "part-points", ""),
        ("Hỏi?{=a =b ~c}", "two-keys", ""),
        ("Hỏi?{~a ~b}", "no-key", ""),
        ("Hỏi?{=a ~b} {=c ~d}", "bad-braces", ""),
        ("Hỏi?{=a ~b", "bad-braces", ""),
        ('[html]<img src="a.png">Hỏi?{=a ~b}', "not-text-inside", ""),
        ("Hỏi \ue000?{=a ~b}", "control-character", ""),
    ],
)
def test_gift_that_is_no_single_choice_is_refused_with_its_kind(text: str, code: str, kind: str) -> None:
    found = read(GiftFormat(), text)
    assert (found.found, found.items, codes(found)[0]) == (1, (), code)
    if kind:
        (note,) = (p for p in found.problems if p.code == "kinds-refused")
        assert dict(note.message.values) == {"count": 1, "kinds": f"{kind} 1"}


def test_a_formula_in_tex_is_told() -> None:
    found = read(GiftFormat(), r"Tính $$x^2$$ khi x bằng 3?{\=9 =9 ~6}".replace(r"\=9 ", ""))
    assert "looks-like-formula" in [p.code for p in found.problems]
    assert len(found.items) == 1


# --- Moodle XML ---------------------------------------------------------------------------------

QUESTION = """<question type="{kind}"><name><text>C1</text></name>
<questiontext format="{format}"><text>{stem}</text></questiontext>
<single>{single}</single><shuffleanswers>1</shuffleanswers>
<answer fraction="{a}"><text><![CDATA[<p dir="ltr">một<br></p>]]></text></answer>
<answer fraction="{b}" format="html"><text>hai m&lt;sup&gt;2&lt;/sup&gt;</text>
<feedback><text>x</text></feedback></answer></question>"""
USUAL = {"kind": "multichoice", "format": "html", "stem": "Hỏi?", "single": "true", "a": "0", "b": "100"}


def quiz(**changes: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{QUESTION.format(**(USUAL | changes))}</quiz>'


@pytest.mark.parametrize(
    "stem", ["Hỏi?", "<![CDATA[<p>Hỏi?</p>\n]]>", "&lt;div&gt;&lt;b&gt;Hỏi?&lt;/b&gt;&lt;/div&gt;"]
)
def test_moodle_xml_as_moodle_exports_it(stem: str) -> None:
    found = read(MoodleFormat(), quiz(stem=stem, a="-33.33333"))
    assert (told(found), codes(found)) == ([("Hỏi?", ["một", "hai m²"], 1)], [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "essay"}, "not-single-choice"),
        ({"kind": "truefalse"}, "not-single-choice"),
        ({"single": "false"}, "not-single-choice"),
        ({"a": "50", "b": "50"}, "part-points"),
        ({"a": "100"}, "two-keys"),
        ({"b": "0"}, "no-key"),
        ({"a": "x"}, "bad-points"),
        ({"a": "nan"}, "bad-points"),
        ({"a": "inf", "b": "0"}, "bad-points"),
        ({"stem": "&lt;img src='@@PLUGINFILE@@/x.png'/&gt;"}, "not-text-inside"),
        ({"stem": "&lt;table&gt;&lt;/table&gt;"}, "table-empty"),
        (
            {"stem": "&lt;table&gt;&lt;tr&gt;&lt;td colspan='2'&gt;a&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;"},
            "not-text-inside",
        ),
        ({"stem": ""}, "no-stem"),
    ],
)
def test_moodle_xml_that_is_no_single_choice_is_refused(changes: dict[str, str], code: str) -> None:
    found = read(MoodleFormat(), quiz(**changes))
    assert (found.found, found.items, codes(found)[0]) == (1, (), code)


def test_line_breaks_stay_in_the_format_of_moodle_that_keeps_them() -> None:
    for kind, stem in (("moodle_auto_format", "Dòng một\nDòng <b>hai</b>"), ("html", "Dòng một\nDòng <b>hai</b>")):
        (item,) = read(MoodleFormat(), quiz(format=kind, stem=stem.replace("<", "&lt;"))).items
        assert item.stem == ("Dòng một\nDòng hai" if kind != "html" else "Dòng một Dòng hai")


def test_a_question_hidden_in_moodle_is_refused_as_a_hidden_row_is() -> None:
    for hidden, wanted in (("1", ["hidden-question"]), ("0", [])):
        data = quiz().replace("<single>", f"<hidden>{hidden}</hidden><single>")
        assert codes(read(MoodleFormat(), data)) == wanted


# --- QTI ----------------------------------------------------------------------------------------

ITEM21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice"
title="Hành lý" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">{declared}</responseDeclaration>
<itemBody><p>Nhìn biển báo.</p>{before}
<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">
<prompt>Biển ghi <em>gì</em>?</prompt><simpleChoice identifier="A">5 m<sup>2</sup></simpleChoice>
<simpleChoice identifier="B" fixed="true"><p>Cả hai</p>
<feedbackInline outcomeIdentifier="F" identifier="B">Sai</feedbackInline></simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
RIGHT = "<correctResponse><value>{}</value></correctResponse>"
POINTS = '<mapping><mapEntry mapKey="A" mappedValue="{}"/><mapEntry mapKey="B" mappedValue="{}"/></mapping>'

REST = '<mapping defaultValue="{}"/>'
SCORES = (
    "<responseProcessing><responseCondition><responseIf><match><variable identifier='RESPONSE'/>"
    "<baseValue baseType='identifier'>{}</baseValue></match><setOutcomeValue identifier='SCORE'>"
    "<baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"
)


@pytest.mark.parametrize("declared", [RIGHT.format("B"), POINTS.format(0, 1), RIGHT.format("B") + POINTS.format(-1, 2)])
def test_qti_2_1_as_other_systems_write_it(declared: str) -> None:
    found = read(QtiFormat("2.2"), ITEM21.format(declared=declared, before="", most=1))
    assert (told(found), codes(found)) == ([("Nhìn biển báo.\nBiển ghi gì?", ["5 m²", "Cả hai"], 1)], [])
    assert [o.fixed for o in found.items[0].options] == [False, True]


@pytest.mark.parametrize(
    ("declared", "before", "most", "code"),
    [
        (RIGHT.format("B"), "", 2, "not-single-choice"),
        (RIGHT.format("B"), "", 0, "not-single-choice"),
        (RIGHT.format("B"), "<textEntryInteraction/>", 1, "not-single-choice"),
        (POINTS.format(1, 0.5), "", 1, "part-points"),
        (RIGHT.format("A") + POINTS.format(0, 1), "", 1, "keys-disagree"),
        (RIGHT.format("A") + POINTS.format("nan", 1), "", 1, "bad-points"),
        (RIGHT.format("B") + REST.format(1), "", 1, "part-points"),
        ("", "", 1, "no-key"),
        (RIGHT.format("C"), "", 1, "unknown-key"),
        ("<correctResponse><value>A</value><value>B</value></correctResponse>", "", 1, "two-keys"),
        (RIGHT.format("B"), '<img src="../x.png" alt=""/>', 1, "not-text-inside"),
        (RIGHT.format("B"), '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>', 1, "not-text-inside"),
    ],
)
def test_qti_that_is_no_clear_single_choice_is_refused(declared: str, before: str, most: int, code: str) -> None:
    found = read(QtiFormat("2.2"), ITEM21.format(declared=declared, before=before, most=most))
    assert (found.found, found.items, codes(found)[0]) == (1, (), code)


def test_qti_whose_own_processing_scores_another_option_is_refused() -> None:
    whole = ITEM21.format(declared=RIGHT.format("B"), before="", most=1)
    for scored, wanted in (("A", ["keys-disagree"]), ("B", [])):
        processed = whole.replace("</itemBody>", "</itemBody>" + SCORES.format(scored))
        assert codes(read(QtiFormat("2.2"), processed)) == wanted


def package(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "."), text)
    return out.getvalue()


def test_a_package_is_read_by_its_manifest_and_what_is_missing_is_named() -> None:
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
<resource identifier="a" type="imsqti_item_xmlv2p1" href="a.xml"><file href="a.xml"/></resource>
<resource identifier="b" type="imsqti_item_xmlv2p1" href="b.xml"/>
<resource identifier="t" type="imsqti_test_xmlv2p1" href="t.xml"/>
</resources></manifest>"""
    item = ITEM21.format(declared=RIGHT.format("A"), before="", most=1)
    data = package(imsmanifest__xml=manifest, a__xml=item)
    found = read(QtiFormat("2.2"), data)
    assert (found.found, len(found.items), codes(found)) == (2, 1, ["missing-part"])
    assert QtiFormat("2.2").recognises("x.zip", data)
    assert not QtiFormat("3.0").recognises("x.zip", data)
    assert codes(read(QtiFormat("2.2"), package(a__xml=item))) == ["no-manifest"]
    folded = package(**{"folder/imsmanifest__xml": manifest, "folder/a__xml": item})
    assert QtiFormat("2.2").recognises("x.zip", folded)
    assert len(read(QtiFormat("2.2"), folded).items) == 1


# --- the commands -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with items of all kinds."""
    folder = tmp_path_factory.mktemp("bank")
    make_bank(folder / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    (folder / "a.csv").write_text(
        "Mã câu hỏi,Câu hỏi,A,B,C,Đáp án,Lĩnh vực,Mức độ,Độ khó,Căn cứ\n"
        'HP-1,"Quyền lực\nthuộc về ai?",Quốc hội,Nhân dân,Cả A và B,B,hien-phap,NB,70,Điều 2 Hiến pháp 2013\n'
        "HP-2,=1+1 bằng mấy?,một,hai,ba,2,hien-phap,TH,55,\n",
        encoding="utf-8",
    )
    done = run("add", folder / "a.bank", folder / "a.csv", "--part", "general", "--json")
    assert json.loads(done.stdout)["added"] == 2
    return folder / "a.bank"


def run(*words: str | Path, fails: bool = False) -> Result:
    line = ["--lang", "en", "bank", *(str(word) for word in words)]
    done = CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": PHRASE})
    assert (done.exception is not None) == fails, done.output
    return done


def new_bank(folder: Path, name: str) -> Path:
    make_bank(folder / name, "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    return folder / name


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("x.txt", ""), ("x.csv", ""), ("x.xlsx", ""), ("x.gift", ""), ("x.xml", ""), ("x.zip", ""), ("x.zip", "qti2")],
)
def test_what_is_exported_is_added_to_another_bank_the_same(
    bank: Path, tmp_path: Path, name: str, format_name: str
) -> None:
    words = ["--format", format_name] if format_name else []
    run("export", bank, tmp_path / name, *words)
    other = new_bank(tmp_path, "b.bank")
    assert json.loads(run("add", other, tmp_path / name, "--json").stdout)["added"] == 2
    assert run("export", other, "--json").stdout == run("export", bank, "--json").stdout


def test_an_export_that_cannot_say_an_item_writes_nothing_and_names_it(bank: Path, tmp_path: Path) -> None:
    done = run("export", bank, tmp_path / "x.aiken", fails=True)
    assert "HP-1" in str(getattr(done.exception, "problems", ""))
    assert not (tmp_path / "x.aiken").exists()


def test_an_export_tells_which_tags_the_file_does_not_hold(bank: Path, tmp_path: Path) -> None:
    other = new_bank(tmp_path, "c.bank")
    (tmp_path / "one.gift").write_text(
        "// [id:X-1] [tag:mức độ: vận dụng] [tag:độ khó: 40]\nHỏi?{=a ~b}", encoding="utf-8"
    )
    run("add", other, tmp_path / "one.gift", "--part", "general", "--area", "x")
    done = run("export", other, tmp_path / "x.aiken")
    assert "1 items: the file does not hold “id”" in done.stderr
    assert "1 items: the file does not hold “level”" in done.stderr


def test_one_error_adds_nothing_and_only_good_adds_the_rest_with_honest_counts(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "x.gift").write_text("Tốt?{=a ~b}\n\nKể?{}\n\nHai?{=a =b ~c}", encoding="utf-8")
    other = new_bank(tmp_path, "d.bank")
    words = ("add", other, tmp_path / "x.gift", "--part", "general", "--json")
    refused = json.loads(run(*words, fails=True).stdout)
    assert (refused["found"], refused["added"]) == (3, 0)
    assert [p["code"] for p in refused["problems"] if p["severity"] == "error"] == ["not-single-choice", "two-keys"]
    assert {"file", "place", "question", "words", "code", "severity", "message", "repair"} <= set(
        refused["problems"][0]
    )
    looked = json.loads(run(*words, "--only-good", "--dry-run", "--show").stdout)
    assert (looked["added"], looked["items"][0]["key"]) == (0, 0)
    assert json.loads(run(*words, "--only-good").stdout)["added"] == 1
    again: Any = json.loads(run(*words, "--only-good").stdout)
    assert (again["added"], "known-id" in [p["code"] for p in again["problems"]]) == (0, True)


def test_the_content_tells_alike_endings_apart(tmp_path: Path) -> None:
    other = new_bank(tmp_path, "e.bank")
    for number, (name, text) in enumerate([
        ("a.txt", "Hỏi 0?\nA. a\nB. b\nANSWER: A\n"), ("b.txt", "Hỏi 1?{=a ~b}"), ("c.xml", quiz(stem="Hỏi 2?")),
        ("d.xml", ITEM21.format(declared=RIGHT.format("A"), before="", most=1)),
        ("e.dat", "Câu hỏi;A;B;Đáp án\nHỏi 3?;a;b;A\n"),
    ]):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
        added = json.loads(run("add", other, tmp_path / name, "--part", "general", "--json").stdout)["added"]
        assert added == 1, number


def test_a_mapping_is_written_changed_and_used(tmp_path: Path) -> None:
    other = new_bank(tmp_path, "f.bank")
    (tmp_path / "x.csv").write_text("Câu hỏi,A,B,Đáp án\nHỏi?,a,b,B\n", encoding="utf-8")
    run("map", tmp_path / "x.csv", "--out", tmp_path / "cot.txt")
    run("map", tmp_path / "x.csv", "--out", tmp_path / "cot.txt", fails=True)
    mapping = (tmp_path / "cot.txt").read_text(encoding="utf-8").replace(": B\n", ": P2\n")
    (tmp_path / "cot.txt").write_text(mapping, encoding="utf-8")
    (tmp_path / "y.csv").write_text("Câu hỏi,A,P2,Đáp án\nHỏi?,a,b,B\n", encoding="utf-8")
    words = ("add", other, tmp_path / "y.csv", "--part", "general", "--json")
    assert json.loads(run(*words, fails=True).stdout)["found"] == 0
    assert json.loads(run(*words, "--mapping", tmp_path / "cot.txt").stdout)["added"] == 1
    run("add", other, tmp_path / "x.csv", "--format", "gift", "--mapping", tmp_path / "cot.txt", fails=True)
