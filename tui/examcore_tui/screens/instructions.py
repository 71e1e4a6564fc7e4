"""Knows what a candidate reads before the test: who they are, how long it takes, which keys do what.

Must not know the booklet: no question is shown before the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from examcore.language import Message, messages
from examcore.session import Session
from examcore_tui.dates import write_day
from examcore_tui.keyboard import on
from examcore_tui.screens.frame import ExamScreen
from examcore_tui.widgets.bars import Key
from examcore_tui.wrap import fit

msg = messages("examcore_tui")


def key_help(hears_mouse: bool, has_pictures: bool = False) -> tuple[tuple[str, Message], ...]:
    """Each key and what it does, for the instructions and the help."""
    pictures = (("H / F3", msg("look at the pictures of a question")),) if has_pictures else ()
    choose = msg("choose an option (the mouse works too)") if hears_mouse else msg("choose an option")
    return (
        ("1 2 3 4 / A B C D", choose),
        ("↑ ↓, Enter", msg("point to an option, then choose it")),
        ("→ ← / N P", msg("next and previous question")),
        ("F4 / G", msg("list of questions; go to a number")),
        ("F2 / F", msg("flag a question to come back to it")),
        ("U", msg("next question without an answer")),
        ("0 / X", msg("take an answer back")),
        ("PgUp PgDn", msg("scroll a long question")),
        *pictures,
        ("F6", msg("other colours")),
        ("F7", msg("lines wide apart")),
        ("F10 / S", msg("review, then submit")),
    )


def write_key_help(hears_mouse: bool, has_pictures: bool = False) -> str:
    """The keys as lines of text."""
    return "\n".join(f"{fit(cap, 18)} {says}" for cap, says in key_help(hears_mouse, has_pictures))


class InstructionsScreen(ExamScreen):
    """Read, then go on to the practice question. The time does not run yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("enter,right,n", "go_on"),
        on("down,pagedown", "scroll(1)"),
        on("up,pageup", "scroll(-1)"),
    ]

    def body(self) -> Iterator[Widget]:
        """One page of text."""
        self._page = VerticalScroll(
            Static(_write_greeting(self.exam.live), markup=False),
            Static(write_key_help(self.exam.hears_mouse, bool(self.exam.numbers)), markup=False),
            id="page",
        )
        self._page.can_focus = False
        yield self._page

    def keys(self) -> Sequence[Key]:
        """Enter goes on."""
        return (
            Key("Enter", msg("go on to a practice question"), msg("go on"), "go_on"),
            Key("↑↓", msg("scroll"), msg("scroll"), "scroll(1)"),
            Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),
        )

    def on_mount(self) -> None:
        """Say that there is no hurry."""
        self.who.show(self.exam.who())
        self.place.show(str(msg("INSTRUCTIONS")))
        self.say(msg("the time does not run yet"))

    def action_scroll(self, pages: int) -> None:
        """Show more of a page that does not fit."""
        self._page.scroll_relative(y=pages * 3, animate=False)

    def action_go_on(self) -> None:
        """Try the keys on a question that does not count."""
        self.exam.show_practice()


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """The keys, over the question."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [on("escape,enter,space,f1,question_mark,f10", "close")]

    def __init__(self, hears_mouse: bool, has_pictures: bool = False) -> None:
        super().__init__()
        self._hears_mouse, self._has_pictures = hears_mouse, has_pictures

    def action_close(self) -> None:
        """Back to the question."""
        self.app.pop_screen()

    def compose(self) -> Iterator[Widget]:
        """A box with the keys."""
        keys = write_key_help(self._hears_mouse, self._has_pictures)
        text = f"{msg('KEYS')}\n\n{keys}\n\n{msg('Esc: back to the test')}"
        yield Static(text, markup=False, classes="box")


def _write_greeting(session: Session) -> str:
    facts, candidate = session.facts, session.candidate
    lines = [
        str(msg("Candidate: {name} · number {number}", name=candidate.name, number=candidate.number)),
        str(msg("Position: {position} · seat: {seat}", position=candidate.position, seat=candidate.seat or "-")),
        str(
            msg(
                "{title}, {day}: {count} questions, {minutes} minutes",
                title=facts.title,
                day=write_day(facts.day),
                count=facts.questions,
                minutes=facts.minutes,
            )
        ),
        *(f"  {part.title}: {msg('{count} questions', count=part.count)}" for part in facts.parts),
        str(msg("Each answer is saved at once. If the PC stops, sign in again and go on.")),
        "",
    ]
    return "\n".join(lines)
