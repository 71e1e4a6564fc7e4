"""Knows what a code that is not the sheet's own must not do: give a page an owner, or put another page aside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from examcore.canonical import encode
from examcore_paper.layout import Box
from examcore_paper.reader import PageFacts, PageReading, decide_page, examine_grey, find_missing, settle
from examcore_paper.reader.locate import Grey, locate
from examcore_paper.simulate import TIDY, simulate_page
from examcore_paper.simulate.scan import SCAN
from tests.paper.rooms import PLAN, SITTING, tidy_page

OWN, OTHER = 1, 5


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def find_box(page: Grey, box: Box) -> tuple[slice, slice]:
    """Where a box of the layout lies on a page."""
    place = locate(page, PLAN.layout)
    assert place is not None
    spots = place.pixels(np.array([(box.x, box.y), (box.right, box.bottom)], float))
    (x0, y0), (x1, y1) = spots.min(0).astype(int), spots.max(0).astype(int)
    return slice(y0, y1), slice(x0, x1)


def lay_beside(is_covered: bool = True, gap: int = 30) -> Grey:
    """A photograph of sheet 1, on which no number is marked, with the code of sheet 5 peeking out at its right."""
    page = simulate_page(SITTING, OWN, seed=3, recipe=SCAN, habits=TIDY, number="").page.copy()
    other = tidy_page(OTHER).page
    code = other[find_box(other, PLAN.layout.qr_quiet)]
    if is_covered:
        page[find_box(page, PLAN.layout.qr)] = 250
    desk = np.full((page.shape[0] + 200, page.shape[1] + code.shape[1] + 60), 235, np.uint8)
    desk[100 : 100 + page.shape[0], : page.shape[1]] = page
    left = page.shape[1] + gap
    desk[400 : 400 + code.shape[0], left : left + code.shape[1]] = code
    return desk


def examine(page: Grey, name: str) -> PageFacts:
    return replace(examine_grey(PLAN.layout, page, name), source=name.encode().hex().ljust(64, "0"))


def test_a_sheet_whose_code_is_covered_is_not_that_of_the_sheet_beside_it() -> None:
    reading = decide_page(PLAN, examine(lay_beside(), "photo"))
    assert (reading.state, reading.serial, reading.candidate) == ("review", None, "")
    assert "another sheet lies beside it" in why(reading)
    assert reading.marks  # an officer who says whose it is finds its marks


def test_a_sheet_whose_own_code_is_seen_is_read_whatever_lies_beside_it() -> None:
    reading = decide_page(PLAN, examine(lay_beside(is_covered=False), "photo"))
    assert (reading.state, reading.serial) == ("read", OWN)


def test_a_page_without_corners_is_nobodys_and_yields_to_no_scan_of_a_sheet_beside_it() -> None:
    page = lay_beside()
    page[100:420, :330] = 235
    page[-520:] = 235
    readings = settle(decide_page(PLAN, one) for one in (examine(page, "photo"), examine(tidy_page(OTHER).page, "5")))
    assert [(r.state, r.serial) for r in readings] == [("review", None), ("read", OTHER)]
    assert "000005" in why(readings[0])
    assert "corner marks" in why(readings[0])
    assert "260001" in {c.number for c in find_missing(SITTING, readings)}


def test_facts_of_a_page_with_nothing_beside_it_are_written_as_before() -> None:
    assert b"beside" not in encode(examine(tidy_page(OTHER).page, "5"))
    assert b"beside" in encode(examine(lay_beside(), "photo"))
