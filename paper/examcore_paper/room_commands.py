"""Knows the commands of the counting room: reconcile what each room was given, type sheets in where no scanner works.

Must not know how a balance is worked out or a typed sheet kept.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examcore.errors import BadInput, Misused, NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.nouns import Sitting
from examcore.shell.clock import now
from examcore.shell.localized import command, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.sitting import describe_growth, load, refuse_lost
from examcore_paper.delivery import PaperDelivery
from examcore_paper.extra import require_extra
from examcore_paper.scans import TYPED_FILE

if TYPE_CHECKING:
    from examcore_paper.review.typed import Typed

msg = messages("examcore_paper")

LARGEST_LIST = 16 * 1024 * 1024
BLANK = "-"
COUNTS = ("room", "absent", "spare_left", "void", "booklets_back")
SHEETS = ("candidate", "booklet", "marks")


@command("reconcile", msg("Balance sheets and booklets of each room: issued = used + left over + void."))
@click.argument("folder", metavar="SITTING", type=path)
@option("--counts", type=path, help=msg("csv file of what the rooms counted (see --blank)").template)
@option("--blank", type=path, help=msg("write a csv file for the rooms to fill in, and stop").template)
@option("--out", type=path, help=msg("also write the record as PDF").template)
@json_option
def reconcile_command(folder: Path, counts: Path | None, blank: Path | None, out: Path | None, as_json: bool) -> None:
    """Compare what was issued, scanned and counted; name every difference."""
    require_extra()
    from examcore_paper.documents import typeset_document
    from examcore_paper.reader import Plan
    from examcore_paper.reconcile import RoomCount, reconcile, write_balance
    from examcore_paper.review import judge_folder

    kept = load(folder)
    refuse_lost(kept)
    rooms = [room.name for room in kept.sitting.rooms if room.delivery == PaperDelivery.id]
    if blank is not None:
        lines = io.StringIO(newline="")
        csv.writer(lines).writerows([COUNTS, *([room, "", "", "", ""] for room in rooms)])
        write_whole(blank, ("\ufeff" + lines.getvalue()).encode())
        give(str(blank))
        return
    found = {one[0]: RoomCount(*one) for one in _read_counts(counts, kept.sitting)} if counts else {}
    plan = Plan.of(kept.sitting, kept.secrets.sheet_key)
    balances = reconcile(kept.sitting, judge_folder(plan, kept.kept(PaperDelivery.id)), found)
    if out is not None:
        write_whole(out, typeset_document(write_balance(kept.sitting, balances)))
    if as_json:
        give_json({
            "rooms": [
                {"room": b.room, "candidates": b.candidates, "issued": b.issued, "used": b.used,
                 "spares_used": b.spares_used, "left": b.left if b.count else None,
                 "void": b.count.void if b.count else None, "set_aside": b.set_aside,
                 "without_sheet": b.without_sheet, "absent": b.count.absent if b.count else None,
                 "booklets_back": b.count.booklets_back if b.count else None,
                 "problems": [str(problem) for problem in b.problems]}
                for b in balances
            ],
            "balanced": all(not b.problems and b.count for b in balances),
        })  # fmt: skip
        return
    titles = (msg("room"), msg("issued"), msg("used"), msg("left over"), msg("void"), msg("no sheet"), msg("problems"))
    give_table(
        [str(title) for title in titles],
        [(b.room, str(b.issued), str(b.used), str(b.left) if b.count else "?", str(b.count.void) if b.count else "?",
          str(len(b.without_sheet)), str(len(b.problems))) for b in balances],
        right=(1, 2, 3, 4, 5, 6),
    )  # fmt: skip
    for balance in balances:
        for problem in balance.problems:
            tell(f"{balance.room}: {problem}")


@command("type", msg("Type answer sheets in where no scanner works; two officers, each by themselves."))
@click.argument("folder", metavar="SITTING", type=path)
@option("--by", required=True, help=msg("the officer who types").template)
@option("--from", "source", type=path, help=msg("csv file with candidate,booklet,marks").template)
@json_option
def type_command(folder: Path, by: str, source: Path | None, as_json: bool) -> None:
    """Keep each sheet as it is typed; say what two officers typed differently."""
    require_extra()
    from examcore_paper.reader import Plan
    from examcore_paper.review.decisions import clean_name, write_time
    from examcore_paper.review.typed import keep_typed, read_typed, type_sheet

    kept = load(folder)
    plan = Plan.of(kept.sitting, kept.secrets.sheet_key)
    refuse_lost(kept)
    file = kept.kept(PaperDelivery.id) / TYPED_FILE

    def keep(sheets: list[Typed]) -> None:
        grown = describe_growth(kept, file, keep_typed(file, kept.sitting.id, sheets))
        kept.log("sheet.type", now(), by=clean_name(by), sheets=str(len(sheets)), **grown)

    if source is not None:
        sheets = []
        for line, (number, code, marks) in enumerate(_read_sheets(source), start=2):
            try:
                sheets.append(type_sheet(plan, write_time(now()), by, number, code, marks))
            except (BadInput, NotFound) as problem:
                where = msg("{source}:{line}: {problem}", source=str(source), line=line, problem=problem.text)
                raise BadInput(where, problem.hint) from problem
        if sheets:
            keep(sheets)
    else:
        if not sys.stdin.isatty():
            raise Misused(msg("without a terminal sheets come from a file: --from FILE"))
        due = len(plan.layout.items)

        def check(number: str, code: str, marks: str) -> Typed | None:
            try:
                return type_sheet(plan, write_time(now()), by, number, code, marks)
            except (BadInput, NotFound) as problem:
                tell(problem.read())
                return None

        for number, code, marks in _ask(due, check):
            if sheet := check(number, code, marks):
                keep([sheet])
                tell(msg("kept"))
    readings = read_typed(plan, file)
    open_marks = [(r.candidate, [n for n, mark in r.marks if mark == "?"], str(r.reason or "")) for r in readings]
    if as_json:
        give_json({"typed": [{"candidate": c, "differ": items, "reason": why} for c, items, why in open_marks]})
        return
    for number, items, why in open_marks:
        if items or why:
            told = why or str(msg("differs in items {items}", items=", ".join(map(str, items))))
            give(f"{number}: {told}")
    give(str(msg("{done} of {all} typed sheets agree", done=sum(not i and not w for _, i, w in open_marks),
                 all=len(open_marks))))  # fmt: skip


def _ask(items: int, check: Callable[[str, str, str], object]) -> Iterator[tuple[str, str, str]]:
    """Sheets typed at the terminal until an empty number.

    Each line is checked as soon as it is typed: a mistake costs that line, not the sheet.
    """
    tell(msg("{count} marks a sheet: a letter an item, - for a blank, (AC) for two; an empty number ends", count=items))
    while number := str(click.prompt(str(msg("candidate number")), default="", show_default=False, err=True)).strip():
        code = str(click.prompt(str(msg("booklet code")), err=True)).strip()
        marks = ""
        if not check(number, code, BLANK * items):
            continue
        while _count(marks) < items:
            more = str(click.prompt(str(msg("marks from item {item}", item=_count(marks) + 1)), default="",
                                    show_default=False, err=True))  # fmt: skip
            if not more.strip():
                break
            if check(number, code, marks + more + BLANK * (items - _count(marks + more))):
                marks += more
        yield number, code, marks


def _count(marks: str) -> int:
    """How many items some typed marks are."""
    count, inside = 0, False
    for sign in marks:
        if sign == "(":
            inside, count = True, count + 1
        elif sign == ")":
            inside = False
        elif not inside and not sign.isspace():
            count += 1
    return count


def _read_counts(source: Path, sitting: Sitting) -> list[tuple[str, tuple[str, ...], int, int, int]]:
    """What the rooms counted. Raises BadInput naming the line."""
    found: list[tuple[str, tuple[str, ...], int, int, int]] = []
    known = {room.name for room in sitting.rooms if room.delivery == PaperDelivery.id}
    for line, row in enumerate(_read_csv(source, COUNTS), start=2):
        numbers = [row[name] for name in COUNTS[2:]]
        absent = row["absent"].split()
        here = {candidate.number for candidate in sitting.candidates if candidate.room == row["room"]}
        if row["room"] in {room for room, *_ in found}:
            raise BadInput(msg("{source}:{line}: room {room} stands twice", source=str(source), line=line,
                               room=row["room"]), msg("keep one line for each room"))  # fmt: skip
        if len(set(absent)) < len(absent) or (set(absent) - here and row["room"] in known):
            raise BadInput(
                msg("{source}:{line}: an absent candidate is named twice or sits in another room",
                    source=str(source), line=line),
                msg("name each absent candidate once, at the room of the door list"),
            )  # fmt: skip
        if row["room"] not in known or not all(n.isdecimal() for n in numbers):
            raise BadInput(
                msg("{source}:{line}: room, absent numbers or counts are not right", source=str(source), line=line),
                msg("absent: numbers with blanks between them; the other columns: whole numbers, 0 for none"),
            )
        spare, void, back = (int(n) for n in numbers)
        found.append((row["room"], tuple(absent), spare, void, back))
    return found


def _read_sheets(source: Path) -> list[tuple[str, str, str]]:
    return [(row["candidate"], row["booklet"], row["marks"]) for row in _read_csv(source, SHEETS)]


def _read_csv(source: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    text = read_limited(source, LARGEST_LIST).decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text))
    if not set(columns) <= set(rows.fieldnames or ()):
        raise BadInput(
            msg("{source} has no columns {columns}", source=str(source), columns=", ".join(columns)),
            msg("the first line names the columns"),
        )
    return [{name: (row.get(name) or "").strip() for name in columns} for row in rows]
