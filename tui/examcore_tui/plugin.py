"""Knows what the terminal wing gives to examcore.

Must not import what it draws with: that loads on use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Delivery, Screen, hookimpl
from examcore.language import messages

if TYPE_CHECKING:
    import click

msg = messages("examcore_tui")


@hookimpl
def examcore_deliveries() -> list[Delivery]:
    from examcore_tui.delivery import TerminalDelivery

    return [TerminalDelivery()]


@hookimpl
def examcore_commands() -> list[click.Command]:
    from examcore.shell.deferred import defer, defer_group

    own = "examcore_tui"
    return [
        defer("sit", msg("Sit the test in the room folder PUBLISHED, as one candidate at this terminal."),
              f"{own}.command:sit"),
        defer("practice", msg("Practise with open items: the samples, or those in BANKFILE... Nothing of it counts."),
              f"{own}.practice.command:practice"),
        defer("desk", msg("Open the officers' desk in FOLDER: all the work on screens, no command to know."),
              f"{own}.desk.command:desk"),
        defer_group("bank", msg("Item banks on screens."), f"{own}.items.command:bank = edit new-item preview"),
        defer_group("blueprint", msg("Blueprints on a screen."), f"{own}.blueprint.command:blueprint = edit"),
        defer_group("ceremony", msg("Ceremonies on a guided screen."), f"{own}.ceremony.command:ceremony = run"),
        defer_group("room", msg("A room on the invigilators' screen."), f"{own}.console.command:room = console"),
        defer_group("serve", msg("Let candidates sit at machines of their own: over SSH, in browsers."),
                    f"{own}.serving:serve"),
    ]  # fmt: skip


@hookimpl
def examcore_screens() -> list[Screen]:
    from examcore_tui.desk.screens import list_screens

    return list_screens()
