"""Knows the log of what a machine mended in a bank: a file beside it whose lines each hold the hash of the one before.

Must not know a word of an item: ids, rules, places and times only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.errors import BadInput
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.record import MOST_BYTES, Line, read_lines, stamp, write_line

msg = messages("examcore")
FORMAT = "examcore-fixes/1"
SUFFIX = ".fixes"


@dataclass(frozen=True, slots=True)
class Fix:
    """One fix: the item's id, the rule's code, the place ("stem", "basis", the letter of an option)."""

    item: str
    code: str
    place: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line."""

    format: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A later line: its number, the hash of the line before, when (ISO 8601, UTC), and one fix."""

    seq: int
    prev: str
    at: str
    fix: Fix


def fixes_path(bank: Path) -> Path:
    """Where the fixes of a bank are logged."""
    return bank.with_name(bank.name + SUFFIX)


def read_fixes(bank: Path) -> tuple[Mended, ...]:
    """The fixes logged beside a bank, in order. Raises BadInput, with file and line, where the log was altered."""
    path = fixes_path(bank)
    return _read(path)[1] if path.exists() else ()


def add_fixes(bank: Path, at: datetime, fixes: Sequence[tuple[str, str, str]]) -> None:
    """Add (item, code, place) of each fix to the log, all or none. Raises BadInput for a log that was altered."""
    path = fixes_path(bank)
    kept, later, last = _read(path) if path.exists() else _begin()
    lines = [kept]
    for seq, fix in enumerate(fixes, len(later) + 1):
        line, last = write_line(Mended(seq, last, stamp(at), Fix(*fix)))
        lines.append(line)
    write_whole(path, b"".join(lines))


def _begin() -> tuple[bytes, tuple[Mended, ...], str]:
    line, last = write_line(Opening(FORMAT))
    return line, (), last


def _read(path: Path) -> tuple[bytes, tuple[Mended, ...], str]:
    data = read_limited(path, MOST_BYTES)
    hint = msg("keep this file as evidence, and begin a new log by moving it away")
    lines = read_lines(data, str(path), Line[Opening], Line[Mended], hint)
    if lines.first is None or lines.first.format != FORMAT:
        raise BadInput(msg("{path} is no log of fixes of this version", path=str(path)), hint)
    return data[: lines.good_bytes], lines.later, lines.last_hash
