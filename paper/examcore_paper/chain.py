"""Knows a file of records that only grows: one line each, chained by hashes, one process writing at a time.

Must not know what a record says.

    line 1       the head, in canonical JSON: what all records have in common
    line 2 …     64 hex digits, a space, one record in canonical JSON

The digits are SHA-256 of the digits before and the line's own JSON (for line 2 the digits before are the hash of line
1, which is not written): no line can be changed, taken out or moved without all that follow showing it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from examcore.canonical import decode, encode
from examcore.errors import BrokenSeal, Conflict, NotSaved
from examcore.files import explain, make_folder, read_limited
from examcore.language import messages
from examcore.record.lock import FileLock, take_lock

msg = messages("examcore_paper")

MOST_BYTES = 2_000_000_000
DIGITS = 64

H = TypeVar("H")
R = TypeVar("R")


def read_chain(path: Path, head: H, kind: type[R], refuse: Callable[[H, H, str], None]) -> tuple[R, ...]:
    """The records of the file in order; a last line that was never finished is left out.

    `refuse(found, due, source)` is called where the head is not the one that is due. Raises BrokenSeal naming the first
    line that was changed.
    """
    records, _, _ = _read(read_limited(path, MOST_BYTES), str(path), head, kind, refuse)
    return records


class ChainFile(Generic[H, R]):
    """A chain open for adding records; a second process that opens it meanwhile is refused.

    Records are on the disk when `add` returns; `last` is then the hash of the last line and `size` how many bytes the
    file has. A last line that a power cut left unfinished is cut off on opening.
    """

    def __init__(self, path: Path, head: H, kind: type[R], refuse: Callable[[H, H, str], None]) -> None:
        self.path = path
        if not path.parent.is_dir():
            make_folder(path.parent)
        self._lock = _hold(path)
        try:
            data = read_limited(path, MOST_BYTES) if path.exists() else b""
            first = encode(head) + b"\n"
            self.records: tuple[R, ...] = ()
            self.last, good = _hash("", first[:-1]), 0
            if b"\n" in data:
                self.records, self.last, good = _read(data, str(path), head, kind, refuse)
            # Nothing waits in a buffer: what a full disk did not take would be tried again by every later call.
            self._out = path.open("r+b" if path.exists() else "x+b", buffering=0)
            self._out.seek(good)
            self._out.truncate()
            if not good:
                self._append(first)
        except OSError as problem:
            self._lock.release()
            raise _not_saved(path, problem) from problem
        except BaseException:
            self._lock.release()
            raise

    def add(self, records: Sequence[R]) -> None:
        """Keep these records and wait until the disk has them; raises NotSaved, and none was kept."""
        lines, last = [], self.last
        for record in records:
            text = encode(record)
            last = _hash(last, text)
            lines.append(last.encode() + b" " + text + b"\n")
        try:
            self._append(b"".join(lines))
        except OSError as problem:
            raise _not_saved(self.path, problem) from problem
        self.last = last
        self.records += tuple(records)

    @property
    def size(self) -> int:
        """How many bytes the whole lines of the file are."""
        return self._out.tell()

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        try:
            self._out.close()
        finally:
            self._lock.release()

    def _append(self, data: bytes) -> None:
        end = self._out.tell()
        try:
            left = memoryview(data)
            while left:
                left = left[self._out.write(left) :]
            os.fsync(self._out.fileno())
        except OSError:
            self._out.seek(end)
            self._out.truncate()
            raise


def _hold(path: Path) -> FileLock:
    guard = path.with_name(f".{path.name}.lock")
    try:
        lock = take_lock(guard)
    except OSError as problem:
        raise _not_saved(guard, problem) from problem
    if lock is None:
        raise Conflict(
            msg("{path} is being written by another run", path=str(path)), msg("wait until it has ended, then go on")
        )
    return lock


def _read(
    data: bytes, source: str, head: H, kind: type[R], refuse: Callable[[H, H, str], None]
) -> tuple[tuple[R, ...], str, int]:
    """Records, the last hash, and how many bytes are whole lines."""
    first, *lines = data.split(b"\n")[:-1] or [b""]
    found = decode(first, type(head), f"{source}:1")
    if found != head:
        refuse(found, head, source)
    last, good = _hash("", first), len(first) + 1
    records = []
    for number, line in enumerate(lines, start=2):
        text = line[DIGITS + 1 :]
        last = _hash(last, text)
        if line[: DIGITS + 1] != last.encode() + b" ":
            raise BrokenSeal(
                msg("{source}:{line} was altered, or a line before it is missing", source=source, line=number),
                msg("go on with a copy of the file, and keep this one as evidence"),
            )
        records.append(decode(text, kind, f"{source}:{number}"))
        good += len(line) + 1
    return tuple(records), last, good


def _hash(before: str, text: bytes) -> str:
    return hashlib.sha256(before.encode() + text).hexdigest()


def _not_saved(path: Path, problem: OSError) -> NotSaved:
    return NotSaved(
        msg("{path} could not be written: {problem}", path=str(path), problem=explain(problem)),
        msg("what was kept before is safe; make room on the disk and give the same command again"),
    )
