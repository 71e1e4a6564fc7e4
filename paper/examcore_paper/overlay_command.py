"""Knows `examcore sheet overlay`: the keys of all booklets on film, for marking by hand where no scanner works.

Must not keep a key, nor know how it is opened or drawn.
"""

from __future__ import annotations

from pathlib import Path

from examcore.errors import AlreadyThere
from examcore.files import write_whole
from examcore.language import messages
from examcore.shell.asking import Door, door_options, get_holder
from examcore.shell.clock import now
from examcore.shell.localized import command, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, tell
from examcore.sitting import load, open_right
from examcore_paper.extra import require_extra

msg = messages("examcore_paper")


@command(
    "overlay", msg("Print the key of each booklet to lay on sheets marked by hand. Opens the keys, after the test.")
)
@option("--sitting", "folder", required=True, type=path, help=msg("the sitting").template)
@option("--out", "target", required=True, type=path, help=msg("the PDF to write; readable by you only").template)
@json_option
@door_options
def overlay_command(folder: Path, target: Path, as_json: bool, door: Door) -> None:
    """Open the keys, print a page for each booklet, and say where it lies and what it is."""
    require_extra()
    from examcore_paper.overlay import typeset_overlays

    if target.exists():
        raise AlreadyThere(msg("{path} is there already", path=str(target)), msg("name a new file"))
    kept = load(folder)
    keys = open_right(kept, get_holder(door), now())
    write_whole(target, typeset_overlays(kept.sitting, keys), private=True)
    if as_json:
        give_json({"file": str(target), "pages": [{"form": key.form, "booklet": key.code} for key in keys]})
        return
    give(str(target))
    tell(msg("{count} pages, one a booklet: print them on film at 100 %, then shred them; the file holds the key",
             count=len(keys)))  # fmt: skip
