"""Knows the page of practice at once: a question, the answer, right or wrong, the legal basis.

Must not know how an answer is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from examcore.language import Message, messages
from examcore.nouns import Question
from examcore.practice import Drill, Judged, answer, judge_question
from examcore_tui.keyboard import choosing, on
from examcore_tui.page import TextBox
from examcore_tui.passage import PRESS_H, ShownQuestion, show_text
from examcore_tui.practice.app import PracticePage
from examcore_tui.practice.setting import OPEN_ITEMS, write_verdict
from examcore_tui.viewer.opening import show_pictures
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")


class AskingPage(PracticePage):
    """A page with a question and, below it, what its answer was worth."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("down", "point(1)"),
        on("up", "point(-1)"),
        on("pagedown", "scroll_stem(1)"),
        on("pageup", "scroll_stem(-1)"),
        on("f3", "read_basis"),
        on("h", "pictures"),
        on("escape,f10", "leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sheet = QuestionSheet()
        self.verdict = Static("", markup=False)
        self.shown = ShownQuestion("", ())
        self._told = ""

    def body(self) -> Iterator[Widget]:
        """The question, then the verdict."""
        yield self.sheet
        box = VerticalScroll(self.verdict, id="verdict")
        box.can_focus = False
        box.display = False
        yield box

    def show_question(self, question: Question, chosen: int) -> None:
        """Another question, its verdict not shown yet."""
        self.shown = show_text(question, hint=PRESS_H)
        self.sheet.show_question(self.shown.stem, self.shown.options, chosen)
        self.query_one("#verdict").display = False
        self._told = ""

    def show_verdict(self, judged: Judged) -> None:
        """Right or wrong, and the bases."""
        self._told = write_verdict(judged)
        box = self.query_one("#verdict", VerticalScroll)
        box.set_class(judged.is_right, "-right")
        box.set_class(not judged.is_right, "-wrong")
        self.verdict.update(self._told)
        box.display = True
        box.scroll_home(animate=False)

    def action_point(self, step: int) -> None:
        """Point to another option."""
        self.sheet.move_cursor(step)

    def action_scroll_stem(self, pages: int) -> None:
        """More of a long question."""
        self.sheet.scroll_stem(pages)

    def action_pictures(self) -> None:
        """Look at the pictures of the question."""
        show_pictures(self, self.shown, str(OPEN_ITEMS))

    def action_read_basis(self) -> None:
        """The verdict with its bases in a box of its own, whole."""
        if self._told:
            self.app.push_screen(TextBox(str(msg("LEGAL BASIS")), self._told))
        else:
            self.say(msg("answer first; then the legal basis is shown"))


class DrillPage(AskingPage):
    """Answer, see whether it was right and why, go on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing(),
        on("right,n", "step(1)"),
        on("left,p", "step(-1)"),
        on("enter,space", "enter"),
    ]

    def __init__(self, drill: Drill) -> None:
        super().__init__()
        self.drill = drill
        self.index = 0

    def keys(self) -> Sequence[Key]:
        """The keys that matter."""
        return (
            Key("1–4", msg("choose"), msg("choose"), "point(1)"),
            Key("→", msg("next"), msg("next"), "step(1)"),
            Key("←", msg("previous"), msg("prev"), "step(-1)"),
            Key("F3", msg("legal basis"), msg("basis"), "read_basis"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F10", msg("end"), msg("end"), "leave"),
        )

    def help(self) -> Sequence[tuple[str, Message]]:
        """All keys."""
        return (
            ("1 2 3 4", msg("choose an option (A B C D too)")),
            ("↑ ↓, Enter", msg("point to an option, then choose it")),
            ("→ ←", msg("next and previous question")),
            ("PgUp PgDn", msg("scroll a long question")),
            ("H", msg("look at the pictures of a question")),
            ("F3", msg("read the legal basis whole")),
            ("F6", msg("other colours")),
            ("Esc, F10", msg("end; what was answered is kept")),
        )

    def on_mount(self) -> None:
        """The first question."""
        self.who.show(str(OPEN_ITEMS))
        self.say(msg("choose with 1-4 or A-D; the answer is judged at once"))
        self._show()

    def on_question_sheet_asked(self, event: QuestionSheet.Asked) -> None:
        """The mouse chooses."""
        self.action_choose(event.option)

    def action_choose(self, option: int) -> None:
        """Give an answer; the first one counts."""
        question = self.drill.questions[self.index]
        if option >= len(question.options):
            self.say(msg("this question has only {count} options", count=len(question.options)), is_alarm=True)
            return
        if not self.attempt(lambda: self._take(option)):
            return
        judged = self._judged()
        trouble = self.setting.keep_answer(judged)
        self._show()
        if trouble is not None:
            self.tell(trouble)
        elif self.drill.done == len(self.drill.items):
            self.say(msg("all answered: {right} of {of} right. F10 ends", right=self.drill.right,
                         of=len(self.drill.items)))  # fmt: skip
        else:
            self.say(msg("→ or Enter: next question"))

    def action_enter(self) -> None:
        """Choose the option pointed to; where the question is answered, go on."""
        if self.drill.given[self.index]:
            self.action_step(1)
        elif self.sheet.cursor >= 0:
            self.action_choose(self.sheet.cursor)

    def action_step(self, step: int) -> None:
        """Another question."""
        target = self.index + step
        if target < 0:
            self.say(msg("this is the first question"))
        elif target >= len(self.drill.items):
            self.say(msg("this was the last question: {right} right of {done} answered. F10 ends",
                         right=self.drill.right, done=self.drill.done))  # fmt: skip
        else:
            self.index = target
            self.say("")
            self._show()

    def _take(self, option: int) -> None:
        self.drill = answer(self.drill, self.index, option)

    def _judged(self) -> Judged:
        at = self.index
        return judge_question(self.drill.items[at], self.drill.questions[at], self.drill.given[at])

    def _show(self) -> None:
        drill, item = self.drill, self.drill.items[self.index]
        judged = self._judged()
        self.show_question(drill.questions[self.index], judged.chosen)
        area = str(self.setting.profile.area_title(item.tags.area))
        count = msg("question {number}/{of}", number=self.index + 1, of=len(drill.items))
        right = msg("right {right}/{done}", right=drill.right, done=drill.done)
        self.place.show(area, f"{count} · {right}")
        if judged.chosen >= 0:
            self.show_verdict(judged)
