"""Knows how `examcore blueprint edit` comes by its screen.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from examcore.drawing import find_position
from examcore.errors import Misused
from examcore.language import messages
from examcore.plugins import Plugins
from examcore.shell.blueprint import open_stock
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, date_option, path, pick_day
from examcore.store import Bank
from examcore_tui.extra import require_screen

msg = messages("examcore_tui")
blueprint = group("blueprint", msg("Blueprints on a screen."))
"""The group with an `edit` on a screen."""


@blueprint.command("edit", help=msg("Edit the blueprint in FILE on a screen, with what BANK has for it. "
                                    "Needs no passphrase.")
                   .template)  # fmt: skip
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("file", metavar="FILE", type=path)
@option("--position", "code", help=msg("position of a new file, begun with the policy's default").template)
@date_option
@click.pass_obj
def edit_command(shell: Shell, bank_path: Path, file: Path, code: str | None, day: datetime | None) -> None:
    """Open the file and the bank's tags, then the screen."""
    ask = prepare(shell.plugins, bank_path, file, code, pick_day(day))
    otherwise = msg("edit the file in any text editor, then: examcore blueprint check")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(msg("the blueprint screen needs a terminal with a screen"), otherwise)
    require_screen(otherwise)
    ask()


def prepare(plugins: Plugins, bank_path: Path, file: Path, code: str | None, on: date) -> Callable[[], None]:
    """Read the file and the bank's tags; what shows the screen with them, to be called where there is one.

    Without a file, `code` says whose default blueprint is begun with. Raises Misused, NotFound, BadItems.
    """
    from examcore_tui.blueprint.editor import Bench
    from examcore_tui.blueprint.kept import open_kept

    bank = Bank(bank_path)
    policy = bank.facts.policy
    rules, positions = plugins.policy(policy), plugins.positions(policy)
    profile = rules.profile(on)
    kept, blueprint = open_kept(file)
    if blueprint is None:
        if code is None:
            raise Misused(msg("there is no file {path} yet", path=str(file)),
                          msg("say with --position whose blueprint it is to become"))  # fmt: skip
        blueprint = rules.blueprint(profile, find_position(plugins, policy, code))
    elif code is not None and code != blueprint.position:
        raise Misused(msg("{path} is the blueprint of {position}", path=str(file), position=blueprint.position),
                      msg("leave --position out, or name another file"))  # fmt: skip
    title = positions[blueprint.position].title if blueprint.position in positions else ""
    bench = Bench(open_stock(bank, on), profile, frozenset(positions))
    begun = blueprint

    def show() -> None:
        from examcore_tui.blueprint.app import BlueprintApp, Desk

        BlueprintApp(begun, kept, Desk(bank_path, on, title, bench)).run()

    return show
