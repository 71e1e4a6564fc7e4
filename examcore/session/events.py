"""Knows the lines of a journal: what was issued, what happened, and how each line holds the one before.

Must not know disks or clocks: bytes in, events out. Format: docs/formats/room.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore import canonical
from examcore.errors import BadInput
from examcore.language import Message, messages

msg = messages("examcore")

FORMAT = "examcore journal"
VERSION = 1
MOST_JOURNAL_BYTES = 32 * 2**20
MOST_LINE_BYTES = 4096

EventName: TypeAlias = Literal["attach", "start", "answer", "clear", "flag", "unflag", "move", "beat", "cut", "submit"]
SubmitKind: TypeAlias = Literal["candidate", "time"]


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
    cut.
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


@dataclass(frozen=True, slots=True)
class IssueLine:
    """The first line as written: `hash` is the digest of `body`."""

    body: Issue
    hash: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """A later line as written."""

    body: Event
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A journal that was read: sound up to `good_bytes`; `torn` is a last line that was never finished."""

    issue: Issue | None
    events: tuple[Event, ...]
    last_hash: str
    good_bytes: int
    torn: bytes


def write_line(body: Issue | Event) -> tuple[bytes, str]:
    """The line for `body` with its line end, and its hash."""
    total = canonical.digest(body)
    line = IssueLine(body, total) if isinstance(body, Issue) else EventLine(body, total)
    return canonical.encode(line) + b"\n", total


def read_chain(data: bytes, source: str) -> Chain:
    """The events in `data`. Raises BadInput, naming file and line, where the chain does not hold.

    A last line without its line end, or with the zero bytes a power cut leaves, was never acknowledged: it is
    given back as torn, not refused.
    """
    if len(data) > MOST_JOURNAL_BYTES:
        raise BadInput(msg("{file} is larger than {most} bytes", file=source, most=MOST_JOURNAL_BYTES))
    good, torn = _split_torn(data)
    issue: Issue | None = None
    events: list[Event] = []
    last_hash = ""
    for number, line in enumerate(good.split(b"\n")[:-1], start=1):
        place = f"{source}:{number}"
        if len(line) > MOST_LINE_BYTES:
            raise BadInput(msg("{place}: the line is longer than {most} bytes", place=place, most=MOST_LINE_BYTES))
        if issue is None:
            first = canonical.decode(line, IssueLine, place)
            issue, last_hash = first.body, _verify(first.body, first.hash, place)
            _require_known(issue, place)
            continue
        later = canonical.decode(line, EventLine, place)
        if later.body.prev != last_hash or later.body.seq != len(events) + 1:
            raise BadInput(
                msg(
                    "{place}: the line does not follow the one before; a line was altered, removed or moved",
                    place=place,
                ),
                _altered_hint(),
            )
        last_hash = _verify(later.body, later.hash, place)
        events.append(later.body)
    return Chain(issue, tuple(events), last_hash, len(good), torn)


def _split_torn(data: bytes) -> tuple[bytes, bytes]:
    end = data.rfind(b"\n") + 1
    good, torn = data[:end], data[end:]
    last = good[good.rfind(b"\n", 0, -1) + 1 :]
    if not torn and b"\0" in last:
        good, torn = good[: len(good) - len(last)], last
    return good, torn


def _verify(body: Issue | Event, claimed: str, place: str) -> str:
    if canonical.digest(body) != claimed:
        raise BadInput(msg("{place}: the line was altered, its hash does not hold", place=place), _altered_hint())
    return claimed


def _require_known(issue: Issue, place: str) -> None:
    if (issue.format, issue.version) != (FORMAT, VERSION):
        raise BadInput(
            msg("{place}: not a journal of version {version}", place=place, version=VERSION),
            msg("use the version of examcore that wrote it"),
        )


def _altered_hint() -> Message:
    return msg("keep the file as it is and tell the council; the candidate's receipt shows what was submitted")
