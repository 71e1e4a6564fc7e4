"""Pictures that mean harm: PNG, JPEG and TIFF that say more than they are, or are more than they say.

Must not know the reader.
"""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

MIB = 1024 * 1024
SIDE = 7_700  # just below 60 million pixels


# --- PNG ------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """So many zero bytes, deflated; a thousandth of them in memory at a time."""
    packer = zlib.compressobj(9)
    block = bytes(min(count, MIB))
    pieces = [packer.compress(block) for _ in range(count // len(block))]
    return b"".join(pieces) + packer.flush()


def deflated(count: int, times: int = 2) -> bytes:
    """So many zero bytes, deflated several times over."""
    data = zeros(count)
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def png_pixels(scale: float, channels: int = 1, depth: int = 8) -> bytes:
    """A whole picture just below the limit of pixels, black, a few kilobytes as a file."""
    side = int(SIDE * scale**0.5)
    colour = {1: 0, 3: 2, 4: 6}[channels]
    rows = zeros(side * (1 + side * channels * depth // 8) // MIB * MIB + MIB)
    return png(side, side, chunk(b"IDAT", rows), depth=depth, colour=colour)


def png_overlong(scale: float) -> bytes:
    return png(300, 300, chunk(b"IDAT", zeros(int(1024 * MIB * scale))))


def png_text(scale: float) -> bytes:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zeros(int(1024 * MIB * scale)))
    return png(300, 300, bomb, chunk(b"IDAT", zlib.compress(bytes(301 * 300))))


def png_profile(scale: float) -> bytes:
    bomb = chunk(b"iCCP", b"icc\0\0" + zeros(int(1024 * MIB * scale)))
    return png(300, 300, bomb, chunk(b"IDAT", zlib.compress(bytes(301 * 300))))


def png_flood(scale: float) -> bytes:
    one = chunk(b"tEXt", b"k\0v")
    return png(300, 300, one * int(400_000 * scale), chunk(b"IDAT", zlib.compress(bytes(301 * 300))))


def png_animated(scale: float) -> bytes:
    control = chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    frame = struct.pack(">IIIIIHHBB", 0, 300, 300, 0, 0, 1, 1, 0, 0)
    return png(300, 300, control, chunk(b"fcTL", frame), chunk(b"IDAT", zlib.compress(bytes(301 * 300))))


# --- JPEG -----------------------------------------------------------------------------------------


def jpeg(side: int, progressive: bool = False, mode: str = "L", **more: object) -> bytes:
    out = io.BytesIO()
    value = 128 if mode == "L" else (10, 20, 30, 200)
    Image.new(mode, (side, side), value).save(out, "JPEG", progressive=progressive, quality=30, **more)
    return out.getvalue()


def resize_jpeg(data: bytes, width: int, height: int) -> bytes:
    """The same bytes with another size in the frame header."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def jpeg_scans(scale: float) -> bytes:
    """A progressive picture at the limit of pixels whose last scan comes again and again."""
    data = jpeg(int(SIDE * scale**0.5), progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:-2] + data[last:-2] * int(4_000 * scale) + data[-2:]


def jpeg_exif(scale: float) -> bytes:
    """Notes whose directory says that it is also the next."""
    entries = struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    notes = b"Exif\0\0II*\0" + struct.pack("<I", 8) + entries
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + jpeg(400)[2:]


def jpeg_comments(scale: float) -> bytes:
    return b"\xff\xd8" + b"\xff\xfe\0\x04ab" * int(400_000 * scale) + jpeg(400)[2:]


def jpeg_many(scale: float) -> bytes:
    """Says that it holds two thousand million pictures."""
    entries = struct.pack("<H", 1) + struct.pack("<HHII", 0xB001, 4, 1, 2**31 - 1) + struct.pack("<I", 0)
    said = b"MPF\0II*\0" + struct.pack("<I", 8) + entries
    return b"\xff\xd8\xff\xe2" + struct.pack(">H", len(said) + 2) + said + jpeg(400)[2:]


# --- TIFF -----------------------------------------------------------------------------------------

TIFF_TAGS = {256: 300, 257: 300, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 300, 279: 90_000}


def tiff(pages: int = 1, data: bytes = b"", loop: bool = False, **tags: int) -> bytes:
    """A TIFF of so many directories after its pixels; tags given as t256=... take the place of the usual ones."""
    body = data or bytes(90_000)
    body += bytes(len(body) % 2)
    given = {**TIFF_TAGS, **{int(name[1:]): value for name, value in tags.items()}}
    size = 2 + 12 * len(given) + 4
    first = 8 + len(body)
    out = [b"II*\0", struct.pack("<I", first), body]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value % 2**32) for tag, value in sorted(given.items()))
    for page in range(pages):
        after = first + size * (page + 1) if page + 1 < pages else first if loop else 0
        out.append(struct.pack("<H", len(given)) + entries + struct.pack("<I", after))
    return b"".join(out)


def tiff_pixels(scale: float) -> bytes:
    side = int(SIDE * scale**0.5)
    packed = zeros(side * side // MIB * MIB + MIB)
    return tiff(data=packed, t256=side, t257=side, t259=8, t278=side, t279=len(packed))


def tiff_count(scale: float) -> bytes:
    """A tag that says it has four thousand million values."""
    entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(TIFF_TAGS.items())]
    entries.append(struct.pack("<HHII", 65_000, 4, 2**32 - 1, 8))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + b"".join(entries) + bytes(1000)
