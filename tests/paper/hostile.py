"""Files that mean harm to whoever reads scans, made in memory: bombs, loops, lies, floods, cuts, wrong names.

Must not know the reader. `scale` is how large a bomb is: 1 as for the long run, less for the daily one.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeAlias

import numpy as np
from PIL import Image

Maker: TypeAlias = Callable[[float], bytes]

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


# --- PDF ------------------------------------------------------------------------------------------


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
              % (len(objects) + 1, root, trailer, start))  # fmt: skip
    return out.getvalue()


def stream(data: bytes, words: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), words, data)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def page(words: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] %s >>" % (box, words)


def one_page(content: bytes, resources: bytes, *more: bytes) -> bytes:
    """A page with this content stream (object 4, as `stream` gives it) and what it draws from object 5 on."""
    words = b"/Contents 4 0 R /Resources << %s >>" % resources
    return pdf(CATALOGUE, ONE_PAGE, page(words), content, *more)


def picture_page(image: bytes) -> bytes:
    return one_page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"/XObject << /I 5 0 R >>", image)


def pdf_pages_claimed(scale: float) -> bytes:
    return pdf(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>", page())


def pdf_pages_tree(scale: float) -> bytes:
    """Three levels of a thousand kids each, all the same: a thousand million pages in a few kilobytes."""
    kids = [b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"%d 0 R " % (n + 1) * 1000, 10 ** (3 * (5 - n)))
            for n in (2, 3, 4)]  # fmt: skip
    return pdf(CATALOGUE, *kids, page())


def pdf_pages_true(scale: float) -> bytes:
    """A million pages that are all there, or as many as fit."""
    count = int(200_000 * scale)
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(count))
    return pdf(CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), *([page()] * count))


def pdf_pages_loop(scale: float) -> bytes:
    return pdf(
        CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 5 >>", b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] >>"
    )


def pdf_content(scale: float) -> bytes:
    """A gigabyte of operators in a few kilobytes."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 595 842 l S\n" * 60_000
    data = b"".join(packer.compress(block) for _ in range(int(1000 * scale))) + packer.flush()
    return one_page(stream(data, b"/Filter /FlateDecode"), b"")


def pdf_object_stream(scale: float) -> bytes:
    """Objects packed into a stream of three gigabytes."""
    data = deflated(int(3 * 1024 * MIB * scale))
    packed = stream(data, b"/Type /ObjStm /N 1000000 /First 8 /Filter [/FlateDecode /FlateDecode]")
    start = b"%PDF-1.7\n"
    first = start + b"1 0 obj\n" + CATALOGUE + b"\nendobj\n"
    table = b"".join(struct.pack(">BIB", *row) for row in ((0, 0, 0), (1, len(start), 0), (2, 4, 0), (2, 4, 1),
                                                           (1, len(first), 0)))  # fmt: skip
    with_objects = first + b"4 0 obj\n" + packed + b"\nendobj\n"
    cross = b"5 0 obj\n" + stream(table, b"/Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R") + b"\nendobj\n"
    return with_objects + cross + b"startxref\n%d\n%%%%EOF\n" % len(with_objects)


def pdf_forms(scale: float, width: int = 2, depth: int = 40) -> bytes:
    """Forms that each draw the next several times: 2 to the 40th lines."""
    forms = []
    for level in range(depth):
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>" % (
            level + 6
        )
        forms.append(stream(b"/F Do " * width, form))
    last = stream(b"0 0 m 595 842 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    return one_page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", *forms, last)


def pdf_form_itself(scale: float) -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >>"
    return one_page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", stream(b"/F Do /F Do", form))


def pdf_image(width: int, height: int, data: bytes, filters: bytes, colours: bytes = b"/DeviceGray") -> bytes:
    words = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace %s /Filter %s" % (
        width, height, colours, filters,
    )  # fmt: skip
    return picture_page(stream(data, words))


