"""Knows square symbols of the answer sheet, QR codes and corner fiducials, as SVG of one black path.

Must not know where they stand or what a code says.

One path of merged runs is drawn without seams between modules and is the cheapest thing to typeset.
"""

from __future__ import annotations

from collections.abc import Sequence

import qrcode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

from examcore_paper.layout import QR_MODULES

QR_VERSION = 2
# A reader takes any of the eight masks; judging all of them costs eight times the code itself. Over codes with random
# tags this one's mean penalty is within 7 % of the best mask's.
QR_MASK = 6

# The inner 4×4 modules (1 is white) of the fiducials of layout.FIDUCIAL_IDS in the dictionary 4x4_50.
FIDUCIAL_ROWS = {
    22: ("1100", "1100", "1101", "0101"),
    23: ("1101", "1101", "1000", "0010"),
    38: ("0000", "1101", "1111", "0110"),
    45: ("0010", "1110", "1110", "1011"),
}


def draw_qr(text: str) -> str:
    """The SVG of a QR code of version 2, level M, without a quiet zone: capitals and digits, 38 at most."""
    code = qrcode.QRCode(version=QR_VERSION, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=QR_MASK)
    code.add_data(QRData(text.encode("ascii"), MODE_ALPHA_NUM))
    code.make(fit=False)
    matrix = code.get_matrix()
    if len(matrix) != QR_MODULES:
        raise ValueError("the layout has room for another size of code")
    return draw_modules(matrix)


def draw_text(text: str) -> str:
    """The SVG of a QR code as large as `text` needs, level L: digits, capitals and $%*+-./: only."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=0)
    code.add_data(QRData(text.encode("ascii"), MODE_ALPHA_NUM))
    code.make(fit=True)
    return draw_modules(code.get_matrix())


def draw_fiducial(name: int) -> str:
    """The SVG of a fiducial: 6×6 modules with its black border."""
    inner = [[cell == "0" for cell in row] for row in FIDUCIAL_ROWS[name]]
    edge = [True] * 6
    return draw_modules([edge, *([True, *row, True] for row in inner), edge])


def draw_modules(matrix: Sequence[Sequence[bool | None]]) -> str:
    """A square of modules, true ones black, as SVG of one path of runs."""
    side = len(matrix)
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < side:
            end = x
            while end < side and row[end]:
                end += 1
            if end > x:
                runs.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end + 1
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{"".join(runs)}"/></svg>'
