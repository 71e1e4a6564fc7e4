"""Knows the command `examcore desk`, which `examcore` alone runs in a terminal: open the desk, again after each visit
to another screen.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from examcore.desk import Desk, look_around
from examcore.errors import ExamcoreError, Misused
from examcore.language import messages
from examcore.shell.localized import command
from examcore.shell.options import Shell, path
from examcore.shell.speak import tell_error
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")


@command("desk", msg("Open the officers' desk in FOLDER: all the work on screens, no command to know."))
@click.argument("folder", metavar="[FOLDER]", required=False, type=path)
@click.pass_obj
def desk(shell: Shell, folder: Path | None) -> None:
    """Open the desk, and open it again after what it handed over to."""
    otherwise = msg("use the commands instead: examcore --help")
    place = (folder or Path.cwd()).resolve()
    look_around(place)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(msg("the officers' desk needs a terminal with a screen"), otherwise)
    require_screen(otherwise)
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")  # see examcore_tui.command
    from examcore_tui.desk.app import DeskApp
    from examcore_tui.viewer.protocols import ask_terminal

    make_picture = ask_terminal()
    seat = Desk(place, shell.plugins)
    opened: tuple[str, ...] = ()
    while True:
        app = DeskApp(seat, opened)
        app.make_picture = make_picture
        app.run()
        if app.next is None:
            return
        seat = app.desk
        try:
            app.next()
        except ExamcoreError as refused:
            tell_error(refused)
            click.prompt(str(msg("Enter: back to the desk")), default="", show_default=False, err=True)
        opened = app.reopened
