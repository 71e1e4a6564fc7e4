"""Knows legal places as officers note them behind options: "(Khoản 3 Điều 2 Luật Đất đai 2024)".

Must not know questions. A note counts only where it is a place in law and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNIT = r"(?:điểm|khoản|điều|mục|chương|phần|phụ\s*lục|trang|tr\.?|tiểu\s*mục|đoạn|tiết)"
_PLACE = rf"{_UNIT}\s*(?:[0-9]+[a-zđ]?|[IVXLC]+|[a-zđ])(?:\s*(?:,|và|-|–|đến)\s*(?:[0-9]+[a-zđ]?|[a-zđ])(?![\w]))*"
_PLACES = rf"{_PLACE}(?:\s*[,;.–-]?\s*(?:của\s+)?{_PLACE})*"
_LAW = (
    r"(?:luật|bộ\s*luật|nghị\s*định|nghị\s*quyết|thông\s*tư|quyết\s*định|hiến\s*pháp|pháp\s*lệnh|quy\s*chế"
    r"|điều\s*lệ|chỉ\s*thị|quy\s*định\s*số|văn\s*bản|kế\s*hoạch|hướng\s*dẫn|công\s*văn|nđ|tt|qđ)"
)
_NOTE = re.compile(
    rf"\s*[(\[]\s*(?:theo\s+|xem\s+|căn\s*cứ\s+)?(?P<note>(?:{_PLACES}|{_LAW}\b)[^()\[\]]*)[)\]]\s*\.?$", re.IGNORECASE
)
_ALL = re.compile(rf"^(?P<place>{_PLACES})(?:\s*[,;–-]?\s*(?:của\s+)?(?P<law>{_LAW}\b.*))?$", re.IGNORECASE)
_LAW_FIRST = re.compile(rf"^(?P<law>{_LAW}\b.*?)\s*[,;:–|-]\s*(?P<place>{_PLACES})\s*$", re.IGNORECASE)
_LAW_ONLY = re.compile(rf"^{_LAW}\b.*$", re.IGNORECASE)
_LONGEST_LAW = 120


@dataclass(frozen=True, slots=True)
class Note:
    """A place in law: article, clause, page; and the document, "" where the note names none."""

    place: str
    law: str


def find_note(text: str) -> tuple[int, str] | None:
    """Where a note in brackets at the end of an option begins, and what stands in it; None for none."""
    found = _NOTE.search(text)
    return (found.start(), " ".join(found["note"].split())) if found and found.start() else None


def read_note(text: str) -> Note | None:
    """The place and the document a note names; None where it says anything else besides."""
    text = " ".join(text.split()).strip(" .;")
    whole = _ALL.match(text) or _LAW_FIRST.match(text)
    if whole is not None:
        place, law = whole["place"].strip(" ,;"), (whole["law"] or "").strip(" ,;")
    elif _LAW_ONLY.match(text) and not re.search(rf"\b{_UNIT}\s", text, re.IGNORECASE):
        place, law = "", text
    else:
        return None
    if len(law) > _LONGEST_LAW or "|" in place + law:
        return None
    return Note(place, law)
