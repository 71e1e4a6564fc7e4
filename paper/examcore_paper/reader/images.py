"""Knows how an image file becomes grey pixels: PNG, JPEG, TIFF, limits checked before decoding.

Must not know what stands on a page, nor PDF.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from examcore.language import Message, messages
from examcore_paper.reader.unchanged import MOST_AT_ONCE

if TYPE_CHECKING:
    from PIL import Image

msg = messages("examcore_paper")

Grey: TypeAlias = npt.NDArray[np.uint8]

MOST_PIXELS = 60_000_000
MOST_PAGES = 2_000
LEAST_SIDE = 200
SUBFILE, COPY = 254, 1
"""The tag of a TIFF by which a picture says what it is, and its word for a smaller copy of another one."""
WORKING_SIDE = 1_200
"""Pages are halved while their short side stays above this: 145 dpi on A4 is all the reader needs."""

SPOTLESS = 248
"""Paper this white may be one of two levels: a JPEG that was decoded smaller is looked at in full."""

IMAGE_FORMATS = ("PNG", "JPEG", "TIFF")

# What decoders raise over damaged bytes; found by feeding them thousands of damaged pages.
DECODING = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    RecursionError, struct.error, zlib.error,
)  # fmt: skip


class Unreadable(Exception):
    """A page or file that is refused, and why; `is_passing` where it may be read another time."""

    def __init__(self, reason: Message, is_passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing


def refuse_damage() -> Unreadable:
    """The refusal of an image that breaks off or is no image."""
    return Unreadable(msg("the image is damaged or cut short"))


def refuse_cost() -> Unreadable:
    """The refusal of a page for what it takes to decode it."""
    return Unreadable(msg("the page takes too much time or memory to decode"), is_passing=True)


def open_image(stream: io.BytesIO | Path) -> Image.Image:
    """The image, nothing of it decoded yet. Raises Unreadable."""
    from PIL import Image

    try:
        image = Image.open(stream, formats=IMAGE_FORMATS)
    except Image.DecompressionBombError as problem:
        raise refuse_pixels() from problem
    except MemoryError as problem:
        raise refuse_cost() from problem
    except DECODING as problem:
        raise refuse_damage() from problem
    # Without a name raw pixels are read, not mapped: Pillow maps a page that lies on its side by the wrong sides.
    image.filename = ""
    return image


def refuse_pixels() -> Unreadable:
    """The refusal of a page too large to be decoded."""
    return Unreadable(msg("the page has more than {most} million pixels", most=MOST_PIXELS // 1_000_000))


@contextmanager
def in_silence() -> Iterator[None]:
    """Pillow warns of damaged tags and of sizes below our own limit: what matters becomes a `Fault` instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def count_image_pages(file: Path) -> tuple[int, frozenset[int]]:
    """How many pages an image file has, one past the most where there are more; which of them (from 1) are none.

    Where the chain of a TIFF's pages breaks off, the page that should come next counts: loading it tells of the damage.
    None of its own is what says it is a smaller copy, and is one of the page before it. Raises Unreadable.
    """
    from PIL.TiffImagePlugin import TiffImageFile

    with in_silence(), open_image(file) as image:
        if not isinstance(image, TiffImageFile):
            return 1, frozenset()
        count, size = 0, (0, 0)
        copies = set()
        try:
            while count <= MOST_PAGES:  # `n_frames` would walk a chain of any length
                image.seek(count)
                count += 1
                if image.tag_v2.get(SUBFILE) == COPY and _is_copy(image.size, size):
                    copies.add(count)
                else:
                    size = image.size
        except EOFError:
            count += bool(image.tag_v2.next)  # a chain that was cut, or runs in a circle, has no end
        except DECODING as problem:
            if not count:
                raise refuse_damage() from problem
            count += 1
        return count, frozenset(copies)


def _is_copy(size: tuple[int, int], whole: tuple[int, int]) -> bool:
    """Whether a picture is smaller than another and of the same shape."""
    return size[0] < whole[0] and abs(size[0] * whole[1] - size[1] * whole[0]) <= 2 * max(whole)


def has_one_page(file: Path) -> bool:
    """Whether an image file can have one page only, and is small enough to be read whole. Raises OSError."""
    if file.stat().st_size > MOST_AT_ONCE:
        return False
    with file.open("rb") as stream:
        return stream.read(2) not in (b"II", b"MM")  # how every TIFF begins


@dataclass(slots=True)
class _Shelf:
    """The TIFF read last, open for its next page, in a process that has been told to keep it."""

    is_used: bool = False
    file: Path | None = None
    image: Image.Image | None = None

    def clear(self) -> None:
        """Close what is open."""
        if self.image is not None:
            self.image.close()
        self.file = self.image = None


_shelf = _Shelf()


def keep_tiff_open() -> None:
    """Leave the TIFF that a page came from open for the next page, in this process and to its end.

    To find its page 300 the chain of pages is walked from the first; one that stays open knows the way.
    """
    _shelf.is_used = True


def close_tiff() -> None:
    """Close the TIFF that was left open, if one was."""
    _shelf.clear()


