"""Knows whether an xlsx package is small and plain enough to be parsed: it counts before anything is.

Must not understand cells: it looks at bytes as they unfold, and keeps only where cells are merged.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from examcore.formats.limits import MOST_QUESTIONS, Barred, Package
from examcore.language import messages

msg = messages("examcore")

MOST_ROWS = 2 * MOST_QUESTIONS
MOST_CELLS = 600_000
MOST_STRINGS = 300_000
MOST_MERGES = 20_000
_MOST_TAGS = 200_000
"""Elements of a part that is neither a sheet nor the shared strings (styles, names), which is read as a whole."""
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]{0,300}?\shidden="(?:1|true)")[^>]{0,300}?\sr="(\d{1,7})"')
_OVERLAP = 400
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]{0,2000}>")
_TARGET = re.compile(rb'\bTarget="([^"]{1,300})"')
_ANCHOR = re.compile(
    rb"<(?:\w+:)?from>.{0,400}?</(?:\w+:)?from>(?:\s*<(?:\w+:)?to>.{0,400}?</(?:\w+:)?to>)?", re.DOTALL
)
_ROW = re.compile(rb"<(?:\w+:)?row>(\d{1,7})</(?:\w+:)?row>\s*(?:<(?:\w+:)?rowOff>(-?\d{1,12})<)?")

Merge = tuple[int, int, int, int]
"""First column, first row, last column, last row, from 0."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out: its merged cells, the rows (from 0) it does not show, and those a picture lies over."""

    merges: tuple[Merge, ...] = ()
    hidden: frozenset[int] = frozenset()
    drawn: frozenset[int] = frozenset()


def scan_package(package: Package) -> Mapping[str, Layout]:
    """The layout of each sheet by the sheet's name in the package. Raises Barred where a part is too large."""
    if "xl/workbook.xml" not in package.names:
        raise Barred("not-a-spreadsheet", msg("the package holds no spreadsheet"),
                     msg("save it as .xlsx from the spreadsheet and try again"))  # fmt: skip
    layouts: dict[str, Layout] = {}
    cells = 0
    for name in package.names:
        if not name.endswith((".xml", ".rels")):
            continue
        found: list[Merge] = []
        hidden: set[int] = set()
        tags = rows = strings = 0
        tail = b""
        for piece in package.stream(name):
            if not tail and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:8]):
                raise Barred("doctype", msg("the file declares a document type or entities, which are never read"))
            piece = tail + piece
            if _DOCTYPE.search(piece):
                raise Barred("doctype", msg("the file declares a document type or entities, which are never read"))
            if "/worksheets/" in name and b"vertAlign" in piece:
                raise Barred("raised-text", msg("a sheet holds raised or lowered letters in a form that is not read"),
                             msg("open it in Excel or LibreOffice, save it anew and try again"))  # fmt: skip
            fresh = piece[len(tail) :]
            tags += fresh.count(b"<")
            rows += fresh.count(b"<row")
            cells += fresh.count(b"<c ") + fresh.count(b"<c>") if "/worksheets/" in name else 0
            strings += fresh.count(b"<si")
            found += [_place(match) for match in _MERGE.finditer(piece) if match.end() > len(tail)]
            if "/worksheets/" in name:
                hidden |= {int(match[1]) - 1 for match in _HIDDEN.finditer(piece)}
            tail = piece[-_OVERLAP:]
            _check(name, tags, rows, cells, strings, len(found))
        layouts[name] = Layout(tuple(found), frozenset(hidden))
    return {name: replace(layout, drawn=_find_drawn(package, name)) for name, layout in layouts.items()}


def _find_drawn(package: Package, sheet: str) -> frozenset[int]:
    """The rows that pictures, charts and shapes of a sheet lie over."""
    folder, name = posixpath.split(sheet)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    rows: set[int] = set()
    if not folder.endswith("/worksheets") or relations not in package.names:
        return frozenset()
    for relation in _RELATION.findall(package.read(relations)):
        target = _TARGET.search(relation)
        if target is None or b'/drawing"' not in relation:
            continue
        part = target[1].decode("utf-8", "replace")
        part = part[1:] if part.startswith("/") else posixpath.normpath(posixpath.join(folder, part))
        for anchor in _ANCHOR.finditer(package.read(part) if part in package.names else b""):
            first = _ROW.search(anchor[0])
            last = _ROW.search(anchor[0], anchor[0].find(b"to>")) if b"to>" in anchor[0] else None
            if first is not None:
                end = int(last[1]) + (last[2] != b"0") if last is not None else int(first[1]) + 1
                rows.update(range(int(first[1]), min(max(end, int(first[1]) + 1), MOST_ROWS)))
    return frozenset(rows)


def _check(name: str, tags: int, rows: int, cells: int, strings: int, merged: int) -> None:
    if rows > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)
    if cells > MOST_CELLS or strings > MOST_STRINGS or merged > MOST_MERGES:
        raise Barred("too-many-cells", msg("the file has more than {most} cells", most=MOST_CELLS),
                     msg("delete what is no question, or divide it into several files"))  # fmt: skip
    large = "/worksheets/" in name or "sharedStrings" in name
    if tags > (20 * MOST_CELLS if large else _MOST_TAGS):
        raise Barred("too-many-elements", msg("the file has more than {most} elements", most=_MOST_TAGS),
                     msg("save it anew without its styles"))  # fmt: skip


def too_many_rows(most: int) -> Barred:
    """More rows than any list of questions has."""
    return Barred("too-many-rows", msg("the file has more than {most} rows", most=most),
                  msg("delete the empty rows, or divide it into several files"))  # fmt: skip


def _place(match: re.Match[bytes]) -> Merge:
    left, top, right, bottom = (group.decode() for group in match.groups())
    return (_column(left), int(top) - 1, _column(right), int(bottom) - 1)


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
