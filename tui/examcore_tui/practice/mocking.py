"""Knows the pages of a mock test: the question with its running time, the list, the hand-in.

Must not know scoring: it hands the answers over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from examcore.errors import Closed
from examcore.language import Message, messages
from examcore.practice import TimedMock
from examcore_tui.dates import find_delay, find_warning, is_late, write_time_left
from examcore_tui.keyboard import choosing, on
from examcore_tui.passage import PRESS_H, ShownQuestion, show_text
from examcore_tui.practice.app import PracticeApp, PracticePage
from examcore_tui.viewer.opening import show_pictures
from examcore_tui.viewer.screen import PictureScreen
from examcore_tui.widgets.bars import Bar, Key
from examcore_tui.widgets.grid import GridPart, QuestionGrid
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")


class MockPage(PracticePage):
    """The keys of the real test; the time runs; F10 hands in or leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing(),
        on("right,n", "step(1)"),
        on("left,p", "step(-1)"),
        on("down", "point(1)"),
        on("up", "point(-1)"),
        on("enter", "enter"),
        on("space", "choose_pointed"),
        on("0,x", "clear"),
        on("f2,f", "flag"),
        on("f4,g", "navigate"),
        on("u", "next_unanswered"),
        on("h,f3", "pictures"),
        on("f10,escape,s", "hand_in"),
        on("pagedown", "scroll_stem(1)"),
        on("pageup", "scroll_stem(-1)"),
    ]

    def __init__(self, sat: TimedMock) -> None:
        super().__init__()
        self.sat = sat
        self.sheet = QuestionSheet()
        self._shown = ShownQuestion("", ())
        self._pictures: PictureScreen | None = None
        self._seen_ms = sat.remaining_ms()
        self._ticker: Timer | None = None

    def body(self) -> Iterator[Widget]:
        """The question."""
        yield self.sheet

    def keys(self) -> Sequence[Key]:
        """The keys of the real test."""
        return (
            Key("←", msg("previous"), msg("prev"), "step(-1)"),
            Key("→", msg("next"), msg("next"), "step(1)"),
            Key("F2", msg("flag"), msg("flag"), "flag"),
            Key("F4", msg("list of questions"), msg("list"), "navigate"),
            Key("F10", msg("hand in or leave"), msg("end"), "hand_in"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def help(self) -> Sequence[tuple[str, Message]]:
        """All keys."""
        return (
            ("1 2 3 4", msg("choose an option (A B C D too)")),
            ("↑ ↓, Enter", msg("point to an option, then choose it")),
            ("→ ←", msg("next and previous question")),
            ("F2", msg("flag a question to come back to it")),
            ("F4", msg("list of questions; go to a number")),
            ("U", msg("next question without an answer")),
            ("0, X", msg("take an answer back")),
            ("PgUp PgDn", msg("scroll a long question")),
            ("H, F3", msg("look at the pictures of a question")),
            ("F6", msg("other colours")),
            ("Esc, F10", msg("hand in, or leave without a result")),
        )

    def on_mount(self) -> None:
        """The first question; the time runs from here."""
        self._show()
        self.say(msg("mock test for {position}", position=self.setting.title_of(self.sat.mock.position)))
        self._schedule()

    def on_unmount(self) -> None:
        """Stop looking at the clock."""
        if self._ticker is not None:
            self._ticker.stop()

    def look_at_clock(self) -> None:
        """Show the time; hand in when it is over."""
        remaining = self.sat.remaining_ms()
        if remaining <= 0:
            self.practice.end_mock(self.sat)
            return
        warning = find_warning(self._seen_ms, remaining)
        self._seen_ms = remaining
        if warning is not None:
            self.say(warning, is_alarm=False)
        self._show_time()
        self._schedule()

    def on_question_sheet_asked(self, event: QuestionSheet.Asked) -> None:
        """The mouse chooses."""
        self.action_choose(event.option)

    def action_choose(self, option: int) -> None:
        """Give an answer; it can be changed until the end."""
        count = len(self.sat.question.options)
        if option >= count:
            self.say(msg("this question has only {count} options", count=count), is_alarm=True)
            return
        try:
            self.sat.answer(option)
        except Closed:
            self.practice.end_mock(self.sat)
            return
        self.sheet.show_chosen(option)
        self._show_place()

    def action_choose_pointed(self) -> None:
        """Choose the option pointed to."""
        if self.sheet.cursor >= 0:
            self.action_choose(self.sheet.cursor)

    def action_enter(self) -> None:
        """Choose the option pointed to; where it is chosen already, go on."""
        if self.sheet.cursor < 0 or self.sheet.cursor == self.sat.chosen:
            self.action_step(1)
        else:
            self.action_choose(self.sheet.cursor)

    def action_clear(self) -> None:
        """Take the answer back."""
        try:
            self.sat.clear()
        except Closed:
            self.practice.end_mock(self.sat)
            return
        self.sheet.show_chosen(-1)
        self._show_place()

    def action_point(self, step: int) -> None:
        """Point to another option."""
        self.sheet.move_cursor(step)

    def action_scroll_stem(self, pages: int) -> None:
        """More of a long question."""
        self.sheet.scroll_stem(pages)

    def action_step(self, step: int) -> None:
        """Another question."""
        target = self.sat.index + 1 + step
        if target < 1:
            self.say(msg("this is the first question"))
        elif target > len(self.sat.questions):
            self.say(msg("this was the last question: F10 hands in"))
        else:
            self.go_to(target)

    def action_flag(self) -> None:
        """Flag the question, or take the flag away."""
        self.sat.flag()
        self._show_place()

    def action_next_unanswered(self) -> None:
        """The next question without an answer, round the end."""
        waiting = self.sat.unanswered
        if waiting:
            here = self.sat.index + 1
            self.go_to(next((number for number in waiting if number > here), waiting[0]))
        else:
            self.say(msg("every question has an answer: F10 hands in"))

    def action_navigate(self) -> None:
        """Choose among all questions."""
        self.app.push_screen(MockList(self.sat, self.go_to, self.practice))

    def action_pictures(self) -> None:
        """Look at the pictures of the question; the time runs on and is shown."""
        self._pictures = show_pictures(self, self._shown, str(msg("PRACTICE, open items")))
        self._show_time()

    def action_hand_in(self) -> None:
        """Ask what to do."""
        self.app.push_screen(HandInBox(self.sat))

    def go_to(self, number: int) -> None:
        """A question by its number."""
        self.sat.move(number)
        self.say("")
        self._show()

    def _show(self) -> None:
        self._shown = show_text(self.sat.question, hint=PRESS_H)
        self.sheet.show_question(self._shown.stem, self._shown.options, self.sat.chosen)
        self._show_place()
        self._show_time()

    def _show_place(self) -> None:
        sat, glyphs = self.sat, self.practice.glyphs
        flag = f"{glyphs.flag} {msg('flagged')} · " if sat.index + 1 in sat.flagged else ""
        place = msg("question {number}/{of}", number=sat.index + 1, of=len(sat.questions))
        self.place.show(sat.part, f"{flag}{place} · {glyphs.answered} {len(sat.answers)}/{len(sat.questions)}")

    def _show_time(self) -> None:
        remaining = self.sat.remaining_ms()
        is_alarm = is_late(remaining)
        left = msg("{sign}time left {time}", sign="!! " if is_alarm else "", time=write_time_left(remaining))
        self.who.show(str(msg("PRACTICE, open items")), right=str(left), is_right_alarm=is_alarm)
        if self._pictures is not None and self._pictures.is_current:
            self._pictures.show_time(remaining)

    def _schedule(self) -> None:
        self._ticker = self.set_timer(find_delay(self.sat.remaining_ms()), self.look_at_clock)


class MockList(ModalScreen[None], inherit_bindings=False):
    """All questions with their state; arrows and Enter go there."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f4,g,f10", "close"),
        on("enter,space", "go"),
        on("left", "move(-1)"),
        on("right", "move(1)"),
        on("up", "row(-1)"),
        on("down", "row(1)"),
    ]

    def __init__(self, sat: TimedMock, go: Callable[[int], None], practice: PracticeApp) -> None:
        super().__init__()
        self._go = go
        parts, first = [], 1
        for part in sat.mock.booklet.parts:
            last = first + len(part.questions) - 1
            parts.append(GridPart(part.title.read(), first, last))
            first = last + 1
        waiting, glyphs = frozenset(sat.unanswered), practice.glyphs
        answered = frozenset(range(1, len(sat.questions) + 1)) - waiting
        self.grid = QuestionGrid(parts, answered, frozenset(sat.flagged), sat.index + 1, glyphs)
        self._counts = msg(
            "{done_sign} answered {answered}  {blank_sign} not yet {blank}  {flag_sign} flagged {flagged}",
            done_sign=glyphs.answered, answered=len(answered), blank_sign=glyphs.blank, blank=len(waiting),
            flag_sign=glyphs.flag, flagged=len(sat.flagged),
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """Counts, grid, keys."""
        counts, keys = Bar("counts"), Bar("hints")
        counts.show(str(self._counts))
        keys.show(str(msg("arrows, Enter: go · Esc: back")))
        yield Vertical(counts, self.grid, keys, classes="box")

    def on_question_grid_asked(self, event: QuestionGrid.Asked) -> None:
        """A click goes there."""
        self.grid.put_cursor(event.number)
        self.action_go()

    def action_move(self, step: int) -> None:
        """The next or previous question."""
        self.grid.move_cursor(step)

    def action_row(self, step: int) -> None:
        """The row above or below."""
        self.grid.move_row(step)

    def action_go(self) -> None:
        """Go there."""
        self.app.pop_screen()
        self._go(self.grid.cursor)

    def action_close(self) -> None:
        """Back."""
        self.app.pop_screen()


class HandInBox(ModalScreen[None], inherit_bindings=False):
    """Hand in, go back, or leave without a result."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("enter", "hand_in"),
        on("escape,left", "close"),
        on("f10", "drop"),
    ]

    def __init__(self, sat: TimedMock) -> None:
        super().__init__()
        self._sat = sat

    def compose(self) -> ComposeResult:
        """What is open, and the three ways."""
        sat = self._sat
        lines = [
            str(msg("END OF THE MOCK TEST")),
            "",
            str(msg("answered: {count} of {of}", count=len(sat.answers), of=len(sat.questions))),
            str(msg("NOT answered: {count}", count=len(sat.unanswered))),
            str(msg("flagged: {count}", count=len(sat.flagged))),
            "",
            str(msg("Enter: hand in and see the result")),
            str(msg("Esc: back to the questions")),
            str(msg("F10: leave without a result")),
        ]
        yield Static("\n".join(lines), markup=False, classes="box")

    def action_hand_in(self) -> None:
        """Score it."""
        self.app.pop_screen()
        cast("PracticeApp", self.app).end_mock(self._sat)

    def action_close(self) -> None:
        """Go on."""
        self.app.pop_screen()

    def action_drop(self) -> None:
        """Leave; nothing is kept of an unfinished mock test."""
        self.app.pop_screen()
        cast("PracticeApp", self.app).leave_page()
