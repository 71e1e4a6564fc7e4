"""Knows how bytes are added to a file so that they outlive the program, the power and a kill.

Must not know what the bytes mean.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Protocol


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
