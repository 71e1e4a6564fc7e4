"""Knows the boxes in which an officer is asked: some values, a passphrase, one of several things.

Must not keep what was typed: a secret's field is cleared before anybody is handed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from examcore.errors import BadInput, ExamcoreError
from examcore.language import Message, messages
from examcore.text import clean_line, clean_text
from examcore_tui.keyboard import on
from examcore_tui.page import tell_refusal
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Listing

msg = messages("examcore_tui")
LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Field:
    """One value asked for: its name, what it is, what stands there already, and whether it is shown as dots."""

    name: str
    says: Message
    default: str = ""
    is_secret: bool = False
    may_be_empty: bool = False


class AskBox(ModalScreen[None], inherit_bindings=False):
    """Fields below each other; Enter goes on, and from the last one hands all over."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f10", "close"),
        on("up,shift+tab", "step(-1)"),
        on("down,tab", "step(1)"),
    ]

    def __init__(self, title: Message, fields: tuple[Field, ...], then: Callable[[dict[str, str]], None]) -> None:
        super().__init__()
        self._title, self._fields, self._then = title, fields, then
        self.inputs = [
            Input("" if one.is_secret else one.default, password=one.is_secret, max_length=LONGEST,
                  select_on_focus=not one.is_secret)
            for one in fields
        ]  # fmt: skip
        for one in self.inputs:
            one.cursor_blink = False

    def compose(self) -> Iterator[Widget]:
        """Title, then each field under what it is."""
        with VerticalScroll(classes="box") as box:
            box.can_focus = False
            yield Static(str(self._title), markup=False, classes="title")
            for field, typed in zip(self._fields, self.inputs, strict=True):
                yield Static(str(field.says), markup=False)
                yield typed
            yield Static("", markup=False, id="asked")
            yield Static(str(msg("Enter: go on · Esc: do not")), markup=False, classes="title")

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.inputs[0].focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on, or hand all over."""
        event.stop()
        at = self.inputs.index(event.input)
        if not event.value.strip() and not self._fields[at].may_be_empty:
            self._say(str(msg("something must stand here")))
            return
        if at + 1 < len(self.inputs):
            self.inputs[at + 1].focus()
            return
        self._hand_over()

    def action_step(self, step: int) -> None:
        """Another field."""
        here = next((at for at, one in enumerate(self.inputs) if one.has_focus), 0)
        self.inputs[(here + step) % len(self.inputs)].focus()

    def action_close(self) -> None:
        """Do not go on; what was typed is cleared."""
        self._clear()
        self.app.pop_screen()

    def _hand_over(self) -> None:
        given = {}
        for field, typed in zip(self._fields, self.inputs, strict=True):
            given[field.name] = typed.value if field.is_secret else clean_line(typed.value)
            if not given[field.name] and not field.may_be_empty:
                typed.focus()
                self._say(str(msg("something must stand here")))
                return
        self._clear()
        self.app.pop_screen()
        try:
            self._then(given)
        except ExamcoreError as refused:
            # Asked again with what was typed, secrets left out.
            kept = tuple(
                Field(one.name, one.says, "" if one.is_secret else given.get(one.name, ""), one.is_secret,
                      one.may_be_empty)
                for one in self._fields
            )  # fmt: skip
            again = AskBox(self._title, kept, self._then)
            self.app.push_screen(again)
            again.call_after_refresh(again._say, tell_refusal(refused))

    def _clear(self) -> None:
        for field, typed in zip(self._fields, self.inputs, strict=True):
            if field.is_secret:
                typed.value = ""

    def _say(self, text: str) -> None:
        asked = self.query_one("#asked", Static)
        asked.set_class(True, "-alarm")
        asked.update(clean_text(str(msg("ATTENTION: {text}", text=text))))


class PickBox(ModalScreen[None], inherit_bindings=False):
    """One of several lines."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f10", "close"),
        on("up", "move(-1)"),
        on("down", "move(1)"),
        on("enter", "choose"),
    ]

    def __init__(self, title: Message, lines: list[Line], then: Callable[[int], None]) -> None:
        super().__init__()
        self._title, self._lines, self._then = title, lines, then
        self.listing = Listing()

    def compose(self) -> Iterator[Widget]:
        """Title and list."""
        with VerticalScroll(classes="box pick") as box:
            box.can_focus = False
            yield Static(str(self._title), markup=False, classes="title")
            yield self.listing
            yield Static(str(msg("Enter: choose · Esc: do not")), markup=False, classes="title")

    def on_mount(self) -> None:
        """Show the lines."""
        count = max(len(line.cells) for line in self._lines)
        self.listing.show([Column()] * count, self._lines)

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """A click chooses."""
        self.action_choose()

    def action_move(self, step: int) -> None:
        """Another line."""
        self.listing.move(step)

    def action_choose(self) -> None:
        """This one."""
        at = self.listing.cursor
        self.app.pop_screen()
        if at >= 0:
            self._then(at)

    def action_close(self) -> None:
        """None."""
        self.app.pop_screen()


def read_day(text: str) -> date:
    """A day as typed. Raises BadInput."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
    raise BadInput(msg("{text} is not a day", text=text), msg("write it as 15/11/2024"))
