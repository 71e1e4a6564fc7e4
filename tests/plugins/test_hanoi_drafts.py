"""Claims about drafts out of Hà Nội's catalogue: no distractor is right for the post asked, and no bank takes a draft.

What is right is looked up again here, in another way than the product does.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examcore.engine.lint import lint
from examcore.formats.text import TextFormat, write
from examcore.nouns import Position
from examcore.plugins import load_plugins
from examcore.proposing import MACHINE, Drafted, Lore, make_drafts, propose
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import make_bank
from examcore_hanoi.catalogue import HanoiCatalogue
from tests.plugins.decision_texts import find_whole

CATALOGUE = HanoiCatalogue()
POSITIONS = CATALOGUE.positions()
BY_CODE = {one.code: one for one in POSITIONS}
CODES = [one.code for one in POSITIONS]
PHRASE = "một mật khẩu thử"


@pytest.fixture(scope="module")
def drafted() -> Drafted:
    """Up to ten drafts for each of the 85 positions."""
    return make_drafts(POSITIONS, CODES, CATALOGUE.source, 10, "thử")


def words(text: str) -> list[str]:
    """The words of a text without accents."""
    bare = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c)))


def share(one: str, other: str) -> float:
    """How much of the shorter text's words the longer one has."""
    left, right = set(words(one)), set(words(other))
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def said_of(position: Position) -> str:
    """Everything a description says, as one line of plain words."""
    texts = [position.title, position.unit]
    texts += [text for task in position.tasks for text in (task.task, task.criterion)]
    texts += [line for fact in position.facts for line in fact.lines]
    return " | ".join(" ".join(words(text)) for text in texts)


def test_no_distractor_is_right_for_the_position_asked(drafted: Drafted) -> None:
    """Duties and criteria: not printed in the asked description, not within a printed row nor the other way round, and
    no row of it shares most of its words; their owners sit in other units.
    """
    checked = 0
    for one in drafted.proposals:
        asked = one.position
        whole = said_of(asked)
        for text, code in zip(one.distractors, one.owners, strict=True):
            checked += 1
            owner = BY_CODE[code]
            assert " ".join(words(text)) not in whole, (asked.code, text)
            assert words(owner.unit) != words(asked.unit)
            if one.kind in ("duty", "criterion"):
                assert owner.title.split(" ")[0] not in ("TRƯỞNG", "PHÓ", "CHÁNH", "CHỦ")
                rows = [task.task if one.kind == "duty" else task.criterion for task in asked.tasks]
                assert max(share(text, row) for row in rows if len(words(row)) > 4) < 0.8, (asked.code, text)
            if one.kind == "unit":
                assert not set(words(text)) - {"phong", "va"} <= set(words(asked.unit))
    assert checked == 3 * len(drafted.items) >= 600


def test_a_key_is_a_row_of_the_position_asked_and_every_distractor_one_of_its_owner(drafted: Drafted) -> None:
    for one in drafted.proposals:
        assert " ".join(words(one.key)) in said_of(one.position)
        for text, code in zip(one.distractors, one.owners, strict=True):
            assert " ".join(words(text)) in said_of(BY_CODE[code])
        assert len(set(one.owners)) == 3
        assert one.position.code not in one.owners


def test_the_drafts_are_clean_by_the_lint_and_marked_as_nobodys(drafted: Drafted) -> None:
    assert [(one.code, one.item) for one in lint(drafted.items, date(2020, 1, 1))] == []
    assert {item.tags.origin for item in drafted.items} == {MACHINE}
    for item, one in zip(drafted.items, drafted.proposals, strict=True):
        assert item.tags.positions == (one.position.code,)
        assert [basis.place for basis in item.tags.bases] == [one.place]
        assert "Quyết định số 3263/QĐ-UBND" in item.stem


