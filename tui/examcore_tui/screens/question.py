"""Knows the screen of the test itself: one question, its options, the way to the others.

Must not know how an answer is kept: an option turns chosen only when the session says it is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from examcore.language import messages
from examcore_tui.dates import is_late, write_hour, write_time_left
from examcore_tui.keyboard import choosing, on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.screens.instructions import HelpScreen
from examcore_tui.screens.waiting import Cover
from examcore_tui.widgets.bars import Key, KeyBar
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")


class QuestionScreen(ExamScreen):
    """One question at a time. Every change goes to the session first and is shown after it is saved."""

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
        on("f1,question_mark", "help"),
        on("f10,s,r", "review"),
        on("pagedown", "scroll_stem(1)"),
        on("pageup", "scroll_stem(-1)"),
    ]

    def __init__(self, cover: Cover | None = None) -> None:
        super().__init__()
        self.sheet = QuestionSheet()
        self.cover = cover
        self._has_pictures = False

    def body(self) -> Iterator[Widget]:
        """The question, or the text that covers it."""
        yield self.sheet

    def keys(self) -> Sequence[Key]:
        """The keys that matter; the rest stands in the help."""
        flag = Key("F2", msg("flag"), msg("flag"), "flag")
        pictures = Key("H", msg("pictures"), msg("pictures"), "pictures")
        return (
            Key("←", msg("previous"), msg("prev"), "step(-1)"),
            Key("→", msg("next"), msg("next"), "step(1)"),
            pictures if self._has_pictures else flag,
            Key("F4", msg("list of questions"), msg("list"), "navigate"),
            Key("F10", msg("submit"), msg("submit"), "review"),
            *((flag,) if self._has_pictures else ()),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def on_mount(self) -> None:
        """Show where the candidate stands, or what covers it."""
        self.sheet.spread(self.exam.is_spread)
        self.show_cover(self.cover)

    def show_cover(self, cover: Cover | None) -> None:
        """Cover the question with a text, or with None show it.

        The text stands where the question stands: a start draws rows anew and lays nothing out.
        """
        self.cover = cover
        self.query_one(KeyBar).show(self.keys() if cover is None else cover.keys)
        if cover is None:
            self._show_begin()
            return
        self.sheet.show_question(cover.text, (), -1)
        self.who.show(self.exam.who())
        self.place.show(str(cover.title))
        self.say(cover.says)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something covers the question no key of it does anything, but for the way back to practice."""
        return self.cover is None or action in ("help", "step", "scroll_stem")

    def _show_begin(self) -> None:
        """The question where the candidate stands."""
        self.show_question()
        if self.exam.live.state.answers:
            self.say(msg("welcome back: {count} answers are safe", count=len(self.exam.live.state.answers)))
        else:
            self.say(msg("choose with 1-4 or A-D; each answer is saved at once"))

    @property
    def number(self) -> int:
        """The number of the question shown, from 1."""
        return self.exam.live.state.index + 1

    def show_question(self) -> None:
        """Show the question the session stands at."""
        shown = self.exam.texts[self.number - 1]
        self.sheet.show_question(shown.stem, shown.options, self._chosen())
        if self._has_pictures != bool(shown.pictures):
            self._has_pictures = bool(shown.pictures)
            self.query_one(KeyBar).show(self.keys())
        self.show_place()

    def show_place(self) -> None:
        """Show part, number, flag and count."""
        live, glyphs = self.exam.live, self.exam.glyphs
        question = live.questions[self.number - 1]
        flag = f"{glyphs.flag} {msg('flagged')} · " if question.id in live.state.flags else ""
        place = msg("question {number}/{of}", number=self.number, of=len(live.questions))
        count = f"{glyphs.answered} {len(live.state.answers)}/{len(live.questions)}"
        self.place.show(self.exam.part_title(self.number), f"{flag}{place} · {count}")
        self.show_time(live.remaining_ms())

    def show_time(self, remaining_ms: int) -> None:
        """Show the time left; in the last quarter of an hour as an alarm, with a sign."""
        if self.cover is not None:
            return
        is_alarm = is_late(remaining_ms)
        sign = "!! " if is_alarm else ""
        left = msg("{sign}time left {time}", sign=sign, time=write_time_left(remaining_ms))
        self.who.show(self.exam.who(), right=str(left), is_right_alarm=is_alarm)

    async def on_question_sheet_asked(self, event: QuestionSheet.Asked) -> None:
        """The mouse chooses."""
        await self.action_choose(event.option)

    async def action_choose(self, option: int) -> None:
        """Give an option (from 0) as the answer; show it when it is saved."""
        live, number = self.exam.live, self.number
        options = live.questions[number - 1].options
        if option >= len(options):
            self.say(msg("this question has only {count} options", count=len(options)), is_alarm=True)
        elif await self.attempt(lambda: live.answer(number, options[option].id)):
            self.sheet.show_chosen(option)
            self._say_saved()

    async def action_choose_pointed(self) -> None:
        """Choose the option pointed to."""
        if self.sheet.cursor >= 0:
            await self.action_choose(self.sheet.cursor)

    async def action_enter(self) -> None:
        """Choose the option pointed to; where it is chosen already, go on."""
        if self.sheet.cursor < 0 or self.sheet.cursor == self._chosen():
            await self.action_step(1)
        else:
            await self.action_choose(self.sheet.cursor)

    async def action_clear(self) -> None:
        """Take the answer back."""
        number = self.number
        if await self.attempt(lambda: self.exam.live.clear(number)):
            self.sheet.show_chosen(-1)
            self._say_saved()

    def action_point(self, step: int) -> None:
        """Point to the next or previous option, choosing nothing."""
        self.sheet.move_cursor(step)

    def action_scroll_stem(self, pages: int) -> None:
        """Show later or earlier rows of a long question."""
        self.sheet.scroll_stem(pages)

    async def action_step(self, step: int) -> None:
        """Go to the next or previous question; where the start is waited for, back to practice."""
        if self.cover is not None:
            if step < 0:
                self.action_practice()
            return
        target = self.number + step
        if target < 1:
            self.say(msg("this is the first question"))
        elif target > len(self.exam.live.questions):
            self.say(msg("this was the last question: F10 to review and submit"))
        else:
            await self.go_to(target)

    def action_practice(self) -> None:
        """Try the keys again while the start is waited for."""
        if self.cover is not None and self.cover.allows_practice:
            self.exam.show_practice()

    async def action_flag(self) -> None:
        """Flag the question, or take the flag away."""
        live, number = self.exam.live, self.number
        is_flagged = live.questions[number - 1].id in live.state.flags
        if await self.attempt(lambda: live.flag(number, not is_flagged)):
            self._say_saved()

    async def action_next_unanswered(self) -> None:
        """Go to the next question without an answer, round the end."""
        waiting = self.exam.live.unanswered
        if not waiting:
            self.say(msg("every question has an answer: F10 to review and submit"))
            return
        await self.go_to(next((number for number in waiting if number > self.number), waiting[0]))

    def action_navigate(self) -> None:
        """Choose among all questions."""
        self.exam.show_list(self.go_to)

    def action_pictures(self) -> None:
        """Look at the pictures of the question."""
        shown = self.exam.texts[self.number - 1]
        if shown.pictures:
            self.exam.show_pictures(shown)
        else:
            self.say(msg("this question has no picture"))

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self.exam.hears_mouse, bool(self.exam.numbers)))

    def action_review(self) -> None:
        """Review before submitting."""
        self.exam.show_review()

    async def go_to(self, number: int) -> None:
        """Go to a question by its number."""
        if await self.attempt(lambda: self.exam.live.move(number)):
            self.show_question()

    def _chosen(self) -> int:
        question = self.exam.live.questions[self.number - 1]
        given = self.exam.live.state.answers.get(question.id)
        return next((at for at, option in enumerate(question.options) if option.id == given), -1)

    def _say_saved(self) -> None:
        self.say(msg("saved {time} · question {number}", time=write_hour(self.exam.clock.now()), number=self.number))
        self.show_place()
