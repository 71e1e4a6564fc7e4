"""Claims about sheets that are typed in: they count as those who typed them agree now, never by one officer alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.language import LANGUAGES, speaking
from examcore.nouns import Responses
from examcore.sitting import load
from examcore_paper.review.typed import keep_typed, type_sheet
from examcore_paper.scans import TYPED_FILE
from tests.paper.rooms import PLAN, SITTING
from tests.paper.test_review import LAN, MINH, collected, desk_of, make_folder, now
from tests.paper.test_scan_file import run

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


def test_a_typed_sheet_is_the_same_in_whatever_language_it_is_collected(folder: Path) -> None:
    type_in(folder, LAN, "A")
    type_in(folder, MINH, "B")
    origins = set()
    for language, mark in zip(LANGUAGES, "CD", strict=True):
        desk = desk_of(folder)
        desk.mark(LAN, desk.readings[0].key, 1, mark)
        with speaking(language):
            assert run("--lang", language, "sitting", "collect", str(folder))[0] == 0
        assert kept(folder).to(FIRST).options == (f"{FIRST}-{mark}",)
        origins.add(kept(folder).origin)
    assert len(origins) == 1
