"""Knows when two typed names mean one person.

Must not know who they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from examcore.text import fold

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
"""Huyền, sắc, ngã, hỏi, nặng: where in the syllable they stand depends on the keyboard program (hoà, hòa)."""


def is_among(name: str, names: Iterable[str]) -> bool:
    """Whether a person is one of `names`."""
    return any(is_same_person(name, one) for one in names)


def find_person(name: str, names: Iterable[str]) -> str:
    """The first of `names` that means this person; "" where none does."""
    return next((one for one in names if is_same_person(name, one)), "")


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals, what is no letter or figure, and the place of a tone; where one
    of them is typed without any accent, but for accents. Hà and Hạ are two people.
    """
    first, second = _spell(one), _spell(other)
    if first == second or _letters(one) == _letters(other):
        return True
    return (first.isascii() or second.isascii()) and _strip(first) == _strip(second)


def _letters(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())


def _spell(name: str) -> str:
    """The name with each syllable's tone at its end."""
    return " ".join(_put_tone_last(syllable) for syllable in fold(name).split())


def _put_tone_last(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    tones = "".join(one for one in letters if one in _TONES)
    return unicodedata.normalize("NFC", "".join(one for one in letters if one not in _TONES)) + tones


def _strip(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.replace("đ", "d"))
    return "".join(one for one in letters if not unicodedata.combining(one))
