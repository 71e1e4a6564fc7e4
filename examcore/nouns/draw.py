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


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in the manifest of a frozen bank: `body` is the SHA-256 (hex) of its sealed bytes."""

    id: str
    version: int
    body: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class Share:
    """What one person put into a seed: 32 bytes (hex), and the commitment (hex) handed in before it was shown."""

    name: str
    share: str
    commit: str


@dataclass(frozen=True, slots=True)
class DrawnForm:
    """A drawn form in a transcript, under the id it is known by; `items` part by part, each part sorted."""

    id: str
    position: str
    ordinal: int
    rule: str
    tries: tuple[int, ...]
    items: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that a stranger needs to recompute a draw: what was fixed first, how the seed came about, what was drawn."""

    format: str
    rehearsal: bool
    root: str
    manifest: tuple[Entry, ...]
    plan: DrawPlan
    shares: tuple[Share, ...]
    dice: str
    seed: str
    forms: tuple[DrawnForm, ...]
