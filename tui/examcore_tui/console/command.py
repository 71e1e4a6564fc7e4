"""Knows how `examcore room console` comes by its screen.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from examcore.errors import Misused
from examcore.language import messages
from examcore.record import SystemClock, SystemDisk
from examcore.session import pick_room, read_room
from examcore.shell.localized import group
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")
room = group("room", msg("A room on the invigilators' screen."))
"""The group with a `console` on a screen."""


@room.command("console", help=msg("Open the invigilators' console of the room in the folder ROOM.").template)
@click.argument("folder", metavar="ROOM", type=click.Path(path_type=Path))
def console_command(folder: Path) -> None:
    """See every seat and steer the room."""
    hall = read_room(pick_room(folder))
    hall.sealed_desk()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(
            msg("the console needs a terminal with a screen"),
            msg("start it in a terminal window, or use the commands of examcore room"),
        )
    require_screen(msg("the commands of examcore room do the same without a screen"))
    from examcore_tui.console.app import ConsoleApp

    ConsoleApp(hall, SystemClock(), SystemDisk()).run()
