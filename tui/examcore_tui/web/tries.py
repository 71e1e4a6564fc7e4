"""Knows how often somebody may try a PIN: five wrong ones in a minute, for each name it is asked about.

Must not know what a name stands for (a candidate, an address), nor look at a clock.
"""

from __future__ import annotations

from collections import deque

MOST = 5
WITHIN_SECONDS = 60.0
MOST_NAMES = 20_000


class Tries:
    """Tries by name. `now` is in seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = {}

    def wait(self, name: str, now: float) -> float:
        """Seconds until `name` may try again; 0 where it may now."""
        times = self._recent(name, now)
        return times[0] + WITHIN_SECONDS - now if len(times) >= MOST else 0.0

    def count(self, name: str, now: float) -> None:
        """A try was wrong."""
        if len(self._times) >= MOST_NAMES:
            self._times = {one: times for one, times in self._times.items() if self._recent(one, now)}
        self._times.setdefault(name, deque(maxlen=MOST)).append(now)

    def _recent(self, name: str, now: float) -> deque[float]:
        times = self._times.get(name, deque())
        while times and times[0] + WITHIN_SECONDS <= now:
            times.popleft()
        return times
