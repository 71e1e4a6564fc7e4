"""Knows how a table becomes a spreadsheet in which no cell is a formula or a link.

Must not know what the table says.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any  # xlsxwriter has no types of its own

from examcore.errors import MissingExtra
from examcore.language import messages
from examcore.nouns import Document, Table

msg = messages("examcore")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed day in the file's properties: the same table gives the same bytes."""


class XlsxWriter:
    """One sheet: title, header row that stays in view, a filter, columns as wide as their text."""

    id = "xlsx"
    suffix = ".xlsx"

    def takes(self, thing: Table | Document) -> bool:
        """Tables only."""
        return isinstance(thing, Table)

    def write(self, thing: Table | Document) -> bytes:
        """The file. Raises MissingExtra when the extra `formats` is not installed."""
        if not isinstance(thing, Table):
            raise TypeError("xlsx writes tables")
        try:
            import xlsxwriter
        except ImportError as problem:
            raise MissingExtra(
                msg("writing xlsx needs the extra {extra}", extra="formats"),
                msg("install it: pip install examcore[{extra}]", extra="formats"),
            ) from problem
        out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"title": thing.title, "created": _MADE.replace(tzinfo=None)})
        _fill(book, thing)
        book.close()
        return out.getvalue()


def _fill(book: Any, table: Table) -> None:
    font = {"font_name": "Times New Roman", "font_size": 12}
    title = book.add_format({**font, "bold": True, "font_size": 14})
    head = book.add_format(
        {
            **font,
            "bold": True,
            "border": 1,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
            "bg_color": "#E7EEF7",
        }
    )
    kinds = {
        "text": book.add_format({**font, "border": 1}),
        "code": book.add_format({**font, "border": 1, "align": "center", "num_format": "@"}),
        "number": book.add_format({**font, "border": 1, "align": "right"}),
    }
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, table.title, title)
    for place, column in enumerate(table.columns):
        sheet.write_string(2, place, column.title, head)
        longest = max([len(column.title), *(len(str(row[place])) for row in table.rows)], default=8)
        sheet.set_column(place, place, min(60, longest + 2))
        for line, row in enumerate(table.rows, 3):
            cell = row[place]
            if isinstance(cell, int):
                sheet.write_number(line, place, cell, kinds[column.kind])
            else:
                sheet.write_string(line, place, cell, kinds[column.kind])
    sheet.freeze_panes(3, 0)
    if table.columns and table.rows:
        sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
