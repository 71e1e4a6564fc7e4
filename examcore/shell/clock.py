"""Knows the time: the shell is where the clock comes in.

Must not be used below the shell; verbs are handed the time.
"""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """The time on this machine, with its zone."""
    return datetime.now().astimezone()
