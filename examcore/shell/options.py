"""Knows the options many commands share, and what every command is handed.

Must not know any command.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from examcore.language import messages
from examcore.plugins import Plugins
from examcore.shell.localized import option

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Shell:
    """What every command is handed through click's context."""

    plugins: Plugins


path = click.Path(path_type=Path)
json_option = option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
key_file_option = option(
    "--key-file", type=path, help=msg("the bank's key file, if it does not lie beside the bank").template
)
