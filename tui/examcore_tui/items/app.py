"""Knows the window of one page on items, where it was opened by its own command and not from the desk.

Must not know what the page shows.
"""

from __future__ import annotations

from collections.abc import Callable

from examcore_tui.desk.frame import DeskPage
from examcore_tui.window import Window


class ItemsApp(Window):
    """A window with one page; leaving the page leaves the window."""

    CSS_PATH = ["../exam.tcss", "../page.tcss", "../desk/desk.tcss", "items.tcss"]  # noqa: RUF012  # the screen library declares it so

    def __init__(self, make: Callable[[], DeskPage]) -> None:
        super().__init__()
        self._make = make

    def on_mount(self) -> None:
        """Show the page."""
        self.push_screen(self._make())
