"""Knows an event: one act an auditor may ask about, as one canonical JSON line.

Must not know files, trees or who reads it. An event holds names, numbers, digests: never a stem, key or PIN.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from examcore.canonical import decode, encode
from examcore.errors import BadInput
from examcore.language import messages

msg = messages("examcore")

MOST_LINE_BYTES = 64 * 1024
_ACT = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_FACT = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Event:
    """One act: its name (noun.verb), when, and facts about it by name. Never a stem, key, PIN or passphrase."""

    act: str
    at: datetime
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        """The fact called `name`; empty where there is none."""
        return next((value for known, value in self.facts if known == name), "")


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as written."""

    act: str
    at: str
    facts: dict[str, str]


def write_line(event: Event) -> bytes:
    """The canonical line of an event, without its line end: the entry of the log's tree.

    Raises BadInput for an act or fact that no reader would take.
    """
    facts = dict(event.facts)
    if not _ACT.fullmatch(event.act) or len(facts) < len(event.facts) or not all(map(_FACT.fullmatch, facts)):
        raise BadInput(msg("{act} is not a well-formed event", act=event.act))
    clean = {name: unicodedata.normalize("NFC", value) for name, value in facts.items()}
    line = encode(EventLine(event.act, event.at.isoformat(), clean))
    if len(line) > MOST_LINE_BYTES:
        raise BadInput(msg("{act} is not a well-formed event", act=event.act))
    return line


def read_line(line: bytes, place: str) -> Event:
    """The event whose canonical line is `line`. Raises BadInput naming `place`; nothing is overlooked or repaired."""
    if len(line) > MOST_LINE_BYTES:
        raise BadInput(msg("{place}: the line is longer than {most} bytes", place=place, most=MOST_LINE_BYTES))
    found = decode(line, EventLine, place)
    try:
        at = datetime.fromisoformat(found.at)
    except ValueError:
        at = None
    named = _ACT.fullmatch(found.act) and all(map(_FACT.fullmatch, found.facts))
    if at is None or at.isoformat() != found.at or not named:
        raise BadInput(msg("{place}: not an event of the log", place=place))
    return Event(found.act, at, tuple(found.facts.items()))
