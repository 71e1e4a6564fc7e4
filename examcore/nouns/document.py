"""Knows tables and documents as policies hand them over, before any writer gives them a file format.

Must not know paper sizes, fonts or spreadsheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Cell: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, and whether its cells are text, centred text or numbers."""

    title: str
    kind: Literal["text", "code", "number"] = "text"
    share: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table for csv and xlsx: file stem, title, columns, rows. Every text cell is data, never a formula."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text; `bold` for a heading inside the body."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: label, count, and which group it belongs to (for pattern and colour)."""

    label: str
    count: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart: title, axis names, bars in order. Group titles give the legend."""

    title: str
    across: str
    up: str
    bars: tuple[Bar, ...]


Block: TypeAlias = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block: authority line ("TM. HỘI ĐỒNG"), office, and name ("" leaves room to write)."""

    authority: str
    office: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An official document (Decree 30/2020/NĐ-CP, Appendix I): heading data, body blocks, signature,
    recipients.

    `mark` is printed large across the head of every page ("DIỄN TẬP"); "" for none. `landscape` suits
    wide tables.
    """

    name: str
    parent: str
    issuer: str
    number: str
    place: str
    day: date
    kind: str
    subject: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    mark: str = ""
    landscape: bool = False
