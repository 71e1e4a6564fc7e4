"""Knows what all pages of the desk share: the command shown and copied, long work in a thread, questions to officers.

Must not keep a passphrase: it goes from the field to whoever asked, and the field is cleared at once.
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from examcore.desk import Desk
from examcore.errors import ExamcoreError
from examcore.hooks import Progress
from examcore.language import Message, messages
from examcore.text import clean_text
from examcore_tui.desk.asking import AskBox, Field, PickBox, read_day
from examcore_tui.keyboard import on
from examcore_tui.page import Page, TextBox
from examcore_tui.widgets.listing import Line, Listing

msg = messages("examcore_tui")
T = TypeVar("T")
COUNT_SECONDS = 0.2
"""How often the progress of long work is shown."""
GENERAL_HELP = (
    ("↑ ↓", msg("go to a line")),
    ("F8", msg("copy the command the page stands for")),
    ("F9", msg("read again what was told last")),
    ("F6", msg("other colours")),
    ("Esc, F10", msg("back; on the first page: leave")),
)


class DeskPage(Page):
    """A page of the desk. Esc or F10 goes back; F8 copies the command; F9 shows again what was told."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,f10", "leave"),
        on("f8", "copy"),
        on("f9", "read_again"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.command = Static("", markup=False, id="command")
        self.command_line = ""
        self._told = ""
        self.is_busy = False

    def help(self) -> Sequence[tuple[str, Message]]:
        """The keys of this page, then those of all pages."""
        own = [(key.cap, key.says) for key in self.keys() if key.cap not in ("F1", "F8", "F9", "F10")]
        return (*own, *GENERAL_HELP)

    def below(self) -> Iterator[Widget]:
        """The command this page stands for."""
        yield self.command

    def show_command(self, line: str) -> None:
        """Show the command that does the same."""
        self.command_line = line
        self.command.update(clean_text(str(msg("Command (F8 copies): {line}", line=line))) if line else "")

    def say(self, text: Message | str, is_alarm: bool = False) -> None:
        """Tell one thing, and keep it for F9."""
        self._told = str(text)
        super().say(text, is_alarm)

    def show_text(self, title: Message, text: str) -> None:
        """A text in a box of its own."""
        self.app.push_screen(TextBox(str(title), text))

    def work(self, title: Message, act: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        """Do `act` in a thread, the screen alive meanwhile; `then` is handed what it gave. A refusal is told.

        One work at a time; the page is not left before it ends, so that nothing is half done unseen.
        """
        if self.is_busy:
            self.say(msg("please wait: the work before is not done yet"))
            return
        self.is_busy = True
        self.say(msg("{work}…", work=title))
        shown = time.monotonic()

        def count(done: int, of: int) -> None:
            nonlocal shown
            if time.monotonic() - shown >= COUNT_SECONDS:
                shown = time.monotonic()
                self.app.call_from_thread(self.say, msg("{work}: {done}/{of}", work=title, done=done, of=of))

        def run() -> None:
            try:
                given = act(count)
            except ExamcoreError as refused:
                self.app.call_from_thread(self._end_refused, refused)
            else:
                self.app.call_from_thread(self._end, then, given)

        context = contextvars.copy_context()  # the reader's language goes with the work
        self.run_worker(lambda: context.run(run), thread=True)

    def ask(self, title: Message, fields: tuple[Field, ...], then: Callable[[dict[str, str]], None]) -> None:
        """Ask for some values; `then` is handed them by name. Esc asks no further."""
        self.app.push_screen(AskBox(title, fields, then))

    def ask_passphrase(self, whose: str, then: Callable[[str], None]) -> None:
        """Ask for a passphrase; it is shown as dots and kept nowhere."""
        field = Field("phrase", msg("Passphrase"), is_secret=True)
        self.ask(msg("PASSPHRASE of {file}", file=whose), (field,), lambda given: then(given.pop("phrase")))

    def ask_day(self, then: Callable[[date], None]) -> None:
        """Ask for the day whose law counts; `then` is handed it."""
        field = Field("day", msg("Day of the sitting (dd/mm/yyyy)"), f"{self.desk.today:%d/%m/%Y}")
        self.ask(msg("ON WHICH DAY?"), (field,), lambda given: then(read_day(given["day"])))

    def pick(self, title: Message, lines: list[Line], then: Callable[[int], None]) -> None:
        """Let the officer choose one line; `then` is handed its number from 0."""

        def go(at: int) -> None:
            self.attempt(lambda: then(at))

        self.app.push_screen(PickBox(title, lines, go))

    def refresh_page(self) -> None:
        """Show what may have changed while another page was open."""

    def action_leave(self) -> None:
        """Back to the page before, or out of a page that its own command opened; not while work is being done."""
        if self.is_busy:
            self.say(msg("please wait: the work before is not done yet"))
            return
        if len(self.app.screen_stack) <= 2:
            self.app.exit()
            return
        self.app.pop_screen()
        below = self.app.screen
        if isinstance(below, DeskPage):
            below.refresh_page()

    def action_copy(self) -> None:
        """Copy the command to the terminal's clipboard."""
        if self.command_line:
            self.app.copy_to_clipboard(self.command_line)
            self.say(msg("the command was copied"))

    def action_read_again(self) -> None:
        """What was told last, whole."""
        if self._told:
            self.app.push_screen(TextBox(str(msg("TOLD LAST")), self._told))

    def _end(self, then: Callable[[T], None], given: T) -> None:
        self.is_busy = False
        self.attempt(lambda: then(given))

    def _end_refused(self, refused: ExamcoreError) -> None:
        self.is_busy = False
        self.tell(refused)


class ListPage(DeskPage):
    """A page whose body is one list. Enter does what its line is for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("up", "move(-1)"),
        on("down", "move(1)"),
        on("pageup", "move_page(-1)"),
        on("pagedown", "move_page(1)"),
        on("home", "move(-9999)"),
        on("end", "move(9999)"),
        on("enter", "choose"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.listing = Listing()

    def body(self) -> Iterator[Widget]:
        """The list."""
        yield self.listing

    def choose(self, line: int) -> None:
        """Do what line `line` (from 0) is for."""

    def point(self, line: int) -> None:
        """The cursor went to another line."""

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """A click does what Enter does."""
        self.action_choose()

    def action_move(self, step: int) -> None:
        """Another line."""
        self.listing.move(step)
        self.point(self.listing.cursor)

    def action_move_page(self, step: int) -> None:
        """A page on."""
        self.action_move(step * self.listing.page)

    def action_choose(self) -> None:
        """Enter."""
        if self.listing.cursor >= 0:
            self.choose(self.listing.cursor)


class DatedPage(ListPage):
    """A page on one file, as it is under the law of a day. F7 looks at another day."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f7", "day")]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk)
        self.path = path
        self.day = desk.today

    def on_mount(self) -> None:
        """Read it."""
        self.place.show(self.path.name)
        self.refresh_page()

    def action_day(self) -> None:
        """Look at it under the law of another day."""

        def go(day: date) -> None:
            self.day = day
            self.refresh_page()

        self.ask_day(go)
