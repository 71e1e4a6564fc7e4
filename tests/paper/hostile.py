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

from tests.paper.hostile_pdfs import (
    CATALOGUE,
    ONE_PAGE,
    page,
    pdf,
    pdf_content,
    pdf_font_itself,
    pdf_fonts,
    pdf_form_itself,
    pdf_forms,
    pdf_image,
    pdf_image_pixels,
    pdf_image_short,
    pdf_jpeg2000,
    pdf_locked,
    pdf_nested,
    pdf_object_stream,
    pdf_pages_claimed,
    pdf_pages_loop,
    pdf_pages_tree,
    pdf_pages_true,
    pdf_pattern,
    pdf_predictor,
    pdf_script,
    pdf_xref,
    pdf_xref_loop,
    pdf_xref_stream,
)
from tests.paper.hostile_pictures import (
    MIB,
    SIDE,
    chunk,
    jpeg,
    jpeg_comments,
    jpeg_exif,
    jpeg_many,
    jpeg_scans,
    png,
    png_animated,
    png_flood,
    png_overlong,
    png_pixels,
    png_profile,
    png_text,
    resize_jpeg,
    tiff,
    tiff_count,
    tiff_pixels,
    zeros,
)

Maker: TypeAlias = Callable[[float], bytes]


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
    "tiff-many-pages.tif": lambda s: tiff(int(100_000 * s)),
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
    "pdf-forms-doubling.pdf", "pdf-form-draws-itself.pdf", "pdf-pattern.pdf", "pdf-image-bomb.pdf",
    "pdf-list-bomb.pdf", "pdf-a-million-there.pdf", "tiff-many-pages.tif",
})  # fmt: skip
"""Those that take seconds even where they are small."""


def write_corpus(names: Iterable[str], scale: float) -> dict[str, bytes]:
    """The files by name, bombs at this scale."""
    return {name: CORPUS[name](scale) for name in names}
