"""Knows how often something may happen: so many at once, then so many a second.

Must not know what it counts, nor look at a clock.
"""

from __future__ import annotations

INPUT_AT_ONCE, INPUT_PER_SECOND = 16_384, 4_096
"""Of what one candidate sends, whatever it is sent through: far more than anybody types."""
MOST_DROPPED = 2**20


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


class Typing:
    """What one candidate sends to their screen: more than anybody types is dropped, so that it slows nobody down."""

    def __init__(self) -> None:
        self._allowed = Allowance(INPUT_AT_ONCE, INPUT_PER_SECOND)
        self._dropped = 0

    @property
    def is_flood(self) -> bool:
        """Whether so much was dropped that whoever sends is to be cut off."""
        return self._dropped > MOST_DROPPED

    def take(self, now: float, count: int) -> bool:
        """Whether `count` more bytes or characters are listened to."""
        is_taken = self._allowed.take(now, count)
        if not is_taken:
            self._dropped += count
        return is_taken
