"""Knows the signs for a question's state, and which of them this terminal can show.

Must not know colours: a sign alone must tell the state.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Signs one cell wide each; `has_quarters` where the letters hold quarters of a block, and not only halves."""

    answered: str
    blank: str
    flag: str
    pointer: str
    chosen: str
    above: str
    below: str
    ellipsis: str
    has_quarters: bool = False


RICH = Glyphs("■", "·", "⚑", pointer="►", chosen="●", above="▲", below="▼", ellipsis="…", has_quarters=True)
ASCII = Glyphs(answered="#", blank=".", flag="!", pointer=">", chosen="x", above="^", below="v", ellipsis="~")
WINDOWS = Glyphs(answered="■", blank="·", flag="!", pointer="►", chosen="●", above="▲", below="▼", ellipsis="…")


def choose_glyphs(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Glyphs:
    """The signs for this terminal: the Linux console has few, the fonts of Windows consoles lack the flag."""
    if environment.get("TERM") in ("linux", "dumb"):
        return ASCII
    return WINDOWS if platform == "win32" else RICH
