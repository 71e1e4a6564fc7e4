"""Knows what is promised of pictures in PDF pages, and of scans in black and white: what counts is what a page shows.

Must not know how a picture is decoded.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from PIL import Image

from examcore_paper.reader import PageReading, read_files
from examcore_paper.reader.locate import Grey
from examcore_paper.simulate.scan import SCAN, encode
from tests.paper.hostile_pdfs import CATALOGUE, ONE_PAGE, one_page, page, pdf, picture_page, stream
from tests.paper.rooms import PLAN, tidy_page

Maker: TypeAlias = Callable[[Grey], bytes]

SEPARATION = b"[/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>]"  # 0 is white
HALF, WHOLE = b"0 0 595 842", b"0 0 1190 842"


@cache
def draw(serial: int, dpi: int = 200, bilevel: int = 0) -> Grey:
    return tidy_page(serial, replace(SCAN, dpi=dpi, bilevel=bilevel)).page


def read(path: Path, data: bytes) -> tuple[PageReading, ...]:
    path.write_bytes(data)
    return read_files(PLAN, [path])


def image(pixels: Grey, words: bytes = b"/ColorSpace /DeviceGray", bits: int = 8, is_jpeg: bool = False) -> bytes:
    """An image object of grey pixels, or of two levels where `bits` is 1."""
    height, width = pixels.shape
    if is_jpeg:
        data, name = encode(pixels, "jpeg", 200, 80), b"/DCTDecode"
    else:
        data, name = (
            zlib.compress((np.packbits(pixels > 127, axis=1) if bits == 1 else pixels).tobytes()),
            b"/FlateDecode",
        )
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /Filter %s %s"
    return stream(data, head % (width, height, bits, name, words))


PICTURES: dict[str, Maker] = {
    "a negative": lambda p: picture_page(image(255 - p, b"/ColorSpace /DeviceGray /Decode [1 0]", is_jpeg=True)),
    "black ink": lambda p: picture_page(image(255 - p, b"/ColorSpace " + SEPARATION, is_jpeg=True)),
    "a mask over black": lambda p: one_page(
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        b"/XObject << /I 5 0 R >>",
        image(np.zeros_like(p), b"/ColorSpace /DeviceGray /SMask 6 0 R"),
        image(255 - p),
    ),
    "a point for a pixel of 300 dpi": lambda p: pdf(
        CATALOGUE, ONE_PAGE,
        page(b"/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>", b"0 0 2481 3508"),
        stream(b"q 2481 0 0 3508 0 0 cm /I Do Q 0 0 m 1 1 l S"), image(p),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_a_scan_is_read_as_the_page_shows_it_however_its_picture_is_kept(tmp_path: Path, name: str) -> None:
    (reading,) = read(tmp_path / "a.pdf", PICTURES[name](draw(1)))
    assert (reading.state, reading.candidate) == ("read", "260001")


SPREADS: dict[str, tuple[tuple[bytes, bytes, bytes], ...]] = {
    "cut to the page": ((HALF, b"", b""), (b"595 0 1190 842", b"", b"")),
    "cropped": ((WHOLE, b"/CropBox [0 0 595 842]", b""), (WHOLE, b"/CropBox [595 0 1190 842]", b"")),
    "clipped": ((WHOLE, b"", b"0 0 595 842 re W n"), (WHOLE, b"", b"595 0 595 842 re W n")),
}


@pytest.mark.parametrize("name", SPREADS)
def test_two_pages_that_show_the_halves_of_one_picture_are_two_sheets(tmp_path: Path, name: str) -> None:
    spread = np.hstack([draw(1), draw(2)])
    things = []
    for number, (box, words, clip) in enumerate(SPREADS[name]):
        own = b"%s /Contents %d 0 R /Resources << /XObject << /I 7 0 R >> >>" % (words, 4 + 2 * number)
        things += [page(own, box), stream(b"q %s q 1190 0 0 842 0 0 cm /I Do Q Q" % clip)]
    kids = b"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>"
    readings = read(tmp_path / "spread.pdf", pdf(CATALOGUE, kids, *things, image(spread)))
    assert [(one.state, one.candidate) for one in readings] == [("read", "260001"), ("read", "260002")]


# --- black and white ------------------------------------------------------------------------------


def in_strips(pixels: Grey) -> bytes:
    """A page of two pictures, the upper and the lower half, of two levels."""
    middle, height = len(pixels) // 2, len(pixels)
    low = 842 * (height - middle) / height
    content = b"q 595 0 0 %f 0 %f cm /I Do Q q 595 0 0 %f 0 0 cm /J Do Q" % (842 - low, low, low)
    halves = [image(half, bits=1) for half in (pixels[:middle], pixels[middle:])]
    return one_page(stream(content), b"/XObject << /I 5 0 R /J 6 0 R >>", *halves)


def under_a_logo(pixels: Grey) -> bytes:
    """A page of two levels over which a program drew its own sign, in grey."""
    logo = image(np.linspace(60, 200, 900).astype(np.uint8).reshape(30, 30))
    content = b"q 595 0 0 842 0 0 cm /I Do Q q 20 0 0 20 290 15 cm /J Do Q"
    return one_page(stream(content), b"/XObject << /I 5 0 R /J 6 0 R >>", image(pixels, bits=1), logo)


def save(pixels: Grey, **how: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).convert("1" if how["format"] == "TIFF" else "L", dither=Image.Dither.NONE).save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


BLACK: dict[str, Maker] = {
    "a.tif": lambda p: save(p, format="TIFF", compression="group4"),
    "a.jpg": lambda p: save(p, format="JPEG", quality=80),
    "poor.jpg": lambda p: save(p, format="JPEG", quality=35),
    "picture.pdf": lambda p: picture_page(image(p, bits=1)),
    "mask.pdf": lambda p: picture_page(image(p, b"/ImageMask true", bits=1)),
    "strips.pdf": in_strips,
    "logo.pdf": under_a_logo,
}


@pytest.mark.parametrize("name", BLACK)
@pytest.mark.parametrize("dpi", [200, 300])
def test_a_scan_in_black_and_white_is_called_one_at_any_resolution(tmp_path: Path, name: str, dpi: int) -> None:
    (reading,) = read(tmp_path / name, BLACK[name](draw(1, dpi, 150)))
    assert reading.state == "review"
    assert reading.reason is not None
    assert "black and white" in reading.reason.read("en")


@pytest.mark.parametrize("paper", [225, 180])
def test_a_grey_scan_on_the_whitest_paper_is_none_in_black_and_white(tmp_path: Path, paper: int) -> None:
    white = np.clip(draw(1, 300).astype(np.int32) * 255 // paper, 0, 255).astype(np.uint8)
    (reading,) = read(tmp_path / "white.jpg", encode(white, "jpeg", 300, 80))
    assert (reading.state, reading.candidate) == ("read", "260001")
