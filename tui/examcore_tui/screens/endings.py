"""Knows the screens that end or interrupt a session: the receipt, the stop, a terminal too small.

Must not know how the session came there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from examcore.errors import Refused
from examcore.language import messages
from examcore_tui.keyboard import on
from examcore_tui.receipt import write_receipt
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")

LEAST_WIDTH, LEAST_HEIGHT = 60, 20


class ReceiptScreen(ExamScreen):
    """The receipt stays until somebody closes it with F10."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f10", "leave")]

    def body(self) -> Iterator[Widget]:
        """What was submitted, and the code."""
        text = write_receipt(self.exam.live.receipt(), self.exam.live.candidate.name)
        yield VerticalScroll(Static(text, markup=False), id="page")

    def keys(self) -> Sequence[Key]:
        """Close."""
        return (Key("F10", msg("close"), msg("close"), "leave"),)

    def on_mount(self) -> None:
        """Say that it is over."""
        self.who.show(self.exam.who())
        self.place.show(str(msg("SUBMISSION RECEIPT")))
        self.query_one("#page").can_focus = False
        self.say(msg("submitted and saved; you may call the invigilator"))

    def action_leave(self) -> None:
        """Close the program."""
        self.exam.leave()


class StopScreen(ExamScreen):
    """This window may not go on; what was saved is safe."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f10", "leave")]

    def __init__(self, problem: Refused) -> None:
        super().__init__()
        self._problem = problem

    def body(self) -> Iterator[Widget]:
        """The sentence and what to do."""
        yield VerticalScroll(Static(self._problem.read(), markup=False), id="page")

    def keys(self) -> Sequence[Key]:
        """Close."""
        return (Key("F10", msg("close"), msg("close"), "leave"),)

    def on_mount(self) -> None:
        """Say where to turn."""
        self.who.show(self.exam.who())
        self.query_one("#page").can_focus = False
        self.say(msg("this window records no more; saved answers are safe"), is_alarm=True)

    def action_leave(self) -> None:
        """Close the program."""
        self.exam.leave()


class TooSmallScreen(ModalScreen[None], inherit_bindings=False):
    """Over everything while the window is too small; the test goes on below it."""

    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        """What to do, in few words."""
        yield Static(
            str(
                msg(
                    "This window is too small.\nMake it at least {width} columns by {height} rows,\n"
                    "or make the letters smaller (Ctrl and -).\nThe test goes on; nothing is lost.",
                    width=LEAST_WIDTH,
                    height=LEAST_HEIGHT,
                )
            ),
            markup=False,
        )


def is_too_small(width: int, height: int) -> bool:
    """Whether a window of this size cannot show the test."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT
