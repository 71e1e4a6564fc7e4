"""Knows the faults options have towards each other: the same, one within the other, one that stands out.

Must not know stems, beyond whether one asks for a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from examcore.engine.balance import key_place
from examcore.engine.lint.finding import LETTERS, WHOLE, Fault
from examcore.language import messages
from examcore.nouns import Item, spell
from examcore.text import fold

msg = messages("examcore")

STANDS_OUT = 2
"""A key this many times as long as every other option is found by its length alone."""
LONG_KEY = 60
_NUMBERS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9",
            "mười": "10"}  # fmt: skip
_UNIT = r"(?:ngày|tháng|năm|giờ|tuần|người|lần|đồng|phút|thành viên)"
_COUNTED = re.compile(rf"\b({'|'.join(_NUMBERS)})(?= {_UNIT}\b)")
_ZEROS = re.compile(rf"\b0+(?=[1-9]\d* {_UNIT}\b)")
_RANGE = re.compile(
    r"^(?:từ )?(?:đủ |trên )?(?P<low>\d[\d.]*)(?: \w+){0,2}? ?(?:đến|-|–) ?(?:dưới |đủ )?"
    r"(?P<high>\d[\d.]*) ?(?P<unit>[^\d]*)$"
)
_ASKS_RANGE = re.compile(r"\b(?:phạt|khung|độ tuổi|mức|khoảng|từ bao nhiêu|bao nhiêu)\b")
_LISTED = re.compile(r", | và | hoặc ")
_HAS_NO_ORDER = re.compile(r" (?:và|hoặc) ")
_SHORTENED = re.compile(r"(?:(?<![^\W_])[A-ZĐ]|(?<![^\W_])(?:TP|Tp|ThS|TS|GS|PGS)|\s|^)\.$")
"""A full stop that belongs to the word before it, or is what the option is about."""
Range: TypeAlias = tuple[int, int, str]
Texts: TypeAlias = list[tuple[str, str]]
"""Letters and texts of options, folded and with numbers levelled; those that are empty are left out."""


def check_options(item: Item) -> Iterator[Fault]:
    """What is wrong with the options as a list."""
    if key_place(item) is None:
        yield Fault("no-key", WHOLE, msg("the key is not one of the options"))
    if len(item.options) < 2:
        yield Fault("few-options", WHOLE, msg("there are fewer than two options"))
    texts = [
        (letter, level_numbers(spell(option.text, option.figures)))
        for letter, option in zip(LETTERS, item.options, strict=False)
        if option.text.strip()
    ]
    yield from _check_same(texts)
    yield from _check_ranges(item.stem, texts)
    yield from _check_within(texts)
    if even_ends(item) != item:
        yield Fault("uneven-ends", WHOLE, msg("some options end with a full stop, others do not"))
    yield from _check_length(item)


def _check_same(texts: Texts) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for letter, text in texts:
        if text in seen:
            yield Fault("same-options", letter, msg("options {first} and {second} say the same",
                                                    first=seen[text], second=letter))  # fmt: skip
        seen.setdefault(text, letter)
    listed = [(letter, text, frozenset(_LISTED.split(text))) for letter, text in texts if _HAS_NO_ORDER.search(text)]
    for (first, one, words), (second, other, same) in combinations(listed, 2):
        if one != other and len(words) > 1 and words == same and len(one) == len(other):
            yield Fault("same-options", second, msg("options {first} and {second} list the same in another order",
                                                    first=first, second=second))  # fmt: skip


def level_numbers(text: str) -> str:
    """A text folded, what is counted in figures without leading zeros: "Năm ngày", "05 ngày", "5 ngày" are one."""
    return _ZEROS.sub("", _COUNTED.sub(lambda found: _NUMBERS[found[1]], fold(text)))


def _check_ranges(stem: str, texts: Texts) -> Iterator[Fault]:
    ranges = [(letter, found) for letter, text in texts if (found := _read_range(text)) is not None]
    if len(ranges) < 2 or _ASKS_RANGE.search(fold(stem)):
        return
    for (first, one), (second, other) in combinations(ranges, 2):
        if one[2] == other[2] and one[:2] != other[:2] and max(one[0], other[0]) < min(one[1], other[1]):
            yield Fault("overlapping-options", second, msg("the ranges of options {first} and {second} overlap",
                                                           first=first, second=second))  # fmt: skip


def _read_range(text: str) -> Range | None:
    found = _RANGE.match(text)
    if found is None:
        return None
    low, high = (int(found[name].replace(".", "")) for name in ("low", "high"))
    return (low, high, " ".join(found["unit"].split())) if low < high else None


def _check_within(texts: Texts) -> Iterator[Fault]:
    """One option offers what another says, "or" something else: who is right with the one is right with the other."""
    by_text = {text: letter for letter, text in texts}
    for text, letter in by_text.items():
        parts = text.split(" hoặc ")
        for part in parts if len(parts) > 1 else ():
            if by_text.get(part, letter) != letter:
                yield Fault("overlapping-options", letter, msg("option {second} holds all of option {first}",
                                                               first=by_text[part], second=letter))  # fmt: skip


def _check_length(item: Item) -> Iterator[Fault]:
    place = key_place(item)
    if place is None or len(item.options) < 3:
        return
    key = len(item.options[place].text)
    others = max(len(option.text) for n, option in enumerate(item.options) if n != place)
    if key >= LONG_KEY and key > STANDS_OUT * others:
        yield Fault("key-stands-out", WHOLE, msg("the right option is more than twice as long as every other"))


def even_ends(item: Item) -> Item:
    """The item without full stops at the ends of its options, where only some have one and none is of two sentences."""
    texts = [option.text.rstrip() for option in item.options]
    ends = [text.endswith(".") and not text.endswith(("..", "v.v.")) and not _SHORTENED.search(text) for text in texts]
    if all(text.endswith(".") for text in texts) or not any(ends) or any(". " in text for text in texts):
        return item
    return replace(
        item,
        options=tuple(
            replace(option, text=text[:-1].rstrip()) if end and text[:-1].strip() else option
            for option, text, end in zip(item.options, texts, ends, strict=True)
        ),
    )
