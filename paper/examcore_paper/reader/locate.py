"""Knows how to find an answer sheet on a page and where each millimetre of it lies.

Must not know bubbles or codes. Three of the four fiducials are enough; squares down the edges show the bend.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from examcore_paper.layout import ANCHOR_MM, Point, SheetLayout
from examcore_paper.reader.fiducials import FIDUCIALS_NEEDED, find_fiducials

Grey: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]

REACH_MM = 5.0
ANCHORS_NEEDED = 4
_AROUND = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet lies: map from mm to pixels, its scale, and how well the marks fit it (mm).

    `residual` is the worst fiducial corner under the flat map, `bend` the largest shift of an edge square,
    `twist` the largest part of it along the lines of text: paper bends down the page, damaged files slip across.
    """

    matrix: Floats
    scale: float
    residual: float
    bend: float
    twist: float
    fiducials: int
    anchors: int
    bends: tuple[Floats, Floats]
    edges: tuple[float, float]
    middle: float
    half: float

    def pixels(self, points: Floats) -> Floats:
        """Pixel positions (n×2, x before y) of points in mm, the bend of the page taken into account."""
        powers = _powers((points[:, 1] - self.middle) / self.half, max(map(len, self.bends)))
        left, right = (powers[:, : len(curve)] @ curve for curve in self.bends)
        share = ((points[:, 0] - self.edges[0]) / (self.edges[1] - self.edges[0]))[:, None]
        return project(self.matrix, points + left * (1 - share) + right * share)


def locate(page: Grey, layout: SheetLayout) -> Place | None:
    """Where the sheet lies on the page, or None when fewer than three fiducials are found."""
    found = find_fiducials(page, layout)
    known = [f for f in layout.fiducials if f.id in found]
    if len(known) < FIDUCIALS_NEEDED:
        return None
    flat = np.array([corner for f in known for corner in f.corners], np.float64)
    seen = np.concatenate([found[f.id] for f in known])
    matrix, _ = cv2.findHomography(flat, seen, 0)
    if matrix is None:
        return None
    grid = np.array(matrix, np.float64)
    scale = _scale(grid, layout)
    if not 2.0 < scale < 60.0:
        return None
    off = project(grid, flat) - seen
    residual = float(np.max(np.hypot(off[:, 0], off[:, 1]))) / scale
    middles = [box.middle for box in layout.anchors]
    spots = [_find_square(page, expected, scale) for expected in project(grid, np.array(middles))]
    squares = {middle: spot for middle, spot in zip(middles, spots, strict=True) if spot is not None}
    shifts = _shifts(_invert(grid), squares)
    if len(known) < len(layout.fiducials) and squares:
        # A lost corner leaves the flat map loose there: the squares next to it hold it.
        flat = np.concatenate([flat, np.array(list(squares))])
        firm, _ = cv2.findHomography(flat, np.concatenate([seen, np.array(list(squares.values()))]), 0)
        grid = np.array(firm, np.float64)
    knots = squares | {f.box.middle: found[f.id].mean(0) for f in known}
    return Place(
        grid,
        scale,
        residual,
        float(np.max(np.hypot(shifts[:, 0], shifts[:, 1]), initial=0.0)),
        float(np.max(np.abs(shifts[:, 0]), initial=0.0)),
        len(known),
        len(squares),
        *_bend_curves(layout, grid, knots),
    )


def project(matrix: Floats, points: Floats) -> Floats:
    """Points (n×2) through a homography."""
    whole = np.concatenate([points, np.ones((len(points), 1))], 1) @ matrix.T
    return np.asarray(whole[:, :2] / whole[:, 2:3], np.float64)


