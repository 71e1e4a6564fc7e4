"""Knows the grid of all questions: part after part, ten in a row, each with its state and number.

Must not know sessions: it is given states and says which question is under its cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message as ScreenMessage
from textual.strip import Strip
from textual.widget import Widget

from examcore_tui.glyphs import Glyphs
from examcore_tui.wrap import fit

ACROSS = 10
CELL = 5


@dataclass(frozen=True, slots=True)
class GridPart:
    """One part: its title and the numbers of its first and last question."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the grid: the title of a part, or numbers."""

    title: str
    numbers: tuple[int, ...]


def lay_out_grid(parts: Sequence[GridPart]) -> tuple[GridRow, ...]:
    """Title and rows of ten for each part; a part always begins a new row."""
    rows: list[GridRow] = []
    for part in parts:
        rows.append(GridRow(part.title, ()))
        for first in range(part.first, part.last + 1, ACROSS):
            rows.append(GridRow("", tuple(range(first, min(first + ACROSS, part.last + 1)))))
    return tuple(rows)


class QuestionGrid(Widget):
    """All questions. The cursor moves by arrows; rows that do not fit scroll with it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--title", "grid--cell", "grid--blank", "grid--cursor"}

    class Asked(ScreenMessage):
        """A question was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(
        self,
        parts: Sequence[GridPart],
        answered: frozenset[int],
        flagged: frozenset[int],
        here: int,
        glyphs: Glyphs,
    ) -> None:
        super().__init__()
        self._rows = lay_out_grid(parts)
        self._answered, self._flagged = answered, flagged
        self._glyphs = glyphs
        self.last = parts[-1].last
        self.cursor = here
        self.styles.height = len(self._rows)

    def take(self, answered: frozenset[int], flagged: frozenset[int], here: int) -> None:
        """Show these states, the cursor at question `here`."""
        self._answered, self._flagged, self.cursor = answered, flagged, here
        self.refresh()

    def move_cursor(self, step: int) -> None:
        """Go on by `step` questions, not past the first or last."""
        self.put_cursor(max(1, min(self.last, self.cursor + step)))

    def move_row(self, step: int) -> None:
        """Go to the row of numbers below (1) or above (-1), in the same column where it has one."""
        here = self._row_of(self.cursor)
        column = self._rows[here].numbers.index(self.cursor)
        at = here + step
        while 0 <= at < len(self._rows) and not self._rows[at].numbers:
            at += step
        if 0 <= at < len(self._rows):
            numbers = self._rows[at].numbers
            self.put_cursor(numbers[min(column, len(numbers) - 1)])

    def put_cursor(self, number: int) -> None:
        """Point to a question that exists."""
        self.cursor = number
        self.refresh()

    def describe(self, number: int) -> tuple[bool, bool]:
        """Whether a question is answered, and whether it is flagged."""
        return number in self._answered, number in self._flagged

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        width = self.size.width
        plain = self.get_component_rich_style("grid--cell")
        at = y + self._top()
        if at >= len(self._rows):
            return Strip.blank(width, plain)
        row = self._rows[at]
        if row.title:
            return Strip([Segment(fit(row.title, width), self.get_component_rich_style("grid--title"))], width)
        segments = []
        for number in row.numbers:
            is_answered, is_flagged = self.describe(number)
            name = "grid--cursor" if number == self.cursor else "grid--cell" if is_answered else "grid--blank"
            state = self._glyphs.answered if is_answered else self._glyphs.blank
            flag = self._glyphs.flag if is_flagged else " "
            segments.append(Segment(f"{number:>3}{state}{flag}", self.get_component_rich_style(name)))
        return Strip(segments).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        """Ask for the question under the mouse."""
        at, column = event.y + self._top(), event.x // CELL
        if 0 <= at < len(self._rows) and 0 <= column < len(self._rows[at].numbers):
            self.post_message(self.Asked(self._rows[at].numbers[column]))

    def _row_of(self, number: int) -> int:
        return next(at for at, row in enumerate(self._rows) if number in row.numbers)

    def _top(self) -> int:
        """The first row shown, so that the cursor's row is in view."""
        hidden = max(0, len(self._rows) - self.size.height)
        return min(hidden, max(0, self._row_of(self.cursor) - self.size.height + 2))
