"""Knows the console's first page: which invigilator it is, and their PIN.

Must not keep a PIN: the field is emptied at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from examcore.language import messages
from examcore.session import OpenRoom
from examcore.venue import enter
from examcore_tui.dates import write_day
from examcore_tui.keyboard import on
from examcore_tui.page import Page
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")
Entered = Callable[[str, Mapping[str, tuple[str, ...]]], None]


class EnterPage(Page):
    """Names of the room's invigilators, pointed to with the arrows, and one field for the PIN."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("up", "point(-1)"),
        on("down", "point(1)"),
        on("escape,f10", "leave"),
    ]

    def __init__(self, room: OpenRoom, entered: Entered) -> None:
        super().__init__()
        self._room, self._entered = room, entered
        self._names = room.facts.steering.invigilators if room.facts.steering is not None else ()
        self._at = 0
        self._list = Static("", markup=False, id="names")
        self.field = Input(id="pin", restrict=r"[0-9]*", max_length=12, password=True, select_on_focus=False)
        self.field.cursor_blink = False

    def body(self) -> Iterator[Widget]:
        """The room, the names, the field."""
        facts = self._room.facts
        page = VerticalScroll(
            Static(facts.title, markup=False, classes="title"),
            Static(str(msg("day {day} · room {room}", day=write_day(facts.day), room=facts.room)), markup=False),
            Static(str(msg("Who are you? (↑ ↓)")), markup=False, classes="name"),
            self._list,
            Static(str(msg("Your PIN (on the invigilators' slip)")), markup=False, classes="name"),
            self.field,
            id="page",
        )
        page.can_focus = False
        yield page

    def keys(self) -> Sequence[Key]:
        """Enter, arrows, leave."""
        return (
            Key("↑↓", msg("who"), msg("who"), "point(1)"),
            Key("Enter", msg("enter"), msg("enter"), "enter"),
            Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),
            Key("F10", msg("close"), msg("close"), "leave"),
        )

    def on_mount(self) -> None:
        """Begin with the first name."""
        self.who.show(str(msg("INVIGILATORS' CONSOLE")))
        self.say(msg("point to your name, type your PIN, press Enter"))
        self._show()
        self.field.focus()

    def action_point(self, step: int) -> None:
        """Point to another name."""
        self._at = (self._at + step) % max(1, len(self._names))
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter was pressed in the field."""
        self.action_enter()

    def action_enter(self) -> None:
        """Let this invigilator in, or say why not."""
        pin, self.field.value = self.field.value, ""
        if not pin:
            self.say(msg("type your PIN"), is_alarm=True)
            return
        name = self._names[self._at]
        found: list[Mapping[str, tuple[str, ...]]] = []
        if self.attempt(lambda: found.append(enter(self._room, name, pin))):
            self.attempt(lambda: self._entered(name, found[0]))

    def action_leave(self) -> None:
        """Close the console."""
        self.app.exit()

    def _show(self) -> None:
        sign = "►"
        self._list.update("\n".join(f"{sign if at == self._at else ' '} {name}" for at, name in enumerate(self._names)))