def test_the_same_seed_gives_the_same_drafts_and_another_seed_others(drafted: Drafted) -> None:
    some = CODES[20:24]
    first = make_drafts(POSITIONS, some, CATALOGUE.source, 4, "a")
    assert make_drafts(POSITIONS, some, CATALOGUE.source, 4, "a") == first
    assert make_drafts(POSITIONS, some, CATALOGUE.source, 4, "b").items != first.items
    assert sum(count > 0 for _, count in drafted.counts) >= 60


def test_a_duty_two_posts_share_is_no_distractor_for_either() -> None:
    asked, lender = BY_CODE["CMNV 25"], BY_CODE["CMNV 49"]
    shared = replace(asked, tasks=(*asked.tasks, lender.tasks[0]))
    lore = Lore([shared if one.code == asked.code else one for one in POSITIONS])
    for seed in ("1", "2", "3"):
        for one in propose(lore, shared, CATALOGUE.source, seed, ("duty",)):
            assert lender.tasks[0].task.strip(" ;.") not in one.distractors


@pytest.mark.parametrize("code", ["LĐQL 07", "LĐQL 08", "CMNV 57"])
def test_a_post_that_leads_or_whose_unit_could_be_any_is_asked_nothing(code: str) -> None:
    assert propose(Lore(POSITIONS), BY_CODE[code], CATALOGUE.source, "1") == ()


def test_a_duty_any_post_may_be_given_is_no_distractor(drafted: Drafted) -> None:
    said = [text.lower() for one in drafted.proposals for text in one.distractors]
    assert not [text for text in said if "đồng nghiệp" in text or "lãnh đạo giao" in text or "phòng giao" in text]


def test_schooling_is_asked_from_the_whole_decision_with_fields_nobody_shares() -> None:
    positions = CATALOGUE.read(find_whole().read_text(encoding="utf-8")).positions
    made = make_drafts(positions, [one.code for one in positions], CATALOGUE.source, 1, "1", kinds=("schooling",))
    assert len(made.items) >= 10
    for one in made.proposals:
        mine = {word for fact in one.position.facts if fact.label == "Trình độ chuyên môn"
                for line in fact.lines for word in words(line.split("ngành", 1)[-1])}  # fmt: skip
        common = {"quan", "ly", "tri", "hoc", "cong", "nganh", "cac", "va", "ve", "hoac", "chuyen"}
        for text in one.distractors:
            assert not set(words(text)) & (mine - common)


def run(*line: str | Path) -> Result:
    plugins = load_plugins()
    return CliRunner().invoke(build(plugins), ["--lang", "en", *map(str, line)], obj=Shell(plugins),
                              env={"EXAMCORE_PASSPHRASE": PHRASE})  # fmt: skip


def test_no_bank_takes_a_draft_until_somebody_answers_for_it(tmp_path: Path) -> None:
    make_bank(tmp_path / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    draft = ("catalog", "draft", "--position", "CMNV 25", "--count", "3", "--out", tmp_path / "d.txt")
    done = run(*draft, "--json")
    assert done.exception is None, done.output
    assert json.loads(done.stdout)["positions"] == [{"code": "CMNV 25", "drafts": 3}]
    add = ("bank", "add", tmp_path / "a.bank", tmp_path / "d.txt", "--json")
    refused = run(*add)
    assert {one["code"] for one in json.loads(refused.stdout)["problems"]} == {"machine-draft"}
    assert json.loads(run(*add, "--only-good").stdout)["added"] == 0
    text = (tmp_path / "d.txt").read_text(encoding="utf-8")
    (tmp_path / "d.txt").write_text(text.replace(MACHINE, "Phòng Nội vụ, bà Lan"), encoding="utf-8")
    taken = run(*add)
    assert (taken.exit_code, json.loads(taken.stdout)["added"]) == (0, 3)
    assert run(*draft).exit_code != 0  # the file is there


def test_the_file_gives_the_drafts_back(drafted: Drafted) -> None:
    assert TextFormat().read("d.txt", write(drafted.items), "", "", ()).items == drafted.items
