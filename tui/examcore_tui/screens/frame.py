"""Knows what all screens share: the bars, the status line, and what to do when the session refuses.

Must not know any one screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from examcore.errors import Closed, Conflict, NotSaved, Refused
from examcore.language import Message, messages
from examcore_tui.keyboard import is_foreign_letter
from examcore_tui.widgets.bars import Bar, Key, KeyBar

if TYPE_CHECKING:
    from textual import events

    from examcore_tui.app import ExamApp

msg = messages("examcore_tui")


class ExamScreen(Screen[None], inherit_bindings=False):
    """Bars above, a body, the status line and the keys below. No key of it leaves the test."""

    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # the screen library declares it so

    def __init__(self) -> None:
        super().__init__()
        self.who = Bar("who")
        self.place = Bar("place")
        self.status = Bar("status")

    @property
    def exam(self) -> ExamApp:
        """The app, by its own type."""
        return cast("ExamApp", self.app)

    def body(self) -> Iterator[Widget]:
        """The widgets between the bars."""
        raise NotImplementedError

    def keys(self) -> Sequence[Key]:
        """What stands on the key line."""
        return ()

    def compose(self) -> ComposeResult:
        """Bars, body, status, keys."""
        yield self.who
        yield self.place
        yield from self.body()
        yield self.status
        yield KeyBar(self.keys())

    def show_time(self, remaining_ms: int) -> None:
        """Show the time left where this screen shows it."""

    def say(self, text: Message | str, is_alarm: bool = False) -> None:
        """Put one sentence on the status line."""
        self.status.show(str(text), is_alarm=is_alarm)

    async def attempt(self, act: Callable[[], object]) -> bool:
        """Do `act` with the session; whether it was saved. What it refuses is told, never swallowed."""
        try:
            await self.exam.saver.save(act, self.say)
        except NotSaved as problem:
            self.say(msg("NOT SAVED - call the invigilator. {reason}", reason=problem.text), is_alarm=True)
            return False
        except Closed:
            self.exam.show_receipt()
            return False
        except Conflict as problem:
            self.exam.stop_with(problem)
            return False
        except Refused as problem:
            self.say(problem.text, is_alarm=True)
            return False
        self.exam.warn_of_disk()
        return True

    def explain_locked_key(self) -> None:
        """Say that a key does nothing here."""
        self.say(msg("this key does nothing during the test"))

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A click on the key line does what the key does."""
        await self.run_action(event.action)

    def on_key(self, event: events.Key) -> None:
        """A letter that a Vietnamese keyboard program made never acts: it explains itself."""
        if is_foreign_letter(event.character):
            event.stop()
            self.explain_foreign_letter(event.character or "")

    def explain_foreign_letter(self, letter: str) -> None:
        """Say why nothing happened."""
        self.say(
            msg('the Vietnamese keyboard made "{letter}": nothing changed. Use the digits 1-4', letter=letter),
            is_alarm=True,
        )


class OpeningScreen(ExamScreen):
    """Nothing yet: stands below while the screen of a candidate whom a host signed in is chosen."""

    def body(self) -> Iterator[Widget]:
        """Nothing."""
        yield from ()
