"""Knows how files are written whole or not at all, and read within limits.

Must not know what is in them.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examcore.errors import BadInput, NotFound, NotSaved
from examcore.language import Message, messages

msg = messages("examcore")


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
        raise NotSaved(
            msg("{path} could not be made: {problem}", path=str(path), problem=explain(problem)),
            msg("nothing was changed; free space on the disk or choose another folder, then try again"),
        ) from problem


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
    """Leave an empty or absent folder as it was when the block that fills it fails."""
    was_there = folder.exists()
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir(parents=True, exist_ok=True)
        raise
