"""Knows what measuring a page must give, however fast it is done."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from examcore_paper.reader.fiducials import find_fiducials
from examcore_paper.reader.images import Unreadable, load_image_page
from examcore_paper.reader.locate import Place, locate
from examcore_paper.reader.measure import INNER, measure_bubbles
from examcore_paper.reader.places import bubble_points, places_of
from examcore_paper.reader.shield import Shield
from examcore_paper.simulate.scan import SCAN
from tests.paper.rooms import PLAN, tidy_page

LAYOUT = PLAN.layout


def flat_place(scale: float, shift_mm: float = 0.0) -> Place:
    """A sheet that lies as straight as it was printed, moved to the left."""
    matrix = np.array([[scale, 0, -shift_mm * scale], [0, scale, 0], [0, 0, 1]], np.float64)
    none = np.zeros((1, 2))
    return Place(matrix, scale, 0.0, 0.0, 0.0, 4, 6, (none, none), (13.0, 197.0), 148.5, 148.5)


@pytest.mark.parametrize(("move_x", "move_y"), [(0, 0), (64, 16), (160, 96), (300, 240)])
def test_a_fiducial_is_found_at_the_same_spot_wherever_the_sheet_lies_in_the_picture(move_x: int, move_y: int) -> None:
    page = tidy_page(3, SCAN).page
    height, width = page.shape
    desk = np.full((height + 480, width + 600), 235, np.uint8)
    desk[move_y : move_y + height, move_x : move_x + width] = page
    alone, moved = find_fiducials(page, LAYOUT), find_fiducials(desk, LAYOUT)
    assert len(alone) == len(moved) == 4
    for name, quad in alone.items():
        np.testing.assert_allclose(moved[name] - (move_x, move_y), quad, atol=0.15)


def test_darkness_is_the_mean_of_the_square_inside_a_bubble() -> None:
    page = tidy_page(2, SCAN).page
    place = locate(page, LAYOUT)
    assert place is not None
    bubbles = measure_bubbles(page, place, LAYOUT)
    half = LAYOUT.bubble * INNER / 2 * place.scale
    side = round(2 * half)
    corners = np.round(place.pixels(bubble_points(LAYOUT)) + 0.5 - half).astype(int)
    for (x, y), darkness, white in zip(corners, bubbles.darkness, bubbles.white, strict=True):
        assert darkness == pytest.approx(1 - page[y : y + side, x : x + side].mean() / white)


def test_a_bubble_cut_off_by_the_edge_of_the_picture_is_measured_by_what_is_left_of_it() -> None:
    scale = 6.0
    page = np.full((round(297 * scale), round(210 * scale)), 200, np.uint8)
    bubbles = measure_bubbles(page, flat_place(scale, shift_mm=bubble_points(LAYOUT)[:, 0].min()), LAYOUT)
    assert bubbles.darkness == pytest.approx(0.0)
    off = measure_bubbles(page, flat_place(scale, shift_mm=400.0), LAYOUT)
    assert (off.darkness < 0).all()


def test_every_bubble_belongs_to_one_row() -> None:
    places = places_of(LAYOUT)
    used = np.concatenate([block.bubbles.ravel() for block in places.blocks])
    assert sorted(used.tolist()) == list(range(places.ends))
    digits = places.number_columns + len(LAYOUT.booklet.columns)
    assert places.count == places.ends + 10 * digits


def count_new_memory(size: int) -> int:
    """How often the system had to give a page of memory while pictures of this size came and went."""
    import resource

    np.ones(size, np.uint8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(size, np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(sys.platform != "linux", reason="glibc keeps memory")
def test_a_reading_process_uses_the_memory_of_one_picture_for_the_next() -> None:
    with Shield(1) as shield:
        (found,) = shield.run(count_new_memory, [12_000_000], lambda size: 10**6)
    assert found < 12_000_000 // 4096


def save_jpeg(mode: str, width: int, height: int, path: Path) -> None:
    ramp = np.add.outer(np.arange(height) * 3, np.arange(width)).astype(np.uint8)
    noise = np.random.default_rng([width, height]).integers(0, 60, (height, width, 3), dtype=np.uint8)
    Image.fromarray((ramp[:, :, None] // 2 + noise).astype(np.uint8)).convert(mode).save(path, "JPEG", quality=80)


def load_by_pillow(path: Path, times: int) -> npt.NDArray[np.uint8]:
    with Image.open(path) as image:
        image.draft("L", (image.width // times, image.height // times))
        return np.asarray(image.convert("L"), np.uint8)


@pytest.mark.parametrize(
    ("mode", "width", "height", "times"),
    [("L", 811, 1203, 1), ("RGB", 811, 1203, 1), ("RGB", 2481, 2403, 2), ("L", 2403, 2481, 2), ("L", 4807, 4803, 4)],
)
def test_a_jpeg_gives_the_pixels_pillow_gives(tmp_path: Path, mode: str, width: int, height: int, times: int) -> None:
    path = tmp_path / "page.jpg"
    save_jpeg(mode, width, height, path)
    np.testing.assert_array_equal(load_image_page(path, 1), load_by_pillow(path, times))


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_jpeg_damaged_inside_gives_the_pixels_pillow_gives_or_is_refused_by_both(
    tmp_path: Path, place: float
) -> None:
    path = tmp_path / "page.jpg"
    save_jpeg("L", 811, 1203, path)
    data = bytearray(path.read_bytes())
    at = int(len(data) * place)
    data[at : at + 40] = bytes(range(40))
    path.write_bytes(data)
    try:
        due = load_by_pillow(path, 1)
    except OSError:
        with pytest.raises(Unreadable):
            load_image_page(path, 1)
    else:
        np.testing.assert_array_equal(load_image_page(path, 1), due)
