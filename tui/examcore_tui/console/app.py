"""Knows the console as an app: first who it is, then the room.

Must not know acts.
"""

from __future__ import annotations

from collections.abc import Mapping

from examcore.record import Clock, Disk
from examcore.session import OpenRoom
from examcore.venue import Venue
from examcore_tui.console.entering import EnterPage
from examcore_tui.console.room import RoomPage
from examcore_tui.window import Window


class ConsoleApp(Window):
    """The console of one room. F10 leaves it; the test goes on."""

    CSS_PATH = ["../exam.tcss", "../page.tcss", "console.tcss"]  # noqa: RUF012  # the screen library declares it so

    def __init__(self, room: OpenRoom, clock: Clock, disk: Disk) -> None:
        super().__init__()
        self.room, self.clock, self.disk = room, clock, disk

    def on_mount(self) -> None:
        """Ask who it is."""
        self.push_screen(EnterPage(self.room, self.enter))

    def enter(self, name: str, reserve: Mapping[str, tuple[str, ...]]) -> None:
        """Show the room to an invigilator who was let in. Raises Refused where the conduct book was altered."""
        venue = Venue(self.room, self.clock, self.disk)
        self.switch_screen(RoomPage(venue, name, reserve, self.glyphs))
