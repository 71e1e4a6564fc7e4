"""Knows how much of an outside file is read (bytes, entries, ratios, elements, depth); opens zip and XML within it.

Must not know what a file is about. A file that asks for more is `Barred` before memory or time is spent on it; nothing
in a file can name another file: document types, entities and names that climb out of a package are refused.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from examcore.errors import BadInput, MissingExtra
from examcore.language import Message, messages

if TYPE_CHECKING:
    from lxml.etree import _Element

msg = messages("examcore")

LARGEST = 20 * 1024 * 1024
"""Bytes of a file, as it lies on the disk."""
LARGEST_INSIDE = 64 * 1024 * 1024
"""Bytes of all that a package unfolds to."""
LARGEST_XML = 32 * 1024 * 1024
MOST_ENTRIES = 10_000
MOST_TIMES = 200
"""A package entry of more than a megabyte unfolds to at most so many times its packed size."""
MOST_ELEMENTS = 250_000
MOST_ATTRIBUTES = 300_000
DEEPEST = 100
MOST_QUESTIONS = 20_000
MOST_OPTIONS = 26
LONGEST_TEXT = 20_000
"""Characters of one stem or option."""
_TORN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, OverflowError, LookupError,
)  # fmt: skip
"""What zipfile raises over a package that is not what it should be."""
_MEGABYTE = 1024 * 1024
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")


class Barred(BadInput):
    """A file that is not read at all, or not further: a code for the report, a sentence, what to do."""

    def __init__(self, code: str, text: Message, hint: Message | None = None) -> None:
        super().__init__(text, hint)
        self.code = code


def check_size(data: bytes) -> None:
    """Raises Barred where a file is larger than any list of questions is."""
    if len(data) > LARGEST:
        raise Barred("too-large", msg("the file is larger than 20 MB"), msg("divide it into several files"))


class Package:
    """A zip package: names and contents of its files, read within the limits."""

    def __init__(self, data: bytes) -> None:
        """Raises Barred for whatever is no honest zip package."""
        check_size(data)
        if data.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise Barred("too-many-entries", msg("the package holds more than {most} files", most=MOST_ENTRIES))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _TORN as problem:
            raise _damaged() from problem
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            self._check(entry)
            self._entries[entry.filename] = entry
        if sum(entry.file_size for entry in self._entries.values()) > LARGEST_INSIDE:
            raise _bomb()

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name) or "\0" in name or "\\" in name:
            raise Barred("bad-name", msg("the package holds a file whose name leads outside of it"),
                         msg("do not open it; ask who sent it"))  # fmt: skip
        if entry.filename in self._entries:
            raise Barred("same-name", msg("the package holds two files of one name"))
        if entry.flag_bits & 0x1:
            raise Barred("encrypted", msg("the file is locked with a password"),
                         msg("open it, save it without a password and try again"))  # fmt: skip
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged()  # no office program packs otherwise, and other ways may ask for gigabytes
        if entry.file_size > _MEGABYTE and entry.file_size > MOST_TIMES * max(1, entry.compress_size):
            raise _bomb()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, as packed."""
        return tuple(name for name in self._entries if not name.endswith("/"))

    def read(self, name: str, most: int = LARGEST_XML) -> bytes:
        """The content of one file. Raises Barred where it is missing, damaged or larger than `most` bytes."""
        return b"".join(self.stream(name, most))

    def stream(self, name: str, most: int = LARGEST_INSIDE) -> Iterator[bytes]:
        """The content of one file in pieces, so that it may be looked through without keeping it."""
        entry = self._entries.get(name)
        if entry is None:
            raise Barred("missing-part", msg("the package lacks {name}", name=_short(name)))
        if entry.file_size > most:
            raise _bomb()
        left = most
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(_MEGABYTE):
                    left -= len(piece)
                    if left < 0:
                        raise _bomb()
                    yield piece
        except _TORN as problem:
            raise _damaged() from problem


def parse_xml(data: bytes, most_elements: int = MOST_ELEMENTS) -> _Element:
    """The root element of an XML file; comments and processing instructions are left out. Raises Barred."""
    etree = _lxml()
    if len(data) > LARGEST_XML:
        raise Barred("too-large", msg("the file is larger than 20 MB"), msg("divide it into several files"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            data = re.sub(r"^<\?xml[^>]*\?>", "", data.decode("utf-16").lstrip("\ufeff")).encode()
        except (UnicodeDecodeError, UnicodeEncodeError) as problem:
            raise Barred("bad-encoding", msg("the file is not text in the encoding it claims")) from problem
    if b"\0" in data[:4096] or _DOCTYPE.search(data):
        raise _doctype()
    if data.count(b"<") > most_elements * 2 or data.count(b'="') + data.count(b"='") > MOST_ATTRIBUTES:
        raise Barred("too-many-elements", msg("the file has more than {most} elements", most=most_elements),
                     msg("divide it into several files"))  # fmt: skip
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
                             remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root: _Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        line = getattr(problem, "lineno", 0) or 1
        if "Excessive depth" in str(problem):
            raise _deep() from problem
        raise Barred("bad-xml", msg("the file is not well-formed XML; line {line} cannot be read", line=line),
                     msg("the file was cut short or edited by hand; export it anew")) from problem  # fmt: skip
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    _check_depth(root)
    return root


def _check_depth(root: _Element) -> None:
    """libxml2 stops at 256 levels; this is the limit of readers that walk a tree by calling themselves."""
    depth, node = 1, root
    while True:
        if len(node):
            node, depth = node[0], depth + 1
            if depth > DEEPEST:
                raise _deep()
            continue
        while (following := node.getnext()) is None:
            above = node.getparent()
            if above is None or depth == 1:
                return
            node, depth = above, depth - 1
        node = following


def _deep() -> Barred:
    return Barred("too-deep", msg("the file nests more than {most} elements", most=DEEPEST))


def _doctype() -> Barred:
    return Barred("doctype", msg("the file declares a document type or entities, which are never read"),
                  msg("export it anew; no exporter of questions needs them"))  # fmt: skip


def too_many_questions() -> Barred:
    """More questions than are read from one file."""
    return Barred("too-many-questions", msg("the file holds more than {most} questions", most=MOST_QUESTIONS),
                  msg("divide it into several files"))  # fmt: skip


def _lxml() -> ModuleType:
    try:
        from lxml import etree
    except ImportError as problem:
        raise MissingExtra(
            msg("reading XML needs the extra {extra}", extra="formats"),
            msg("install it: pip install examcore[{extra}]", extra="formats"),
        ) from problem
    return etree


def _damaged() -> Barred:
    return Barred("damaged", msg("the file is damaged or cut short"), msg("ask for it again, or save it anew"))


def _bomb() -> Barred:
    return Barred("too-large-inside", msg("the package unfolds to more than is ever read"),
                  msg("do not open it; ask who sent it"))  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
