"""Knows what a ceremony is, what it is handed, and what it hands back.

Must not know any one ceremony, nor who drives it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from examcore.ceremony.requests import Script, Step
from examcore.errors import NotAuthorised, NotFound
from examcore.files import read_limited
from examcore.language import Message, messages
from examcore.log import Log, find_log
from examcore.log.kept import LOG_NAME
from examcore.plugins import Plugins
from examcore.seal import Cost, Council, Seat, read_council
from examcore.seal.council import LARGEST

msg = messages("examcore")
COUNCIL_NAME = "council.json"
REHEARSAL = "DIỄN TẬP"
"""What stands on everything of a rehearsal; official documents are Vietnamese."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a ceremony takes place: its folder, the plugins, whether it is a rehearsal, the clock.

    `cost` is the price of a passphrase guess in new key files; None for the usual one.
    """

    folder: Path
    plugins: Plugins
    now: Callable[[], datetime]
    rehearsal: bool = False
    cost: Cost | None = None

    @property
    def log(self) -> Log | None:
        """The folder's log; None before its first event."""
        return find_log(self.folder) if (self.folder / LOG_NAME).is_file() else None


@dataclass(frozen=True, slots=True)
class Closing:
    """Who signs the head of the log when all is done (key files with passphrases, names); who issues the minute."""

    seats: tuple[Seat, ...] = ()
    names: tuple[str, ...] = ()
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A ceremony by name: title, what it is for, its steps as far as they are known, and the script.

    `takes` names what a caller may give beforehand (see Ask.name).
    """

    name: str
    title: Message
    purpose: Message
    outline: tuple[Step, ...]
    takes: tuple[str, ...]
    script: Callable[[Scene], Script[Closing]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A council signed by all, the file it lies in, and its text."""

    council: Council
    source: str
    text: str


def load_council(folder: Path, scene: Scene) -> Loaded:
    """The council in a folder, signed by all.

    Raises NotFound, BadInput, BrokenSeal, NotAuthorised; the last one too for a rehearsal's council in earnest, and the
    other way round.
    """
    path = folder / COUNCIL_NAME
    if not path.is_file():
        raise NotFound(
            msg("{path} is not the folder of a council", path=str(folder)),
            msg("found one: examcore ceremony run found"),
        )
    data = read_limited(path, LARGEST)
    council = read_council(data, str(path))
    check_earnest(is_rehearsal_title(council.title), scene.rehearsal, str(folder))
    return Loaded(council, str(path), data.decode())


def mark_title(title: str, rehearsal: bool) -> str:
    """A council's title, marked where it is a rehearsal's."""
    return f"{REHEARSAL} - {title}" if rehearsal and not is_rehearsal_title(title) else title


def is_rehearsal_title(title: str) -> bool:
    """Whether a council of this title is a rehearsal's."""
    return title.startswith(REHEARSAL)


def check_earnest(thing: bool, ceremony: bool, source: str) -> None:
    """Refuse (NotAuthorised) to mix a rehearsal with what is in earnest."""
    if thing and not ceremony:
        raise NotAuthorised(
            msg("{source} belongs to a rehearsal", source=source),
            msg("rehearse with --rehearsal, or take what was made in earnest"),
        )
    if ceremony and not thing:
        raise NotAuthorised(
            msg("{source} is in earnest: a rehearsal does not touch it", source=source),
            msg("rehearse in a folder of its own, with keys of its own"),
        )
