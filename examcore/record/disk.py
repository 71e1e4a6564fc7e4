"""Knows how bytes are added to a file so that they outlive the program, the power and a kill, and how long that takes.

Must not know what the bytes mean.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from examcore.errors import NotSaved
from examcore.files import explain
from examcore.language import Message, messages

msg = messages("examcore")

SLOWEST_MS = 50
"""A disk whose slowest writes in a hundred take longer than this makes candidates wait for their own answers."""
TRIES = 200


class Disk(Protocol):
    """What a journal asks of a disk. Every method raises OSError when the disk does not do it."""

    def open(self, path: Path) -> int:
        """A handle for adding to `path`, which is made, with its folder's entry on disk, if missing."""
        ...

    def append(self, handle: int, data: bytes) -> None:
        """Add all of `data` and return only when it is on disk."""
        ...

    def cut(self, handle: int, size: int) -> None:
        """Make the file `size` bytes long, on disk."""
        ...

    def close(self, handle: int) -> None:
        """Let go of what `open` gave; the system may give the same number to the next file."""
        ...

    def warn(self) -> Message | None:
        """What somebody should be told though nothing was lost; each thing once."""
        ...


class SystemDisk:
    """The disk of this machine."""

    def open(self, path: Path) -> int:
        """A handle for adding to `path`; a new file is entered in its folder durably."""
        is_new = not path.exists()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        handle = os.open(path, flags, 0o600)
        if is_new:
            sync_folder(path.parent)
        return handle

    def append(self, handle: int, data: bytes) -> None:
        """Write until nothing is left, then wait for the disk."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        sync(handle)

    def cut(self, handle: int, size: int) -> None:
        """Shorten the file and wait for the disk."""
        os.ftruncate(handle, size)
        sync(handle)

    def close(self, handle: int) -> None:
        """Let go of the file."""
        os.close(handle)

    def warn(self) -> Message | None:
        """Nothing: what this disk does not do it raises."""
        return None


def sync(handle: int) -> None:
    """Wait until what was written to `handle` is on disk."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync there leaves the data in the drive's own memory
    elif sys.platform == "win32":
        os.fsync(handle)
    else:
        os.fdatasync(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the entries of `folder` are on disk; Windows keeps them with the file."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class DiskSpeed:
    """How long lines of the size of an answer took to be on disk, in ms: the middle one, and all but one in 100."""

    median_ms: float
    p99_ms: float

    @property
    def is_fit(self) -> bool:
        """Whether answers can be acknowledged as fast as they are given."""
        return self.p99_ms <= SLOWEST_MS

    def require_fit(self, folder: Path) -> None:
        """Raise NotSaved, naming the folder, where the disk is too slow to be honest with candidates."""
        if not self.is_fit:
            raise NotSaved(
                msg(
                    "the disk of {folder} is too slow: 1 write in 100 takes {p99} ms, at most {most} ms are allowed",
                    folder=str(folder),
                    p99=round(self.p99_ms),
                    most=SLOWEST_MS,
                ),
                msg("use a disk inside this PC (no memory stick, no network folder), close other programs, try again"),
            )


def measure_disk(folder: Path, disk: Disk, tries: int = TRIES) -> DiskSpeed:
    """Add `tries` lines of 300 bytes to a passing file in `folder`, waiting for each. Raises NotSaved."""
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".probe.")
        try:
            taken = sorted(_time(disk, handle) for _ in range(tries))
        finally:
            os.close(handle)
            Path(name).unlink(missing_ok=True)
    except OSError as problem:
        raise NotSaved(
            msg("cannot write to {folder}: {reason}", folder=str(folder), reason=explain(problem)),
            msg("free space on the disk, or give this account the right to write there"),
        ) from problem
    return DiskSpeed(taken[len(taken) // 2], taken[min(len(taken) - 1, len(taken) * 99 // 100)])


def _time(disk: Disk, handle: int) -> float:
    before = time.perf_counter()
    disk.append(handle, b"x" * 299 + b"\n")
    return (time.perf_counter() - before) * 1000


def require_fit_disk(folder: Path, disk: Disk, tries: int = 100) -> DiskSpeed:
    """How fast the disk of `folder` is. Raises NotSaved where it was too slow three times over: programs that keep it
    busy for a moment are no reason to refuse it.
    """
    for _ in range(2):
        speed = measure_disk(folder, disk, tries)
        if speed.is_fit:
            return speed
    speed = measure_disk(folder, disk, tries)
    speed.require_fit(folder)
    return speed
