"""Knows the faults of items that a machine can see: in one item, between two, and over a whole bank.

Must not know whether an item is true: a council reads every item before real use.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from examcore.engine.balance import (
    count_letters,
    count_longest,
    is_longest_too_often,
    is_unbalanced,
    key_place,
)
from examcore.engine.likeness import find_alike, word_pairs
from examcore.engine.references import ON_ALL, ON_LETTERS
from examcore.engine.ties import are_enemies, find_loose_ties
from examcore.language import Message, messages
from examcore.nouns import Item, Source
from examcore.text import UNKNOWN, fold, has_unsafe

msg = messages("examcore")

LONGEST_STEM = 600
LONGEST_OPTION = 250
"""A question of this size still fits a terminal of 80 by 24 with all its options."""
ALIKE = 60
ALIKE_WITH_SAME_KEY = 40
ALIKE_THOUGH_APART = 90
"""Percent of word pairs two items share: in general, with the same right answer, and where an author has
declared that the two never stand in one form. Found on the sample banks, whose doubles shared 41 and more.
"""

_LETTERS = "ABCDEF"
_ASKS_NEGATIVE = re.compile(
    r"\b(?:nào|gì|ai|đâu)(?: (?:sau đây|dưới đây|nêu trên|trên đây|sau|dưới))?(?: là)?"
    r" (?:không|chưa|sai|ngoại trừ|trừ)\b"
    r"|\b(?:là|điểm|điều) (?:không|chưa|sai)(?: \w+){0,2} ?[?:.…]*$"
    r"|[,;] ?(?:ngoại trừ|trừ) ?[:?…]*$"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: a stable code, the item's id ("" where many are meant), a sentence without stem or key."""

    code: str
    item: str
    message: Message


def lint(items: Sequence[Item], day: date | None = None) -> tuple[Finding, ...]:
    """All findings: item by item in their order, then pairs, item sets and enemies, documents, then whole groups.

    With `day`, items resting on law not in force that day are found too.
    """
    found = [finding for item in items for finding in lint_item(item)]
    found += _lapsed(items, day) if day else ()
    found += _alike(items)
    found += (Finding(code, name, message) for code, name, message in find_loose_ties(items))
    found += _undated(items)
    found += _groups(items)
    return tuple(found)


def lint_item(item: Item) -> tuple[Finding, ...]:
    """The faults that show in one item alone."""
    return tuple(
        Finding(code, item.id, message)
        for check in (_wording, _options, _references, _basis)
        for code, message in check(item)
    )


def _wording(item: Item) -> Iterator[tuple[str, Message]]:
    texts = [item.stem, *(option.text for option in item.options)]
    if not all(unicodedata.is_normalized("NFC", text) for text in texts):
        yield "nfd", msg("accents are stored in pieces (NFD); save the text as NFC")
    if any(has_unsafe(line) or UNKNOWN in line for text in texts for line in text.split("\n")):
        yield "unsafe-text", msg("the text holds a character that is invisible or cannot be shown")
    if not item.stem.strip():
        yield "empty", msg("the stem is empty")
    elif len(item.stem) > LONGEST_STEM:
        yield "overlong", msg("the stem has {count} characters; {most} fit a screen",
                              count=len(item.stem), most=LONGEST_STEM)  # fmt: skip
    if _ASKS_NEGATIVE.search(" ".join(item.stem.split()).rstrip('"”')):
        yield "negative", msg("the stem asks for what is not so, without KHÔNG in capitals")


def _options(item: Item) -> Iterator[tuple[str, Message]]:
    if key_place(item) is None:
        yield "no-key", msg("the key is not one of the options")
    if len(item.options) < 2:
        yield "few-options", msg("there are fewer than two options")
    seen: dict[str, str] = {}
    for letter, option in zip(_LETTERS, item.options, strict=False):
        if not option.text.strip():
            yield "empty", msg("option {letter} is empty", letter=letter)
            continue
        if len(option.text) > LONGEST_OPTION:
            yield "overlong", msg("option {letter} has {count} characters; {most} fit a screen",
                                  letter=letter, count=len(option.text), most=LONGEST_OPTION)  # fmt: skip
        text = fold(option.text)
        if text in seen:
            yield "same-options", msg("options {first} and {second} say the same",
                                      first=seen[text], second=letter)  # fmt: skip
        seen.setdefault(text, letter)


