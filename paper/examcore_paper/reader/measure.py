"""Knows how dark every bubble of a located sheet is against the paper around it.

Must not know what a darkness means: `decide` judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from numpy.lib.stride_tricks import sliding_window_view

from examcore_paper.layout import Box, SheetLayout
from examcore_paper.payload import TEXT_LENGTH
from examcore_paper.reader.facts import Bubbles
from examcore_paper.reader.locate import Grey, Place
from examcore_paper.reader.places import bubble_points
from examcore_paper.reader.strokes import measure_strokes

Floats: TypeAlias = npt.NDArray[np.float64]

INNER = 0.70
"""The share of a bubble's diameter that is measured: inside its ring, which must not count as ink."""
CLOSING_MM = 7.0
CODE_OFF_MM = 3.0
"""So far outside its place (its quiet zone) a code may be seen and still be the sheet's own."""
RING_SAMPLES = 12
RING_RADII = (0.89, 0.95, 1.01)
BESIDE_RADII = (0.72, 1.24)
HALO_RADII = (1.24, 1.36, 1.48)
_ANGLES = np.linspace(0, 2 * np.pi, RING_SAMPLES, endpoint=False, dtype=np.float32)
_AROUND = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])
QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def measure_bubbles(page: Grey, place: Place, layout: SheetLayout) -> Bubbles:
    """Mean darkness inside each bubble against paper white found by a morphological closing of the page.

    Of a sheet that is crossed, strokes too.
    """
    centres = place.pixels(bubble_points(layout))
    half = layout.bubble * INNER / 2 * place.scale
    means = _box_means(page, centres, half)
    whites = _paper_white(page, centres, place.scale)
    rings, halos = _measure_rings(page, place, centres, whites, layout.bubble / 2)
    strokes = measure_strokes(page, place, centres, whites, layout) if layout.marking == "cross" else None
    return Bubbles(np.clip(1 - means / np.maximum(whites, 1), -0.2, 1.0), rings, halos, whites, strokes)


