"""Knows what an invigilator may see of a room: each seat's phase, progress, time left, last sign of life. No question.

Must not know how it is found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore.conduct import Conduct
from examcore.language import Message, messages
from examcore.session import RoomFacts

msg = messages("examcore")

Phase: TypeAlias = Literal["absent", "waiting", "ready", "working", "paused", "away", "submitted", "ended", "broken"]
PHASES: dict[Phase, Message] = {
    "absent": msg("not signed in"),
    "waiting": msg("signed in, not admitted"),
    "ready": msg("admitted, waiting for the start"),
    "working": msg("working"),
    "paused": msg("paused"),
    "away": msg("disconnected"),
    "submitted": msg("submitted"),
    "ended": msg("ended by invigilators"),
    "broken": msg("journal damaged"),
}
SUBMISSIONS: dict[str, Message] = {
    "candidate": msg("the candidate submitted"),
    "time": msg("the time was over"),
    "invigilators": msg("the invigilators submitted"),
    "barred": msg("excluded from the test"),
    "paper": msg("goes on on paper"),
}


@dataclass(frozen=True, slots=True)
class SeatView:
    """One candidate, now. Times in milliseconds; `ack_ms` since the last line of the journal, `idle_ms` since the
    candidate last did anything (-1 where they did nothing yet). `lost_ms` is time that ran while nobody was there and
    was not given back yet. `kind` is how the test was submitted; `pin` the number of the PIN that counts.
    """

    number: str
    name: str
    seat: str
    position: str
    phase: Phase
    is_admitted: bool
    answered: int
    flagged: int
    of: int
    remaining_ms: int
    ack_ms: int
    idle_ms: int
    lost_ms: int
    granted_ms: int
    pin: int
    sign_ins: int
    incidents: int
    kind: str = ""
    fault: str = ""

    @property
    def is_over(self) -> bool:
        """Whether this candidate's test is submitted, however."""
        return self.phase in ("submitted", "ended")


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room, now: its facts, what the invigilators did, every seat in the order of the list, and the time since the
    start (0 before it), by the clock it was started by where that still runs, else by the time of day.
    """

    facts: RoomFacts
    conduct: Conduct
    seats: tuple[SeatView, ...]
    since_start_ms: int = 0

    @property
    def is_started(self) -> bool:
        """Whether the invigilators have started the test."""
        return self.conduct.start is not None

    def seat(self, number: str) -> SeatView | None:
        """The seat of a candidate, or None."""
        return next((seat for seat in self.seats if seat.number == number), None)

    def count(self, *phases: Phase) -> int:
        """How many seats are in one of these phases."""
        return sum(seat.phase in phases for seat in self.seats)


def name_phase(phase: str) -> Message | str:
    """What a phase is called."""
    return next((name for one, name in PHASES.items() if one == phase), phase)


def name_submission(kind: str) -> Message | str:
    """What a kind of submission is called."""
    return SUBMISSIONS.get(kind, kind)