def _references(item: Item) -> Iterator[tuple[str, Message]]:
    """Options that speak of other options need their place: shuffled, they would point elsewhere."""
    fixed = {letter: option.fixed for letter, option in zip(_LETTERS, item.options, strict=False)}
    for letter, option in zip(_LETTERS, item.options, strict=False):
        text = fold(option.text)
        named = ON_LETTERS.match(text)
        if named is not None:
            needed = {letter, *re.findall(r"\b[A-F]\b", named["letters"].upper())}
            if not all(fixed.get(one, False) for one in needed):
                yield (
                    "loose-reference",
                    msg(
                        "option {letter} names other options by letter; it and they need a fixed place (!)",
                        letter=letter,
                    ),
                )
        elif ON_ALL.match(text) and not option.fixed:
            yield (
                "loose-reference",
                msg("option {letter} speaks of the other options; it needs a fixed place (!)", letter=letter),
            )


def _basis(item: Item) -> Iterator[tuple[str, Message]]:
    if not item.tags.bases:
        yield "no-basis", msg("the item names no legal basis")
    for basis in item.tags.bases:
        if not basis.place.strip():
            yield "no-basis-place", msg("the basis {name} names no article or clause", name=basis.source.name)


def _lapsed(items: Sequence[Item], day: date) -> Iterator[Finding]:
    for item in items:
        for basis in item.tags.bases:
            if not basis.source.holds_on(day):
                message = msg("{name} is not in force on {day}",
                              name=basis.source.name, day=day.strftime("%d/%m/%Y"))  # fmt: skip
                yield Finding("basis-lapsed", item.id, message)


def _alike(items: Sequence[Item]) -> Iterator[Finding]:
    sets = [word_pairs([item.stem, *(option.text for option in item.options)]) for item in items]
    pairs = {(first, second): percent for first, second, percent in find_alike(sets, ALIKE)}
    same_key: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        key = key_place(item)
        if key is not None:
            same_key[fold(item.options[key].text)].append(place)
    for places in same_key.values():
        for first, second, percent in find_alike([sets[place] for place in places], ALIKE_WITH_SAME_KEY):
            pairs[places[first], places[second]] = percent
    for (first, second), percent in sorted(pairs.items(), key=lambda pair: pair[0][::-1]):
        if are_enemies(items[first], items[second]) and percent < ALIKE_THOUGH_APART:
            continue
        message = msg("nearly the same as {other}: {percent}% of the wording is shared",
                      other=items[first].id, percent=percent)  # fmt: skip
        yield Finding("near-duplicate", items[second].id, message)


def _undated(items: Sequence[Item]) -> Iterator[Finding]:
    resting: dict[Source, set[str]] = defaultdict(set)
    for item in items:
        for basis in item.tags.bases:
            if basis.source.since is None:
                resting[basis.source].add(item.id)
    for source, ids in sorted(resting.items(), key=lambda pair: pair[0].name):
        message = msg("{name} has no first day in force; {count} items rest on it",
                      name=source.name, count=len(ids))  # fmt: skip
        yield Finding("basis-undated", "", message)


def _groups(items: Sequence[Item]) -> Iterator[Finding]:
    """Each part and each knowledge area on its own, an item under its main one, where it has enough items to judge."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.tags.part].append(item)
        groups[f"{item.tags.part} / {item.tags.area}"].append(item)
    for name, members in sorted(groups.items()):
        if is_unbalanced(members):
            letters = zip(_LETTERS, count_letters(members), strict=False)
            message = msg("{group}: key letters are out of balance ({letters})",
                          group=name, letters=", ".join(f"{a} {n}" for a, n in letters))  # fmt: skip
            yield Finding("key-letters", "", message)
        if is_longest_too_often(members):
            message = msg("{group}: the right option is the longest in {count} of {of} items",
                          group=name, count=count_longest(members), of=len(members))  # fmt: skip
            yield Finding("key-longest", "", message)
