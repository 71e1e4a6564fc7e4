"""Knows what reading asks of a layout on every page, worked out once: bubble centres, and which bubbles make a row.

Must not know pages. Bubbles are numbered: items in order, then candidate number, then booklet code, column by column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore_paper.layout import SheetLayout

Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Block:
    """Items with equally many options: their numbers, and of each the numbers of its bubbles (n×k)."""

    items: tuple[int, ...]
    bubbles: Numbers


@dataclass(frozen=True, slots=True)
class Places:
    """The bubbles of a layout: centres in mm (n×2), blocks of items, where the ten of each digit begin.

    `number_columns` of the columns of digits are the candidate number, the rest is the booklet code.
    """

    layout: SheetLayout
    points: Floats
    blocks: tuple[Block, ...]
    ends: int
    number_columns: int

    @property
    def count(self) -> int:
        """How many bubbles a sheet has."""
        return len(self.points)


_latest: list[Places] = []


def places_of(layout: SheetLayout) -> Places:
    """The places of a layout; worked out anew where it is not the very object that was asked for last."""
    for known in _latest:
        if known.layout is layout:
            return known
    found = _work_out(layout)
    _latest[:] = [found]
    return found


def bubble_points(layout: SheetLayout) -> Floats:
    """Centres in mm (n×2), in the order of bubbles; not to be written to."""
    return places_of(layout).points


def _work_out(layout: SheetLayout) -> Places:
    points = [point for row in layout.items for point in row.bubbles]
    ends = len(points)
    points += [point for grid in (layout.candidate, layout.booklet) for column in grid.columns for point in column]
    rows: dict[int, list[tuple[int, int]]] = {}  # options a row: (item number, its first bubble)
    first = 0
    for row in layout.items:
        rows.setdefault(len(row.bubbles), []).append((row.number, first))
        first += len(row.bubbles)
    blocks = tuple(
        Block(tuple(n for n, _ in found), np.array([at for _, at in found], np.intp)[:, None] + np.arange(width))
        for width, found in rows.items()
    )
    centres = np.array(points, np.float64)
    centres.flags.writeable = False
    return Places(layout, centres, blocks, ends, len(layout.candidate.columns))
