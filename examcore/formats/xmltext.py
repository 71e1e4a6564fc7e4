"""Knows how text goes into XML and comes out of it, whatever the namespace.

Must not know any format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from lxml.etree import _Element


def quote(text: str) -> str:
    """`text` as it may stand in an element or in an attribute between double quotes."""
    return escape(text, {'"': "&quot;", "\r": "&#13;"})


def element_text(element: _Element) -> str:
    """All text inside an element, its children's included."""
    return "".join(str(piece) for piece in element.itertext())


def local(element: _Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: _Element) -> int:
    """The line of the file an element begins in; 0 where the parser did not keep it."""
    line: object = element.sourceline  # the stubs do not tell its type
    return line if isinstance(line, int) else 0
