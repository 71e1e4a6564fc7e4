"""Knows what a sitting teaches a bank: how difficult its items were, and that they were asked that day.

Must not know where banks or sittings are kept, nor any key: a lesson holds counts only. Nor when items are drawn:
uses are learnt after a sitting, for tags are readable and would tell what a sealed form holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from examcore.analysis.flags import Flagged
from examcore.nouns import FULL, Item, Tags

LESSONS_FORMAT = "examcore-lessons/2"
PRIOR = 20
"""The area's mean counts as much as so many candidates: p* = (n p + 20 p_area) / (n + 20)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one item showed: candidates who answered or left it blank, and right answers among them."""

    item: str
    n: int
    right: int


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a sitting on `day` teaches, in item order: lessons, and the ids of all items that were `used`.

    `rehearsal` must never teach a bank.
    """

    format: str
    sitting: str
    day: date
    rehearsal: bool
    lessons: tuple[Lesson, ...]
    used: tuple[str, ...]


def take_lessons(sitting: str, day: date, rehearsal: bool, items: Sequence[Flagged]) -> Lessons:
    """The lessons of a sitting whose analysis found these items: all that stood in a form somebody sat.

    All were used. But cancelled items teach no difficulty; nor do items whose key was amended, for the key of the bank
    is another one than they were judged by.
    """
    figures = [one.figures for one in items if one.figures.n and not one.figures.ruling]
    lessons = tuple(Lesson(f.id, f.n, f.right) for f in figures)
    used = tuple(sorted(one.figures.id for one in items))
    return Lessons(LESSONS_FORMAT, sitting, day, rehearsal, lessons, used)


def pool_difficulty(tags: Tags, area: int, lesson: Lesson) -> Tags:
    """The tags after a lesson: what the bank knew and what was seen, each weighted by its candidates.

    A figure of the bank that rests on candidates already holds the area's mean with the weight of 20; an author's
    estimate gives way to it. So lessons in any order end at the same figure, but for rounding to thousandths (half up).
    """
    if not lesson.n:
        return tags
    known = tags.difficulty if tags.seen else area
    weight = tags.seen + PRIOR
    total, n = known * weight + FULL * lesson.right, weight + lesson.n
    return replace(tags, difficulty=(2 * total + n) // (2 * n), seen=tags.seen + lesson.n)


def mean_by_area(tags: Iterable[Tags]) -> Mapping[tuple[str, str], int]:
    """The mean difficulty of a bank's items by (part, main area), thousandths rounded half up."""
    sums: dict[tuple[str, str], list[int]] = {}
    for one in tags:
        cell = sums.setdefault((one.part, one.area), [0, 0])
        cell[0] += one.difficulty
        cell[1] += 1
    return {key: (2 * total + n) // (2 * n) for key, (total, n) in sums.items()}


def add_use(tags: Tags, day: date) -> Tags:
    """The tags of an item that was asked on `day`; each day stands once, in order."""
    return replace(tags, uses=tuple(sorted({*tags.uses, day})))


def apply_lessons(items: Sequence[Item], lessons: Lessons) -> tuple[Item, ...]:
    """The items of a bank that change, in the bank's order: in difficulty, in days of use, or in both.

    Lessons about items the bank does not hold change nothing.
    """
    means = mean_by_area(item.tags for item in items)
    by_item = {one.item: one for one in lessons.lessons}
    used = set(lessons.used)
    changed = []
    for item in items:
        tags = add_use(item.tags, lessons.day) if item.id in used else item.tags
        if item.id in by_item:
            tags = pool_difficulty(tags, means[tags.part, tags.area], by_item[item.id])
        if tags != item.tags:
            changed.append(replace(item, tags=tags))
    return tuple(changed)
