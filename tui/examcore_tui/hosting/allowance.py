"""Knows how often something may happen: so many at once, then so many a second.

Must not know what it counts, nor look at a clock.
"""

from __future__ import annotations


class Allowance:
    """A bucket that fills by itself. `now` is in seconds of any clock that only runs forward."""

    def __init__(self, at_once: float, per_second: float) -> None:
        self._most, self._rate = at_once, per_second
        self._left, self._seen = at_once, float("-inf")

    def take(self, now: float, count: float = 1) -> bool:
        """Whether `count` more are allowed now; they are counted where they are."""
        self._fill(now)
        if self._left < count:
            return False
        self._left -= count
        return True

    def _fill(self, now: float) -> None:
        if now > self._seen:
            self._left = min(self._most, self._left + (now - self._seen) * self._rate)
            self._seen = now
