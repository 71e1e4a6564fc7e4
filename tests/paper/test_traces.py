"""Claims about rows that a candidate began otherwise than the rule says: nothing written there is taken for nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from examcore_paper.payload import sign
from examcore_paper.reader import PageReading, read_grey
from examcore_paper.simulate import SHEET_KEY, draw_sheet
from tests.paper.rooms import PLAN, SITTING

Grey = npt.NDArray[np.uint8]

K = 200 / 25.4
RADIUS = PLAN.layout.bubble / 2 * K
ROW, LETTER = 33, 1
INK = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """A page and the centre of a bubble on it (pixels)."""

    page: Grey
    x: float
    y: float

    def at(self, right: float, down: float) -> tuple[int, int]:
        """A point so many radii off the centre."""
        return round(self.x + right * RADIUS), round(self.y + down * RADIUS)

    def lines(self, *points: tuple[float, float], width: int = 2) -> None:
        line = np.array([self.at(*point) for point in points], np.int32)
        cv2.polylines(self.page, [line], False, (INK,), width, cv2.LINE_AA)

    def disc(self, radii: float, ink: int = INK) -> None:
        cv2.circle(self.page, self.at(0, 0), round(radii * RADIUS), (ink,), -1, cv2.LINE_AA)

    def ring(self, radii: float) -> None:
        cv2.circle(self.page, self.at(0, 0), round(radii * RADIUS), (INK,), 2, cv2.LINE_AA)

    def smear(self, radii: float, grey: int) -> None:
        """What is lighter than this grey becomes as dark."""
        smeared = np.full_like(self.page, 255)
        cv2.circle(smeared, self.at(0, 0), round(radii * RADIUS), (grey,), -1, cv2.LINE_AA)
        np.minimum(self.page, smeared, out=self.page)


def spot(page: Grey, point: tuple[float, float]) -> Spot:
    return Spot(page, point[0] * K, point[1] * K)


def fill_in(*left: int) -> Grey:
    """The first candidate's sheet with dark marks: A, B, C, D in turn; the items named are left blank."""
    owner = SITTING.candidates[0]
    page = draw_sheet(PLAN.layout, sign(SHEET_KEY, SITTING, 1, owner.booklet)).copy()
    for row in PLAN.layout.items:
        if row.number not in left:
            spot(page, row.bubbles[row.number % 4]).disc(1.1)
    for grid, text in ((PLAN.layout.candidate, owner.number), (PLAN.layout.booklet, owner.booklet)):
        for column, digit in zip(grid.columns, text.rjust(len(grid.columns)), strict=True):
            if digit != " ":
                spot(page, column[int(digit)]).disc(1.0)
    return page


def write(page: Grey, sign_of: Callable[[Spot], None], row: int = ROW, letter: int = LETTER) -> Grey:
    point = next(one for one in PLAN.layout.items if one.number == row).bubbles[letter]
    sign_of(spot(page, point))
    return page


def scan(page: Grey, how: str) -> Grey:
    if how == "150 dpi":
        return np.asarray(cv2.resize(page, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA), np.uint8)
    if how == "noisy":
        noise = np.random.default_rng(7).normal(0, 8, page.shape)
        return np.clip(cv2.GaussianBlur(page, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)
    return page


def read_row(page: Grey, row: int = ROW) -> tuple[str, PageReading]:
    reading = read_grey(PLAN, page)
    assert reading.state == "read", reading.reason
    return reading.mark(row), reading


SIGNS: dict[str, Callable[[Spot], None]] = {
    "a thin tick": lambda at: at.lines((-1, 0), (-0.2, 0.8), (1.4, -1.4)),
    "a tick beside it": lambda at: at.lines((0.6, 0.6), (1.1, 1.2), (2.0, -0.6), width=3),
    "a stroke": lambda at: at.lines((-1.2, 1.2), (1.2, -1.2)),
    "a thin cross": lambda at: at.lines((-1, -1), (1, 1), (0, 0), (-1, 1), (1, -1)),
    "a ring around it": lambda at: at.ring(1.35),
    "a line under it": lambda at: at.lines((-1.2, 1.35), (1.2, 1.35), width=3),
    "a pen that rested": lambda at: at.disc(0.35),
    "a smear": lambda at: at.smear(0.9, 215),
}


@pytest.mark.parametrize("how", ["as drawn", "150 dpi", "noisy"])
@pytest.mark.parametrize("name", SIGNS)
def test_what_was_written_in_or_around_an_empty_row_is_for_review(name: str, how: str) -> None:
    page = scan(write(fill_in(ROW), SIGNS[name]), how)
    mark, reading = read_row(page)
    assert mark == "?"
    assert [number for number, one in reading.marks if one == "?"] == [ROW]


@pytest.mark.parametrize("how", ["as drawn", "150 dpi", "noisy"])
def test_a_row_that_nobody_touched_is_blank_however_many_there_are(how: str) -> None:
    left = (1, 2, 20, ROW, 60, 99, 100)
    _, reading = read_row(scan(fill_in(*left), how))
    assert [number for number, mark in reading.marks if mark == ""] == list(left)
    assert all(mark != "?" for _, mark in reading.marks)


@pytest.mark.parametrize("how", ["as drawn", "150 dpi", "noisy"])
def test_what_is_left_of_an_erased_mark_is_no_second_answer(how: str) -> None:
    page = fill_in(ROW)
    write(page, lambda at: at.disc(1.0, 110), letter=0)  # a pencil lighter than the others
    write(page, lambda at: at.disc(1.0, 140), letter=2)
    mark, _ = read_row(scan(page, how))
    assert mark == "?"


def test_two_full_marks_are_told_as_two() -> None:
    page = fill_in(ROW)
    for letter in (0, 2):
        write(page, lambda at: at.disc(1.0), letter=letter)
    assert read_row(page)[0] == "AC"
