"""Knows the conduct book as a file: conduct.jsonl beside the journals, read whole, watched, added to by one at a time.

Must not know what an act needs, nor who may do it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from examcore.conduct.acts import FORMAT, VERSION, Act, Opening
from examcore.errors import BadInput, Misused, NotSaved
from examcore.files import explain
from examcore.language import Message, messages
from examcore.record import MOST_BYTES, MOST_LINE_BYTES, Disk, Line, Lines, hold, read_lines, read_more, write_line

msg = messages("examcore")

BOOK = "conduct.jsonl"
_NOTHING: Lines[Opening, Act] = Lines(None, (), "", 0, b"")


@dataclass(frozen=True, slots=True)
class Book:
    """The conduct book as it was read: its opening (None before the first act) and the acts in order."""

    opening: Opening | None
    acts: tuple[Act, ...]


def read_book(folder: Path) -> Book:
    """The conduct book of the room in `folder`, empty where there is none. Raises BadInput where a line was altered."""
    lines = _read(folder / BOOK, _NOTHING)
    return Book(lines.first, lines.later)


def append_act(folder: Path, disk: Disk, opening: Opening, decide: Callable[[tuple[Act, ...], str], Act]) -> Act:
    """Add one act, durably. `decide` is handed the acts that stand so far and the hash its act must follow, while
    nobody else can add one; what it raises is raised, and nothing is added.

    Raises BadInput where the book belongs to another room or was altered, Misused where the act is too long to be read
    again, NotSaved where the disk refuses.
    """
    path = folder / BOOK
    try:
        handle = disk.open(path)
    except OSError as problem:
        raise _not_saved(path, problem) from problem
    try:
        with hold(handle):
            lines = _read(path, _NOTHING)
            if lines.torn:
                disk.cut(handle, lines.good_bytes)
            first, last, data = lines.first, lines.last_hash, b""
            if first is None:
                data, last = write_line(opening)
            elif (first.sitting, first.room, first.room_digest) != (opening.sitting, opening.room, opening.room_digest):
                raise BadInput(
                    msg("{file} is the conduct book of another room", file=str(path)),
                    msg("do not remove it; compare the folder with the one that was published"),
                )
            act = decide(lines.later, last)
            line = write_line(act)[0]
            if len(line) > MOST_LINE_BYTES:
                raise Misused(
                    msg("one act cannot name so many candidates"), msg("name fewer at once, or the whole room")
                )
            data += line
            try:
                disk.append(handle, data)
            except OSError:
                disk.cut(handle, lines.good_bytes)
                raise
            return act
    except OSError as problem:
        raise _not_saved(path, problem) from problem
    finally:
        disk.close(handle)


class Watch:
    """The conduct book as it grows: `look` reads only what is new.

    A line may be read before the disk refuses it and it is cut off again. Then one look gives the acts without it, so
    that there are fewer, and the next whatever took its place: whoever counts acts notices.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / BOOK
        self._lines: Lines[Opening, Act] = _NOTHING
        self._changed_ns = 0

    def has_grown(self, known: int) -> bool:
        """Whether there may be other than the `known` acts."""
        try:
            found = self._path.stat()
        except OSError:
            return self._lines.good_bytes > 0
        return len(self._lines.later) != known or (found.st_size, found.st_mtime_ns) != self._seen

    def look(self) -> tuple[Act, ...]:
        """All acts so far. Raises BadInput where the book was altered or has become shorter."""
        try:
            found = self._path.stat()
            size, changed_ns = found.st_size, found.st_mtime_ns
        except FileNotFoundError:
            size, changed_ns = 0, 0
        except OSError as problem:
            raise _unreadable(self._path, problem) from problem
        if (size, changed_ns) != self._seen:
            self._lines = self._read_on(size)
            self._changed_ns = changed_ns
        return self._lines.later

    @property
    def _seen(self) -> tuple[int, int]:
        return self._lines.good_bytes, self._changed_ns

    def _read_on(self, size: int) -> Lines[Opening, Act]:
        known = self._lines
        try:
            if size != known.good_bytes:
                return _read(self._path, known)
            if not size or _read(self._path, _NOTHING).later == known.later:
                return known
            raise BadInput(msg("{file}: a line was altered", file=str(self._path)), _altered())
        except BadInput:
            before = self._take_back()
            if before is None:
                raise
            return before

    def _take_back(self) -> Lines[Opening, Act] | None:
        """The book without the last act that was read, where that one is gone or another stands in its place and all
        before it are the same; None where there is more to it.
        """
        known = self._lines
        if not known.later or not self._path.exists():
            return None
        try:
            anew = _read(self._path, _NOTHING)
        except BadInput:
            return None
        kept = known.later[:-1]
        if anew.later[: len(kept)] != kept or (kept and anew.first != known.first):
            return None
        return anew if len(anew.later) <= len(kept) else _cut_after(self._path, len(kept))


def _cut_after(path: Path, count: int) -> Lines[Opening, Act]:
    """The opening and the first `count` acts of a book that is sound; nothing where none is kept."""
    if not count:
        return _NOTHING
    with path.open("rb") as file:
        data = b"".join(file.readline() for _ in range(count + 1))
    return read_lines(data, path.name, Line[Opening], Line[Act], _altered())


def _read(path: Path, known: Lines[Opening, Act]) -> Lines[Opening, Act]:
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            if file.tell() < known.good_bytes:
                raise BadInput(msg("{file} has become shorter", file=str(path)), _altered())
            file.seek(known.good_bytes)
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        if known.good_bytes:
            raise BadInput(msg("{file} is missing", file=str(path)), _altered()) from None
        return known
    except OSError as problem:
        raise _unreadable(path, problem) from problem
    if known.first is None:
        lines = read_lines(data, path.name, Line[Opening], Line[Act], _altered())
    else:
        lines = read_more(known, data, path.name, Line[Opening], Line[Act], _altered())
    first = lines.first
    if first is not None and (first.format, first.version) != (FORMAT, VERSION):
        raise BadInput(
            msg("{file} is not a conduct book of version {version}", file=str(path), version=VERSION),
            msg("use the version of examcore that wrote it"),
        )
    return lines


def _altered() -> Message:
    return msg("keep the file as it is and tell the council; acts are never taken back, only followed by others")


def _unreadable(path: Path, problem: OSError) -> BadInput:
    return BadInput(msg("cannot read {file}: {reason}", file=str(path), reason=explain(problem)))


def _not_saved(path: Path, problem: OSError) -> NotSaved:
    return NotSaved(
        msg("not saved: {reason} ({file})", reason=explain(problem), file=path.name),
        msg("nothing was done; free space on the disk or see who else works in this folder, then do it again"),
    )
