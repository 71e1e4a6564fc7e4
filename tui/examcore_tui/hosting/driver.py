"""Knows the screen library's driver for an app whose terminal is somewhere else, and how such an app is run.

Must not know who hosts it. `Driver` and `XTermParser` are not promised by the library: a test holds what is used of
them against the installed version, and `pyproject.toml` pins it.
"""

from __future__ import annotations

import io
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, Literal, TextIO

from rich.console import Console
from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from examcore_tui.hosting.sequences import BEGIN, END, MOUSE_BEGIN, MOUSE_END
from examcore_tui.hosting.terminal import Terminal

_terminal: ContextVar[Terminal] = ContextVar("examcore_hosted_terminal")


class HostedDriver(Driver):
    """Draws on the `Terminal` of the context it was made in, and hears what is typed there."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._terminal = _terminal.get()
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._terminal.size)

    def write(self, data: str) -> None:
        """Draw."""
        self._terminal.draw(data)

    def hear(self, message: Message) -> None:
        """A key, a click or a change of size from the far terminal."""
        if isinstance(message, Resize):
            self._size = self._terminal.size
        self.process_message(message)

    def begin(self) -> None:
        """Set the far terminal up. Nothing is asked of it: an answer may come late and be taken for keys."""
        self.write(BEGIN + (MOUSE_BEGIN if self._mouse else ""))

    def send_message(self, message: Message) -> None:
        """Hand a message to the app, in order: the host lives in the app's own loop."""
        self._app.post_message(message)

    def start_application_mode(self) -> None:
        """Set the far terminal up and begin to hear it."""
        self.begin()
        size = Size(*self._terminal.size)
        self._app.post_message(Resize(size, size))
        self._terminal.connect(self)

    def disable_input(self) -> None:
        """Hear no more."""
        self._terminal.connect(None)

    def stop_application_mode(self) -> None:
        """Give the far terminal back as it was."""
        self.disable_input()
        self.write((MOUSE_END if self._mouse else "") + END)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the browser would be the server's."""

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Deliver nothing: the disk would be the server's."""


async def run_hosted(app: App[None], terminal: Terminal) -> None:
    """Run `app` on `terminal` until it ends. To be called in a task of its own: the app's context is that task's.

    What the app would tell of a failure of its own goes nowhere: it may hold values. See `find_failure`.
    """
    _terminal.set(terminal)
    app.driver_class = HostedDriver
    app.error_console = Console(file=io.StringIO())
    await app.run_async(mouse=terminal.mouse, size=terminal.size)


def find_failure(app: App[None]) -> BaseException | None:
    """What ended `app` against its will, or None."""
    return app._exception
