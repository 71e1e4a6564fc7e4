"""Knows the candidates' csv file: who sits, where, by which delivery; and hands out booklets, seats and PINs.

Must not know forms' content.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from examcore.errors import BadItems, Problem
from examcore.language import Label, Message, messages
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
TITLES = {
    "number": msg("Number"),
    "name": msg("Full name"),
    "position": msg("Position"),
    "room": msg("Room"),
    "delivery": msg("Delivery"),
}
SLIPS = "slips"
"""The folder of PIN slips beside those of the rooms."""
LONGEST_NUMBER = 8
MOST_CANDIDATES = 50_000


def folder_name(room: str) -> str:
    """A room's name as a folder name: letters and digits kept, the rest a hyphen."""
    return "".join(c if c.isalnum() else "-" for c in room) or "room"


def read_candidates(
    name: str, data: bytes, forms: Sequence[FormFacts], deliveries: Mapping[str, Label]
) -> tuple[tuple[Candidate, ...], dict[str, str]]:
    """Candidates in file order and the PINs the file gives, by number. A delivery may be written by its name on screen.

    Raises BadItems with every problem of the file, each with its line; nothing is taken from a file with one.
    """
    problems: list[Problem] = []

    def problem(line: int, code: str, message: Message) -> None:
        problems.append(Problem(name, msg("line {line}", line=line), code, message))

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = msg("the file is not UTF-8 text; in Excel save it as CSV UTF-8")
        problem(data[: error.start].count(b"\n") + 1, "not-utf8", why)
        raise _refuse(name, problems) from error
    rows: list[tuple[int, list[str]]] = []
    try:
        rows += read_rows(text)
    except csv.Error as error:
        line = rows[-1][0] + 1 if rows else 1
        problem(line, "bad-csv", msg('from here on the file cannot be split into cells: look for a stray "'))
        raise _refuse(name, problems) from error
    titles = [_column(cell) for cell in rows[0][1]] if rows else []
    for column in REQUIRED:
        if column not in titles:
            why = msg("the column {column} ({title}) is missing", column=column, title=TITLES[column])
            problem(1, "missing-column", why)
    for column in sorted({t for t in titles if t and titles.count(t) > 1}):
        problem(1, "column-twice", msg("the column {column} stands twice", column=column))
    if len(rows) > MOST_CANDIDATES:
        problem(MOST_CANDIDATES + 1, "too-many", msg("a sitting has at most {most} candidates", most=MOST_CANDIDATES))
    if len(rows) == 1:
        problem(1, "no-candidates", msg("there is no candidate below the titles"))
    if problems:
        raise _refuse(name, problems)
    called = {clean_line(str(word)).casefold(): d for d, t in deliveries.items() for word in (d, t.vi, t.en) if word}
    candidates: list[Candidate] = []
    pins: dict[str, str] = {}
    numbers: dict[int, int] = {}
    seats: dict[tuple[str, str], int] = {}
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        cells = {title: clean_line(cell) for title, cell in zip(titles, row, strict=False)}
        if any(has_unsafe(cell) for cell in row):
            problem(line, "control-character", msg("the line holds an invisible control character"))
        candidate = Candidate(**{c: cells.get(c, "") for c in (*REQUIRED, "booklet", "seat", "unit")})
        candidate = replace(candidate, delivery=called.get(candidate.delivery.casefold(), candidate.delivery))
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
        first = seats.setdefault((candidate.room, candidate.seat), line) if candidate.seat else line
        if first != line:
            why = msg("seat {seat} of room {room} is taken on line {line} already", seat=candidate.seat,
                      room=candidate.room, line=first)  # fmt: skip
            problem(line, "same-seat", why)
        candidates.append(candidate)
        if cells.get("pin"):
            pins[candidate.number] = cells["pin"]
    rooms: dict[str, set[str]] = defaultdict(set)
    for candidate in candidates:
        rooms[candidate.room].add(candidate.delivery)
    for room, used in sorted(rooms.items()):
        if len(used) > 1:
            problem(1, "mixed-room", msg("room {room} has two deliveries; a room has one", room=room))
    for message in _alike(sorted(rooms)):
        problem(1, "same-folder", message)
    if not candidates:
        problem(1, "no-candidates", msg("there is no candidate below the titles"))
    if problems:
        raise _refuse(name, problems)
    return tuple(candidates), pins


def read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on. Commas, semicolons or tabs: what the line of titles has most of."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _alike(rooms: Sequence[str]) -> Iterator[Message]:
    """Rooms that could not each have a folder: too like another one, on any system, or like that of the slips."""
    taken = {SLIPS: ""}
    for room in rooms:
        other = taken.setdefault(folder_name(room).casefold(), room)
        if other == "":
            yield msg("no room may be called {room}: the PIN slips lie in a folder of that name", room=room)
        elif other != room:
            yield msg("the rooms {room} and {other} are too alike: their folders would be one", room=room, other=other)


def _column(cell: str) -> str:
    title = clean_line(cell).casefold()
    return SYNONYMS.get(title, title)


def _mistakes(
    candidate: Candidate, pin: str, forms: Sequence[FormFacts], deliveries: Mapping[str, Label]
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
        there = ", ".join(f"{name} ({title})" for name, title in sorted(deliveries.items()))
        why = msg("there is no delivery called {name}; there are {names}", name=candidate.delivery or "-", names=there)
        found.append((why, "no-delivery"))
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

    Seats are numbered from 1 in file order within a room, past those the file gives. Booklets go round: neighbours of
    one position in a room get different codes as far as there are codes.
    """
    codes = {form.position: form.codes for form in forms}
    taken = {(c.room, c.seat) for c in candidates}
    seats: dict[str, int] = defaultdict(int)
    turns: dict[tuple[str, str], int] = defaultdict(int)
    seated = []
    for candidate in candidates:
        if not candidate.seat:
            seats[candidate.room] += 1
            while (candidate.room, str(seats[candidate.room])) in taken:
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
