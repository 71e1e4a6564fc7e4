"""Knows the index of a room: every journal's lines and every act as rows of one SQLite file, for questions afterwards.

Must not know what they mean. The journals are the record; this file can be made again from them at any time. One
process writes it, one transaction for all that is new since the last: candidates never wait for it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.errors import BadInput, Conflict, NotSaved
from examcore.files import explain
from examcore.language import Message, messages
from examcore.record import FileLock, take_lock

if TYPE_CHECKING:
    from sqlite_utils import Database

msg = messages("examcore")

INDEX = "room.sqlite"
DAMAGED = "room.damaged.sqlite"
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
_WHY = {8: errno.EROFS, 10: errno.EIO, 13: errno.ENOSPC, 14: errno.EACCES}
"""SQLite's codes READONLY, IOERR, FULL and CANTOPEN as the system's."""
Row = dict[str, str | int]


class RoomIndex:
    """The index of one room, open for writing by this process alone.

    Every method raises NotSaved where the disk refuses, and BadInput where the file is no index any more.
    """

    def __init__(self, folder: Path, is_anew: bool = False) -> None:
        """Open or make it; `is_anew` sets a damaged file aside and makes another. Raises Conflict where another process
        writes it.
        """
        self.path = folder / INDEX
        self._db: Database | None = None
        with _refusing(self.path):
            lock = take_lock(folder / f"{INDEX}.lock")
        if lock is None:
            raise Conflict(
                msg("{file} is written by another program", file=str(self.path)),
                msg("one console or `examcore room keep` is enough; the index can be made later"),
            )
        self._lock: FileLock = lock
        try:
            self._open(is_anew)
        except BaseException:
            self.close()
            raise

    def add(self, events: Iterable[Row], acts: Iterable[Row] = ()) -> None:
        """Add rows that are not there yet, all in one transaction."""
        db = self._live
        with _refusing(self.path), db.conn:
            db.table("events").insert_all(events, pk=("candidate", "seq"), ignore=True)
            db.table("acts").insert_all(acts, pk="seq", ignore=True)

    def count(self) -> dict[str, int]:
        """How many lines each candidate has in the index."""
        with _refusing(self.path):
            rows = self._live.query("select candidate, count(*) as lines from events group by candidate")
            return {str(row["candidate"]): int(row["lines"]) for row in rows}

    def empty(self) -> None:
        """Forget everything: what follows is made from the journals."""
        db = self._live
        with _refusing(self.path), db.conn:
            db.conn.execute("delete from events")
            db.conn.execute("delete from acts")

    def close(self) -> None:
        """Let go of it; a second call does nothing."""
        self._let_go()
        self._lock.release()

    @property
    def _live(self) -> Database:
        if self._db is None:
            raise NotSaved(msg("{file} is closed", file=str(self.path)))
        return self._db

    def _open(self, is_anew: bool) -> None:
        try:
            with _refusing(self.path):
                self._prepare(is_anew)
        except BadInput:
            if not is_anew:
                raise
            self._let_go()
            with _refusing(self.path):
                for path in (self.path, *(self.path.with_name(f"{INDEX}{end}") for end in ("-wal", "-shm"))):
                    if path.exists():  # kept for whoever wants to know what happened
                        path.replace(path.with_name(path.name.replace(INDEX, DAMAGED)))
                self._prepare(is_anew)

    def _prepare(self, is_anew: bool) -> None:
        import sqlite3

        import sqlite_utils  # loaded here: it loads numpy where there is one, which a light start must not

        self.path.touch(mode=0o600)  # it holds answers: for its owner only, as the journals are
        self._db = db = sqlite_utils.Database(str(self.path))
        db.enable_wal()
        if is_anew and next(db.query("pragma quick_check"))["quick_check"] != "ok":
            raise sqlite3.DatabaseError("damaged")
        for name, columns, key in (("events", EVENTS, ("candidate", "seq")), ("acts", ACTS, ("seq",))):
            if name not in db.table_names():
                db.table(name).create(columns, pk=key)
            elif not columns.keys() <= db.table(name).columns_dict.keys():
                raise sqlite3.DatabaseError("tables of another make")
        db.create_view(
            "answers",
            "select candidate, question, option, letter, place, at, max(seq) as seq from events "
            "where event in ('answer', 'clear') group by candidate, question",
            replace=True,
        )

    def _let_go(self) -> None:
        import sqlite3

        if self._db is not None:
            with suppress(sqlite3.Error):  # what was added is in the file
                self._db.close()
            self._db = None


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what the disk or the library says into a refusal that names the file."""
    import sqlite3

    try:
        yield
    except OSError as problem:
        raise _not_written(path, explain(problem)) from problem
    except sqlite3.OperationalError as problem:  # full, gone, locked by another program
        code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code != sqlite3.SQLITE_ERROR:
            raise _not_written(path, explain(OSError(_WHY.get(code, errno.EAGAIN), ""))) from problem
        raise _damaged(path) from problem  # a table or column is not there
    except sqlite3.Error as problem:
        raise _damaged(path) from problem


def _not_written(path: Path, reason: Message | str) -> NotSaved:
    return NotSaved(
        msg(
            "the index {file} cannot be written, submitting goes on without it: {reason}", file=str(path), reason=reason
        ),
        msg("see to the disk; the index can be made from the journals at any time: examcore room index ROOM"),
    )


def _damaged(path: Path) -> BadInput:
    return BadInput(
        msg("the index {file} is damaged, submitting goes on without it", file=str(path)),
        msg("make it anew from the journals: examcore room index ROOM"),
    )
