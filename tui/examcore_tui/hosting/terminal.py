"""Knows the host's end of an app without a terminal of its own: text typed goes in, text drawn comes out.

Must not know where the text travels. All of it runs in the event loop's own thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from textual._xterm_parser import XTermParser
from textual.events import Key, Resize
from textual.geometry import Size
from textual.message import Message

from examcore_tui.hosting.allowance import Allowance

ESCAPE_SECONDS = 0.5
"""How long a lone Esc waits for the rest of an arrow key: a slow link may bring them apart, and the rest of one
must never be taken for the letter of an answer."""
LONGEST_SEQUENCE = 4096
"""Characters that may come without making a key; what pastes more is not listened to."""
KEYS_AT_ONCE, KEYS_PER_SECOND = 120, 40
MOVES_AT_ONCE, MOVES_PER_SECOND = 60, 60
SIZE_SECONDS = 0.1
"""A window's sizes are heard so often at most, the last one always: for each the whole screen is laid out anew."""
LEAST_SIZE, MOST_SIZE = (10, 4), (400, 120)


class Listener(Protocol):
    """What stands inside the app: the driver."""

    def hear(self, message: Message) -> None:
        """Take a key, a click, a change of size."""
        ...

    def begin(self) -> None:
        """Set the far terminal up."""
        ...


class Terminal:
    """A terminal that an app draws on and that a host shows elsewhere. `show` is handed what was drawn."""

    def __init__(self, show: Callable[[str], None], columns: int, rows: int, mouse: bool = False) -> None:
        self.mouse = mouse
        self.size = fit_size(columns, rows)
        self._show = show
        self._drawn: list[str] = []
        self._listener: Listener | None = None
        self._parser = XTermParser()
        self._unheard = 0
        self._escape: asyncio.TimerHandle | None = None
        self._sizing: asyncio.TimerHandle | None = None
        self._heard_size = self.size
        self._keys = Allowance(KEYS_AT_ONCE, KEYS_PER_SECOND)
        self._moves = Allowance(MOVES_AT_ONCE, MOVES_PER_SECOND)
        self._loop = asyncio.get_running_loop()

    def connect(self, listener: Listener | None) -> None:
        """From here on what is typed goes to `listener`; to nobody where None."""
        self._listener = listener
        for timer in (self._escape, self._sizing):
            if listener is None and timer is not None:
                timer.cancel()

    def draw(self, text: str) -> None:
        """Take what the app drew; it is shown with all else that is drawn in the same turn."""
        if not self._drawn:
            self._loop.call_soon(self._hand_over)
        self._drawn.append(text)

    def feed(self, text: str) -> None:
        """What was typed. More than a person can type is dropped, so that one cannot slow the others down."""
        if not text or self._listener is None:
            return
        self._unheard += len(text)
        self._tell(self._parser.feed(text))
        if self._unheard > LONGEST_SEQUENCE:
            self._parser, self._unheard = XTermParser(), 0
        if self._escape is not None:
            self._escape.cancel()
            self._escape = None
        if "\x1b" in text[-32:]:
            self._escape = self._loop.call_later(ESCAPE_SECONDS, self._stop_waiting)

    def resize(self, columns: int, rows: int) -> None:
        """The window shown elsewhere has another size."""
        self.size = fit_size(columns, rows)
        if self._sizing is None:
            self._tell_size()

    def attach(self, columns: int, rows: int) -> None:
        """Another window shows the app from here on: set it up and draw everything anew."""
        if self._listener is not None:
            self._listener.begin()
        self.size = fit_size(columns, rows)
        self._tell_size()

    def _tell_size(self) -> None:
        self._heard_size = self.size
        if self._listener is None:
            return
        size = Size(*self.size)
        self._listener.hear(Resize(size, size))
        if self._sizing is not None:
            self._sizing.cancel()
        self._sizing = self._loop.call_later(SIZE_SECONDS, self._settle_size)

    def _settle_size(self) -> None:
        self._sizing = None
        if self.size != self._heard_size:
            self._tell_size()

    def _stop_waiting(self) -> None:
        self._escape = None
        self._tell(self._parser.tick())

    def _tell(self, heard: Iterable[Message]) -> None:
        try:
            for message in heard:
                self._unheard = 0
                bucket = self._keys if isinstance(message, Key) else self._moves
                if self._listener is not None and bucket.take(self._loop.time()):
                    self._listener.hear(message)
        except (ValueError, OverflowError):  # a sequence that names no character; the parser is spent by it
            self._parser = XTermParser()

    def _hand_over(self) -> None:
        text, self._drawn = "".join(self._drawn), []
        self._show(text)


def fit_size(columns: int, rows: int) -> tuple[int, int]:
    """A size that can be drawn: a client may ask for millions of columns, or none."""
    low, high = LEAST_SIZE, MOST_SIZE
    return min(max(columns, low[0]), high[0]), min(max(rows, low[1]), high[1])
