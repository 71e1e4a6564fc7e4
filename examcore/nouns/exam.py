"""Knows a sitting: its day, rules, rooms, candidates and which form each position gets.

Must not know folders: `examcore.sitting` keeps it on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from examcore.nouns.profile import Profile


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who sits: number (digits), name, unit, position, room, delivery,
    and the booklet and seat given to them.
    """

    number: str
    name: str
    position: str
    room: str
    delivery: str
    booklet: str = ""
    seat: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """One exam room of a sitting, with its one delivery."""

    name: str
    delivery: str


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What may be told of a sealed form: its id, position, booklet codes, items and options for each part.

    `options` holds, per part in order, the highest number of options of any question.
    """

    form: str
    position: str
    codes: tuple[str, ...]
    parts: tuple[str, ...]
    counts: tuple[int, ...]
    options: tuple[int, ...]
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class PositionTitle:
    """How a position is called on screens and papers of a sitting."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One time under one policy: public facts only, no key, no PIN, no question text.

    `profile` is the regulation it is held under, whole, so that it can be scored again years later.
    """

    id: str
    title: str
    day: date
    profile: Profile
    forms: tuple[FormFacts, ...]
    rooms: tuple[Room, ...]
    candidates: tuple[Candidate, ...]
    titles: tuple[PositionTitle, ...] = ()

    @property
    def rehearsal(self) -> bool:
        """Whether any form of the sitting is for rehearsal: then everything is marked DIỄN TẬP."""
        return any(form.rehearsal for form in self.forms)

    def candidate(self, number: str) -> Candidate | None:
        """The candidate with this number, or None."""
        return next((c for c in self.candidates if c.number == number), None)

    def position_title(self, code: str) -> str:
        """How a position is called; its code where no list names it."""
        return next((t.title for t in self.titles if t.code == code), code)

    def form_for(self, position: str) -> FormFacts | None:
        """The facts of the form that candidates of `position` sit, or None."""
        return next((f for f in self.forms if f.position == position), None)


@dataclass(frozen=True, slots=True)
class Pass:
    """A candidate's PIN (digits), kept apart from the sitting and printed on a slip."""

    number: str
    pin: str


@dataclass(frozen=True, slots=True)
class Invigilator:
    """Somebody who watches a room, and the PIN (digits) by which they prove it."""

    room: str
    name: str
    pin: str


@dataclass(frozen=True, slots=True)
class SittingSecrets:
    """What only the organisers' folder holds: the key that authenticates sheets (hex), and the PINs."""

    sheet_key: str
    passes: tuple[Pass, ...]
    invigilators: tuple[Invigilator, ...] = ()

    def pin_of(self, number: str) -> str:
        """The PIN of a candidate; KeyError if there is none."""
        return next(p.pin for p in self.passes if p.number == number)

    def invigilators_of(self, room: str) -> tuple[Invigilator, ...]:
        """Who watches a room, in the order of the list; nobody where none were named."""
        return tuple(one for one in self.invigilators if one.room == room)
