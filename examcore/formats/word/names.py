"""Knows the names of a Word file's XML: namespaces of both dialects, short names for tags and attributes.

Must not know what an element means.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TypeAlias
from xml.etree import ElementTree

Element: TypeAlias = ElementTree.Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": M.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ),
}
"""The strict dialect's namespaces and those they stand for."""
_SHORT = {
    W: "w",
    M: "m",
    MC: "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}


_WHOLE = re.compile(r"-?[0-9]{1,9}")


@cache
def shorten(tag: str) -> str:
    """ "w:p" for the paragraph's tag, and so on; a name of another namespace begins with "?:"."""
    space, _, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return f"{_SHORT.get(space, '?')}:{name}"


def tag_of(element: Element) -> str:
    """The short name of an element."""
    return shorten(element.tag)


@cache
def lengthen(name: str) -> str:
    """The full name of a Word tag or attribute."""
    return f"{{{W}}}{name}"


def value(element: Element | None, name: str = "val", otherwise: str = "") -> str:
    """An attribute in Word's namespace."""
    return otherwise if element is None else element.get(lengthen(name), otherwise)


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a Word name."""
    return None if element is None else element.find(lengthen(name))


def whole(text: str, otherwise: int = 0) -> int:
    """A whole number of up to nine figures; `otherwise` for whatever is none."""
    return int(text) if _WHOLE.fullmatch(text) else otherwise
