"""Knows what the simulated room promises: the same seed, the same pages, and marks that say what they should."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from examcore_paper.layout import LETTERS, sheet_layout
from examcore_paper.simulate import CLEAN, RECIPES, ROUGH, SHEET_KEY, draw_sheet, plan_marks, simulate_page
from tests.paper.rooms import SITTING

LAYOUT = sheet_layout((40, 60), (4, 4))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_the_same_seed_gives_the_same_page(recipe: object) -> None:
    first = simulate_page(SITTING, 2, 9, recipe, ROUGH)  # type: ignore[arg-type]
    again = simulate_page(SITTING, 2, 9, recipe, ROUGH)  # type: ignore[arg-type]
    other = simulate_page(SITTING, 2, 10, recipe, ROUGH)  # type: ignore[arg-type]
    assert np.array_equal(first.page, again.page)
    assert first.truth == again.truth
    assert not np.array_equal(first.page, other.page)


def test_fiducials_and_code_are_drawn_where_the_layout_says() -> None:
    page = draw_sheet(LAYOUT, "A" * 29)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(page)
    seen = {int(name): quad.reshape(4, 2) / (200 / 25.4) for name, quad in zip(ids.ravel(), corners, strict=True)}
    assert set(seen) == {f.id for f in LAYOUT.fiducials}
    for fiducial in LAYOUT.fiducials:
        assert np.abs(seen[fiducial.id] - np.array(fiducial.corners)).max() < 0.2


def test_the_truth_names_every_item_and_only_printed_letters() -> None:
    strokes, truth = plan_marks(LAYOUT, {1: "A", 2: "", 100: "D"}, "26", "101", ROUGH, np.random.default_rng(1))
    assert list(truth) == list(range(1, 101))
    assert all(set(letters) <= set(LETTERS[:4]) for letters in truth.values())
    assert len(strokes) >= 2 + 3 + 2


def test_a_shorter_number_is_bubbled_at_the_right_end() -> None:
    strokes, _ = plan_marks(LAYOUT, {}, "26", "101", ROUGH, np.random.default_rng(1))
    columns = LAYOUT.candidate.columns
    assert [stroke.at for stroke in strokes[:2]] == [columns[-2][2], columns[-1][6]]


def test_a_clean_recipe_changes_nothing_but_the_marks() -> None:
    page = simulate_page(SITTING, 1, 1, CLEAN, sheet_key=SHEET_KEY, answers={}, number="", code="").page
    assert page.shape == (2339, 1654)
    assert int(page.min()) == 0
    assert int(page.max()) == 255
