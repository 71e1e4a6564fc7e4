"""Knows a picture as somebody sees it beside the terminal's own drawing, where what shows the terminal can show one.

Must not know how it travels there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

LARGEST_SIGHT = 3 * 2**19
"""Bytes of a picture that is sent; a larger one is seen in blocks only."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen: its media, what it shows in words, how many rows stay free above and below it, and how many times
    larger than whole it is, in thousandths.
    """

    media: Literal["png", "jpeg"]
    alt: str
    above: int
    below: int
    per_mille: int = 1000


ShowSight: TypeAlias = Callable[[Sight | None, bytes], None]
"""Shows a picture (its bytes), or with no bytes lays the one that is shown anew; None takes it away."""
