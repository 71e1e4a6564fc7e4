"""Knows how files from a scanner become grey pages: what kind a file is, how many pages it has, which page is which.

Must not know what stands on a page. A file that cannot be read becomes a `Fault`, never an exception.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.files import explain
from examcore.language import Message, messages
from examcore_paper.reader.images import (
    DECODING,
    MOST_PAGES,
    Grey,
    Unreadable,
    count_halvings,
    count_image_pages,
    in_silence,
    load_image_page,
    open_image,
)
from examcore_paper.reader.pdf import count_pdf_pages, load_pdf_page, pack_pdf_page
from examcore_paper.scans import Kind, files_in, kind_of

msg = messages("examcore_paper")

MOST_BYTES = 1_000_000_000


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


def list_pages(sources: Sequence[Path]) -> Iterator[PageRef | Fault]:
    """Every page of the files and folders named, in order; folders are walked, names sorted as people count.

    A file that is no scan is a `Fault`: nothing that lies in the folder is passed over but hidden files.
    """
    for source in sources:
        yield from (entry for file in files_in(source) for entry in list_file(file))


def load_page(ref: PageRef, data: bytes | None = None) -> Grey | Fault:
    """The page as grey pixels, white paper light, halved while it is finer than the reader needs.

    `data` stands for the file where the file itself is on another machine: what `pack_page` gave.
    """
    try:
        if ref.kind == "pdf":
            return load_pdf_page(ref.file, ref.page) if data is None else load_pdf_page(data, 1)
        return load_image_page(Path(ref.file) if data is None else io.BytesIO(data), ref.page)
    except Unreadable as problem:
        return Fault(ref.file, ref.page, problem.reason, ref.source)


def pack_page(ref: PageRef) -> bytes | Fault:
    """What another machine needs to load this page: the image file, or a PDF of this page alone."""
    try:
        return pack_pdf_page(ref.file, ref.page) if ref.kind == "pdf" else Path(ref.file).read_bytes()
    except OSError as problem:
        why = msg("the file cannot be opened: {problem}", problem=explain(problem))
        return Fault(ref.file, ref.page, why, ref.source)
    except Unreadable as problem:
        return Fault(ref.file, ref.page, problem.reason, ref.source)


def read_dpi(file: Path) -> float:
    """The resolution an image file says it has, as the page is loaded; 0 where it does not say."""
    with in_silence():
        try:
            with open_image(file) as image:
                said = image.info.get("dpi", (0, 0))
                return float(said[0]) / count_halvings(min(image.size))
        except (*DECODING, Unreadable):
            return 0.0


def list_file(file: Path) -> list[PageRef | Fault]:
    """Every page of one file; a `Fault` for the whole file where it cannot be opened, or has too many pages."""
    name, source = str(file), ""
    try:
        if file.stat().st_size > MOST_BYTES:
            return [Fault(name, 0, msg("the file is larger than {most} MB", most=MOST_BYTES // 1_000_000))]
        with file.open("rb") as stream:
            source = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = kind_of(file)
        if kind is None:
            return [Fault(name, 0, msg("the file is not a PNG, JPEG, TIFF or PDF"), source)]
        count = count_pdf_pages(name) if kind == "pdf" else count_image_pages(file)
    except OSError as problem:
        return [Fault(name, 0, msg("the file cannot be opened: {problem}", problem=explain(problem)))]
    except Unreadable as problem:
        return [Fault(name, 0, problem.reason, source)]
    if count > MOST_PAGES:
        return [Fault(name, 0, msg("the file has more than {most} pages: split it", most=MOST_PAGES), source)]
    return [PageRef(name, page, kind, source) for page in range(1, count + 1)]
