"""Knows Vietnamese letters without their marks, so that misprinted words can still be compared.

Must not know any label, code or title.
"""

from __future__ import annotations

import unicodedata
from functools import cache

LONGEST = 5000
"""No sentence is longer, so no line is joined to one that is."""


def _base(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


@cache
def _bases() -> dict[int, str]:
    ranges = (range(0x41, 0x5B), range(0xC0, 0x250), range(0x1E00, 0x1F00))
    return {n: _base(chr(n)) for span in ranges for n in span if chr(n).isalpha()}


def bare(text: str) -> str:
    """`text` (NFC) in small letters without marks, đ as d; letter n of the result comes from letter n of `text`."""
    return text.translate(_bases())


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed to make `one` into `other`."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        last, row[0] = row[0], n
        for m, against in enumerate(other, 1):
            last, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, last + (letter != against))
    return row[-1]


def is_open(text: str) -> bool:
    """Whether a line stops in the middle of a sentence: no mark at its end, and not longer than any sentence."""
    return 0 < len(text) < LONGEST and text[-1] not in ".;:!?…"


def starts_small(text: str) -> bool:
    """Whether a line begins like the rest of another: a small letter, a closing mark or a bracket."""
    return bool(text) and (text[0].islower() or text[0] in "(),;")
