"""Knows whether keys give themselves away in many items together: by their letter, or by being the longest.

Must not know single faults. A group of fewer than 40 items is too small to judge. Both tests let one fair
group in a hundred fail, so a finding is a reason to look, not a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from examcore.nouns import Item

LEAST = 40
_CHI_SQUARE = {1: 663, 2: 921, 3: 1134, 4: 1328, 5: 1509}
"""Hundredths: the value a chi-square with so many degrees of freedom passes once in a hundred times."""
_ONE_SIDED = Fraction(541, 100)
"""The square of 2.326: what a normal variable passes once in a hundred times."""


def key_place(item: Item) -> int | None:
    """The index of the key among the options as banked, None where the key is not among them."""
    return next((place for place, option in enumerate(item.options) if option.id == item.key), None)


def count_letters(items: Iterable[Item]) -> tuple[int, ...]:
    """How many keys stand at A, B, C ..., as banked."""
    places = [place for item in items if (place := key_place(item)) is not None]
    return tuple(places.count(place) for place in range(max(places, default=-1) + 1))


def is_unbalanced(items: Sequence[Item]) -> bool:
    """Whether key letters are spread more unevenly than chance would (chi-square against even odds)."""
    items = [item for item in items if len(item.options) > 1]
    if len(items) < LEAST:
        return False
    widest = max(len(item.options) for item in items)
    expected = [
        sum((Fraction(1, len(item.options)) for item in items if place < len(item.options)), Fraction(0))
        for place in range(widest)
    ]
    counts = [*count_letters(items), *[0] * widest][:widest]
    spread = sum((have - want) ** 2 / want for have, want in zip(counts, expected, strict=True))
    return spread > Fraction(_CHI_SQUARE[min(widest - 1, max(_CHI_SQUARE))], 100)


def count_longest(items: Iterable[Item]) -> int:
    """In how many items the key is longer than every other option."""
    return sum(_is_longest(item) for item in items)


def is_longest_too_often(items: Sequence[Item]) -> bool:
    """Whether the key is the longest option more often than chance would have it."""
    items = [item for item in items if len(item.options) > 1]
    if len(items) < LEAST:
        return False
    chances = [Fraction(1, len(item.options)) for item in items]
    mean = sum(chances, Fraction(0))
    variance = sum((p * (1 - p) for p in chances), Fraction(0))
    above = count_longest(items) - mean
    return above > 0 and above**2 > _ONE_SIDED * variance


def _is_longest(item: Item) -> bool:
    longest = max(len(option.text) for option in item.options) if item.options else 0
    return [option.id for option in item.options if len(option.text) == longest] == [item.key]
