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
MOST_AT_ONCE = 40_000
"""Elements of one paragraph or row."""
MOST_IN_PART = 120_000
"""Elements of the styles, the numbering or any other part but the document."""
DEEPEST = 120
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SEAM = 16


def check_part(package: Package, name: str, most: int = LARGEST_DOCUMENT, most_elements: int = MOST_ELEMENTS) -> None:
    """Look a part through before it is parsed. Raises Barred for document types, other encodings and sheer size."""
    tail, signs = b"", 0
    for number, piece in enumerate(package.stream(name, most)):
        if not number and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4096]):
            raise Barred("bad-encoding", msg("a part of the file is not UTF-8 text"), _anew())
        if _DOCTYPE.search(tail + piece):
            raise Barred("doctype", msg("the file declares a document type or entities, which are never read"), _anew())
        signs += piece.count(b"<") - piece.count(b"</")
        if signs > most_elements:
            raise _too_many(most_elements)
        tail = piece[-_SEAM:]


def read_part(package: Package, name: str) -> Element | None:
    """The root of a part; None where the package has no such part. Raises Barred."""
    if name not in package.names:
        return None
    check_part(package, name, LARGEST_PART, MOST_IN_PART)
    root = None
    for _, event, element in walk(package, name, MOST_IN_PART):
        if root is None and event == "start":
            root = element
    return root


def walk(package: Package, name: str, at_once: int = MOST_AT_ONCE) -> Iterator[tuple[int, str, Element]]:
    """(depth, "start" or "end", element) of everything in a part, in order; the root's depth is 1.

    Whoever reads a document clears each paragraph and row behind it; more than `at_once` elements in one are
    Barred.
    """
    parser: ElementTree.XMLPullParser[Element] = ElementTree.XMLPullParser(("start", "end"))
    depth = kept = 0
    number = lengthen("ordinal")
    paragraphs = 0
    try:
        for piece in package.stream(name, LARGEST_DOCUMENT):
            parser.feed(_plain(piece))
            for event, found in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    depth += 1
                    kept += 1
                    if kept > at_once:
                        raise _too_many(at_once)
                    if depth > DEEPEST:
                        raise Barred("too-deep", msg("the file nests more than {most} elements", most=DEEPEST), _anew())
                    if tag_of(found) == "w:p":
                        paragraphs += 1
                        found.set(number, str(paragraphs))
                    yield depth, event, found
                else:
                    yield depth, event, found
                    if depth == 3 or (depth == 4 and tag_of(found) == "w:tr"):
                        kept = 0
                    depth -= 1
        parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise Barred("bad-xml", msg("a part of the file is not well-formed XML"), _anew()) from problem


def _plain(piece: bytes) -> bytes:
    """The strict dialect's namespaces written as everyone else writes them; they stand at the head of a part."""
    if b"purl.oclc.org" in piece:
        for strict, usual in STRICT.items():
            piece = piece.replace(strict, usual)
    return piece


def _too_many(most: int = MOST_ELEMENTS) -> Barred:
    return Barred("too-many-elements", msg("the file has more than {most} elements", most=most),
                  msg("divide it into several files"))  # fmt: skip


def _anew() -> Message:
    return msg("open it in Word, save it anew as .docx and try again")
