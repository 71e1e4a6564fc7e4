"""Knows the titles of positions: words whose marks a scan lost, and the scope in brackets.

Must not know any other field of a position.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from examcore_hanoi.letters import bare

# Fields of office work as they are always written; a title with the same letters and other marks is a misprint.
WORDS = (
    "bảo vệ",
    "bảo hiểm",
    "cải cách hành chính",
    "công nghệ thông tin",
    "hỗ trợ",
    "hộ tịch",
    "kế toán",
    "khiếu nại",
    "lái xe",
    "lễ tân",
    "lưu trữ",
    "môi trường",
    "nông nghiệp",
    "phục vụ",
    "quản lý",
    "quản trị",
    "tài chính",
    "thanh tra",
    "thủ quỹ",
    "tiểu thủ công nghiệp",
    "tổ chức",
    "tố cáo",
    "tổng hợp",
    "trưởng phòng",
    "văn phòng",
    "văn thư",
    "xây dựng",
)
_SCOPE = re.compile(r"\( ?(?:(?:chỉ )?(?:áp dụng )?(?:đối với|cho)) ([^()]{1,80})\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as corrected and as printed, both without the scope, and the scope, "" where none is named."""

    text: str
    printed: str
    scope: str


def read_title(printed: str) -> Title:
    """The title taken apart. Capitals stay as printed; other words in brackets belong to the title."""
    found = _SCOPE.search(printed)
    scope = found[1].strip() if found else ""
    scope = scope.lower() if scope.isupper() else scope[:1].lower() + scope[1:]
    rest = printed[: found.start()] + " " + printed[found.end() :] if found else printed
    title = " ".join(rest.split()).strip(" .;,:")
    return Title(correct_words(title), title, scope)


def correct_words(title: str) -> str:
    """`title` with the words of `WORDS` written as they should be, in the case they are printed in."""
    parts, done = [], 0
    for found in _misprintable().finditer(bare(title)):
        start, end = found.span()
        printed, right = title[start:end], _by_letters()[found[0]]
        if printed.lower() != right:
            parts += [title[done:start], _in_case_of(printed, right)]
            done = end
    return "".join([*parts, title[done:]])


def _in_case_of(printed: str, right: str) -> str:
    if printed.isupper():
        return right.upper()
    return right.capitalize() if printed[0].isupper() else right


@cache
def _by_letters() -> dict[str, str]:
    return {bare(word): word for word in WORDS}


@cache
def _misprintable() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _by_letters()), key=len, reverse=True))
    return re.compile(rf"\b(?:{names})\b")
