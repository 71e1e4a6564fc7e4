"""Knows the faults of options that speak of other options: those that may be moved, stand wrongly, or name none.

Must not know keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from examcore.engine.lint.finding import LETTERS, Fault
from examcore.engine.references import find_named, find_tied, speaks_of_all
from examcore.language import messages
from examcore.nouns import Item

msg = messages("examcore")


def check_places(item: Item) -> Iterator[Fault]:
    """Options that speak of other options need their place: shuffled, they would point elsewhere."""
    there = LETTERS[: len(item.options)]
    fixed = {letter: option.fixed for letter, option in zip(LETTERS, item.options, strict=False)}
    for place, (letter, option) in enumerate(zip(LETTERS, item.options, strict=False)):
        letters = find_named(option.text)
        if letters:
            if not letters <= set(there) or letter in letters:
                yield Fault(
                    "wrong-reference",
                    letter,
                    msg("option {letter} names itself or an option that is not there", letter=letter),
                )
            if not all(fixed.get(one, True) for one in {letter, *letters}):
                yield Fault(
                    "loose-reference",
                    letter,
                    msg(
                        "option {letter} names other options by letter; it and they need a fixed place (!)",
                        letter=letter,
                    ),
                )
        elif speaks_of_all(option.text):
            if not option.fixed:
                yield Fault(
                    "loose-reference",
                    letter,
                    msg("option {letter} speaks of the other options; it needs a fixed place (!)", letter=letter),
                )
            if not all(find_named(one.text) or speaks_of_all(one.text) for one in item.options[place + 1 :]):
                yield Fault(
                    "reference-not-last",
                    letter,
                    msg("option {letter} speaks of the other options and does not stand last", letter=letter),
                )


def fix_places(item: Item) -> Item:
    """The item with a fixed place for every option that speaks of others, and for those it names."""
    tied = find_tied([option.text for option in item.options])
    return replace(
        item,
        options=tuple(
            replace(option, fixed=True) if place in tied else option for place, option in enumerate(item.options)
        ),
    )