def pdf_image_pixels(scale: float) -> bytes:
    side = int(SIDE * scale**0.5)
    return pdf_image(side, side, deflated(side * side // MIB * MIB + MIB), b"[/FlateDecode /FlateDecode]")


def pdf_image_short(scale: float) -> bytes:
    """Says it is small and unfolds to gigabytes."""
    return pdf_image(400, 400, deflated(int(3 * 1024 * MIB * scale)), b"[/FlateDecode /FlateDecode]")


def pdf_fonts(scale: float) -> bytes:
    count = int(20_000 * scale)
    names = b" ".join(b"/F%d %d 0 R" % (n, n + 5) for n in range(count))
    draw = b"BT " + b" ".join(b"/F%d 9 Tf (a) Tj" % n for n in range(count)) + b" ET"
    fonts = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Font%d >>" % n for n in range(count)]
    return one_page(stream(draw), b"/Font << %s >>" % names, *fonts)


def pdf_font_itself(scale: float) -> bytes:
    """A font whose letters are drawn with the font."""
    font = (b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 "
            b"/Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> "
            b"/Resources << /Font << /F 5 0 R >> >> >>")  # fmt: skip
    return one_page(stream(b"BT /F 9 Tf (aaaa) Tj ET"), b"/Font << /F 5 0 R >>", font,
                    stream(b"9 0 d0 BT /F 9 Tf (aaaaaaaa) Tj ET"))  # fmt: skip


def pdf_nested(scale: float) -> bytes:
    depth = int(1_000_000 * scale)
    return pdf(CATALOGUE, ONE_PAGE, page(b"/Deep " + b"[" * depth + b"]" * depth))


def pdf_pattern(scale: float) -> bytes:
    """A pattern whose tiles are a thousandth of a point wide."""
    tile = stream(b"0 0 1 1 re f", b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
                  b"/XStep 0.001 /YStep 0.001 /Resources << >>")  # fmt: skip
    return one_page(stream(b"/Pattern cs /P scn 0 0 595 842 re f"), b"/Pattern << /P 5 0 R >>", tile)


def pdf_xref(scale: float) -> bytes:
    whole = pdf(CATALOGUE, ONE_PAGE, page())
    return whole.replace(b"xref\n0 4\n", b"xref\n0 99999999\n").replace(b"/Size 4", b"/Size 2147483647")


def pdf_xref_stream(scale: float) -> bytes:
    """A cross-reference stream that unfolds to gigabytes."""
    data = deflated(int(2 * 1024 * MIB * scale))
    words = b"/Type /XRef /Size 2147483647 /W [1 4 1] /Root 1 0 R /Filter [/FlateDecode /FlateDecode]"
    return b"%PDF-1.7\n1 0 obj\n" + stream(data, words) + b"\nendobj\nstartxref\n9\n%%EOF\n"


def pdf_xref_loop(scale: float) -> bytes:
    whole = pdf(CATALOGUE, ONE_PAGE, page())
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % whole.rfind(b"xref\n0"))


def pdf_predictor(scale: float) -> bytes:
    words = b"/FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 255 /BitsPerComponent 16 >>"
    return pdf_image(400, 400, zlib.compress(bytes(160_000)), words)


def pdf_locked(scale: float) -> bytes:
    """Locked by a password nobody knows."""
    locks = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    return pdf(CATALOGUE, ONE_PAGE, page(), trailer=locks)


def pdf_jpeg2000(scale: float) -> bytes:
    """JPEG 2000 that says it is sixty thousand pixels wide."""
    size = struct.pack(">HIIIIIIIIHBBB", 0, 60_000, 60_000, 0, 0, 60_000, 60_000, 0, 0, 1, 7, 1, 1)
    return pdf_image(
        400, 400, b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + bytes(300), b"/JPXDecode"
    )


def pdf_script(scale: float) -> bytes:
    """A script that runs for ever when the file is opened."""
    start = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1\\);) >> >>"
    return pdf(start, ONE_PAGE, page())


