"""Knows how a window does a small thing again and again for next to nothing: five hundred do it on one machine.

Must not know what is done. The library's own timers carry each beat through the queue of messages, at ten times the
cost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

AFTER_FAILURE_SECONDS = 1.0


class Pulse:
    """Calls `act` in the loop it is started in, again after the seconds that `act` gives; until it is stopped."""

    def __init__(self, act: Callable[[], float]) -> None:
        self._act = act
        self._next: asyncio.TimerHandle | None = None

    def start(self, seconds: float) -> None:
        """Beat for the first time after so many seconds; a beat that was under way is forgotten."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(seconds, self._beat)

    def stop(self) -> None:
        """Beat no more, until it is started again."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _beat(self) -> None:
        mine, seconds = self._next, AFTER_FAILURE_SECONDS
        try:
            seconds = self._act()
        finally:  # the loop is told of a failure; the next beat may do better
            if self._next is mine:  # neither stopped nor started anew meanwhile
                self.start(seconds)
