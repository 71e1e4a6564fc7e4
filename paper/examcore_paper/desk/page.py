"""Knows what the paper wing's pages of the officers' desk share: a list, what is said, the command shown and run.

Must not know any one page, nor other wings' widgets: it uses the colours that every theme has.
"""

from __future__ import annotations

import contextvars
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, TypeVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from examcore.desk import Desk, command_line
from examcore.errors import ExamcoreError
from examcore.language import Message, current_language, messages
from examcore.shell.speak import give
from examcore.text import clean_text

msg = messages("examcore_paper")
T = TypeVar("T")

LONGEST = 1024
BESIDE_ROWS = 3
"""Columns beside the rows: a blank on either side, and the bar that shows how far the list is scrolled."""
LINES_ABOVE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: what stands there, the command it stands for ("" for none), what Enter does with it."""

    text: str
    words: tuple[str, ...] = ()
    act: Callable[[], None] | None = None
    is_title: bool = False

    @property
    def command(self) -> str:
        """The command as typed."""
        return command_line(*self.words) if self.words else ""


class PaperPage(Screen[None], inherit_bindings=False):
    """A list of rows. Enter does what a row is for, F8 copies its command, Esc or F10 goes back."""

    AUTO_FOCUS = ""
    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10", "leave", show=False, priority=True),
        Binding("f1", "help", show=False, priority=True),
        Binding("f8", "copy", show=False, priority=True),
        Binding("f9", "read_again", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-9999)", show=False),
        Binding("end", "move(9999)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, desk: Desk, title: Message) -> None:
        super().__init__()
        self.desk = desk
        self.title_text = title
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0
        self.is_busy = False
        self._then: Callable[[str], None] | None = None
        self._told = ""

    def compose(self) -> ComposeResult:
        """Title, list, what is said, the command, a field while something is asked, the keys."""
        yield Static(f" {self.title_text}", markup=False, id="page-title")
        with VerticalScroll(id="page-list") as scroll:
            scroll.can_focus = False
            yield Static("", markup=False, id="page-rows")
        yield Static("", markup=False, id="page-said")
        yield Static("", markup=False, id="page-command")
        yield Input(id="page-field", max_length=LONGEST)
        keys = msg("↑ ↓ choose · Enter do it · F8 copy · Esc back · F1 help")
        yield Static(f" {keys}", markup=False, id="page-keys")

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays where it was, or goes to the first row it may stand on."""
        self.rows = tuple(rows)
        self.cursor = self._nearest(min(self.cursor, len(self.rows) - 1), 1)
        self._draw()

    def say(self, text: Message | str) -> None:
        """Tell one thing, and keep it for F9."""
        self._told = str(text) or self._told
        self.query_one("#page-said", Static).update(clean_text(str(text)))

    def refresh_page(self) -> None:
        """Show what may have changed while another page was open."""

    def ask(self, what: Message, default: str, then: Callable[[str], None]) -> None:
        """Ask for one line; `then` is handed it. Esc asks no further."""
        field = self.query_one("#page-field", Input)
        field.value, field.border_title = default, str(what)
        field.add_class("shown")
        field.focus()
        self._then = then
        self.say(what)

    def work(self, title: Message, act: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do `act` in a thread, the screen alive meanwhile; `then` is handed what it gave. A refusal is told."""
        if self.is_busy:
            self.say(msg("please wait: the work before is not done yet"))
            return
        self.is_busy = True
        self.say(msg("{work}…", work=title))

        def run() -> None:
            try:
                given = act()
            except ExamcoreError as refused:
                told = refused.read()
                self.app.call_from_thread(self._end, lambda: self.say(told))
            else:
                self.app.call_from_thread(self._end, lambda: then(given))

        context = contextvars.copy_context()  # the reader's language goes with the work
        self.run_worker(lambda: context.run(run), thread=True)

    def run_command(self, words: Sequence[str]) -> None:
        """Run the command as it is shown, and tell what it says. It is one that asks nothing."""

        def act() -> str:
            done = subprocess.run(_child(words), capture_output=True, stdin=subprocess.DEVNULL, env=_surroundings(),
                                  check=False)  # fmt: skip
            said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
            sign = "✓" if done.returncode == 0 else "✗"
            return f"{sign} {said}"

        self.work(msg("running the command"), act, self.say)

    def run_in_terminal(self, words: Sequence[str]) -> None:
        """Run the command with the whole terminal, as it asks for passphrases; then come back."""
        try:
            with self.app.suspend(), _heeding_no_break():
                give(command_line(*words))
                code = subprocess.run(_child(words), env=_surroundings(), check=False).returncode
                with suppress(EOFError):
                    input(str(msg("Enter: back to the desk")))
        except SuspendNotSupported:
            self.say(msg("this command asks for passphrases: type it in a terminal of its own (F8 copies it)"))
            return
        self.say(msg("✓ the command is done") if code == 0 else msg("✗ the command was refused"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over what was typed."""
        event.stop()
        value, then = " ".join(event.value.split()), self._then
        if not value or then is None:
            self.say(msg("something must stand here"))
            return
        self._close_field()
        try:
            then(value)
        except ExamcoreError as refused:
            self.say(refused.read())

    def action_leave(self) -> None:
        """Close the field, or go back; not while work is being done."""
        if self._then is not None:
            self._close_field()
            self.say("")
        elif self.is_busy:
            self.say(msg("please wait: the work before is not done yet"))
        else:
            self.dismiss()
            below = self.app.screen
            if isinstance(below, PaperPage):
                below.refresh_page()

    def action_copy(self) -> None:
        """Copy the command to the terminal's clipboard."""
        if self.rows and (command := self.rows[self.cursor].command):
            self.app.copy_to_clipboard(command)
            self.say(msg("the command was copied"))

    def action_help(self) -> None:
        """The keys, and what the list is for."""
        told = self._told
        self.say(
            msg("↑ ↓ go to a line, Enter does it, F8 copies its command, F9 tells again what was told, Esc goes back")
        )
        self._told = told

    def action_read_again(self) -> None:
        """What was told last."""
        self.say(self._told)

    def action_move(self, step: int) -> None:
        """Another row."""
        if self.rows:
            wanted = max(0, min(self.cursor + step, len(self.rows) - 1))
            self.cursor = self._nearest(wanted, 1 if step > 0 else -1)
            self._draw()

    def action_choose(self) -> None:
        """Do what the row is for."""
        if self.rows and (act := self.rows[self.cursor].act) is not None:
            act()

    def explain_leaving(self) -> None:
        """Say which key leaves."""
        self.say(msg("Esc or F10 leaves"))

    def _end(self, then: Callable[[], None]) -> None:
        self.is_busy = False
        then()

    def _close_field(self) -> None:
        self._then = None
        self.query_one("#page-field", Input).remove_class("shown")
        self.set_focus(None)

    def _nearest(self, wanted: int, step: int) -> int:
        """The row at `wanted`, or the next one the cursor may stand on, in this direction first."""
        order = [*range(wanted, len(self.rows) if step > 0 else -1, step),
                 *range(wanted, -1 if step > 0 else len(self.rows), -step)]  # fmt: skip
        return next((at for at in order if 0 <= at < len(self.rows) and not self.rows[at].is_title), 0)

    def on_resize(self) -> None:
        """Divide the rows anew, and keep the cursor in sight."""
        if self.rows:
            self._draw()

    def _draw(self) -> None:
        lines: list[str] = []
        first = last = 0
        for at, row in enumerate(self.rows):
            text = row.text if row.is_title else f"{'►' if at == self.cursor else ' '} {row.text}"
            divided = divide(clean_text(text), self.app.size.width - BESIDE_ROWS)
            if at == self.cursor:
                first, last = len(lines), len(lines) + len(divided)
            lines += divided
        self.query_one("#page-rows", Static).update("\n".join(lines))
        command = self.rows[self.cursor].command if self.rows else ""
        shown = str(msg("Command (F8 copies): {line}", line=command)) if command else ""
        self.query_one("#page-command", Static).update(clean_text(shown))
        self.call_after_refresh(self._show_cursor, first, last)

    def _show_cursor(self, first: int, last: int) -> None:
        """Scroll so that the lines from `first` to before `last` are seen, and some before them."""
        shown = self.query_one("#page-list")
        shown.scroll_to(y=max(0, first - LINES_ABOVE, last - shown.size.height), animate=False)


def divide(text: str, width: int) -> list[str]:
    """A row in lines of a width, further ones set in: what is counted here is what is seen."""
    whole = [line for line in text.splitlines() if line.strip()] or [text]
    return [
        piece
        for line in whole
        for piece in wrap(line, max(width, 20), subsequent_indent="    ", break_on_hyphens=False, tabsize=4)
    ]


@contextmanager
def _heeding_no_break() -> Iterator[None]:
    """While a command has the terminal Ctrl+C ends the command, not the desk that waits for it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler, since a command would inherit "ignore"
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _child(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "examcore", *words]


def _surroundings() -> dict[str, str]:
    return {**os.environ, "EXAMCORE_LANG": current_language()}
