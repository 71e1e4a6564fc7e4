"""Knows `examcore sheet print`: personal and spare answer sheets of a sitting into one PDF.

Must not know how a sheet looks.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from examcore.errors import NotFound
from examcore.files import write_whole
from examcore.language import messages, write_decimal
from examcore.nouns import Sitting
from examcore.shell.localized import command, option
from examcore.shell.speak import give, give_json, tell
from examcore.sitting import load
from examcore_paper.extra import require_extra
from examcore_paper.order import seat_order

msg = messages("examcore_paper")


@command("print", msg("Print the answer sheets of a sitting as one PDF, in the order of rooms and seats."))
@option("--sitting", "folder", required=True, type=click.Path(path_type=Path), help=msg("the sitting").template)
@option("--room", help=msg("only the sheets of this room").template)
@option("--spare", default=0, type=click.IntRange(0, 500), help=msg("how many spare sheets to add").template)
@option("--out", "target", required=True, type=click.Path(path_type=Path), help=msg("the PDF to write").template)
@option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
def print_command(folder: Path, room: str | None, spare: int, target: Path, as_json: bool) -> None:
    """Write personal sheets of everyone who sits on paper, then the spare ones, and say how many."""
    require_extra()
    from examcore_paper.sheets import typeset_sheets

    kept = load(folder)
    numbers = paper_numbers(kept.sitting, room)
    began = time.perf_counter()
    write_whole(target, typeset_sheets(kept.sitting, kept.secrets, numbers, spare))
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
