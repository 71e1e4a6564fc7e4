"""Knows the command `examcore sit`: find the room, then the screen or the plain mode.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from examcore.errors import Misused
from examcore.language import messages
from examcore.session import SystemClock, SystemDisk, pick_room, read_room
from examcore.shell.localized import command, option
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")


@command("sit", msg("Sit the test in the room folder PUBLISHED, as one candidate at this terminal."))
@click.argument("published", type=click.Path(path_type=Path))
@option(
    "--large-print",
    is_flag=True,
    help=msg("lines wide apart, highest contrast; enlarge the window's letters too").template,
)
@option("--plain", is_flag=True, help=msg("line by line, for screen readers and simple consoles").template)
def sit(published: Path, plain: bool, large_print: bool) -> None:
    """Open the room and let one candidate sign in."""
    room = read_room(pick_room(published))
    if plain:
        from examcore_tui.plain import sit_plain

        sit_plain(room, SystemClock(), SystemDisk(), sys.stdin, sys.stdout)
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

    app = ExamApp(room, SystemClock(), SystemDisk())
    if large_print:
        app.is_spread = True
        app.theme = CONTRAST.name
    app.run()
