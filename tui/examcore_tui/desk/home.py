"""Knows the home page: the tasks in the order of the work, and the folder the officer works in.

Must not know any task: the plugins bring them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.screen import Screen as DrawnScreen

from examcore.desk import Desk, Kind, look_around, show_path
from examcore.errors import BrokenPlugin
from examcore.hooks import Screen, ScreenGroup
from examcore.language import Message, messages
from examcore_tui.desk.asking import Field
from examcore_tui.desk.frame import ListPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

if TYPE_CHECKING:
    from examcore_tui.desk.app import DeskApp

msg = messages("examcore_tui")
MOST_NAMED = 4
GROUPS: dict[ScreenGroup, Message] = {
    "prepare": msg("BEFORE THE DRAW"),
    "draw": msg("DRAWING AND SEALING"),
    "hold": msg("THE DAY OF THE TEST"),
    "after": msg("AFTER THE TEST"),
    "always": msg("AT ANY TIME"),
}
COUNTED: dict[Kind, Message] = {
    "bank": msg("banks"),
    "blueprint": msg("blueprints"),
    "forms": msg("folders of sealed forms"),
    "sitting": msg("sittings"),
    "room": msg("published rooms"),
    "council": msg("councils"),
    "officer": msg("officers' keys"),
}


class HomePage(ListPage):
    """Tasks and place. F2 works in another folder; F10 leaves the desk."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "go_elsewhere")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._screens: dict[int, Screen] = {}

    def keys(self) -> Sequence[Key]:
        """The keys that matter."""
        return (
            Key("Enter", msg("open"), msg("open"), "choose"),
            Key("F2", msg("other folder"), msg("folder"), "go_elsewhere"),
            Key("F6", msg("colours"), msg("colours"), "app.other_colours"),
            Key("F10", msg("leave"), msg("leave"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def on_mount(self) -> None:
        """Show it."""
        self.say(msg("choose what you want to do; every page shows the command it stands for"))
        self.refresh_page()

    def refresh_page(self) -> None:
        """Look at the folder anew."""
        self.who.show(str(msg("OFFICERS' DESK")), f"{self.desk.today:%d/%m/%Y}")
        self.place.show(self.desk.folder.name or str(self.desk.folder))
        lines: list[Line] = []
        self._screens = {}
        group = ""
        for screen in self.desk.plugins.screens.values():
            if screen.group != group:
                group = screen.group
                lines.append(note(str(GROUPS[screen.group]), "title"))
            self._screens[len(lines)] = screen
            lines.append(Line((screen.title.read(), screen.about.read())))
        self.attempt(lambda: lines.extend(self._look()))
        at = self.listing.cursor if self.listing.cursor >= 0 else 0
        self.listing.show((Column(), Column()), lines, at)
        self.point(self.listing.cursor)

    def point(self, line: int) -> None:
        """Show the command of the task under the cursor."""
        if line in self._screens:
            self.show_command(self._screens[line].command)

    def choose(self, line: int) -> None:
        """Open the task."""
        if line in self._screens:
            self.open_screen(self._screens[line].id)

    def open_screen(self, name: str) -> None:
        """Open a screen by its id."""
        self.attempt(lambda: self._open(self.desk.plugins.screens[name]))

    def action_go_elsewhere(self) -> None:
        """Work in another folder."""
        field = Field("folder", msg("Folder with banks, forms and sittings"), str(self.desk.folder))

        def go(given: dict[str, str]) -> None:
            folder = Path(given["folder"]).expanduser()
            look_around(folder)
            desk = Desk(folder.resolve(), self.desk.plugins, self.desk.now)
            self.desk = desk
            cast("DeskApp", self.app).desk = desk
            self.refresh_page()

        self.ask(msg("WORK IN ANOTHER FOLDER"), (field,), go)

    def action_leave(self) -> None:
        """Leave the desk."""
        self.app.exit()

    def _look(self) -> list[Line]:
        """What lies in the folder, kind by kind."""
        things = look_around(self.desk.folder)
        lines = [note(str(msg("IN THE FOLDER {folder}", folder=str(self.desk.folder))), "title")]
        for kind, word in COUNTED.items():
            found = [show_path(thing.path) for thing in things if thing.kind == kind]
            if found:
                more = f" … (+{len(found) - MOST_NAMED})" if len(found) > MOST_NAMED else ""
                lines.append(Line((f"{len(found)} {word}", ", ".join(found[:MOST_NAMED]) + more), can_choose=False))
        if len(lines) == 1:
            lines.append(note(str(msg("nothing yet"))))
        return lines

    def _open(self, screen: Screen) -> None:
        made = screen.make(self.desk)
        if not isinstance(made, DrawnScreen):
            raise BrokenPlugin(
                msg("the screen {name} gives nothing that can be shown here", name=screen.id),
                msg("compare its plugin with the plugin guide"),
            )
        self.app.push_screen(made)
