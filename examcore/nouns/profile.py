"""Knows what a regulation fixes: parts, minutes, bands, areas, each with the rule it rests on.

Must not know any city: cities give profiles, the core reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from examcore.canonical import ABSENT, Absent
from examcore.language import Label

Marking: TypeAlias = Literal["fill", "cross"]
"""How an answer is marked on paper: filled in; or crossed, circled to cancel it, filled in to choose it again."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule of the regulation: its id in the policy's data, the place in the text, what it says."""

    rule: str
    place: str
    says: str


@dataclass(frozen=True, slots=True)
class PartRule:
    """A part of every form: id (`general`), title, how many items, points for each right answer."""

    name: str
    title: Label
    count: int
    points_each: int
    rule: str


@dataclass(frozen=True, slots=True)
class Band:
    """A level of result: id, title, lowest and highest total, both included."""

    name: str
    title: Label
    lowest: int
    highest: int
    rule: str


@dataclass(frozen=True, slots=True)
class Area:
    """A knowledge area: its slug in item tags, its title, the part it belongs to,
    the rule that asks for it.
    """

    name: str
    title: Label
    part: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sanction:
    """What invigilators may impose on a candidate: its id, title, whether it ends the test, the rule it rests on."""

    name: str
    title: Label
    ends: bool
    rule: str


@dataclass(frozen=True, slots=True)
class PaperRules:
    """How answers are given and read on paper: how a mark is made, and whether two officers must settle each doubt."""

    marking: Marking = "fill"
    two_officers: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules in force on a day: what a sitting is held under and scored by, kept with it for ever.

    `late_minutes` after the start a candidate is still let in without a second invigilator; `alone_minutes` is the time
    that one invigilator may add for a candidate without a second. `paper_rules` is left out where a policy says nothing
    of paper, and then not written either: a sitting made before there were such rules keeps its bytes and its digest.
    """

    policy: str
    id: str
    title: Label
    since: date
    minutes: int
    parts: tuple[PartRule, ...]
    bands: tuple[Band, ...]
    areas: tuple[Area, ...]
    clauses: tuple[Clause, ...]
    issuer_parent: str = ""
    issuer: str = ""
    place: str = ""
    late_minutes: int = 10
    alone_minutes: int = 10
    sanctions: tuple[Sanction, ...] = ()
    paper_rules: PaperRules | Absent = ABSENT

    @property
    def paper(self) -> PaperRules:
        """How answers are given and read on paper; the usual way where the policy says nothing of it."""
        return self.paper_rules if isinstance(self.paper_rules, PaperRules) else PaperRules()

    @property
    def items(self) -> int:
        """How many items a form has."""
        return sum(part.count for part in self.parts)

    @property
    def total(self) -> int:
        """The highest total."""
        return sum(part.count * part.points_each for part in self.parts)

    def part(self, name: str) -> PartRule:
        """The part called `name`; KeyError if there is none."""
        return next(p for p in self.parts if p.name == name)

    def area_title(self, name: str) -> Label:
        """The title of an area, or its slug where the regulation does not name it."""
        return next((a.title for a in self.areas if a.name == name), Label(name))


@dataclass(frozen=True, slots=True)
class Position:
    """A post a candidate holds, as a catalogue lists it.

    `scope` is where the post exists: "" everywhere, else words of the catalogue ("quận", "huyện, thị xã",
    "huyện có rừng"). `repairs` says what was corrected from the printed source, `line` where it stands there
    (from 1). `area` is the knowledge area of the post's own field, "" where a policy names none.
    """

    code: str
    title: str
    unit: str
    group: str
    scope: str = ""
    area: str = ""
    tasks: tuple[Task, ...] = ()
    facts: tuple[Fact, ...] = ()
    repairs: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A main task of a position and the criterion by which it counts as done ("" where the source has
    none)."""

    task: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One further field of a job description: its label as corrected and its lines."""

    label: str
    lines: tuple[str, ...]
