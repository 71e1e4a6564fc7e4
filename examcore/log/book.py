"""Knows the log as a file: how events are added for good, and how the lines are read back.

Must not know signatures. One process writes at a time; a line counts once its line end is on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from examcore.errors import BadInput, NotSaved
from examcore.files import read_limited
from examcore.language import messages
from examcore.log.events import MOST_LINE_BYTES, Event, read_line, write_line
from examcore.log.tree import Tree

msg = messages("examcore")

LARGEST_LOG = 256 * 1024 * 1024
CUT = "log.cut"


@dataclass(frozen=True, slots=True)
class Log:
    """The lines of a log, each without its line end, and the tree over them; made by `split_log`.

    `torn` is a last line that was never finished.
    """

    source: str
    lines: tuple[bytes, ...]
    torn: bytes
    tree: Tree

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event. Raises BadInput naming file and line of the first that is not one."""
        return tuple(read_line(line, f"{self.source}:{number}") for number, line in enumerate(self.lines, 1))

    @property
    def origin(self) -> str:
        """Which log it is, told by its first event: "examcore/sitting/S1" where that is sitting.new with sitting=S1.

        Raises BadInput where the log is empty or its first event does not say.
        """
        first = read_line(self.lines[0], f"{self.source}:1") if self.lines else None
        noun = first.act.split(".")[0] if first else ""
        name = first.fact(noun) if first else ""
        if not name or any(c.isspace() or c == "+" for c in name):
            raise BadInput(
                msg("{source}: the first event does not tell which log this is", source=self.source),
                msg("a log begins with the event of what it belongs to, such as sitting.new or council.found"),
            )
        return f"examcore/{noun}/{name}"


def split_log(data: bytes, source: str) -> Log:
    """The lines in `data`."""
    *lines, torn = data.split(b"\n")
    return Log(source, tuple(lines), torn, Tree(lines))


def read_log(path: Path) -> Log:
    """The lines of a log file. Raises NotFound or BadInput naming it."""
    return split_log(read_limited(path, LARGEST_LOG), str(path))


def record(path: Path, event: Event) -> None:
    """Add an event to a log file and wait until the disk has it. Raises NotSaved, or BadInput (see record_all)."""
    record_all(path, (event,))


def record_all(path: Path, events: Sequence[Event]) -> None:
    """Add events to a log file, all or none, and wait once until the disk has them.

    A last line that was never finished (a power cut) is cut off, and the cut itself recorded as `log.cut`. Raises
    NotSaved where the disk does not take them, BadInput where the file is not a log or an event is not well-formed.
    """
    lines = [write_line(event) for event in events]
    if not lines:
        return
    try:
        with path.open("a+b") as out:
            end = out.seek(0, os.SEEK_END)
            torn = _find_torn(out, end, path)
            if torn:
                # A log's first event tells which log it is: only then may the cut be recorded.
                lines.insert(0 if end > len(torn) else 1, write_line(_describe_cut(torn, events[0].at)))
                end = out.truncate(end - len(torn))
            try:
                out.write(b"".join(line + b"\n" for line in lines))
                out.flush()
                os.fsync(out.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    out.truncate(end)
                raise
    except OSError as problem:
        raise NotSaved(
            msg("{path} could not be written: {problem}", path=str(path), problem=problem.strerror or "?")
        ) from problem


def _find_torn(file: BinaryIO, end: int, path: Path) -> bytes:
    file.seek(max(0, end - MOST_LINE_BYTES - 1))
    tail = file.read()
    at = tail.rfind(b"\n") + 1
    if at == 0 and len(tail) > MOST_LINE_BYTES:
        raise BadInput(msg("{source} is not a log", source=str(path)))
    return tail[at:]


def _describe_cut(torn: bytes, at: datetime) -> Event:
    return Event(CUT, at, (("bytes", str(len(torn))), ("sha256", hashlib.sha256(torn).hexdigest())))
