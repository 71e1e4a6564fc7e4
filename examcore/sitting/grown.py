"""Knows which files of a sitting only ever grow, and how far each had grown when the log last spoke of it.

Must not know what stands in them. An event that added to such a file says so by three facts: `file` (in the sitting's
folder), `bytes` (its first ones, as they stood then) and `digest` (their SHA-256, hex).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.errors import BadInput, BrokenSeal
from examcore.language import messages
from examcore.log import read_log
from examcore.sitting.folder import SittingFolder
from examcore.text import clean_line

msg = messages("examcore")

LOST = "kept.lost"
"""The act of whoever says that a file is shorter, or another, than the log knows, and is to be gone on with."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How a file began when an event of the log spoke of it: how many bytes, their SHA-256 (hex), and when."""

    file: str
    size: int
    digest: str
    at: datetime


def describe_growth(folder: SittingFolder, path: Path, size: int) -> dict[str, str]:
    """The facts of an event that added to a file, whose first `size` bytes stand now. Raises OSError."""
    return {
        "file": path.relative_to(folder.path).as_posix(),
        "bytes": str(size),
        "digest": _digest(path, size) or "",
    }


def find_lost(folder: SittingFolder) -> tuple[Extent, ...]:
    """What the log knows of files that are gone, shorter, or begin otherwise now; nothing where all is as it was."""
    known: dict[str, Extent] = {}
    for event in read_log(folder.log_path).events if folder.log_path.is_file() else ():
        said = Extent(event.fact("file"), _count(event.fact("bytes")), event.fact("digest"), event.at)
        before = known.get(said.file)
        # Two programs that add at once may speak in the other order; the one who saw more knows more.
        if said.file and said.digest and (before is None or event.act == LOST or said.size >= before.size):
            known[said.file] = said
    return tuple(one for one in known.values() if _digest(folder.path / one.file, one.size) != one.digest)


def refuse_lost(folder: SittingFolder) -> None:
    """Refuse to go on where a file lacks what the log knows of it. Raises BrokenSeal naming the file."""
    for one in find_lost(folder):
        path = folder.path / one.file
        raise BrokenSeal(
            msg("{path} lacks or has changed what was added to it by {time}", path=str(path),
                time=one.at.isoformat(" ", "seconds")),
            msg("bring the file back from a copy; where there is none, say so for the record and go on with what is"
                " left: examcore sitting accept-loss"),
        )  # fmt: skip


def accept_loss(folder: SittingFolder, by: str, why: str, at: datetime) -> tuple[Extent, ...]:
    """Say for the record that what such files lack is lost: from now on they count as they are. Gives what they were.

    Raises BadInput without a name or a reason.
    """
    by, why = clean_line(by), clean_line(why)
    if not by or not why:
        raise BadInput(msg("a loss is accepted by somebody, for a reason"), msg("say both: --by NAME --why TEXT"))
    lost = find_lost(folder)
    for one in lost:
        path = folder.path / one.file
        size = path.stat().st_size if path.is_file() else 0
        folder.log(LOST, at, by=by, why=why, **describe_growth(folder, path, size))
    return lost


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _digest(path: Path, size: int) -> str | None:
    """The SHA-256 of the first bytes of a file; None where it has fewer. A file that is not there has none."""
    hashed, left = hashlib.sha256(), size
    if path.is_file():
        with path.open("rb") as file:
            while left and (piece := file.read(min(left, 1 << 20))):
                hashed.update(piece)
                left -= len(piece)
    return None if left else hashed.hexdigest()
