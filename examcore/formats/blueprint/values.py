"""Knows the words of a blueprint file and how its values are read and written: Vietnamese first, English read too.

Must not know lines or files: a value in, a number or text out; None where it is not one.
"""

from __future__ import annotations

import re

from examcore.language import Label
from examcore.nouns import FULL, Limits
from examcore.nouns.form import UNTITLED
from examcore.text import clean_line

HEAD = {
    "position": ("ma trận đề", "blueprint"),
    "policy": ("quy định", "policy"),
    "overlap": ("trùng giữa hai đề", "overlap"),
    "recent": ("đã hỏi năm nay và năm trước", "recent"),
    "rest": ("nghỉ", "rest"),
    "sets": ("bộ câu hỏi", "sets"),
    "spread": ("chênh lệch độ khó", "spread"),
    "core": ("câu bắt buộc", "core"),
    "apart": ("không cùng đề", "apart"),
}
"""Settings of the head, in the order written, each with its Vietnamese and English key."""
TAGS = {"area": ("lĩnh vực", "area"), "level": ("mức độ", "level"), "scope": ("phạm vi", "scope")}
DIFFICULTY = ("độ khó", "difficulty")
LEVELS = {"recall": "nhận biết", "understand": "thông hiểu", "apply": "vận dụng"}
SCOPES = {"own": "riêng", "shared": "chung"}
MOST_ITEMS = 9999
MOST_YEARS = 999

_MOST = r"(?:nhiều nhất |at most )?"
_ITEMS = r"(?: ?(?:câu|items?))?"
_NEVER = {"không", "never"}


def find_key(text: str, keys: dict[str, tuple[str, str]]) -> str:
    """The setting or tag that people call `text`; "" where none is called so."""
    return next((name for name, words in keys.items() if text.lower() in words), "")


def read_count(text: str) -> int | None:
    """A number of items: 40, 40 câu, 40 items."""
    return _number(rf"(\d{{1,4}}){_ITEMS}", text, MOST_ITEMS)


def read_counts(text: str) -> tuple[int, int] | None:
    """Least and most items: 5, 4-6, 4 - 6 câu."""
    match = re.fullmatch(rf"(\d{{1,4}})(?: ?[-–] ?(\d{{1,4}}))?{_ITEMS}", text.lower(), re.ASCII)
    return None if match is None else (int(match[1]), int(match[2] or match[1]))


def write_counts(least: int, most: int) -> str:
    """What `read_counts` reads."""
    return str(least) if least == most else f"{least}-{most}"


def read_percent(text: str) -> int | None:
    """A share of a form in percent: nhiều nhất 20%, at most 20 %, 20."""
    return _number(rf"{_MOST}(\d{{1,3}}) ?%?", text, 100)


def read_sets(text: str) -> int | None:
    """A number of item sets: nhiều nhất 2, at most 2, 2."""
    return _number(rf"{_MOST}(\d{{1,4}})(?: ?(?:bộ|sets?))?", text, MOST_ITEMS)


def read_rest(text: str) -> tuple[int, int] | None:
    """After how many uses in how many years an item rests: sau 3 lần trong 3 năm, after 3 times in 3 years; không."""
    if text.lower() in _NEVER:
        return (0, Limits().years)
    match = re.fullmatch(
        r"(?:sau |after )?(\d{1,3}) (?:lần|times?) (?:trong|in) (\d{1,3}) (?:năm|years?)", text.lower(), re.ASCII
    )
    return None if match is None else (int(match[1]), int(match[2]))


def write_rest(uses: int, years: int) -> str:
    """What `read_rest` reads."""
    return "không" if (uses, years) == (0, Limits().years) else f"sau {uses} lần trong {years} năm"


def read_thousandths(text: str) -> int | None:
    """A decimal from 0 to 1 with a comma or a point and at most three places, in thousandths: 0,61 is 610."""
    match = re.fullmatch(r"([01])(?:[.,](\d{1,3}))?", text, re.ASCII)
    value = int(match[1]) * FULL + int((match[2] or "").ljust(3, "0")) if match else FULL + 1
    return value if value <= FULL else None


def write_thousandths(value: int) -> str:
    """What `read_thousandths` reads, with a comma."""
    whole, rest = divmod(value, FULL)
    return f"{whole},{rest:03}"


def read_bounds(text: str) -> tuple[int, int] | None:
    """Lowest and highest mean difficulty, in thousandths: 0,600 - 0,640."""
    cells = [read_thousandths(cell) for cell in re.split(r" ?[-–] ?", text)]
    if len(cells) != 2 or cells[0] is None or cells[1] is None:
        return None
    return cells[0], cells[1]


def write_bounds(lowest: int, highest: int) -> str:
    """What `read_bounds` reads."""
    return f"{write_thousandths(lowest)} - {write_thousandths(highest)}"


def read_ids(text: str) -> tuple[str, ...] | None:
    """Item ids between commas; None where one holds a blank or is missing."""
    ids = tuple(cell.strip() for cell in text.split(","))
    return ids if all(ids) and not any(" " in one for one in ids) else None


def read_cells(text: str) -> list[str]:
    """The cells of a line between |, each on one line without blanks at its ends."""
    return [clean_line(cell) for cell in text.split("|")]


def read_title(cells: list[str]) -> Label | None:
    """A title from its cells: none, Vietnamese, or Vietnamese and English; None where there are more."""
    if len(cells) > 2:
        return None
    return Label(*cells) if cells else UNTITLED


def write_title(title: Label) -> list[str]:
    """The cells `read_title` reads."""
    return [title.vi, title.en] if title.en else [title.vi] if title.vi else []


def _number(pattern: str, text: str, most: int) -> int | None:
    match = re.fullmatch(pattern, text.lower(), re.ASCII)
    return int(match[1]) if match and int(match[1]) <= most else None
