"""Knows the acts of invigilators as lines of the conduct book. Format: docs/formats/conduct.md.

Must not know who may do what: `examcore.venue` asks for reasons and second PINs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore.language import Message, messages

msg = messages("examcore")

FORMAT = "examcore conduct"
VERSION = 1

ActName: TypeAlias = Literal[
    "admit",
    "start",
    "pause",
    "resume",
    "restore",
    "add",
    "reseat",
    "incident",
    "sanction",
    "force",
    "paper",
    "close",
]
_NAMES: dict[str, Message] = {
    "admit": msg("admit"),
    "start": msg("start the test"),
    "pause": msg("pause"),
    "resume": msg("go on after a pause"),
    "restore": msg("give lost time back"),
    "add": msg("add time"),
    "reseat": msg("move to another PC with a new PIN"),
    "incident": msg("note an incident"),
    "sanction": msg("sanction"),
    "force": msg("submit for the candidate"),
    "paper": msg("go on on paper"),
    "close": msg("close the room"),
}
CATEGORIES: dict[str, Message] = {
    "environment": msg("room and surroundings"),
    "candidate": msg("candidate"),
    "staff": msg("invigilators and organisers"),
    "technical": msg("machines and network"),
}
"""What an incident may be about; the division is the one test centres use."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line: which room this is the book of. `room_digest` is the SHA-256 of its room.json, hex."""

    format: str
    version: int
    sitting: str
    room: str
    room_digest: str
    at: str


@dataclass(frozen=True, slots=True)
class Act:
    """Every later line: what `by` (and `second`, where two are needed) did, to which candidates, and why.

    `candidates` is empty where the whole room is meant. `ms` is the time given to each by add and restore, `pin` the
    number of the new PIN of a reseat, `kind` an incident's category or a sanction's name. `at` is the time of day,
    `mono_ms` and `boot` the clock by which minutes since the start are counted. `seq` counts from 1, `prev` is the hash
    of the line before.
    """

    seq: int
    at: str
    act: ActName
    by: str
    prev: str
    mono_ms: int
    boot: str
    second: str = ""
    candidates: tuple[str, ...] = ()
    reason: str = ""
    ms: int = 0
    pin: int = 0
    kind: str = ""

    def concerns(self, number: str) -> bool:
        """Whether candidate `number` is meant."""
        return not self.candidates or number in self.candidates


def name_act(act: str) -> Message | str:
    """What an act is called."""
    return _NAMES.get(act, act)


def name_category(kind: str) -> Message | str:
    """What a category of incidents is called."""
    return CATEGORIES.get(kind, kind)
