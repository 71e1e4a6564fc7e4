"""Knows the options many commands share, and what every command is handed.

Must not know any command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar  # click's own signatures are in terms of Any

import click

from examcore.language import messages
from examcore.plugins import Plugins
from examcore.shell.localized import option

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Shell:
    """What every command is handed through click's context."""

    plugins: Plugins


path = click.Path(path_type=Path)
json_option = option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
key_file_option = option(
    "--key-file", type=path, help=msg("the bank's key file, if it does not lie beside the bank").template
)
by_option = option(
    "--by", default="", help=msg("who does it: the name that stands in the bank's book of review").template
)
officer_option = option(
    "--officer",
    "officers",
    multiple=True,
    type=path,
    help=msg("key file of an officer who is present (repeatable)").template,
)
passphrases_option = option(
    "--passphrase-file",
    "passphrase_files",
    multiple=True,
    type=path,
    help=msg(
        "file whose first line is the passphrase (one for each --officer, in order; else EXAMCORE_PASSPHRASE, "
        "else a prompt)"
    ).template,
)
date_option = option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
                     help=msg("day of the sitting (today if not given)").template)  # fmt: skip
_DOOR = (
    option("--council", type=path, help=msg("folder of the council that opens, instead of a key file").template),
    officer_option,
    passphrases_option,
    option("--paper", type=path, help=msg("file with the emergency share as typed from paper").template),
    option("--reason", default="", help=msg("why the emergency set opens; it stands in the minutes").template),
)


def add_door(command: F) -> F:
    """Give a command the options that say who opens: a passphrase, or a council and its officers who are present."""
    for add in reversed(_DOOR):
        command = add(command)
    return command


def pick_day(day: datetime | None) -> date:
    """The day given, else today."""
    return day.date() if day else date.today()  # noqa: DTZ011 - a day on the officer's desk
