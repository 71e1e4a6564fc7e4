"""Knows a table of cells as a reader of any kind of file hands it over.

Must not know what a column means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from examcore.language import Message

Place = Message | str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty: its text, its place as people name it, how all of it is set off ("bold", "underline",
    "colour", "fill"), the pieces that are bold, underlined or coloured where only some of it is, whether it spans
    several columns, and what keeps its text from being sure: "formula", "date", "number", "raised", "struck", "error";
    "" for nothing.
    """

    text: str
    place: Place
    looks: frozenset[str] = frozenset()
    pieces: tuple[str, ...] = ()
    wide: bool = False
    doubt: str = ""


Row = Mapping[int, Cell]
"""The cells of a row by column, from 0; an empty cell has no entry."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name and rows, the first one first. `spread` are the places that merged cells cover, with
    the cell that holds the value; `hidden` are rows (from 0) that a spreadsheet does not show, `drawn` those that a
    picture lies over.
    """

    name: str
    rows: Sequence[Row]
    spread: Mapping[tuple[int, int], Cell]
    hidden: frozenset[int] = frozenset()
    drawn: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell | None:
        """The cell at a place, or the merged one that covers it."""
        return self.rows[row].get(column) or self.spread.get((row, column))


@lru_cache(maxsize=1024)
def name_column(place: int) -> str:
    """The letters of a column counted from 0: A, B, …, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
