"""Claims about the commands of review, as officers and contractors type them one after the other."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examcore.errors import BadItems, ExamcoreError, Shortage
from examcore.language import speaking
from examcore.nouns import Hand, ReviewRule
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import Bank, make_bank, settle
from examcore.testing import fill_bank

PLUGINS = load_plugins()
PHRASE = "một mật khẩu thử"
HEAD = "---\nphần: chung\nlĩnh vực: hien-phap\nmức độ: nhận biết\nđộ khó: 70\n---\n"
ITEM = "\n## {name}\n\nChức danh {name} do {word} bầu?\nA. Quốc hội {name}\n*B. Chính phủ {name}\nC. Tòa án {name}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_bank(tmp_path / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    for name, word in (("cu", "ai"), ("moi", "người nào"), ("sua", "cơ quan nào")):
        ids = ["HP-1"] if name == "sua" else [f"{'HP' if name == 'cu' else 'GB'}-{n}" for n in (1, 2)]
        text = HEAD + "".join(ITEM.format(name=one, word=word) for one in ids)
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    done("add", "a.bank", "cu.txt")
    return tmp_path


def run(*words: str, phrase: str | None = PHRASE) -> Result:
    line = ["--lang", "en", "bank", *words]
    env = {"EXAMCORE_PASSPHRASE": phrase or ""} if phrase else {"EXAMCORE_PASSPHRASE": None}
    return CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env=env)


def done(*words: str, phrase: str | None = PHRASE) -> Result:
    result = run(*words, phrase=phrase)
    assert result.exception is None, result.output
    return result


def told(*words: str) -> Any:
    return json.loads(done(*words, "--json").stdout)


def refused(*words: str) -> str:
    result = run(*words)
    assert isinstance(result.exception, ExamcoreError)
    with speaking("en"):
        problems = result.exception.problems if isinstance(result.exception, BadItems) else ()
        return "\n".join([result.exception.read(), *(f"{one.question}: {one.message}" for one in problems)])


def test_an_item_goes_from_its_author_to_a_form(folder: Path) -> None:
    assert "bank settle" in refused("review", "a.bank", "HP-1", "--pass", "--by", "Bình")
    assert told("settle", "a.bank", "--by", "Chi") == {
        "existing": "approved", "items": 2, "rule": {"approved_only": True, "people": 2},
    }  # fmt: skip
    assert "--by" in refused("add", "a.bank", "moi.txt")
    assert told("add", "a.bank", "moi.txt", "--by", "An", "--source", "Sở Nội vụ")["added"] == 2
    assert told("stats", "a.bank")["waiting"] == 2
    assert told("stats", "a.bank")["standings"] == {"draft": 2, "reviewed": 0, "approved": 2, "retired": 0}
    assert "wrote it" in refused("review", "a.bank", "GB-1", "--pass", "--by", "an")
    assert told("review", "a.bank", "--all", "--pass", "--by", "Bình")["items"] == ["GB-1", "GB-2"]
    assert told("review", "a.bank", "GB-1", "--approve", "--by", "Chi")["waiting"] == 1
    listed = told("standing", "a.bank", "--of", "approved")
    assert [one["id"] for one in listed["items"]] == ["GB-1", "HP-1", "HP-2"]
    assert listed["items"][0]["source"] == "Sở Nội vụ"
    assert list(Bank(folder / "a.bank").drawable()) == ["GB-1", "HP-1", "HP-2"]


def test_standings_are_told_without_a_passphrase_and_never_an_item(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    shown = done("standing", "a.bank", phrase=None)
    assert "HP-2" in shown.stdout
    assert "Quốc hội" not in shown.output


def test_a_changed_item_is_a_draft_again_and_its_story_can_be_read(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    assert told("revise", "a.bank", "sua.txt", "--by", "An", "--comment", "theo luật mới")["changed"] == 1
    done("review", "a.bank", "HP-1", "--comment", "hỏi cho rõ", "--by", "Bình")
    shown = done("versions", "a.bank", "HP-1").stdout
    assert "[-ai-]{+cơ quan nào+}" in shown
    assert "theo luật mới" in shown
    assert "hỏi cho rõ" in shown
    story = told("versions", "a.bank", "HP-1")
    assert [act["act"] for act in story["acts"]] == ["adopt", "revise", "comment"]
    assert [one["version"] for one in story["versions"]] == [1, 2]
    assert story["versions"][1]["changes"][0]["field"] == "stem"
    assert told("revise", "a.bank", "sua.txt", "--by", "An")["changed"] == 0


def test_what_goes_back_needs_words_and_nothing_is_half_done(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    assert "--comment" in refused("review", "a.bank", "HP-1", "--retire", "--by", "Bình")
    assert "HP-9" in refused("review", "a.bank", "HP-1", "HP-9", "--retire", "--comment", "cũ", "--by", "Bình")
    assert told("standing", "a.bank")["standings"]["retired"] == 0
    (folder / "why.txt").write_text("đã hết hiệu lực", encoding="utf-8")
    done("review", "a.bank", "HP-1", "--retire", "--comment-file", "why.txt", "--by", "Bình")
    assert list(Bank(folder / "a.bank").drawable()) == ["HP-2"]


def test_a_contractor_with_the_card_alone_adds_what_nobody_else_reads(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    card = told("card", "a.bank", "--out", "a.card")
    before = (folder / "moi.txt").read_bytes()
    sealed = done(
        "contribute", "a.card", "moi.txt", "--by", "Dũng", "--source", "Trường", "--out", "d.drop", phrase=None
    )
    assert card["fingerprint"] in sealed.stderr
    assert (folder / "moi.txt").read_bytes() == before
    assert "Quốc hội".encode() not in (folder / "d.drop").read_bytes()
    got = told("receive", "a.bank", "d.drop", "--by", "Chi")
    assert got["received"] == [{"file": "d.drop", "by": "Dũng", "source": "Trường", "items": ["GB-1", "GB-2"]}]
    assert got["waiting"] == 2
    assert "received before" in refused("receive", "a.bank", "d.drop", "--by", "Chi")


def test_a_file_with_problems_is_not_sealed_unless_only_the_good_are_wanted(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    done("card", "a.bank", "--out", "a.card")
    with (folder / "moi.txt").open("a", encoding="utf-8") as file:
        file.write("\n## GB-3\n\nHỏi gì?\nA. một\nB. hai\n")
    refused("contribute", "a.card", "moi.txt", "--by", "Dũng", "--out", "d.drop")
    assert not (folder / "d.drop").exists()
    told_ = told("contribute", "a.card", "moi.txt", "--by", "Dũng", "--out", "d.drop", "--only-good")
    assert (told_["found"], told_["sealed"]) == (3, 2)


@pytest.mark.slow
def test_a_new_bank_can_begin_with_a_book(folder: Path) -> None:
    assert "--by" in refused("init", "b.bank", "--policy", "cantho", "--reviewed")
    done("init", "b.bank", "--policy", "cantho", "--reviewed", "--by", "Chi")
    assert told("standing", "b.bank")["rule"] == {"approved_only": True, "people": 2}


def test_a_form_is_drawn_of_approved_items_alone_and_tells_how_many_wait(folder: Path) -> None:
    policy = PLUGINS.policy("cantho")
    position = policy.positions()[0]
    blueprint = policy.blueprint(policy.profile(date(2024, 11, 15)), position)
    bank, keys = make_bank(folder / "b.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    hand = Hand("An", datetime(2024, 1, 1, tzinfo=UTC))
    settle(bank, ReviewRule(), keys, hand)
    items = fill_bank(blueprint)
    bank.add(items, keys, hand)
    words = ("form", "assemble", "b.bank", "--position", position.code, "--date", "2024-11-15", "--out", "de", "--json")
    short = CliRunner().invoke(build(PLUGINS), ["--lang", "en", *words], obj=Shell(PLUGINS),
                               env={"EXAMCORE_PASSPHRASE": PHRASE})  # fmt: skip
    assert isinstance(short.exception, Shortage)
    assert json.loads(short.stdout)["waiting"] == len(items)
    assert f"{len(items)} items wait" in short.stderr
    assert not (folder / "de").exists()
    spare = {items[0].id, items[-1].id}
    done("review", "b.bank", "--all", "--pass", "--by", "Bình")
    done("review", "b.bank", *sorted({one.id for one in items} - spare), "--approve", "--by", "Bình")
    made = CliRunner().invoke(build(PLUGINS), ["--lang", "en", *words], obj=Shell(PLUGINS),
                              env={"EXAMCORE_PASSPHRASE": PHRASE})  # fmt: skip
    assert made.exception is None, made.output
    document = json.loads(made.stdout)
    drawn = {name for part in document["forms"][0]["parts"] for name in part["items"]}
    assert len(drawn) == 100
    assert not drawn & spare
    assert document["waiting"] == 2


def test_an_export_holds_the_standings_asked_for_and_no_other(folder: Path) -> None:
    assert "bank settle" in refused("export", "a.bank", "x.txt", "--standing", "draft")
    done("settle", "a.bank", "--by", "Chi")
    done("add", "a.bank", "moi.txt", "--by", "An")
    done("review", "a.bank", "GB-1", "--pass", "--by", "Bình")

    def exported(*standings: str) -> list[str]:
        words = [word for one in standings for word in ("--standing", one)]
        return [item["id"] for item in told("export", "a.bank", *words)["items"]]

    assert exported() == ["GB-1", "GB-2", "HP-1", "HP-2"]
    assert exported("approved") == ["HP-1", "HP-2"]
    assert exported("draft", "reviewed") == ["GB-1", "GB-2"]
    assert exported("retired") == []
    done("export", "a.bank", "x.csv", "--standing", "draft")
    assert "GB-2" in (text := (folder / "x.csv").read_text(encoding="utf-8"))
    assert "HP-1" not in text
    assert run("export", "a.bank", "x.csv", "--standing", "waiting").exit_code == 2


def test_a_comment_file_that_is_no_text_is_refused_and_one_from_notepad_is_read(folder: Path) -> None:
    done("settle", "a.bank", "--by", "Chi")
    (folder / "lời.txt").write_bytes("Hãy sửa câu này".encode("cp1258", "replace") + b"\xff\xfe")
    assert "UTF-8" in refused("review", "a.bank", "HP-1", "--return", "--comment-file", "lời.txt", "--by", "An")
    assert told("standing", "a.bank", "HP-1")["items"][0]["standing"] == "approved"
    (folder / "lời.txt").write_text("Hãy sửa câu này", encoding="utf-16")
    done("review", "a.bank", "HP-1", "--return", "--comment-file", "lời.txt", "--by", "An")
    assert told("versions", "a.bank", "HP-1")["acts"][-1]["comment"] == "Hãy sửa câu này"
