"""Knows how a table becomes a csv file that a spreadsheet opens as text.

Must not know what the table says.
"""

from __future__ import annotations

import csv
import io

from examcore.nouns import Cell, Document, Table

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """UTF-8 with a byte-order mark (Excel needs it for Vietnamese), comma, CRLF.

    A text cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
    """

    id = "csv"
    suffix = ".csv"

    def takes(self, thing: Table | Document) -> bool:
        """Tables only."""
        return isinstance(thing, Table)

    def write(self, thing: Table | Document) -> bytes:
        """The file: a row of titles, then the rows."""
        if not isinstance(thing, Table):
            raise TypeError("csv writes tables")
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([_as_text(column.title) for column in thing.columns])
        writer.writerows([_as_text(cell) for cell in row] for row in thing.rows)
        return out.getvalue().encode("utf-8-sig")


def _as_text(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell
