"""Knows how files from a scanner become grey pages: PNG, JPEG, TIFF, PDF, limits checked before decoding.

Must not know what stands on a page. A file that cannot be read becomes a `Fault`, never an exception.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from examcore.files import explain
from examcore.language import Message, messages
from examcore_paper.scans import Kind, files_in, kind_of

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument, PdfImage, PdfPage

msg = messages("examcore_paper")

Grey: TypeAlias = npt.NDArray[np.uint8]

MOST_PIXELS = 60_000_000
MOST_PAGES = 2_000
MOST_BYTES = 1_000_000_000
RENDER_DPI = 200
WORKING_SIDE = 1_200
"""Pages are halved while their short side stays above this: 145 dpi on A4 is all the reader needs."""

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
IMAGE_FORMATS = ("PNG", "JPEG", "TIFF")

# What decoders raise over damaged bytes; found by feeding them thousands of damaged pages.
DECODING = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    struct.error, zlib.error,
)  # fmt: skip

# PDFium keeps global state: one call at a time in a process, whatever executor the caller brings.
_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageRef:
    """One page to read: file, page in it (from 1), how the file is opened, its SHA-256 (hex). Cheap to send."""

    file: str
    page: int
    kind: Kind
    source: str = ""

    @property
    def key(self) -> str:
        """The name of the page among all pages: its file's hash and its number."""
        return f"{self.source[:16]}:{self.page}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A page, or a whole file (page 0), that cannot be decoded, and why."""

    file: str
    page: int
    reason: Message
    source: str = ""


