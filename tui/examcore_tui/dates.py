"""Knows how days, times of day and time left are written for a candidate.

Must not know clocks.
"""

from __future__ import annotations

from datetime import date, datetime

from examcore.language import Message, messages

msg = messages("examcore_tui")

COARSE_MS = 10_000
FINE_BELOW_MS = 5 * 60_000
WARNINGS_MINUTES = (15, 5, 1)


def write_day(day: date) -> str:
    """15/11/2024, as Vietnamese readers write it."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def write_hour(moment: datetime) -> str:
    """14:03:22 in the PC's own zone."""
    return moment.astimezone().strftime("%H:%M:%S")


def write_time_left(remaining_ms: int) -> str:
    """1:23:40; in steps of ten seconds until five minutes are left, then each second."""
    step = find_step(remaining_ms)
    seconds = remaining_ms // step * step // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def find_step(remaining_ms: int) -> int:
    """How often, in ms, the shown time changes."""
    return COARSE_MS if remaining_ms > FINE_BELOW_MS else 1000


def find_delay(remaining_ms: int) -> float:
    """Seconds until the shown time changes next, a moment after it does."""
    return (remaining_ms % find_step(remaining_ms)) / 1000 + 0.05


def find_warning(before_ms: int, now_ms: int) -> Message | None:
    """The warning that fell due between two looks at the time left; the most urgent where several did."""
    for minutes in reversed(WARNINGS_MINUTES):
        if now_ms <= minutes * 60_000 < before_ms:
            return msg("ATTENTION: {minutes} minutes left", minutes=minutes)
    return None


def is_late(remaining_ms: int) -> bool:
    """Whether the time left is shown as an alarm."""
    return remaining_ms <= WARNINGS_MINUTES[0] * 60_000
