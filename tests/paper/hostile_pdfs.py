"""PDF files that mean harm: trees and circles of pages, bombs of every kind, lies about lengths.

Must not know the reader.
"""

from __future__ import annotations

import io
import struct
import zlib

from tests.paper.hostile_pictures import MIB, SIDE, deflated

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
