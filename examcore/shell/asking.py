"""Knows how the command line comes by a passphrase: a file, the environment, a prompt. Never an argument.

Must not keep or print one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar  # click's own signatures are in terms of Any

import click

from examcore.errors import Misused
from examcore.files import read_limited
from examcore.language import messages
from examcore.shell.localized import option

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])
VARIABLE = "EXAMCORE_PASSPHRASE"
SHORTEST = 8


def passphrase_option(command: F) -> F:
    """Give a command the option --passphrase-file."""
    return option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help=msg("file whose first line is the passphrase (else EXAMCORE_PASSPHRASE, else a prompt)").template,
    )(command)


def get_passphrase(file: Path | None, new: bool = False) -> str:
    """The passphrase. Raises Misused when none was given and nobody can be asked.

    A new one is asked for twice and must have at least 8 characters.
    """
    if file is not None:
        phrase = read_limited(file, 4096).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    elif VARIABLE in os.environ:
        phrase = os.environ[VARIABLE]
    elif sys.stdin.isatty():
        prompt = msg("Passphrase").read()
        again = msg("The same once more").read() if new else False
        phrase = str(click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))
    else:
        raise Misused(
            msg("a passphrase is needed"),
            msg(
                "set {variable} or give --passphrase-file; nothing is asked without a terminal",
                variable=VARIABLE,
            ),
        )
    if not phrase or (new and len(phrase) < SHORTEST):
        raise Misused(
            msg("the passphrase is too short"),
            msg("choose at least {count} characters, best several words", count=SHORTEST),
        )
    return phrase
