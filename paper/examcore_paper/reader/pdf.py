"""Knows how a page of a PDF becomes grey pixels: its scanned picture taken out as it is, anything else drawn.

Must not know what stands on a page. PDFium is called by one thread at a time.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from examcore.language import messages
from examcore_paper.reader.images import (
    DECODING,
    LEAST_SIDE,
    MOST_PIXELS,
    Grey,
    Unreadable,
    blacken,
    decode,
    halve,
    open_image,
    refuse_cost,
    refuse_pixels,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage, PdfPage
    from pypdfium2.raw import FPDF_CLIPPATH

msg = messages("examcore_paper")

RENDER_DPI = 200
RIM = 0.03
PAGES_AN_OPENING = 256
"""After so many pages a PDF that is kept open is opened anew: what PDFium remembers of it is bounded."""

Box: TypeAlias = tuple[float, float, float, float]

# PDFium keeps global state: one call at a time in a process, whatever executor the caller brings.
_PDFIUM = threading.Lock()


def _open_pdf(file: str | bytes) -> PdfDocument:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as problem:
        if problem.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable(msg("the PDF is locked by a password")) from problem
        raise Unreadable(msg("the PDF is damaged")) from problem


@dataclass(slots=True)
class _Shelf:
    """The document read last, open for its next page, in a process that has been told to keep it."""

    is_used: bool = False
    file: str = ""
    document: PdfDocument | None = None
    pages_left: int = 0

    def take(self, file: str) -> PdfDocument:
        """The document, opened where it is another than before, or has given many pages."""
        if self.document is None or file != self.file or self.pages_left < 1:
            self.clear()
            self.document, self.file, self.pages_left = _open_pdf(file), file, PAGES_AN_OPENING
        self.pages_left -= 1
        return self.document

    def clear(self) -> None:
        """Close what is open."""
        if self.document is not None:
            self.document.close()
        self.document = None


_shelf = _Shelf()


def keep_pdf_open() -> None:
    """Leave the PDF that a page came from open for the next page, in this process and to its end.

    To find page 600 of a PDF, its tree of pages is walked from the first; a document that stays open knows the way.
    """
    _shelf.is_used = True


def close_pdf() -> None:
    """Close the PDF that was left open, if one was."""
    with _PDFIUM:
        _shelf.clear()


@contextmanager
def _opened(file: str | bytes) -> Iterator[PdfDocument]:
    """The document, for as long as PDFium is ours; after a fault it is not used again."""
    with _PDFIUM:
        if isinstance(file, str) and _shelf.is_used:
            try:
                yield _shelf.take(file)
            except BaseException:
                _shelf.clear()
                raise
            return
        document = _open_pdf(file)
        try:
            yield document
        finally:
            document.close()


def count_pdf_pages(name: str) -> int:
    """How many pages a PDF says it has. Raises Unreadable."""
    with _PDFIUM:
        document = _open_pdf(name)
        try:
            count = len(document)
        finally:
            document.close()
    if not count:
        raise Unreadable(msg("the PDF has no pages"))
    return count


def pack_pdf_page(file: str, number: int) -> bytes:
    """A PDF of page `number` (from 1) alone. Raises Unreadable."""
    import pypdfium2

    try:
        with _opened(file) as document:
            alone = pypdfium2.PdfDocument.new()
            try:
                alone.import_pages(document, [number - 1])
                buffer = io.BytesIO()
                alone.save(buffer)
            finally:
                alone.close()
    except (pypdfium2.PdfiumError, *DECODING) as problem:
        raise Unreadable(msg("the PDF page is damaged")) from problem
    return buffer.getvalue()


def load_pdf_page(file: str | bytes, number: int, is_drawn: bool = False) -> Grey:
    """Page `number` (from 1) as grey pixels: of the scanned picture it is, or `is_drawn` as a viewer shows it.

    Raises Unreadable.
    """
    import pypdfium2

    try:
        with _opened(file) as document:
            page = document[number - 1]
            try:
                alone = None if is_drawn else _only_image(page)
                found = _embedded(alone) if alone is not None else None
                if found is None:
                    drawn = halve(_render(page))
                    return blacken(drawn) if _is_bilevel(page) else drawn
            finally:
                page.close()
    except MemoryError as problem:
        raise refuse_cost() from problem
    except (pypdfium2.PdfiumError, *DECODING) as problem:
        raise Unreadable(msg("the PDF page is damaged")) from problem
    return found if isinstance(found, np.ndarray) else decode(open_image(found))


def _only_image(page: PdfPage) -> PdfImage | None:
    """The image of a page that shows nothing else, as scanners write it; None where rendering is needed.

    Invisible text (the words a scanner recognised) does not count; a mirrored or partly filling image does, and one of
    which the page shows only a part: the rest may be another sheet.
    """
    import pypdfium2
    from pypdfium2 import raw

    found: PdfImage | None = None
    for thing in page.get_objects(max_depth=2):
        if isinstance(thing, pypdfium2.PdfImage) and found is None and thing.level == 0:
            found = thing
        elif thing.type == raw.FPDF_PAGEOBJ_TEXT and (
            raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        ):
            continue
        else:
            return None
    if found is None:
        return None
    a, b, c, d, _, _ = found.get_matrix().get()
    left, bottom, right, top = page.get_bbox()
    is_upright = a * d - b * c > 0.8 * (right - left) * (top - bottom)
    return found if is_upright and _is_whole(found, (left, bottom, right, top)) else None


def _is_whole(image: PdfImage, box: Box) -> bool:
    """Whether a page shows all of an image, but for a narrow rim: none of it lies outside the page, or is clipped."""
    from pypdfium2 import raw

    left, bottom, right, top = image.get_bounds()
    rim = RIM * max(right - left, top - bottom)
    clip = raw.FPDFPageObj_GetClipPath(image)
    boxes = [box, *(_bound(clip, place) for place in range(raw.FPDFClipPath_CountPaths(clip)))]
    return all(
        x0 <= left + rim and y0 <= bottom + rim and x1 >= right - rim and y1 >= top - rim for x0, y0, x1, y1 in boxes
    )


def _bound(clip: FPDF_CLIPPATH, place: int) -> Box:
    """The rectangle around one path of a clip; nothing where it has no points."""
    from ctypes import c_float

    from pypdfium2 import raw

    points = []
    for number in range(raw.FPDFClipPath_CountPathSegments(clip, place)):
        x, y = c_float(), c_float()
        if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, place, number), x, y):
            points.append((x.value, y.value))
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_bilevel(page: PdfPage) -> bool:
    """Whether most of a page is a picture in black and white, or several: drawing them makes greys nobody scanned.

    A stamp or a logo beside it changes nothing of that; a picture of more levels below it does.
    """
    from pypdfium2 import PdfImage

    covered = {False: 0.0, True: 0.0}
    for thing in page.get_objects(max_depth=2):
        if isinstance(thing, PdfImage):
            a, b, c, d, _, _ = thing.get_matrix().get()
            covered[thing.get_metadata().bits_per_pixel == 1] += abs(a * d - b * c)
    left, bottom, right, top = page.get_bbox()
    half = (right - left) * (top - bottom) / 2
    return bool(covered[True] > half > covered[False])


def _embedded(image: PdfImage) -> Grey | io.BytesIO | None:
    """The pixels of an embedded image, or its JPEG bytes to decode outside the lock; None: render instead."""
    width, height = image.get_px_size()
    if width * height > MOST_PIXELS:
        raise refuse_pixels()
    filters = image.get_filters()
    if filters == ["DCTDecode"]:
        data = bytes(image.get_data())
        # A four-colour JPEG is stored inverted: PDFium knows how, so it renders such a page.
        return (
            io.BytesIO(data) if _channels(data) in (1, 3) and image.get_metadata().bits_per_pixel in (8, 24) else None
        )
    bitmap = image.get_bitmap(render=False)
    pixels = np.asarray(bitmap.to_pil().convert("L"), np.uint8)
    return halve(pixels) if min(pixels.shape) >= LEAST_SIDE else None


def _channels(data: bytes) -> int:
    """How many colours a JPEG has, from its frame header; 0 where there is none."""
    place = 2
    while place + 10 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return data[place + 9]
        place += 2 + length
    return 0


def _render(page: PdfPage) -> Grey:
    import cv2

    width, height = page.get_size()
    scale = RENDER_DPI / 72
    if width * scale * height * scale > MOST_PIXELS:
        scale = 1.0  # some programs write a point for every pixel
    if not (0 < width * scale * height * scale <= MOST_PIXELS):
        raise refuse_pixels()
    # PDFium takes twice as long to draw a scanned picture in grey as in colours, and the grey is the same.
    colours = page.render(scale=scale).to_numpy()
    return np.asarray(cv2.cvtColor(colours[:, :, :3], cv2.COLOR_BGR2GRAY), np.uint8)
