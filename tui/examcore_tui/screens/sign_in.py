"""Knows the first screen: candidate number and PIN.

Must not know booklets or journals: the session is opened by the core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from examcore.errors import NotSaved, Refused
from examcore.language import messages
from examcore_tui.dates import write_day
from examcore_tui.keyboard import on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")


class SignInScreen(ExamScreen):
    """Two fields. Enter goes on; F10 leaves, since nothing has begun."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("f10", "leave"),
        on("enter", "enter"),
        on("down,tab", "to_pin"),
        on("up,shift+tab", "to_number"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.number = Input(id="number", restrict=r"[0-9A-Za-z_-]*", max_length=32, select_on_focus=False)
        self.pin = Input(id="pin", restrict=r"[0-9]*", max_length=16, password=True, select_on_focus=False)
        self.why = Static("", markup=False, id="why")
        self.number.cursor_blink = self.pin.cursor_blink = False

    def body(self) -> Iterator[Widget]:
        """The two fields with their names."""
        facts = self.exam.room.facts
        yield Vertical(
            Static(facts.title, markup=False, classes="title"),
            Static(str(msg("day {day} · room {room}", day=write_day(facts.day), room=facts.room)), markup=False),
            Static(str(msg("Candidate number")), markup=False, classes="name"),
            self.number,
            Static(str(msg("PIN (on your slip)")), markup=False, classes="name"),
            self.pin,
            self.why,
            id="fields",
        )

    def keys(self) -> Sequence[Key]:
        """Enter, contrast, leave."""
        return (
            Key("Enter", msg("sign in"), msg("sign in"), "sign_in"),
            Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),
            Key("F10", msg("close"), msg("close"), "leave"),
        )

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.who.show(self.exam.rehearsal_mark(str(msg("CANDIDATE SIGN-IN"))))
        self.say(msg("type the number and PIN from your slip, then press Enter"))
        self.number.focus()

    def action_enter(self) -> None:
        """Go from the number to the PIN, and from the PIN on, when the fields have taken what was typed so far."""
        if self.focused is self.number:
            self.action_to_pin()
        else:
            self.number.call_later(self.pin.call_later, self.action_sign_in)

    def action_to_pin(self) -> None:
        """What is typed from here on is the PIN."""
        self.set_focus(self.pin)

    def action_to_number(self) -> None:
        """What is typed from here on is the number."""
        self.set_focus(self.number)

    def action_sign_in(self) -> None:
        """Open the session, or say why not; a wrong PIN is never kept in the field."""
        number, pin = self.number.value.strip(), self.pin.value
        if not number or not pin:
            self.say(msg("type both the candidate number and the PIN"), is_alarm=True)
            (self.pin if number else self.number).focus()
            return
        self.pin.value = ""
        try:
            self.exam.sign_in(number, pin)
        except NotSaved as problem:
            self.say(msg("NOT SAVED - call the invigilator. {reason}", reason=problem.text), is_alarm=True)
            self.why.update(problem.read())
        except Refused as problem:
            self.say(problem.text, is_alarm=True)
            self.why.update(problem.read())

    def action_leave(self) -> None:
        """Close the program."""
        self.exam.leave()
