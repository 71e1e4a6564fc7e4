"""Knows how to find the corner fiducials of an answer sheet on a page, whichever way it lies.

Must not know what else is on a sheet. Looked for in the corners of the page, then everywhere.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from examcore_paper.layout import FIDUCIAL_EDGE_MM, FIDUCIAL_MM, SheetLayout

Grey: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]
Window: TypeAlias = tuple[int, int, int, int]
"""A part of a page in pixels: x, y, width, height."""

CORNER_MM = 40.0
NEAR_MM = (8.0, 5.0, 4.0)
"""So near to where it is expected a fiducial is first looked for, with none, one and more found before it.

Where one is not there (a photo), it and all others are looked for in their whole corners.
"""
COARSE = 4.0
"""Pixels per millimetre at which fiducials are looked for; their corners are then found on the full page."""
FIDUCIALS_NEEDED = 3


def find_fiducials(page: Grey, layout: SheetLayout) -> dict[int, Floats]:
    """Corners (4×2) of each fiducial in pixels, by its name: in the four corners, then coarse and fine everywhere."""
    wanted = {f.id for f in layout.fiducials}
    height, width = page.shape
    scale = min(height, width) / layout.width
    window = max(2, round(0.6 * scale))
    side = min(round(CORNER_MM * scale), height, width)
    shrink = max(1, round(scale / COARSE))
    found: dict[int, Floats] = {}

    def look(detector: cv2.aruco.ArucoDetector, part: Window, shrink: int) -> dict[int, Floats]:
        seen = _detect(detector, page, part, shrink, wanted - found.keys())
        return {name: _refine(page, quad, window) for name, quad in seen.items()}

    one_window = _detector((_odd(3 * scale / shrink),) * 2, 10)
    is_as_expected = True
    for y in (0, height - side):
        for x in (0, width - side):
            corner = (x, y, side, side)
            seen: dict[int, Floats] = {}
            if is_as_expected:
                spot = _expect(page, layout, found, corner)
                near = _narrow(corner, spot, (FIDUCIAL_MM / 2 + NEAR_MM[min(len(found), 2)]) * scale, shrink)
                seen = look(one_window, near, shrink)
                is_as_expected = any(_is_well_inside(quad, near, scale) for quad in seen.values())
            found |= seen if is_as_expected else look(one_window, corner, shrink)
    everywhere = (0, 0, width, height)
    if len(found) < len(wanted):
        found |= look(_detector((5, 45), 20), everywhere, max(2, shrink))
    if len(found) < FIDUCIALS_NEEDED:
        found |= look(_detector((3, 63), 10), everywhere, 1)
    return found


def _expect(page: Grey, layout: SheetLayout, found: dict[int, Floats], corner: Window) -> complex:
    """About where, in pixels (x + iy), the fiducial in this corner of the page lies, judged by those found before."""
    height, width = page.shape
    x, y, side, _ = corner
    if not found:
        inset = (FIDUCIAL_EDGE_MM + FIDUCIAL_MM / 2) * min(height, width) / layout.width
        return complex(inset if x == 0 else width - inset, inset if y == 0 else height - inset)
    # A turn, a size and a shift are one line in complex numbers.
    flat = {f.id: [complex(*corner) for corner in f.corners] for f in layout.fiducials}
    known = [corner for name in found for corner in flat[name]]
    seen = [complex(*corner) for quad in found.values() for corner in quad.tolist()]
    middle, spot = sum(known) / len(known), sum(seen) / len(seen)
    pairs = [(one - middle, other - spot) for one, other in zip(known, seen, strict=True)]
    turn = sum(one.conjugate() * other for one, other in pairs) / sum(abs(one) ** 2 for one, _ in pairs)
    spots = [spot + turn * (sum(one) / 4 - middle) for name, one in flat.items() if name not in found]
    centre = complex(x + side / 2, y + side / 2)
    return min(spots, key=lambda one: abs(one - centre), default=centre)


def _narrow(corner: Window, spot: complex, half: float, shrink: int) -> Window:
    """The part of a corner within `half` of a spot, cut along the same shrunk pixels, so that the same is found."""
    sides = []
    for start, length, middle in zip(corner[:2], corner[2:], (spot.real, spot.imag), strict=True):
        low = max(0, min(round((middle - half - start) / shrink) * shrink, length - shrink))
        high = max(low + shrink, min(round((middle + half - start) / shrink) * shrink, length))
        sides.append((start + low, high - low))
    return sides[0][0], sides[1][0], sides[0][1], sides[1][1]


def _is_well_inside(quad: Floats, window: Window, scale: float) -> bool:
    """Whether a fiducial has so much room in its window that a larger one would show it the same."""
    room = 2 * scale
    x, y, width, height = window
    low, high = quad.min(0), quad.max(0)
    return bool(low[0] > x + room and low[1] > y + room and high[0] < x + width - room and high[1] < y + height - room)


def _detector(windows: tuple[int, int], step: int) -> cv2.aruco.ArucoDetector:
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeMax = windows
    settings.adaptiveThreshWinSizeStep = step
    settings.minMarkerPerimeterRate = 0.01
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)


def _detect(
    detector: cv2.aruco.ArucoDetector,
    page: Grey,
    window: Window,
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
