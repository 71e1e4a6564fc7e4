"""Knows the commands by which banks and packets pass on: rotate to the next epoch, hand over to another body.

Must not know how keys are shared or sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar  # click's own signatures are in terms of Any

import click

from examcore.errors import Misused
from examcore.language import messages
from examcore.seal import follows
from examcore.shell.asking import Door, get_attendance
from examcore.shell.council import council as council  # the group, with the commands below
from examcore.shell.localized import option
from examcore.shell.options import json_option, officer_option, passphrases_option, path
from examcore.shell.speak import give, give_json
from examcore.store.redeal import redeal

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])


def _hand_options(command: F) -> F:
    for add in (
        passphrases_option,
        option("--new-passphrase-file", "new_files", multiple=True, type=path,
               help=msg("file whose first line is the passphrase (one for each --new-officer, in order)").template),
        option("--new-officer", "takers", multiple=True, type=path,
               help=msg("key file of one who takes over and is present (repeatable)").template),
        officer_option,
        option("--packets", multiple=True, type=path,
               help=msg("folder of sealed forms or of a sitting to pass on (repeatable)").template),
        option("--bank", "banks", multiple=True, type=path, help=msg("bank to pass on (repeatable)").template),
        option("--to", "target", required=True, type=path, help=msg("folder of those who take over").template),
        json_option,
        click.argument("folder", metavar="DIR", type=path),
    ):  # fmt: skip
        command = add(command)
    return command


@council.command("rotate", help=msg("Pass banks and packets on to the next epoch of the council in DIR.").template)
@_hand_options
def rotate(
    folder: Path, target: Path, banks: tuple[Path, ...], packets: tuple[Path, ...], officers: tuple[Path, ...],
    takers: tuple[Path, ...], passphrase_files: tuple[Path, ...], new_files: tuple[Path, ...], as_json: bool,
) -> None:  # fmt: skip
    present = Door(passphrase_files, council=folder, officers=officers)
    _pass_on(present, Door(new_files, council=target, officers=takers), banks, packets, as_json, is_rotation=True)


@council.command("handover", help=msg("Hand banks to custodians or the next council, packets to a Committee.").template)
@_hand_options
def handover(
    folder: Path, target: Path, banks: tuple[Path, ...], packets: tuple[Path, ...], officers: tuple[Path, ...],
    takers: tuple[Path, ...], passphrase_files: tuple[Path, ...], new_files: tuple[Path, ...], as_json: bool,
) -> None:  # fmt: skip
    present = Door(passphrase_files, council=folder, officers=officers)
    _pass_on(present, Door(new_files, council=target, officers=takers), banks, packets, as_json, is_rotation=False)


def _pass_on(
    present: Door, taking: Door, banks: tuple[Path, ...], packets: tuple[Path, ...], as_json: bool, is_rotation: bool
) -> None:
    if not banks and not packets:
        raise Misused(msg("name what passes on: --bank or --packets"))
    old, new = get_attendance(present), get_attendance(taking)
    before, after = old.read_council(), new.read_council()
    if is_rotation and not follows(after, before):
        raise Misused(
            msg("{path} is not the next epoch of this council", path=new.source),
            msg("make it with council found --after; to another body, use council handover"),
        )
    if not is_rotation and after.id == before.id:
        raise Misused(msg("{path} is the same council", path=new.source), msg("use council rotate"))
    if not is_rotation and packets and after.kind != "committee":
        raise Misused(
            msg("packets pass to the People's Committee, which keeps them until retention ends"),
            msg("name a folder made with --kind committee"),
        )
    if not is_rotation and banks and after.kind == "committee":
        raise Misused(msg("a bank passes to custodians the People's Committee names, or to the next council"))
    done = redeal(banks, packets, old, new)
    if as_json:
        give_json({
            "banks": [{"bank": str(bank), "items": count} for bank, count in done.banks],
            "shares": [str(file) for file in done.shares],
        })  # fmt: skip
        return
    for bank, count in done.banks:
        give(str(msg("{path}: {count} items sealed anew; the old shares open it no more", path=str(bank), count=count)))
    for file in done.shares:
        give(str(msg("{path}: shares proved and replaced", path=str(file))))
