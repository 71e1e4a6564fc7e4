"""Knows what somebody must do all the time while a room runs: submit what is due, and keep the room's index.

Must not know a screen: the console, `examcore room keep` and the servers each run one.
"""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType

from examcore.conduct import Act
from examcore.errors import Conflict
from examcore.session.events import Event, SubmitKind
from examcore.store.rooms import ACTS, EVENTS, RoomIndex, Row
from examcore.venue.room import Venue
from examcore.venue.view import RoomView


class Keeper:
    """One room that is kept. Where another process keeps its index already, only what is due is done here."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self._index: RoomIndex | None = None
        self._acts = 0
        with suppress(Conflict):
            self._index = RoomIndex(venue.room.folder)

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def step(self) -> tuple[RoomView, tuple[tuple[str, SubmitKind], ...]]:
        """Submit what is due, put what is new into the index, and give the room as it is and who was submitted.

        To be called once a second. Raises NotSaved where the disk refuses, BadInput where the book was altered.
        """
        done = self.venue.settle()
        view = self.venue.look()
        fresh = self.venue.drain()
        if self._index is not None:
            acts = view.conduct.acts[self._acts :]
            if fresh or acts:
                self._index.add([_as_row(number, event) for number, event in fresh], [_as_act(act) for act in acts])
            self._acts = len(view.conduct.acts)
        return view, done

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
            self._index = None


def rebuild(venue: Venue) -> dict[str, int]:
    """Make the index anew from the journals and the book; lines of each candidate in it. Raises Conflict where another
    process writes it.
    """
    index = RoomIndex(venue.room.folder)
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
