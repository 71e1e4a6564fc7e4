"""Knows the lines of a blueprint file: what is content, what an officer remarked, what the program noted.

Must not know what a line means.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from examcore.errors import Problem
from examcore.language import Message, messages
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")
LARGEST = 1024 * 1024
MOST_LINES = 2000
_NOTED = re.compile(r"(?:^|\s)//=.*$")
_REMARK = re.compile(r"(?:^|\s)//(.*)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with content: its number (from 1), text on one blank each, the remark behind it ("" for none), and the
    remarks on lines of their own before it.
    """

    number: int
    text: str
    beside: str
    above: tuple[str, ...]


@dataclass(slots=True)
class Split:
    """The lines of a file, and what was wrong with them."""

    lines: list[Line] = field(default_factory=list)
    below: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Notes:
    """An officer's remarks by the place they stand at, so that a file written anew keeps them."""

    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)


def tell_at(name: str, line: int, code: str, message: Message, severity: str = "error") -> Problem:
    """A problem of the file `name` in a line (0: of the whole file)."""
    place = msg("line {line}", line=line) if line else msg("whole file")
    return Problem(name, place, code, message, "", severity)


def split_lines(name: str, data: bytes) -> Split:
    """The lines with content, in order; remarks of the program's own (`//=`) are dropped."""
    found = Split()
    if len(data) > LARGEST:
        found.problems.append(tell_at(name, 0, "too-large", msg("the file is larger than 1 MB; a blueprint is a page")))
        return found
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        said = msg("the file is not UTF-8 text; save it as UTF-8 and try again")
        found.problems.append(tell_at(name, line, "not-utf8", said))
        return found
    if not unicodedata.is_normalized("NFC", text):
        said = msg("accents were stored in pieces (NFD) and have been joined")
        found.problems.append(tell_at(name, 0, "nfd", said, "note"))
        text = unicodedata.normalize("NFC", text)
    rows = text.replace("\r\n", "\n").split("\n")
    if len(rows) > MOST_LINES + 1:
        said = msg("the file has more than {most} lines; a blueprint is a page", most=MOST_LINES)
        found.problems.append(tell_at(name, MOST_LINES + 1, "too-many-lines", said))
        return found
    above: list[str] = []
    for number, row in enumerate(rows, 1):
        if has_unsafe(row):
            said = msg("the line holds an invisible control character")
            found.problems.append(tell_at(name, number, "control-character", said))
            continue
        row = _NOTED.sub("", row)
        remark = _REMARK.search(row)
        content = clean_line(row[: remark.start()] if remark else row)
        said_beside = remark[1].rstrip() if remark else ""
        if content:
            found.lines.append(Line(number, content, said_beside, tuple(above)))
            above = []
        elif remark:
            above.append(said_beside)
    found.below = tuple(above)
    return found
