"""Knows what the terminal wing gives to examcore.

Must not import what it draws with: that loads on use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Delivery, Screen, hookimpl

if TYPE_CHECKING:
    import click


@hookimpl
def examcore_deliveries() -> list[Delivery]:
    from examcore_tui.delivery import TerminalDelivery

    return [TerminalDelivery()]


@hookimpl
def examcore_commands() -> list[click.Command]:
    from examcore_tui.blueprint.command import make_group as make_blueprint
    from examcore_tui.ceremony.command import make_group as make_ceremony
    from examcore_tui.command import sit
    from examcore_tui.console.command import make_group as make_room
    from examcore_tui.desk.command import desk
    from examcore_tui.items.command import bank
    from examcore_tui.practice.command import practice
    from examcore_tui.serving import make_group as make_serve

    return [sit, practice, desk, make_blueprint(), make_ceremony(), make_room(), make_serve(), bank]


@hookimpl
def examcore_screens() -> list[Screen]:
    from examcore_tui.desk.screens import list_screens

    return list_screens()