@contextmanager
def _opened(stream: io.BytesIO | Path, number: int) -> Iterator[Image.Image]:
    """The image, at page `number` or before it; a TIFF stays open where it is to be kept, until another file or a page
    before is read, or a page has a fault.
    """
    from PIL import Image

    if isinstance(stream, Path) and _shelf.file == stream and _shelf.image and _shelf.image.tell() < number - 1:
        image = _shelf.image
        # Pillow would draw the next page over the one before, which would show wherever the next one has no pixels.
        image.im = Image.new("1", (1, 1)).im
    else:
        _shelf.clear()
        image = open_image(stream)
    try:
        yield image
    except BaseException:
        image.close()
        _shelf.clear()
        raise
    if _shelf.is_used and isinstance(stream, Path) and image.format == "TIFF":
        _shelf.file, _shelf.image = stream, image
    else:
        image.close()


def load_image_page(stream: io.BytesIO | Path, number: int) -> Grey:
    """Page `number` (from 1) as grey pixels, halved while it is finer than the reader needs. Raises Unreadable."""
    with in_silence(), _opened(stream, number) as image:
        try:
            image.seek(number - 1)
        except DECODING as problem:
            raise refuse_damage() from problem
        return decode(image)


def decode(image: Image.Image) -> Grey:
    """Grey pixels of an opened image; a JPEG is decoded straight to grey, and smaller where fine enough."""
    from PIL import Image

    if image.width * image.height > MOST_PIXELS:
        raise refuse_pixels()
    if min(image.width, image.height) < LEAST_SIDE:
        raise Unreadable(msg("the picture is too small to be a page"))
    if not _is_covered(image):
        raise refuse_damage()
    try:
        if image.format == "JPEG":
            times = count_halvings(min(image.size))
            found = _decode_at_once(image, times)
            if found is not None:
                whole = _decode_at_once(image, 1) if times > 1 and _is_spotless(found) else None
                return halve(blacken(found) if whole is not None and is_bilevel(whole) else found)
            image.draft("L", (image.width // times, image.height // times))
        if image.mode.startswith("I;16"):
            wide = np.asarray(image, np.uint16)
            pixels = (wide >> 8).astype(np.uint8)
        elif image.has_transparency_data:
            rgba = image.convert("RGBA")
            paper = Image.new("RGBA", rgba.size, "white")
            pixels = np.asarray(Image.alpha_composite(paper, rgba).convert("L"), np.uint8)
        else:
            pixels = np.asarray(image if image.mode == "L" else image.convert("L"), np.uint8)
    except MemoryError as problem:
        raise refuse_cost() from problem
    except DECODING as problem:
        raise refuse_damage() from problem
    return halve(pixels)


def _is_covered(image: Image.Image) -> bool:
    """Whether the file has pixels for the whole of a picture: a damaged TIFF may have them for its upper part only."""
    from PIL.TiffImagePlugin import IMAGELENGTH, IMAGEWIDTH, TiffImageFile

    if not isinstance(image, TiffImageFile):
        return True
    width, height = image.tag_v2[IMAGEWIDTH], image.tag_v2[IMAGELENGTH]  # as the pixels lie, before any turn
    boxes = [tile.extents for tile in image.tile if tile.extents]
    covered = sum((min(x1, width) - x0) * (min(y1, height) - y0) for x0, y0, x1, y1 in boxes)
    return bool(covered >= width * height)


def _decode_at_once(image: Image.Image, times: int) -> Grey | None:
    """Grey pixels of a JPEG without any fault, in a third less time than by Pillow; None for any other."""
    from PIL import ImageFile

    from examcore_paper.reader.jpeg import decode_jpeg

    if image.mode not in ("L", "RGB") or not isinstance(image, ImageFile.ImageFile) or image.fp is None:
        return None
    image.fp.seek(0)
    return decode_jpeg(image.fp.read(), image.width, image.height, times)


def encode_png(pixels: Grey) -> bytes:
    """A PNG of just these pixels, packed quickly; `load_image_page` gives them back."""
    import cv2

    return cv2.imencode(".png", pixels, (cv2.IMWRITE_PNG_COMPRESSION, 1))[1].tobytes()


def count_halvings(side: int) -> int:
    """The power of two by which a page of this short side may shrink."""
    times = 1
    while side // (times * 2) >= WORKING_SIDE and times < 8:
        times *= 2
    return times


def halve(pixels: Grey) -> Grey:
    """The page, halved while it is finer than the reader needs; one in black and white stays so."""
    import cv2

    times = count_halvings(min(pixels.shape))
    if times == 1:
        return pixels
    size = (pixels.shape[1] // times, pixels.shape[0] // times)
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return blacken(small) if is_bilevel(pixels) else small


def is_bilevel(page: Grey) -> bool:
    """Whether the page holds next to no greys: such a scan has already decided what is ink.

    A JPEG of two levels has greys around its ink: up to 0.35 of a hundred pixels of simulated ones to quality 30 are
    middle ones, and 2.6 at least of a grey scan, however bright: sheets are printed in grey.
    """
    import cv2

    sample = _sample(page)
    return int(np.count_nonzero(cv2.inRange(sample, (70,), (185,)))) < 0.004 * sample.size


def _is_spotless(page: Grey) -> bool:
    sample = _sample(page)
    return bool(2 * np.count_nonzero(sample > SPOTLESS) > sample.size)


def blacken(pixels: Grey) -> Grey:
    """The page in black and white: greys that come of making a page smaller were never seen by the scanner."""
    return np.where(pixels < 128, np.uint8(0), np.uint8(255))


def _sample(page: Grey) -> Grey:
    return np.ascontiguousarray(page[:: max(1, page.shape[0] // 250), :: max(1, page.shape[1] // 800)])
