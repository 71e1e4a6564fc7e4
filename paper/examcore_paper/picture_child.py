"""Knows how the limited child process draws pictures anew: requests come in on stdin, pixels and nothing else go out.

Must not know whose picture it is, nor read or write any file.

A request is one line of JSON ({"media", "width", "height", "size"}) and then `size` bytes; an answer is one line of
JSON ({"size"} or {"problem"}) and then `size` bytes. A problem is one of PROBLEMS.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import warnings
import zlib
from typing import BinaryIO

from PIL import Image

from examcore.apart import limit_process
from examcore_paper.limits import MOST_PIXELS

PROBLEMS = ("damaged", "large", "other")
MEMORY_BYTES = 1024**3
MOST_WIDTH, MOST_HEIGHT = 2_050, 1_600
"""Pixels: what the widest and the highest print of a picture shows at 300 dpi. What is finer is made so."""
FORMATS = {"png": "PNG", "jpeg": "JPEG"}
JPEG_QUALITY = 92

# What decoders raise over damaged bytes.
DECODING = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    NotImplementedError, RecursionError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


class Unprintable(Exception):
    """A picture that is not drawn; the argument is one of PROBLEMS."""


def main() -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a decoder prints must not pass for an answer
    limit_process(MEMORY_BYTES)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and known before anything is decoded
    while line := sys.stdin.buffer.readline(1_000):
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["size"])
        answer(data, request["media"], (request["width"], request["height"]), answers)


def answer(data: bytes, media: str, size: tuple[int, int], out: BinaryIO) -> None:
    """Draw one picture and write the answer."""
    try:
        drawn = draw_anew(data, media, size)
    except Unprintable as problem:
        out.write(json.dumps({"problem": str(problem)}).encode() + b"\n")
    else:
        out.write(json.dumps({"size": len(drawn)}).encode() + b"\n" + drawn)
    out.flush()


def draw_anew(data: bytes, media: str, size: tuple[int, int]) -> bytes:
    """The pixels of a picture on white, as a new file of the same kind; the same bytes every time.

    Raises Unprintable: "damaged", "large" (more than MOST_PIXELS, or than memory holds), "other" (not of the kind or
    size in pixels that is told of it, or several pictures in one).
    """
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS.values())) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unprintable("large")
            told = (opened.format, opened.size, getattr(opened, "n_frames", 1))
            if told != (FORMATS[media], size, 1):
                raise Unprintable("other")
            if media == "jpeg":
                opened.draft(None, (MOST_WIDTH, MOST_HEIGHT))
            opened.load()
            image = _flatten(opened)
        image.thumbnail((MOST_WIDTH, MOST_HEIGHT), Image.Resampling.LANCZOS)
        return _write(image, media)
    except MemoryError as problem:
        raise Unprintable("large") from problem
    except DECODING as problem:
        raise Unprintable("damaged") from problem


def _flatten(image: Image.Image) -> Image.Image:
    """Grey or coloured, what can be seen through on white."""
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        paper.alpha_composite(seen)
        return paper.convert("RGB")
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _write(image: Image.Image, media: str) -> bytes:
    """A file of a fresh image: no profile, text, time or thumbnail comes along."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    if media == "jpeg":
        bare.save(out, "JPEG", quality=JPEG_QUALITY)
    else:
        bare.save(out, "PNG", compress_level=6)
    return out.getvalue()


if __name__ == "__main__":
    main()
