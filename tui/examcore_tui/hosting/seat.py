"""Knows one candidate's session inside a worker: signed in, shown, released.

Must not know frames or processes; a failure here ends this seat and no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from examcore.language import choose_language
from examcore.session import OpenRoom, Session, SystemClock, SystemDisk, sign_in
from examcore_tui.app import ExamApp
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.hosting.driver import find_failure, run_hosted
from examcore_tui.hosting.failing import describe
from examcore_tui.hosting.frames import Ending, Entry, Window
from examcore_tui.hosting.terminal import Terminal
from examcore_tui.viewer.sight import ShowSight

LEAVE_SECONDS = 2.0


class Seat:
    """A candidate whom this worker shows the test. The session is theirs until `close`, or until the app ends."""

    def __init__(
        self, room: OpenRoom, entry: Entry, show: Callable[[str], None], show_sight: ShowSight | None = None
    ) -> None:
        self._room, self._entry, self._show, self._show_sight = room, entry, show, show_sight
        self._session: Session | None = None
        self._app: ExamApp | None = None
        self._terminal: Terminal | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether the candidate is signed in."""
        return self._session is not None

    async def open(self) -> bool:
        """Sign in; False where the seat was closed meanwhile. Raises Refused.

        The PIN's stretching takes its time, so it runs beside the loop.
        """
        choose_language(self._entry.language)
        number, pin = self._entry.number, self._entry.pin
        session = await asyncio.to_thread(sign_in, self._room, number, pin, SystemClock(), SystemDisk())
        if self._closing.is_set():
            await asyncio.to_thread(session.release)
            return False
        self._session = session
        return True

    async def run(self, window: Window) -> Ending:
        """Show the test in `window` until it ends; the session is released then. Must run in a task of its own."""
        if self._session is None or self._closing.is_set():
            return Ending("closed")
        choose_language(self._entry.language)
        self._app = app = ExamApp(self._room, SystemClock(), SystemDisk(), self._session)
        app.glyphs = choose_glyphs({"TERM": window.terminal or self._entry.terminal}, self._entry.platform)
        app.hears_mouse = window.mouse
        app.show_sight = self._show_sight if window.pictures else None
        self._terminal = Terminal(self._show, window.columns, window.rows, window.mouse)
        try:
            self._task = asyncio.ensure_future(run_hosted(app, self._terminal))
            await asyncio.wait([self._task])
        finally:
            app.rest()
            await asyncio.to_thread(self._session.release)  # beside the loop: it waits for the disk
        failure = find_failure(app) or (None if self._task.cancelled() else self._task.exception())
        if failure is not None:
            return Ending("failed", describe(failure))
        return Ending("closed" if self._closing.is_set() else "left")

    def attach(self, window: Window) -> bool:
        """Show the test in another window; False where it is shown nowhere yet."""
        if self._terminal is None:
            return False
        self._terminal.attach(window.columns, window.rows)
        if self._app is not None and self._app.show_sight is not None:
            self._app.call_later(self._app.show_sight_again)
        return True

    def feed(self, text: str) -> None:
        """What the candidate typed."""
        if self._terminal is not None:
            self._terminal.feed(text)

    def resize(self, window: Window) -> None:
        """The window's new size."""
        if self._terminal is not None:
            self._terminal.resize(window.columns, window.rows)

    async def close(self) -> None:
        """Release the session at once, then take the screen down. What was saved is safe."""
        self._closing.set()
        if self._session is None:
            return
        releasing = asyncio.ensure_future(asyncio.to_thread(self._session.release))  # it waits for the disk
        if self._app is not None:
            self._app.rest()
            self._app.exit()
        await asyncio.shield(releasing)
        if self._task is None:
            return
        done, _ = await asyncio.wait([self._task], timeout=LEAVE_SECONDS)
        if not done:
            self._task.cancel()
