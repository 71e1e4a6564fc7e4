"""Knows the candidates' csv file: who sits, where, by which delivery; and hands out booklets, seats and PINs.

Must not know forms' content.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from examcore.errors import BadItems, Problem
from examcore.language import Message, messages
from examcore.nouns import Candidate, FormFacts, Pass
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")

REQUIRED = ("number", "name", "position", "room", "delivery")
SYNONYMS = {
    "số báo danh": "number",
    "sbd": "number",
    "họ và tên": "name",
    "họ tên": "name",
    "vị trí việc làm": "position",
    "vị trí": "position",
    "phòng": "room",
    "hình thức": "delivery",
    "đơn vị": "unit",
    "mã đề": "booklet",
    "chỗ ngồi": "seat",
    "mã pin": "pin",
}
LONGEST_NUMBER = 10
MOST_CANDIDATES = 50_000


def read_candidates(
    name: str, data: bytes, forms: Sequence[FormFacts], deliveries: Sequence[str]
) -> tuple[tuple[Candidate, ...], dict[str, str]]:
    """Candidates in file order and the PINs the file gives, by number.

    Raises BadItems with every problem of the file, each with its line; nothing is taken from a file with one.
    """
    problems: list[Problem] = []

    def problem(line: int, code: str, message: Message) -> None:
        problems.append(Problem(name, msg("line {line}", line=line), code, message))

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem(data[: error.start].count(b"\n") + 1, "not-utf8", msg("the file is not UTF-8 text"))
        raise _refuse(name, problems) from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    titles = [_column(cell) for cell in rows[0]] if rows else []
    for column in REQUIRED:
        if column not in titles:
            problem(1, "missing-column", msg("the column {column} is missing", column=column))
    if problems or len(rows) > MOST_CANDIDATES:
        raise _refuse(name, problems)
    candidates: list[Candidate] = []
    pins: dict[str, str] = {}
    numbers: dict[int, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {title: clean_line(cell) for title, cell in zip(titles, row, strict=False)}
        if any(has_unsafe(cell) for cell in row):
            problem(line, "control-character", msg("the line holds an invisible control character"))
        candidate = Candidate(**{c: cells.get(c, "") for c in (*REQUIRED, "booklet", "seat", "unit")})
        for message, code in _mistakes(candidate, cells.get("pin", ""), forms, deliveries):
            problem(line, code, message)
        if candidate.number.isdecimal():
            first = numbers.setdefault(int(candidate.number), line)
            if first != line:
                problem(
                    line,
                    "same-number",
                    msg(
                        "candidate number {number} stands on line {line} already",
                        number=candidate.number,
                        line=first,
                    ),
                )
        candidates.append(candidate)
        if cells.get("pin"):
            pins[candidate.number] = cells["pin"]
    rooms: dict[str, set[str]] = defaultdict(set)
    for candidate in candidates:
        rooms[candidate.room].add(candidate.delivery)
    for room, used in sorted(rooms.items()):
        if len(used) > 1:
            problem(1, "mixed-room", msg("room {room} has two deliveries; a room has one", room=room))
    if problems or not candidates:
        raise _refuse(name, problems)
    return tuple(candidates), pins


def _column(cell: str) -> str:
    title = clean_line(cell).casefold()
    return SYNONYMS.get(title, title)


def _mistakes(
    candidate: Candidate, pin: str, forms: Sequence[FormFacts], deliveries: Sequence[str]
) -> list[tuple[Message, str]]:
    found: list[tuple[Message, str]] = []
    if not candidate.number.isdecimal() or not candidate.number.isascii() or len(candidate.number) > LONGEST_NUMBER:
        found.append((msg("the candidate number must be 1 to {most} digits", most=LONGEST_NUMBER), "bad-number"))
    if not candidate.name or not candidate.room:
        found.append((msg("a candidate needs a name and a room"), "missing-cell"))
    form = next((f for f in forms if f.position == candidate.position), None)
    if form is None:
        found.append((msg("no form was given for position {position}", position=candidate.position or "-"), "no-form"))
    elif candidate.booklet and candidate.booklet not in form.codes:
        found.append((msg("form {form} has no booklet {code}", form=form.form, code=candidate.booklet), "no-booklet"))
    if candidate.delivery not in deliveries:
        found.append((msg("there is no delivery called {name}", name=candidate.delivery or "-"), "no-delivery"))
    if pin and not (pin.isdecimal() and pin.isascii() and 4 <= len(pin) <= 12):
        found.append((msg("a PIN is 4 to 12 digits"), "bad-pin"))
    return found


def _refuse(name: str, problems: list[Problem]) -> BadItems:
    return BadItems(
        msg("{file}: {count} problems, nothing was taken", file=name, count=len(problems)),
        tuple(problems),
        msg("columns: number,name,position,room,delivery and optional unit,seat,booklet,pin"),
    )


def hand_out(
    candidates: Sequence[Candidate],
    forms: Sequence[FormFacts],
    given: dict[str, str],
    draw_pin: Callable[[], str] | None = None,
) -> tuple[tuple[Candidate, ...], tuple[Pass, ...]]:
    """The same candidates with booklet and seat, and a PIN for each.

    Seats are numbered from 1 in file order within a room. Booklets go round: neighbours of one position in a room get
    different codes as far as there are codes.
    """
    codes = {form.position: form.codes for form in forms}
    seats: dict[str, int] = defaultdict(int)
    turns: dict[tuple[str, str], int] = defaultdict(int)
    seated = []
    for candidate in candidates:
        seats[candidate.room] += 1
        turn = turns[candidate.room, candidate.position]
        turns[candidate.room, candidate.position] += 1
        choice = codes[candidate.position]
        seated.append(
            replace(
                candidate,
                booklet=candidate.booklet or choice[turn % len(choice)],
                seat=candidate.seat or str(seats[candidate.room]),
            )
        )
    draw = draw_pin or (lambda: f"{secrets.randbelow(10**6):06}")
    return tuple(seated), tuple(Pass(c.number, given.get(c.number) or draw()) for c in seated)
