"""Knows how to draw an answer sheet as pixels straight from its layout, without a PDF.

Must not know typst: it is a second, independent renderer, so that tests and benchmarks of the reader do not
stand on the printer's drawing.
"""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import qrcode

from examcore_paper.layout import LETTERS, Box, Point, SheetLayout

Grey: TypeAlias = npt.NDArray[np.uint8]

RING_GREY, LETTER_GREY, BLACK, WHITE = 140, 115, 0, 255
RING_MM, LETTER_MM = 0.2, 2.0
FINE = 2
"""Drawn at this many times the resolution asked for and averaged down, so that edges fall between pixels."""


def draw_sheet(layout: SheetLayout, qr_text: str, dpi: int = 200, missing_fiducial: int | None = None) -> Grey:
    """The empty sheet with this code; `missing_fiducial` (0 to 3) leaves one corner white."""
    page = _background(layout, dpi).copy()
    for place, fiducial in enumerate(layout.fiducials):
        if place == missing_fiducial:
            _fill(page, fiducial.box, dpi / 25.4, WHITE)
    modules = np.array(_modules(qr_text), np.uint8)
    _stamp(page, layout.qr, np.where(modules == 1, BLACK, WHITE).astype(np.uint8), dpi / 25.4)
    return page


@cache
def _background(layout: SheetLayout, dpi: int) -> Grey:
    k = dpi / 25.4 * FINE
    height, width = round(layout.height * dpi / 25.4) * FINE, round(layout.width * dpi / 25.4) * FINE
    page = np.full((height, width), WHITE, np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for fiducial in layout.fiducials:
        _stamp(
            page,
            fiducial.box,
            np.asarray(cv2.aruco.generateImageMarker(dictionary, fiducial.id, 6), np.uint8),
            k,
        )
    for box in layout.anchors:
        _fill(page, box, k, BLACK)
    for row in layout.items:
        _text(page, f"{row.number}.", (row.label.x + 0.5, row.label.bottom - 1.0), 2.4, k, 0)
        for letter, point in zip(LETTERS, row.bubbles, strict=False):
            _bubble(page, point, letter, layout.bubble, k)
    for grid in (layout.candidate, layout.booklet):
        for box, column in zip(grid.writing, grid.columns, strict=True):
            _outline(page, box, k)
            for digit, point in enumerate(column):
                _bubble(page, point, str(digit), layout.bubble, k)
    for name in ("name", "birth", "position", "room", "unit"):
        box = layout.boxes[name]
        _fill(page, Box(box.x, box.bottom - 0.2, box.width, 0.2), k, RING_GREY)
    for name in ("sign_candidate", "sign_first", "sign_second"):
        _outline(page, layout.boxes[name], k)
    for band in layout.bands:
        _text(page, f"PART {band.part + 1}", (band.heading.x, band.heading.bottom - 1.5), 3.2, k, 0)
    _fill(page, Box(layout.ruler.x, layout.ruler.y, layout.ruler.width, 0.3), k, 0)
    size = (width // FINE, height // FINE)
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def _modules(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(version=2, error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=False)
    return [[bool(cell) for cell in line] for line in code.get_matrix()]


def _stamp(page: Grey, box: Box, modules: Grey, k: float) -> None:
    """Draw a square of modules so that its outer edge is exactly the box, between pixels where need be."""
    x0, y0 = int(box.x * k) - 1, int(box.y * k) - 1
    side = int(box.width * k) + 4
    per = box.width * k / modules.shape[0]
    fine = 4
    inner = (np.arange(side * fine) + 0.5) / fine
    across = np.floor((inner + x0 - box.x * k) / per).astype(int)
    down = np.floor((inner + y0 - box.y * k) / per).astype(int)
    framed = np.pad(modules, 1, constant_values=WHITE)
    last = modules.shape[0] + 1
    drawn = framed[np.clip(down + 1, 0, last)[:, None], np.clip(across + 1, 0, last)[None, :]]
    page[y0 : y0 + side, x0 : x0 + side] = cv2.resize(drawn, (side, side), interpolation=cv2.INTER_AREA)


def _fill(page: Grey, box: Box, k: float, grey: int) -> None:
    page[
        round(box.y * k) : max(round(box.bottom * k), round(box.y * k) + 1),
        round(box.x * k) : round(box.right * k),
    ] = grey


def _outline(page: Grey, box: Box, k: float) -> None:
    corners = (round(box.x * k), round(box.y * k)), (round(box.right * k), round(box.bottom * k))
    cv2.rectangle(page, *corners, (RING_GREY,), max(1, round(0.2 * k)))


def _bubble(page: Grey, point: Point, letter: str, diameter: float, k: float) -> None:
    centre = (round(point[0] * k * 16), round(point[1] * k * 16))
    thick = max(1, round(RING_MM * k))
    cv2.circle(page, centre, round((diameter / 2 - RING_MM / 2) * k * 16), (RING_GREY,), thick, cv2.LINE_AA, 4)
    _text(page, letter, (point[0] - 0.85, point[1] + LETTER_MM / 2), LETTER_MM, k, LETTER_GREY)


def _text(page: Grey, text: str, origin: Point, height_mm: float, k: float, grey: int) -> None:
    scale = height_mm * k / 21
    at = (round(origin[0] * k), round(origin[1] * k))
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, (grey,), max(1, round(0.2 * k)), cv2.LINE_AA)
