"""Knows the commands that open the pages on items: bank edit, bank new-item, bank preview.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examcore.desk import Desk
from examcore.errors import Misused
from examcore.language import Message, messages
from examcore.shell.asking import Door, door_options, get_keys
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, key_file_option, path
from examcore.store import Bank
from examcore_tui.extra import require_screen

if TYPE_CHECKING:
    from examcore_tui.desk.frame import DeskPage
    from examcore_tui.items.holding import OpenBank

msg = messages("examcore_tui")
bank = group("bank", msg("Item banks on screens."))


@bank.command(
    "edit", help=msg("Open ITEM of BANK on a screen, or without ITEM the list of all: write, review.").template
)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("name", metavar="[ITEM]", required=False)
@key_file_option
@door_options
@click.pass_obj
def edit_command(shell: Shell, bank_path: Path, name: str | None, door: Door) -> None:
    """Open the bank, then the item, then the screen."""
    otherwise = msg("without a screen: examcore bank revise, bank review, bank versions")
    target = Bank(bank_path)
    _need_screen(otherwise)
    open_bank = _open(target, door)
    seen = open_bank.find(name) if name else None

    def make() -> DeskPage:
        from examcore_tui.items.editor import ItemPage
        from examcore_tui.items.shelf import ItemsPage

        desk = Desk(bank_path.resolve().parent, shell.plugins)
        return ItemPage(desk, open_bank, seen) if seen else ItemsPage(desk, open_bank)

    _show(make)


@bank.command("new-item", help=msg("Write a new item for BANK on a screen; saved, it is a draft.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@key_file_option
@door_options
@click.pass_obj
def new_item_command(shell: Shell, bank_path: Path, door: Door) -> None:
    """Open the bank, then the screen."""
    target = Bank(bank_path)
    _need_screen(msg("without a screen: write the item into a file, then examcore bank add"))
    open_bank = _open(target, door)

    def make() -> DeskPage:
        from examcore_tui.items.editor import ItemPage

        return ItemPage(Desk(bank_path.resolve().parent, shell.plugins), open_bank, None)

    _show(make)


@bank.command(
    "preview",
    help=msg("Show on a screen what is understood of FILE..., with keys and problems; keeps nothing.").template,
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
@option("--part", default="", help=msg("part of items whose file names none").template)
@option("--area", default="", help=msg("knowledge area of items whose file names none").template)
@option("--position", "positions", multiple=True,
        help=msg("position the items serve (repeatable; none: all)").template)  # fmt: skip
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@option("--mapping", type=path, help=msg("file that says which column holds what; bank map writes one").template)
@option("--keys-from", type=path, help=msg("file that holds the keys by the numbers of questions (Word)").template)
@click.pass_obj
def preview_command(
    shell: Shell, files: tuple[Path, ...], part: str, area: str, positions: tuple[str, ...], format_name: str | None,
    mapping: Path | None, keys_from: Path | None,
) -> None:  # fmt: skip
    """Read the files on the screen."""
    _need_screen(msg("without a screen: examcore bank add BANK FILE --dry-run --show"))

    def make() -> DeskPage:
        from examcore_tui.items.preview import Asked, PreviewPage

        asked = Asked(files, part, area, positions, format_name, mapping, keys_from)
        return PreviewPage(Desk(Path.cwd(), shell.plugins), asked)

    _show(make)


def _open(target: Bank, door: Door) -> OpenBank:
    from examcore_tui.items.holding import OpenBank

    return OpenBank(target, get_keys(door, target), now)


def _need_screen(otherwise: Message) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(msg("this needs a terminal with a screen"), otherwise)
    require_screen(otherwise)


def _show(make: Callable[[], DeskPage]) -> None:
    from examcore_tui.items.app import ItemsApp
    from examcore_tui.viewer.protocols import ask_terminal

    app = ItemsApp(make)
    app.make_picture = ask_terminal()
    app.run()
