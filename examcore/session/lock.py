"""Knows how one process holds a file against all others, on POSIX and on Windows.

Must not know what is guarded. The system lets go of the lock when the holder dies, even by kill -9.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FileLock:
    """A lock held on a file of its own, which is never removed: removing it would let two hold it."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def take_lock(path: Path) -> FileLock | None:
    """Hold `path` (made if missing), or None where another window, process or machine holds it. Raises
    OSError.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        is_held = _try_lock(handle)
    except OSError:
        os.close(handle)
        raise
    if is_held:
        return FileLock(handle)
    os.close(handle)
    return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
