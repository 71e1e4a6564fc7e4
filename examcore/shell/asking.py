"""Knows how the command line comes by keys: passphrases from a file, the environment or a prompt, never an argument.

Must not keep or print one.

What opens is either a key file with one passphrase, or officers of a council who are present, each with theirs.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast  # click's own signatures are in terms of Any

import click

from examcore.engine.people import find_person
from examcore.errors import BadInput, Misused, NotAuthorised
from examcore.files import read_limited
from examcore.language import messages
from examcore.nouns import Hand
from examcore.seal import Attendance, KeySource, Seat, attend
from examcore.seal.child import forbid_core_dumps
from examcore.shell.localized import option
from examcore.shell.options import add_door
from examcore.store import Bank, unlock_bank
from examcore.text import clean_line

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])
VARIABLE = "EXAMCORE_PASSPHRASE"
SHORTEST = 8
COUNCIL_NAME = "council.json"
"""The descriptor in a council's folder."""
LARGEST_FILE = 512 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    """Who opens, as the command line said: files of passphrases, and a key file or a council and its officers."""

    passphrase_files: tuple[Path, ...] = ()
    key_file: Path | None = None
    council: Path | None = None
    officers: tuple[Path, ...] = ()
    paper: Path | None = None
    reason: str = ""

    @property
    def passphrase_file(self) -> Path | None:
        """The file of the only passphrase a key file has. Raises Misused when more were given."""
        if len(self.passphrase_files) > 1:
            raise Misused(msg("one --passphrase-file is enough without --officer"))
        return self.passphrase_files[0] if self.passphrase_files else None


def door_options(command: F) -> F:
    """Give a command the options that say who opens, and hand it a `Door` named `door`.

    Above `key_file_option` it takes that one in too.
    """

    @functools.wraps(command)
    def collected(*args: Any, **kwargs: Any) -> Any:
        names = [field.name for field in dataclasses.fields(Door) if field.name in kwargs]
        return command(*args, door=Door(**{name: kwargs.pop(name) for name in names}), **kwargs)

    return add_door(cast("F", collected))


def get_keys(door: Door, bank: Bank) -> KeySource:
    """The keys of a bank: by its key file, or opened by the officers present."""
    if door.council is None:
        forbid_core_dumps()
        return unlock_bank(bank, get_passphrase(door.passphrase_file), door.key_file)
    data, name = bank.shares()
    opened, _ = attend(get_attendance(door), {name: data})
    return opened[name]


def name_hand(by: str, keys: KeySource, at: datetime, together: bool = False) -> Hand | None:
    """Who changes a bank: the person named, who must be one of those who opened it where officers did; else the only
    officer present, or with `together` all of them. None where nobody is known.
    """
    name = clean_line(by)
    there = find_person(name, keys.present)
    if name and keys.present and not there:
        raise NotAuthorised(
            msg("{name} is not one of those present: {names}", name=name, names=", ".join(keys.present)),
            msg("name with --by one of those whose --officer files were given"),
        )
    name = there or name
    if not name and (together or len(keys.present) == 1):
        name = ", ".join(keys.present)
    return Hand(name, at) if name else None


def need_hand(by: str, keys: KeySource, at: datetime) -> Hand:
    """Who writes into a book of review. Raises Misused where nobody is known."""
    hand = name_hand(by, keys, at)
    if hand is None:
        raise Misused(msg("a book of review needs to know who does it"), msg("say who with --by"))
    return hand


def get_holder(door: Door) -> str | Attendance:
    """Who opens the packets of a sitting: the passphrase of their key file, or the officers present."""
    forbid_core_dumps()
    return get_passphrase(door.passphrase_file) if door.council is None else get_attendance(door)


def get_attendance(door: Door) -> Attendance:
    """The officers present with their passphrases, asked for in the order of --officer."""
    if door.council is None:
        raise Misused(msg("name the council's folder: --council"))
    phrases = get_passphrases(door.officers, door.passphrase_files)
    seats = [Seat(str(file), read_text(file), phrase) for file, phrase in phrases]
    if door.paper is not None:
        seats.append(Seat(str(door.paper), "", read_text(door.paper)))
    source = door.council / COUNCIL_NAME
    return Attendance(str(source), read_text(source), tuple(seats), door.reason.strip())


def read_text(path: Path) -> str:
    """A small UTF-8 file. Raises NotFound or BadInput naming it."""
    try:
        return read_limited(path, LARGEST_FILE).decode()
    except UnicodeDecodeError as problem:
        raise BadInput(msg("{path} is not UTF-8 text", path=str(path))) from problem


def get_passphrases(officers: Sequence[Path], files: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each officer's key file with its passphrase, asked for in order. Raises Misused where files do not go with it."""
    if not officers:
        raise Misused(msg("name the officers' key files: --officer"))
    if len(files) not in (0, len(officers)):
        raise Misused(msg("give one --passphrase-file for each --officer, in the same order"))
    return [
        (officer, get_passphrase(files[place] if files else None, whose=officer.name))
        for place, officer in enumerate(officers)
    ]


def passphrase_option(command: F) -> F:
    """Give a command the option --passphrase-file."""
    return option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help=msg("file whose first line is the passphrase (else EXAMCORE_PASSPHRASE, else a prompt)").template,
    )(command)


def get_passphrase(file: Path | None, new: bool = False, whose: str = "") -> str:
    """The passphrase; `whose` names the key file in the prompt.

    Raises Misused when none was given and nobody can be asked. A new one is asked for twice and must have at least 8
    characters.
    """
    if file is not None:
        phrase = read_limited(file, 4096).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    elif VARIABLE in os.environ:
        phrase = os.environ[VARIABLE]
    elif sys.stdin.isatty():
        prompt = msg("Passphrase of {file}", file=whose).read() if whose else msg("Passphrase").read()
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


def get_pin(file: Path | None, whose: str) -> str:
    """An invigilator's PIN: the first line of a file, or asked for. Raises Misused where it cannot be."""
    if file is not None:
        return read_limited(file, 4096).decode("utf-8", "replace").split("\n", 1)[0].strip()
    if not sys.stdin.isatty():
        raise Misused(
            msg("the PIN of {name} is needed", name=whose),
            msg("give --pin-file; nothing is asked without a terminal"),
        )
    return str(click.prompt(msg("PIN of {name}", name=whose).read(), hide_input=True, err=True)).strip()
