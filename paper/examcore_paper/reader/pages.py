"""Knows how files from a scanner become grey pages: what kind a file is, how many pages it has, which page is which.

Must not know what stands on a page. A file that cannot be read becomes a `Fault`, never an exception.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from examcore.files import explain
from examcore.language import Message, messages
from examcore.text import clean_line
from examcore_paper.reader.images import (
    DECODING,
    MOST_PAGES,
    Grey,
    Unreadable,
    close_tiff,
    count_halvings,
    count_image_pages,
    encode_png,
    has_one_page,
    in_silence,
    load_image_page,
    open_image,
)
from examcore_paper.reader.pdf import close_pdf, count_pdf_pages, load_pdf_page, pack_pdf_page
from examcore_paper.reader.unchanged import Changed, hash_file, held_unchanged, read_unchanged
from examcore_paper.scans import Kind, files_in, kind_of

msg = messages("examcore_paper")

MOST_BYTES = 1_000_000_000

T = TypeVar("T")


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
    """A page, or a whole file (page 0), that cannot be decoded, and why.

    Without a `source` it is a fault that may pass: it is told, but not kept, and the next run tries again.
    """

    file: str
    page: int
    reason: Message
    source: str = ""


def list_pages(sources: Sequence[Path]) -> Iterator[PageRef | Fault]:
    """Every page of the files and folders named, in order; folders are walked, names sorted as people count.

    What is no scan, or no file, is a `Fault`: nothing that lies in the folder is passed over but what is hidden.
    """
    for source in sources:
        yield from list_files(files_in(source))


def list_files(files: Iterable[Path]) -> Iterator[PageRef | Fault]:
    """Every page of the files, in order; no folder is walked."""
    for file in files:
        yield from list_file(file)


def load_page(ref: PageRef, data: bytes | None = None, is_drawn: bool = False) -> Grey | Fault:
    """The page as grey pixels, white paper light, halved while it is finer than the reader needs.

    `data` stands for the file where the file itself is on another machine: what `pack_page` gave. A file that is no
    longer what was listed is a fault that may pass. `is_drawn` has a PDF drawn, even one that is but a scanned picture.
    """

    def load() -> Grey:
        if ref.kind == "pdf":
            return load_pdf_page(ref.file, ref.page, is_drawn) if data is None else load_pdf_page(data, 1, is_drawn)
        return load_image_page(Path(ref.file), ref.page) if data is None else load_image_page(io.BytesIO(data), 1)

    def load_unchanged() -> Grey:
        if ref.kind == "image" and has_one_page(Path(ref.file)):
            return load_image_page(io.BytesIO(read_unchanged(ref.file, ref.source)), ref.page)
        with held_unchanged(ref.file, ref.source):
            return load()

    return _take(ref, load_unchanged if data is None else load)


def pack_page(ref: PageRef) -> bytes | Fault:
    """What another machine needs to load this page: an image of it, or a PDF of this page alone.

    A page of a TIFF is decoded here: its file may hold a thousand others.
    """

    def pack() -> bytes:
        if ref.kind == "image" and has_one_page(Path(ref.file)):
            return read_unchanged(ref.file, ref.source)
        with held_unchanged(ref.file, ref.source):
            if ref.kind == "pdf":
                return pack_pdf_page(ref.file, ref.page)
            return encode_png(load_image_page(Path(ref.file), ref.page))

    return _take(ref, pack)


def _take(ref: PageRef, act: Callable[[], T]) -> T | Fault:
    """What `act` gives of the page; a `Fault` where it cannot."""
    try:
        return act()
    except OSError as problem:
        why = msg("the file cannot be opened: {problem}", problem=explain(problem))
    except Changed:
        why = msg("the file was changed while it was being read: read it again")
    except Unreadable as problem:
        return Fault(ref.file, ref.page, problem.reason, "" if problem.is_passing else ref.source)
    # What is kept open of it is of the file that was.
    close_tiff()
    close_pdf()
    return Fault(ref.file, ref.page, why)


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
    if any("\ud800" <= sign <= "\udfff" for sign in name):  # bytes that are no text; no list or log can hold them
        shown = os.fsencode(name).decode("utf-8", "replace")
        return [Fault(clean_line(shown), 0, msg("its name holds signs that are no text: rename it and read it again"))]
    try:
        found = file.stat()
        if not S_ISREG(found.st_mode):
            return [Fault(name, 0, _tell_odd(file))]
        if found.st_size > MOST_BYTES:
            return [Fault(name, 0, msg("the file is larger than {most} MB", most=MOST_BYTES // 1_000_000))]
        source = hash_file(file)
        kind = kind_of(file)
        if kind is None:
            return [Fault(name, 0, msg("the file is not a PNG, JPEG, TIFF or PDF"), source)]
        count, copies = (count_pdf_pages(name), frozenset[int]()) if kind == "pdf" else count_image_pages(file)
    except OSError as problem:
        return [Fault(name, 0, msg("the file cannot be opened: {problem}", problem=explain(problem)))]
    except Unreadable as problem:
        return [Fault(name, 0, problem.reason, "" if problem.is_passing else source)]
    if count > MOST_PAGES:
        return [Fault(name, 0, msg("the file has more than {most} pages: split it", most=MOST_PAGES), source)]
    why = msg("it is a smaller copy of the page before it")
    return [
        Fault(name, page, why, source) if page in copies else PageRef(name, page, kind, source)
        for page in range(1, count + 1)
    ]


def _tell_odd(file: Path) -> Message:
    """Why something that is no file is not read. Raises OSError for a folder that cannot be opened."""
    if not file.is_dir():
        return msg("it is a pipe or a device and no file")
    with os.scandir(file):
        return msg("it is a link to a folder and is not followed: name that folder itself")
