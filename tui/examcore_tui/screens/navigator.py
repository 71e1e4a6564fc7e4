"""Knows the pop-up of all questions: see which wait, point or type a number, go there.

Must not change the session: it hands the number to whoever opened it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from examcore.language import messages
from examcore.session import Session
from examcore_tui.glyphs import Glyphs
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Bar
from examcore_tui.widgets.grid import GridPart, QuestionGrid

msg = messages("examcore_tui")


class NavigatorScreen(ModalScreen[None], inherit_bindings=False):
    """All questions with their state."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f4,g", "close"),
        on("enter,space", "go"),
        on("left", "move(-1)"),
        on("right", "move(1)"),
        on("up", "row(-1)"),
        on("down", "row(1)"),
        on("backspace", "rub_out"),
        *(on(digit, f"type({digit})") for digit in "0123456789"),
    ]

    def __init__(
        self, live: Session, parts: Sequence[GridPart], glyphs: Glyphs, go: Callable[[int], Awaitable[None]]
    ) -> None:
        super().__init__()
        self.grid = QuestionGrid(parts, frozenset(), frozenset(), 1, glyphs)
        self.line = Bar("typed")
        self._counts = Bar("counts")
        self._glyphs = glyphs
        self.take(live, go)

    def take(self, live: Session, go: Callable[[int], Awaitable[None]]) -> None:
        """Show where the candidate stands when it is shown next; `go` is told the number chosen."""
        self._waiting, self._flagged = frozenset(live.unanswered), frozenset(live.flagged)
        self._answered = frozenset(range(1, len(live.questions) + 1)) - self._waiting
        self.grid.take(self._answered, self._flagged, live.state.index + 1)
        self._go = go
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Counts, grid, what is typed."""
        keys = Bar("hints")
        keys.show(str(msg("arrows or type a number, Enter: go · Esc: back")))
        yield Vertical(self._counts, self.grid, self.line, keys, classes="box")

    def on_screen_resume(self) -> None:
        """Count, and describe the question the candidate comes from."""
        counts = msg(
            "{done_sign} answered {answered}  {blank_sign} not yet {blank}  {flag_sign} flagged {flagged}",
            done_sign=self._glyphs.answered,
            answered=len(self._answered),
            blank_sign=self._glyphs.blank,
            blank=len(self._waiting),
            flag_sign=self._glyphs.flag,
            flagged=len(self._flagged),
        )
        self._counts.show(str(counts))
        self._describe()

    async def on_question_grid_asked(self, event: QuestionGrid.Asked) -> None:
        """A click goes there."""
        await self._leave_for(event.number)

    def action_move(self, step: int) -> None:
        """Point to the next or previous question."""
        self._typed = ""
        self.grid.move_cursor(step)
        self._describe()

    def action_row(self, step: int) -> None:
        """Point to the row above or below."""
        self._typed = ""
        self.grid.move_row(step)
        self._describe()

    def action_rub_out(self) -> None:
        """Take the last typed digit back."""
        self._typed = self._typed[:-1]
        self._describe()

    async def action_go(self) -> None:
        """Go to the number typed, or to the question pointed to."""
        await self._leave_for(self.grid.cursor)

    def action_close(self) -> None:
        """Back without going anywhere."""
        self.app.pop_screen()

    async def _leave_for(self, number: int) -> None:
        self.app.pop_screen()
        await self._go(number)

    def action_type(self, digit: int) -> None:
        """Add a digit where that gives a question; else begin anew with it."""
        for typed in (f"{self._typed}{digit}", str(digit)):
            if 1 <= int(typed) <= self.grid.last:
                self._typed = typed
                self.grid.put_cursor(int(typed))
                break
        self._describe()

    def _describe(self) -> None:
        """Say in words what the signs at the cursor mean."""
        is_answered, is_flagged = self.grid.describe(self.grid.cursor)
        state = msg("answered") if is_answered else msg("not answered yet")
        flag = msg(", flagged") if is_flagged else ""
        text = msg("go to question {number}: {state}{flag}", number=self.grid.cursor, state=state, flag=flag)
        self.line.show(f"{self._glyphs.pointer} {text}")
