"""Knows what was seen on one page: where the sheet lies, its code, how dark each bubble is, pictures of a few places.

Must not know what any of it means: `decide` and `read` judge. Facts are kept in a scan file (docs/formats/scan.md),
so every number is a whole one, and a decision made from kept facts is the one made from the picture.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from examcore.canonical import ABSENT, Absent
from examcore.errors import BadInput
from examcore.language import Message, messages

msg = messages("examcore_paper")

Floats: TypeAlias = npt.NDArray[np.float64]

MEASURE = 1
"""The version of measuring; raised whenever the same picture would give other numbers."""
REVIEW = "?"
"""What stands for a mark, or a digit, that is left to a person."""
THOUSAND = 1000.0
BYTES_A_BUBBLE, BYTES_A_CROSS = 7, 13


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence kept as data: its English template, the values in it, and whose catalogue it stands in."""

    template: str
    values: tuple[tuple[str, str | int | Told], ...] = ()
    package: str = "examcore_paper"

    @classmethod
    def of(cls, message: Message) -> Told:
        """A sentence of texts, whole numbers and such sentences."""
        values: list[tuple[str, str | int | Told]] = []
        for name, value in message.values:
            if isinstance(value, Message):
                values.append((name, cls.of(value)))
            else:
                values.append((name, value if isinstance(value, int) else str(value)))
        return cls(message.template, tuple(values), message.package)

    def message(self) -> Message:
        """The sentence, to be read in any language."""
        values = tuple((name, one.message() if isinstance(one, Told) else one) for name, one in self.values)
        return Message(self.template, values, self.package)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """How a sheet lies on its page: pixels a metre, and how well its marks fit (µm); see `locate.Place`."""

    scale: int
    residual: int
    bend: int
    twist: int
    fiducials: int
    anchors: int


@dataclass(frozen=True, slots=True)
class Strokes:
    """What tells a cross, a cross in a circle and a filled bubble apart, of every bubble.

    `lows` and `peaks` are the darkness of the lightest fifth and the darkest tenth inside the bubble: a filled one is
    dark all over, a cross leaves paper between its arms. `rounds` is the darkest spot from the printed circle outwards,
    on average over all directions: a circle drawn by hand is dark in nearly all, the arms of a cross in four.
    """

    lows: Floats
    peaks: Floats
    rounds: Floats


@dataclass(frozen=True, slots=True)
class Bubbles:
    """Darkness (0 paper, 1 black), ring, halo and paper white (0 to 255) of every bubble, in `bubble_points` order.

    `rings` is how much darker the printed circle is than what lies inside and outside it, all measured where the
    circle must be: near 0 where the place is wrong, whatever the reason. `halos` is the darkness in a band outside
    the circle: a ring drawn around a bubble shows there. `strokes` is only there on sheets that are crossed.
    """

    darkness: Floats
    rings: Floats
    halos: Floats
    white: Floats
    strokes: Strokes | None = None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was seen on one page of a file.

    `source` is the SHA-256 of the file (hex; "" with a fault that may pass: such facts are not kept), `fault` why
    nothing could be seen, `code` the text of the sheet's code ("" where none was read), `bubbles` what `pack` wrote,
    `crops` small JPEG pictures (base64) by place: an item number, or "head" for the grids. `beside` is the text of a
    code that lies elsewhere than the sheet has its own: it is of another sheet, and tells nothing of this one.
    """

    source: str
    file: str
    page: int
    fault: Told | None = None
    code: str = ""
    is_empty: bool = False
    is_bilevel: bool = False
    place: PlaceFacts | None = None
    bubbles: str = ""
    crops: dict[str, str] = field(default_factory=dict)
    beside: str | Absent = ABSENT

    @property
    def key(self) -> str:
        """The name of the page among all pages: its file's hash and its number, wherever the file lies.

        "" without a hash: nothing can be decided of a page that is not kept.
        """
        return f"{self.source[:16]}:{self.page}" if self.source else ""

    def crop(self, place: str) -> bytes | None:
        """The JPEG kept of a place, or None."""
        kept = self.crops.get(place)
        return base64.b64decode(kept) if kept else None


def pack(bubbles: Bubbles) -> str:
    """Darkness, ring and halo of every bubble in thousandths (16 bits, little-endian), then white in a byte each.

    Of a sheet that is crossed lows, peaks and rounds follow in thousandths.
    """
    strokes = bubbles.strokes
    white = np.clip(np.round(bubbles.white), 0, 255).astype(np.uint8).tobytes()
    behind = _write(strokes.lows, strokes.peaks, strokes.rounds) if strokes else b""
    data = _write(bubbles.darkness, bubbles.rings, bubbles.halos) + white + behind
    return base64.b64encode(data).decode("ascii")


def unpack(kept: str, count: int) -> Bubbles:
    """What `pack` wrote of `count` bubbles. Raises BadInput for another number of them."""
    data = base64.b64decode(kept)
    if len(data) not in (count * BYTES_A_BUBBLE, count * BYTES_A_CROSS):
        raise BadInput(
            msg("the kept measures are of another sheet: {bytes} bytes, not {due}", bytes=len(data),
                due=count * BYTES_A_BUBBLE),
            msg("read the scans again"),
        )  # fmt: skip
    first = _read(data, count, 0)
    white = np.frombuffer(data, np.uint8, count, count * 6).astype(np.float64)
    strokes = Strokes(*_read(data, count, count * BYTES_A_BUBBLE)) if len(data) == count * BYTES_A_CROSS else None
    return Bubbles(first[0], first[1], first[2], white, strokes)


def _write(*measures: Floats) -> bytes:
    return b"".join(np.clip(np.round(one * THOUSAND), -32_768, 32_767).astype("<i2").tobytes() for one in measures)


def _read(data: bytes, count: int, place: int) -> Floats:
    """Three measures of `count` bubbles from byte `place` on."""
    return np.frombuffer(data, "<i2", count * 3, place).astype(np.float64).reshape(3, count) / THOUSAND
