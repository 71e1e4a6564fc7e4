"""Knows how one process holds a file against all others, on POSIX and on Windows.

Must not know what is guarded. The system lets go of the lock when the holder dies, even by kill -9.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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

    def _try_hold(handle: int) -> bool:
        return _at_far_byte(handle, msvcrt.LK_NBLCK)

    def _let_go(handle: int) -> None:
        _at_far_byte(handle, msvcrt.LK_UNLCK)

    def _at_far_byte(handle: int, mode: int) -> bool:
        """Lock or unlock a byte that no line reaches: others may go on reading the lines."""
        place = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, 2**40, os.SEEK_SET)
        try:
            msvcrt.locking(handle, mode, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(handle, place, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    _try_hold = _try_lock

    def _let_go(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def hold(handle: int, seconds: float = 2.0) -> Iterator[None]:
    """Hold the open file `handle` itself while something is looked at and written, against others who do the same.

    Waits up to `seconds` for whoever holds it. Raises OSError where it stays held or the disk keeps no locks.
    """
    patience = time.monotonic() + seconds
    while not _try_hold(handle):
        if time.monotonic() > patience:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        time.sleep(0.002)
    try:
        yield
    finally:
        _let_go(handle)
