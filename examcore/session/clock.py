"""Knows the two clocks of a session: one that only runs forward, one that tells the time of day.

Must not know what they are used for: deadlines hang on `monotonic`, the record on `now`.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a session asks of time."""

    def monotonic(self) -> float:
        """Seconds that never go back and never jump when somebody sets the PC's clock."""
        ...

    def now(self) -> datetime:
        """The time of day, with its zone: written down, never reckoned with."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def monotonic(self) -> float:
        """Seconds since some start of this machine."""
        return time.monotonic()

    def now(self) -> datetime:
        """The time of day as this PC has it, in UTC."""
        return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """`moment` as it stands in a journal: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_stamp(text: str) -> datetime:
    """The moment a journal line names; ValueError where it is none."""
    return datetime.fromisoformat(text)
