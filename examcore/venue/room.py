"""Knows how a room is watched: journals and conduct book are read on, and what is due is submitted with nobody there.

Must not know who asks. It reads what has grown since the last look and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from examcore.conduct import Conduct, Standing, Watch, fold_acts
from examcore.errors import BadInput, Closed, Conflict, Refused
from examcore.language import messages
from examcore.record import MOST_BYTES, Clock, Disk, parse_stamp
from examcore.seal.desk import open_desk
from examcore.session import BEAT_MS, OpenRoom, Seat, State
from examcore.session.closing import hand_in, has_window
from examcore.session.events import Chain, Event, SubmitKind, read_chain, read_on
from examcore.session.state import fold
from examcore.venue.view import Phase, RoomView, SeatView

msg = messages("examcore")

GRACE_MS = 2_000
"""So long after the end of the time a live window may take to submit by itself."""
SILENT_MS = 2 * BEAT_MS
"""A window writes a line each BEAT_MS; after twice that without one nobody is there."""
_NOTHING = Chain(None, (), "", 0, b"")
_ACTS = ("answer", "clear", "flag", "unflag", "move", "start")


@dataclass(slots=True)
class _Follower:
    """One journal as far as it was read."""

    path: Path
    chain: Chain = _NOTHING
    state: State = field(default_factory=State)
    acted_at: str = ""
    last: Event | None = None
    fault: str = ""
    fresh: list[Event] = field(default_factory=list)

    def look(self) -> None:
        """Read on; a journal that does not hold is told in `fault`, never skipped."""
        try:
            if self.path.stat().st_size == self.chain.good_bytes or self.fault:
                return
            try:
                chain, known = self._read(self.chain), len(self.chain.events)
            except BadInput:  # a line may have been taken back that the disk refused: what stands there now decides
                chain, known = self._read(_NOTHING), 0
                self.state, self.last, self.acted_at = State(), None, ""
                self.fresh.clear()
        except OSError:
            return
        except BadInput as problem:
            self.fault = str(problem.text)
            return
        self.chain = chain
        for event in chain.events[known:]:
            self.state = fold(self.state, event)
            self.last = event
            self.fresh.append(event)
            if event.event in _ACTS:
                self.acted_at = event.at

    def _read(self, known: Chain) -> Chain:
        """The journal, read on from `known`. Raises OSError, or BadInput where it does not follow."""
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) < known.good_bytes:
                raise BadInput(msg("{file} has become shorter", file=self.path.name))
            file.seek(known.good_bytes)
            data = file.read(MOST_BYTES + 1)
        return read_chain(data, self.path.name) if known.issue is None else read_on(known, data, self.path.name)


class Venue:
    """A room that is watched. `look` may be called each second: it reads what is new of each journal."""

    def __init__(self, room: OpenRoom, clock: Clock, disk: Disk) -> None:
        self.room, self.clock, self.disk = room, clock, disk
        self._watch = Watch(room.folder)
        self._conduct = Conduct()
        self.troubles: dict[str, Refused] = {}
        self._journals = {seat.number: _Follower(room.journal(seat.number)) for seat in room.facts.candidates}

    def look(self) -> RoomView:
        """The room, now. Raises BadInput where the conduct book was altered."""
        conduct = self._read_conduct()
        seats = tuple(self._view(seat, conduct) for seat in self.room.facts.candidates)
        return RoomView(self.room.facts, conduct, seats, self._measure_start(conduct))

    def settle(self) -> tuple[tuple[str, SubmitKind], ...]:
        """Submit for every candidate whose time is over or whose test was ended, and whose window is gone.

        Gives (candidate, kind) of each. What one candidate's journal or the disk refuses stands in `troubles`, by
        number, until it succeeds; the others are done all the same. Raises BadInput for an altered conduct book only.
        """
        conduct = self._read_conduct()
        done: list[tuple[str, SubmitKind]] = []
        for number, journal in self._journals.items():
            standing = conduct.standing(number)
            kind = self._find_due(journal, standing)
            if kind is None:
                if journal.state.submitted:
                    self.troubles.pop(number, None)
                continue
            try:
                hand_in(self.room, number, kind, self.clock, self.disk, standing)
            except (Conflict, Closed):  # its own window does it, or did
                continue
            except Refused as problem:
                self.troubles[number] = problem
                if isinstance(problem, BadInput):
                    journal.fault = str(problem.text)
                continue
            self.troubles.pop(number, None)
            journal.look()
            done.append((number, kind))
        return tuple(done)

    def _measure_start(self, conduct: Conduct) -> int:
        start = conduct.start
        if start is None:
            return 0
        if start.boot == self.clock.boot():
            return max(0, int(self.clock.monotonic() * 1000) - start.mono_ms)
        return max(0, _measure_since(start.at, self.clock.now()))

    def drain(self) -> list[tuple[str, Event]]:
        """The lines of all journals, by candidate, that were read since the last time this was asked."""
        found = [(number, event) for number, journal in self._journals.items() for event in journal.fresh]
        for journal in self._journals.values():
            journal.fresh.clear()
        return found

    def _read_conduct(self) -> Conduct:
        acts = self._watch.look()
        for journal in self._journals.values():
            journal.look()
        steering = self.room.facts.steering
        if steering is not None and acts != self._conduct.acts:
            self._conduct = fold_acts(acts, list(self._journals), steering)
        return self._conduct

    def _find_due(self, journal: _Follower, standing: Standing) -> SubmitKind | None:
        state, issue = journal.state, journal.chain.issue
        if issue is None or state.submitted or journal.fault or self.room.facts.steering is None:
            return None  # where nobody steers, time stands while nobody is there
        if standing.ending is not None:
            return standing.ending
        allowed = issue.allowed_ms + max(state.granted_ms, standing.granted_ms)
        is_over = (
            state.is_started and not standing.is_paused and self._run(journal, allowed, standing) >= allowed + GRACE_MS
        )
        return "time" if is_over else None

    def _run(self, journal: _Follower, most: int, standing: Standing) -> int:
        """Time used by now, past the time allowed by as much as it is."""
        state = journal.state
        return state.consumed_at(self.clock, most - state.granted_ms + 2 * GRACE_MS, standing)

    def _view(self, seat: Seat, conduct: Conduct) -> SeatView:
        journal, standing = self._journals[seat.number], conduct.standing(seat.number)
        state, issue = journal.state, journal.chain.issue
        allowed = issue.allowed_ms if issue is not None else self.room.facts.minutes * 60_000
        now = self.clock.now()
        ack_ms = _measure_since(journal.last.at if journal.last is not None else "", now)
        granted = max(state.granted_ms, standing.granted_ms)
        return SeatView(
            number=seat.number,
            name=seat.name,
            seat=seat.seat,
            position=seat.position,
            phase=self._find_phase(seat.number, journal, standing, ack_ms),
            is_admitted=standing.is_admitted or self.room.facts.steering is None,
            answered=len(state.answers),
            flagged=len(state.flags),
            of=self.room.facts.questions,
            remaining_ms=max(0, allowed + granted - state.consumed_at(self.clock, allowed, standing)),
            ack_ms=ack_ms,
            idle_ms=_measure_since(journal.acted_at, now),
            lost_ms=max(0, state.lost_ms + self._find_gap(journal, standing) - standing.restored_ms),
            granted_ms=granted,
            pin=standing.pin,
            sign_ins=state.lease,
            incidents=sum(one.act in ("incident", "sanction") and one.concerns(seat.number) for one in conduct.acts),
            kind=state.submitted,
            fault=journal.fault,
        )

    def _find_phase(self, number: str, journal: _Follower, standing: Standing, ack_ms: int) -> Phase:
        state = journal.state
        if journal.fault:
            return "broken"
        if state.submitted:
            return "submitted" if state.submitted in ("candidate", "time") else "ended"
        if journal.last is None:
            return "absent"
        if not self._is_there(number, journal, ack_ms):
            return "away"
        if standing.is_paused or state.is_paused:
            return "paused"
        if state.is_started:
            return "working"
        return "ready" if standing.is_admitted else "waiting"

    def _is_there(self, number: str, journal: _Follower, ack_ms: int) -> bool:
        """Whether somebody sits at a window: by its lines while the test runs, else by its lock."""
        if journal.last is not None and journal.last.event == "leave":
            return False
        if journal.state.is_started and not journal.state.is_paused and ack_ms > SILENT_MS:
            return False
        if journal.state.is_started and not journal.state.is_paused:
            return True
        return has_window(self.room, number)

    def _find_gap(self, journal: _Follower, standing: Standing) -> int:
        """Time that has run since the last line of a window that is gone, in ms."""
        state, issue = journal.state, journal.chain.issue
        is_gone = journal.last is not None and journal.last.event == "leave"
        if issue is None or state.submitted or not is_gone:
            return 0
        return state.consumed_at(self.clock, issue.allowed_ms, standing) - state.consumed_ms


def enter(room: OpenRoom, name: str, pin: str) -> Mapping[str, tuple[str, ...]]:
    """Let an invigilator in: the reserve PINs by candidate. Raises NotFound in a room without invigilators,
    WrongPassphrase for a wrong name or PIN.
    """
    return open_desk(room.sealed_desk(), name, pin)


def _measure_since(at: str, now: datetime) -> int:
    if not at:
        return -1
    return max(0, int((now - parse_stamp(at)).total_seconds() * 1000))
