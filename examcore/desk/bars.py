"""Knows plots in plain characters: how points are spread, as a whole, by part, by room and by position.

Must not know a screen: numbers in, rows out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from examcore.engine.summary import histogram
from examcore.nouns import Profile, Result

STEPS = 10
"""Into so many steps the points of a part are put."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: what it stands for, how much, and of how much the longest bar is."""

    label: str
    count: int
    most: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """A plot: its rows, how many candidates it is of, and their mean in tenths of a point."""

    rows: tuple[Row, ...]
    candidates: int
    mean_tenths: int


def measure_points(profile: Profile, results: Sequence[Result], part: str = "") -> Histogram:
    """How the points of a part ("" for the total) are spread over `results`."""
    if part:
        rule = profile.part(part)
        bins = _bin(rule.count * rule.points_each, [one.score.points_of(part) for one in results])
        points = [one.score.points_of(part) for one in results]
    else:
        bins = list(histogram(profile, results))
        points = [one.score.total for one in results]
    most = max((count for _, _, count in bins), default=0)
    rows = tuple(Row(f"{low}–{high}", count, most) for low, high, count in bins)
    mean = (20 * sum(points) + len(points)) // (2 * len(points)) if points else 0
    return Histogram(rows, len(points), mean)


def compare(results: Sequence[Result], name: Callable[[Result], str]) -> tuple[tuple[str, int, int], ...]:
    """(name, candidates, mean in tenths of a point) of each group, the lowest mean first."""
    groups: dict[str, list[int]] = {}
    for one in results:
        groups.setdefault(name(one), []).append(one.score.total)
    found = [(label, len(points), (20 * sum(points) + len(points)) // (2 * len(points)))
             for label, points in groups.items()]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one[2], one[0])))


def draw_row(count: int, most: int, cells: int, is_plain: bool = False) -> str:
    """A bar in at most `cells` cells, to an eighth of a cell where the terminal can; anything but nothing shows."""
    if not count or not most or cells < 1:
        return ""
    eighths = max(1, round(8 * cells * count / most))
    if is_plain:
        return "#" * max(1, round(eighths / 8))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[rest] if rest else "")


def _bin(top: int, points: Sequence[int]) -> list[tuple[int, int, int]]:
    width = max(1, -(-top // STEPS))
    bins = []
    for low in range(0, top, width):
        high = top if low + width >= top else low + width - 1
        bins.append((low, high, sum(low <= one <= high for one in points)))
    return bins
