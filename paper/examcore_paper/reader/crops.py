"""Knows how small pictures of a sheet are cut out of its page, straightened, for a person to look at.

Must not know why a place is looked at.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

import cv2
import numpy as np

from examcore_paper.layout import Box, ItemRow, SheetLayout
from examcore_paper.reader.locate import Grey, Place

ROW_DPI, HEAD_DPI = 100, 75
ROW_QUALITY, HEAD_QUALITY = 60, 45
HEAD = "head"


def cut_rows(page: Grey, place: Place, layout: SheetLayout, numbers: Iterable[int]) -> dict[str, str]:
    """A picture of the row of each item, by its number."""
    rows = {row.number: row for row in layout.items}
    return {str(n): _cut(page, place, row_box(layout, rows[n]), ROW_DPI, ROW_QUALITY) for n in numbers}


def cut_head(page: Grey, place: Place, layout: SheetLayout) -> str:
    """A picture of the number and code grids with what is written above them."""
    return _cut(page, place, head_box(layout), HEAD_DPI, HEAD_QUALITY)


def row_box(layout: SheetLayout, row: ItemRow) -> Box:
    """The stretch of the sheet that shows one item: its number, its bubbles, and what stands close by."""
    half = layout.step_y / 2 + 1.0
    left = row.label.x - 0.5
    return Box(left, row.bubbles[0][1] - half, row.bubbles[-1][0] + layout.bubble / 2 + 1.5 - left, 2 * half)


def head_box(layout: SheetLayout) -> Box:
    """The stretch of the sheet that shows both digit grids."""
    first, last = layout.candidate, layout.booklet
    top, bottom = first.heading.y, max(point[1] for point in first.columns[0]) + layout.bubble / 2 + 1
    left = first.heading.x - 1
    return Box(left, top, last.heading.right + 1 - left, bottom - top)


def _cut(page: Grey, place: Place, box: Box, dpi: int, quality: int) -> str:
    corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
    k = dpi / 25.4
    width, height = max(8, round(box.width * k)), max(8, round(box.height * k))
    seen = place.pixels(np.array(corners, np.float64)).astype(np.float32)
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(seen, flat)
    picture = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(200,))
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return base64.b64encode(data.tobytes()).decode("ascii") if done else ""
