"""Knows how often somebody may try a PIN: a few wrong ones in a minute for each name, ever more slowly.

Must not know what a name stands for (a candidate, an address), nor look at a clock.
"""

from __future__ import annotations

import math

WRONG_TRIES = 5
MINUTE = 60.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 8.0
MOST_NAMES = 20_000


class Tries:
    """Tries of the last minute by name; `now` is in seconds of a clock that only runs forward.

    A try counts from its beginning, so that many at once gain nothing; `forgive` takes one back that was right.
    """

    def __init__(self, most: int = WRONG_TRIES) -> None:
        self.most = most
        self._began: dict[str, list[float]] = {}

    def wait(self, name: str, now: float) -> float:
        """Seconds until `name` may try again; 0 where it may now."""
        recent = self._recent(name, now)
        return recent[-self.most] + MINUTE - now if len(recent) >= self.most else 0.0

    def delay(self, name: str, now: float) -> float:
        """Seconds by which the next answer is held back: nothing at first, then twice as long each time."""
        count = len(self._recent(name, now))
        return 0.0 if count == 0 else min(LONGEST_DELAY, FIRST_DELAY * math.ldexp(1, min(count, 16) - 1))

    def count(self, name: str, now: float) -> None:
        """A try begins."""
        if len(self._began) >= MOST_NAMES:
            self._began = {one: recent for one in list(self._began) if (recent := self._recent(one, now))}
        self._began[name] = [*self._recent(name, now), now]

    def forgive(self, name: str, at: float) -> None:
        """The try that began `at` was right."""
        if at in self._began.get(name, []):
            self._began[name].remove(at)

    def _recent(self, name: str, now: float) -> list[float]:
        return [at for at in self._began.get(name, []) if at + MINUTE > now]
