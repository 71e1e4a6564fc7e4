"""Claims about answer sheets as they come from the printer."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from examcore.canonical import encode
from examcore.errors import NotFound, Refused
from examcore.files import write_whole
from examcore.nouns import Sitting
from examcore_paper.layout import Point, SheetLayout, layout_of
from examcore_paper.payload import print_serial, sign
from examcore_paper.publish import count_spares
from examcore_paper.sheets import number_spares, print_sheets, typeset_sheets
from examcore_paper.sheets_command import paper_numbers, print_command
from tests.paper.prints import NAMES, SECRETS, find_rects, make_sitting, page_texts, render, squeeze

DPI = 300
SHAPES = pytest.mark.parametrize("counts", [(40, 60), (10, 20)])


def print_all(sitting: Sitting, spare: int = 0) -> bytes:
    return typeset_sheets(sitting, SECRETS, [c.number for c in sitting.candidates], spare)


def centres(layout: SheetLayout) -> list[Point]:
    grids = (layout.candidate, layout.booklet)
    items = [point for row in layout.items for point in row.bubbles]
    return items + [point for grid in grids for column in grid.columns for point in column]


def scales(page: np.ndarray, layout: SheetLayout) -> tuple[float, float]:
    """Pixels a mm across and down: a rendered page is stretched to whole pixels."""
    return page.shape[1] / layout.width, page.shape[0] / layout.height


def ring_offset(page: np.ndarray, point: Point, layout: SheetLayout) -> float:
    """How far, in mm, the ring drawn round `point` has its centre from it."""
    kx, ky = scales(page, layout)
    half = int((layout.bubble / 2 + 0.5) * kx)
    x, y = round(point[0] * kx), round(point[1] * ky)
    ink = 255.0 - page[y - half : y + half + 1, x - half : x + half + 1]
    down, across = np.mgrid[y - half : y + half + 1, x - half : x + half + 1]
    dx, dy = (across + 0.5) / kx - point[0], (down + 0.5) / ky - point[1]
    ink[np.abs(np.hypot(dx, dy) - layout.bubble / 2) > 0.4] = 0
    assert ink.sum() > 0
    return float(np.hypot((ink * dx).sum(), (ink * dy).sum()) / ink.sum())


@SHAPES
def test_every_bubble_stands_where_the_layout_says(counts: tuple[int, ...]) -> None:
    sitting = make_sitting(counts, candidates=1)
    page, layout = render(print_all(sitting), dpi=DPI), layout_of(sitting)
    offsets = [ring_offset(page, point, layout) for point in centres(layout)]
    assert len(offsets) == sum(counts) * 4 + (8 + 3) * 10
    assert max(offsets) < 0.02


@SHAPES
def test_fiducials_are_found_where_the_layout_says(counts: tuple[int, ...]) -> None:
    sitting = make_sitting(counts, candidates=1)
    page, layout = render(print_all(sitting), dpi=DPI), layout_of(sitting)
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
    corners, names, _ = detector.detectMarkers(page)
    found = {int(name): corner[0] / scales(page, layout) for name, corner in zip(names.ravel(), corners, strict=True)}
    assert set(found) == {fiducial.id for fiducial in layout.fiducials}
    for fiducial in layout.fiducials:
        assert np.abs(found[fiducial.id] - np.array(fiducial.corners)).max() < 0.1


def test_anchors_are_black_squares_in_their_boxes() -> None:
    sitting = make_sitting(candidates=1)
    page, k = render(print_all(sitting), dpi=DPI), DPI / 25.4
    for box in layout_of(sitting).anchors:
        inner = page[round((box.y + 0.2) * k) : round((box.bottom - 0.2) * k),
                     round((box.x + 0.2) * k) : round((box.right - 0.2) * k)]  # fmt: skip
        around = page[round((box.y - 1) * k) : round((box.bottom + 1) * k),
                      round((box.x - 1) * k) : round((box.right + 1) * k)]  # fmt: skip
        assert inner.max() == 0
        assert int((around < 128).sum()) == pytest.approx((box.width * k) ** 2, rel=0.04)


def test_every_code_reads_as_the_signed_text_even_at_150_dpi() -> None:
    sitting = make_sitting(candidates=7)
    pdf = print_all(sitting, spare=2)
    due = [sign(SECRETS.sheet_key, sitting, serial, c.booklet) for serial, c in enumerate(sitting.candidates, start=1)]
    due += [sign(SECRETS.sheet_key, sitting, serial) for serial in number_spares(sitting, 2)]
    read = [[code.text for code in zxingcpp.read_barcodes(render(pdf, page, 150))] for page in range(len(due))]
    assert read == [[text] for text in due]


def test_a_personal_sheet_shows_who_it_is_for_but_neither_bubbles_nor_booklet_code() -> None:
    sitting = make_sitting(candidates=1)
    pdf = print_all(sitting)
    (text,) = page_texts(pdf)
    candidate = sitting.candidates[0]
    for shown in (candidate.name, candidate.unit, candidate.position, print_serial(1), sitting.title):
        assert squeeze(shown) in text
    page, k = render(pdf, dpi=DPI), DPI / 25.4
    for x, y in centres(layout_of(sitting)):
        spot = page[round((y - 1.5) * k) : round((y + 1.5) * k), round((x - 1.5) * k) : round((x + 1.5) * k)]
        assert spot.mean() > 220
    for box in layout_of(sitting).booklet.writing:
        inner = page[round((box.y + 0.5) * k) : round((box.bottom - 0.5) * k),
                     round((box.x + 0.5) * k) : round((box.right - 0.5) * k)]  # fmt: skip
        assert inner.min() == 255


def test_each_digit_of_the_number_stands_above_its_column() -> None:
    sitting = make_sitting(candidates=1)
    pdf = print_all(sitting)
    for box, digit in zip(layout_of(sitting).candidate.writing, sitting.candidates[0].number, strict=True):
        inside = [r for r in find_rects(pdf, 0, digit) if box.x < r[0] and r[2] < box.right and box.y < r[3]
                  and r[3] < box.bottom]  # fmt: skip
        assert len(inside) == 1


def test_a_long_name_stays_in_its_box() -> None:
    sitting = make_sitting(candidates=3)
    pdf = print_all(sitting)
    box = layout_of(sitting).boxes["name"]
    for page, name in enumerate(NAMES):
        ((left, top, right, bottom),) = find_rects(pdf, page, name)
        assert box.x <= left
        assert right <= box.right
        assert box.y <= top
        assert bottom <= box.bottom


def test_sheets_come_in_the_order_asked_for_and_spare_ones_last() -> None:
    sitting = make_sitting(candidates=3)
    numbers = [sitting.candidates[i].number for i in (2, 0)]
    pages = page_texts(typeset_sheets(sitting, SECRETS, numbers, spare=2))
    assert [print_serial(s) in page for s, page in zip((3, 1, 900_101, 900_102), pages, strict=True)] == [True] * 4
    assert squeeze(NAMES[2]) in pages[0]
    assert not any(squeeze(name) in pages[2] + pages[3] for name in NAMES)


def test_spare_sheets_of_two_rooms_never_share_a_serial() -> None:
    sitting = make_sitting(rooms=("P1", "P2"))
    serials = [set(number_spares(sitting, 100, room)) for room in ("P1", "P2", "")]
    assert len(set.union(*serials)) == 300
    with pytest.raises(Refused):
        number_spares(sitting, 101, "P1")


def test_every_page_says_rehearsal_if_and_only_if_it_is_one() -> None:
    for rehearsal in (True, False):
        pages = page_texts(print_all(make_sitting(candidates=2, rehearsal=rehearsal), spare=1))
        assert ["DIỄNTẬP" in page for page in pages] == [rehearsal] * 3


def test_printing_again_gives_the_same_bytes() -> None:
    sitting = make_sitting(candidates=2)
    assert print_all(sitting, spare=1) == print_all(sitting, spare=1)


def test_a_sheet_is_one_a4_page() -> None:
    page = pypdfium2.PdfDocument(print_all(make_sitting(candidates=1)))[0]
    assert [side * 25.4 / 72 for side in page.get_size()] == pytest.approx([210, 297], abs=0.01)


def test_an_unknown_number_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="00009999"):
        print_sheets(make_sitting(), SECRETS, ["00009999"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_sheet_at_all_is_refused() -> None:
    with pytest.raises(Refused):
        typeset_sheets(make_sitting(), SECRETS, [])


def keep_sitting(sitting: Sitting, path: Path) -> Path:
    write_whole(path / "sitting.json", encode(sitting))
    write_whole(path / "secrets.json", encode(SECRETS), private=True)
    return path


def test_the_command_prints_everyone_by_room_and_seat(tmp_path: Path) -> None:
    sitting = make_sitting(candidates=24, rooms=("P10", "P2"))
    folder, out = keep_sitting(sitting, tmp_path / "sitting"), tmp_path / "sheets.pdf"
    done = CliRunner().invoke(print_command, ["--sitting", str(folder), "--spare", "2", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    pages = page_texts(out.read_bytes())
    order = sorted(sitting.candidates, key=lambda c: (c.room != "P2", int(c.seat)))
    assert [c.number for c in order] == paper_numbers(sitting)
    serials = [print_serial(sitting.candidates.index(c) + 1) for c in order]
    assert all(serial in page for serial, page in zip(serials, pages[:24], strict=True))
    assert len(pages) == 26


def test_spare_sheets_printed_for_a_room_are_those_of_no_other_and_none_it_was_given(tmp_path: Path) -> None:
    sitting = make_sitting(candidates=6, rooms=("P1", "P2"))
    folder, out = keep_sitting(sitting, tmp_path / "sitting"), tmp_path / "sheets.pdf"
    seen = [print_serial(s) for room in ("P1", "P2") for s in number_spares(sitting, count_spares(3), room)]
    for words in (["--room", "P1"], ["--room", "P2"], []):
        call = ["--sitting", str(folder), *words, "--spare", "3", "--out", str(out)]
        assert CliRunner().invoke(print_command, call).exit_code == 0
        seen += [re.findall(r"90\d{4}-\d", page)[0] for page in page_texts(out.read_bytes())[-3:]]
    assert len(set(seen)) == len(seen) == 2 * count_spares(3) + 9


def test_a_hall_of_any_size_can_be_given_its_spare_sheets() -> None:
    sitting = make_sitting(candidates=1)
    assert len(number_spares(sitting, count_spares(1_500), "P1")) == 100


def test_the_command_names_the_paper_rooms_there_are() -> None:
    with pytest.raises(NotFound, match="P1") as problem:
        paper_numbers(make_sitting(), "P7")
    assert "P7" in str(problem.value)
