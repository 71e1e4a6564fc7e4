"""Knows the list widget: rows of a table, one under the cursor, sentences between them; it scrolls with the cursor.

Must not know what the rows mean: it tells which was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from textual import events
from textual.message import Message as ScreenMessage
from textual.strip import Strip
from textual.widget import Widget

from examcore.text import clean_text
from examcore_tui.widgets.columns import Column, lay_out_row, share_width
from examcore_tui.wrap import fit, wrap_text

Style = Literal["text", "title", "quiet", "filled", "thin", "missing"]
MARGIN = 3
"""Cells before a row: one, the pointer, one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, one for each column, or a single one that takes the whole width; how it is drawn; whether
    the cursor may stand on it.
    """

    cells: tuple[str, ...]
    style: Style = "text"
    can_choose: bool = True


def note(text: str, style: Style = "quiet") -> Line:
    """A sentence across the whole width, which the cursor passes over."""
    return Line((text,), style, can_choose=False)


@dataclass(frozen=True, slots=True)
class _Drawn:
    text: str
    style: Style
    line: int
    is_first: bool


class Listing(Widget):
    """Rows with a cursor. Long cells are wrapped; all text is drawn as it is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"list--{style}" for style in ("text", "title", "quiet", "filled", "thin", "missing", "cursor", "head"))
    }

    class Chosen(ScreenMessage):
        """A row was clicked; `line` counts from 0."""

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def __init__(self, pointer: str = "►", id: str | None = None) -> None:  # noqa: A002  # the library's name for it
        super().__init__(id=id)
        self._pointer = pointer
        self._columns: tuple[Column, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._rows: list[_Drawn] | None = None
        self._head: list[str] = []
        self._top = 0
        self.cursor = -1

    def show(self, columns: Sequence[Column], lines: Sequence[Line], cursor: int = 0) -> None:
        """Show these rows; the cursor goes to row `cursor`, or the nearest one it may stand on."""
        self._columns = tuple(columns)
        self._lines = tuple(
            Line(tuple(clean_text(cell) for cell in line.cells), line.style, line.can_choose) for line in lines
        )
        open_ = [at for at, line in enumerate(self._lines) if line.can_choose]
        self.cursor = min(open_, key=lambda at: abs(at - cursor)) if open_ else -1
        self._redraw()

    def move(self, step: int) -> None:
        """Go down (or up) by so many rows; where there is nothing to choose the text scrolls."""
        open_ = [at for at, line in enumerate(self._lines) if line.can_choose]
        if not open_:
            self._top = max(0, min(self._top + step, len(self._lay_out()) - self._height()))
            self.refresh()
            return
        here = open_.index(self.cursor)
        there = max(0, min(len(open_) - 1, here + step))
        if there == here:  # past the last row (or the first) what stands beyond it comes into view
            self._top = max(0, min(self._top + step, len(self._lay_out()) - self._height()))
            self.refresh()
            return
        self.cursor = open_[there]
        self._redraw()

    @property
    def page(self) -> int:
        """How many rows a page key moves."""
        return max(1, self._height() - 2)

    def on_resize(self) -> None:
        """Lay out anew."""
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """Point to the row under the mouse and tell that it was chosen."""
        at = event.y - len(self._head) + self._top
        rows = self._lay_out()
        if 0 <= at < len(rows) and self._lines[rows[at].line].can_choose:
            self.cursor = rows[at].line
            self._redraw()
            self.post_message(self.Chosen(self.cursor))

    def on_mouse_scroll_down(self) -> None:
        """Go on."""
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        """Go back."""
        self.move(-1)

    def render_line(self, y: int) -> Strip:
        """Draw row `y`: the heads of the columns, then what is in view."""
        rows, width = self._lay_out(), self.size.width
        if y < len(self._head):
            style = self.get_component_rich_style("list--head")
            return Strip([Segment(fit(self._head[y], width), style)], width)
        at = y - len(self._head) + self._top
        if at >= len(rows):
            return Strip.blank(width, self.get_component_rich_style("list--text"))
        row = rows[at]
        is_cursor = row.line == self.cursor
        mark = f" {self._pointer} " if is_cursor and row.is_first else " " * MARGIN
        style = self.get_component_rich_style("list--cursor" if is_cursor else f"list--{row.style}")
        return Strip([Segment(fit(mark + row.text, width), style)], width)

    def _height(self) -> int:
        return max(1, self.size.height - len(self._head))

    def _redraw(self) -> None:
        self._rows = None
        rows = self._lay_out()
        own = [at for at, row in enumerate(rows) if row.line == self.cursor]
        if own:
            first, last = own[0], own[-1]
            if self.cursor == next(at for at, line in enumerate(self._lines) if line.can_choose):
                first = 0 if last < self._height() else first  # what stands above the first row comes into view too
            if last >= self._top + self._height():
                self._top = last - self._height() + 1
            self._top = min(self._top, first)
        self._top = max(0, min(self._top, len(rows) - self._height()))
        self.refresh()

    def _lay_out(self) -> list[_Drawn]:
        if self._rows is None:
            width = max(self.size.width - MARGIN - 1, 8)
            tables = [line.cells for line in self._lines if len(line.cells) == len(self._columns)]
            widths = share_width(self._columns, tables, width)
            has_head = any(column.title for column in self._columns) and bool(tables)
            titles = [column.title for column in self._columns]
            self._head = [" " * MARGIN + row for row in lay_out_row(titles, self._columns, widths)] if has_head else []
            self._rows = []
            for at, line in enumerate(self._lines):
                if len(line.cells) == len(self._columns) and len(self._columns) > 1:
                    texts = lay_out_row(line.cells, self._columns, widths)
                else:
                    texts = wrap_text(line.cells[0], width)
                self._rows += [_Drawn(text, line.style, at, index == 0) for index, text in enumerate(texts)]
        return self._rows
