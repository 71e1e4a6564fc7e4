"""Knows what a reader of items hands back: how many questions it saw, the good ones, and every problem.

Must not know any format.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.errors import Problem
from examcore.hooks import Origin
from examcore.nouns import Item


@dataclass(frozen=True, slots=True)
class Found:
    """Questions seen in a file, good items and problems, both in file order; `origins` tells where each item stands,
    or is empty where a reader does not say.
    """

    found: int
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    origins: tuple[Origin, ...] = ()
