"""Knows what text may reach a screen or a page: NFC, visible, in reading order.

Must not know any screen or language: it only cleans strings at the edge.

Control characters could move a terminal's cursor, bidirectional controls could show an option in another
order than it is stored, and zero-width characters could make two different texts look the same.
"""

from __future__ import annotations

import unicodedata

BREAKS = {"\r\n": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
UNKNOWN = "\ufffd"
_HIDDEN = {"Cc", "Cf"}
_UNSHOWABLE = {"Co", "Cs"}


def clean_text(text: str) -> str:
    """`text` in NFC with line breaks as "\\n", tabs as spaces, and no control, format or private characters.

    Private and half characters become the replacement sign, since nobody can know how wide they are. Cleaning
    twice changes nothing.
    """
    if text.replace("\n", "").isprintable():  # what Unicode counts as printable is none of what is taken away
        return unicodedata.normalize("NFC", text)
    for sign, line_break in BREAKS.items():
        text = text.replace(sign, line_break)
    kept = [_clean_character(character) for character in text.replace("\t", " ")]
    return unicodedata.normalize("NFC", "".join(kept))


def clean_line(text: str) -> str:
    """`clean_text` on one line: runs of blanks and line breaks become one space, none at the ends."""
    return " ".join(clean_text(text).split())


def _clean_character(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return ""
    return UNKNOWN if category in _UNSHOWABLE else character


def has_unsafe(text: str) -> bool:
    """Whether a line of text holds a character that `clean_line` would take away or replace."""
    return not text.isprintable() and any(unicodedata.category(c) in _HIDDEN | _UNSHOWABLE and c != "\t" for c in text)


def fold(text: str) -> str:
    """`text` for comparing: one line, case-folded, punctuation at both ends dropped."""
    return clean_line(text).casefold().strip(" .,;:!?…\"'“”‘’()")


def measure(text: str) -> int:
    """How many cells a terminal gives to a line of clean text: marks on a letter none, wide letters of the East two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in ("W", "F") else 1 for one in text
    )
