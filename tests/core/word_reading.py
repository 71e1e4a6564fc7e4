"""Knows how a test reads a Word file and asks what came of it.

Must not know traps.
"""

from __future__ import annotations

from examcore.errors import Problem
from examcore.formats.found import Found
from examcore.formats.word import WordFormat
from tests.core.word_files import par, run, word

WORD = WordFormat()
FOUR = ("Quốc hội", "Nhân dân", "Chính phủ", "Tòa án nhân dân")


def read(*blocks: str, data: bytes = b"", lists: str = "", styles: str = "", whole: str = "") -> Found:
    return WORD.read(
        "a.docx", data or word(*blocks, lists=lists, styles=styles, whole=whole), "general", "hien-phap", ()
    )


def errors(found: Found) -> list[Problem]:
    return [p for p in found.problems if p.severity == "error"]


def codes(found: Found) -> list[str]:
    return [p.code for p in errors(found)]


def keys(found: Found) -> str:
    assert codes(found) == []
    return "".join("ABCDEF"[[o.id for o in item.options].index(item.key)] for item in found.items)


def ask(
    number: int | str = 1, key: int = 1, look: str = "u", stem: str = "Quyền lực nhà nước thuộc về ai?"
) -> list[str]:
    """A question with its key marked."""
    return [
        par(f"Câu {number}. {stem} ({number})"),
        *[par(run(f"{'ABCD'[at]}. {text}", *([look] if at == key else []))) for at, text in enumerate(FOUR)],
    ]


def bare(number: int = 1) -> list[str]:
    """A question without a mark."""
    return ask(number, 9)
