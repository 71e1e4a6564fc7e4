"""Knows what formatting says about the key: one option set off from all others by underline, bold, colour or fill.

Must not know other sources of keys. What all options share says nothing; what several have says too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from examcore.formats.word.options import Choice
from examcore.formats.word.rich import Look

Counted: TypeAlias = Sequence[tuple[Look, int]]
FEATURES = ("underline", "bold", "colour", "fill")
WHOLE = 0.9
HALF = 0.5
"""An option whose letter is plain counts as marked where nearly all of it is; from half of it on nobody can tell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one source says: the options it names (indexes), several where it contradicts itself."""

    source: str
    options: tuple[int, ...]


def read_marks(choices: Sequence[Choice]) -> tuple[Mark, ...]:
    """What signs and each kind of formatting say; a kind that says nothing is left out."""
    signed = tuple(at for at, choice in enumerate(choices) if choice.signed)
    found = [Mark("sign", signed)] if signed else []
    counted = [choice.rich.counts() for choice in choices]
    for feature in FEATURES:
        options = _read_feature(choices, counted, feature)
        if options:
            found.append(Mark(feature, options))
    return tuple(found)


def fixed_by_italics(choices: Sequence[Choice]) -> tuple[int, ...]:
    """Options whose letter alone is in italics: their place must not change (HC-MIX). All of them: says nothing."""
    slanted = tuple(at for at, choice in enumerate(choices) if choice.letter_look and choice.letter_look.italic)
    return slanted if len(slanted) < len(choices) else ()


def _read_feature(choices: Sequence[Choice], counted: Sequence[Counted], feature: str) -> tuple[int, ...]:
    letters = [_value(choice.letter_look, feature) if choice.letter_look else "" for choice in choices]
    bodies: list[str] = []
    doubtful: set[int] = set()
    for at, counts in enumerate(counted):
        value, share = _most(counts, feature)
        bodies.append(value if share >= WHOLE else "")
        if HALF <= share < WHOLE:
            doubtful.add(at)
    marked = _set_off(letters) | _set_off(bodies)
    doubtful -= {at for at in doubtful if letters[at] and at in marked}
    if len(doubtful) == len(choices):
        doubtful = set()
    return (
        tuple(sorted(marked | doubtful))
        if marked or not doubtful
        else tuple(sorted(doubtful | _more(doubtful, choices)))
    )


def _more(doubtful: set[int], choices: Sequence[Choice]) -> set[int]:
    """A mark on half an option is no key by itself: a second index makes it one that contradicts itself."""
    return {next(at for at in range(len(choices)) if at not in doubtful)} if len(doubtful) == 1 else set()


def _set_off(values: Sequence[str]) -> set[int]:
    """The places that differ from the rest by having a value: none where all have the same.

    Where all have one, a single odd one among three or more is set off; anything else names all that have one.
    """
    having = {at for at, value in enumerate(values) if value}
    if len(having) < len(values):
        return having
    kinds = {value: [at for at in having if values[at] == value] for value in set(values)}
    if len(kinds) == 1:
        return set()
    lone = [places for places in kinds.values() if len(places) == 1]
    return set(lone[0]) if len(kinds) == 2 and len(lone) == 1 else having


def _value(look: Look, feature: str) -> str:
    value = getattr(look, feature)
    return value if isinstance(value, str) else "1" if value else ""


def _most(counted: Counted, feature: str) -> tuple[str, float]:
    """The value most characters have, and the share of all that have it; "" is no value."""
    counts: dict[str, int] = {}
    for look, count in counted:
        value = _value(look, feature)
        if value:
            counts[value] = counts.get(value, 0) + count
    if not counts:
        return "", 0.0
    value = max(counts, key=lambda each: (counts[each], each))
    return value, counts[value] / sum(count for _, count in counted)
