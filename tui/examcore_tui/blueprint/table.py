"""Knows the table widget: draws laid-out rows, keeps the cursor's row in view, hands clicks on.

Must not know what the rows mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from examcore_tui.blueprint.layout import Row

STYLES = ("text", "title", "quiet", "cursor", "filled", "thin", "missing")


class EntryTable(Widget):
    """Rows with one entry chosen; `point` is told which entry was clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{style}" for style in STYLES}

    def __init__(self, point: Callable[[int], None]) -> None:
        super().__init__()
        self._point = point
        self._rows: tuple[Row, ...] = ()
        self._top = 0
        self._chosen = 0

    def show(self, rows: Sequence[Row], chosen: int) -> None:
        """Draw these rows with entry `chosen` in view."""
        self._rows, self._chosen = tuple(rows), chosen
        self._scroll()
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._scroll()

    def on_click(self, event: events.Click) -> None:
        """Point to the entry under the mouse."""
        at = event.y + self._top
        entry = self._rows[at].entry if 0 <= at < len(self._rows) else None
        if entry is not None:
            self._point(entry)

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        plain = self.get_component_rich_style("table--text")
        at = y + self._top
        pieces = self._rows[at].pieces if at < len(self._rows) else ()
        segments = [Segment(one.text, self.get_component_rich_style(f"table--{one.style}")) for one in pieces]
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def _scroll(self) -> None:
        height = max(self.size.height, 1)
        own = [at for at, row in enumerate(self._rows) if row.entry == self._chosen]
        if not own:
            self._top = 0
            return
        # The title above the first entry and the sums below the last one come into view with them.
        first = 0 if self._chosen == 0 else own[0] - 1
        entries = [at for at, row in enumerate(self._rows) if row.entry is not None]
        last = len(self._rows) - 1 if own[-1] == entries[-1] else own[-1] + 1
        if last >= self._top + height:
            self._top = last - height + 1
        self._top = max(min(self._top, first), 0)
