"""Knows what people put before the letter of an option: bullets, boxes, ticks, arrows; and which of it marks the key.

Must not know options or keys: it looks at the signs alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BOX = r"[\[(][ \xa0]?[xXvV✓✔*]?[ \xa0]?[\])]|[☐□☒☑]"
LEAD = (rf"(?:{_BOX}|[•◦▪▫■+·●○◯→⇒➔➢❖]|[=-]>|\((?:đúng|Đúng|ĐÚNG|đ|Đ)\)|[xXvVoO](?=[ \t\xa0])"
        r"|[–—-](?!\s*[A-Ha-h]\s?:))[ \t\xa0]*")  # fmt: skip
"""A pattern for what stands at the beginning of a line before a letter. "- A: Hello" is somebody who speaks."""
_BEFORE = re.compile(rf"(?:{_BOX})[ \t\xa0]*$")
_FIRST = re.compile(rf"^(?:{_BOX})\s*(?=\S)")
_TICK = re.compile(r"[xXvV✓✔*☒☑đĐ]")
_MARKING = {"x", "X", "v", "V", "→", "⇒", "➔", "➢", "=>", "->", "●", "■"}
"""Signs that mark an option where the others have none, and are mere bullets where all have the same."""


def is_ticked(lead: str) -> bool:
    """Whether what stands before a letter says that the option is right: "[x]", "☑", "(đúng)"."""
    return lead[:1] in "[(☒☑" and _TICK.search(lead) is not None


def find_box_before(text: str, bullet: str = "") -> int | None:
    """Where a box, or this bullet, begins that ends a text; None for none."""
    found = _BEFORE.search(text)
    if found is None and bullet:
        found = re.search(rf"(?:(?<=\s)|^){re.escape(bullet)}[ \t\xa0]*$", text)
    return found.start() if found else None


def find_box_first(text: str) -> int | None:
    """Where a text goes on behind a box it begins with; None for none."""
    found = _FIRST.match(text)
    return found.end() if found else None


def find_unclear(leads: Sequence[str]) -> int | None:
    """The first option whose sign nobody can tell from a mark of the key; None where there is none, or all have it."""
    if len(set(leads)) == 1:
        return None
    return next((at for at, lead in enumerate(leads) if lead in _MARKING), None)
