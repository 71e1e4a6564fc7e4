"""Knows `examcore sitting pictures`: the pictures of a sitting's forms on paper, for screens that show them badly.

Must not know how pictures are numbered, drawn or laid out.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from examcore.errors import NotFound
from examcore.files import heed_endings, write_whole
from examcore.language import messages
from examcore.nouns import Sitting
from examcore.shell.asking import Door, door_options, get_holder
from examcore.shell.clock import now
from examcore.shell.localized import command, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, tell
from examcore.sitting import load, open_booklets
from examcore_paper.delivery import PaperDelivery
from examcore_paper.extra import require_extra

msg = messages("examcore_paper")


@command(
    "pictures",
    msg("Print the pictures of the forms, numbered as on screen, for rooms whose screens show them badly."),
)
@click.argument("folder", metavar="DIR", type=path)
@option("--out", "target", required=True, type=path, help=msg("the PDF to write").template)
@option("--room", help=msg("only the forms of this room").template)
@json_option
@door_options
def pictures_command(folder: Path, target: Path, room: str | None, as_json: bool, door: Door) -> None:
    """Open the questions, print a set for each form with pictures, and say how many copies of it are needed."""
    require_extra()
    from examcore_paper.picture_set import gather_sets, typeset_sets

    kept = load(folder)
    chosen = choose_candidates(kept.sitting, room)
    opened = open_booklets(kept, get_holder(door), now())
    booklets = [opened[number] for number in chosen]
    sets = gather_sets(booklets)
    with heed_endings():
        write_whole(target, typeset_sets(kept.sitting, sets), private=True)
    copies = Counter(booklet.form for booklet in booklets)
    if as_json:
        rows = [
            {"form": s.form, "position": s.position, "pictures": len(s.pictures), "candidates": copies[s.form]}
            for s in sets
        ]
        give_json({"file": str(target), "forms": rows})
        return
    give(str(target))
    for one in sets:
        tell(
            msg(
                "form {form}: {pictures} pictures, {copies} candidates", form=one.form, pictures=len(one.pictures),
                copies=copies[one.form],
            )
        )  # fmt: skip


def choose_candidates(sitting: Sitting, room: str | None) -> list[str]:
    """The numbers of who sits in a room; without one, of who does not sit on paper (all, where everybody does).

    NotFound names an unknown room.
    """
    rooms = [one.name for one in sitting.rooms]
    if room is not None and room not in rooms:
        raise NotFound(
            msg("the sitting has no room {room}", room=room), msg("its rooms: {rooms}", rooms=", ".join(rooms) or "-")
        )
    screens = [one.name for one in sitting.rooms if one.delivery != PaperDelivery.id] or rooms
    here = [room] if room is not None else screens
    return [candidate.number for candidate in sitting.candidates if candidate.room in here]
