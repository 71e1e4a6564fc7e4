"""Knows lines that each hold the hash of the one before: how they are written, read, and read on.

Must not know disks, nor what a line says. Bytes in, bodies out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from examcore import canonical
from examcore.errors import BadInput
from examcore.language import Message, messages

msg = messages("examcore")

MOST_BYTES = 32 * 2**20
MOST_LINE_BYTES = 2**19
"""An act may name every candidate of the largest room."""


class Linked(Protocol):
    """What every line but the first tells of its place: its number from 1, and the hash of the line before."""

    @property
    def seq(self) -> int: ...
    @property
    def prev(self) -> str: ...


First = TypeVar("First")
Later = TypeVar("Later", bound=Linked)
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Line(Generic[Body]):
    """A line as written: `hash` is the digest of `body`."""

    body: Body
    hash: str


@dataclass(frozen=True, slots=True)
class Lines(Generic[First, Later]):
    """Lines that were read: sound up to `good_bytes`; `torn` is a last line that was never finished."""

    first: First | None
    later: tuple[Later, ...]
    last_hash: str
    good_bytes: int
    torn: bytes


def write_line(body: object) -> tuple[bytes, str]:
    """The line for `body` with its line end, and its hash."""
    total = canonical.digest(body)
    return canonical.encode(Line(body, total)) + b"\n", total


def read_lines(
    data: bytes, source: str, first: type[Line[First]], later: type[Line[Later]], altered: Message
) -> Lines[First, Later]:
    """The bodies in `data`. Raises BadInput, naming file and line, with the hint `altered`, where the chain breaks.

    A last line without its line end, or with the zero bytes a power cut leaves, was never acknowledged: it is
    given back as torn, not refused.
    """
    return read_more(Lines(None, (), "", 0, b""), data, source, first, later, altered)


def read_more(
    known: Lines[First, Later],
    data: bytes,
    source: str,
    first: type[Line[First]],
    later: type[Line[Later]],
    altered: Message,
) -> Lines[First, Later]:
    """The same with `data`, which stands in the file after the `good_bytes` that were read before."""
    if known.good_bytes + len(data) > MOST_BYTES:
        raise BadInput(msg("{file} is larger than {most} bytes", file=source, most=MOST_BYTES))
    good, torn = _split_torn(data)
    begun, last_hash = known.first, known.last_hash
    fresh: list[Later] = []
    number = (known.first is not None) + len(known.later)
    for line in good.split(b"\n")[:-1]:
        number += 1
        place = f"{source}:{number}"
        if len(line) > MOST_LINE_BYTES:
            raise BadInput(msg("{place}: the line is longer than {most} bytes", place=place, most=MOST_LINE_BYTES))
        if begun is None:
            opening = canonical.decode(line, first, place)
            begun, last_hash = opening.body, _verify(opening, place, altered)
            continue
        one = canonical.decode(line, later, place)
        if one.body.prev != last_hash or one.body.seq != number - 1:
            why = msg(
                "{place}: the line does not follow the one before; a line was altered, removed or moved", place=place
            )
            raise BadInput(why, altered)
        last_hash = _verify(one, place, altered)
        fresh.append(one.body)
    return Lines(begun, (*known.later, *fresh), last_hash, known.good_bytes + len(good), torn)


def _split_torn(data: bytes) -> tuple[bytes, bytes]:
    end = data.rfind(b"\n") + 1
    good, torn = data[:end], data[end:]
    last = good[good.rfind(b"\n", 0, -1) + 1 :]
    if not torn and b"\0" in last:
        good, torn = good[: len(good) - len(last)], last
    return good, torn


def _verify(line: Line[Body], place: str, altered: Message) -> str:
    if canonical.digest(line.body) != line.hash:
        raise BadInput(msg("{place}: the line was altered, its hash does not hold", place=place), altered)
    return line.hash
