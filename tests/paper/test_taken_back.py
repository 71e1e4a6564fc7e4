"""Claims about collecting again: the responses kept are those of the pages that count now, whatever came first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from examcore.nouns import Responses
from examcore.sitting import load
from examcore_paper.reader.locate import locate
from examcore_paper.simulate import SCAN, TIDY, Filled, simulate_page
from tests.paper.rooms import PLAN, SITTING, save_page, tidy_page
from tests.paper.test_review import LAN, MINH, collected, desk_of, make_folder
from tests.paper.test_scan_file import run


def hide_code(filled: Filled) -> Filled:
    """The page with its code painted over, so that nobody can say whose sheet it is."""
    page, place, code = filled.page.copy(), locate(filled.page, PLAN.layout), PLAN.layout.qr
    assert place is not None
    corners = [(x, y) for x in (code.x - 1, code.right + 1) for y in (code.y - 1, code.bottom + 1)]
    spots = place.pixels(np.array(corners, float))
    (left, top), (right, bottom) = spots.min(0).astype(int), spots.max(0).astype(int)
    page[top:bottom, left:right] = 250
    return replace(filled, page=page)


def bring(folder: Path, name: str, *pages: Filled) -> set[str]:
    """Collect another batch; whose responses are kept then."""
    batch = folder.parent / name
    batch.mkdir()
    for number, page in enumerate(pages, start=1):
        save_page(page, batch / f"{name}-{number}.jpg")
    code, _, told = run("sitting", "collect", str(folder), str(batch))
    assert code == 0, told
    return kept(folder)


def kept(folder: Path) -> set[str]:
    return {one.candidate for one in load(folder).responses}


def shown(folder: Path) -> set[str]:
    """Whose pages count as the desk shows them."""
    return {reading.candidate for reading in desk_of(folder).readings if reading.state == "read"}


@pytest.fixture(scope="module")
def copy() -> Filled:
    """Another paper with the serial of the first."""
    return simulate_page(SITTING, 1, seed=99, recipe=SCAN, habits=TIDY)


def test_a_page_without_a_code_that_was_taken_and_then_set_aside_counts_for_nobody(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [hide_code(tidy_page(1))])
    desk = desk_of(folder)
    (page,) = desk.readings
    assert page.serial is None
    desk.take(LAN, page.key, "260001", "101", "the paper is at hand")
    assert set(collected(folder)) == {"260001"}
    desk.drop(LAN, page.key, "it was not theirs")
    assert collected(folder) == {}


def test_a_page_one_officer_took_waits_again_when_two_are_asked_for(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [hide_code(tidy_page(1))])
    desk = desk_of(folder)
    desk.take(LAN, desk.readings[0].key, "260001", "101", "the paper is at hand")
    assert set(collected(folder)) == {"260001"}
    desk.need_two(MINH)
    assert shown(folder) == set(collected(folder)) == set()
    desk.take(MINH, desk.readings[0].key, "260001", "101", "I have seen it too")
    assert shown(folder) == set(collected(folder)) == {"260001"}


def test_a_copy_in_a_later_batch_takes_the_first_back_as_in_one_batch(tmp_path: Path, copy: Filled) -> None:
    folder = make_folder(tmp_path, [tidy_page(1), tidy_page(2)])
    assert kept(folder) == {"260001", "260002"}
    assert bring(folder, "later", copy) == shown(folder) == {"260002"}


def test_a_rival_sheet_of_one_candidate_takes_the_first_back(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [tidy_page(1)])
    desk = desk_of(folder)
    assert bring(folder, "later", hide_code(tidy_page(2))) == {"260001"}
    desk = desk_of(folder)
    desk.take(LAN, desk.readings[1].key, "260001", "101", "they say it is theirs")
    assert set(collected(folder)) == {"260001"}
    (responses,) = load(folder).responses
    assert responses.origin.startswith("later-1.jpg")
    desk.take(LAN, desk.readings[0].key, "260001", "101", "so is this")
    assert shown(folder) == set(collected(folder)) == set()


def test_two_pages_that_change_hands_are_both_kept_at_once(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [tidy_page(1), tidy_page(2)])
    before = {one.candidate: one.origin for one in load(folder).responses}
    desk = desk_of(folder)
    first, second = desk.readings
    desk.take(LAN, first.key, "260002", "102", "they changed desks")
    desk.take(LAN, second.key, "260001", "101", "they changed desks")
    collected(folder)
    after = {one.candidate: one.origin for one in load(folder).responses}
    assert after == {"260001": before["260002"], "260002": before["260001"]}


def test_the_same_picture_given_twice_takes_nothing_back(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [])
    for name in ("one", "two"):
        (tmp_path / "batch" / name).mkdir(parents=True)
        save_page(tidy_page(1), tmp_path / "batch" / name / "page.jpg")
    code, _, told = run("sitting", "collect", str(folder), str(tmp_path / "batch"))
    assert (code, kept(folder)) == (0, {"260001"}), told


def test_a_sheet_that_no_longer_counts_leaves_the_half_at_the_pc(tmp_path: Path, copy: Filled) -> None:
    folder = make_folder(tmp_path, [tidy_page(1)])
    (sheet,) = load(folder).responses
    half: Responses = replace(sheet, delivery="terminal", origin="journal-1", is_final=False)
    load(folder).keep_responses((half,))
    collected(folder)
    assert [one.is_final for one in load(folder).responses] == [True]
    assert load(folder).halves
    assert bring(folder, "later", copy) == {"260001"}
    assert load(folder).responses == (half,)
    assert not load(folder).halves
