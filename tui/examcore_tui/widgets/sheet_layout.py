"""Knows how a question fits a space: which rows of stem and options stand where.

Must not know the screen library. The options always stay in view: a long stem scrolls above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from examcore_tui.passage import Shown, is_ruled, wrap

INDENT = 10
"""Cells before an option's text: pointer, box, letter."""
LEAST_STEM = 3
"""Rows of stem that stay in view however long the options are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `option` counts from 0 (-1 for none), `is_first` marks an option's first row."""

    kind: Literal["stem", "gap", "option"]
    text: str
    option: int = -1
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is seen: rows from the top; how many rows of stem and options are hidden above and below."""

    rows: tuple[Row, ...]
    stem_top: int
    stem_seen: int
    stem_rows: int
    options_above: int
    options_below: int

    @property
    def stem_below(self) -> int:
        """Rows of stem still to come."""
        return self.stem_rows - self.stem_top - self.stem_seen


def lay_out_sheet(
    stem: Shown, options: Sequence[Shown], width: int, height: int, stem_top: int, cursor: int, is_spread: bool = False
) -> Sheet:
    """Stem above, options below, in `height` rows of `width` cells.

    `stem_top` is the first row of stem wanted (brought into range); `cursor` the option that must be in view
    where not even the options fit. `is_spread` puts an empty row below every row, for eyes that lose the line;
    not within a table, whose rules lead the eye.
    """
    stem_rows = [Row("stem", text) for text in wrap(stem, width - 2)]
    blocks = [_option_rows(text, width, at) for at, text in enumerate(options)]
    if is_spread:
        stem_rows = _spread(stem_rows)
        blocks = [_spread(block) for block in blocks]
    gap = _choose_gap(len(stem_rows), blocks, height)
    shown = _join(blocks, gap)
    room = max(height - len(shown) - 1, min(LEAST_STEM, len(stem_rows), max(height - 2, 1)))
    seen = min(room, len(stem_rows))
    top = max(0, min(stem_top, len(stem_rows) - seen))
    space = max(height - seen - 1, 0)
    above = _find_window(shown, cursor, space)
    visible = shown[above : above + space]
    rows = [*stem_rows[top : top + seen], Row("gap", ""), *visible]
    return Sheet(tuple(rows[:height]), top, seen, len(stem_rows), above, len(shown) - above - len(visible))


def _option_rows(text: Shown, width: int, at: int) -> list[Row]:
    return [Row("option", row, at, index == 0) for index, row in enumerate(wrap(text, width - INDENT - 1))]


def _spread(rows: Sequence[Row]) -> list[Row]:
    spread = []
    for at, row in enumerate(rows):
        spread.append(row)
        if not (is_ruled(row.text) and at + 1 < len(rows) and is_ruled(rows[at + 1].text)):
            spread.append(Row(row.kind, "", row.option))
    return spread


def _choose_gap(stem: int, blocks: Sequence[Sequence[Row]], height: int) -> bool:
    """Whether a blank row between options still leaves the whole stem in view."""
    return stem + 1 + sum(len(block) for block in blocks) + len(blocks) - 1 <= height


def _join(blocks: Sequence[Sequence[Row]], gap: bool) -> list[Row]:
    rows: list[Row] = []
    for at, block in enumerate(blocks):
        if gap and at:
            rows.append(Row("gap", ""))
        rows.extend(block)
    return rows


def _find_window(rows: Sequence[Row], cursor: int, space: int) -> int:
    """The first row to show so that the option under the cursor is seen, from its first row on."""
    if len(rows) <= space:
        return 0
    mine = [index for index, row in enumerate(rows) if row.option == max(cursor, 0)]
    last = mine[-1] + 1 if mine else 0
    first = mine[0] if mine else 0
    return min(max(0, last - space), first, len(rows) - space)
