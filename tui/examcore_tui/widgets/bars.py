"""Knows the bars of a screen: a line of text with something at its right end, and the line of keys.

Must not know sessions or what the keys do. `LayoutUpdate` and `_display` are not promised by the screen library: a test
holds what is drawn by them against what the library draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.message import Message as ScreenMessage
from textual.strip import Strip
from textual.widget import Widget

from examcore.language import Message
from examcore_tui.wrap import fit


class Bar(Widget):
    """One row: text at the left, cut where it is too long, and text at the right that is never cut."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--text", "bar--alarm"}

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # the name the screen library gives it
        super().__init__(id=id)
        self._left, self._right = "", ""
        self._is_alarm = self._is_right_alarm = False

    @property
    def text(self) -> str:
        """What the bar says, for reading it without a screen."""
        return f"{self._left} {self._right}".strip()

    @property
    def is_alarm(self) -> bool:
        """Whether the text is shown as an alarm."""
        return self._is_alarm

    def show(self, left: str, right: str = "", is_alarm: bool = False, is_right_alarm: bool = False) -> None:
        """Show these texts; an alarm is drawn in its own colours and must say so in words."""
        fresh = (left, right, is_alarm, is_right_alarm)
        old = (self._left, self._right, self._is_alarm, self._is_right_alarm)
        if fresh == old:
            return
        self._left, self._right, self._is_alarm, self._is_right_alarm = fresh
        is_same_place = (left, is_alarm) == (old[0], old[2]) and cell_len(right) == cell_len(old[1])
        if not draw_row(self, cell_len(right) + 2 if is_same_place else 0):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        width = self.size.width
        right = f" {self._right} " if self._right else ""
        text = self.get_component_rich_style("bar--text")
        alarm = self.get_component_rich_style("bar--alarm")
        room = max(width - cell_len(right), 0)
        left = fit(f" {self._left}", room)
        return Strip(
            [
                Segment(left, alarm if self._is_alarm else text),
                Segment(fit(right, width - room), alarm if self._is_right_alarm else text),
            ],
            width,
        )


def draw_row(row: Widget, last: int = 0) -> bool:
    """Draw a widget of one row at once: its last `last` cells, or with 0 all of it. False where that cannot be now.

    The library would draw every widget below it anew, at twenty times the cost, which five hundred clocks that change
    each second cannot have. It keeps no picture of the screen, so nothing else has to know.
    """
    if not row.is_attached:
        return False
    app, region = row.app, row.region
    if app.screen is not row.screen or region.height != 1 or row.size != region.size or app._batch_count:
        return False
    row._styles_cache.clear()
    background = row.background_colors[1]
    strip = row.render_line(0)
    for one in row.get_line_filters():
        strip = strip.apply_filter(one, background)
    first = region.width - last if 0 < last <= region.width else 0
    place = Region(region.x + first, region.y, region.width - first, 1)
    app._display(row.screen, LayoutUpdate([[strip.crop(first)]], place))
    return True


@dataclass(frozen=True, slots=True)
class Key:
    """A key on the key line: its cap, what it does in a few words and in one, and the action a click runs."""

    cap: str
    says: Message
    short: Message
    action: str


class KeyBar(Widget):
    """One row of keys; a click does what the key does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--cap", "keys--text"}

    class Pressed(ScreenMessage):
        """A key of the line was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = tuple(keys)

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys."""
        self._keys = tuple(keys)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        width = self.size.width
        cap = self.get_component_rich_style("keys--cap")
        text = self.get_component_rich_style("keys--text")
        segments: list[Segment] = []
        for key, words in self._fit():
            segments += [Segment(f" {key.cap}", cap), Segment(f" {words} ", text)]
        return Strip(segments).adjust_cell_length(width, text)

    def on_click(self, event: events.Click) -> None:
        """Tell which key was clicked."""
        left = 0
        for key, words in self._fit():
            left += cell_len(key.cap) + cell_len(words) + 3
            if event.x < left:
                self.post_message(self.Pressed(key.action))
                return

    def _fit(self) -> list[tuple[Key, str]]:
        """Keys with the longest words that fit the row; the last keys go where not even the short ones do."""
        for words in ([key.says.read() for key in self._keys], [key.short.read() for key in self._keys]):
            pairs = list(zip(self._keys, words, strict=True))
            if _measure(pairs) <= self.size.width:
                return pairs
        while pairs and _measure(pairs) > self.size.width:
            pairs.pop()
        return pairs


def _measure(pairs: Sequence[tuple[Key, str]]) -> int:
    return sum(cell_len(key.cap) + cell_len(words) + 3 for key, words in pairs)
