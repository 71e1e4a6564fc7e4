"""Knows the sign of each phase of a seat, which seats a filter shows, and how a seat is told in words.

Must not know widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from examcore.language import Message, messages
from examcore.venue import PHASES, Phase, RoomView, SeatView, name_phase
from examcore_tui.dates import write_time_left
from examcore_tui.glyphs import Glyphs

msg = messages("examcore_tui")

IDLE_MS = 10 * 60_000
"""Somebody who did nothing for so long may need help."""
_RICH: dict[Phase, str] = {
    "absent": "·",
    "waiting": "?",
    "ready": "○",
    "working": "►",
    "paused": "‖",
    "away": "×",
    "submitted": "■",
    "ended": "▪",
    "broken": "!",
}
_ASCII: dict[Phase, str] = {**_RICH, "absent": ".", "ready": "o", "working": ">", "paused": "=", "away": "x"}
_ASCII |= {"submitted": "#", "ended": "*"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which seats are shown, and what that is called."""

    title: Message
    shows: Callable[[SeatView], bool]


def _is_idle(seat: SeatView) -> bool:
    return seat.phase == "working" and seat.idle_ms > IDLE_MS


FILTERS = (
    Filter(msg("all seats"), lambda seat: True),
    Filter(msg("waiting to be admitted"), lambda seat: seat.phase == "waiting"),
    Filter(msg("disconnected or damaged"), lambda seat: seat.phase in ("away", "broken")),
    Filter(msg("idle for 10 minutes"), _is_idle),
    Filter(msg("not submitted yet"), lambda seat: not seat.is_over),
    Filter(msg("not signed in"), lambda seat: seat.phase == "absent"),
)


def sign_of(phase: str, glyphs: Glyphs) -> str:
    """The sign of a phase, one cell wide."""
    signs = _ASCII if glyphs.answered == "#" else _RICH
    return next((sign for one, sign in signs.items() if one == phase), "!")


def mark_of(seat: SeatView) -> str:
    """A second sign: `!` where something was noted or lost, `z` where nothing was done for long, else nothing."""
    if seat.incidents or seat.lost_ms > 1000:
        return "!"
    return "z" if _is_idle(seat) else " "


def tell_counts(view: RoomView, glyphs: Glyphs) -> str:
    """How many seats are in each phase, with its sign: the counts are the legend."""
    return " · ".join(
        f"{sign_of(phase, glyphs)} {name_phase(phase)} {view.count(phase)}" for phase in PHASES if view.count(phase)
    )


def tell_seat(seat: SeatView) -> Sequence[str]:
    """One seat in words, in three lines."""
    who = msg("seat {seat} · No. {number} · {name}", seat=seat.seat or "-", number=seat.number, name=seat.name)
    state = [str(name_phase(seat.phase)), str(msg("{count} of {of} answered", count=seat.answered, of=seat.of))]
    if seat.flagged:
        state.append(str(msg("flagged: {count}", count=seat.flagged)))
    if not seat.is_over and seat.phase != "absent":
        state.append(str(msg("time left {time}", time=write_time_left(seat.remaining_ms))))
    more = []
    if seat.ack_ms >= 0 and not seat.is_over:
        more.append(str(msg("last sign {time} ago", time=write_time_left(seat.ack_ms))))
    if seat.lost_ms > 1000:
        more.append(str(msg("lost {time}", time=write_time_left(seat.lost_ms))))
    if seat.granted_ms:
        more.append(str(msg("given {time}", time=write_time_left(seat.granted_ms))))
    if seat.incidents:
        more.append(str(msg("noted: {count}", count=seat.incidents)))
    if seat.pin:
        more.append(str(msg("reserve PIN {count}", count=seat.pin)))
    return (str(who), " · ".join(state), seat.fault or " · ".join(more) or seat.position)
