"""Knows whether what one position's description says would be right for another position as well.

Must not know stems. It would rather leave out a good distractor than let one pass that somebody could defend.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from examcore.engine.likeness import Pairs, level, word_pairs
from examcore.nouns import Position

ALIKE = 20
"""Percent of word pairs from which on a row counts as one of the asked position's own."""
HELD = 40
"""Percent of the shorter text's word pairs that the longer one may hold."""
COVERED = 60
"""Percent of a text's words that one row of the asked position may hold, in whatever order."""
WITHIN = 70
"""Percent of the words of a row of the asked position that a text may hold; a row of less than SAYING words says too
little to go by.
"""
SAYING = 5
RARE = 3
"""A pair of words tells a field of work where so many positions at most use it."""
TELLING = 3
"""So many of them a text needs to be of one field and no other."""
_ANY_UNIT = ("chuyen mon thuoc ", "hoac ")
_WHATEVER = re.compile(r"\b(?:được|do|theo) (?:\w+ ){0,4}(?:giao|phân công)\b|đồng nghiệp|\b(?:việc|vụ|dung) khác\b")
_COMMON_TITLE = frozenset(("quan ly", "ly ve", "theo doi"))
_LEADS = re.compile(r"(?:pho |quyen )?(?:chu tich|truong|chanh|giam doc|bi thu|thu truong)\b")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text looked at once: its word pairs, those of them that few positions use, its words."""

    pairs: Pairs
    telling: Pairs
    words: frozenset[str]


class Lore:
    """All that a catalogue says, position by position. Positions are told apart by their codes."""

    def __init__(self, positions: Sequence[Position]) -> None:
        self.positions = tuple(positions)
        self._said = {
            one.code: frozenset(pair for text in _all_texts(one) for pair in pairs_of(text)) for one in positions
        }
        self._often = Counter(pair for pairs in self._said.values() for pair in pairs)
        self._texts: dict[str, _Text] = {}
        self._rows = {one.code: [self._look(text) for text in _list_rows(one)] for one in positions}

    def _look(self, text: str) -> _Text:
        found = self._texts.get(text)
        if found is None:
            pairs = pairs_of(text)
            telling = frozenset(pair for pair in pairs if self._often[pair] <= RARE)
            found = self._texts[text] = _Text(pairs, telling, frozenset(_WORD.findall(level(text))))
        return found

    def is_telling(self, text: str) -> bool:
        """Whether a text speaks of one field of work enough to tell it from others."""
        return len(self._look(text).telling) >= TELLING

    def is_anchored(self, text: str, owner: Position) -> bool:
        """Whether a row of `owner` speaks of what its description speaks of elsewhere, too: its own matter, not how all
        work is to be done, nor whatever somebody is told to do.
        """
        if _WHATEVER.search(text.lower()):
            return False
        own = self._look(text)
        elsewhere = [row.pairs for row in self._rows[owner.code] if row.pairs != own.pairs]
        return any(own.telling & pairs for pairs in (*elsewhere, pairs_of(owner.title)))

    def is_strange_to(self, text: str, asked: Position) -> bool:
        """Whether a text speaks of a field of work that nothing in the description of `asked` mentions, and is like
        none of its tasks and criteria.
        """
        own = self._look(text)
        if len(own.telling) < TELLING or own.telling & self._said[asked.code]:
            return False
        return not any(_is_like(own, row) for row in self._rows[asked.code])

    def is_apart(self, other: Position, asked: Position) -> bool:
        """Whether two posts share neither unit nor title, so that the one's duties are not also the other's; a post
        that leads others is apart from none.
        """
        if other.code == asked.code or leads(other) or leads(asked) or units_meet(other.unit, asked.unit):
            return False
        return not pairs_of(other.title) & pairs_of(asked.title) - _COMMON_TITLE


def leads(position: Position) -> bool:
    """Whether a post directs the work of others, so that their duties are in a way its own."""
    return _LEADS.match(level(position.title)) is not None


def units_meet(one: str, other: str) -> bool:
    """Whether two units may be the same, or one within the other; a unit that could be any meets every other."""
    pairs, others = unit_pairs(one), unit_pairs(other)
    return not pairs or not others or bool(pairs & others)


@lru_cache(maxsize=1024)
def unit_pairs(unit: str) -> Pairs:
    """What tells a unit from others; nothing for one that could be any ("phòng chuyên môn thuộc UBND")."""
    bare = " ".join(_WORD.findall(level(unit)))
    if any(word in f"{bare} " for word in _ANY_UNIT):
        return frozenset()
    words = bare.replace("quan huyen thi xa", "").replace("hdnd", "").replace("ubnd", "").split()
    return frozenset(f"{left} {right}" for left, right in pairwise(words))


def _list_rows(position: Position) -> Iterable[str]:
    for task in position.tasks:
        yield task.task
        yield task.criterion


@lru_cache(maxsize=8192)  # the rows of a catalogue are held against each other again and again
def pairs_of(text: str) -> Pairs:
    """The pairs of neighbouring words, without those at the borders."""
    return frozenset(pair for pair in word_pairs([text]) if not pair.startswith("^ ") and not pair.endswith(" $"))


def _is_like(one: _Text, row: _Text) -> bool:
    common = 100 * len(one.words & row.words)
    if common >= COVERED * len(one.words) or (len(row.words) >= SAYING and common >= WITHIN * len(row.words)):
        return True
    shared = len(one.pairs & row.pairs)
    union, shorter = len(one.pairs | row.pairs), min(len(one.pairs), len(row.pairs))
    return bool(shared) and (100 * shared >= ALIKE * union or 100 * shared >= HELD * shorter)


def _all_texts(position: Position) -> Iterable[str]:
    yield position.title
    yield position.unit
    yield from _list_rows(position)
    for fact in position.facts:
        yield from fact.lines
