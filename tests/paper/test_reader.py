"""Knows what the reader must read, and what it must leave to a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from examcore_paper.payload import SPARE_FROM
from examcore_paper.reader import PageReading, PageRef, Plan, Readers, examine_each, read_files, read_grey, settle
from examcore_paper.reader.decide import find_clean, find_levels, read_rows
from examcore_paper.simulate import (
    CLEAN,
    RECIPES,
    ROUGH,
    SHEET_KEY,
    TIDY,
    Filled,
    Stroke,
    invent_sitting,
    make_marks,
    simulate_page,
)
from examcore_paper.simulate.pen import PENS, Pen
from examcore_paper.simulate.pen import Kind as Mark
from examcore_paper.simulate.scan import SCAN, bind_pdf, encode
from tests.paper.rooms import PLAN, SITTING, save_page, tidy_page

SEEN, NOTHING = np.ones((1, 4)), np.zeros((1, 4))
NOT_CLEAN = np.array([False])
GREY_RECIPES = [recipe for recipe in RECIPES if not recipe.bilevel]


def read(filled: Filled, plan: Plan = PLAN) -> PageReading:
    return read_grey(plan, filled.page)


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def answered(truth: dict[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(truth.items()))


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", GREY_RECIPES, ids=lambda r: r.name)
def test_a_tidy_sheet_is_read_exactly_however_it_was_scanned(recipe: object) -> None:
    for serial in (1, 2, 3, 4):
        filled = tidy_page(serial, recipe)  # type: ignore[arg-type]
        reading = read(filled)
        assert (reading.state, reading.reason) == ("read", None)
        assert (reading.serial, reading.candidate, reading.booklet) == (serial, filled.number, filled.code)
        assert reading.marks == answered(filled.truth)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_sheet_may_lie_in_the_scanner_any_way_round(turn: int) -> None:
    filled = tidy_page(5, replace(SCAN, turns=(turn,)))
    assert read(filled).marks == answered(filled.truth)


@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_three_fiducials_are_enough(corner: int) -> None:
    filled = tidy_page(2, missing_fiducial=corner)
    reading = read(filled)
    assert (reading.state, reading.fiducials) == ("read", 3)
    assert reading.marks == answered(filled.truth)


def test_a_photographed_sheet_in_the_middle_of_a_larger_picture_is_found() -> None:
    filled = tidy_page(3, replace(SCAN, perspective=0.03))
    desk = np.full((3000, 2600), 120, np.uint8)
    height, width = filled.page.shape
    desk[300 : 300 + height, 500 : 500 + width] = filled.page
    assert read_grey(PLAN, desk).marks == answered(filled.truth)


@pytest.mark.parametrize(
    ("counts", "options"), [((10, 20), (4, 4)), ((60, 60), (5, 5)), ((12,), (2,)), ((20, 20), (3, 6))]
)
def test_a_profile_of_another_shape_is_read_by_the_same_code(counts: tuple[int, ...], options: tuple[int, ...]) -> None:
    sitting = invent_sitting(counts, options)
    filled = simulate_page(sitting, 4, seed=5)
    reading = read_grey(Plan.of(sitting, SHEET_KEY), filled.page)
    assert reading.state == "read"
    assert len(reading.marks) == sum(counts)
    assert all(mark in ("?", filled.truth[number]) for number, mark in reading.marks)


def test_rough_marks_are_read_right_or_put_up_for_review_never_wrong() -> None:
    for serial in range(1, 9):
        filled = simulate_page(SITTING, serial, seed=11, habits=ROUGH)
        reading = read(filled)
        assert reading.state == "read"
        assert all(mark in ("?", filled.truth[number]) for number, mark in reading.marks)


@pytest.mark.parametrize("pen", PENS, ids=lambda pen: pen.name)
def test_every_pen_is_read(pen: object) -> None:
    filled = tidy_page(1, pen=pen)
    assert read(filled).marks == answered(filled.truth)


def test_a_blank_is_a_blank_and_two_full_marks_are_a_double_mark() -> None:
    filled = tidy_page(1, answers={1: "A", 2: "BD", 3: ""} | dict.fromkeys(range(4, 101), "C"))
    reading = read(filled)
    assert [reading.mark(n) for n in (1, 2, 3, 4)] == ["A", "BD", "", "C"]


# --- what is left to a person ---------------------------------------------------------------------


def test_a_black_and_white_scan_goes_to_review_whole() -> None:
    bilevel = next(recipe for recipe in RECIPES if recipe.bilevel)
    reading = read(tidy_page(1, bilevel))
    assert reading.state == "review"
    assert "grey" in why(reading)


def test_two_lost_corners_put_the_page_up_for_review_with_the_serial_that_is_seen() -> None:
    page = tidy_page(6, CLEAN).page.copy()
    page[:200, :200] = 255
    page[-200:, -200:] = 255
    reading = read_grey(PLAN, page)
    assert (reading.state, reading.serial, reading.marks) == ("review", None, ())
    assert "corner marks" in why(reading)
    assert "000006" in why(reading)


def test_a_covered_code_puts_the_page_up_for_review_and_names_nobody() -> None:
    page = tidy_page(6, CLEAN).page.copy()
    box = PLAN.layout.qr
    k = 200 / 25.4
    page[round(box.y * k) : round(box.bottom * k), round(box.x * k) : round(box.right * k)] = 0
    reading = read_grey(PLAN, page)
    assert (reading.state, reading.candidate) == ("review", "")
    assert "square code" in why(reading)


def test_a_bubbled_number_that_is_not_the_printed_one_goes_to_review_and_changes_nothing() -> None:
    reading = read(tidy_page(1, number="260002"))
    assert (reading.state, reading.candidate) == ("review", "260001")
    assert "not that of the printed sheet" in why(reading)


def test_a_personal_sheet_without_a_bubbled_number_is_read_with_a_doubt() -> None:
    reading = read(tidy_page(1, number=""))
    assert (reading.state, reading.candidate, len(reading.doubts)) == ("read", "260001", 1)


@pytest.mark.parametrize(
    ("code", "word"),
    [("", "not surely marked"), ("10", "no booklet 10"), ("102", "was printed for 101"), ("999", "no booklet 999")],
)
def test_a_booklet_code_that_is_missing_or_not_the_one_given_out_goes_to_review(code: str, word: str) -> None:
    reading = read(tidy_page(1, code=code))
    assert reading.state == "review"
    assert word in why(reading)


def test_a_spare_sheet_takes_its_candidate_only_from_a_surely_marked_number() -> None:
    spare = SPARE_FROM + 3
    reading = read(tidy_page(spare, number="260007", code="103"))
    assert (reading.state, reading.candidate, reading.booklet) == ("read", "260007", "103")
    for number in ("", "26000", "26 007", "999999"):
        other = read(tidy_page(spare, number=number, code="103"))
        assert (other.state, other.candidate) == ("review", "")


@pytest.mark.parametrize("number", ["260001", "00260001", "260001  "])
def test_a_short_number_may_stand_at_either_end_or_behind_zeros(number: str) -> None:
    reading = read(tidy_page(1, number=number))
    assert (reading.state, reading.candidate, reading.doubts) == ("read", "260001", ())
    spare = read(tidy_page(SPARE_FROM + 3, number=number, code="103"))
    assert (spare.state, spare.candidate) == ("read", "260001")


def test_a_spare_sheet_is_not_given_to_whose_number_is_the_beginning_of_another() -> None:
    people = tuple(replace(c, number=str(n)) for c, n in zip(SITTING.candidates, (12, 120, 1200), strict=False))
    sitting = replace(SITTING, candidates=people)
    plan = Plan.of(sitting, SHEET_KEY)
    for number, state, owner in (("12", "read", "12"), ("00000120", "read", "120"), ("    12  ", "review", "")):
        page = simulate_page(sitting, SPARE_FROM, 3, habits=TIDY, number=number, code="103")
        reading = read(page, plan)
        assert (reading.state, reading.candidate) == (state, owner)


def test_a_sheet_of_another_sitting_is_refused_by_name() -> None:
    other = invent_sitting(sitting_id="another")
    reading = read(simulate_page(other, 1, seed=3))
    assert (reading.state, reading.candidate, reading.marks) == ("refused", "", ())
    assert "another sitting" in why(reading)


def test_a_sheet_with_a_forged_code_is_refused() -> None:
    reading = read(tidy_page(1, sheet_key="00" * 32))
    assert reading.state == "refused"
    assert "forged" in why(reading)


def test_a_sheet_without_any_answer_goes_to_review() -> None:
    reading = read(tidy_page(1, answers={}))
    assert reading.state == "review"
    assert "100 items have no mark" in why(reading)


def test_an_untouched_sheet_goes_to_review() -> None:
    reading = read(tidy_page(1, answers={}, number="", code=""))
    assert reading.state == "review"
    assert "no marks" in why(reading)


def test_many_double_marks_put_the_sheet_up_for_review() -> None:
    reading = read(tidy_page(1, answers={n: "AB" if n < 12 else "C" for n in range(1, 101)}))
    assert reading.state == "review"
    assert "11 items have two marks" in why(reading)


def test_the_empty_back_of_a_sheet_is_refused_as_empty() -> None:
    reading = read_grey(PLAN, np.full((2339, 1654), 240, np.uint8))
    assert reading.state == "refused"
    assert "empty" in why(reading)


def test_a_dark_stain_over_a_row_is_never_taken_for_an_answer() -> None:
    filled = tidy_page(1, CLEAN, answers=dict.fromkeys(range(2, 101), "A"))
    page = filled.page.copy()
    k = 200 / 25.4
    x, y = PLAN.layout.items[0].bubbles[1]
    cv2.line(page, (round((x - 12) * k), round(y * k)), (round((x + 20) * k), round(y * k)), (60,), round(1.2 * k))
    reading = read_grey(PLAN, page)
    assert reading.mark(1) == "?"


# --- several pages --------------------------------------------------------------------------------


def test_a_sheet_scanned_twice_and_a_candidate_with_two_sheets_go_to_review() -> None:
    def named(file: str, filled: Filled) -> PageReading:
        return read_grey(PLAN, filled.page, file)

    once = named("a", tidy_page(1))
    again = named("b", tidy_page(1, replace(SCAN, turns=(180,))))
    personal = named("c", tidy_page(7))
    spare = named("d", tidy_page(SPARE_FROM, number="260007", code="103"))
    alone = named("e", tidy_page(3))
    assert all(r.state == "read" for r in (once, again, personal, spare, alone))
    settled = settle([once, again, personal, spare, alone])
    assert [r.state for r in settled] == ["review"] * 4 + ["read"]
    assert "more than once" in why(settled[0])
    assert "b, page 1" in why(settled[0])
    assert "more than one sheet" in why(settled[3])


def test_every_kind_of_file_gives_the_same_marks(tmp_path: Path) -> None:
    filled = [tidy_page(serial) for serial in (1, 2, 3, 4, 5)]
    save_page(filled[0], tmp_path / "a.png", "png")
    save_page(filled[1], tmp_path / "b.jpg", "jpeg")
    save_page(filled[2], tmp_path / "c.tif", "tiff")
    jpegs = [encode(page.page, "jpeg", 200, 80) for page in filled[3:]]
    (tmp_path / "d.pdf").write_bytes(bind_pdf(jpegs, 200))
    readings = read_files(PLAN, [tmp_path])
    assert [(Path(r.file).name, r.page) for r in readings] == [
        ("a.png", 1), ("b.jpg", 1), ("c.tif", 1), ("d.pdf", 1), ("d.pdf", 2),
    ]  # fmt: skip
    assert [r.marks for r in readings] == [answered(page.truth) for page in filled]


def test_any_executor_gives_what_reading_alone_gives(tmp_path: Path) -> None:
    refs = [PageRef(str(save_page(tidy_page(n), tmp_path / f"{n}.jpg")), 1, "image") for n in (1, 2, 3)]
    with ThreadPoolExecutor(2) as pool:
        beside = list(examine_each(PLAN.layout, refs, Readers(executor=pool)))
        shipped = list(examine_each(PLAN.layout, refs, Readers(executor=pool, ships=True)))
    assert beside == shipped == list(examine_each(PLAN.layout, refs, Readers()))


# --- the rule of decision -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("g", "mark"),
    [
        ((0.9, 0.0, 0.0, 0.0), "A"),
        ((0.02, 0.0, 0.0, 0.0), ""),
        ((0.9, 0.9, 0.0, 0.0), "AB"),
        ((0.9, 0.7, 0.0, 0.0), "?"),
        ((0.1, 0.0, 0.0, 0.0), "?"),
        ((0.9, 0.3, 0.0, 0.0), "?"),
        ((0.4, 0.0, 0.0, 0.0), "?"),
        ((0.2, 0.0, 0.0, 0.0), "?"),
        ((0.9, 0.8, 0.3, 0.0), "?"),
        ((0.9, 0.2, 0.2, 0.2), "A"),
    ],
)
def test_the_rule_of_decision(g: tuple[float, ...], mark: str) -> None:
    levels = find_levels(np.array([0.03] * 300 + [0.04] * 10 + [0.7] * 100))
    row = np.array([g])
    clean = find_clean(levels.empty + row * levels.contrast, NOTHING, SEEN, row, levels)
    assert read_rows(row, np.full((1, 4), 240.0), SEEN, "ABCD", clean) == [mark]


def test_a_row_in_deep_shadow_goes_to_review_whatever_it_shows() -> None:
    assert read_rows(np.array([[0.9, 0.0, 0.0, 0.0]]), np.full((1, 4), 40.0), SEEN, "ABCD", NOT_CLEAN) == ["?"]


def test_a_row_whose_circles_are_not_where_they_must_be_goes_to_review() -> None:
    assert read_rows(np.array([[0.9, 0.0, 0.0, 0.0]]), np.full((1, 4), 240.0), SEEN * 0.3, "ABCD", NOT_CLEAN) == ["?"]


@pytest.mark.parametrize("slip_mm", [1.0, 2.0, 3.6, 5.0, 7.2])
def test_a_page_whose_lower_part_slipped_sideways_gives_no_wrong_mark(slip_mm: float) -> None:
    filled = tidy_page(1, CLEAN)
    page = filled.page.copy()
    half = page.shape[0] // 2
    page[half:] = np.roll(page[half:], round(slip_mm * 200 / 25.4), axis=1)
    reading = read_grey(PLAN, page)
    assert all(mark in ("?", filled.truth[number]) for number, mark in reading.marks) or reading.state == "review"
    assert reading.state == "review" or any(mark == "?" for _, mark in reading.marks)


@pytest.mark.parametrize("kind", ["ring", "full"])
@pytest.mark.parametrize("pen", PENS, ids=lambda pen: pen.name)
def test_a_letter_ringed_or_marked_beside_its_bubble_is_no_blank(pen: Pen, kind: Mark) -> None:
    filled = tidy_page(3, CLEAN, pen=pen, answers=dict.fromkeys(range(1, 91), "C"))
    x, y = PLAN.layout.items[94].bubbles[1]
    beside = 0.0 if kind == "ring" else PLAN.layout.step_x / 2
    generator = np.random.default_rng(5)
    make_marks(filled.page, [Stroke((x + beside, y), kind)], pen, 200, PLAN.layout.bubble, generator)
    reading = read(filled)
    assert reading.state == "read"
    assert [reading.mark(n) for n in range(91, 101)] == ["", "", "", "", "?", "", "", "", "", ""]
