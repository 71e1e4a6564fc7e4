"""Knows how a candidate's events reach the disk: one line each, durable before anybody is told.

Must not know what the events mean for the test, nor any screen.

A line that the disk did not take whole is cut off again, so the file always ends with an acknowledged line.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from examcore.errors import BadInput, Conflict, NotSaved
from examcore.files import explain
from examcore.language import messages
from examcore.record import MOST_BYTES, Disk, hold, write_line
from examcore.session.events import Chain, Event, Issue, read_chain

msg = messages("examcore")


@dataclass(slots=True)
class Journal:
    """An open journal: its path, what stands in it, where its acknowledged lines end, and the line of which the disk
    may have kept a piece.
    """

    path: Path
    disk: Disk
    handle: int
    chain: Chain
    end: int
    doubtful: bytes = b""

    def append(self, event: Event) -> None:
        """Put `event` on disk. Raises NotSaved, and nothing has changed; or Conflict, where another window
        wrote.

        The window that signed in last owns the file: the lease of its first line is higher than ours, and
        we see that the file has grown without us.
        """
        data, total = write_line(event)
        if self.handle < 0:
            raise _superseded(self.path)
        try:
            with hold(self.handle):
                self._require_ours()
                self._put(data)
        except Conflict:
            self.close()
            raise
        except OSError as problem:
            raise not_saved(self.path, problem) from problem
        self.end += len(data)
        self.chain = Chain(self.chain.issue, (*self.chain.events, event), total, self.end, b"")

    def has_room(self, share: float) -> bool:
        """Whether the journal is still shorter than this share of what can be read back."""
        return self.end < share * MOST_BYTES

    def is_ours(self) -> bool:
        """Whether no other window has written since; it is asked without writing."""
        try:
            self._require_ours()
        except Conflict:
            self.close()
            return False
        return True

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        if self.handle >= 0:
            self.disk.close(self.handle)
            self.handle = -1

    def _put(self, data: bytes) -> None:
        if self.doubtful:
            self._cut_back()
        try:
            self.disk.append(self.handle, data)
        except OSError as problem:
            self.doubtful = data
            self._cut_back(because=problem)
            raise

    def _cut_back(self, because: OSError | None = None) -> None:
        """Remove what a failed write may have left. `because` keeps the first failure as the one reported."""
        try:
            self.disk.cut(self.handle, self.end)
            self.doubtful = b""
        except OSError as problem:
            if because is None:
                raise not_saved(self.path, problem) from problem

    def _require_ours(self) -> None:
        if self.handle < 0:
            raise _superseded(self.path)
        try:
            named, held = self.path.stat(), os.fstat(self.handle)
            is_grown = held.st_size != self.end and not self._is_own_piece(held.st_size - self.end)
        except OSError as problem:
            raise not_saved(self.path, problem) from problem
        if is_grown or not os.path.samestat(named, held):
            raise _superseded(self.path)

    def _is_own_piece(self, size: int) -> bool:
        """Whether the last `size` bytes are a piece of the line that failed, not another window's line."""
        if not 0 < size <= len(self.doubtful):
            return False
        with self.path.open("rb") as file:
            file.seek(self.end)
            return file.read(size) == self.doubtful[:size]


def open_journal(path: Path, disk: Disk) -> tuple[Journal, bytes]:
    """The journal at `path`, empty if it is new, and the torn last line that was cut off it (b"" for none).

    Raises BadInput where the chain is broken (nothing is changed then), NotSaved where the disk refuses.
    """
    try:
        handle = disk.open(path)
    except OSError as problem:
        raise not_saved(path, problem) from problem
    try:
        with hold(handle):  # a window that is being left may still be writing its last line
            chain = read_chain(path.read_bytes(), path.name)
            if chain.torn:
                disk.cut(handle, chain.good_bytes)
    except OSError as problem:
        disk.close(handle)
        raise not_saved(path, problem) from problem
    except BadInput:
        disk.close(handle)
        raise
    kept = Chain(chain.issue, chain.events, chain.last_hash, chain.good_bytes, b"")
    return Journal(path, disk, handle, kept, chain.good_bytes), chain.torn


def issue_journal(journal: Journal, issue: Issue) -> None:
    """Write the first line of an empty journal. Raises NotSaved, and the journal is still empty."""
    data, total = write_line(issue)
    try:
        with hold(journal.handle):
            journal._put(data)
    except OSError as problem:
        raise not_saved(journal.path, problem) from problem
    journal.end = len(data)
    journal.chain = Chain(issue, (), total, journal.end, b"")


def not_saved(path: Path, problem: OSError) -> NotSaved:
    """The refusal for a write that failed, in words for the candidate and the invigilator."""
    return NotSaved(
        msg("not saved: {reason} ({file})", reason=explain(problem), file=path.name),
        msg("call the invigilator; what was saved before is safe and the test can go on from there"),
    )


def _superseded(path: Path) -> Conflict:
    return Conflict(
        msg("this candidate goes on in another window; this one no longer records ({file})", file=path.name),
        msg("go on in the other window, or call the invigilator"),
    )
