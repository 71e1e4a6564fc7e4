"""Knows how `examcore ceremony run` comes by its screen.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from examcore.ceremony import Ceremony, Scene
from examcore.errors import Misused
from examcore.language import messages
from examcore.shell.ceremony import make_run
from examcore.shell.localized import group
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")


def guide(ceremony: Ceremony, scene: Scene, given: Mapping[str, Sequence[str]]) -> None:
    """Hold a ceremony on the screen. Raises what it refused, after the screen has closed."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(
            msg("the guided screen needs a terminal with a screen"),
            msg("start it in a terminal window, or use --plain"),
        )
    require_screen()
    from examcore_tui.ceremony.app import CeremonyApp

    app = CeremonyApp(ceremony, scene, given)
    app.run()
    if app.refused is not None:
        raise app.refused


ceremony = group("ceremony", msg("Ceremonies on a guided screen."))
"""The group with a `run` that guides on a screen."""
ceremony.add_command(make_run(guide))
