"""Knows what is left of a Word file when Word is taken away: paragraphs with their numbers, tables with their cells.

Must not know XML or questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from examcore.formats.word.rich import Rich
from examcore.language import Message, messages

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands. `paragraph` counts all of a file from 1; table, row and cell are 0 outside of tables.

    `page` is where Word last broke it, 0 where Word has not said.
    """

    paragraph: int
    page: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0

    def tell(self) -> Message:
        """The place for a person."""
        if self.table:
            where = msg("paragraph {number} (table {table}, row {row}, cell {cell})", number=self.paragraph,
                        table=self.table, row=self.row, cell=self.cell)  # fmt: skip
        else:
            where = msg("paragraph {number}", number=self.paragraph)
        return msg("page {page}, {where}", page=self.page, where=where) if self.page else where


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as shown. `label` is the number Word wrote before it ("Câu 5.", "A."), "" for none.

    `heading` tells whether its style is a heading.
    """

    rich: Rich
    place: Place
    label: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its lines that are not blank. `spans` columns; `goes_on` where it is the lower part of a merged one."""

    lines: tuple[Line, ...]
    spans: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. `head` tells of each row whether Word repeats it on every page."""

    rows: tuple[tuple[Cell, ...], ...]
    place: Place
    head: tuple[bool, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Line:
    """A line as shown. The first `auto` characters are a number Word wrote by itself.

    `opens` tells whether it begins a paragraph; `table` is a table that does more than arrange, and then the line has
    no text.
    """

    rich: Rich
    place: Place
    auto: int = 0
    opens: bool = True
    heading: bool = False
    table: Table | None = None

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.rich.text


Block = Paragraph | Table
