"""Knows the two clocks of a record: one that only runs forward, one that tells the time of day.

Must not know what they are used for: deadlines hang on `monotonic`, the record on `now`.
"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol


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
        return _read_boot()


@cache
def _read_boot() -> str:
    """The system's word for this boot; elsewhere (Windows) one for this program, whose clock others do not share."""
    if sys.platform == "linux":
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip().replace("-", "")
        except OSError:
            return uuid.uuid4().hex
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"], capture_output=True, text=True, check=False
        )
        word = asked.stdout.strip().replace("-", "").lower()
        if asked.returncode == 0 and word:
            return word
    return uuid.uuid4().hex


def stamp(moment: datetime) -> str:
    """`moment` as it stands in a record: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_stamp(text: str) -> datetime:
    """The moment a line names; ValueError where it is none."""
    return datetime.fromisoformat(text)
