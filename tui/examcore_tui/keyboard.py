"""Knows what keys mean: option digits and letters, and letters a Vietnamese keyboard program has made.

Must not know screens.

Telex and VNI programs send what was typed, then a backspace, then the composed letter (a, a gives a,
backspace, â). The plain letter before it has acted already; the composed one must not act a second time.
"""

from __future__ import annotations

import unicodedata

from textual.binding import Binding

OPTION_KEYS = {**{str(at + 1): at for at in range(9)}, **{letter: at for at, letter in enumerate("abcde")}}
"""Keys that choose an option (from 0). Letters end at E: F and later letters have other meanings."""


def read_option_key(character: str | None) -> int | None:
    """The option (from 0) that a character chooses, small or capital; None for any other."""
    return OPTION_KEYS.get((character or "").lower())


def is_foreign_letter(character: str | None) -> bool:
    """Whether a keyboard program made this letter: it is one, and not of the plain alphabet."""
    return character is not None and not character.isascii() and character.isprintable()


def is_confirmed(typed: str, number: str) -> bool:
    """Whether somebody typed NỘP, NOP, SUBMIT or their candidate number, in capitals or not."""
    text = unicodedata.normalize("NFC", typed.strip()).upper()
    return text in ("NỘP", "NOP", "SUBMIT") or text == number.upper()


def on(keys: str, action: str) -> Binding:
    """A key, or several with commas between, that runs `action`; letters count small and capital alike.

    Such keys are dealt with one after another, each before the next is looked at. Otherwise somebody who types
    "next, 4" quickly could answer the question they had just left.
    """
    both = [key if len(key) > 1 or not key.isalpha() else f"{key},{key.upper()}" for key in keys.split(",")]
    return Binding(",".join(both), action, show=False, priority=True)


def choosing() -> tuple[Binding, ...]:
    """The keys that choose options: digits, and letters A to E."""
    return tuple(on(key, f"choose({at})") for key, at in OPTION_KEYS.items())
