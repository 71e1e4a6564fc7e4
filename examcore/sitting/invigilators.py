"""Knows the invigilators' csv file: who watches which room, and the PIN each is given.

Must not know candidates but for the rooms they sit in.
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable, Mapping, Sequence

from examcore.errors import BadItems, Problem
from examcore.language import Message, messages
from examcore.nouns import Invigilator
from examcore.sitting.people import read_rows
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")

SYNONYMS = {"phòng": "room", "họ và tên": "name", "họ tên": "name", "giám thị": "name", "mã pin": "pin"}
REQUIRED = ("room", "name")
LEAST = 2
"""What matters in a room is done by two."""
LONGEST_NAME = 60
MOST_LINES = 10_000


def read_invigilators(
    name: str, data: bytes, rooms: Mapping[str, bool], draw_pin: Callable[[], str] | None = None
) -> tuple[Invigilator, ...]:
    """The invigilators in file order, with a PIN of six digits for those the file gives none.

    `rooms` says of each room whether it must be watched. Columns: room, name and perhaps pin. Raises BadItems with
    every problem: an unknown room, fewer than two for a room that must be watched or is, one name or one PIN twice in a
    room; nothing is taken from a file with one. No PIN that is drawn stands in the file.
    """
    problems: list[Problem] = []

    def problem(line: int, code: str, message: Message) -> None:
        problems.append(Problem(name, msg("line {line}", line=line), code, message))

    rows = _read(name, data, problem)
    titles = (
        [SYNONYMS.get(clean_line(cell).casefold(), clean_line(cell).casefold()) for cell in rows[0][1]] if rows else []
    )
    for title in REQUIRED:
        if title not in titles:
            problem(1, "missing-column", msg("the column {title} is missing", title=title))
    if problems:
        raise _refuse(name, problems)
    draw = draw_pin or (lambda: f"{secrets.randbelow(10**6):06}")
    found: list[Invigilator] = []
    table = [(line, row, {t: clean_line(cell) for t, cell in zip(titles, row, strict=False)}) for line, row in rows[1:]]
    taken = {cells.get("pin", "") for _, _, cells in table}
    for line, row, cells in table:
        if not any(cells.values()):
            continue
        pin = cells.get("pin", "")
        while not pin or (not cells.get("pin") and pin in taken):
            pin = draw()
        taken.add(pin)
        one = Invigilator(cells.get("room", ""), cells.get("name", ""), pin)
        if any(has_unsafe(cell) for cell in row):
            problem(line, "control-character", msg("the line holds an invisible control character"))
        for code, why in _find_mistakes(one, rooms, found):
            problem(line, code, why)
        found.append(one)
    for room, must in sorted(rooms.items()):
        count = sum(one.room == room for one in found)
        if count < LEAST and (must or count):
            why = msg("room {room} has {count} invigilators; it needs {least}", room=room, count=count, least=LEAST)
            problem(len(rows), "too-few", why)
    if problems:
        raise _refuse(name, problems)
    return tuple(found)


def _read(name: str, data: bytes, problem: Callable[[int, str, Message], None]) -> list[tuple[int, list[str]]]:
    try:
        rows = list(read_rows(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        why = msg("the file is not UTF-8 text; in Excel save it as CSV UTF-8")
        problem(data[: error.start].count(b"\n") + 1, "not-utf8", why)
        return []
    except csv.Error:
        problem(1, "not-csv", msg("the file is not a table with one line for each person"))
        return []
    if len(rows) > MOST_LINES:
        problem(MOST_LINES, "too-many", msg("a sitting has at most {most} invigilators", most=MOST_LINES))
        return []
    if not rows:
        problem(1, "empty", msg("the file is empty"))
    return rows


def _find_mistakes(
    one: Invigilator, rooms: Mapping[str, bool], before: Sequence[Invigilator]
) -> list[tuple[str, Message]]:
    found = []
    if not one.name or len(one.name) > LONGEST_NAME:
        found.append(("bad-name", msg("an invigilator needs a name of at most {most} letters", most=LONGEST_NAME)))
    if one.room not in rooms:
        found.append(("no-room", msg("no candidate sits in a room called {room}", room=one.room or "-")))
    if any((other.room, other.name.casefold()) == (one.room, one.name.casefold()) for other in before):
        found.append(("same-name", msg("{name} stands twice for room {room}", name=one.name, room=one.room)))
    if any((other.room, other.pin) == (one.room, one.pin) for other in before):
        found.append(("same-pin", msg("two invigilators of room {room} have the same PIN", room=one.room)))
    if not (one.pin.isdecimal() and one.pin.isascii() and 6 <= len(one.pin) <= 12):
        found.append(("bad-pin", msg("the PIN of an invigilator is 6 to 12 digits")))
    return found


def _refuse(name: str, problems: list[Problem]) -> BadItems:
    return BadItems(
        msg("{file}: {count} problems, nothing was taken", file=name, count=len(problems)),
        tuple(problems),
        msg("columns: room,name and optional pin"),
    )
