"""Knows how files are written whole or not at all, and read within limits.

Must not know what is in them.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from examcore.errors import BadInput, NotFound, NotSaved
from examcore.language import Message, messages

msg = messages("examcore")

UNFINISHED = ".unfinished"
_Handler: TypeAlias = "Callable[[int, FrameType | None], object] | int | None"

_WHY = {
    errno.ENOENT: msg("there is no such file or folder"),
    errno.EISDIR: msg("it is a folder, not a file"),
    errno.ENOTDIR: msg("a part of the path is not a folder"),
    errno.EEXIST: msg("it exists already"),
    errno.EACCES: msg("this account has no right to it"),
    errno.EPERM: msg("this account has no right to it"),
    errno.EROFS: msg("the disk or folder cannot be written"),
    errno.ENOSPC: msg("the disk is full"),
    getattr(errno, "EDQUOT", errno.ENOSPC): msg("the disk is full"),
    errno.EFBIG: msg("the disk is full"),
    errno.ELOOP: msg("it is a link that leads back to itself"),
    errno.ENAMETOOLONG: msg("the name is too long"),
    errno.EIO: msg("the disk reports a fault"),
    errno.EAGAIN: msg("another program holds it"),
    errno.ENODEV: msg("the disk is not there any more"),
    errno.ENXIO: msg("the disk is not there any more"),
    errno.EMFILE: msg("too many files are open"),
    errno.ENFILE: msg("too many files are open"),
}


def explain(problem: OSError) -> Message | str:
    """Why the system refused, in the reader's language where it is one of the usual reasons."""
    return _WHY.get(problem.errno or 0) or problem.strerror or type(problem).__name__


def write_whole(path: Path, data: bytes, private: bool = False) -> None:
    """Write `data` to `path` so that a crash leaves the old file or the new one, never a piece.

    `private` lets only the owner read it (where the system has such rights). Raises NotSaved.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            if not private:
                mask = os.umask(0)
                os.umask(mask)
                Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise NotSaved(
            msg("{path} could not be written: {problem}", path=str(path), problem=explain(problem)),
            msg("nothing was changed; free space on the disk or choose another folder, then try again"),
        ) from problem


def make_folder(path: Path) -> None:
    """Make a new folder, with those above it where they are missing. Raises NotSaved."""
    try:
        path.mkdir(parents=True)
    except OSError as problem:
        raise _not_made(path, problem) from problem


def _not_made(path: Path, problem: OSError) -> NotSaved:
    return NotSaved(
        msg("{path} could not be made: {problem}", path=str(path), problem=explain(problem)),
        msg("nothing was changed; free space on the disk or choose another folder, then try again"),
    )


def read_limited(path: Path, largest: int) -> bytes:
    """The bytes of a file of at most `largest` bytes. Raises NotFound or BadInput naming it."""
    try:
        size = path.stat().st_size
        if size > largest:
            raise BadInput(msg("{path} is larger than {largest} bytes", path=str(path), largest=largest))
        return path.read_bytes()
    except OSError as problem:
        raise NotFound(
            msg("{path} cannot be read: {problem}", path=str(path), problem=explain(problem)),
            msg("look at the name and the folder it lies in"),
        ) from problem


@contextmanager
def or_nothing(*paths: Path) -> Iterator[None]:
    """Take these files away again when the block fails, so that a second try finds the place as it was."""
    try:
        yield
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


@contextmanager
def folder_or_nothing(folder: Path) -> Iterator[None]:
    """Leave an empty or absent folder as it was when the block that fills it fails, or a signal ends the process."""
    was_there = folder.exists()
    try:
        with heed_endings():
            yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir(parents=True, exist_ok=True)
        raise


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Where to write what `folder`, empty or absent, is to hold: it holds all of it when the block ends, or nothing.

    Until then it stands beside the folder, or in it where it is there, under a name that says it is unfinished; power
    that fails leaves no more than that, and the next block takes it away. Raises NotSaved.
    """
    was_there = folder.exists()
    part = folder / UNFINISHED if was_there else folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(part, ignore_errors=True)
    make_folder(part)
    try:
        with heed_endings():
            yield part
            try:
                for one in sorted(part.iterdir()) if was_there else ():
                    one.rename(folder / one.name)
                if was_there:
                    part.rmdir()
                else:
                    part.rename(folder)
            except OSError as problem:
                raise _not_made(folder, problem) from problem
    except BaseException:
        for path in (part, *(folder.iterdir() if was_there else ())):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


@contextmanager
def heed_endings() -> Iterator[None]:
    """Let the signals to end and to hang up (a closed window) unwind the block as SystemExit, so that it can tidy up.

    A signal that is ignored stays so; in other threads than the main one nothing changes.
    """

    def end(number: int, _: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before: dict[int, _Handler] = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
