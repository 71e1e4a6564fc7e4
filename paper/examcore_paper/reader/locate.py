"""Knows how to find an answer sheet on a page and where each millimetre of it lies.

Must not know bubbles or codes. Three of the four fiducials are enough; squares down the edges show the bend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from examcore_paper.layout import ANCHOR_MM, Point, SheetLayout

Grey: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]

CORNER_MM = 40.0
REACH_MM = 5.0
COARSE = 4.0
"""Pixels per millimetre at which fiducials are looked for; their corners are then found on the full page."""
FIDUCIALS_NEEDED = 3
ANCHORS_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet lies: map from mm to pixels, its scale, and how well the marks fit it (mm).

    `residual` is the worst fiducial corner under the flat map, `bend` the largest shift of an edge square.
    """

    matrix: Floats
    scale: float
    residual: float
    bend: float
    fiducials: int
    anchors: int
    bends: tuple[Floats, Floats]
    edges: tuple[float, float]
    middle: float
    half: float

    def pixels(self, points: Floats) -> Floats:
        """Pixel positions (n×2, x before y) of points in mm, the bend of the page taken into account."""
        left, right = (_powers((points[:, 1] - self.middle) / self.half, len(c)) @ c for c in self.bends)
        share = ((points[:, 0] - self.edges[0]) / (self.edges[1] - self.edges[0]))[:, None]
        return project(self.matrix, points + left * (1 - share) + right * share)


def locate(page: Grey, layout: SheetLayout) -> Place | None:
    """Where the sheet lies on the page, or None when fewer than three fiducials are found."""
    found = _find_fiducials(page, layout)
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
    return _follow_bend(page, layout, grid, scale, residual, [f.box.middle for f in known])


def project(matrix: Floats, points: Floats) -> Floats:
    """Points (n×2) through a homography."""
    whole = np.concatenate([points, np.ones((len(points), 1))], 1) @ matrix.T
    return np.asarray(whole[:, :2] / whole[:, 2:3], np.float64)


def _scale(matrix: Floats, layout: SheetLayout) -> float:
    """Pixels per millimetre, averaged over the page."""
    rim = np.array([(0, 0), (layout.width, 0), (layout.width, layout.height), (0, layout.height)], np.float64)
    x, y = project(matrix, rim).T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    return float(np.sqrt(area / (layout.width * layout.height)))


# --- fiducials ------------------------------------------------------------------------------------


def _find_fiducials(page: Grey, layout: SheetLayout) -> dict[int, Floats]:
    """Corners of each fiducial in pixels: looked for in the four corners, then coarse and fine everywhere."""
    wanted = {f.id for f in layout.fiducials}
    height, width = page.shape
    scale = min(height, width) / layout.width
    side = min(round(CORNER_MM * scale), height, width)
    shrink = max(1, round(scale / COARSE))
    found: dict[int, Floats] = {}
    one_window = _detector((_odd(3 * scale / shrink),) * 2, 10)
    for y in (0, height - side):
        for x in (0, width - side):
            found |= _detect(one_window, page, (x, y, side, side), shrink, wanted)
    everywhere = (0, 0, width, height)
    if len(found) < len(wanted):
        found = _detect(_detector((5, 45), 20), page, everywhere, max(2, shrink), wanted) | found
    if len(found) < FIDUCIALS_NEEDED:
        found = _detect(_detector((3, 63), 10), page, everywhere, 1, wanted) | found
    window = max(2, round(0.6 * scale))
    return {name: _refine(page, corners, window) for name, corners in found.items()}


def _detector(windows: tuple[int, int], step: int) -> cv2.aruco.ArucoDetector:
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeMax = windows
    settings.adaptiveThreshWinSizeStep = step
    settings.minMarkerPerimeterRate = 0.01
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)


