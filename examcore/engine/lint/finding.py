"""Knows what a finding is: which rule an item breaks, where in it, why, and whether a machine may mend it.

Must not know any rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from examcore.language import Message, messages
from examcore.nouns import Item

msg = messages("examcore")

LETTERS = "ABCDEF"
STEM = "stem"
BASIS = "basis"
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the rule's stable code, the item's id ("" where many are meant), a sentence without stem or key.

    `place` is STEM, BASIS, the letter of an option, or WHOLE; `fix` says what `mend_item` would do about it there,
    None where a person must.
    """

    code: str
    item: str
    message: Message
    place: str = WHOLE
    fix: Message | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What one rule sees in one item: its code, where, and the sentence."""

    code: str
    place: str
    message: Message


def name_place(place: str) -> Message | None:
    """What a reader calls a place of an item; None for the whole of it."""
    if place == STEM:
        return msg("stem")
    if place == BASIS:
        return msg("legal basis")
    return msg("option {letter}", letter=place) if place else None


def list_texts(item: Item) -> Iterator[tuple[str, str]]:
    """The texts of an item with their places: the stem, then the options by letter."""
    yield STEM, item.stem
    for letter, option in zip(LETTERS, item.options, strict=False):
        yield letter, option.text
