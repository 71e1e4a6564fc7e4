"""Knows what is promised of review: what officers decide stands, is never lost, and nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examcore.canonical import encode as canonical
from examcore.errors import BadInput, BrokenSeal, NotFound
from examcore.nouns import PaperRules, Sitting, SittingSecrets
from examcore.sitting import load
from examcore_paper.delivery import PaperDelivery
from examcore_paper.review import Desk
from examcore_paper.scans import REVIEW_FILE
from examcore_paper.simulate import ROUGH, SCAN, SHEET_KEY, Filled, simulate_page
from tests.paper.rooms import SITTING, layouts_of, save_page, tidy_page
from tests.paper.test_scan_file import run

LAN, MINH = "Nguyễn Thị Lan", "Trần Minh"


def now() -> datetime:
    return datetime(2024, 11, 15, 9, 30, tzinfo=UTC)


def make_folder(path: Path, pages: Sequence[Filled], sitting: Sitting = SITTING) -> Path:
    """A sitting whose sheets were collected."""
    folder = path / "sitting"
    scans = path / "scans"
    scans.mkdir()
    folder.mkdir()
    (folder / "sitting.json").write_bytes(canonical(sitting))
    (folder / "secrets.json").write_bytes(canonical(SittingSecrets(SHEET_KEY, ())))
    (folder / "layouts.json").write_bytes(canonical(tuple(one for _, one in sorted(layouts_of(SITTING).items()))))
    for number, page in enumerate(pages, start=1):
        save_page(page, scans / f"{number}.jpg")
    if pages:
        code, _, told = run("sitting", "collect", str(folder), str(scans))
        assert code == 0, told
    return folder


@pytest.fixture(scope="module")
def rough() -> Filled:
    """A sheet with some doubtful marks."""
    return simulate_page(SITTING, 1, seed=11, habits=ROUGH)


@pytest.fixture
def folder(tmp_path: Path, rough: Filled) -> Path:
    return make_folder(tmp_path, [rough, tidy_page(2)])


def desk_of(folder: Path) -> Desk:
    return Desk(load(folder), now)


def collected(folder: Path) -> dict[str, list[str]]:
    """The questions in review of each candidate after judging again."""
    code, _, told = run("sitting", "collect", str(folder))
    assert code == 0, told
    return {one.candidate: list(one.reviews) for one in load(folder).responses}


# --- marks ----------------------------------------------------------------------------------------


def test_settled_marks_are_no_longer_in_review_and_say_what_the_officer_said(folder: Path, rough: Filled) -> None:
    desk = desk_of(folder)
    doubts = desk.doubts()
    assert doubts
    assert collected(folder)["260001"]
    for doubt in doubts:
        desk.mark(LAN, doubt.reading.key, doubt.item, rough.truth[doubt.item])
    assert desk.open_for(MINH) == ()
    assert collected(folder)["260001"] == []
    responses = next(one for one in load(folder).responses if one.candidate == "260001")
    layout = layouts_of(SITTING)["form-1", "101"]
    for number, question in enumerate(layout.questions, start=1):
        due = tuple(question.options["ABCD".index(letter)] for letter in rough.truth[number])
        assert responses.to(question.question).options == due
    assert LAN in " ".join(responses.doubts)


def test_a_doubt_comes_with_a_picture_and_a_guess_that_is_usually_right(folder: Path, rough: Filled) -> None:
    doubts = desk_of(folder).doubts()
    assert all(doubt.crop() for doubt in doubts)
    assert all(len(doubt.weights) == 4 for doubt in doubts)
    assert sum(doubt.guess == rough.truth[doubt.item] for doubt in doubts) > len(doubts) / 2


def test_two_officers_must_agree_and_their_differences_are_shown(folder: Path) -> None:
    desk = desk_of(folder)
    desk.need_two(LAN)
    first, second, *_ = desk.doubts()
    for doubt in (first, second):
        desk.mark(LAN, doubt.reading.key, doubt.item, "A")
    assert [doubt.item for doubt in desk.open_for(MINH)][:2] == [first.item, second.item]
    assert first.item not in [doubt.item for doubt in desk.open_for(LAN)]
    desk.mark(MINH, first.reading.key, first.item, "A")
    desk.mark(MINH, second.reading.key, second.item, "B")
    found = {doubt.item: doubt for doubt in desk.doubts()}
    assert found[first.item].settled is not None
    assert (found[second.item].settled, found[second.item].differs) == (None, True)
    assert [vote.value for vote in found[second.item].votes] == ["A", "B"]
    assert second.item in [doubt.item for doubt in desk.open_for(LAN)]
    desk.mark(LAN, second.reading.key, second.item, "B")
    assert {doubt.item: doubt.settled for doubt in desk.doubts()}[second.item] is not None


def test_where_the_policy_wants_two_officers_a_doubt_decided_once_is_still_open_everywhere(
    tmp_path: Path, rough: Filled
) -> None:
    rules = replace(SITTING, profile=replace(SITTING.profile, paper_rules=PaperRules(two_officers=True)))
    folder = make_folder(tmp_path, [rough], rules)
    waiting = collected(folder)["260001"]
    assert waiting
    _, text, _ = run("sheet", "doubts", str(folder), "--json")
    told = json.loads(text)
    assert told["needs_two"]
    for doubt in told["doubts"]:
        words = ("--page", doubt["page"], "--item", str(doubt["item"]), "--mark", rough.truth[doubt["item"]] or "-")
        code, text, _ = run("sheet", "decide", str(folder), "--by", LAN, *words, "--json")
        assert (code, json.loads(text)["open"]) == (0, len(told["doubts"]))
    assert collected(folder)["260001"] == waiting
    assert desk_of(folder).open_for(LAN) == ()
    assert desk_of(folder).waits_for_second == len(told["doubts"])
    for doubt in desk_of(folder).open_for(MINH):
        desk_of(folder).mark(MINH, doubt.reading.key, doubt.item, rough.truth[doubt.item])
    assert collected(folder)["260001"] == []
    (folder / "sitting.json").write_bytes(canonical(SITTING))  # by another rule one word would have been enough
    assert desk_of(folder).doubts()[0].settled is not None


def test_one_officer_under_two_spellings_is_one(folder: Path) -> None:
    desk = desk_of(folder)
    desk.need_two(LAN)
    doubt = desk.doubts()[0]
    desk.mark(LAN, doubt.reading.key, doubt.item, "A")
    desk.mark("  nguyễn thị  LAN ", doubt.reading.key, doubt.item, "A")
    assert desk.doubts()[0].settled is None


def test_a_later_word_of_the_same_officer_counts_and_both_stay_on_record(folder: Path) -> None:
    desk = desk_of(folder)
    doubt = desk.doubts()[0]
    desk.mark(LAN, doubt.reading.key, doubt.item, "A")
    collected(folder)
    desk.mark(LAN, doubt.reading.key, doubt.item, "")
    assert desk.doubts()[0].settled == desk.reviewed.decisions[-1]
    assert [one.value for one in desk.reviewed.decisions] == ["A", ""]
    question = layouts_of(SITTING)["form-1", "101"].questions[doubt.item - 1].question
    collected(folder)
    responses = next(one for one in load(folder).responses if one.candidate == "260001")
    assert (responses.to(question).options, responses.to(question).in_review) == ((), False)


def test_a_sure_mark_is_changed_only_with_a_reason_and_letters_must_be_there(folder: Path) -> None:
    desk = desk_of(folder)
    page = desk.readings[1]
    with pytest.raises(BadInput) as refusal:
        desk.mark(LAN, page.key, 5, "A")
    assert "needs a reason" in refusal.value.text.read("en")
    for letters in ("E", "AA", "?"):
        with pytest.raises(BadInput):
            desk.mark(LAN, page.key, 5, letters, "seen on paper")
    for key, item in (("nothing:1", 5), (page.key, 101), (page.key, 0)):
        with pytest.raises(NotFound):
            desk.mark(LAN, key, item, "A")
    with pytest.raises(BadInput):
        desk.mark("  ", page.key, 5, "A", "seen on paper")
    desk.mark(LAN, page.key, 5, "A", "seen on paper")
    assert desk.readings[1].mark(5) == "A"


# --- pages ----------------------------------------------------------------------------------------


def test_a_page_is_taken_for_who_the_officer_says_and_its_twin_no_longer_counts(tmp_path: Path) -> None:
    again = tidy_page(1, replace(SCAN, turns=(180,)))
    folder = make_folder(tmp_path, [tidy_page(1), again, tidy_page(2, number="260003")])
    assert collected(folder) == {}
    desk = desk_of(folder)
    assert [(d.item, d.settled) for d in desk.doubts()] == [(0, None)] * 3
    first, _, other = desk.readings
    desk.take(LAN, first.key, "260001", "101", "both scans show the same paper")
    assert [r.state for r in desk.readings] == ["read", "refused", "review"]
    assert "another page" in str(desk.readings[1].reason.read("en") if desk.readings[1].reason else "")
    desk.take(LAN, other.key, "260002", "102", "number marked by mistake")
    assert sorted(collected(folder)) == ["260001", "260002"]


def test_a_page_set_aside_takes_back_what_was_collected_from_it(folder: Path) -> None:
    assert sorted(collected(folder)) == ["260001", "260002"]
    desk = desk_of(folder)
    desk.drop(LAN, desk.readings[1].key, "handed in by somebody else")
    assert sorted(collected(folder)) == ["260001"]
    assert "handed in by somebody else" in str(desk.readings[1].reason)


def test_a_page_given_to_another_candidate_is_taken_from_the_first(folder: Path) -> None:
    collected(folder)
    desk = desk_of(folder)
    desk.take(LAN, desk.readings[1].key, "260006", "102", "sat at the wrong desk")
    assert sorted(collected(folder)) == ["260001", "260006"]


def test_a_page_whose_marks_nobody_could_measure_is_decided_mark_by_mark(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [tidy_page(1, replace(SCAN, bilevel=150))])
    desk = desk_of(folder)
    page = desk.readings[0]
    with pytest.raises(NotFound):
        desk.mark(LAN, page.key, 1, "A")
    desk.take(LAN, page.key, "260001", "101", "the paper is at hand")
    assert len([doubt for doubt in desk.doubts() if doubt.item]) == 100


def test_a_page_needs_a_reason_a_known_candidate_and_a_booklet_of_theirs(folder: Path) -> None:
    desk = desk_of(folder)
    page = desk.readings[0].key
    with pytest.raises(NotFound):
        desk.take(LAN, page, "999", "101", "x")
    with pytest.raises(BadInput):
        desk.take(LAN, page, "260001", "999", "x")
    with pytest.raises(BadInput):
        desk.drop(LAN, page, "  ")
    assert desk.reviewed.decisions == ()


# --- the record -----------------------------------------------------------------------------------


def test_every_decision_is_in_the_log_and_a_changed_one_is_found(folder: Path) -> None:
    desk = desk_of(folder)
    for doubt in desk.doubts()[:2]:
        desk.mark(LAN, doubt.reading.key, doubt.item, "A")
    events = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert [one["facts"]["by"] for one in events if one["act"] == "sheet.decide"] == [LAN, LAN]
    path = folder / "kept" / PaperDelivery.id / REVIEW_FILE
    path.write_bytes(path.read_bytes().replace(b'"value":"A"', b'"value":"B"', 1))
    with pytest.raises(BrokenSeal):
        desk_of(folder)


def test_two_desks_see_each_others_decisions(folder: Path) -> None:
    one, other = desk_of(folder), desk_of(folder)
    doubt = one.doubts()[0]
    one.mark(LAN, doubt.reading.key, doubt.item, "A")
    other.look_again()
    assert other.doubts()[0].settled == one.doubts()[0].settled
