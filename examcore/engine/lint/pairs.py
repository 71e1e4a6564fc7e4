"""Knows items that ask the same: word for word, with another key, or nearly so.

Must not know how likeness is measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from examcore.engine.balance import key_place
from examcore.engine.likeness import find_alike, word_pairs
from examcore.engine.lint.finding import Finding
from examcore.engine.ties import are_enemies
from examcore.language import messages
from examcore.nouns import Item, Option, spell
from examcore.text import fold

msg = messages("examcore")

ALIKE = 60
ALIKE_WITH_SAME_KEY = 40
ALIKE_THOUGH_APART = 90
"""Percent of word pairs two items share: in general, with the same right answer, and where an author has
declared that the two never stand in one form. Found on the sample banks, whose doubles shared 41 and more.
"""


def find_doubles(items: Sequence[Item]) -> Iterator[Finding]:
    """Pairs of items that are the same or nearly so, in order of the later one, which the finding names."""
    keys = [None if (place := key_place(item)) is None else _fold(item.options[place]) for item in items]
    told: list[tuple[int, int, Finding]] = []
    exact: set[tuple[int, int]] = set()
    for places in _same_texts(items).values():
        for at, later in enumerate(places[1:], 1):
            earlier = next((one for one in places[:at] if keys[one] != keys[later]), places[0])
            code, message = (
                ("duplicate", msg("the same as {other}, word for word", other=items[earlier].id))
                if (keys[earlier] == keys[later])
                else ("keys-disagree", msg("the same question as {other} with another key", other=items[earlier].id))
            )
            told.append((later, earlier, Finding(code, items[later].id, message)))
        exact.update((one, other) for at, other in enumerate(places) for one in places[:at])
    for (first, second), percent in _alike(items, keys).items():
        if (first, second) in exact:
            continue
        if are_enemies(items[first], items[second]) and percent < ALIKE_THOUGH_APART:
            continue
        message = msg("nearly the same as {other}: {percent}% of the wording is shared",
                      other=items[first].id, percent=percent)  # fmt: skip
        told.append((second, first, Finding("near-duplicate", items[second].id, message)))
    yield from (finding for _, _, finding in sorted(told, key=lambda one: one[:2]))


def _fold(option: Option) -> str:
    return fold(spell(option.text, option.figures))


def _same_texts(items: Sequence[Item]) -> dict[object, list[int]]:
    """The places of items whose stem and options, in whatever order, are the same once folded."""
    found: dict[object, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        found[fold(spell(item.stem, item.figures)), tuple(sorted(map(_fold, item.options)))].append(place)
    return {key: places for key, places in found.items() if len(places) > 1}


def _alike(items: Sequence[Item], keys: Sequence[str | None]) -> dict[tuple[int, int], int]:
    sets = [
        word_pairs([spell(item.stem, item.figures), *(spell(one.text, one.figures) for one in item.options)])
        for item in items
    ]
    pairs = {(first, second): percent for first, second, percent in find_alike(sets, ALIKE)}
    same_key: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key is not None:
            same_key[key].append(place)
    for places in same_key.values():
        for first, second, percent in find_alike([sets[place] for place in places], ALIKE_WITH_SAME_KEY):
            pairs[places[first], places[second]] = percent
    return pairs
