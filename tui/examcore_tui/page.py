"""Knows what pages of a window share: bars, a body, what is said, keys, help, and a refusal that is told with its hint.

Must not know any one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from examcore.errors import BadItems, ExamcoreError, Shortage
from examcore.language import Message, messages
from examcore.text import clean_text
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Bar, Key, KeyBar
from examcore_tui.wrap import fit, wrap_text

msg = messages("examcore_tui")
MOST_PROBLEMS = 20
LONG_REFUSAL = 400
"""So many characters of a refusal do not fit the page it is told on."""
CAP_WIDTH, HELP_WIDTH = 12, 40


class Page(Screen[None], inherit_bindings=False):
    """Two bars, a body, what is said, the keys. A page says itself which of its keys leaves."""

    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # the screen library declares it so
    BINDINGS: ClassVar[list[BindingType]] = [on("f1", "help")]

    def __init__(self) -> None:
        super().__init__()
        self.who = Bar("who")
        self.place = Bar("place")
        self.said = Static("", markup=False, id="said")

    def body(self) -> Iterator[Widget]:
        """The widgets between the bars."""
        raise NotImplementedError

    def keys(self) -> Sequence[Key]:
        """What stands on the key line."""
        return ()

    def help(self) -> Sequence[tuple[str, Message | str]]:
        """Each key and what it does."""
        return [(key.cap, key.says) for key in self.keys()]

    def below(self) -> Iterator[Widget]:
        """What stands between what is said and the keys."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Bars, body, what is said, keys."""
        yield self.who
        yield self.place
        yield from self.body()
        yield self.said
        yield from self.below()
        yield KeyBar(self.keys())

    def say(self, text: Message | str, is_alarm: bool = False) -> None:
        """Tell one thing; an alarm says so in words as well."""
        told = str(msg("ATTENTION: {text}", text=str(text))) if is_alarm else str(text)
        self.said.set_class(is_alarm, "-alarm")
        self.said.update(clean_text(told))

    def tell(self, refused: ExamcoreError) -> None:
        """Tell a refusal whole: what is wrong line by line, and what to do; a long one in a box as well."""
        told = tell_refusal(refused)
        self.say(told, is_alarm=True)
        if len(told) > LONG_REFUSAL:
            self.app.push_screen(TextBox(str(msg("REFUSED")), told))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do `act`; whether it was not refused. A refusal is told."""
        try:
            act()
        except ExamcoreError as refused:
            self.tell(refused)
            return False
        return True

    def explain_leaving(self) -> None:
        """Say which key leaves."""
        self.say(msg("Esc or F10 leaves"))

    def action_help(self) -> None:
        """Show the keys."""
        rows = []
        for cap, says in self.help():
            first, *rest = wrap_text(str(says), HELP_WIDTH)
            rows += [f"{fit(cap, CAP_WIDTH)} {first}", *(" " * (CAP_WIDTH + 1) + row for row in rest)]
        self.app.push_screen(TextBox(str(msg("KEYS")), "\n".join(rows)))

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A click on the key line does what the key does."""
        await self.run_action(event.action)


class TextBox(ModalScreen[None], inherit_bindings=False):
    """A text over the page, to be read and closed."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        on("escape,enter,space,f1,f3,f10", "close"),
        on("down", "scroll(1)"),
        on("up", "scroll(-1)"),
        on("pagedown", "scroll(8)"),
        on("pageup", "scroll(-8)"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> Iterator[Widget]:
        """A box with the text."""
        self._scroll = VerticalScroll(Static(clean_text(self._text), markup=False), classes="text")
        self._scroll.can_focus = False
        with VerticalScroll(classes="box") as box:
            box.can_focus = False
            yield Static(self._title, markup=False, classes="title")
            yield self._scroll
            yield Static(str(msg("Esc: close · ↑↓: scroll")), markup=False, classes="title")

    def action_scroll(self, rows: int) -> None:
        """Show more of a text that does not fit."""
        self._scroll.scroll_relative(y=rows, animate=False)

    def action_close(self) -> None:
        """Back to the page."""
        self.app.pop_screen()


def tell_refusal(refused: ExamcoreError) -> str:
    """What was refused as lines of text: the sentence and its hint, then every problem of a file, and all that lacks
    and would help where a form cannot be had.
    """
    lines = [refused.read()]
    if isinstance(refused, BadItems):
        lines += [f"{one.file}: {one.place}: {one.message}" for one in refused.problems[:MOST_PROBLEMS]]
        if len(refused.problems) > MOST_PROBLEMS:
            lines.append(str(msg("and {count} more", count=len(refused.problems) - MOST_PROBLEMS)))
    if isinstance(refused, Shortage):
        lines += [f"- {one.quota}: {one.because}" for one in refused.shortages]
        lines += [f"- {option}" for option in refused.options[1:]]
    return "\n".join(lines)