def read_code(page: Grey, place: Place, layout: SheetLayout) -> tuple[str, str]:
    """The text of the sheet's own QR code, and that of a code elsewhere on the page; "" for what there is not.

    Only a code that lies where the sheet has its own is taken for it: one beside it is of another sheet. It is looked
    for in its place first, and on the whole page where it is not read there.
    """
    due = place.pixels(_corners(layout.qr_quiet, CODE_OFF_MM)).astype(np.float32)
    spots = place.pixels(_corners(layout.qr_quiet, 2))
    x0, y0 = np.maximum(np.floor(spots.min(0)).astype(int), 0)
    x1, y1 = np.ceil(spots.max(0)).astype(int)
    crop = np.ascontiguousarray(page[y0:y1, x0:x1])
    codes: list[_Code] = []
    if min(crop.shape) > 20:
        codes = [own for code in _decode(crop) if (own := code.moved(x0, y0)).lies_in(due)]
        if not codes:
            larger = np.asarray(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
            codes = [own for code in _decode(larger) if (own := code.moved(x0, y0, 0.5)).lies_in(due)]
    if codes:
        return codes[0].text, ""
    found = _decode(page)
    codes = [code for code in found if code.lies_in(due)]
    if codes:
        return codes[0].text, ""
    return "", min((code.text for code in found), default="")


def find_code(page: Grey) -> str | None:
    """The one sheet code anywhere on the page; None where there is none, or more than one."""
    texts = sorted({code.text for code in _decode(page)})
    return texts[0] if len(texts) == 1 else None


def is_empty(page: Grey) -> bool:
    """Whether nothing is printed on the page: the back of a sheet."""
    rim = [side // 20 for side in page.shape]
    inner = page[rim[0] : -rim[0] or None : 3, rim[1] : -rim[1] or None : 3].astype(np.int16)
    return float(np.mean(inner < np.median(inner) - 60)) < 0.0005


@dataclass(frozen=True, slots=True)
class _Code:
    """A sheet code that was seen: its text, and its four corners (pixels, x before y)."""

    text: str
    corners: tuple[tuple[float, float], ...]

    def moved(self, x: int, y: int, scale: float = 1.0) -> _Code:
        """The code as it lies on the page, when it was seen in a part of it that begins at x, y."""
        return _Code(self.text, tuple((left * scale + x, top * scale + y) for left, top in self.corners))

    def lies_in(self, area: npt.NDArray[np.float32]) -> bool:
        """Whether all of it lies in a convex area (corners in pixels)."""
        return all(cv2.pointPolygonTest(area, corner, False) >= 0 for corner in self.corners)


def _decode(picture: Grey) -> list[_Code]:
    found = zxingcpp.read_barcodes(picture, formats=QR_ONLY)
    return [_Code(code.text, _rim(code.position)) for code in found if len(code.text) == TEXT_LENGTH]


def _rim(position: zxingcpp.Position) -> tuple[tuple[float, float], ...]:
    rim = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((float(corner.x), float(corner.y)) for corner in rim)


def _corners(box: Box, more: float) -> Floats:
    """The corners of a box that is so many millimetres wider on each side."""
    left, top, right, bottom = box.x - more, box.y - more, box.right + more, box.bottom + more
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def _paper_white(page: Grey, centres: Floats, scale: float) -> Floats:
    """Paper white (0 to 255) at each of some spots, from a map of one cell a millimetre.

    Closing (dilate, then erode) takes out every mark narrower than its kernel but keeps the edge of a shadow where it
    is, which averages do not.
    """
    shrink = max(1, round(scale))
    spots = (centres / shrink).astype(int)
    xs, ys = (np.clip(spots[:, axis], 0, page.shape[1 - axis] // shrink - 1) for axis in (0, 1))
    size = max(3, round(CLOSING_MM * scale / shrink) | 1)
    around = size + 1  # closing and blurring look no further
    left, top = max(int(xs.min()) - around, 0), max(int(ys.min()) - around, 0)
    small = _shrink(page, shrink, (left, top), (int(xs.max()) + around, int(ys.max()) + around))
    kernel = np.ones((size, size), np.uint8)
    cells = cv2.blur(cv2.erode(cv2.dilate(small, kernel), kernel), (3, 3))
    return np.asarray(cells[ys - top, xs - left], np.float64)


def _shrink(page: Grey, times: int, first: tuple[int, int], last: tuple[int, int]) -> Grey:
    """The page so many times smaller, from cell `first` to `last` (x, y) or its edge: means, halves rounded up."""
    high, wide = (min(last[axis] + 1, page.shape[1 - axis] // times) - first[axis] for axis in (1, 0))
    part = page[first[1] * times : (first[1] + high) * times, first[0] * times : (first[0] + wide) * times]
    # Sums down whole rows, turned, down whole rows again: a third of the time of an integral image.
    strips = np.add.reduce(part.reshape(high, times, -1), axis=1, dtype=np.uint16)
    turned = np.asarray(cv2.transpose(strips), np.uint16).reshape(wide, times, high)
    sums = np.add.reduce(turned, axis=1, dtype=np.uint16 if times <= 16 else np.uint32).astype(np.uint32)
    area = times * times
    return np.ascontiguousarray(((2 * sums + area) // (2 * area)).astype(np.uint8).transpose())


def _box_means(page: Grey, centres: Floats, half: float) -> Floats:
    """Mean grey in a square around each centre, of the part that lies on the page; 255 for one that lies off it."""
    height, width = page.shape
    side = max(1, round(2 * half))
    low = np.round(centres + 0.5 - half).astype(np.int64)  # a pixel spans from its index to the next
    xs, ys = low.transpose()
    is_whole = (xs >= 0) & (ys >= 0) & (xs <= width - side) & (ys <= height - side)
    means = np.full(len(centres), 255.0)
    if is_whole.any():
        squares = sliding_window_view(page, (side, side))[ys[is_whole], xs[is_whole]]
        means[is_whole] = squares.reshape(len(squares), -1).sum(1, dtype=np.uint32) / (side * side)
    for at in np.flatnonzero(~is_whole).tolist():
        x, y = low[at].tolist()
        part = page[max(y, 0) : max(y + side, 0), max(x, 0) : max(x + side, 0)]
        if part.size:
            means[at] = int(part.sum()) / part.size
    return means


def _measure_rings(page: Grey, place: Place, centres: Floats, whites: Floats, radius: float) -> tuple[Floats, Floats]:
    """Darkness on the circle (the best of three radii, for print and blur) less that beside it; darkness around it."""
    radii = np.array((*RING_RADII, *BESIDE_RADII, *HALO_RADII), np.float32) * np.float32(radius * place.scale)
    # Samples by angle, radius, bubble: the sum over angles then runs along whole rows.
    steps = radii[None, :, None] * _AROUND[:, :, None, None]
    near = centres.astype(np.float32).transpose()
    # Half a pixel makes cutting off the fraction the same as rounding, at a third of the time.
    xs = (near[0] + (steps[0] + np.float32(0.5))).astype(np.int32)
    ys = (near[1] + (steps[1] + np.float32(0.5))).astype(np.int32)
    height, width = page.shape
    reach = float(radii.max()) + 1
    if not (reach < near.min() and near[0].max() < width - reach and near[1].max() < height - reach):
        np.clip(xs, 0, width - 1, out=xs)
        np.clip(ys, 0, height - 1, out=ys)
    ys *= np.int32(width)
    ys += xs
    sums = page.ravel().take(ys).sum(0, dtype=np.uint16)
    means = 1 - (sums.transpose() / RING_SAMPLES) / np.maximum(whites, 1)[:, None]
    first, last = len(RING_RADII), len(RING_RADII) + len(BESIDE_RADII)
    rings = means[:, :first].max(1) - means[:, first:last].mean(1)
    return np.asarray(rings, np.float64), np.asarray(means[:, last:].mean(1), np.float64)
