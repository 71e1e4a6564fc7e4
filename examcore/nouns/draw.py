"""Knows what a draw is fixed by before anybody knows its seed, and what came of it.

Must not know the drawing rule (assembly), nor where a draw is kept (drawing).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from examcore.nouns.form import Blueprint
from examcore.nouns.item import Tags


@dataclass(frozen=True, slots=True)
class Lot:
    """What the draw may see of an item: id and tags, never its text."""

    id: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class Window:
    """What the difficulties of a part's items must add up to, both bounds included.

    In half-thousandths (twice the sum of the items' thousandths), so that a window has a middle without fractions.
    """

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Post:
    """A position's share in a draw: its blueprint, how many forms, and each part's window, in the parts' order."""

    blueprint: Blueprint
    forms: int
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """Everything that fixes a draw but the bank and the seed: day of the sitting, posts in order, and in how many forms
    of the whole draw an item may stand at most (`exposure`, 0: no such limit).
    """

    day: date
    posts: tuple[Post, ...]
    exposure: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn form: whose, which (`ordinal` from 1 within its position), by which rule, and its item ids part by
    part, each part sorted. `tries` are the attempts each part took under that rule.
    """

    position: str
    ordinal: int
    rule: str
    tries: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def items(self) -> frozenset[str]:
        """All item ids."""
        return frozenset(i for part in self.parts for i in part)
