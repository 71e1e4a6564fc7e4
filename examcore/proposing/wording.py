"""Knows how a decision and its rows are put into words: citations, titles in small letters, tidy rows, fields of study.

Must not know which option is right.
"""

from __future__ import annotations

import re

from examcore.engine.likeness import level
from examcore.nouns import Position, Source
from examcore.text import clean_line

_SUBJECT = re.compile(r" (?:về việc|về|phê duyệt|ban hành)\b.*$")
_ACRONYMS = {"HĐND", "UBND", "MTTQ"}
_ENDS = " ;.,:-–•+*"
_FIELDS = re.compile(r"\bngành ?:\s*(?P<fields>.+)$", re.IGNORECASE)
_OPEN = re.compile(r"\.\.\.?|…|v\.v|\btương đương\b|\bphù hợp\b|\bliên quan\b|\bkhác\b", re.IGNORECASE)
_COMMON = {"quan", "ly", "tri", "hoc", "cong", "nganh", "cac", "va", "ve", "hoac", "chuyen"}


def cite(source: Source) -> str:
    """A decision as a stem names it: its title without what it is about."""
    return _SUBJECT.sub("", clean_line(source.title))


def speak_title(position: Position) -> str:
    """The title as text has it ("Quản lý đất đai"), in quotation marks, with where the post exists in brackets."""
    words = [word if word in _ACRONYMS else word.lower() for word in clean_line(position.title).split(" ")]
    title = " ".join(words)
    scope = f" (ở {clean_line(position.scope)})" if position.scope else ""
    return f"“{title[:1].upper()}{title[1:]}”{scope}"


def tidy_row(text: str) -> str:
    """A row of a table as an option has it: one line, without list signs and the sign it ends with."""
    line = clean_line(text).strip(_ENDS)
    return line[:1].upper() + line[1:]


def is_whole(text: str) -> bool:
    """Whether a row says all it says: no dots that leave something out, brackets and quotation marks closed."""
    return "..." not in text and "…" not in text and all(
        text.count(one) == text.count(other) for one, other in ("()", "“”", "[]")
    ) and text.count('"') % 2 == 0  # fmt: skip


def list_fields(line: str) -> tuple[str, ...]:
    """The fields of study a line of schooling asks for; none where it leaves the list open."""
    found = _FIELDS.search(clean_line(line))
    if found is None or _OPEN.search(found["fields"]):
        return ()
    fields = (one.strip(_ENDS) for one in re.split(r"[,;]| hoặc ", found["fields"]))
    return tuple(dict.fromkeys(one[:1].upper() + one[1:] for one in fields if one))


def list_open_fields(line: str) -> tuple[str, ...]:
    """The same where the list is open, as far as it is printed."""
    found = _FIELDS.search(clean_line(line))
    fields = re.split(r"[,;]| hoặc ", found["fields"]) if found else []
    return tuple(one.strip(_ENDS) for one in fields if one.strip(_ENDS))


def study_words(fields: tuple[str, ...]) -> frozenset[str]:
    """The words that tell fields of study apart, without accents."""
    return frozenset(word for one in fields for word in re.findall(r"[^\W\d_]+", level(one))) - _COMMON
