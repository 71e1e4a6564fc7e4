"""Knows which texts are nearly the same: every pair that shares most of its word pairs.

Must not know items or languages; Vietnamese tone marks and numbers are levelled, so a template with other
numbers, or the same words in the other spelling of a tone, counts as the same.

Exact, without chance: all-pairs search by prefix filtering (Bayardo, Ma and Srikant, "Scaling up all pairs
similarity search", 2007), made stricter as by Wang, Li and Feng ("Can we beat the prefix filtering?", 2012). Two sets
that share the fraction t of their union must share several of their rarest few members, so only texts that meet there
so often are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_NUMBER = re.compile(r"\d+")
MEETINGS = 4
"""How many of their rarest members two sets must share to be compared: more, and rarer pairs are compared, but more
members are looked at.
"""
Pairs: TypeAlias = frozenset[str]


def level(text: str) -> str:
    """`text` in small letters without tone marks, every number written #."""
    bare = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return _NUMBER.sub("0", _MARKS.sub("", bare))


def word_pairs(texts: Iterable[str]) -> Pairs:
    """The pairs of neighbouring words of each text, its borders counting as words."""
    pairs: set[str] = set()
    for text in texts:
        words = ["^", *_WORD.findall(level(text)), "$"]
        pairs.update(f"{left} {right}" for left, right in pairwise(words))
    return frozenset(pairs)


def find_alike(sets: Sequence[Pairs], percent: int) -> list[tuple[int, int, int]]:
    """(earlier place, later place, percent shared) of all pairs of sets that share at least `percent` of their
    union, in order of the later place. Empty sets are like nothing.
    """
    often = Counter(member for one in sets for member in one)
    rank = {member: place for place, member in enumerate(sorted(often, key=lambda member: (often[member], member)))}
    meeting: list[list[int]] = [[] for _ in rank]
    found = []
    for place in sorted(range(len(sets)), key=lambda n: (len(sets[n]), n)):
        one = sets[place]
        rare = sorted(map(rank.__getitem__, one))
        need = -(-percent * len(one) // 100)  # a set sharing less than this many members cannot be alike
        met: Counter[int] = Counter()
        for member in rare[: len(one) - need + MEETINGS]:
            met.update(meeting[member])
            meeting[member].append(place)
        least = min(MEETINGS, need)
        for other, times in met.items():
            if times < least or 100 * len(sets[other]) < percent * len(one):
                continue
            shared = len(one & sets[other])
            union = len(one) + len(sets[other]) - shared
            if 100 * shared >= percent * union:
                found.append((min(place, other), max(place, other), 100 * shared // union))
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
