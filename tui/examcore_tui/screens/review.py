"""Knows the review before submitting: what is unanswered, what is flagged, and the confirmation.

Must not submit by one key: the candidate types a word or their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from examcore.language import messages
from examcore_tui.dates import is_late, write_time_left
from examcore_tui.keyboard import is_confirmed, on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key

if TYPE_CHECKING:
    from textual import events

msg = messages("examcore_tui")
MOST_LISTED = 30


class ReviewScreen(ExamScreen):
    """Counts, and one field: NỘP or the candidate number submits, Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape", "back"),
        on("f2", "first_waiting"),
        on("f4", "navigate"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.field = Input(id="confirm", max_length=32, select_on_focus=False)
        self.field.cursor_blink = False

    def body(self) -> Iterator[Widget]:
        """The counts, then the field."""
        live, glyphs = self.exam.live, self.exam.glyphs
        waiting, flagged = live.unanswered, live.flagged
        of = len(live.questions)
        lines = [
            f"{glyphs.answered} {msg('answered: {count} of {of}', count=of - len(waiting), of=of)}",
            f"{glyphs.blank} {msg('NOT answered: {count}', count=len(waiting))}{_list(waiting)}",
            f"{glyphs.flag} {msg('flagged: {count}', count=len(flagged))}{_list(flagged)}",
        ]
        yield VerticalScroll(Static("\n".join(lines), markup=False), id="page")
        ask = msg(
            "To submit, type SUBMIT (or your candidate number {number}) and press Enter",
            number=live.candidate.number,
        )
        yield Static(str(ask), markup=False, classes="ask")
        yield self.field

    def keys(self) -> Sequence[Key]:
        """Back, list, first unanswered."""
        return (
            Key("Esc", msg("back to the test"), msg("back"), "back"),
            Key("F2", msg("first unanswered"), msg("unanswered"), "first_waiting"),
            Key("F4", msg("list of questions"), msg("list"), "navigate"),
        )

    def on_mount(self) -> None:
        """Ask for the confirmation."""
        self.place.show(str(msg("REVIEW BEFORE SUBMITTING")))
        self.show_time(self.exam.live.remaining_ms())
        self.say(msg("after submitting nothing can be changed"))
        self.query_one("#page").can_focus = False
        self.field.focus()

    def show_time(self, remaining_ms: int) -> None:
        """Show the time left."""
        is_alarm = is_late(remaining_ms)
        left = msg("{sign}time left {time}", sign="!! " if is_alarm else "", time=write_time_left(remaining_ms))
        self.who.show(self.exam.who(), right=str(left), is_right_alarm=is_alarm)

    def on_key(self, event: events.Key) -> None:
        """Here a Vietnamese letter is welcome: NỘP has one."""

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Submit where it is confirmed; else say what to type."""
        if is_confirmed(event.value, self.exam.live.candidate.number):
            if await self.attempt(lambda: self.exam.live.submit("candidate")):
                self.exam.show_receipt()
        else:
            self.field.value = ""
            self.say(msg("not submitted: type SUBMIT or your number; Esc goes back"), is_alarm=True)

    def action_back(self) -> None:
        """Go on with the test."""
        self.exam.show_questions()

    async def action_first_waiting(self) -> None:
        """Go to the first question without an answer."""
        waiting = self.exam.live.unanswered
        if not waiting:
            self.say(msg("every question has an answer"))
        else:
            await self._go_to(waiting[0])

    def action_navigate(self) -> None:
        """Choose among all questions."""
        self.exam.show_list(self._go_to)

    async def _go_to(self, number: int) -> None:
        if await self.attempt(lambda: self.exam.live.move(number)):
            self.exam.show_questions()


def _list(numbers: Sequence[int]) -> str:
    """The first numbers, as they are read aloud."""
    if not numbers:
        return ""
    more = " …" if len(numbers) > MOST_LISTED else ""
    return "\n    " + ", ".join(str(number) for number in numbers[:MOST_LISTED]) + more
