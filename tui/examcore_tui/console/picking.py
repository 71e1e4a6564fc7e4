"""Knows the desk's page of published rooms: which there are, how they stand, and the way to their console.

Must not steer a room: its console does, once an invigilator has entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.desk import Desk, command_line, show_path
from examcore.hooks import Progress
from examcore.language import messages
from examcore.record import SystemClock, SystemDisk
from examcore.session import OpenRoom, is_room, read_room
from examcore.venue import RoomView, Venue
from examcore_tui.desk.app import DeskApp
from examcore_tui.desk.frame import ListPage
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

msg = messages("examcore_tui")
DEEPEST = 3
MOST_FOLDERS = 5_000


@dataclass(frozen=True, slots=True)
class _Found:
    room: OpenRoom
    view: RoomView


class RoomsPage(ListPage):
    """Every published terminal room below the folder. Enter opens its console, with the whole window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: tuple[_Found, ...] = ()

    def keys(self) -> Sequence[Key]:
        """Open, back."""
        return (
            Key("Enter", msg("console"), msg("console"), "choose"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def on_mount(self) -> None:
        """Find them."""
        self.who.show(str(msg("ROOMS AT TERMINALS")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("room", "console", "ROOM"))
        self.work(msg("looking for rooms"), self._read, self._show)

    def choose(self, line: int) -> None:
        """Open the console of a room; say why where nobody can steer it."""
        if not 0 <= line < len(self._found):
            return
        room = self._found[line].room
        if not self.attempt(room.sealed_desk):
            return
        assert isinstance(self.app, DeskApp)
        self.app.hand_over(lambda: _open_console(room), "rooms")

    def point(self, line: int) -> None:
        """The command for the room under the cursor."""
        if 0 <= line < len(self._found):
            self.show_command(command_line("room", "console", self._found[line].room.folder))

    def _read(self, progress: Progress) -> list[_Found]:
        rooms = [read_room(path) for path in find_published(self.desk.folder)]
        return [_Found(room, Venue(room, SystemClock(), SystemDisk()).look()) for room in rooms]

    def _show(self, found: list[_Found]) -> None:
        self._found = tuple(found)
        lines = [
            Line((one.room.facts.room, str(len(one.view.seats)), str(one.view.count("submitted", "ended")),
                  _tell_state(one.view), show_path(one.room.folder)))
            for one in found
        ]  # fmt: skip
        columns = (Column(str(msg("Room"))), Column(str(msg("Candidates")), True), Column(str(msg("Submitted")), True),
                   Column(str(msg("State"))), Column(str(msg("Folder"))))  # fmt: skip
        self.listing.show(columns, lines or [note(str(msg("no published terminal room lies in this folder")))], 0)
        self.say(msg("{count} rooms", count=len(found)))
        self.point(self.listing.cursor)


def find_published(folder: Path) -> tuple[Path, ...]:
    """The terminal rooms at most DEEPEST folders below `folder`, by path."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    looked = 0
    while waiting and looked < MOST_FOLDERS:
        place, depth = waiting.pop()
        looked += 1
        if is_room(place):
            found.append(place)
        elif depth < DEEPEST:
            waiting += [(child, depth + 1) for child in _list_folders(place)]
    return tuple(sorted(found))


def _list_folders(place: Path) -> list[Path]:
    try:
        return [child for child in place.iterdir() if child.is_dir() and not child.name.startswith(".")]
    except OSError:
        return []


def _tell_state(view: RoomView) -> str:
    if view.facts.steering is None:
        return str(msg("no invigilators named"))
    if view.conduct.is_closed:
        return str(msg("closed"))
    return str(msg("running") if view.is_started else msg("not started"))


def _open_console(room: OpenRoom) -> None:
    from examcore_tui.console.app import ConsoleApp

    ConsoleApp(room, SystemClock(), SystemDisk()).run()
