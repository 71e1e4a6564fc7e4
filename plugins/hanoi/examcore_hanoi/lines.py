"""Knows what one printed line is made of: pieces with a label, cells of a table, a list sign, emphasis signs.

Must not know which position or field a line belongs to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import is_normalized

from examcore.text import clean_line
from examcore_hanoi.labels import Label, cut_glued, find_label

_LIST_SIGN = re.compile(r"^\s*(?:[-–•+]|[a-zđ]\)|\d{1,2}[.)](?!\d))\s*")
_RULE = re.compile(r"^[\s|:\-–_=*]+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of a line from one label to the next.

    `text` is what stands there without emphasis signs, `plain` also without list sign; `cells` are those of
    a row of a table, `glued` the labels of all pieces of the line where there are several.
    """

    line: int
    text: str
    plain: str
    label: Label | None = None
    cells: tuple[str, ...] = ()
    after_blank: bool = False
    glued: tuple[str, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether the line begins with a list sign."""
        return self.text != self.plain


def cut_lines(text: str) -> list[Piece]:
    """The pieces of all lines that hold something, in their order; lines count from 1."""
    pieces: list[Piece] = []
    after_blank = False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        found = _cut_line(number, raw, after_blank)
        after_blank = not found
        pieces += found
    return pieces


def _cut_line(number: int, raw: str, after_blank: bool) -> list[Piece]:
    cells = _cells(raw)
    if cells:
        text = " ".join(cell for cell in cells if cell)
        return [Piece(number, text, text, cells=cells, after_blank=after_blank)] if text else []
    line = _clean(raw)
    if not line or _RULE.match(line):
        return [Piece(number, line, line, after_blank=after_blank)] if line else []
    sign = _LIST_SIGN.match(line)
    start = sign.end() if sign else 0
    parts = cut_glued(line[start:])
    texts = [_strip_emphasis(part) for part in parts]
    labels = [find_label(text) for text in texts]
    glued = tuple(label.name for label in labels if label) if len(parts) > 1 else ()
    pieces = []
    for n, (text, label) in enumerate(zip(texts, labels, strict=True)):
        printed = _strip_emphasis(line[:start]) + " " + text if n == 0 and start else text
        pieces.append(Piece(number, printed.strip(), text, label, (), after_blank and n == 0, glued))
    return pieces


def _strip_emphasis(text: str) -> str:
    return _clean(text.replace("*", " ") if "**" in text else text.replace("*", ""))


def _clean(text: str) -> str:
    """`clean_line`, quicker for the many lines that hold nothing to clean."""
    if text.isprintable() and is_normalized("NFC", text):
        return " ".join(text.split())
    return clean_line(text)


def _cells(raw: str) -> tuple[str, ...]:
    """The cells of a row written with tabs or bars, empty where the line is no row."""
    if raw.lstrip().startswith("|"):
        if _RULE.match(raw):
            return ()
        parts = raw.strip().strip("|").split("|")
    elif "\t" in raw.strip(" \r"):
        parts = raw.split("\t")
    else:
        return ()
    cells = tuple(_strip_emphasis(part) for part in parts)
    return cells if len(cells) > 1 else ()