class _Unreadable(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def list_pages(sources: Sequence[Path]) -> Iterator[PageRef | Fault]:
    """Every page of the files and folders named, in order; folders are walked, names sorted as people count.

    A file that is no scan is a `Fault`: nothing that lies in the folder is passed over but hidden files.
    """
    for source in sources:
        yield from (entry for file in files_in(source) for entry in _list_file(file))


def load_page(ref: PageRef, data: bytes | None = None) -> Grey | Fault:
    """The page as grey pixels, white paper light, halved while it is finer than the reader needs.

    `data` stands for the file where the file itself is on another machine: what `pack_page` gave.
    """
    try:
        if ref.kind == "pdf":
            return _load_pdf_page(ref.file, ref.page) if data is None else _load_pdf_page(data, 1)
        return _load_image_page(Path(ref.file) if data is None else io.BytesIO(data), ref.page)
    except _Unreadable as problem:
        return Fault(ref.file, ref.page, problem.reason, ref.source)


def pack_page(ref: PageRef) -> bytes | Fault:
    """What another machine needs to load this page: the image file, or a PDF of this page alone."""
    try:
        return _pack_pdf_page(ref) if ref.kind == "pdf" else Path(ref.file).read_bytes()
    except OSError as problem:
        why = msg("the file cannot be opened: {problem}", problem=explain(problem))
        return Fault(ref.file, ref.page, why, ref.source)
    except _Unreadable as problem:
        return Fault(ref.file, ref.page, problem.reason, ref.source)


def read_dpi(file: Path) -> float:
    """The resolution an image file says it has, as the page is loaded; 0 where it does not say."""
    with _in_silence():
        try:
            with _open_image(file) as image:
                said = image.info.get("dpi", (0, 0))
                return float(said[0]) / _halvings(min(image.size))
        except (*DECODING, _Unreadable):
            return 0.0


def _list_file(file: Path) -> list[PageRef | Fault]:
    name, source = str(file), ""
    try:
        if file.stat().st_size > MOST_BYTES:
            return [Fault(name, 0, msg("the file is larger than {most} MB", most=MOST_BYTES // 1_000_000))]
        with file.open("rb") as stream:
            source = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = kind_of(file)
        if kind is None:
            return [Fault(name, 0, msg("the file is not a PNG, JPEG, TIFF or PDF"), source)]
        count = _count_pdf_pages(name) if kind == "pdf" else _count_image_pages(name)
    except OSError as problem:
        return [Fault(name, 0, msg("the file cannot be opened: {problem}", problem=explain(problem)))]
    except _Unreadable as problem:
        return [Fault(name, 0, problem.reason, source)]
    refs: list[PageRef | Fault] = [PageRef(name, page, kind, source) for page in range(1, min(count, MOST_PAGES) + 1)]
    if count > MOST_PAGES:
        refs.append(Fault(name, MOST_PAGES + 1, msg("pages after {most} were not read", most=MOST_PAGES), source))
    return refs


# --- images ---------------------------------------------------------------------------------------


def _damaged() -> _Unreadable:
    return _Unreadable(msg("the image is damaged or cut short"))


def _open_image(stream: io.BytesIO | Path) -> Image.Image:
    from PIL import Image

    try:
        image = Image.open(stream, formats=IMAGE_FORMATS)
    except Image.DecompressionBombError as problem:
        raise _too_large() from problem
    except DECODING as problem:
        raise _damaged() from problem
    return image


def _too_large() -> _Unreadable:
    return _Unreadable(msg("the page has more than {most} million pixels", most=MOST_PIXELS // 1_000_000))


@contextmanager
def _in_silence() -> Iterator[None]:
    """Pillow warns of damaged tags and of sizes below our own limit: what matters becomes a `Fault` instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _count_image_pages(name: str) -> int:
    with _in_silence(), _open_image(Path(name)) as image:
        try:
            if image.format != "TIFF":
                return 1
            count = 0
            while count <= MOST_PAGES:  # `n_frames` would walk a chain of any length
                image.seek(count)
                count += 1
        except EOFError:
            pass
        except DECODING as problem:
            raise _damaged() from problem
        return count


def _load_image_page(stream: io.BytesIO | Path, number: int) -> Grey:
    with _in_silence(), _open_image(stream) as image:
        try:
            image.seek(number - 1)
        except DECODING as problem:
            raise _damaged() from problem
        return _decode(image)


def _decode(image: Image.Image) -> Grey:
    """Grey pixels of an opened image; a JPEG is decoded straight to grey, and smaller where fine enough."""
    from PIL import Image

    if image.width * image.height > MOST_PIXELS:
        raise _too_large()
    if min(image.width, image.height) < 200:
        raise _Unreadable(msg("the picture is too small to be a page"))
    try:
        if image.format == "JPEG":
            times = _halvings(min(image.size))
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
    except DECODING as problem:
        raise _damaged() from problem
    return _halve(pixels)


def _halvings(side: int) -> int:
    """The power of two by which a page of this short side may shrink."""
    times = 1
    while side // (times * 2) >= WORKING_SIDE and times < 8:
        times *= 2
    return times


def _halve(pixels: Grey) -> Grey:
    import cv2

    times = _halvings(min(pixels.shape))
    if times == 1:
        return pixels
    size = (pixels.shape[1] // times, pixels.shape[0] // times)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


# --- PDF ------------------------------------------------------------------------------------------


def _open_pdf(file: str | bytes) -> PdfDocument:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as problem:
        if problem.err_code == raw.FPDF_ERR_PASSWORD:
            raise _Unreadable(msg("the PDF is locked by a password")) from problem
        raise _Unreadable(msg("the PDF is damaged")) from problem


def _count_pdf_pages(name: str) -> int:
    with _PDFIUM:
        document = _open_pdf(name)
        try:
            count = len(document)
        finally:
            document.close()
    if not count:
        raise _Unreadable(msg("the PDF has no pages"))
    return count


def _pack_pdf_page(ref: PageRef) -> bytes:
    import pypdfium2

    with _PDFIUM:
        document = _open_pdf(ref.file)
        alone = pypdfium2.PdfDocument.new()
        try:
            alone.import_pages(document, [ref.page - 1])
            buffer = io.BytesIO()
            alone.save(buffer)
        except (pypdfium2.PdfiumError, *DECODING) as problem:
            raise _Unreadable(msg("the PDF page is damaged")) from problem
        finally:
            alone.close()
            document.close()
    return buffer.getvalue()


def _load_pdf_page(file: str | bytes, number: int) -> Grey:
    import pypdfium2

    with _PDFIUM:
        document = _open_pdf(file)
        try:
            page = document[number - 1]
            alone = _only_image(page)
            found = _embedded(alone) if alone is not None else None
            if found is None:
                return _halve(_render(page))
        except (pypdfium2.PdfiumError, *DECODING) as problem:
            raise _Unreadable(msg("the PDF page is damaged")) from problem
        finally:
            document.close()
    return found if isinstance(found, np.ndarray) else _decode(_open_image(found))


def _only_image(page: PdfPage) -> PdfImage | None:
    """The image of a page that shows nothing else, as scanners write it; None where rendering is needed.

    Invisible text (the words a scanner recognised) does not count; a mirrored or partly filling image does.
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
    width, height = page.get_size()
    covered = abs(a * d - b * c)
    return found if a * d - b * c > 0 and covered > 0.8 * width * height else None


def _embedded(image: PdfImage) -> Grey | io.BytesIO | None:
    """The pixels of an embedded image, or its JPEG bytes to decode outside the lock; None: render instead."""
    width, height = image.get_px_size()
    if width * height > MOST_PIXELS:
        raise _too_large()
    filters = image.get_filters()
    if filters == ["DCTDecode"]:
        data = bytes(image.get_data())
        # A four-colour JPEG is stored inverted: PDFium knows how, so it renders such a page.
        return (
            io.BytesIO(data) if _channels(data) in (1, 3) and image.get_metadata().bits_per_pixel in (8, 24) else None
        )
    bitmap = image.get_bitmap(render=False)
    pixels = np.asarray(bitmap.to_pil().convert("L"), np.uint8)
    return _halve(pixels) if min(pixels.shape) >= 200 else None


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
    width, height = page.get_size()
    scale = RENDER_DPI / 72
    if not (0 < width * scale * height * scale <= MOST_PIXELS):
        raise _too_large()
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = np.ctypeslib.as_array(
        ctypes.cast(bitmap.buffer, ctypes.POINTER(ctypes.c_uint8)), (bitmap.height, bitmap.stride)
    )
    return np.ascontiguousarray(pixels[:, : bitmap.width])
