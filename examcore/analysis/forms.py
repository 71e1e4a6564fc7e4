"""Knows the figures of whole forms: spread, reliability, who stands near a mark, and whether forms and booklets differ.

Must not adjust any score: where forms differ it says so and no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from examcore.analysis.columns import FormColumns, ItemColumn, add_up, sum_over, sum_squares
from examcore.analysis.measures import (
    Difference,
    Reliability,
    Spread,
    compare_groups,
    measure_reliability,
    measure_spread,
)
from examcore.nouns import Profile, Result


@dataclass(frozen=True, slots=True)
class BookletFigures:
    """One booklet of a form: its code and the spread of its candidates' points."""

    code: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class FormFigures:
    """One form: spread of points, KR-20 by part and in total, planned and observed mean difficulty (shares), its
    booklets and whether they differ.

    `known` counts the items whose planned difficulty rests on candidates and not on an estimate.
    """

    form: str
    position: str
    spread: Spread
    parts: tuple[tuple[str, Reliability], ...]
    total: Reliability
    planned: float
    observed: float
    known: int
    items: int
    booklets: tuple[BookletFigures, ...]
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class MarkFigures:
    """The lowest points of a band, and how many candidates stand within one standard error of measurement of it."""

    band: str
    points: int
    near: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether forms differ: the forms, whether they serve one position, and the test."""

    position: str
    forms: tuple[str, ...]
    difference: Difference


def measure_form(columns: FormColumns) -> FormFigures:
    """The figures of one form. Nobody sat it: zeros and None."""
    form = columns.form
    counted = [column for column in columns.columns if column.is_counted]
    booklets = _group(columns.people, lambda one: one.booklet)
    n = len(columns.people)
    planned = [column.item.tags.difficulty for column in counted]
    return FormFigures(
        form.id,
        form.position,
        measure_spread([one.score.total for one in columns.people]),
        tuple(
            (part.name, measure_columns([c for c in counted if c.part == part.name], columns.everyone))
            for part in form.parts
        ),
        measure_columns(counted, columns.everyone),
        sum(planned) / len(planned) / 1000 if planned else 0.0,
        sum(column.right.bit_count() for column in counted) / (n * len(counted)) if n and counted else 0.0,
        sum(column.item.tags.seen > 0 for column in counted),
        len(columns.columns),
        tuple(
            BookletFigures(code, measure_spread([one.score.total for one in people]))
            for code, people in booklets.items()
        ),
        compare_groups([[one.score.total for one in people] for people in booklets.values()]),
    )


def measure_columns(columns: Sequence[ItemColumn], everyone: int) -> Reliability:
    """How dependable the sum over some items is. A response in review gives no point, as in the score."""
    n = everyone.bit_count()
    if not n:
        return measure_reliability(0, len(columns), 0.0, 0.0)
    planes = add_up([(column.right, column.weight) for column in columns])
    total = sum_over(planes, everyone)
    variance = (n * sum_squares(planes, everyone) - total * total) / (n * n)
    inside = sum(c.weight**2 * c.right.bit_count() * (n - c.right.bit_count()) for c in columns) / (n * n)
    return measure_reliability(n, len(columns), inside, variance)


def pool(forms: Sequence[FormFigures]) -> Reliability:
    """The reliability over forms: their error variances and score variances, each weighted by its candidates.

    The interval is that of all candidates together.
    """
    known = [one.total for one in forms if one.total.kr20 is not None and one.total.sem is not None]
    n = sum(one.n for one in known)
    if not known:
        return measure_reliability(0, 0, 0.0, 0.0)
    items = min(one.items for one in known)
    error = math.fsum(one.n * one.sem**2 for one in known if one.sem is not None) / n
    spread = math.fsum(
        one.n * one.sem**2 / (1 - one.kr20) for one in known if one.sem is not None and one.kr20 not in (None, 1.0)
    )
    variance = spread / n
    inside = variance * (1 - (1 - error / variance) * (items - 1) / items) if variance else 0.0
    return measure_reliability(n, items, inside, variance)


def count_near(profile: Profile, results: Sequence[Result], sem: float | None) -> tuple[MarkFigures, ...]:
    """For each band that must be reached: its mark and who stands within one standard error of it; none if it is
    unknown.
    """
    if sem is None:
        return ()
    bottom = min((band.lowest for band in profile.bands), default=0)
    return tuple(
        MarkFigures(band.name, band.lowest, sum(abs(one.score.total - band.lowest) <= sem for one in results))
        for band in profile.bands
        if band.lowest > bottom
    )


def share_near(marks: Sequence[MarkFigures], results: Sequence[Result], sem: float | None) -> float | None:
    """The share of candidates within one standard error of any mark; None where that is unknown."""
    if sem is None or not results:
        return None
    points = [mark.points for mark in marks]
    return sum(any(abs(one.score.total - p) <= sem for p in points) for one in results) / len(results)


def compare_forms(forms: Sequence[FormColumns]) -> tuple[Comparison, ...]:
    """Forms of one position against each other; and, where each position has one form, all forms against each other.

    Between positions a difference is as much of the candidates as of the forms.
    """
    sat = [one for one in forms if one.people]
    by_position: dict[str, list[FormColumns]] = {}
    for one in sat:
        by_position.setdefault(one.form.position, []).append(one)
    several = {position: group for position, group in by_position.items() if len(group) > 1}
    found = []
    for position, group in (several or {"": sat}).items():
        difference = compare_groups([[person.score.total for person in one.people] for one in group])
        if difference is not None:
            found.append(Comparison(position, tuple(one.form.id for one in group), difference))
    return tuple(found)


def _group(people: Sequence[Result], name: Callable[[Result], str]) -> Mapping[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for one in people:
        found.setdefault(name(one), []).append(one)
    return dict(sorted(found.items()))
