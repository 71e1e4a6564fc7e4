"""Knows the commands of review: list the doubts, decide them on a screen or by one line each.

Must not know what follows from a decision.
"""

from __future__ import annotations

import csv
import io
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examcore.errors import BadInput, MissingExtra, Misused
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.shell.clock import now
from examcore.shell.localized import command, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.sitting import load
from examcore_paper.extra import require_extra

if TYPE_CHECKING:
    from examcore_paper.review import Desk, Doubt

msg = messages("examcore_paper")

BLANK = "-"
LARGEST_LIST = 16 * 1024 * 1024
COLUMNS = ("page", "item", "mark", "why")

by_option = option("--by", default="", help=msg("the officer who decides").template)
two_option = option("--two", is_flag=True, help=msg("from now on two officers must say the same").template)


@command("doubts", msg("List the pages and marks of a sitting that wait for an officer, and what was decided."))
@click.argument("folder", metavar="SITTING", type=path)
@option("--open", "only_open", is_flag=True, help=msg("only what nobody settled yet").template)
@option("--crops", type=path, help=msg("also write the picture of each into this folder").template)
@json_option
def doubts_command(folder: Path, only_open: bool, crops: Path | None, as_json: bool) -> None:
    """Print every doubt with the key of its page."""
    desk = _open_desk(folder)
    doubts = [doubt for doubt in desk.doubts() if not (only_open and doubt.settled)]
    for doubt in doubts if crops else ():
        data = doubt.crop()
        if crops and data:
            write_whole(crops / f"{doubt.reading.key.replace(':', '-')}-{doubt.item}.jpg", data)
    if as_json:
        give_json({"needs_two": desk.reviewed.needs_two, "doubts": [_as_row(doubt) for doubt in doubts]})
        return
    from examcore_paper.review.wording import tell_place, tell_value, tell_why

    titles = (msg("page"), msg("where"), msg("remark"), msg("decided"))
    give_table(
        [str(title) for title in titles],
        [
            (doubt.reading.key, str(tell_place(doubt)), str(tell_why(doubt)),
             "; ".join(f"{vote.by}: {tell_value(vote)}" for vote in doubt.votes) if doubt.votes else "")
            for doubt in doubts
        ],
    )  # fmt: skip
    tell(msg("{open} of {all} doubts are open", open=sum(d.settled is None for d in doubts), all=len(doubts)))
    if desk.reviewed.needs_two:
        tell(msg("two officers must say the same before a doubt is settled"))


