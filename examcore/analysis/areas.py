"""Knows what people do not know: the share of right answers by knowledge area, for each position and each unit.

Must not name a person: groups of fewer than five are counted but their share is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examcore.analysis.columns import FormColumns, to_bits
from examcore.analysis.measures import bound_share

FEWEST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """An area as answered by one group: a position and a unit, either "" for all. `share` is None where fewer than five
    people would be told about.
    """

    position: str
    unit: str
    part: str
    area: str
    people: int
    given: int
    right: int

    @property
    def share(self) -> float | None:
        """The share of right answers."""
        return self.right / self.given if self.given and self.people >= FEWEST_PEOPLE else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Its 95 % interval."""
        return bound_share(self.right, self.given)


def measure_areas(forms: Sequence[FormColumns]) -> tuple[AreaFigures, ...]:
    """Every area for everybody, for each position, each unit, and each unit's positions; the weakest first in each
    group.

    An item counts for its main area, whichever it was drawn for: so an area holds the same items in every form. A
    cancelled item does not count, nor a response in review.
    """
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for columns in forms:
        groups = _split(columns)
        position = columns.form.position
        met: set[tuple[str, str, str, str, str]] = set()
        for column in columns.columns:
            if not column.is_counted:
                continue
            seen = columns.everyone & ~column.waiting
            for unit, who in groups.items():
                given, right = (who & seen).bit_count(), (who & column.right).bit_count()
                for key in _keys(position, unit, column.part, column.item.tags.area):
                    cell = sums.setdefault(key, [0, 0, 0])
                    cell[1] += given
                    cell[2] += right
                    if (*key, unit) not in met:
                        met.add((*key, unit))
                        cell[0] += who.bit_count()
    found = [AreaFigures(*key, *cell) for key, cell in sums.items()]
    return tuple(sorted(found, key=lambda a: (a.unit, a.position, a.right / a.given if a.given else 1.0, a.area)))


def _split(columns: FormColumns) -> dict[str, int]:
    """The candidates of each unit."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(columns.people):
        places.setdefault(one.unit, []).append(place)
    return {unit: to_bits(found, len(columns.people)) for unit, found in sorted(places.items())}


def _keys(position: str, unit: str, part: str, area: str) -> set[tuple[str, str, str, str]]:
    return {(p, u, part, area) for p in ("", position) for u in ("", unit)}
