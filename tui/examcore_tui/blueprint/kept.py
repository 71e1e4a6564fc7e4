"""Knows the file that is being edited: what it held when opened, whether it was changed since, how it is saved.

Must not know what is edited in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from examcore.errors import BadItems, Conflict
from examcore.files import read_limited, write_whole
from examcore.formats.blueprint import LARGEST, Notes, read_file, write_file
from examcore.language import messages
from examcore.nouns import Blueprint

msg = messages("examcore_tui")
BACKUP = ".bak"


@dataclass(slots=True)
class Kept:
    """A blueprint file: its path, the bytes last read or written (None: there is no file yet), the remarks in it."""

    path: Path
    seen: bytes | None
    notes: Notes
    is_kept: bool = False

    @property
    def backup(self) -> Path:
        """Where the file is kept as it was before the first saving."""
        return self.path.with_name(self.path.name + BACKUP)

    def save(self, blueprint: Blueprint, noted: Mapping[str, str]) -> None:
        """Write the whole file; before the first time, the file as it was is kept beside it.

        Raises Conflict when the file is no longer as last seen, BadInput or NotSaved when it cannot be written.
        """
        there = read_limited(self.path, LARGEST) if self.path.exists() else None
        if there is not None and there != self.seen:
            raise Conflict(
                msg("{path} was changed by somebody else since it was opened; nothing was saved", path=str(self.path)),
                msg("rename that file, then save again with F2; or leave with F10 and open it anew"),
            )
        data = write_file(blueprint, self.notes, noted)
        if there is not None and not self.is_kept:
            write_whole(self.backup, there)
        write_whole(self.path, data)
        self.seen, self.is_kept = data, True


def open_kept(path: Path) -> tuple[Kept, Blueprint | None]:
    """The file at `path` and the blueprint in it; None where there is no file.

    Raises BadItems with every problem where the file was not understood.
    """
    if not path.exists():
        return Kept(path, None, Notes()), None
    data = read_limited(path, LARGEST)
    reading = read_file(str(path), data)
    if reading.blueprint is None:
        raise BadItems(msg("{path} is not a blueprint that can be edited on the screen", path=str(path)),
                       reading.problems, msg("mend the lines named above in a text editor"))  # fmt: skip
    return Kept(path, data, reading.notes), reading.blueprint
