"""Knows how often something may happen: so many at once, then so many a second.

Must not know what it counts, nor look at a clock.
"""

from __future__ import annotations


class Allowance:
    """A bucket that fills by itself. `now` is in seconds of any clock that only runs forward."""

    def __init__(self, at_once: float, per_second: float) -> None:
        self._most, self._rate = at_once, per_second
        self._left, self._seen = at_once, float("-inf")

    def take(self, now: float) -> bool:
        """Whether one more is allowed now; it is counted where it is."""
        self._fill(now)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 where it is now."""
        self._fill(now)
        return max(0.0, (1 - self._left) / self._rate)

    def is_full(self, now: float) -> bool:
        """Whether nothing was taken for so long that this need not be remembered."""
        self._fill(now)
        return self._left >= self._most

    def _fill(self, now: float) -> None:
        if now > self._seen:
            self._left = min(self._most, self._left + (now - self._seen) * self._rate)
            self._seen = now