# --- others ---------------------------------------------------------------------------------------


def gif(scale: float) -> bytes:
    frames = [Image.new("L", (300, 300), n) for n in range(5)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def noise(count: int) -> bytes:
    return np.random.default_rng(5).integers(0, 256, count, np.uint8).tobytes()


def cut(make: Maker, share: float, scale: float) -> bytes:
    data = make(scale)
    return data[: int(len(data) * share)]


def plain_page(kind: str, scale: float = 1) -> bytes:
    """An honest picture of grey noise, for the files that are cut short or dressed up."""
    grey = np.random.default_rng(3).integers(100, 255, (700, 500), np.uint8)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, kind)
    return out.getvalue()


def give(data: bytes) -> Maker:
    return lambda scale: data


CORPUS: dict[str, Maker] = {
    "png-60000-wide.png": lambda s: png(60_000, 60_000, chunk(b"IDAT", zlib.compress(bytes(999)))),
    "png-largest.png": lambda s: png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", zlib.compress(bytes(999)))),
    "png-at-the-limit.png": png_pixels,
    "png-16-bit-colour.png": partial(png_pixels, channels=4, depth=16),
    "png-colour.png": partial(png_pixels, channels=3),
    "png-interlaced.png": lambda s: png(SIDE, SIDE, chunk(b"IDAT", zeros(int(64 * MIB * s))), interlace=1),
    "png-more-than-it-says.png": png_overlong,
    "png-text-bomb.png": png_text,
    "png-profile-bomb.png": png_profile,
    "png-profile-rubbish.png": lambda s: png(
        300,
        300,
        chunk(b"iCCP", b"icc\0\0" + zlib.compress(noise(3000))),
        chunk(b"IDAT", zlib.compress(bytes(301 * 300))),
    ),
    "png-flood.png": png_flood,
    "png-animated.png": png_animated,
    "png-no-pixels.png": lambda s: png(900, 900),
    "png-cut.png": partial(cut, partial(plain_page, "PNG"), 0.6),
    "jpeg-65500-wide.jpg": lambda s: resize_jpeg(jpeg(400), 65_500, 65_500),
    "jpeg-no-height.jpg": lambda s: resize_jpeg(jpeg(400), 400, 0),
    "jpeg-scan-on-scan.jpg": jpeg_scans,
    "jpeg-taller-than-it-is.jpg": lambda s: resize_jpeg(jpeg(400), 400, 60_000),
    "jpeg-four-colours.jpg": lambda s: jpeg(900, mode="CMYK"),
    "jpeg-profile-rubbish.jpg": lambda s: jpeg(900, icc_profile=noise(60_000)),
    "jpeg-notes-in-a-circle.jpg": jpeg_exif,
    "jpeg-comments.jpg": jpeg_comments,
    "jpeg-two-thousand-million.jpg": jpeg_many,
    "jpeg-cut.jpg": partial(cut, partial(plain_page, "JPEG"), 0.5),
    "tiff-60000-wide.tif": lambda s: tiff(t256=60_000, t257=60_000),
    "tiff-at-the-limit.tif": tiff_pixels,
    "tiff-circle.tif": lambda s: tiff(loop=True),
    "tiff-circle-of-three.tif": lambda s: tiff(3, loop=True),
    "tiff-many-pages.tif": lambda s: tiff(int(300_000 * s)),
    "tiff-many-values.tif": tiff_count,
    "tiff-data-elsewhere.tif": lambda s: tiff(t273=2**32 - 100, t279=2**31),
    "tiff-strips-of-nothing.tif": lambda s: tiff(t278=0),
    "tiff-tiles.tif": lambda s: tiff(t322=2**31, t323=2**31, t324=8, t325=90_000),
    "tiff-wrong-packing.tif": lambda s: tiff(data=noise(90_000), t259=5),
    "tiff-long-form.tif": lambda s: b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + struct.pack("<Q", 2**63) + bytes(99),
    "tiff-cut.tif": partial(cut, partial(plain_page, "TIFF"), 0.5),
    "pdf-a-million-claimed.pdf": pdf_pages_claimed,
    "pdf-a-million-there.pdf": pdf_pages_true,
    "pdf-tree-of-pages.pdf": pdf_pages_tree,
    "pdf-pages-in-a-circle.pdf": pdf_pages_loop,
    "pdf-no-pages.pdf": lambda s: pdf(CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"),
    "pdf-less-than-no-pages.pdf": lambda s: pdf(CATALOGUE, b"<< /Type /Pages /Kids [] /Count -7 >>"),
    "pdf-locked.pdf": pdf_locked,
    "pdf-content-bomb.pdf": pdf_content,
    "pdf-object-stream-bomb.pdf": pdf_object_stream,
    "pdf-forms-doubling.pdf": pdf_forms,
    "pdf-form-draws-itself.pdf": pdf_form_itself,
    "pdf-image-60000-wide.pdf": lambda s: pdf_image(60_000, 60_000, zlib.compress(bytes(999)), b"/FlateDecode"),
    "pdf-image-at-the-limit.pdf": pdf_image_pixels,
    "pdf-image-bomb.pdf": pdf_image_short,
    "pdf-jpeg-lies.pdf": lambda s: pdf_image(400, 400, resize_jpeg(jpeg(400), 65_500, 65_500), b"/DCTDecode"),
    "pdf-four-colours.pdf": lambda s: pdf_image(900, 900, jpeg(900, mode="CMYK"), b"/DCTDecode", b"/DeviceCMYK"),
    "pdf-jpeg-2000.pdf": pdf_jpeg2000,
    "pdf-jbig2-rubbish.pdf": lambda s: pdf_image(4000, 4000, noise(9000), b"/JBIG2Decode"),
    "pdf-fax-rubbish.pdf": lambda s: pdf_image(4000, 4000, noise(9000), b"/CCITTFaxDecode"),
    "pdf-many-fonts.pdf": pdf_fonts,
    "pdf-font-of-itself.pdf": pdf_font_itself,
    "pdf-deep.pdf": pdf_nested,
    "pdf-pattern.pdf": pdf_pattern,
    "pdf-as-large-as-a-town.pdf": lambda s: pdf(CATALOGUE, ONE_PAGE, page(box=b"0 0 9999999 9999999")),
    "pdf-flat-as-a-line.pdf": lambda s: pdf(CATALOGUE, ONE_PAGE, page(box=b"0 0 9999999 0.0001")),
    "pdf-long-list.pdf": pdf_xref,
    "pdf-list-bomb.pdf": pdf_xref_stream,
    "pdf-lists-in-a-circle.pdf": pdf_xref_loop,
    "pdf-predictor.pdf": pdf_predictor,
    "pdf-script.pdf": pdf_script,
    "pdf-cut.pdf": partial(cut, pdf_pages_tree, 0.7),
    "pdf-rubbish.pdf": lambda s: b"%PDF-1.7\n" + noise(100_000),
    "empty.pdf": give(b""),
    "moving.gif": gif,
    "program.jpg": give(b"MZ" + bytes(5000)),
    "package.png": give(b"PK\x03\x04" + bytes(5000)),
    "page.tif": give(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
}
"""What every reader of scans should survive, by name of file."""

HEAVY = frozenset({
    "png-16-bit-colour.png", "jpeg-scan-on-scan.jpg", "pdf-content-bomb.pdf", "pdf-object-stream-bomb.pdf",
    "pdf-forms-doubling.pdf", "pdf-image-bomb.pdf", "pdf-list-bomb.pdf", "pdf-a-million-there.pdf",
})  # fmt: skip
"""Those that take seconds even where they are small."""


def write_corpus(names: Iterable[str], scale: float) -> dict[str, bytes]:
    """The files by name, bombs at this scale."""
    return {name: CORPUS[name](scale) for name in names}
