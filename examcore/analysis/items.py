"""Knows the figures of every item after a sitting, by item and not by place: pooled over all forms that hold it.

Must not judge them: flags do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examcore.analysis.columns import FormColumns, ItemColumn, sum_over, sum_squares
from examcore.analysis.measures import Sums, bound_share, correlate, tell_drift

LETTERS = "ABCDEFGH"
TRACE_GROUPS = 5
FEW_TRACE_GROUPS = 3
FULL_TRACE = 200
"""From so many candidates on, choices are traced over five groups by score; below, over three."""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option: id, letter in the bank's order, whether it counts as right, how many chose it, in the upper and the
    lower group, and in each group by score from the weakest to the strongest.
    """

    id: str
    letter: str
    is_key: bool
    count: int
    upper: int
    lower: int
    trace: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item; `area` is its main one. `n` answered or left it blank; responses in review are counted apart, in
    `waiting`.

    `difficulty` is the share of right answers with its 95 % interval, `rest` the correlation with the score on all
    other items, `expected` the bank's difficulty (thousandths) resting on `seen` candidates, `drift` the distance of
    the two in standard errors. `ruling` is "cancel" or "accept" where the council amended the key.
    """

    id: str
    part: str
    area: str
    level: str
    bases: tuple[str, ...]
    forms: tuple[str, ...]
    n: int
    right: int
    blank: int
    double: int
    waiting: int
    difficulty: float
    low: float
    high: float
    rest: float | None
    expected: int
    seen: int
    drift: float | None
    options: tuple[OptionFigures, ...]
    upper: int
    lower: int
    traced: tuple[int, ...]
    median_ms: int | None
    timed: int
    ruling: str

    @property
    def keys(self) -> str:
        """The letters of the options that count as right."""
        return "".join(option.letter for option in self.options if option.is_key)


def measure_items(forms: Sequence[FormColumns], times: Mapping[str, Sequence[int]]) -> tuple[ItemFigures, ...]:
    """The figures of every item that anybody was given, in id order. `times` are milliseconds by item, where known."""
    places: dict[str, list[tuple[FormColumns, ItemColumn]]] = {}
    for columns in forms:
        if columns.people:
            for column in columns.columns:
                places.setdefault(column.item.id, []).append((columns, column))
    squares = {columns.form.id: sum_squares(columns.planes, columns.everyone) for columns in forms}
    enough = sum(len(columns.people) for columns in forms) >= FULL_TRACE
    groups = {columns.form.id: columns.cut(TRACE_GROUPS if enough else FEW_TRACE_GROUPS) for columns in forms}
    return tuple(_measure(found, times.get(name, ()), squares, groups) for name, found in sorted(places.items()))


def _measure(
    found: Sequence[tuple[FormColumns, ItemColumn]],
    times: Sequence[int],
    squares: Mapping[str, int],
    groups: Mapping[str, tuple[int, ...]],
) -> ItemFigures:
    first = found[0][1]
    item, tags = first.item, first.item.tags
    seen = [(columns, column, columns.everyone & ~column.waiting) for columns, column in found]
    n = sum(who.bit_count() for _, _, who in seen)
    right = sum(column.right.bit_count() for _, column, _ in seen)
    low, high = bound_share(right, n)
    counted = first.is_counted
    return ItemFigures(
        id=item.id,
        part=first.part,
        area=tags.area,
        level=tags.level,
        bases=tuple(f"{basis.source.name}, {basis.place}".removesuffix(", ") for basis in tags.bases),
        forms=tuple(columns.form.id for columns, _, _ in seen),
        n=n,
        right=right,
        blank=sum(column.blank.bit_count() for _, column, _ in seen),
        double=sum(column.double.bit_count() for _, column, _ in seen),
        waiting=sum(column.waiting.bit_count() for _, column, _ in seen),
        difficulty=right / n if n else 0.0,
        low=low,
        high=high,
        rest=correlate([_sum_rest(columns, column, who, squares) for columns, column, who in seen]),
        expected=tags.difficulty,
        seen=tags.seen,
        drift=tell_drift(right, n, tags.difficulty, tags.seen) if counted else None,
        options=tuple(_count_option(option.id, place, found, groups) for place, option in enumerate(item.options)),
        upper=sum((columns.upper & who).bit_count() for columns, _, who in seen),
        lower=sum((columns.lower & who).bit_count() for columns, _, who in seen),
        traced=tuple(
            sum((group & who).bit_count() for group, who in pairs)
            for pairs in zip(*([(g, who) for g in groups[c.form.id]] for c, _, who in seen), strict=True)
        ),
        median_ms=sorted(times)[len(times) // 2] if times else None,
        timed=len(times),
        ruling="cancel" if not counted else "accept" if first.accepted != (item.key,) else "",
    )


def _sum_rest(columns: FormColumns, column: ItemColumn, who: int, squares: Mapping[str, int]) -> Sums:
    """The sums of right or not, and of the score on all other items."""
    weight = column.weight if column.is_counted else 0
    n, right = who.bit_count(), column.right.bit_count()
    theirs = sum_over(columns.planes, column.right)
    total = sum_over(columns.planes, who)
    square = sum_squares(columns.planes, who) if column.waiting else squares[columns.form.id]
    return Sums(
        n, right, total - weight * right, right, square - 2 * weight * theirs + weight * weight * right,
        theirs - weight * right,
    )  # fmt: skip


def _count_option(
    option: str, place: int, found: Sequence[tuple[FormColumns, ItemColumn]], groups: Mapping[str, tuple[int, ...]]
) -> OptionFigures:
    chosen = [(columns, column.chosen[option]) for columns, column in found]
    return OptionFigures(
        option,
        LETTERS[place],
        option in found[0][1].accepted,
        sum(bits.bit_count() for _, bits in chosen),
        sum((columns.upper & bits).bit_count() for columns, bits in chosen),
        sum((columns.lower & bits).bit_count() for columns, bits in chosen),
        tuple(
            sum((group & bits).bit_count() for group, bits in pairs)
            for pairs in zip(*([(g, bits) for g in groups[c.form.id]] for c, bits in chosen), strict=True)
        ),
    )
