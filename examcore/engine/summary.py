"""Knows what a set of results says as a whole: spread, bands, and how well each knowledge area is known.

Must not know tables or charts: policies turn these figures into them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.nouns import Profile, Result


@dataclass(frozen=True, slots=True)
class AreaCount:
    """A knowledge area: responses counted, right ones, and the share of right ones in thousandths."""

    area: str
    part: str
    given: int
    right: int

    @property
    def share(self) -> int:
        """Right answers in thousandths of responses counted, rounded half up."""
        return (2000 * self.right + self.given) // (2 * self.given) if self.given else 0


def count_areas(results: Sequence[Result]) -> tuple[AreaCount, ...]:
    """Every area that was tested (an item tests its main one), weakest first, then by name."""
    given: dict[tuple[str, str], int] = defaultdict(int)
    right: dict[tuple[str, str], int] = defaultdict(int)
    for result in results:
        for verdict in result.verdicts:
            given[verdict.area, verdict.part] += 1
            right[verdict.area, verdict.part] += verdict.is_right
    counts = [AreaCount(area, part, n, right[area, part]) for (area, part), n in given.items()]
    return tuple(sorted(counts, key=lambda c: (c.share, c.area)))


def count_bands(profile: Profile, results: Sequence[Result]) -> tuple[tuple[str, int], ...]:
    """How many candidates reached each band, bands in the profile's order;
    provisional results count where they stand.
    """
    return tuple((band.name, sum(r.outcome.band == band.name for r in results)) for band in profile.bands)


def histogram(profile: Profile, results: Sequence[Result], width: int = 10) -> tuple[tuple[int, int, int], ...]:
    """(lowest, highest, candidates) for totals in steps of `width` points;
    the last step takes in the highest total.
    """
    top = profile.total
    starts = list(range(0, top, width))
    bins = []
    for start in starts:
        end = top if start == starts[-1] else start + width - 1
        bins.append((start, end, sum(start <= r.score.total <= end for r in results)))
    return tuple(bins)
