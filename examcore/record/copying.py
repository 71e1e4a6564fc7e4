"""Knows how everything that is added to a file is added to a second copy as well, on another disk or memory stick.

Must not know what is written. The first file counts: a copy that cannot be written is told, and nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from examcore.errors import Conflict, NotSaved
from examcore.files import explain, write_whole
from examcore.language import Message, messages
from examcore.record.disk import Disk, SystemDisk

msg = messages("examcore")


@dataclass(slots=True)
class _Copy:
    """The copy of one open file; `handle` is -1 once it could not be written."""

    path: Path
    handle: int


class CopyingDisk:
    """The disk of this machine, and a copy of each file, by name, in a folder of another one."""

    def __init__(self, folder: Path, first: Disk | None = None) -> None:
        self.folder = folder
        self._first = first or SystemDisk()
        self._second = SystemDisk()
        self._copies: dict[int, _Copy] = {}
        self._warning: Message | None = None

    def open(self, path: Path) -> int:
        """A handle for adding to `path`, and the copy opened beside it."""
        handle = self._first.open(path)
        self._let_go(self._copies.pop(handle, None))  # whoever held this number before does so no more
        copy = self.folder / path.name
        try:
            self._copies[handle] = _Copy(copy, self._second.open(copy))
        except OSError:
            self._give_up(_Copy(copy, -1))
        return handle

    def append(self, handle: int, data: bytes) -> None:
        """Add to the file and wait for its disk; then the same for the copy, which may fail."""
        self._first.append(handle, data)
        self._repeat(handle, lambda copy: self._second.append(copy, data))

    def cut(self, handle: int, size: int) -> None:
        """Shorten both."""
        self._first.cut(handle, size)
        self._repeat(handle, lambda copy: self._second.cut(copy, size))

    def close(self, handle: int) -> None:
        """Let go of both."""
        copy = self._copies.pop(handle, None)
        try:
            self._first.close(handle)
        finally:
            self._let_go(copy)

    def warn(self) -> Message | None:
        """That a copy is not written any more; told once."""
        warning, self._warning = self._warning, None
        return warning

    def _repeat(self, handle: int, act: Callable[[int], None]) -> None:
        copy = self._copies.get(handle)
        if copy is None or copy.handle < 0:
            return
        try:
            act(copy.handle)
        except OSError:
            self._give_up(copy)

    def _give_up(self, copy: _Copy) -> None:
        self._let_go(copy)
        self._warning = msg("the second copy is not written any more; tell the invigilator")

    def _let_go(self, copy: _Copy | None) -> None:
        if copy is not None and copy.handle >= 0:
            with suppress(OSError):  # every line of it is on its disk already, or the copy was given up
                self._second.close(copy.handle)
            copy.handle = -1


def match_copies(first: Path, second: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Bring the files `names` of two folders to one state, each way: the longer counts where it continues the other.

    Gives the names of those that were restored into `first`. Raises Conflict where two files differ (nothing of them is
    changed), NotSaved where a disk refuses.
    """
    restored = []
    for name in names:
        here, there = _read(first / name), _read(second / name)
        if here.startswith(there):
            if len(here) > len(there):
                write_whole(second / name, here, private=True)
        elif there.startswith(here):
            write_whole(first / name, there, private=True)
            restored.append(name)
        else:
            raise Conflict(
                msg("{one} and {two} differ, and neither continues the other", one=str(first / name),
                    two=str(second / name)),
                msg("keep both and tell the council; go on with an empty folder for the second copy"),
            )  # fmt: skip
    return tuple(restored)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise NotSaved(
            msg("cannot read {file}: {reason}", file=str(path), reason=explain(problem)),
            msg("see whether the memory stick is in and this account may read it"),
        ) from problem
