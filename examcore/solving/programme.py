"""Knows an integer programme as plain integers: what goes to the child process and what comes back.

Must not know what a column or a row stands for. No name of an item is in it, so none can leak from the child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Programme:
    """Columns that take whole values from 0 to `most` at a cost each; rows that must lie between two bounds, both
    included. Row n has the factors from `starts[n]` up to `starts[n + 1]`, each with its column.
    """

    costs: tuple[int, ...]
    most: tuple[int, ...]
    starts: tuple[int, ...]
    columns: tuple[int, ...]
    factors: tuple[int, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """A programme to be solved at least cost. An answer is good enough when it is known to lie within `gap` percent of
    the best and, with `gap` 0, when it is the best.
    """

    programme: Programme
    milliseconds: int
    gap: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an order: `best` (within the gap), `found` (it holds, but may not be the best), `none` (no values
    hold), or `stopped` (by time or memory, with nothing in hand). `values` are the columns that are not 0.
    """

    end: Literal["best", "found", "none", "stopped"]
    values: tuple[tuple[int, int], ...] = ()


class Draft:
    """A programme in the making."""

    __slots__ = ("_columns", "_costs", "_factors", "_lower", "_most", "_starts", "_upper")

    def __init__(self) -> None:
        self._costs: list[int] = []
        self._most: list[int] = []
        self._starts = [0]
        self._columns: list[int] = []
        self._factors: list[int] = []
        self._lower: list[int] = []
        self._upper: list[int] = []

    def add_column(self, cost: int, most: int = 1) -> int:
        """A new column; its number."""
        self._costs.append(cost)
        self._most.append(most)
        return len(self._costs) - 1

    def add_row(self, terms: Mapping[int, int], least: int, most: int) -> None:
        """Columns times factors, between `least` and `most`."""
        self._columns += terms
        self._factors += terms.values()
        self._starts.append(len(self._columns))
        self._lower.append(least)
        self._upper.append(most)

    def finish(self) -> Programme:
        """The programme."""
        return Programme(
            tuple(self._costs), tuple(self._most), tuple(self._starts), tuple(self._columns), tuple(self._factors),
            tuple(self._lower), tuple(self._upper),
        )  # fmt: skip
