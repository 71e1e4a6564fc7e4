"""Knows the practice question: it does not count and is saved nowhere.

Must not know the booklet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from examcore.language import messages
from examcore_tui.keyboard import choosing, on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")
LETTERS = "ABCD"


class PracticeScreen(ExamScreen):
    """Try the keys; F5 or S starts the test and its time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *choosing(),
        on("f5,s", "start"),
        on("up", "point(-1)"),
        on("down", "point(1)"),
        on("enter,space", "choose_pointed"),
        on("left,p", "back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sheet = QuestionSheet()

    def body(self) -> Iterator[Widget]:
        """One question."""
        yield self.sheet

    def keys(self) -> Sequence[Key]:
        """Start, and back to the instructions."""
        start = (msg("START THE TEST"), msg("START"))
        if self.exam.live.is_steered:
            start = (msg("I AM READY"), msg("READY"))
        return (
            Key("1–4", msg("choose"), msg("choose"), "point(1)"),
            Key("F5", *start, "start"),
            Key("←", msg("back to the instructions"), msg("back"), "back"),
        )

    def on_mount(self) -> None:
        """Show the question."""
        self.who.show(self.exam.who())
        self.place.show(str(msg("PRACTICE QUESTION - it does not count")))
        self.sheet.spread(self.exam.is_spread)
        self.sheet.show_question(
            str(
                msg("Which colour do blue and yellow paint make? Use 1-4, A-D, the arrows or the mouse.")
                if self.exam.hears_mouse
                else msg("Which colour do blue and yellow paint make? Use 1-4, A-D or the arrows.")
            ),
            (str(msg("Red")), str(msg("Green")), str(msg("Brown")), str(msg("Violet"))),
            -1,
        )
        if self.exam.live.is_steered:
            self.say(msg("try freely; F5 or S when you are ready: the invigilators start the test"))
        else:
            self.say(msg("try freely; F5 or S starts the test and its time"))

    def on_question_sheet_asked(self, event: QuestionSheet.Asked) -> None:
        """The mouse chooses."""
        self.action_choose(event.option)

    def action_point(self, step: int) -> None:
        """Point to the next or previous option."""
        self.sheet.move_cursor(step)

    def action_choose_pointed(self) -> None:
        """Choose the option pointed to."""
        if self.sheet.cursor >= 0:
            self.action_choose(self.sheet.cursor)

    async def action_start(self) -> None:
        """Start the test."""
        await self.exam.begin()

    def action_back(self) -> None:
        """Read the instructions again."""
        self.exam.show_instructions()

    def action_choose(self, option: int) -> None:
        """Show an option as chosen; nothing is saved."""
        if option >= len(LETTERS):
            return
        self.sheet.show_chosen(option)
        if self.exam.live.is_steered:
            self.say(msg("well done: option {letter} is chosen. F5 when you are ready", letter=LETTERS[option]))
        else:
            self.say(msg("well done: option {letter} is chosen. F5 starts the test", letter=LETTERS[option]))
