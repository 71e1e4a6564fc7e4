"""Knows the pages after a mock test: points by part, band, areas; then the questions to look at again, with bases.

Must not know how points are reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from examcore.engine.figures import tell_beginning
from examcore.errors import ExamcoreError
from examcore.language import messages
from examcore.practice import Mock, MockResult
from examcore_tui.keyboard import on
from examcore_tui.practice.app import PracticePage
from examcore_tui.practice.drilling import AskingPage
from examcore_tui.practice.setting import OPEN_ITEMS
from examcore_tui.practice.telling import write_result
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Listing

msg = messages("examcore_tui")


class ResultPage(PracticePage):
    """What the mock test came to; Enter on a question shows it again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("up", "move(-1)"),
        on("down", "move(1)"),
        on("pageup", "move(-8)"),
        on("pagedown", "move(8)"),
        on("enter,f5,right", "review"),
        on("escape,f10", "leave"),
    ]

    def __init__(self, mock: Mock, result: MockResult, trouble: ExamcoreError | None) -> None:
        super().__init__()
        self.mock, self.result, self._trouble = mock, result, trouble
        self.listing = Listing()
        self._before = 0

    def body(self) -> Iterator[Widget]:
        """One list."""
        yield self.listing

    def keys(self) -> Sequence[Key]:
        """Look again, leave."""
        return (
            Key("Enter", msg("look at the question"), msg("look"), "review"),
            Key("↑↓", msg("go to a line"), msg("line"), "move(1)"),
            Key("F10", msg("back"), msg("back"), "leave"),
        )

    def on_mount(self) -> None:
        """Show it."""
        self.who.show(str(OPEN_ITEMS))
        self.place.show(str(msg("RESULT OF THE MOCK TEST")), self.setting.title_of(self.mock.position))
        if self._trouble is not None:
            self.tell(self._trouble)
        else:
            self.say(msg("it counts for nothing but practice; Enter shows a question with its legal basis"))
        before = [Line((text,), style) for text, style in write_result(self.mock.profile, self.result)]
        self._before = len(before)
        lines = [*before]
        for number, question, judged in self.result.missed:
            sign = str(msg("blank")) if judged.chosen < 0 else str(msg("wrong"))
            lines.append(Line((str(number), sign, tell_beginning(question)[:200])))
        self.listing.show((Column(is_right=True), Column(), Column()), lines)

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """A click looks at the question."""
        self.action_review()

    def action_move(self, step: int) -> None:
        """Another line."""
        self.listing.move(step)

    def action_review(self) -> None:
        """The question under the cursor."""
        if self.result.missed:
            self.app.push_screen(ReviewPage(self.result, max(0, self.listing.cursor - self._before)))
        else:
            self.say(msg("every answer was right"))


class ReviewPage(AskingPage):
    """The missed questions one by one, with what was given, what is right, and why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("right,n,enter", "step(1)"),
        on("left,p", "step(-1)"),
    ]

    def __init__(self, result: MockResult, index: int) -> None:
        super().__init__()
        self.missed, self.index = result.missed, index

    def keys(self) -> Sequence[Key]:
        """Next, previous, basis, back."""
        return (
            Key("→", msg("next"), msg("next"), "step(1)"),
            Key("←", msg("previous"), msg("prev"), "step(-1)"),
            Key("F3", msg("legal basis"), msg("basis"), "read_basis"),
            Key("F10", msg("back to the result"), msg("back"), "leave"),
        )

    def on_mount(self) -> None:
        """The question that was chosen."""
        self.who.show(str(OPEN_ITEMS))
        self._show()

    def action_step(self, step: int) -> None:
        """Another missed question."""
        if 0 <= self.index + step < len(self.missed):
            self.index += step
            self.say("")
            self._show()
        else:
            self.say(msg("there is no further one"))

    def _show(self) -> None:
        number, question, judged = self.missed[self.index]
        self.show_question(question, judged.chosen)
        self.show_verdict(judged)
        title = msg("LOOK AGAIN: question {number}", number=number)
        self.place.show(str(title), f"{self.index + 1}/{len(self.missed)}")
