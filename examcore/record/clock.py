"""Knows the two clocks of a record: one that only runs forward, one that tells the time of day.

Must not know what they are used for: deadlines hang on `monotonic`, the record on `now`.
"""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from functools import cache
from typing import Protocol

from examcore.record.boot import read_boot


class Clock(Protocol):
    """What a record asks of time."""

    def monotonic(self) -> float:
        """Seconds that never go back and never jump when somebody sets the PC's clock."""
        ...

    def now(self) -> datetime:
        """The time of day, with its zone: written down, never reckoned with."""
        ...

    def boot(self) -> str:
        """Between which readings of `monotonic` a difference means anything: those with the same word."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def monotonic(self) -> float:
        """Seconds since some start of this machine."""
        return time.monotonic()

    def now(self) -> datetime:
        """The time of day as this PC has it, in UTC."""
        return datetime.now(UTC)

    def boot(self) -> str:
        """A word for this run of the machine, the same in all its programs where the system tells one."""
        return read_boot() or _make_word()


@cache
def _make_word() -> str:
    """A word for this program alone, whose clock others do not share."""
    return uuid.uuid4().hex


def stamp(moment: datetime) -> str:
    """`moment` as it stands in a record: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_stamp(text: str) -> datetime:
    """The moment a line names; ValueError where it is none."""
    return datetime.fromisoformat(text)
