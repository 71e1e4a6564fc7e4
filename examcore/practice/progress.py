"""Knows what somebody has practised: how often each item was asked and answered right, by area; mock tests sat.

Must not know files or screens. No text of an item is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

FORMAT = "examcore-practice/1"
MOST_MOCKS = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """One item: how often it was asked, how often answered right, whether it was the last time, and when that was."""

    item: str
    part: str
    area: str
    given: int
    right: int
    was_right: bool
    day: date


@dataclass(frozen=True, slots=True)
class MockScore:
    """A mock test: its day, policy and position, points and highest points, and the band by its id and title."""

    day: date
    policy: str
    position: str
    points: int
    of: int
    band: str
    title: str


@dataclass(frozen=True, slots=True)
class Progress:
    """All that is kept: a tally for each item asked, by id; mock tests, the oldest first."""

    format: str = FORMAT
    items: tuple[Tally, ...] = ()
    mocks: tuple[MockScore, ...] = ()

    def of(self, item: str) -> Tally | None:
        """The tally of an item; None where it was never asked."""
        return next((one for one in self.items if one.item == item), None)


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """A knowledge area: items asked so far, answers given to them, right ones."""

    part: str
    area: str
    items: int
    given: int
    right: int

    @property
    def share(self) -> int:
        """Right answers in thousandths of those given, rounded half up."""
        return (2000 * self.right + self.given) // (2 * self.given) if self.given else 0


def note_answer(progress: Progress, item: str, part: str, area: str, is_right: bool, day: date) -> Progress:
    """The progress after one more answer; a blank in a mock test counts as asked and not right."""
    before = progress.of(item) or Tally(item, part, area, 0, 0, False, day)
    after = Tally(item, part, area, before.given + 1, before.right + is_right, is_right, day)
    others = [one for one in progress.items if one.item != item]
    return replace(progress, items=tuple(sorted([*others, after], key=_by_item)))


def note_mock(progress: Progress, mock: MockScore) -> Progress:
    """The progress after a mock test; only the last 1,000 are kept."""
    return replace(progress, mocks=(*progress.mocks, mock)[-MOST_MOCKS:])


def count_areas(progress: Progress) -> tuple[AreaProgress, ...]:
    """Every area that was practised, the weakest first."""
    tallies: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for one in progress.items:
        tallies[one.part, one.area].append(one)
    counts = [
        AreaProgress(part, area, len(found), sum(one.given for one in found), sum(one.right for one in found))
        for (part, area), found in tallies.items()
    ]
    return tuple(sorted(counts, key=lambda one: (one.share, one.part, one.area)))


def rank_areas(progress: Progress) -> dict[tuple[str, str], float]:
    """How well each area practised is known, from 0 to 1; (right + 1) / (given + 2), so that two answers do not settle
    it. An area never practised is to be taken as 0.5.
    """
    return {(one.part, one.area): (one.right + 1) / (one.given + 2) for one in count_areas(progress)}


def _by_item(tally: Tally) -> str:
    return tally.item
