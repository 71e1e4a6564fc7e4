"""Knows the formulas of classical test theory and two tests of differences, on sums that were counted as integers.

Must not know items, forms or candidates. Plain Python: the same figures on every platform to the digits shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sums, squares and product of two variables over one group of candidates."""

    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int


def correlate(groups: Sequence[Sums]) -> float | None:
    """The correlation within groups, pooled over them, or None where one of the two does not vary.

    Pooled within, so that groups of different strength do not make a correlation of their own.
    """
    known = [one for one in groups if one.n]
    xy = math.fsum((one.n * one.xy - one.x * one.y) / one.n for one in known)
    xx = math.fsum((one.n * one.xx - one.x * one.x) / one.n for one in known)
    yy = math.fsum((one.n * one.yy - one.y * one.y) / one.n for one in known)
    return max(-1.0, min(1.0, xy / math.sqrt(xx * yy))) if xx > 0 and yy > 0 else None


def bound_share(right: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) where nobody answered."""
    if not n:
        return 0.0, 1.0
    share, square = right / n, Z95 * Z95
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))  # rounding must not exclude it


@dataclass(frozen=True, slots=True)
class Reliability:
    """How dependable scores are: KR-20 with its 95 % interval, and the standard error of measurement in points.

    None where it cannot be told: fewer than two items or three candidates, or everybody has the same score.
    """

    items: int
    n: int
    kr20: float | None
    low: float | None
    high: float | None
    sem: float | None


def measure_reliability(n: int, items: int, item_variance: float, variance: float) -> Reliability:
    """Kuder and Richardson's formula 20 (Psychometrika 2, 1937) from the items' summed variance and the scores'
    variance (both divided by n), with the interval of Bonett (J. Educ. Behav. Stat. 27, 2002). Items may weigh more
    than a point.
    """
    if items < 2 or n < 3 or variance <= 0:
        return Reliability(items, n, None, None, None, None)
    kr20 = items / (items - 1) * (1 - item_variance / variance)
    sem = math.sqrt(variance * (1 - min(kr20, 1.0)))
    if kr20 >= 1:
        return Reliability(items, n, 1.0, 1.0, 1.0, sem)
    half = Z95 * math.sqrt(2 * items / ((items - 1) * (n - 2)))
    gap = math.log(1 - kr20)
    return Reliability(items, n, kr20, 1 - math.exp(gap + half), 1 - math.exp(gap - half), sem)


def tell_drift(right: int, n: int, expected: int, seen: int) -> float | None:
    """How many standard errors a share lies from the bank's (thousandths, of `seen` candidates); None where unknown."""
    if not n or not seen:
        return None
    pooled = (right + expected / 1000 * seen) / (n + seen)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / seen))
    return (right / n - expected / 1000) / error if error > 0 else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Whether groups differ by more than chance: Kruskal and Wallis' H, its degrees of freedom, and the probability
    of so large a difference among equal groups.
    """

    h: float
    freedom: int
    chance: float


def compare_groups(groups: Sequence[Sequence[int]]) -> Difference | None:
    """Kruskal and Wallis' test (JASA 47, 1952), corrected for ties; None with fewer than two groups or without spread.

    The probability is that of chi-square: fair from about five candidates in each group.
    """
    filled = [group for group in groups if group]
    everyone = sorted(value for group in filled for value in group)
    n = len(everyone)
    if len(filled) < 2 or everyone[0] == everyone[-1]:
        return None
    doubled: dict[int, int] = {}  # twice the middle rank of each value: whole numbers
    ties = start = 0
    while start < n:
        end = start
        while end < n and everyone[end] == everyone[start]:
            end += 1
        doubled[everyone[start]] = start + 1 + end
        ties += (end - start) ** 3 - (end - start)
        start = end
    squares = math.fsum(sum(doubled[value] for value in group) ** 2 / len(group) for group in filled) / 4
    h = (12 / (n * (n + 1)) * squares - 3 * (n + 1)) / (1 - ties / (n**3 - n))
    h = max(0.0, h)
    return Difference(h, len(filled) - 1, tail_of_chi_square(h, len(filled) - 1))


def tail_of_chi_square(value: float, freedom: int) -> float:
    """The probability of at least `value` under chi-square, by the recurrence over degrees of freedom."""
    half = value / 2
    if half <= 0:
        return 1.0
    start = 2 if freedom % 2 == 0 else 1
    tail = math.exp(-half) if start == 2 else math.erfc(math.sqrt(half))
    for step in range(start, freedom, 2):
        tail += math.exp(step / 2 * math.log(half) - half - math.lgamma(step / 2 + 1))
    return min(1.0, tail)


@dataclass(frozen=True, slots=True)
class Spread:
    """How points spread: candidates, mean, standard deviation (n - 1), lowest and highest."""

    n: int
    mean: float
    sd: float
    lowest: int
    highest: int


def measure_spread(points: Sequence[int]) -> Spread:
    """The spread of some candidates' points; zeros where there are none."""
    n, total = len(points), sum(points)
    if not n:
        return Spread(0, 0.0, 0.0, 0, 0)
    squares = n * sum(p * p for p in points) - total * total
    return Spread(n, total / n, math.sqrt(squares / (n * (n - 1))) if n > 1 else 0.0, min(points), max(points))
