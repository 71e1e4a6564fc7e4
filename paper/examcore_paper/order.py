"""Knows in which order candidates are printed: room by room, seat by seat, 2 before 10.

Must not know what is printed.
"""

from __future__ import annotations

import re

from examcore.nouns import Candidate

_Key = tuple[tuple[bool, int, str], ...]


def seat_order(candidate: Candidate) -> tuple[_Key, _Key, str]:
    """The key to sort candidates by."""
    return (_natural(candidate.room), _natural(candidate.seat), candidate.number)


def _natural(text: str) -> _Key:
    return tuple(
        (piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece) for piece in re.split(r"(\d+)", text)
    )