def _invert(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _scale(matrix: Floats, layout: SheetLayout) -> float:
    """Pixels per millimetre, averaged over the page."""
    rim = np.array([(0, 0), (layout.width, 0), (layout.width, layout.height), (0, layout.height)], np.float64)
    spots = project(matrix, rim).tolist()
    sides = zip(spots, spots[1:] + spots[:1], strict=True)
    area = abs(sum(x * next_y - y * next_x for (x, y), (next_x, next_y) in sides)) / 2
    return math.sqrt(area / (layout.width * layout.height))


# --- bend -----------------------------------------------------------------------------------------


def _shifts(back: Floats, spots: dict[Point, Floats]) -> Floats:
    """How far, in mm, each place (mm) was seen (pixels) from where the flat map (`back` to mm) puts it; n×2."""
    if not spots:
        return np.zeros((0, 2))
    return np.asarray(project(back, np.array(list(spots.values()))) - np.array(list(spots)), np.float64)


def _bend_curves(
    layout: SheetLayout, matrix: Floats, knots: dict[Point, Floats]
) -> tuple[tuple[Floats, Floats], tuple[float, float], float, float]:
    """Curves of shift down the left and the right edge, where the edges are, middle and half of the height."""
    middle = half = layout.height / 2
    xs = sorted({box.middle[0] for box in layout.anchors})
    whole = len(knots) == len(layout.anchors) + len(layout.fiducials)
    back = _invert(matrix)
    curves = []
    for edge in (xs[0], xs[-1]):
        near = {point: spot for point, spot in knots.items() if abs(point[0] - edge) < layout.width / 2}
        y = (np.array([point[1] for point in near]) - middle) / half
        # With every mark seen the curve passes through all; beyond a lost mark it must not swing.
        count = len(near) if whole else min(3, len(near))
        powers = _powers(y, count)
        curves.append(np.asarray(np.linalg.lstsq(powers, _shifts(back, near), rcond=None)[0], np.float64))
    return (curves[0], curves[1]), (xs[0], xs[-1]), middle, half


def _find_square(page: Grey, expected: Floats, scale: float) -> Floats | None:
    """The centre, in pixels, of a solid square of the right size near where it is expected."""
    reach = round(REACH_MM * scale)
    x0, y0 = round(float(expected[0])) - reach, round(float(expected[1])) - reach
    window = page[max(y0, 0) : max(y0 + 2 * reach + 1, 0), max(x0, 0) : max(x0 + 2 * reach + 1, 0)]
    if min(window.shape) < reach:
        return None
    light, dark = _upper_quartile(window[::3, ::3]), float(window.min())
    if light - dark < 40:
        return None
    _, labels = cv2.connectedComponents((window < (light + dark) / 2).astype(np.uint8), connectivity=8)
    size = (ANCHOR_MM * scale) ** 2
    areas = np.bincount(labels.ravel())
    areas[0] = 0  # what is not inked
    found = []
    for name in np.flatnonzero((areas > 0.6 * size) & (areas < 1.6 * size)).tolist():
        blob = (labels == name).view(np.uint8)
        left, top, wide, high = cv2.boundingRect(blob)
        if max(wide, high) < 1.6 * ANCHOR_MM * scale and areas[name] >= 0.6 * wide * high:
            # Pixels on the rim are part ink, part paper: weighing by darkness finds the centre between pixels.
            left, top = max(left - 1, 0), max(top - 1, 0)
            near = np.s_[top : top + high + 2, left : left + wide + 2]
            ink = cv2.moments(np.maximum(light - window[near], 0) * cv2.dilate(blob[near], _AROUND))
            x, y = left + ink["m10"] / ink["m00"], top + ink["m01"] / ink["m00"]
            found.append((x + max(x0, 0), y + max(y0, 0)))
    best = min(found, key=lambda spot: math.dist(spot, expected), default=None)
    return None if best is None else np.array(best)


def _upper_quartile(part: Grey) -> float:
    """A quarter of the pixels is lighter: `np.percentile(part, 75)` at a tenth of its cost."""
    place = 0.75 * (part.size - 1)
    below = int(place)
    low, high = np.partition(part, (below, below + 1), axis=None)[below : below + 2].tolist()
    return float(low + (high - low) * (place - below))


def _powers(y: Floats, count: int) -> Floats:
    """Powers of each y from 0 to `count` - 1: `np.vander` at a third of its cost."""
    powers = np.ones((len(y), count), np.float64)
    for place in range(1, count):
        np.multiply(powers[:, place - 1], y, out=powers[:, place])
    return powers
