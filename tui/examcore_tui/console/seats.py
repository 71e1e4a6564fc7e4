"""Knows the map of seats: a cell each with seat, sign, progress; a cursor, a choice of seats.

Must not know what can be done with them.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message as ScreenMessage
from textual.strip import Strip
from textual.widget import Widget

from examcore.language import messages
from examcore.venue import SeatView
from examcore_tui.console.signs import mark_of, sign_of
from examcore_tui.glyphs import Glyphs
from examcore_tui.wrap import fit

msg = messages("examcore_tui")
CELL = 12


class SeatMap(Widget):
    """All seats shown, row after row; rows that do not fit scroll with the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "seat--plain",
        "seat--quiet",
        "seat--alarm",
        "seat--chosen",
        "seat--cursor",
    }

    class Pointed(ScreenMessage):
        """A seat was clicked."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._seats: tuple[SeatView, ...] = ()
        self.chosen: frozenset[str] = frozenset()
        self.cursor = 0

    @property
    def here(self) -> SeatView | None:
        """The seat under the cursor; None where none is shown."""
        return self._seats[self.cursor] if self._seats else None

    @property
    def shown(self) -> tuple[str, ...]:
        """The candidate numbers of the seats shown."""
        return tuple(seat.number for seat in self._seats)

    def show(self, seats: tuple[SeatView, ...]) -> None:
        """Show these seats; the cursor stays with its candidate where they are still among them."""
        number = self.here.number if self.here else ""
        self._seats = seats
        self.cursor = next((at for at, seat in enumerate(seats) if seat.number == number), 0)
        self.refresh()

    def move(self, step: int) -> None:
        """Go on by `step` seats."""
        self.put(self.cursor + step)

    def move_row(self, step: int) -> None:
        """Go to the row below (1) or above (-1)."""
        self.put(self.cursor + step * self._across)

    def put(self, at: int) -> None:
        """Point to the seat at place `at` (from 0), or the nearest there is."""
        self.cursor = max(0, min(len(self._seats) - 1, at))
        self.refresh()

    def find(self, typed: str) -> bool:
        """Point to the first candidate whose number, or seat, ends with what was typed; whether there is one."""
        at = next((n for n, seat in enumerate(self._seats) if typed in (seat.number.lstrip("0"), seat.seat)), -1)
        if at < 0:
            at = next((n for n, seat in enumerate(self._seats) if seat.number.endswith(typed)), -1)
        if at >= 0:
            self.put(at)
        return at >= 0

    def choose(self, numbers: frozenset[str]) -> None:
        """Mark these candidates as chosen."""
        self.chosen = numbers
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        width = self.size.width
        plain = self.get_component_rich_style("seat--plain")
        first = (y + self._top()) * self._across
        row = self._seats[first : first + self._across]
        if not row:
            empty = str(msg("no such seat")) if not self._seats and y == 0 else ""
            return Strip([Segment(fit(f"  {empty}", width), plain)], width)
        segments = []
        for at, seat in enumerate(row, start=first):
            mark = "+" if seat.number in self.chosen else mark_of(seat)
            name = fit(seat.seat or seat.number[-4:], 4)
            text = f" {name}{sign_of(seat.phase, self._glyphs)} {seat.answered:>3}{mark}"
            segments.append(Segment(fit(text, CELL), self.get_component_rich_style(self._style(at, seat))))
        return Strip(segments).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        """Point to the seat under the mouse."""
        at = (event.y + self._top()) * self._across + event.x // CELL
        if at < len(self._seats):
            self.put(at)
            self.post_message(self.Pointed())

    @property
    def _across(self) -> int:
        return max(1, self.size.width // CELL)

    def _style(self, at: int, seat: SeatView) -> str:
        if at == self.cursor:
            return "seat--cursor"
        if seat.phase in ("away", "broken"):
            return "seat--alarm"
        if seat.number in self.chosen:
            return "seat--chosen"
        return "seat--quiet" if seat.phase == "absent" or seat.is_over else "seat--plain"

    def _top(self) -> int:
        """The first row shown, so that the cursor's row is in view."""
        rows = -(-len(self._seats) // self._across)
        hidden = max(0, rows - self.size.height)
        return min(hidden, max(0, self.cursor // self._across - self.size.height + 2))
