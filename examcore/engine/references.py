"""Knows options that speak of other options: "Cả A và B", "Tất cả các phương án trên"; their places must not change.

Must not know keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from examcore.text import fold

ON_LETTERS = re.compile(
    r"^(?:cả |đáp án |phương án |câu |ý |chỉ )*(?P<letters>[a-f](?: ?(?:,|và|&|\+|hoặc) ?[a-f])+)"
    r"(?: (?:đều )?(?:đúng|sai))?$"
)
"""Options that name others by their letters; the group `letters` holds them. For text that was folded."""
_ONE_LETTER = re.compile(r"^(?:cả |chỉ )?(?:đáp án|phương án|câu|ý) (?P<letters>[a-f])(?: (?:đều )?(?:đúng|sai))?$")
ON_ALL = re.compile(
    r"^(?:tất cả|cả|toàn bộ|các)\b.* (?:trên|đều đúng|đều sai|kể trên|nêu trên)$"
    r"|^(?:không(?: có)?|chẳng) (?:phương án|đáp án|câu|ý|trường hợp|nội dung)(?: nào)?\b.*"
    r"|.*\b(?:phương án|đáp án|ý|câu) (?:trên|còn lại|nêu trên|kể trên)\b.*"
)
"""Options that speak of all others. For text that was folded."""


def find_tied(texts: Sequence[str]) -> frozenset[int]:
    """The options (indexes) whose place must stay: those that speak of others, and those they name by letter."""
    tied: set[int] = set()
    for at, text in enumerate(texts):
        folded = fold(text)
        named = ON_LETTERS.match(folded) or _ONE_LETTER.match(folded)
        if named is not None:
            tied |= {at, *("abcdef".index(letter) for letter in re.findall(r"\b[a-f]\b", named["letters"]))}
        elif ON_ALL.match(folded):
            tied.add(at)
    return frozenset(at for at in tied if at < len(texts))
