"""Knows how a question is drawn: stem, options, pointer and the answer that is saved.

Must not know sessions: it says which option was asked for and shows as chosen only what it is told is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message as ScreenMessage
from textual.strip import Strip
from textual.widget import Widget

from examcore.session import LETTERS
from examcore_tui.glyphs import RICH, Glyphs
from examcore_tui.passage import Shown
from examcore_tui.widgets.sheet_layout import Row, Sheet, lay_out_sheet
from examcore_tui.wrap import fit


class QuestionSheet(Widget):
    """One question. All text is drawn as it is: nothing in it is read as markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet--stem",
        "sheet--option",
        "sheet--cursor",
        "sheet--chosen",
        "sheet--more",
    }

    class Asked(ScreenMessage):
        """Somebody asked for an option with the mouse; `option` counts from 0."""

        def __init__(self, option: int) -> None:
            super().__init__()
            self.option = option

    def __init__(self, glyphs: Glyphs = RICH) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._stem: Shown = ""
        self._options: tuple[Shown, ...] = ()
        self._chosen = -1
        self._stem_top = 0
        self._is_spread = False
        self.cursor = -1
        self._sheet: Sheet | None = None

    def show_question(self, stem: Shown, options: Sequence[Shown], chosen: int) -> None:
        """Show another question, from its first row; `chosen` counts from 0, -1 for none."""
        self._stem, self._options = stem, tuple(options)
        self._stem_top, self.cursor = 0, chosen
        self.show_chosen(chosen)

    def show_chosen(self, chosen: int) -> None:
        """Show what is saved as the answer; -1 for none."""
        self._chosen = chosen
        if chosen >= 0:
            self.cursor = chosen
        self._redraw()

    def spread(self, is_spread: bool) -> None:
        """Leave a row empty below every row, or no longer."""
        self._is_spread = is_spread
        self._redraw()

    def move_cursor(self, step: int) -> None:
        """Point to the next or previous option, without choosing it."""
        last = len(self._options) - 1
        if self.cursor < 0:
            self.cursor = 0 if step > 0 else last
        else:
            self.cursor = max(0, min(last, self.cursor + step))
        self._redraw()

    def scroll_stem(self, pages: int) -> None:
        """Show later (1) or earlier (-1) rows of a stem that does not fit."""
        sheet = self._lay_out()
        self._stem_top = sheet.stem_top + pages * max(1, sheet.stem_seen - 1)
        self._redraw()

    def render_line(self, y: int) -> Strip:
        """Draw row `y`."""
        sheet = self._lay_out()
        width = self.size.width
        if y >= len(sheet.rows):
            return Strip.blank(width, self.get_component_rich_style("sheet--stem"))
        row = sheet.rows[y]
        name, text = self._draw(row, sheet, y, width)
        return Strip([Segment(fit(text, width), self.get_component_rich_style(name))], width)

    def on_resize(self) -> None:
        """Lay the question out anew."""
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """Ask for the option under the mouse."""
        sheet = self._lay_out()
        if 0 <= event.y < len(sheet.rows) and sheet.rows[event.y].option >= 0:
            self.post_message(self.Asked(sheet.rows[event.y].option))

    def on_mouse_scroll_down(self) -> None:
        """Show later rows of the stem."""
        self.scroll_stem(1)

    def on_mouse_scroll_up(self) -> None:
        """Show earlier rows of the stem."""
        self.scroll_stem(-1)

    def _redraw(self) -> None:
        self._sheet = None
        self.refresh()

    def _lay_out(self) -> Sheet:
        if self._sheet is None:
            width, height = self.size
            self._sheet = lay_out_sheet(
                self._stem, self._options, width, height, self._stem_top, self.cursor, self._is_spread
            )
        return self._sheet

    def _draw(self, row: Row, sheet: Sheet, y: int, width: int) -> tuple[str, str]:
        if row.kind == "stem":
            return "sheet--stem", " " + row.text
        if row.kind == "gap":
            return "sheet--more", self._draw_more(sheet, width) if y == sheet.stem_seen else ""
        is_cursor, is_chosen = row.option == self.cursor, row.option == self._chosen
        name = "sheet--cursor" if is_cursor else "sheet--chosen" if is_chosen else "sheet--option"
        if not row.is_first:
            return name, " " * 10 + row.text
        pointer = self._glyphs.pointer if is_cursor else " "
        box = f"({self._glyphs.chosen})" if is_chosen else "( )"
        return name, f" {pointer} {box} {LETTERS[row.option]}. {row.text}"

    def _draw_more(self, sheet: Sheet, width: int) -> str:
        """The row between stem and options tells what does not fit."""
        signs = []
        if sheet.stem_top:
            signs.append(f"{self._glyphs.above} PgUp")
        if sheet.stem_below:
            signs.append(f"{self._glyphs.below} PgDn")
        if sheet.options_above or sheet.options_below:
            signs.append("↑↓ A–" + LETTERS[len(self._options) - 1])
        text = "  ".join(signs)
        return text.rjust(width - 1) if text else ""
