"""Knows the screens of a candidate whom the invigilators let wait: before the start, and in a pause.

Must not show a question: who waits does not read on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from examcore.language import messages
from examcore_tui.dates import write_time_left
from examcore_tui.keyboard import on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")


class WaitingScreen(ExamScreen):
    """Everything is ready; the test begins by itself when the invigilators start it."""

    BINDINGS: ClassVar[list[BindingType]] = [on("left,p", "practice")]

    def body(self) -> Iterator[Widget]:
        """Who sits here, and what they wait for."""
        self._text = Static("", markup=False)
        yield VerticalScroll(self._text, id="page")

    def keys(self) -> Sequence[Key]:
        """Back to the practice question, other colours."""
        return (
            Key("←", msg("practice question"), msg("practice"), "practice"),
            Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),
        )

    def on_mount(self) -> None:
        """Say what is waited for."""
        self.who.show(self.exam.who())
        self.place.show(str(msg("WAITING FOR THE START")))
        self.query_one("#page").can_focus = False
        self.show_standing()

    def show_standing(self) -> None:
        """Say whether the invigilators have admitted this candidate yet."""
        live = self.exam.live
        if live.standing.is_admitted:
            what = msg("You are admitted. The test starts by itself when the invigilators start it.")
            self.say(msg("ready: nothing more to do"))
        else:
            what = msg("Signed in. Please wait: an invigilator looks at your papers and admits you.")
            self.say(msg("waiting for the invigilator"))
        minutes = msg("{count} questions, {minutes} minutes", count=live.facts.questions, minutes=live.facts.minutes)
        seat = msg("Seat: {seat}", seat=live.candidate.seat or "-")
        calm = msg("The time does not run yet. Do not close this window.")
        self._text.update(f"{what}\n\n{seat}\n{minutes}\n\n{calm}")

    def action_practice(self) -> None:
        """Try the keys again."""
        self.exam.show_practice()


class PauseScreen(ExamScreen):
    """The questions are covered while the time stands still."""

    def body(self) -> Iterator[Widget]:
        """What has happened, and that nothing is lost."""
        live = self.exam.live
        lines = (
            msg("The invigilators have paused the test. The time stands still."),
            msg("Your answers are saved: {count} of {of}.", count=len(live.state.answers), of=len(live.questions)),
            msg("time left {time}", time=write_time_left(live.remaining_ms())),
            msg("The test goes on by itself. Please stay seated."),
        )
        yield VerticalScroll(Static("\n\n".join(str(line) for line in lines), markup=False), id="page")

    def on_mount(self) -> None:
        """Say so on every line there is."""
        self.who.show(self.exam.who())
        self.place.show(str(msg("PAUSED")))
        self.query_one("#page").can_focus = False
        self.say(msg("waiting for the invigilator"))
