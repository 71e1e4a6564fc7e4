"""Knows what officers decided about pages and marks: appended events, and what stands after all of them.

Must not know pages: a decision names one by its key. The file is a chain beside the scan file (docs/formats/scan.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from examcore.canonical import ABSENT, Absent
from examcore.engine.people import find_person
from examcore.errors import BadInput
from examcore.language import messages
from examcore.nouns import Sitting
from examcore.text import clean_line
from examcore_paper.chain import ChainFile, read_chain

msg = messages("examcore_paper")

FORMAT = "examcore review 1"
TAKE, DROP, TWO = "take", "drop", "two"
PAGE = 0
"""The item number of a decision about a whole page."""

Place: TypeAlias = tuple[str, int]
"""The key of a page, and an item number or `PAGE`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of one officer: when, who, which page and item, what, and why.

    `value` is the letters of a mark ("" a blank); of a page `TAKE`, with the candidate and booklet it is taken for, or
    `DROP`. A decision about no page ("") with the value `TWO` makes two officers needed from then on.
    `marks` is the hash of what officers had typed of a typed sheet when something was decided about it: of anything
    typed otherwise the decision says nothing.
    """

    at: str
    by: str
    page: str
    item: int
    value: str
    candidate: str = ""
    booklet: str = ""
    why: str = ""
    marks: str | Absent = ABSENT

    @property
    def said(self) -> tuple[str, str, str]:
        """What was decided, without who, when and why."""
        return self.value, self.candidate, self.booklet


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """Which sitting decisions are about."""

    sitting: str
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All decisions of a sitting in order, and what stands after them. `two_by_rule`: its policy wants two officers.

    `typed` is the hash of what was typed of every typed sheet until now, by page; "" where only one officer did.
    """

    decisions: tuple[Decision, ...] = ()
    two_by_rule: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    _spoken: Mapping[str, Mapping[int, Sequence[Decision]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the decisions in order by place, once: they are asked for place by place, a hundred times a sheet."""
        spoken: dict[str, dict[int, list[Decision]]] = {}
        for one in self.decisions:
            spoken.setdefault(one.page, {}).setdefault(one.item, []).append(one)
        object.__setattr__(self, "_spoken", spoken)

    @property
    def needs_two(self) -> bool:
        """Whether a doubt is settled only when two officers said the same: by the policy, or since one asked for it."""
        return self.two_by_rule or any(one.value == TWO for one in self._of(("", PAGE)))

    def votes(self, place: Place) -> tuple[Decision, ...]:
        """The latest word of each officer about a place, the oldest first; none about a sheet typed otherwise now."""
        latest: dict[str, Decision] = {}
        for one in self._of(place):
            latest.pop(find_person(one.by, latest), None)
            latest[one.by] = one
        return tuple(one for one in latest.values() if not self._is_outdated(one))

    def items(self, page: str) -> frozenset[int]:
        """The items of a page that anything was decided about; `PAGE` stands for the page itself."""
        return frozenset(self._spoken.get(page, ()))

    def _of(self, place: Place) -> Sequence[Decision]:
        page, item = place
        return self._spoken.get(page, {}).get(item, ())

    def _is_outdated(self, one: Decision) -> bool:
        now = self.typed.get(one.page) if one.value != DROP else None
        return now is not None and (not now or one.marks != now)

    def settled(self, place: Place) -> Decision | None:
        """The decision that stands for a place, or None while it is open: the last, or one that two officers share."""
        votes = self.votes(place)
        if not self.needs_two:
            return votes[-1] if votes else None
        said = [one.said for one in votes]
        return next((one for one in reversed(votes) if said.count(one.said) > 1), None)

    def differ(self, place: Place) -> bool:
        """Whether officers said different things and nothing stands yet."""
        return self.settled(place) is None and len({one.said for one in self.votes(place)}) > 1

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place anything was decided about, in order, once."""
        return tuple(dict.fromkeys((one.page, one.item) for one in self.decisions if one.page))


def read_decisions(path: Path, sitting: Sitting) -> Reviewed:
    """The decisions kept in a file; none where it is not there. Raises BadInput or BrokenSeal as `read_chain`."""
    there = read_chain(path, ReviewHead(sitting.id), Decision, _refuse_head) if path.is_file() else ()
    return Reviewed(there, sitting.profile.paper.two_officers)


def add_decisions(path: Path, sitting: Sitting, decisions: Sequence[Decision]) -> tuple[Reviewed, int]:
    """Append decisions for good; all decisions, and how many bytes the file has now. Raises as `ChainFile`."""
    file = ChainFile(path, ReviewHead(sitting.id), Decision, _refuse_head)
    try:
        file.add(decisions)
        return Reviewed(file.records, sitting.profile.paper.two_officers), file.size
    finally:
        file.close()


def start_two(by: str, at: datetime) -> Decision:
    """The act after which two officers are needed."""
    return Decision(write_time(at), clean_name(by), "", PAGE, TWO)


def clean_name(by: str) -> str:
    """An officer's name as it is kept: no signs that nobody sees. Raises BadInput for one without a letter."""
    name = clean_line(by)
    if not any(map(str.isalpha, name)):
        raise BadInput(msg("a decision needs the name of who made it"), msg("name the officer: --by NAME"))
    return name


def write_time(at: datetime) -> str:
    """A moment as it is kept: to the second, with its zone."""
    return at.isoformat(timespec="seconds")


def _refuse_head(found: ReviewHead, head: ReviewHead, source: str) -> None:
    raise BadInput(
        msg("{source} belongs to the sitting {other}", source=source, other=found.sitting),
        msg("name the folder of that sitting"),
    )
