"""Claims about `bank lint`: what it tells, what `--fix` does to a bank, and what it logs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examcore.engine.lint import RULES
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import Bank, make_bank
from examcore.store.fixes import fixes_path, read_fixes

PLUGINS = load_plugins()
PHRASE = "một mật khẩu thử"
ITEMS = """---
phần: chung
lĩnh vực: hien-phap
mức độ: nhận biết
độ khó: 70
văn bản: HP | Hiến pháp | từ 01/01/2014 | đến 30/06/2025
căn cứ: HP | khoản 3 Điều 2
---

## AN
Câu 5: Việc nào sau đây không thuộc thẩm quyền của xã?
A. Cấp  phép
*B. Lập hội (KHOẢN 3 ĐIỀU 2 TRANG 1)
C. Thu phí
D. Thu thuế

## BINH

Ai bầu Chủ tịch nước theo Hiến pháp?
*A. Quốc hội (đúng)
B. Chính phủ
C. Tòa án
D. Đảng bộ
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank with two items that need mending."""
    make_bank(tmp_path / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    (tmp_path / "a.txt").write_text(ITEMS, encoding="utf-8")
    assert json.loads(run("add", tmp_path / "a.bank", tmp_path / "a.txt", "--json").stdout)["added"] == 2
    return tmp_path / "a.bank"


def run(*words: str | Path, exit_code: int = 0) -> Result:
    line = ["--lang", "en", "bank", *(str(word) for word in words)]
    done = CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": PHRASE})
    assert (done.exit_code, done.exception is None or exit_code > 0) == (exit_code, True), done.output
    return done


def refused(*words: str | Path) -> Exception:
    line = ["--lang", "en", "bank", *(str(word) for word in words)]
    done = CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": PHRASE})
    assert isinstance(done.exception, Exception)
    return done.exception


def told(*words: str | Path) -> Any:
    return json.loads(run(*words, "--json").stdout)


ALL = [("AN", "number-left", "stem"), ("AN", "note-left", "B"), ("AN", "negative", "stem"), ("AN", "odd-space", "A"),
       ("BINH", "mark-left", "A")]  # fmt: skip


def test_a_finding_tells_code_item_place_reason_and_fix(bank: Path) -> None:
    findings = told("lint", bank, "--date", "2025-06-30")["findings"]
    assert {(one["item"], one["code"], one["place"]) for one in findings} == set(ALL)
    assert all(one["message"] and one["fix"] for one in findings)
    assert "Quốc hội" not in run("lint", bank).output


def test_law_that_has_ended_by_the_day_is_found(bank: Path) -> None:
    found = told("lint", bank, "--date", "01/07/2025", "--only", "basis-lapsed")["findings"]
    assert [(one["item"], one["place"], one["fix"]) for one in found] == [("AN", "basis", ""), ("BINH", "basis", "")]


def test_a_dry_run_lists_every_change_and_changes_nothing(bank: Path) -> None:
    before = bank.read_bytes()
    tried = told("lint", bank, "--fix", "--dry-run")
    assert {(one["item"], one["code"], one["place"]) for one in tried["changes"]} == set(ALL)
    assert tried["dry_run"]
    assert bank.read_bytes() == before
    assert not fixes_path(bank).exists()
    shown = run("lint", bank, "--fix", "--dry-run").stdout
    assert "BINH · option A: take the mark out, where it stands at the key alone (mark-left)" in shown
    assert "Quốc hội" not in shown
    assert "  + Quốc hội\n" in run("lint", bank, "--fix", "--dry-run", "--show").stdout


def test_fixing_mends_the_bank_once_and_logs_what_was_done_without_a_word_of_an_item(bank: Path) -> None:
    done = told("lint", bank, "--fix", "--date", "2025-06-30")
    assert (done["findings"], len(done["changes"])) == ([], len(ALL))
    items = {one["id"]: one for one in told("export", bank)["items"]}
    assert items["AN"]["stem"] == "Việc nào sau đây KHÔNG thuộc thẩm quyền của xã?"
    assert (items["AN"]["options"][:2], items["AN"]["key"]) == (["Cấp phép", "Lập hội"], 1)
    assert (items["BINH"]["options"][0], items["BINH"]["key"]) == ("Quốc hội", 0)
    logged = [(one.fix.item, one.fix.code, one.fix.place) for one in read_fixes(bank)]
    assert logged == ALL
    assert "Lập hội" not in fixes_path(bank).read_text(encoding="utf-8")
    after = bank.read_bytes()
    assert told("lint", bank, "--fix")["changes"] == []
    assert bank.read_bytes() == after


def test_only_the_rules_named_are_mended(bank: Path) -> None:
    done = told("lint", bank, "--fix", "--only", "number-left")
    assert [one["code"] for one in done["changes"]] == ["number-left"]
    assert {one["code"] for one in told("lint", bank, "--date", "2025-06-30")["findings"]} == {
        "note-left", "negative", "odd-space", "mark-left",
    }  # fmt: skip


def test_a_log_that_was_altered_stops_the_mending_before_the_bank_is_touched(bank: Path) -> None:
    run("lint", bank, "--fix", "--only", "number-left")
    path = fixes_path(bank)
    path.write_bytes(path.read_bytes().replace(b"stem", b"xtem"))
    before = bank.read_bytes()
    assert "altered" in str(refused("lint", bank, "--fix"))
    assert bank.read_bytes() == before


def test_misuse_is_told(bank: Path) -> None:
    assert "no rule nonsense" in str(refused("lint", bank, "--only", "nonsense"))
    assert "go with --fix" in str(refused("lint", bank, "--dry-run"))


def test_the_rules_are_listed_without_a_bank() -> None:
    assert [one["code"] for one in told("rules")["rules"]] == [rule.code for rule in RULES]
    assert "keys-disagree" in run("rules").stdout


def test_in_a_bank_with_a_book_mending_is_a_revision_by_somebody_named_and_a_draft_again(bank: Path) -> None:
    run("settle", bank, "--by", "Bà Lan")
    before = bank.read_bytes()
    assert "must be named" in str(refused("lint", bank, "--fix"))
    assert bank.read_bytes() == before
    assert not fixes_path(bank).exists()
    told("lint", bank, "--fix", "--by", "Ông Ba")
    assert Bank(bank).standings().items["AN"].standing == "draft"
    assert Bank(bank).standings().items["AN"].authors == ("Ông Ba",)


def test_a_retired_item_is_not_looked_at(bank: Path) -> None:
    run("settle", bank, "--by", "Bà Lan")
    run("review", bank, "AN", "--retire", "--by", "Bà Lan", "--comment", "cũ")
    assert {one["item"] for one in told("lint", bank, "--date", "2025-06-30")["findings"]} == {"BINH"}
