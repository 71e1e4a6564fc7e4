"""Knows how a part of a Word package is read piece by piece: nothing it declares is followed, nothing is too deep.

Must not know what the elements mean. The parser is Python's own (expat): it needs no extra, and a document is never
in memory as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast
from xml.etree import ElementTree

from examcore.formats.limits import Barred, Package
from examcore.formats.word.names import STRICT, Element, lengthen, tag_of
from examcore.language import Message, messages

msg = messages("examcore")
LARGEST_DOCUMENT = 60 * 1024 * 1024
LARGEST_PART = 12 * 1024 * 1024
"""Bytes of the styles, the numbering or any other part but the document."""
MOST_ELEMENTS = 1_500_000
MOST_AT_ONCE = 400_000
"""Elements of one paragraph, one row or one part."""
DEEPEST = 120
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SEAM = 16


def check_part(package: Package, name: str, most: int = LARGEST_DOCUMENT) -> None:
    """Look a part through before it is parsed. Raises Barred for document types, other encodings and sheer size."""
    tail, signs = b"", 0
    for number, piece in enumerate(package.stream(name, most)):
        if not number and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4096]):
            raise Barred("bad-encoding", msg("a part of the file is not UTF-8 text"), _anew())
        if _DOCTYPE.search(tail + piece):
            raise Barred("doctype", msg("the file declares a document type or entities, which are never read"), _anew())
        signs += piece.count(b"<")
        if signs > 2 * MOST_ELEMENTS:
            raise _too_many()
        tail = piece[-_SEAM:]


def read_part(package: Package, name: str) -> Element | None:
    """The root of a part; None where the package has no such part. Raises Barred."""
    if name not in package.names:
        return None
    check_part(package, name, LARGEST_PART)
    root = None
    for _, event, element in walk(package, name):
        if root is None and event == "start":
            root = element
    return root


def walk(package: Package, name: str) -> Iterator[tuple[int, str, Element]]:
    """(depth, "start" or "end", element) of everything in a part, in order; the root's depth is 1.

    Who has finished with an element clears it; more than `MOST_AT_ONCE` that nobody cleared are Barred.
    """
    parser: ElementTree.XMLPullParser[Element] = ElementTree.XMLPullParser(("start", "end"))
    depth = seen = 0
    number = lengthen("ordinal")
    paragraphs = 0
    try:
        for piece in package.stream(name, LARGEST_DOCUMENT):
            parser.feed(_plain(piece))
            for event, found in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    depth += 1
                    seen += 1
                    if depth > DEEPEST:
                        raise Barred("too-deep", msg("the file nests more than {most} elements", most=DEEPEST), _anew())
                    if tag_of(found) == "w:p":
                        paragraphs += 1
                        found.set(number, str(paragraphs))
                    yield depth, event, found
                else:
                    yield depth, event, found
                    depth -= 1
                if seen > MOST_ELEMENTS:
                    raise _too_many()
        parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise Barred("bad-xml", msg("a part of the file is not well-formed XML"), _anew()) from problem


def _plain(piece: bytes) -> bytes:
    """The strict dialect's namespaces written as everyone else writes them; they stand at the head of a part."""
    if b"purl.oclc.org" in piece:
        for strict, usual in STRICT.items():
            piece = piece.replace(strict, usual)
    return piece


def _too_many() -> Barred:
    return Barred("too-many-elements", msg("the file has more than {most} elements", most=MOST_ELEMENTS),
                  msg("divide it into several files"))  # fmt: skip


def _anew() -> Message:
    return msg("open it in Word, save it anew as .docx and try again")
