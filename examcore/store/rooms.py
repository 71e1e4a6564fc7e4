"""Knows the index of a room: every journal's lines and every act as rows of one SQLite file, for questions afterwards.

Must not know what they mean. The journals are the record; this file can be made again from them at any time. One
process writes it, one transaction for all that is new since the last: candidates never wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.errors import Conflict
from examcore.language import messages
from examcore.record import FileLock, take_lock

if TYPE_CHECKING:
    from sqlite_utils import Database

msg = messages("examcore")

INDEX = "room.sqlite"
EVENTS: dict[str, type] = {
    "candidate": str,
    "seq": int,
    "at": str,
    "consumed_ms": int,
    "lease": int,
    "event": str,
    "question": str,
    "option": str,
    "letter": str,
    "place": int,
    "note": str,
    "ms": int,
}
ACTS: dict[str, type] = {
    "seq": int,
    "at": str,
    "act": str,
    "by": str,
    "second": str,
    "candidates": str,
    "reason": str,
    "ms": int,
    "kind": str,
}
Row = dict[str, str | int]


class RoomIndex:
    """The index of one room, open for writing by this process alone."""

    def __init__(self, folder: Path) -> None:
        """Open or make it. Raises Conflict where another process writes it."""
        import sqlite_utils  # loaded here: it loads numpy where there is one, which a light start must not

        self.path = folder / INDEX
        lock = take_lock(folder / f"{INDEX}.lock")
        if lock is None:
            raise Conflict(
                msg("{file} is written by another program", file=str(self.path)),
                msg("one console or `examcore room keep` is enough; the index can be made later"),
            )
        self._lock: FileLock = lock
        self.path.touch(mode=0o600)  # it holds answers: for its owner only, as the journals are
        self._db: Database = sqlite_utils.Database(str(self.path))
        self._db.enable_wal()
        for name, columns, key in (("events", EVENTS, ("candidate", "seq")), ("acts", ACTS, ("seq",))):
            if name not in self._db.table_names():
                self._db.table(name).create(columns, pk=key)
        self._db.create_view(
            "answers",
            "select candidate, question, option, letter, place, at, max(seq) as seq from events "
            "where event in ('answer', 'clear') group by candidate, question",
            replace=True,
        )

    def add(self, events: Iterable[Row], acts: Iterable[Row] = ()) -> None:
        """Add rows that are not there yet, all in one transaction."""
        with self._db.conn:
            self._db.table("events").insert_all(events, pk=("candidate", "seq"), ignore=True)
            self._db.table("acts").insert_all(acts, pk="seq", ignore=True)

    def count(self) -> dict[str, int]:
        """How many lines each candidate has in the index."""
        rows = self._db.query("select candidate, count(*) as lines from events group by candidate")
        return {str(row["candidate"]): int(row["lines"]) for row in rows}

    def empty(self) -> None:
        """Forget everything: what follows is made from the journals."""
        with self._db.conn:
            self._db.conn.execute("delete from events")
            self._db.conn.execute("delete from acts")

    def close(self) -> None:
        """Let go of it."""
        self._db.close()
        self._lock.release()
