"""Claims about sheets that are typed in: they count as those who typed them agree now, never by one officer alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.errors import BadInput
from examcore.nouns import Responses
from examcore.sitting import load
from examcore_paper.review.typed import keep_typed, type_sheet
from examcore_paper.scans import TYPED_FILE
from tests.paper.rooms import PLAN, SITTING
from tests.paper.test_review import LAN, MINH, collected, desk_of, make_folder, now

HOA = "Lê Thị Hoa"
FIRST = "q102"
"""The first item of booklet 101."""


def type_in(folder: Path, by: str, marks: str, booklet: str = "101") -> None:
    """The first candidate's sheet typed by an officer; marks left out are A."""
    sheet = type_sheet(PLAN, now().isoformat(), by, "260001", booklet, marks.ljust(100, "A"))
    keep_typed(load(folder).kept("paper") / TYPED_FILE, SITTING.id, [sheet])


def kept(folder: Path) -> Responses:
    (responses,) = load(folder).responses
    return responses


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path, [])


def test_a_third_officer_who_typed_another_mark_opens_what_two_had_settled(folder: Path) -> None:
    for by in (LAN, MINH):
        type_in(folder, by, "A")
    assert collected(folder) == {"260001": []}
    type_in(folder, HOA, "B")
    assert collected(folder) == {"260001": [FIRST]}
    type_in(folder, HOA, "A")
    assert collected(folder) == {"260001": []}


@pytest.mark.parametrize("by", [LAN, MINH])
def test_a_sheet_that_one_officer_typed_is_taken_by_nobody(folder: Path, by: str) -> None:
    type_in(folder, LAN, "C")
    desk = desk_of(folder)
    with pytest.raises(BadInput) as refusal:
        desk.take(by, desk.readings[0].key, "260001", "101", "I am sure")
    assert "one officer alone" in refusal.value.text.read("en")
    assert desk.reviewed.decisions == ()
    assert collected(folder) == {}


def test_a_typed_sheet_that_was_taken_waits_again_once_other_marks_are_typed(folder: Path) -> None:
    type_in(folder, LAN, "C")
    type_in(folder, MINH, "C", "102")
    desk = desk_of(folder)
    desk.take(LAN, desk.readings[0].key, "260001", "101", "the paper says 101")
    assert collected(folder) == {"260001": []}
    assert kept(folder).to(FIRST).options == (f"{FIRST}-C",)
    type_in(folder, LAN, "D")
    assert collected(folder) == {}
    desk = desk_of(folder)
    (doubt,) = desk.doubts()
    assert (doubt.item, doubt.settled) == (0, None)
    desk.take(MINH, doubt.reading.key, "260001", "101", "the paper says 101")
    assert collected(folder) == {"260001": [FIRST]}


def test_what_a_desk_took_holds_only_for_the_marks_it_saw(folder: Path) -> None:
    type_in(folder, LAN, "C")
    type_in(folder, MINH, "C", "102")
    desk = desk_of(folder)
    for by, booklet in ((LAN, "101"), (MINH, "102")):
        type_in(folder, by, "D", booklet)
    desk.take(HOA, desk.readings[0].key, "260001", "101", "the paper says 101")
    assert collected(folder) == {}
    assert desk_of(folder).doubts()[0].settled is None


def test_a_mark_that_was_decided_waits_again_once_two_officers_typed_otherwise(folder: Path) -> None:
    type_in(folder, LAN, "C")
    type_in(folder, MINH, "D")
    desk = desk_of(folder)
    page = desk.readings[0].key
    desk.mark(HOA, page, 1, "D")
    assert collected(folder) == {"260001": []}
    assert kept(folder).to(FIRST).options == (f"{FIRST}-D",)
    type_in(folder, MINH, "C")
    assert collected(folder) == {"260001": []}
    assert kept(folder).to(FIRST).options == (f"{FIRST}-C",)
    type_in(folder, MINH, "B")
    assert collected(folder) == {"260001": [FIRST]}


@pytest.mark.parametrize("other", ["nguyễn thị lan", "Nguyễn  Thị Lan.", "Nguyễn\u200b Thị Lan", "Nguyễn Thị-Lan",
                                   "NguyễnThị Lan", "Nguyen Thi Lan"])  # fmt: skip
def test_one_officer_is_not_two_by_another_spelling(folder: Path, other: str) -> None:
    type_in(folder, LAN, "C")
    type_in(folder, other, "C")
    assert collected(folder) == {}


@pytest.mark.parametrize("name", ["", " ", ".", "\u200b", "--", "7"])
def test_nobody_is_no_officer(folder: Path, name: str) -> None:
    with pytest.raises(BadInput):
        type_in(folder, name, "C")
