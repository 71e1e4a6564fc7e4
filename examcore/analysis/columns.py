"""Knows the responses to a form as columns of bits: bit i of a column is candidate i, so that counting is one step.

Must not know what the counts mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from examcore.engine.scoring import NO_RULINGS, Rulings
from examcore.nouns import Form, Item, Profile, Responses, Result

TOP_PERCENT = 27
"""The share that tells groups apart best (T. L. Kelley, J. Educ. Psychol. 30, 1939)."""
FEWEST_FOR_GROUPS = 4
DOUBLE = ""
WAITING = "?"


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One item of a form: who chose exactly which option, who left it blank, marked several, or waits for review.

    `right` follows the council's ruling. A cancelled item is told by its sealed key and does not count in any score.
    """

    item: Item
    part: str
    weight: int
    chosen: Mapping[str, int]
    blank: int
    double: int
    waiting: int
    right: int
    accepted: tuple[str, ...]
    is_counted: bool


@dataclass(frozen=True, slots=True)
class FormColumns:
    """A form as it was answered. `people` in number order are the bits from 0; `planes` are the binary digits of their
    scores over the items that count, the lowest first. `lower` and `upper` are the groups by score; both empty where
    too few sat.
    """

    form: Form
    people: tuple[Result, ...]
    columns: tuple[ItemColumn, ...]
    planes: tuple[int, ...]
    scores: tuple[int, ...]
    order: tuple[int, ...]
    lower: int
    upper: int

    @property
    def everyone(self) -> int:
        """The bits of all candidates."""
        return (1 << len(self.people)) - 1

    def cut(self, groups: int) -> tuple[int, ...]:
        """The candidates by score in so many groups of about one size, the weakest first."""
        n = len(self.order)
        return tuple(to_bits(self.order[n * one // groups : n * (one + 1) // groups], n) for one in range(groups))


def stack(
    profile: Profile, form: Form, responses: Sequence[Responses], results: Mapping[str, Result],
    rulings: Rulings = NO_RULINGS,
) -> FormColumns:  # fmt: skip
    """The columns of a form from the responses of those who were scored on it."""
    sat = sorted(
        (one for one in responses if one.form == form.id and one.candidate in results), key=lambda one: one.candidate
    )
    n = len(sat)
    cells = {
        item.id: {name: bytearray(n // 8 + 1) for name in (*(o.id for o in item.options), DOUBLE, WAITING)}
        for item in form.items
    }
    for place, one in enumerate(sat):
        byte, bit = place >> 3, 1 << (place & 7)
        for response in one.given:
            cell = cells.get(response.question)
            if cell is None:
                continue
            if response.in_review:
                cell[WAITING][byte] |= bit
            elif response.options:
                name = response.options[0] if len(response.options) == 1 else DOUBLE
                cell.get(name, cell[DOUBLE])[byte] |= bit
    columns = tuple(
        _settle(profile, part.name, item, cells[item.id], n, rulings) for part in form.parts for item in part.items
    )
    planes = add_up([(column.right, column.weight) for column in columns if column.is_counted])
    scores = tuple(sum((plane >> place & 1) << power for power, plane in enumerate(planes)) for place in range(n))
    order = tuple(sorted(range(n), key=lambda place: (scores[place], place)))
    size = max(1, (TOP_PERCENT * n + 50) // 100) if n >= FEWEST_FOR_GROUPS else 0
    return FormColumns(
        form, tuple(results[one.candidate] for one in sat), columns, planes, scores, order,
        to_bits(order[:size], n), to_bits(order[n - size :], n),
    )  # fmt: skip


def _settle(
    profile: Profile, part: str, item: Item, cells: Mapping[str, bytearray], n: int, rulings: Rulings
) -> ItemColumn:
    bits = {name: int.from_bytes(cell, "little") for name, cell in cells.items()}
    double, waiting = bits.pop(DOUBLE), bits.pop(WAITING)
    blank = (1 << n) - 1 & ~(double | waiting)
    for one in bits.values():
        blank &= ~one
    ruled = rulings.get(item.id, (item.key,))
    accepted = ruled or (item.key,)
    right = 0
    for option in accepted:
        right |= bits[option]
    return ItemColumn(
        item, part, profile.part(part).points_each, bits, blank, double, waiting, right, accepted, bool(ruled)
    )


def to_bits(places: Iterable[int], n: int) -> int:
    """The bits at some places."""
    cell = bytearray(n // 8 + 1)
    for place in places:
        cell[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(cell, "little")


def add_up(columns: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The binary digits, lowest first, of every candidate's sum of weights over the columns they are in."""
    planes: list[int] = []
    for bits, weight in columns:
        power = 0
        while weight >> power:
            if weight >> power & 1:
                carry, place = bits, power
                while carry:
                    planes += [0] * (place + 1 - len(planes))
                    planes[place], carry = planes[place] ^ carry, planes[place] & carry
                    place += 1
            power += 1
    return tuple(planes)


def sum_over(planes: Sequence[int], who: int) -> int:
    """The sum of the scores of some candidates."""
    return sum((plane & who).bit_count() << power for power, plane in enumerate(planes))


def sum_squares(planes: Sequence[int], who: int) -> int:
    """The sum of the squares of the scores of some candidates."""
    chosen = [plane & who for plane in planes]
    total = 0
    for power, plane in enumerate(chosen):
        total += plane.bit_count() << 2 * power
        for later in range(power + 1, len(chosen)):
            total += (plane & chosen[later]).bit_count() << power + later + 1
    return total
