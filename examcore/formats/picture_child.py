"""Knows Pillow: reads pictures of outside files on stdin, writes them on stdout with nothing left but their pixels.

Must not know items. It runs as a process of its own with a limit on its memory; no other module of the core has Pillow.

A request is a line of JSON (`size`, `crop`, and the `seconds` of processor after which no more is drawn) and `size`
bytes; an answer a line of JSON (`media`, `width`, `height`, `size`, or `problem`) and `size` bytes.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import time
import warnings
from typing import BinaryIO

from examcore.apart import limit_process

try:
    from PIL import Image, ImageOps
except ImportError:
    sys.exit(3)  # the parent names the extra

MEMORY_BYTES = 1024**3
MOST_PIXELS = 40_000_000
LONGEST_EDGE = 1600
"""Pixels: 200 mm at 200 dpi. What is larger is made smaller."""
LARGEST = 1024**2
"""Bytes of a picture that is kept."""
FROM_PHOTO = 400_000
"""Bytes of a PNG from which on it is kept as JPEG where that is less than half."""
FORMATS = ("PNG", "JPEG", "GIF", "BMP")
"""A JPEG of a telephone may hold a second picture for its screen (MPO); the first is the photo."""
_PALETTE = 3
"""The kind of PNG whose pixels need a palette."""
_PIXELS_ONLY = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_JPEG_ONLY = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
"""JFIF head, tables, frame, scan: a file with any other segment may hold more than its pixels."""
_FLAWS = (OSError, ValueError, SyntaxError, struct.error, IndexError, KeyError, TypeError, EOFError, OverflowError,
          ZeroDivisionError, NotImplementedError, AttributeError, Image.DecompressionBombError)  # fmt: skip
"""What decoders raise over files that are not what they should be."""


class Unreadable(Exception):
    """A picture that is not read; the argument says why, in one word."""


def main() -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a decoder prints must not pass for an answer
    limit_process(MEMORY_BYTES)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and known before anything is decoded
    while line := sys.stdin.buffer.readline(1000):
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["size"])
        if time.process_time() > request["seconds"]:  # a file of many that each take long is one that means harm
            tell_problem("long", answers)
        else:
            answer(data, request["crop"], answers)


def answer(data: bytes, crop: list[int], out: BinaryIO) -> None:
    """Write the answer to one request."""
    try:
        media, width, height, kept = normalise(data, (crop[0], crop[1], crop[2], crop[3]))
    except Unreadable as problem:
        tell_problem(str(problem), out)
    else:
        head = {"media": media, "width": width, "height": height, "size": len(kept)}
        out.write(json.dumps(head).encode() + b"\n" + kept)
        out.flush()


def tell_problem(problem: str, out: BinaryIO) -> None:
    """Answer that there is no picture, and why in one word."""
    out.write(json.dumps({"problem": problem}).encode() + b"\n")
    out.flush()


def normalise(data: bytes, crop: tuple[int, int, int, int] = (0, 0, 0, 0)) -> tuple[str, int, int, bytes]:
    """("png" or "jpeg", width, height, bytes) of a picture: its pixels, upright, on white, and nothing else.

    `crop` is what is cut off at the left, the top, the right and the bottom, in hundred-thousandths of the whole. What
    already is so is kept byte for byte, so that a picture that is exported and read again is the same picture.
    Raises Unreadable.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unreadable("large")
            if getattr(opened, "n_frames", 1) > 1 and opened.format != "MPO":
                raise Unreadable("moving")
            opened.load()
            kept = opened.format == "PNG" and _holds_pixels_only(data) and opened.mode in ("1", "L", "P", "RGB")
            kept = kept or (opened.format == "JPEG" and _is_plain_jpeg(data) and opened.mode in ("L", "RGB"))
            fits = max(opened.size) <= LONGEST_EDGE and len(data) <= LARGEST
            if kept and fits and not any(crop):
                return ("png" if opened.format == "PNG" else "jpeg"), opened.width, opened.height, data
            return _redraw(opened, crop)
    except MemoryError as problem:
        raise Unreadable("large") from problem
    except _FLAWS as problem:
        raise Unreadable("damaged") from problem


def _redraw(opened: Image.Image, crop: tuple[int, int, int, int]) -> tuple[str, int, int, bytes]:
    photo = opened.format in ("JPEG", "MPO")
    image = _flatten(ImageOps.exif_transpose(opened))
    if any(crop):
        left, top, right, bottom = crop
        box = (
            image.width * left // 100_000,
            image.height * top // 100_000,
            image.width - image.width * right // 100_000,
            image.height - image.height * bottom // 100_000,
        )
        if min(left, top, right, bottom) < 0 or box[2] - box[0] < 1 or box[3] - box[1] < 1:
            raise Unreadable("crop")
        image = image.crop(box)
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    while True:
        media, kept = _write(image, photo)
        if len(kept) <= LARGEST:
            return media, image.width, image.height, kept
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)), Image.Resampling.LANCZOS)


def _flatten(image: Image.Image) -> Image.Image:
    """In grey or in colours, what can be seen through on white."""
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        image = Image.new("RGBA", seen.size, "white")
        image.alpha_composite(seen)
    if image.mode.startswith(("I;16", "I")):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image = image.convert("L" if image.mode in ("1", "L", "F") else "RGB")
    bands = image.split()
    first = bands[0].tobytes()
    return bands[0] if all(band.tobytes() == first for band in bands[1:]) else image


def _write(image: Image.Image, photo: bool) -> tuple[str, bytes]:
    """PNG for what is drawn, JPEG for photos; a fresh image carries no profile, time or thumbnail along."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    drawn = b"" if photo else _save(bare, "PNG", optimize=True)
    if photo or len(drawn) > FROM_PHOTO:
        taken = _save(bare, "JPEG", quality=90, optimize=True)
        if photo or len(taken) * 2 < len(drawn):
            return "jpeg", taken
    return "png", drawn


def _save(image: Image.Image, kind: str, **how: bool | int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def _holds_pixels_only(data: bytes) -> bool:
    """Whether a PNG has no chunk but those its pixels need, and nothing behind its end."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind not in _PIXELS_ONLY or (kind == b"PLTE" and data[25] != _PALETTE) or (kind == b"IEND" and length):
            return False
        at += 12 + length
        if kind == b"IEND":
            return at == len(data)
    return False


def _is_plain_jpeg(data: bytes) -> bool:
    """Whether a JPEG has no segment but those its pixels need, and nothing behind its end."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] in _JPEG_ONLY:
        length = int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] == 0xE0 and (data[at + 4 : at + 9] != b"JFIF\0" or length != 16):
            return False
        if data[at + 1] == 0xDA:  # coded pixels follow, up to the next marker that is neither stuffing nor a restart
            at += 2 + length
            while (at := data.find(b"\xff", at)) >= 0 and data[at + 1 : at + 2] in _STUFFED:
                at += 2
            if at < 0:
                return False
            if data[at + 1 : at + 2] == b"\xd9":
                return at + 2 == len(data)
        else:
            at += 2 + length
    return False


_STUFFED = {b"\0", *(bytes([0xD0 + number]) for number in range(8))}


if __name__ == "__main__":
    main()
