"""Knows the desk's window: the home page first, and what is done outside it (a screen of another program of ours).

Must not know any page but the first.
"""

from __future__ import annotations

from collections.abc import Callable

from examcore.desk import Desk
from examcore_tui.desk.home import HomePage
from examcore_tui.window import Window


class DeskApp(Window):
    """The officers' desk. `next` is what is to be run once it has closed, after which the desk opens again."""

    CSS_PATH = ["../exam.tcss", "../page.tcss", "desk.tcss", "../items/items.tcss"]  # noqa: RUF012  # the screen library declares it so

    def __init__(self, desk: Desk, opened: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.desk, self._opened = desk, opened
        self.next: Callable[[], None] | None = None
        self.reopened: tuple[str, ...] = ()

    def on_mount(self) -> None:
        """Home, and the screen that was open before where the desk comes back to it."""
        home = HomePage(self.desk)
        self.push_screen(home)
        for name in self._opened:
            if name in self.desk.plugins.screens:
                self.call_after_refresh(home.open_screen, name)

    def hand_over(self, act: Callable[[], None], back_to: str = "") -> None:
        """Close the desk, run `act` with the whole terminal, then open the desk again at the screen `back_to`."""
        self.next, self.reopened = act, (back_to,) if back_to else ()
        self.exit()
