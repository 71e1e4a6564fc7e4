"""Knows `examcore sheet print` and `sheet booklets`: answer sheets into one PDF, booklets into a folder.

Must not know how a sheet or a booklet looks.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from examcore.errors import NotFound
from examcore.files import heed_endings, write_whole
from examcore.language import messages, write_decimal
from examcore.nouns import Sitting
from examcore.shell.asking import Door, door_options, get_holder
from examcore.shell.clock import now
from examcore.shell.localized import command, option
from examcore.shell.options import json_option
from examcore.shell.speak import give, give_json, tell
from examcore.sitting import load, open_booklets
from examcore_paper.extra import require_extra
from examcore_paper.order import seat_order

msg = messages("examcore_paper")


@command("print", msg("Print the answer sheets of a sitting as one PDF, in the order of rooms and seats."))
@option("--sitting", "folder", required=True, type=click.Path(path_type=Path), help=msg("the sitting").template)
@option("--room", help=msg("only the sheets of this room").template)
@option("--spare", default=0, type=click.IntRange(0, 500), help=msg("how many spare sheets to add").template)
@option("--out", "target", required=True, type=click.Path(path_type=Path), help=msg("the PDF to write").template)
@option("--archive", is_flag=True, help=msg("as PDF/A, to be kept for years").template)
@option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
def print_command(folder: Path, room: str | None, spare: int, target: Path, archive: bool, as_json: bool) -> None:
    """Write personal sheets of everyone who sits on paper, then the spare ones, and say how many."""
    require_extra()
    from examcore_paper.publish import count_spares
    from examcore_paper.sheets import typeset_sheets

    kept = load(folder)
    numbers = paper_numbers(kept.sitting, room)
    given = count_spares(len(numbers)) if room else 0
    began = time.perf_counter()
    pdf = typeset_sheets(kept.sitting, kept.secrets, numbers, spare, room or "", None, archive, given)
    write_whole(target, pdf)
    seconds = time.perf_counter() - began
    if as_json:
        counts = {"personal": len(numbers), "spare": spare, "pages": len(numbers) + spare}
        give_json({"file": str(target), **counts, "seconds": round(seconds, 3)})
        return
    give(str(target))
    tell(
        msg(
            "{personal} personal and {spare} spare answer sheets in {seconds} s",
            personal=len(numbers),
            spare=spare,
            seconds=write_decimal(seconds, 1),
        )
    )


@command("booklets", msg("Print booklets of a sitting: in large print, as archive copies, or only some codes."))
@click.argument("folder", metavar="SITTING", type=click.Path(path_type=Path))
@option("--out", "into", required=True, type=click.Path(path_type=Path), help=msg("folder for the files").template)
@option("--code", "codes", multiple=True, help=msg("only this booklet code (repeatable)").template)
@option("--large", is_flag=True, help=msg("in large print, for who sees badly").template)
@option("--archive", is_flag=True, help=msg("as PDF/A, to be kept for years").template)
@json_option
@door_options
def booklets_command(
    folder: Path, into: Path, codes: tuple[str, ...], large: bool, archive: bool, as_json: bool, door: Door
) -> None:
    """Open the questions and write a PDF for each code that candidates of the sitting were given."""
    require_extra()
    from examcore_paper.booklets import Look, print_booklets

    kept = load(folder)
    known = {candidate.booklet for candidate in kept.sitting.candidates}
    if set(codes) - known:
        raise NotFound(
            msg("the sitting has no booklet {codes}", codes=", ".join(sorted(set(codes) - known))),
            msg("its booklets: {codes}", codes=", ".join(sorted(known))),
        )
    booklets = open_booklets(kept, get_holder(door), now()).values()
    began = time.perf_counter()
    chosen = [one for one in booklets if not codes or one.code in codes]
    with heed_endings():
        paths = print_booklets(kept.sitting, chosen, into, look=Look(large, archive))
    seconds = time.perf_counter() - began
    if as_json:
        give_json({"files": [str(one) for one in paths], "seconds": round(seconds, 3)})
        return
    for one in paths:
        give(str(one))


def paper_numbers(sitting: Sitting, room: str | None = None) -> list[str]:
    """The candidate numbers of the paper rooms, or of one, by room and seat. NotFound names an unknown room."""
    rooms = [r.name for r in sitting.rooms if r.delivery == "paper"]
    if room is not None and room not in rooms:
        raise NotFound(
            msg("the sitting has no paper room {room}", room=room),
            msg("its paper rooms: {rooms}", rooms=", ".join(rooms) or "-"),
        )
    here = [c for c in sitting.candidates if c.room in rooms and room in (None, c.room)]
    return [c.number for c in sorted(here, key=seat_order)]
