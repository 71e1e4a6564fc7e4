"""Knows what is left of a Word file when Word is taken away: paragraphs with their numbers, tables with their cells.

Must not know XML or questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from examcore.formats.word.rich import PLAIN, Look, Rich
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

    `label_look` is the look of that number, `series` which list it counts in, `heading` whether its style is a heading.
    """

    rich: Rich
    place: Place
    label: str = ""
    label_look: Look = PLAIN
    series: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `spans` columns; `goes_on` where it is the lower part of a cell merged downwards."""

    blocks: tuple[Paragraph | Table, ...]
    spans: int = 1
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. `head` tells of each row whether Word repeats it on every page."""

    rows: tuple[tuple[Cell, ...], ...]
    place: Place
    head: tuple[bool, ...] = field(default=())


Block = Paragraph | Table
