"""Knows the part of the screen a picture is drawn on, in blocks of two colours each.

Must not open pictures, nor decide what of one is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from examcore_tui.viewer.drawing import Cell, Colour
from examcore_tui.wrap import fit


class Canvas(Widget):
    """A picture in the middle of its place, or a sentence where there is none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"canvas--ground"}

    def __init__(self) -> None:
        super().__init__()
        self._strips: list[tuple[int, Strip]] = []
        self._sentence = ""

    @property
    def is_drawn(self) -> bool:
        """Whether a picture stands here."""
        return bool(self._strips)

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows of cells."""
        styles: dict[tuple[Colour, Colour], Style] = {}
        self._strips, self._sentence = [], ""
        for row in rows:
            segments = []
            for text, ink, ground in row:
                style = styles.get((ink, ground))
                if style is None:
                    style = styles[ink, ground] = Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*ground))
                segments.append(Segment(text, style))
            self._strips.append((sum(len(text) for text, _, _ in row), Strip(segments)))
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence in place of a picture."""
        self._strips, self._sentence = [], sentence
        self.refresh()

    def clear(self) -> None:
        """Keep nothing."""
        self._strips, self._sentence = [], ""

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        size: Size = self.size
        ground = self.get_component_rich_style("canvas--ground")
        top = (size.height - len(self._strips)) // 2
        if self._sentence and y == min(1, size.height - 1):
            return Strip([Segment(fit(f" {self._sentence}", size.width), ground)], size.width)
        if not self._strips or not 0 <= y - top < len(self._strips):
            return Strip.blank(size.width, ground)
        wide, strip = self._strips[y - top]
        left = max(0, (size.width - wide) // 2)
        right = size.width - wide - left
        if right < 0:  # the window has just become smaller
            return strip.crop(0, size.width)
        return Strip([Segment(" " * left, ground), *strip, Segment(" " * right, ground)], size.width)
