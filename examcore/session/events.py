"""Knows the lines of a journal: what was issued, what happened, and how each line holds the one before.

Must not know disks or clocks: bytes in, events out. Format: docs/formats/room.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore.errors import BadInput
from examcore.language import Message, messages
from examcore.record import Line, Lines, read_lines, read_more

msg = messages("examcore")

FORMAT = "examcore journal"
VERSION = 2

EventName: TypeAlias = Literal[
    "attach",
    "start",
    "answer",
    "clear",
    "flag",
    "unflag",
    "move",
    "beat",
    "cut",
    "leave",
    "pause",
    "resume",
    "grant",
    "submit",
]
SubmitKind: TypeAlias = Literal["candidate", "time", "invigilators", "barred", "paper"]
SUBMIT_KINDS: tuple[SubmitKind, ...] = ("candidate", "time", "invigilators", "barred", "paper")


@dataclass(frozen=True, slots=True)
class Issue:
    """The first line: which booklet of which room this candidate was given, and for how long. No question
    text.
    """

    format: str
    version: int
    sitting: str
    room: str
    room_digest: str
    candidate: str
    form: str
    booklet: str
    booklet_digest: str
    allowed_ms: int
    rehearsal: bool
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """Every later line. `seq` counts from 1, `place` is the question number shown, `letter` the letter
    shown.

    `consumed_ms` is the time used up to here, `lease` the number of the sign-in that wrote the line, `prev`
    the hash of the line before. `note` holds the kind of a submission, or the bytes and digest of what was
    cut. Of an `attach`, `place` is the number of the PIN (0 the candidate's first); of a `grant`, `ms` is all the time
    given so far. Where the time runs on from a line (attach, start, resume), `mono_ms` and `boot` are the clock it
    runs by.
    """

    seq: int
    at: str
    consumed_ms: int
    lease: int
    event: EventName
    prev: str
    question: str = ""
    option: str = ""
    letter: str = ""
    place: int = 0
    note: str = ""
    ms: int = 0
    mono_ms: int = 0
    boot: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A journal that was read: sound up to `good_bytes`; `torn` is a last line that was never finished."""

    issue: Issue | None
    events: tuple[Event, ...]
    last_hash: str
    good_bytes: int
    torn: bytes


def read_chain(data: bytes, source: str) -> Chain:
    """The events in `data`. Raises BadInput, naming file and line, where the chain does not hold.

    A last line without its line end, or with the zero bytes a power cut leaves, was never acknowledged: it is
    given back as torn, not refused.
    """
    return _as_chain(read_lines(data, source, Line[Issue], Line[Event], _altered_hint()), source)


def read_on(chain: Chain, data: bytes, source: str) -> Chain:
    """`chain` with what stands in the file after its good bytes. Raises BadInput like `read_chain`."""
    known = Lines(chain.issue, chain.events, chain.last_hash, chain.good_bytes, b"")
    return _as_chain(read_more(known, data, source, Line[Issue], Line[Event], _altered_hint()), source)


def _as_chain(lines: Lines[Issue, Event], source: str) -> Chain:
    if lines.first is not None and (lines.first.format, lines.first.version) != (FORMAT, VERSION):
        raise BadInput(
            msg("{place}: not a journal of version {version}", place=f"{source}:1", version=VERSION),
            msg("use the version of examcore that wrote it"),
        )
    return Chain(lines.first, lines.later, lines.last_hash, lines.good_bytes, lines.torn)


def _altered_hint() -> Message:
    return msg("keep the file as it is and tell the council; the candidate's receipt shows what was submitted")
