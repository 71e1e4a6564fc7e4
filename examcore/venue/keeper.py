"""Knows what somebody must do all the time while a room runs: submit what is due, and keep the room's index.

Must not know a screen: the console, `examcore room keep` and the servers each run one.
"""

from __future__ import annotations

from types import TracebackType

from examcore.conduct import Act
from examcore.errors import Conflict, Refused
from examcore.language import Message, messages
from examcore.session.events import Event, SubmitKind
from examcore.store.rooms import ACTS, EVENTS, RoomIndex, Row
from examcore.venue.room import Venue
from examcore.venue.view import RoomView

msg = messages("examcore")

RETRY_SECONDS = 10.0
"""So long a room goes on without its index before it is tried again."""


class Keeper:
    """One room that is kept. Submitting never depends on the index: where it cannot be written, or another process
    writes it, what is due is done all the same, and its rows wait until it can.
    """

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self._index: RoomIndex | None = None
        self._trouble: Message | None = None
        self._next_try = float("-inf")
        self._waiting: list[tuple[str, Event]] = []
        self._acts = 0
        self._over: frozenset[str] = frozenset()
        self._open()

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def index_trouble(self) -> Message | None:
        """Why the index is not kept at the moment; None where it is, by whomever."""
        return self._trouble

    @property
    def refused(self) -> dict[str, Message]:
        """For whom nothing could be submitted at the last step, by number, and why; it is tried again."""
        return {n: problem.text for n, problem in self.venue.troubles.items() if n not in self._over}

    @property
    def troubles(self) -> tuple[Message, ...]:
        """What did not go well at the last step and is tried again; each to be told once while it lasts."""
        found = [
            msg("candidate {number} could not be submitted: {problem}", number=number, problem=problem)
            for number, problem in self.refused.items()
        ]
        return (*found, self._trouble) if self._trouble is not None else tuple(found)

    def step(self) -> tuple[RoomView, tuple[tuple[str, SubmitKind], ...]]:
        """Submit what is due, put what is new into the index, and give the room as it is and who was submitted.

        To be called once a second. What one candidate's journal or the index refuses stands in `troubles`. Raises
        BadInput where the book was altered.
        """
        done = self.venue.settle()
        view = self.venue.look()
        self._over = frozenset(seat.number for seat in view.seats if seat.is_over)
        self._waiting += self.venue.drain()
        self._write(view.conduct.acts)
        return view, done

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _open(self) -> None:
        self._next_try = self.venue.clock.monotonic() + RETRY_SECONDS
        try:
            self._index = RoomIndex(self.venue.room.folder)
        except Conflict:  # another process keeps it; should that end, it is kept from here
            self._trouble = None
        except Refused as problem:
            self._trouble = problem.text

    def _write(self, acts: tuple[Act, ...]) -> None:
        """Put what waits into the index; where that fails it goes on waiting."""
        if self._index is None and self.venue.clock.monotonic() >= self._next_try:
            self._open()
        if self._index is None:
            return
        fresh = acts[self._acts :]
        if self._waiting or fresh:
            try:
                self._index.add([_as_row(number, event) for number, event in self._waiting], map(_as_act, fresh))
            except Refused as problem:
                self._trouble = problem.text
                self._next_try = self.venue.clock.monotonic() + RETRY_SECONDS
                self.close()
                return
        self._waiting.clear()
        self._acts = len(acts)
        self._trouble = None


def rebuild(venue: Venue) -> dict[str, int]:
    """Make the index anew from the journals and the book; lines of each candidate in it. A damaged file is set aside.
    Raises Conflict where another process writes it.
    """
    index = RoomIndex(venue.room.folder, is_anew=True)
    try:
        index.empty()
        view = venue.look()
        rows = [_as_row(number, event) for number, event in venue.drain()]
        index.add(rows, [_as_act(act) for act in view.conduct.acts])
        return index.count()
    finally:
        index.close()


def _as_row(number: str, event: Event) -> Row:
    return {"candidate": number, **{name: getattr(event, name) for name in EVENTS if name != "candidate"}}


def _as_act(act: Act) -> Row:
    row: dict[str, str | int] = {name: getattr(act, name) for name in ACTS if name != "candidates"}
    return {**row, "candidates": " ".join(act.candidates)}
