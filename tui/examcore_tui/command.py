"""Knows the command `examcore sit`: find the room, then the screen or the plain mode.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from examcore.errors import Misused
from examcore.files import make_folder
from examcore.language import messages
from examcore.record import CopyingDisk, Disk, SystemClock, SystemDisk, match_copies
from examcore.session import OpenRoom, pick_room, read_room
from examcore.shell.localized import command, option
from examcore.shell.speak import tell
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")


@command("sit", msg("Sit the test in the room folder PUBLISHED, as one candidate at this terminal."))
@click.argument("published", type=click.Path(path_type=Path))
@option(
    "--large-print",
    is_flag=True,
    help=msg("lines wide apart, highest contrast; enlarge the window's letters too").template,
)
@option("--copy", "copies", type=click.Path(path_type=Path),
        help=msg("folder on another disk or memory stick for a second copy of the answers").template)  # fmt: skip
@option("--plain", is_flag=True, help=msg("line by line, for screen readers and simple consoles").template)
def sit(published: Path, plain: bool, large_print: bool, copies: Path | None) -> None:
    """Open the room and let one candidate sign in."""
    room = read_room(pick_room(published))
    disk = SystemDisk() if copies is None else _copy_to(room, copies)
    if plain:
        from examcore_tui.plain import sit_plain

        sit_plain(room, SystemClock(), disk, sys.stdin, sys.stdout)
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(
            msg("the test needs a terminal with a screen"),
            msg("start it in a terminal window, or use --plain"),
        )
    require_screen()
    # Some terminals report the mouse in pixels after a change of size, and clicks then miss their row.
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    from examcore_tui.app import ExamApp
    from examcore_tui.themes import CONTRAST
    from examcore_tui.viewer.protocols import ask_terminal

    app = ExamApp(room, SystemClock(), disk)
    if room.has_pictures:
        app.make_picture = ask_terminal()
    if large_print:
        app.is_spread = True
        app.theme = CONTRAST.name
    app.run()


def _copy_to(room: OpenRoom, copies: Path) -> Disk:
    """A disk that keeps a second copy of this room's journals below `copies`; what only one of both has is restored.

    Raises Misused where the copy would lie in the room's own folder, Conflict where two journals differ, NotSaved.
    """
    if room.folder.resolve() in [copies.resolve(), *copies.resolve().parents]:
        raise Misused(
            msg("the second copy must not lie in the room's own folder"),
            msg("name a folder on another disk or a memory stick"),
        )
    folder = copies / f"{room.facts.sitting}-{room.digest[:8]}"
    if not folder.is_dir():
        make_folder(folder)
    names = [room.journal(seat.number).name for seat in room.facts.candidates]
    restored = match_copies(room.journal("x").parent, folder, names)
    for name in restored:
        tell(msg("{name}: restored from the second copy", name=name))
    if folder.stat().st_dev == room.folder.stat().st_dev:
        tell(msg("the second copy lies on the same disk; a memory stick would survive the loss of this PC"))
    return CopyingDisk(folder)
