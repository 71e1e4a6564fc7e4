"""Knows how many different items several forms of one draw need at the very least.

Must not know which items there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from examcore.nouns import Blueprint
from examcore.shortage.coverage import THIN, Coverage, State


def count_different(least: int, forms: int, shared: int) -> int:
    """How many different items `forms` forms take for something each needs `least` of, when any two share `shared`
    items at most.

    The n-th form brings at least `least - (n - 1) * shared` that none before it had; so do the first m forms alone.
    """
    return max(m * least - shared * m * (m - 1) // 2 for m in range(1, forms + 1))


def raise_needs(rows: Sequence[Coverage], blueprint: Blueprint, forms: int) -> tuple[Coverage, ...]:
    """The coverage of a blueprint where `forms` forms are drawn by it: what is needed, and whether it is there."""
    shared = blueprint.count * blueprint.limits.overlap // 100
    raised = []
    for row in rows:
        need = count_different(row.need, forms, shared)
        state: State = "missing" if row.usable < need else "thin" if row.usable < THIN * need else "filled"
        raised.append(replace(row, need=need, state=state))
    return tuple(raised)
