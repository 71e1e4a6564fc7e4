"""Knows the faults in how a question is put: empty, too long for a screen, negative without saying so.

Must not know keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from examcore.engine.lint.finding import STEM, Fault, list_texts
from examcore.language import messages
from examcore.nouns import Item

msg = messages("examcore")

LONGEST_STEM = 600
LONGEST_OPTION = 250
"""A question of this size still fits a terminal of 80 by 24 with all its options."""
_NO = r"(?:không|chưa|sai|ngoại trừ|trừ)"
_NOT_EVEN = r"(?:quá|chỉ|những|kể|phân biệt|chuyên trách)\b"
_ASKS_NEGATIVE = re.compile(
    r"\b(?:nào|gì|ai|đâu)(?: (?:sau đây|dưới đây|nêu trên|trên đây|sau|dưới))?(?: là)? "
    rf"(?:(?:không|chưa)(?= \w)(?! {_NOT_EVEN})|(?:sai|ngoại trừ|trừ)\b)"
    r"|\b(?:là|điểm|điều) (?:không|chưa|sai)(?: \w+){0,2} ?[?:.…]*$"
    r"|[,;] ?(?:ngoại trừ|trừ) ?[:?…]*$"
)
_NEGATION = re.compile(rf"\b{_NO}\b")
"""Not "có … nào không?", which asks whether there is one, nor "nào không quá 5 ngày"."""
_MORE_NEGATION = re.compile(rf"\b(?:không|chưa)\b(?! {_NOT_EVEN})")


def check_wording(item: Item) -> Iterator[Fault]:
    """What is wrong with stem and options as texts."""
    for place, text in list_texts(item):
        most = LONGEST_STEM if place == STEM else LONGEST_OPTION
        if not text.strip():
            yield Fault("empty", place, msg("the stem is empty") if place == STEM else msg(
                "option {letter} is empty", letter=place))  # fmt: skip
        elif len(text) > most:
            yield Fault("overlong", place, msg("the stem has {count} characters; {most} fit a screen",
                                               count=len(text), most=most) if place == STEM else
                        msg("option {letter} has {count} characters; {most} fit a screen", letter=place,
                            count=len(text), most=most))  # fmt: skip
    flat = _flat(item.stem)
    if _ASKS_NEGATIVE.search(flat):
        yield Fault("negative", STEM, msg("the stem asks for what is not so, without KHÔNG in capitals"))
    asked = _ASKS_NEGATIVE.search(flat.lower())
    if asked is not None and _MORE_NEGATION.search(flat.lower(), asked.end()):
        yield Fault("double-negative", STEM, msg("the stem negates twice; ask it the other way round"))


def _flat(stem: str) -> str:
    return " ".join(stem.split()).rstrip('"”')


def raise_negation(item: Item) -> Item:
    """The item with the word in capitals by which its stem asks for what is not so."""
    found = _ASKS_NEGATIVE.search(item.stem.rstrip('"” \n'))
    word = _NEGATION.search(item.stem, found.start()) if found else None
    if word is None:
        return item
    return replace(item, stem=item.stem[: word.start()] + word[0].upper() + item.stem[word.end() :])
