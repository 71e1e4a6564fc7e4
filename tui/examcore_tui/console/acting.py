"""Knows the box in which an act is asked for: how much, what kind, why, and who is the second.

Must not know how it is done, nor keep a PIN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from examcore.conduct import CATEGORIES, name_act
from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.session import OpenRoom
from examcore.text import clean_text
from examcore.venue import Needs, Order, RoomView, enter, find_needs
from examcore_tui.keyboard import on

msg = messages("examcore_tui")
MOST_NAMED = 6


class ActBox(ModalScreen[None], inherit_bindings=False):
    """Fields for one act. Enter goes on to the next field that is needed, and at the last does it; Esc does nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f10", "close"),
        on("up", "kind(-1)"),
        on("down", "kind(1)"),
    ]

    def __init__(
        self, room: OpenRoom, view: RoomView, by: str, order: Order, do: Callable[[Order, str], ExamcoreError | None]
    ) -> None:
        super().__init__()
        self._room, self._view, self._by, self._order, self._do = room, view, by, order, do
        self._kinds = _list_kinds(view, order)
        self._kind = 0
        self._minutes = Input(placeholder=_ask_minutes(order), restrict=r"[0-9]*", max_length=3, id="minutes")
        self._reason = Input(max_length=200, id="reason")
        self._second = Input(placeholder=_ask_second(view, by), restrict=r"[0-9]*", max_length=12, password=True)
        self._why = Static("", markup=False, classes="why")
        self._kind_shown = Static("", markup=False)
        for field in (self._minutes, self._reason, self._second):
            field.cursor_blink = False

    def compose(self) -> ComposeResult:
        """What is done, to whom, and the fields."""
        with VerticalScroll(classes="box") as box:
            box.can_focus = False
            yield Static(f"{name_act(self._order.act)}".upper(), markup=False, classes="title")
            yield Static(_name_whom(self._view, self._order), markup=False)
            yield self._kind_shown
            yield self._minutes
            yield self._reason
            yield self._second
            yield self._why
            yield Static(str(msg("Enter: go on · Esc: do nothing")), markup=False, classes="title")

    def on_mount(self) -> None:
        """Show the fields that are needed."""
        self._settle()
        self._focus_next()

    def action_kind(self, step: int) -> None:
        """Choose another kind of incident or sanction."""
        if self._kinds:
            self._kind = (self._kind + step) % len(self._kinds)
            self._settle()

    def on_input_changed(self, event: Input.Changed) -> None:
        """More minutes may need a second."""
        if event.input is self._minutes:
            self._settle()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field that is still empty; do it where none is."""
        if not self._focus_next():
            self._carry_out()

    def action_close(self) -> None:
        """Do nothing."""
        self._second.value = ""
        self.app.pop_screen()

    def _carry_out(self) -> None:
        pin, self._second.value = self._second.value, ""
        needs = self._find_needs()
        if needs is None:
            return
        second = ""
        if needs.second:
            second = self._let_in(pin)
            if not second:
                self._second.focus()
                return
        refused = self._do(self._asked(), second)
        if refused is not None:
            self._why.update(clean_text(refused.read()))
            self._focus_next()
        else:
            self.app.pop_screen()

    def _let_in(self, pin: str) -> str:
        """The name of the other invigilator whose PIN this is, "" where it is nobody's."""
        steering = self._room.facts.steering
        problem: ExamcoreError | None = None
        for name in steering.invigilators if steering is not None else ():
            if name == self._by:
                continue
            try:
                enter(self._room, name, pin)
            except ExamcoreError as refused:
                problem = refused
            else:
                return name
        if problem is not None:
            self._why.update(clean_text(problem.read()))
        return ""

    def _asked(self) -> Order:
        minutes = int(self._minutes.value or 0)
        kind = self._kinds[self._kind][0] if self._kinds else ""
        return replace(self._order, minutes=minutes, kind=kind, reason=self._reason.value)

    def _find_needs(self) -> Needs | None:
        order = self._asked()
        try:
            return find_needs(self._view, order)
        except ExamcoreError as refused:
            if order.act == "add" and not order.minutes:
                return Needs(reason=True, second=False)
            self._why.update(clean_text(refused.read()))
            return None

    def _settle(self) -> None:
        """Show what this act needs as it is asked now."""
        self._why.update("")
        needs = self._find_needs() or Needs(reason=True, second=False)
        self._minutes.display = self._order.act in ("add", "restore")
        self._reason.placeholder = str(
            msg("why (it stands in the conduct book)") if needs.reason else msg("a note, if you like")
        )
        self._second.display = needs.second
        self._kind_shown.display = bool(self._kinds)
        if self._kinds:
            rows = [f"{'►' if at == self._kind else ' '} {title}" for at, (_, title) in enumerate(self._kinds)]
            self._kind_shown.update("\n".join(rows))
        if needs.because is not None and needs.second:
            self._why.update(str(needs.because))

    def _focus_next(self) -> bool:
        """Go to the first shown field that is needed and empty; whether there is one."""
        needs = self._find_needs() or Needs(reason=True, second=False)
        waiting = [
            field
            for field, is_needed in (
                (self._minutes, self._order.act == "add"),
                (self._reason, needs.reason),
                (self._second, needs.second),
            )
            if is_needed and not field.value.strip()
        ]
        if not waiting and self.focused is None:
            self._reason.focus()
            return True
        if waiting:
            waiting[0].focus()
        return bool(waiting)


def _list_kinds(view: RoomView, order: Order) -> list[tuple[str, str]]:
    if order.act == "incident":
        return [(kind, str(title)) for kind, title in CATEGORIES.items()]
    if order.act == "sanction" and view.facts.steering is not None:
        return [(one.name, str(one.title)) for one in view.facts.steering.sanctions]
    return []


def _ask_minutes(order: Order) -> str:
    ask: Message = msg("how many minutes")
    if order.act == "restore":
        ask = msg("minutes (empty: all that was lost)")
    return str(ask)


def _ask_second(view: RoomView, by: str) -> str:
    steering = view.facts.steering
    others = [name for name in (steering.invigilators if steering is not None else ()) if name != by]
    return str(msg("PIN of {names}", names=", ".join(others)))


def _name_whom(view: RoomView, order: Order) -> str:
    if not order.candidates:
        return str(msg("the whole room"))
    names = [seat.name for seat in view.seats if seat.number in order.candidates]
    more = f" … (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
