"""Knows one candidate's browser window as the hall sees it: a link that outlives the connection it is shown through.

Must not know HTTP or what a websocket is: it is handed something that sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from examcore_tui.hosting.frames import Ending
from examcore_tui.hosting.hall import Place
from examcore_tui.viewer.sight import Sight

ANSWER_SECONDS = 1.0


class Channel(Protocol):
    """A living connection to the window."""

    def draw(self, text: str) -> None:
        """Bring what was drawn to the browser; never waits."""
        ...

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        """Bring a picture to the browser, lay it anew or take it away; never waits."""
        ...

    def close(self, code: int) -> None:
        """Say why, and end the connection; never waits."""
        ...

    async def answers(self) -> bool:
        """Whether the browser answers within a second."""
        ...


class WindowLink:
    """The hall's `Link` of a candidate in a browser. `over` is called once, with why the app ended."""

    def __init__(self, over: Callable[[Ending], None], linger_seconds: float) -> None:
        self.place: Place | None = None
        self._over = over
        self._linger_seconds = linger_seconds
        self._channel: Channel | None = None
        self._runs = False
        self._waiting: asyncio.TimerHandle | None = None

    @property
    def channel(self) -> Channel | None:
        """The connection that shows the app now, if any."""
        return self._channel

    def attach(self, channel: Channel, columns: int, rows: int) -> Channel | None:
        """Show the app through `channel` from here on, drawn anew; the channel that showed it before."""
        before, self._channel = self._channel, channel
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self.place is not None:
            self.place.run(columns, rows, mouse=True, pictures=True)
        return before

    def detach(self, channel: Channel) -> None:
        """`channel` is gone. Unless another came, the app waits a while for its window and is then let go."""
        if channel is not self._channel:
            return
        self._channel = None
        self.wait()

    def wait(self) -> None:
        """Let the app go unless its window comes in time."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(self._linger_seconds, self.close)

    def close(self) -> None:
        """Let go of the app now."""
        if self.place is not None:
            self.place.close()

    def show(self, text: str) -> None:
        """What was drawn; while nobody looks it is dropped, since a window is always drawn anew."""
        if self._channel is not None:
            self._channel.draw(text)

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        """A picture over the terminal; while nobody looks it is dropped as well."""
        if self._channel is not None:
            self._channel.show_sight(sight, data)

    def end(self, ending: Ending) -> None:
        """The app is gone."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._over(ending)

    async def is_alive(self) -> bool:
        """Whether a browser shows the app and answers."""
        return self._channel is not None and await self._channel.answers()
