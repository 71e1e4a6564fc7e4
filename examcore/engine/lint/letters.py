"""Knows letters and spaces that are not what they seem: in pieces, invisible, from another script, of another width.

Must not know items: it looks at one text at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from examcore.language import Message, messages
from examcore.text import UNKNOWN, has_unsafe

msg = messages("examcore")

_CYRILLIC = dict(zip("АВЕКМНОРСТХУІЈЅаеорсхуіјѕһ", "ABEKMHOPCTXYIJSaeopcxyijsh", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_CROSSED = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"}
"""Letters of other languages (eth, African D) that look like Đ and đ and come out of old keyboards and scans."""
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SUSPECT = re.compile(
    r"[\u00d0\u00f0\u0189\u0256\uff01-\uff5e]|[^\W\d_\u0000-\u024f\u1e00-\u1eff\u00aa\u00ba\u2070-\u209c]"
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
_NO_SPACE_AT = re.compile(r"(?<!\w)\u200b|\u200b(?!\w)")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_RUN = re.compile(r"(?<=\S)  +")
_BEFORE_SIGN = re.compile(r"(?<=\w) +(?=[,;:?!](?:\s|$)|\.(?:\s|$))")


def check_letters(text: str) -> Iterator[tuple[str, Message]]:
    """(code, sentence) for everything wrong with the letters and spaces of a text. Sentences name signs, not words."""
    if not unicodedata.is_normalized("NFC", text):
        yield "nfd", msg("accents are stored in pieces (NFD); save the text as NFC")
    if UNKNOWN in text or any(has_unsafe(line) for line in text.split("\n")):
        yield "unsafe-text", msg("the text holds a character that is invisible or cannot be shown")
    if _SUSPECT.search(text):
        yield from _check_scripts(text)
    if text.strip() and straighten_spaces(text) != text:
        yield "odd-space", msg("there are unusual spaces: doubled, unbreakable, or before a punctuation mark")


def _check_scripts(text: str) -> Iterator[tuple[str, Message]]:
    joined = unicodedata.normalize("NFC", text)
    latin = to_latin(joined)
    taken = next(((old, new) for old, new in zip(joined, latin, strict=True) if old != new), None)
    if taken is not None:
        yield "look-alike", msg("{code} only looks like {letter}", code=f"U+{ord(taken[0]):04X}", letter=taken[1])
    other = next(
        (c for word in _WORD.findall(latin) for c in word if _script(c) not in ("LATIN", "GREEK", "MICRO")), ""
    )
    if other:
        yield "other-script", msg("{code} is a letter of another script", code=f"U+{ord(other):04X}")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ")[0]


def join_accents(text: str) -> str:
    """The text in NFC."""
    return unicodedata.normalize("NFC", text)


def drop_invisible(text: str) -> str:
    """The text without signs that join or part nothing. Bidirectional controls stay, since without them the text reads
    in another order, and so does a zero-width space between two letters, which may stand for a space.
    """
    return _NO_SPACE_AT.sub("", text.translate(dict.fromkeys(map(ord, _JOINERS))))


def to_latin(text: str) -> str:
    """The text with look-alikes exchanged for the letters they look like, as long as before.

    A Cyrillic or Greek word stays what it is unless every letter of it looks like a Latin one, or Latin ones stand in
    it too; a Greek letter alone is a sign (α, Ω).
    """
    text = "".join(_WIDE.get(c, _CROSSED.get(c, c)) for c in text)
    return _WORD.sub(lambda found: _word_to_latin(found[0]), text)


def _word_to_latin(word: str) -> str:
    if word.isascii():
        return word
    changed = "".join(_CYRILLIC.get(c, _GREEK.get(c, c)) for c in word)
    if changed == word or (len(word) == 1 and word in _GREEK):
        return word
    return changed if {_script(c) for c in changed} == {"LATIN"} else word


def straighten_spaces(text: str) -> str:
    """The text with plain single spaces, none before a punctuation mark or at the end of a line; what begins a line
    stays.
    """
    text = _RUN.sub(" ", _SPACES.sub(" ", text))
    text = _BEFORE_SIGN.sub("", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
