"""Claims about `bank add` with Word files: nothing half-done, everything told, a copy with comments, a file of keys."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from examcore.errors import AlreadyThere, Misused
from examcore.formats.word import WordFormat
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import Bank, make_bank
from tests.core.word_files import SPACES, W, document, pack, par, relations, table, word
from tests.core.word_reading import ask, bare, codes, keys

PLUGINS = load_plugins()
PHRASE = "một mật khẩu thử"
WORD = WordFormat()


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    make_bank(tmp_path / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    return tmp_path / "a.bank"


def add(bank: Path, *words: str | Path, lang: str = "en") -> Result:
    line = ["--lang", lang, "bank", "add", str(bank), "--part", "general", "--area", "hien-phap", *map(str, words)]
    return CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": PHRASE})


def comments(data: bytes) -> dict[str, str]:
    """The text of each comment by its id, as any reader of XML sees them."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        names = file.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(file.read(name))
        (name,) = [name for name in names if "comments" in name]
        root = ElementTree.fromstring(file.read(name))
    return {each.get(f"{{{W}}}id", ""): "".join(each.itertext()) for each in root}


def references(data: bytes) -> list[tuple[int, str]]:
    """(paragraph, comment id) of each comment in the document."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    return [
        (number, reference.get(f"{{{W}}}id", ""))
        for number, paragraph in enumerate(root.iter(f"{{{W}}}p"), 1)
        for reference in paragraph.findall(f"{{{W}}}r/{{{W}}}commentReference")
    ]


def test_one_bad_question_stops_the_import_and_only_good_takes_the_rest(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "đất đai.docx"
    file.write_bytes(word(*ask(1), *bare(2), *ask(3)))
    refused = add(bank, file, "--json")
    told = json.loads(refused.stdout)
    assert (refused.exit_code, told["found"], told["added"]) == (1, 3, 0)
    (problem,) = [p for p in told["problems"] if p["severity"] == "error"]
    assert (problem["code"], problem["question"], problem["place"]) == ("no-key", "2", "paragraph 6")
    assert problem["words"].startswith("Quyền lực")
    assert problem["repair"]
    assert Bank(bank).tags() == {}
    taken = add(bank, file, "--only-good", "--json", "--show")
    told = json.loads(taken.stdout)
    assert (taken.exit_code, told["added"]) == (0, 2)
    assert [item["key"] for item in told["items"]] == [1, 1]
    assert json.loads(add(bank, file, "--only-good", "--json").stdout)["added"] == 0


def test_a_dry_run_changes_nothing_and_speaks_vietnamese(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(word(*ask(1), *bare(2)))
    done = add(bank, file, "--dry-run", "--json", lang="vi")
    told = json.loads(done.stdout)
    assert told["added"] == 0
    assert [p["place"] for p in told["problems"] if p["code"] == "no-key"] == ["đoạn 6"]
    assert Bank(bank).tags() == {}


def test_keys_may_come_from_another_file(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(*bare(1), *bare(2), *bare(3)))
    (tmp_path / "dap-an.docx").write_bytes(word(table(["1", "2", "3"], ["D", "A", "C"])))
    done = add(bank, tmp_path / "a.docx", "--keys-from", tmp_path / "dap-an.docx", "--show", "--json")
    assert [item["key"] for item in json.loads(done.stdout)["items"]] == [3, 0, 2]


@pytest.mark.parametrize("content", ["", "1.A\nhai.B", "số câu, đáp án", "1,A\n2,Z"])
def test_a_key_file_that_cannot_be_read_stops_everything(bank: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "a.docx").write_bytes(word(*bare(1), *bare(2)))
    (tmp_path / "keys.csv").write_text(content, encoding="utf-8")
    done = add(bank, tmp_path / "a.docx", "--keys-from", tmp_path / "keys.csv")
    assert done.exit_code == 1
    assert Bank(bank).tags() == {}


def test_a_format_without_keys_elsewhere_says_so(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("---\n---\n", encoding="utf-8")
    (tmp_path / "keys.csv").write_text("1,A", encoding="utf-8")
    for option, value in (("--keys-from", tmp_path / "keys.csv"), ("--annotate", tmp_path / "b.txt")):
        assert isinstance(add(bank, tmp_path / "a.txt", option, value).exception, Misused)
    assert not (tmp_path / "b.txt").exists()


def test_the_copy_has_a_comment_beside_the_paragraph_of_each_problem(bank: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "a.docx", tmp_path / "copy.docx"
    file.write_bytes(word(*ask(1), *bare(2), par("Đáp án: ?"), *ask(3), par("Đáp án: A"), "<w:p/>"))
    before = file.read_bytes()
    done = add(bank, file, "--dry-run", "--annotate", copy, "--json")
    problems = json.loads(done.stdout)["problems"]
    assert file.read_bytes() == before
    texts = comments(copy.read_bytes())
    assert len(texts) == len(problems)
    beside = references(copy.read_bytes())
    for problem in problems:
        found = re.search(r"\d+", problem["place"])
        paragraph = int(found[0]) if found else 1
        assert any(problem["code"] in texts[name] for number, name in beside if number == paragraph), problem
    again = WORD.read("a.docx", copy.read_bytes(), "general", "hien-phap", ())
    assert codes(again) == [p["code"] for p in problems if p["severity"] == "error"]


def test_a_copy_keeps_the_comments_and_parts_that_were_there() -> None:
    own = f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="A"><w:p/></w:comment></w:comments>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": document(*bare(1)),
        "word/_rels/document.xml.rels": relations(("comments", "comments.xml")),
        "word/comments.xml": own,
        "docProps/x.xml": "<x>ở yên</x>",
    }
    data = pack(parts)
    problems = WORD.read("a.docx", data, "general", "hien-phap", ()).problems
    copy = WORD.annotate(data, problems)
    assert copy == WORD.annotate(data, problems)
    texts = comments(copy)
    assert set(texts) == {"7", *(str(8 + n) for n in range(len(problems)))}
    with zipfile.ZipFile(BytesIO(copy)) as file:
        assert file.read("docProps/x.xml").decode() == parts["docProps/x.xml"]


def test_a_copy_is_made_of_the_strict_dialect_and_of_other_prefixes() -> None:
    spaces = SPACES.replace("xmlns:w=", "xmlns:ns0=")
    plain = re.sub(r"(</?)w:|(?<= )w:", lambda found: f"{found[1] or ''}ns0:", document(*bare(1), spaces=""))
    data = word(whole=plain.replace("<ns0:document ", f"<ns0:document {spaces}"))
    found = WORD.read("a.docx", data, "general", "hien-phap", ())
    assert codes(found) == ["no-key"]
    assert len(references(WORD.annotate(data, found.problems))) == len(found.problems)
    assert keys(WORD.read("b.docx", word(*ask(1)), "general", "hien-phap", ())) == "B"


def test_a_file_that_is_no_word_file_has_no_copy_and_is_refused_all_the_same(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    done = add(bank, tmp_path / "a.doc", "--annotate", tmp_path / "b.docx", "--json")
    assert done.exit_code == 1
    assert [p["code"] for p in json.loads(done.stdout)["problems"]][:1] == ["old-word"]
    assert not (tmp_path / "b.docx").exists()


def test_a_copy_never_takes_the_place_of_a_file(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(word(*bare(1)))
    assert isinstance(add(bank, file, "--annotate", file).exception, AlreadyThere)
    assert isinstance(add(bank, file, file, "--annotate", tmp_path / "b.docx").exception, Misused)
    assert not (tmp_path / "b.docx").exists()