@command("decide", msg("Decide one mark or page of a sitting, or a list of marks, and keep who decided it."))
@click.argument("folder", metavar="SITTING", type=path)
@by_option
@two_option
@option("--page", default="", help=msg("the page, as sheet doubts names it").template)
@option("--item", type=click.IntRange(1, 999), help=msg("the item whose mark is decided").template)
@option("--mark", help=msg("its letters, or - for a blank").template)
@option("--take", is_flag=True, help=msg("the page counts for --candidate and --booklet").template)
@option("--drop", is_flag=True, help=msg("the page counts for nobody").template)
@option("--candidate", default="", help=msg("the candidate whose page it is").template)
@option("--booklet", default="", help=msg("the booklet code of the page").template)
@option("--why", default="", help=msg("the reason, as it will stand in the record").template)
@option("--from", "source", type=path, help=msg("csv file with page,item,mark and may have why").template)
@json_option
def decide_command(
    folder: Path, by: str, two: bool, page: str, item: int | None, mark: str | None, take: bool, drop: bool,
    candidate: str, booklet: str, why: str, source: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Keep the decision, then say how many doubts are left open."""
    if (source is not None) + take + drop + (mark is not None) != 1 and not (two and not (page or mark)):
        raise Misused(msg("give one of --mark, --take, --drop and --from"))
    if mark is not None and item is None:
        raise Misused(msg("a mark needs its item: --item N"))
    desk = _open_desk(folder)
    if two:
        desk.need_two(by)
    if source is not None:
        desk.mark_all(by, [(*one[:3], one[3] or why) for one in _read_list(source)])
    elif take:
        desk.take(by, page, candidate, booklet, why)
    elif drop:
        desk.drop(by, page, why)
    elif mark is not None:
        desk.mark(by, page, item or 0, "" if mark == BLANK else mark.upper(), why)
    left = sum(doubt.settled is None for doubt in desk.doubts())
    if as_json:
        give_json({"decisions": len(desk.reviewed.decisions), "open": left, "needs_two": desk.reviewed.needs_two})
        return
    give(str(msg("kept; {count} doubts are still open", count=left)))
    if desk.reviewed.needs_two and desk.waits_for_second:
        tell(msg("{count} of them wait for a second officer", count=desk.waits_for_second))


@command("review", msg("Settle the doubts of a sitting on a screen, one after another, by keyboard."))
@click.argument("folder", metavar="SITTING", type=path)
@by_option
@two_option
def review_command(folder: Path, by: str, two: bool) -> None:
    """Open the review screen for one officer."""
    require_extra()
    if find_spec("textual") is None:
        raise MissingExtra(
            msg("the review screen needs the extra {extra}", extra="terminal"),
            msg("decide without a screen: examcore sheet decide"),
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(msg("the review screen needs a terminal"), msg("decide without one: examcore sheet decide"))
    by = by or str(click.prompt(str(msg("Your name")), err=True))
    desk = _open_desk(folder)
    if two:
        desk.need_two(by)
    from examcore_paper.desk.app import ReviewApp

    app = ReviewApp(desk, by)
    app.run()
    left = sum(doubt.settled is None for doubt in desk.doubts())
    tell(msg("{count} decided, {open} still open; collect again: examcore sitting collect {folder}",
             count=app.review.settled, open=left, folder=str(folder)))  # fmt: skip


def _open_desk(folder: Path) -> Desk:
    require_extra()
    from examcore_paper.review import Desk

    return Desk(load(folder), now)


def _read_list(source: Path) -> list[tuple[str, int, str, str]]:
    """The lines of a csv list of marks. Raises BadInput naming the line; nothing is kept of a list with a mistake."""
    text = read_limited(source, LARGEST_LIST).decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text))
    if not {"page", "item", "mark"} <= set(rows.fieldnames or ()):
        raise BadInput(
            msg("{source} has no columns {columns}", source=str(source), columns=", ".join(COLUMNS[:3])),
            msg("write them as examcore sheet doubts --json names them"),
        )
    found = []
    for line, row in enumerate(rows, start=2):
        item, mark = (row.get("item") or "").strip(), (row.get("mark") or "").strip()
        if not item.isdecimal() or not mark:
            raise BadInput(
                msg("{source}:{line}: item and mark are needed", source=str(source), line=line),
                msg("write - for a blank"),
            )
        letters = "" if mark == BLANK else mark.upper()
        found.append(((row.get("page") or "").strip(), int(item), letters, (row.get("why") or "").strip()))
    return found


def _as_row(doubt: Doubt) -> dict[str, object]:
    return {
        "page": doubt.reading.key,
        "file": doubt.reading.file,
        "number": doubt.reading.page,
        "serial": doubt.serial,
        "candidate": doubt.reading.candidate,
        "booklet": doubt.reading.booklet,
        "item": doubt.item,
        "reason": str(doubt.reason) if doubt.reason else "",
        "guess": doubt.guess,
        "weights": [f"{weight:.3f}" for weight in doubt.weights],
        "votes": [
            {"by": v.by, "at": v.at, "value": v.value, "candidate": v.candidate, "booklet": v.booklet, "why": v.why}
            for v in doubt.votes
        ],
        "settled": doubt.settled is not None,
        "differs": doubt.differs,
    }
