"""Knows a bank's SQLite file as tables: opened, closed afterwards, its errors in our words.

Must not know what the tables hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from examcore.errors import BrokenSeal, NotSaved
from examcore.language import messages

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.db import Table

msg = messages("examcore")
WAIT_SECONDS = 2
"""How long to wait for another program that is writing to the bank."""


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """The SQLite file. Raises NotSaved where it cannot be written, BrokenSeal where it is damaged."""
    from sqlite_utils import Database  # loads numpy where it is installed: not needed to start

    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
        try:
            yield Database(connection)
        finally:
            connection.close()
    except sqlite3.OperationalError as problem:
        if any(word in str(problem) for word in ("disk", "readonly", "locked", "unable to open")):
            raise NotSaved(
                msg("{path} could not be written: {problem}", path=str(path), problem=str(problem)),
                msg("nothing was changed; free space or ask who is using the file, then try again"),
            ) from problem
        raise _damaged(path) from problem
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError) as problem:
        raise _damaged(path) from problem


def table(database: Database, name: str) -> Table:
    """The table called `name`."""
    return cast("Table", database[name])


def _damaged(path: Path) -> BrokenSeal:
    return BrokenSeal(
        msg("{path} is damaged or is not a bank", path=str(path)),
        msg("use a copy, and keep this file as evidence"),
    )
