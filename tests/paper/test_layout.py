"""Knows what must hold of every answer sheet's layout, whatever the counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.errors import Refused
from examcore_paper.layout import Box, SheetLayout, geometry, layout_of, sheet_layout
from examcore_paper.simulate import invent_sitting

shapes = st.lists(st.tuples(st.integers(1, 60), st.integers(2, 6)), min_size=1, max_size=3)


def make(shape: list[tuple[int, int]], number_digits: int = 8, code_digits: int = 3) -> SheetLayout:
    return sheet_layout(
        tuple(count for count, _ in shape), tuple(letters for _, letters in shape), number_digits, code_digits
    )


def around(layout: SheetLayout, x: float, y: float) -> Box:
    return Box(x - layout.bubble / 2, y - layout.bubble / 2, layout.bubble, layout.bubble)


def every_box(layout: SheetLayout) -> dict[str, Box]:
    boxes = {f"fiducial {f.id}": f.box for f in layout.fiducials}
    boxes |= {f"anchor {i}": box for i, box in enumerate(layout.anchors)}
    boxes |= {"qr": layout.qr_quiet, "serial": layout.serial, "ruler": layout.ruler}
    boxes |= {f"text {name}": box for name, box in layout.boxes.items()}
    boxes |= {f"heading {band.part}": band.heading for band in layout.bands}
    for row in layout.items:
        boxes[f"label {row.number}"] = row.label
        boxes |= {f"item {row.number}.{i}": around(layout, x, y) for i, (x, y) in enumerate(row.bubbles)}
    for name, grid in (("number", layout.candidate), ("code", layout.booklet)):
        boxes[f"{name} heading"] = grid.heading
        boxes |= {f"{name} writing {i}": box for i, box in enumerate(grid.writing)}
        boxes |= {
            f"{name} {i}.{digit}": around(layout, x, y)
            for i, column in enumerate(grid.columns)
            for digit, (x, y) in enumerate(column)
        }
    return boxes


def overlap(a: Box, b: Box) -> bool:
    slack = 0.011  # coordinates are multiples of 0.01 mm
    return a.x < b.right - slack and b.x < a.right - slack and a.y < b.bottom - slack and b.y < a.bottom - slack


@settings(max_examples=40, deadline=None)
@given(shapes, st.integers(1, 8), st.integers(1, 4))
def test_nothing_on_a_sheet_overlaps_or_leaves_the_page(
    shape: list[tuple[int, int]], number_digits: int, code_digits: int
) -> None:
    try:
        layout = make(shape, number_digits, code_digits)
    except Refused:
        return
    boxes = every_box(layout)
    for box in boxes.values():
        assert box.x >= 8
        assert box.y >= 8
        assert box.right <= 202
        assert box.bottom <= 291.6
    # Sorted by top edge, only boxes that begin above the other's bottom can touch it.
    placed = sorted(boxes.items(), key=lambda entry: entry[1].y)
    for i, (name, box) in enumerate(placed):
        for other, rival in placed[i + 1 :]:
            if rival.y >= box.bottom:
                break
            assert not overlap(box, rival), (name, other)


@settings(max_examples=60, deadline=None)
@given(shapes)
def test_a_layout_follows_the_counts_it_is_given(shape: list[tuple[int, int]]) -> None:
    try:
        layout = make(shape)
    except Refused:
        assert sum(count for count, _ in shape) > 100
        return
    assert [row.number for row in layout.items] == list(range(1, sum(count for count, _ in shape) + 1))
    for part, (count, letters) in enumerate(shape):
        rows = [row for row in layout.items if row.part == part]
        assert len(rows) == count
        assert all(len(row.bubbles) == letters for row in rows)


@pytest.mark.parametrize(
    ("counts", "options"),
    [((40, 60), (4, 4)), ((10, 20), (4, 4)), ((60, 60), (6, 6)), ((30, 40, 50), (5, 5, 5)), ((1,), (2,))],
)
def test_common_shapes_fit_one_page(counts: tuple[int, ...], options: tuple[int, ...]) -> None:
    assert len(sheet_layout(counts, options).items) == sum(counts)


def test_a_hundred_items_stand_in_four_columns_with_roomy_bubbles() -> None:
    layout = sheet_layout((40, 60), (4, 4))
    assert len({row.bubbles[0][0] for row in layout.items}) == 4
    assert (layout.step_x, layout.step_y, layout.bubble) == (7.2, 6.6, 4.2)


def test_parts_are_visibly_apart() -> None:
    layout = sheet_layout((40, 60), (4, 4))
    lowest = max(row.bubbles[0][1] for row in layout.items if row.part == 0)
    highest = min(row.bubbles[0][1] for row in layout.items if row.part == 1)
    assert highest - lowest >= 2 * layout.step_y


@pytest.mark.parametrize(
    ("counts", "options", "digits", "codes"),
    [((200,), (4,), 8, 3), ((120, 80), (4, 4), 8, 3), ((40,), (7,), 8, 3), ((40,), (1,), 8, 3), ((), (), 8, 3),
     ((40,), (4,), 11, 3), ((40,), (4,), 8, 5), ((40, 0), (4, 4), 8, 3)],
)  # fmt: skip
def test_what_does_not_fit_one_page_is_refused_with_a_reason(
    counts: tuple[int, ...], options: tuple[int, ...], digits: int, codes: int
) -> None:
    with pytest.raises(Refused):
        sheet_layout(counts, options, digits, codes)


def test_a_ten_digit_number_leaves_room_for_names_and_signatures() -> None:
    layout = sheet_layout((40, 60), (4, 4), 10, 2)
    assert layout.boxes["name"].width >= 45
    assert not any(overlap(a, b) for a, b in combinations(every_box(layout).values(), 2))


def test_the_sheet_of_a_sitting_follows_its_profile_forms_and_numbers() -> None:
    layout = layout_of(invent_sitting((10, 20), (3, 5), codes=("1", "2")))
    assert [len(row.bubbles) for row in layout.items] == [3] * 10 + [5] * 20
    assert len(layout.booklet.columns) == 1


def test_sittings_of_one_shape_share_a_sheet_however_long_their_numbers_are() -> None:
    sitting = invent_sitting()
    for first in (1, 999, 20260001):
        people = tuple(replace(c, number=str(first + i)) for i, c in enumerate(sitting.candidates))
        assert geometry(layout_of(replace(sitting, candidates=people))) == geometry(sheet_layout((40, 60), (4, 4)))
    people = (replace(sitting.candidates[0], number="202600001"),)
    assert len(layout_of(replace(sitting, candidates=people)).candidate.columns) == 9


def test_the_geometry_names_every_bubble_by_its_letter_and_digit() -> None:
    layout = sheet_layout((40, 60), (4, 4))
    facts = geometry(layout)
    assert facts["page_mm"] == [210.0, 297.0]
    assert facts["bubble_diameter_mm"] == 4.2
    items = facts["items"]
    assert isinstance(items, dict)
    assert list(items) == [str(n) for n in range(1, 101)]
    assert items["100"]["D"] == list(layout.items[-1].bubbles[3])
    candidate = facts["candidate"]
    assert isinstance(candidate, list)
    assert [list(column) for column in candidate] == [list("0123456789")] * 8
