"""Knows options that speak of other options: "Cả A và B", "Tất cả các phương án trên"; their places must not change.

Must not know keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from examcore.text import fold

_LETTERS = frozenset("abcdef")
_PIECES = re.compile(r"[^\W_]+|\S")
_BETWEEN = frozenset(",;&+/-–.:()")
_JOINS = frozenset({"và", "hoặc", "hay", "với", "cùng", "lẫn"})
_NAMES = frozenset({"đáp", "án", "phương", "ý", "câu", "lựa", "chọn"})
_SAYS = frozenset({"đúng", "sai", "chỉ", "không"})
_FILLS = frozenset({"cả", "hai", "ba", "bốn", "2", "3", "4", "đều", "là", "có", "gồm", "các", "những", "phải", "vừa",
                    "trên", "hơn", "nhất", "được", "duy"})  # fmt: skip
"""Words without a meaning of their own in an option that is about others. For text that was folded."""
_MEANT = _BETWEEN | _JOINS | _NAMES | _SAYS | _FILLS

_COUNT = r"(?: (?:hai|ba|bốn|[2-5]))?"
_NOUN = r"(?:phương án|đáp án|ý|câu|lựa chọn)"
ON_ALL = re.compile(
    r"^(?:tất cả|cả|toàn bộ|các)\b.* (?:trên|đều đúng|đều sai|kể trên|nêu trên)$"
    rf"|^(?:tất cả|cả)(?: (?:các|những))?{_COUNT}(?: {_NOUN})?(?: (?:này|đó|ở trên))?"
    r"(?: (?:đều )?(?:là )?(?:đúng|sai))?$"
    r"|^(?:không(?: có)?|chẳng) (?:phương án|đáp án|câu|ý|trường hợp|nội dung)(?: nào)?\b.*"
    r"|.*\b(?:phương án|đáp án|ý|câu) (?:trên|còn lại|nêu trên|kể trên)\b.*"
    rf"|.*\b{_NOUN} (?:đầu|cuối|thứ (?:nhất|hai|ba|tư|[1-6]))\b.*"
)
"""Options that speak of all others, or of some by their place. For text that was folded."""


def find_named(text: str) -> frozenset[str]:
    """The letters, A to F, by which a text names options and says nothing else; none for every other text.

    "A và B", "Cả ý a và ý b đều đúng", "A đúng, B sai", "Chỉ A" are such texts; "a" alone and "điểm a, b khoản 2" not.
    """
    letters: set[str] = set()
    others: list[str] = []
    for found in _PIECES.finditer(fold(text)):
        piece = found[0]
        if piece in _LETTERS:
            letters.add(piece)
        elif piece in _MEANT:
            others.append(piece)
        else:
            return frozenset()
    if not letters:
        return frozenset()
    if len(letters) < 2 and not any(piece in _NAMES | _SAYS for piece in others):
        return frozenset()
    return frozenset(letter.upper() for letter in letters)


def speaks_of_all(text: str) -> bool:
    """Whether a text speaks of all other options, or of some by their place."""
    return ON_ALL.match(fold(text)) is not None


def find_tied(texts: Sequence[str]) -> frozenset[int]:
    """The options (indexes) whose place must stay: those that speak of others, and those they name by letter."""
    tied: set[int] = set()
    for at, text in enumerate(texts):
        named = find_named(text)
        if named:
            tied |= {at, *("ABCDEF".index(letter) for letter in named)}
        elif speaks_of_all(text):
            tied.add(at)
    return frozenset(at for at in tied if at < len(texts))
