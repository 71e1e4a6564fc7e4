"""Knows what a ceremony may ask of the people in the room, and what it may tell the record.

Must not know who asks (screen or line), nor any one ceremony.

A script is a generator that yields these and is sent the answer, always text; "" for what needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from examcore.language import Message

Check: TypeAlias = Callable[[str], None]
"""Raises ExamcoreError for an answer that will not do; the question then stands again."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next numbered step begins. `name` stands in the log, `title` on the screen and in the minute."""

    name: str
    title: Message


@dataclass(frozen=True, slots=True)
class Tell:
    """A sentence for everybody in the room; in the minute too unless `minuted` is false."""

    text: Message
    minuted: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many people have typed their passphrase."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A line of text. `name` is how a caller may give it beforehand; `choices` are values with their titles.

    An empty answer gives `default`; with no default it is refused unless `may_be_empty`. `is_list`: asked again and
    again until the answer is empty, or until what was given beforehand is used up.
    """

    name: str
    prompt: Message
    default: str = ""
    choices: tuple[tuple[str, Message], ...] = ()
    may_be_empty: bool = False
    is_file: bool = False
    is_list: bool = False
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A passphrase: never shown, logged or minuted. A wrong one is an exception in the minute; `tries` of them stop."""

    prompt: Message
    check: Check
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Retype:
    """Somebody types what they read or hear; it is never given beforehand.

    Anything else than `expected` (case and blanks do not matter) is an exception in the minute; after `tries` of them
    the ceremony stops.
    """

    prompt: Message
    expected: str
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Agree:
    """Everybody present agrees before the ceremony goes on; it stops otherwise. Never given beforehand."""

    prompt: Message


@dataclass(frozen=True, slots=True)
class Show:
    """Something secret to be copied from the screen onto paper, then taken away; never logged or minuted."""

    text: Message
    secret: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Another person comes to the keyboard; the others look away."""

    person: str


@dataclass(frozen=True, slots=True)
class Attend:
    """Somebody takes part: name, office or role, for the minute."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fingerprint or digest of something that played a part, for the minute."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Happen:
    """An act for the log. Never a stem, key, PIN or passphrase among the facts."""

    act: str
    facts: tuple[tuple[str, str], ...]


Request: TypeAlias = (
    Step | Tell | Progress | Ask | Secret | Retype | Agree | Show | HandOver | Attend | Fingerprint | Happen
)
Question: TypeAlias = Ask | Secret | Retype | Agree | Show | HandOver
T = TypeVar("T")
Script: TypeAlias = Generator[Request, str, T]
