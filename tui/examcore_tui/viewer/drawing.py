"""Knows how a picture is opened and becomes cells of two colours. The only module of this wing that imports Pillow.

Must not know the screen library. Pictures come from outside: two formats, a limit of pixels, and every failure a
sentence.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from examcore.errors import BadInput, MissingExtra
from examcore.language import messages

if TYPE_CHECKING:
    from PIL.Image import Image

msg = messages("examcore_tui")
FORMATS = ("PNG", "JPEG")
MOST_PIXELS = 8_000_000
MOST_BYTES = 4 * 2**20
LONGEST_IN_BLOCKS = 1000
"""Pixels of an edge that blocks can show at their largest: what is kept of a picture while it is looked at, at most
3 MB, for many may look at once on one machine.
"""
QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which quarters of a cell are in the letter's colour: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""
ALIKE = 24
"""Quarters that differ less (sum over red, green, blue) are drawn in one colour."""
COARSE = 0xFC
"""Colours keep six bits of eight, so that large areas are few runs of text."""

Colour: TypeAlias = tuple[int, int, int]
Cell: TypeAlias = tuple[str, Colour, Colour]
"""Text of one cell or several, the letter's colour and the ground's."""


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a picture is seen: the point in the middle, in pixels, and half-cells to a pixel."""

    x: float
    y: float
    scale: float


def require_pictures() -> None:
    """Raise MissingExtra where there is nothing to open a picture with."""
    if find_spec("PIL") is None:
        raise MissingExtra(
            msg("showing a picture needs the extra {extra}", extra="terminal"),
            msg('install it with: pip install "examcore[terminal]"'),
        )


def open_image(data: bytes, longest: int = 0) -> Image:
    """The picture in red, green and blue, what is transparent on white; made smaller where an edge is longer than
    `longest` pixels (0: as it is). Raises BadInput, MissingExtra.
    """
    require_pictures()
    from PIL import Image, UnidentifiedImageError

    if len(data) > MOST_BYTES:
        raise _cannot()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _cannot()
            if "A" in opened.getbands() or "transparency" in opened.info:
                layered = opened.convert("RGBA")
                ground = Image.new("RGBA", layered.size, "white")
                image = Image.alpha_composite(ground, layered).convert("RGB")
            else:
                image = opened.convert("RGB")
            if longest and max(image.size) > longest:
                image.thumbnail((longest, longest), Image.Resampling.HAMMING)
            return image
    except (
        UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, IndexError,
        struct.error, zlib.error, OverflowError,
    ) as broken:  # fmt: skip
        raise _cannot() from broken


def _cannot() -> BadInput:
    return BadInput(msg("this picture cannot be shown"), msg("call the invigilator; your answers are safe"))


def fit_view(size: tuple[int, int], columns: int, rows: int) -> View:
    """The whole picture."""
    width, height = size
    return View(width / 2, height / 2, min(columns / width, 2 * rows / height))


def keep_inside(view: View, size: tuple[int, int], columns: int, rows: int) -> View:
    """The view moved so that nothing beside the picture is seen that need not be."""
    width, height = size
    half_x, half_y = columns / view.scale / 2, rows / view.scale
    x = width / 2 if 2 * half_x >= width else min(max(view.x, half_x), width - half_x)
    y = height / 2 if 2 * half_y >= height else min(max(view.y, half_y), height - half_y)
    return View(x, y, view.scale)


def crop(image: Image, view: View, columns: int, rows: int) -> tuple[tuple[float, float, float, float], int, int]:
    """The part of the picture that is seen (left, top, right, bottom, in pixels), and the cells it takes."""
    wide = min(columns, max(1, round(image.width * view.scale)))
    high = min(rows, max(1, -(-round(image.height * view.scale) // 2)))
    half_x = min(wide / view.scale, image.width) / 2
    half_y = min(2 * high / view.scale, image.height) / 2
    x = min(max(view.x, half_x), image.width - half_x)
    y = min(max(view.y, half_y), image.height - half_y)
    return (x - half_x, y - half_y, x + half_x, y + half_y), wide, high


def draw(image: Image, view: View, columns: int, rows: int, has_quadrants: bool = True) -> list[list[Cell]]:
    """The part of the picture that is seen, row by row, at most `columns` by `rows` cells."""
    from PIL import Image

    box, wide, high = crop(image, view, columns, rows)
    across = 2 if has_quadrants else 1
    is_smaller = box[2] - box[0] > across * wide
    how = Image.Resampling.BOX if is_smaller else Image.Resampling.BILINEAR
    pixels = image.resize((across * wide, 2 * high), how, box).tobytes()
    line = 3 * across * wide
    draw_row = _draw_quadrants if has_quadrants else _draw_halves
    return [draw_row(pixels[2 * at * line : (2 * at + 1) * line], pixels[(2 * at + 1) * line : (2 * at + 2) * line])
            for at in range(high)]  # fmt: skip


def _draw_halves(upper: bytes, lower: bytes) -> list[Cell]:
    cells = []
    for at in range(0, len(upper), 3):
        one, two = _coarse(upper, at), _coarse(lower, at)
        cells.append((" ", one, one) if one == two else ("▀", one, two))
    return _join(cells)


def _draw_quadrants(upper: bytes, lower: bytes) -> list[Cell]:
    cells = []
    for at in range(0, len(upper), 6):
        four = (_coarse(upper, at), _coarse(upper, at + 3), _coarse(lower, at), _coarse(lower, at + 3))
        first = four[0]
        if four[1] == first and four[2] == first and four[3] == first:
            cells.append((" ", first, first))
            continue
        apart = [_measure(first, one) for one in four]
        most = max(apart)
        if most < ALIKE:
            mean = _mean(four)
            cells.append((" ", mean, mean))
            continue
        other = four[apart.index(most)]
        is_other = [_measure(other, one) < gap for one, gap in zip(four, apart, strict=True)]
        ground = _mean([one for one, is_it in zip(four, is_other, strict=True) if not is_it])
        ink = _mean([one for one, is_it in zip(four, is_other, strict=True) if is_it])
        sign = sum(bit for bit, is_it in zip((1, 2, 4, 8), is_other, strict=True) if is_it)
        cells.append((QUADRANTS[sign], ink, ground))
    return _join(cells)


def _coarse(pixels: bytes, at: int) -> Colour:
    return pixels[at] & COARSE, pixels[at + 1] & COARSE, pixels[at + 2] & COARSE


def _measure(one: Colour, two: Colour) -> int:
    return abs(one[0] - two[0]) + abs(one[1] - two[1]) + abs(one[2] - two[2])


def _mean(colours: Sequence[Colour]) -> Colour:
    count = len(colours)
    red, green, blue = (sum(part) // count & COARSE for part in zip(*colours, strict=True))
    return red, green, blue


def _join(cells: list[Cell]) -> list[Cell]:
    """Neighbours of the same colours as one run of text."""
    joined: list[Cell] = []
    for text, ink, ground in cells:
        if joined and joined[-1][1:] == (ink, ground):
            joined[-1] = (joined[-1][0] + text, ink, ground)
        else:
            joined.append((text, ink, ground))
    return joined