def _detect(
    detector: cv2.aruco.ArucoDetector,
    page: Grey,
    window: tuple[int, int, int, int],
    shrink: int,
    wanted: set[int],
) -> dict[int, Floats]:
    """Markers seen once in a window (x, y, width, height) of the page made `shrink` times smaller."""
    x, y, width, height = window
    down, across = height // shrink, width // shrink
    part = page[y : y + down * shrink, x : x + across * shrink]
    if shrink > 1:
        part = np.asarray(cv2.resize(part, (across, down), interpolation=cv2.INTER_AREA), np.uint8)
    # A rim of paper white: a marker cut flush with the picture has no contour of its own.
    rim = 8
    framed = cv2.copyMakeBorder(part, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(240,))
    corners, ids, _ = detector.detectMarkers(framed)
    if ids is None:
        return {}
    names = [int(name) for name in np.asarray(ids).ravel()]
    origin = np.array([x, y], np.float64)
    return {
        name: (np.asarray(quad, np.float64).reshape(4, 2) - rim + 0.5) * shrink - 0.5 + origin
        for name, quad in zip(names, corners, strict=True)
        if name in wanted and names.count(name) == 1
    }


def _refine(page: Grey, corners: Floats, window: int) -> Floats:
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 30, 0.02)
    points = corners.astype(np.float32).reshape(-1, 1, 2)
    return np.asarray(cv2.cornerSubPix(page, points, (window, window), (-1, -1), stop), np.float64).reshape(4, 2)


def _odd(pixels: float) -> int:
    return max(3, round(pixels) | 1)


# --- bend -----------------------------------------------------------------------------------------


def _follow_bend(
    page: Grey, layout: SheetLayout, matrix: Floats, scale: float, residual: float, known: list[Point]
) -> Place:
    """The place with what the edge squares add: along each edge a curve through the shifts seen there."""
    middle, half = layout.height / 2, layout.height / 2
    xs = sorted({box.middle[0] for box in layout.anchors})
    edges = (xs[0], xs[-1])
    back = np.linalg.inv(matrix)
    curves: list[Floats] = []
    seen, largest = 0, 0.0
    for edge in edges:
        # A fiducial pins the curve where it stands: the flat map already passes through it.
        ys = [y for x, y in known if abs(x - edge) < abs(x - (edges[0] + edges[1] - edge))]
        shifts = [np.zeros(2) for _ in ys]
        for box in layout.anchors:
            if box.middle[0] != edge:
                continue
            spot = _find_square(page, project(matrix, np.array([box.middle]))[0], scale)
            if spot is None:
                continue
            shift = project(np.asarray(back, np.float64), spot[None, :])[0] - np.array(box.middle)
            seen += 1
            largest = max(largest, float(np.hypot(*shift)))
            ys.append(box.middle[1])
            shifts.append(shift)
        curves.append(_fit((np.array(ys) - middle) / half, np.array(shifts)))
    return Place(matrix, scale, residual, largest, len(known), seen, (curves[0], curves[1]), edges, middle, half)


def _find_square(page: Grey, expected: Floats, scale: float) -> Floats | None:
    """The centre, in pixels, of a solid square of the right size near where it is expected."""
    reach = round(REACH_MM * scale)
    x0, y0 = round(float(expected[0])) - reach, round(float(expected[1])) - reach
    window = page[max(y0, 0) : max(y0 + 2 * reach + 1, 0), max(x0, 0) : max(x0 + 2 * reach + 1, 0)]
    if min(window.shape) < reach:
        return None
    light, dark = float(np.percentile(window, 75)), float(window.min())
    if light - dark < 40:
        return None
    inked = (window < (light + dark) / 2).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(inked, connectivity=8)
    best: tuple[float, Floats] | None = None
    for label in range(1, count):
        _, _, wide, high, area = (int(v) for v in stats[label])
        side = ANCHOR_MM * scale
        if not (0.6 * side * side < area < 1.6 * side * side and max(wide, high) < 1.6 * side):
            continue
        if area < 0.6 * wide * high:
            continue
        inside = np.array(centres[label], np.float64) + np.array([max(x0, 0), max(y0, 0)])
        away = float(np.hypot(*(inside - expected)))
        if best is None or away < best[0]:
            best = (away, inside)
    return best[1] if best is not None else None


def _powers(y: Floats, count: int) -> Floats:
    return np.asarray(np.vander(y, count, increasing=True), np.float64)


def _fit(y: Floats, shifts: Floats) -> Floats:
    """Coefficients (rising powers of y) of the curve through the shifts; no shift where nothing was seen."""
    if len(y) < 3:
        return np.zeros((1, 2))
    return np.asarray(np.linalg.solve(_powers(y, len(y)), shifts), np.float64)
