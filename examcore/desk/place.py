"""Knows the folder an officer works in and what lies there: banks, forms, sittings, councils.

Must not open anything: a thing is known by its name and its first bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from examcore.errors import NotFound
from examcore.files import explain
from examcore.language import messages
from examcore.plugins import Plugins

msg = messages("examcore")

Kind: TypeAlias = Literal["bank", "blueprint", "forms", "sitting", "council", "officer", "room"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DEEPEST = 3
MOST_ENTRIES = 5000
HEAD_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that lies in the folder: what it is, and where."""

    kind: Kind
    path: Path


def _read_clock() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every screen of the desk is handed: the folder, the plugins, and the time."""

    folder: Path
    plugins: Plugins
    now: Callable[[], datetime] = field(default=_read_clock)

    @property
    def today(self) -> date:
        """The day on this machine."""
        return self.now().date()

    def find(self, *kinds: Kind) -> tuple[Thing, ...]:
        """What lies in the folder of these kinds, by path. Raises NotFound where it cannot be read."""
        return tuple(thing for thing in look_around(self.folder) if thing.kind in kinds)


def look_around(folder: Path) -> tuple[Thing, ...]:
    """Everything known that lies in `folder`, three levels deep at most, by path. Raises NotFound.

    A folder that is a thing itself (a sitting, a council) is not looked into; links are not followed. It stops after
    5,000 entries.
    """
    if not folder.is_dir():
        raise NotFound(
            msg("there is no folder {path}", path=str(folder)), msg("choose a folder that exists, or make it first")
        )
    try:
        return tuple(sorted(_walk(folder, DEEPEST, [MOST_ENTRIES]), key=lambda thing: str(thing.path)))
    except OSError as problem:
        raise NotFound(
            msg("{path} cannot be read: {problem}", path=str(folder), problem=explain(problem)),
            msg("choose a folder that this account may read"),
        ) from problem


def show_path(path: Path) -> str:
    """A path as a person would type it where they stand: without the folder they stand in."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _walk(folder: Path, depth: int, left: list[int]) -> Iterator[Thing]:
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                return
            if entry.is_symlink() or entry.name.startswith("."):
                continue
            path = Path(entry.path)
            kind = _tell_folder(path) if entry.is_dir() else _tell_file(path)
            if kind is not None:
                yield Thing(kind, path)
            elif entry.is_dir() and depth > 1:
                folders.append(path)
    for path in folders:
        try:
            yield from _walk(path, depth - 1, left)
        except PermissionError:
            continue  # somebody else's folder below: not part of this officer's work


def _tell_folder(path: Path) -> Kind | None:
    if (path / "sitting.json").is_file():
        return "sitting"
    if (path / "council.json").is_file():
        return "council"
    if (path / "room.json").is_file():
        return "room"
    try:
        has_packet = any(one.suffix == ".packet" for one in path.iterdir())
    except OSError:
        return None
    return "forms" if has_packet else None


def _tell_file(path: Path) -> Kind | None:
    if path.suffix not in (".bank", ".officer", ".txt", ""):
        return None
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return None
    if head.startswith(b"SQLite format 3\x00"):
        return "bank"
    if b'"format":"examcore-officer/' in head:
        return "officer"
    return "blueprint" if path.suffix == ".txt" and _is_blueprint(head) else None


def _is_blueprint(head: bytes) -> bool:
    """Whether a text begins with the heads of a blueprint, behind remarks."""
    for line in head.decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        word = line.partition(":")[0].strip().casefold()
        if word and not word.startswith(("//", "---")):
            return word in ("ma trận đề", "blueprint")
    return False
