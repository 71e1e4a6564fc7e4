"""Claims about officers' acts that are no longer in their files: the log knows of them, and nothing goes on unsaid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from examcore.errors import BadInput, BrokenSeal
from examcore.log import read_log
from examcore.sitting import accept_loss, find_lost, load
from examcore_paper.review import Desk
from examcore_paper.scans import REVIEW_FILE, TYPED_FILE
from tests.paper.rooms import tidy_page
from tests.paper.test_review import LAN, MINH, collected, desk_of, make_folder, now
from tests.paper.test_scan_file import run

MARKS = "A" * 100
WHY = "the disk broke"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path, [tidy_page(1), tidy_page(2)])


def decide_twice(folder: Path, letters: str = "CD") -> Desk:
    """A sure mark changed, and changed again."""
    desk = desk_of(folder)
    page = desk.readings[0].key
    for letter in letters:
        desk.mark(LAN, page, 17, letter, "looked at the paper")
    return desk


def review_of(folder: Path) -> Path:
    return load(folder).kept("paper") / REVIEW_FILE


def cut_last_line(file: Path) -> None:
    *lines, _, rest = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([*lines, rest]))


def cut_into_last_line(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def cut_all_but_head(file: Path) -> None:
    file.write_bytes(file.read_bytes().split(b"\n")[0] + b"\n")


@pytest.mark.parametrize("harm", [cut_last_line, cut_into_last_line, cut_all_but_head, Path.unlink])
def test_a_decision_cut_off_the_end_is_found_by_everybody_who_reads_on(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    decide_twice(folder)
    harm(review_of(folder))
    with pytest.raises(BrokenSeal) as refusal:
        desk_of(folder)
    assert "lacks or has changed" in refusal.value.text.read("en")
    for words in (("sitting", "collect"), ("sheet", "read", "--sitting"), ("sheet", "reconcile"), ("sheet", "doubts")):
        code, _, told = run(*words, str(folder))
        assert (code, "accept-loss" in told) == (1, True), words


def test_a_chain_that_was_written_anew_from_its_start_is_found(folder: Path) -> None:
    decide_twice(folder)
    review_of(folder).unlink()
    (folder / "log.jsonl").rename(folder / "aside")
    decide_twice(folder, "BCDA")
    (folder / "aside").replace(folder / "log.jsonl")
    with pytest.raises(BrokenSeal):
        desk_of(folder)


def test_a_typed_sheet_cut_off_the_end_is_found(tmp_path: Path) -> None:
    folder, list_file = make_folder(tmp_path, []), tmp_path / "typed.csv"
    list_file.write_text(f"candidate,booklet,marks\n260001,101,{MARKS}\n", "utf-8")
    for by in (LAN, MINH):
        assert run("sheet", "type", str(folder), "--by", by, "--from", str(list_file))[0] == 0
    assert collected(folder) == {"260001": []}
    cut_last_line(load(folder).kept("paper") / TYPED_FILE)
    for words in (("sitting", "collect", str(folder)), ("sheet", "type", str(folder), "--by", LAN, "--from",
                                                         str(list_file))):  # fmt: skip
        code, _, told = run(*words)
        assert (code, TYPED_FILE in told) == (1, True)


def test_decisions_that_the_log_knows_nothing_of_yet_are_no_loss(folder: Path) -> None:
    """A power cut between the file and the log leaves the file the longer one."""
    desk = decide_twice(folder)
    kept = (folder / "log.jsonl").read_bytes()
    desk.mark(LAN, desk.readings[0].key, 18, "A", "looked at the paper")
    (folder / "log.jsonl").write_bytes(kept)
    assert find_lost(load(folder)) == ()
    assert len(desk_of(folder).reviewed.decisions) == 3


def test_a_loss_that_was_accepted_is_on_record_and_no_longer_in_the_way(folder: Path) -> None:
    decide_twice(folder)
    cut_last_line(review_of(folder))
    (lost,) = accept_loss(load(folder), MINH, WHY, now())
    assert lost.file == f"kept/paper/{REVIEW_FILE}"
    event = read_log(folder / "log.jsonl").events[-1]
    assert (event.act, event.fact("by"), event.fact("why")) == ("kept.lost", MINH, WHY)
    desk = desk_of(folder)
    assert [one.value for one in desk.reviewed.decisions] == ["C"]
    desk.mark(LAN, desk.readings[0].key, 17, "D", "looked again")
    cut_last_line(review_of(folder))
    with pytest.raises(BrokenSeal):
        desk_of(folder)


def test_a_file_that_is_gone_can_be_gone_on_without(folder: Path) -> None:
    decide_twice(folder)
    review_of(folder).unlink()
    code, given, _ = run("sitting", "accept-loss", str(folder), "--by", MINH, "--why", WHY)
    assert (code, REVIEW_FILE in given) == (0, True)
    assert desk_of(folder).reviewed.decisions == ()
    decide_twice(folder)
    assert find_lost(load(folder)) == ()


@pytest.mark.parametrize(("by", "why"), [("", WHY), (" ", WHY), (LAN, " ")])
def test_nothing_is_accepted_by_nobody_or_without_a_reason(folder: Path, by: str, why: str) -> None:
    decide_twice(folder)
    cut_last_line(review_of(folder))
    with pytest.raises(BadInput):
        accept_loss(load(folder), by, why, now())
    assert len(find_lost(load(folder))) == 1


def test_where_nothing_is_lost_nothing_is_recorded(folder: Path) -> None:
    decide_twice(folder)
    before = (folder / "log.jsonl").read_bytes()
    assert run("sitting", "accept-loss", str(folder), "--by", MINH, "--why", WHY)[0] == 0
    assert (folder / "log.jsonl").read_bytes() == before
