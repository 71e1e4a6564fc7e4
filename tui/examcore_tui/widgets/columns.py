"""Knows how cells of a table share the width of a screen: columns shrink, and what does not fit is wrapped, never cut.

Must not know the screen library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from examcore_tui.wrap import fit, wrap_text

GAP = 2
"""Cells between columns."""
LEAST = 6
"""A column that must shrink keeps so many cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and whether its cells stand at the right."""

    title: str = ""
    is_right: bool = False


def share_width(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The width of each column: what its widest cell needs, the widest columns shrunk until all fit `width`."""
    widths = [
        max([cell_len(column.title), *(_widest(row[at]) for row in rows if at < len(row))], default=0)
        for at, column in enumerate(columns)
    ]
    spare = width - GAP * (len(columns) - 1)
    while sum(widths) > spare and max(widths) > LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


def lay_out_row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """The lines of one row, each cell wrapped in its column."""
    wrapped = [wrap_text(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for at in range(max(len(rows) for rows in wrapped)):
        pieces = []
        for rows, column, width in zip(wrapped, columns, widths, strict=True):
            text = rows[at] if at < len(rows) else ""
            pieces.append(" " * (width - cell_len(text)) + text if column.is_right else fit(text, width))
        lines.append((" " * GAP).join(pieces))
    return lines


def _widest(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))
