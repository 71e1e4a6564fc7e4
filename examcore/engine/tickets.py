"""Knows how a lottery is drawn from a seed: SHA-256 tickets and integer draws.

Must not know what is drawn. Standard library and integers only, so that the same seed gives the same draw
on every Python version and platform: `random.shuffle` and `numpy` promise no such thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
_SPAN = 1 << 64


def ticket(seed: str, *names: str) -> int:
    """The lottery ticket of a thing: SHA-256 of the seed and its names, as an integer.

    Each thing has its own ticket, so taking one thing away moves no other, and any SHA-256 tool checks
    one by hand: the text hashed is the seed and the names joined by U+001F.
    """
    return int.from_bytes(hashlib.sha256("\x1f".join((seed, *names)).encode()).digest())


def in_order(seed: str, purpose: str, names: Iterable[str]) -> list[str]:
    """`names` in the order of their tickets for `purpose`."""
    return sorted(names, key=lambda name: (ticket(seed, purpose, name), name))


class Stream:
    """Integers drawn from a seed and a purpose, by SHA-256 in counter mode with rejection:
    no value is favoured.
    """

    def __init__(self, seed: str, purpose: str) -> None:
        self._prefix = f"{seed}\x1f{purpose}\x1f"
        self._counter = 0
        self._words: list[int] = []

    def below(self, bound: int) -> int:
        """An integer from 0 to `bound` - 1, each equally likely; `bound` from 1 to 2**64."""
        limit = _SPAN - _SPAN % bound
        while True:
            word = self._word()
            if word < limit:
                return word % bound

    def shuffle(self, things: Iterable[T]) -> list[T]:
        """The things in a drawn order (Fisher-Yates, from the last place down)."""
        drawn = list(things)
        for last in range(len(drawn) - 1, 0, -1):
            pick = self.below(last + 1)
            drawn[last], drawn[pick] = drawn[pick], drawn[last]
        return drawn

    def _word(self) -> int:
        if not self._words:
            block = hashlib.sha256(f"{self._prefix}{self._counter}".encode()).digest()
            self._counter += 1
            self._words = [int.from_bytes(block[i : i + 8]) for i in range(0, 32, 8)]
        return self._words.pop(0)
