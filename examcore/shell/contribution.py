"""Knows the commands for people who may add to a bank but not read it: bank card, bank contribute, bank receive.

Must not know how items are sealed or read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from examcore.canonical import encode
from examcore.contribution import contribute, receive
from examcore.engine.lint import lint
from examcore.errors import AlreadyThere, BadItems
from examcore.files import read_limited, write_whole
from examcore.intake import LARGEST, LARGEST_MAPPING, read_files
from examcore.language import messages
from examcore.seal.drop import LARGEST_CARD, LARGEST_DROP, make_bank_card, read_bank_card
from examcore.shell.asking import Door, door_options, get_keys, need_hand
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, by_option, json_option, key_file_option, path
from examcore.shell.speak import as_rows, give, give_json, tell, tell_problems
from examcore.store import Bank, keep_book
from examcore.text import clean_line

msg = messages("examcore")
bank = group("bank", msg("Item banks: make, fill, check, count, export."))


@bank.command("card", help=msg("Write the public card of BANK: whoever has it may add items, and read none.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--out", required=True, type=path, help=msg("new file for the card").template)
@json_option
@key_file_option
@door_options
@click.pass_obj
def card_command(shell: Shell, bank_path: Path, out: Path, as_json: bool, door: Door) -> None:
    _check_new(out)
    target = Bank(bank_path)
    keep_book(target)
    keys = get_keys(door, target)
    target.items(keys)  # never give out the card of a bank that was altered
    card = make_bank_card(target.facts.id, target.facts.policy, keys)
    write_whole(out, encode(card))
    if as_json:
        give_json({"bank": card.bank, "policy": card.policy, "fingerprint": card.fingerprint, "card": str(out)})
        return
    give(str(msg("fingerprint of the card: {fingerprint}", fingerprint=card.fingerprint)))
    tell(msg("card written to {path}; whoever gets it compares the fingerprint with you by telephone", path=str(out)))


@bank.command("contribute", help=msg("Seal the items of FILE... to the bank of CARD. Needs no passphrase.").template)
@click.argument("card_path", metavar="CARD", type=path)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
@option("--by", required=True, help=msg("who wrote the items").template)
@option("--source", default="", help=msg("the body they come from").template)
@option("--out", required=True, type=path, help=msg("new file for the sealed contribution").template)
@option("--part", type=click.Choice(["general", "professional"]),
        help=msg("part of items whose file names none").template)  # fmt: skip
@option("--area", default="", help=msg("knowledge area of items whose file names none").template)
@option("--position", "positions", multiple=True,
        help=msg("position the items serve (repeatable; none: all)").template)  # fmt: skip
@option("--format", "format_name", help=msg("item format, else by the file's ending").template)
@option("--mapping", type=path, help=msg("file that says which column holds what; bank map writes one").template)
@option("--keys-from", type=path, help=msg("file that holds the keys by the numbers of questions (Word)").template)
@option("--only-good", is_flag=True, help=msg("take the good items of a file with problems").template)
@json_option
@click.pass_obj
def contribute_command(
    shell: Shell, card_path: Path, files: tuple[Path, ...], by: str, source: str, out: Path, part: str | None,
    area: str, positions: tuple[str, ...], format_name: str | None, mapping: Path | None, keys_from: Path | None,
    only_good: bool, as_json: bool,
) -> None:  # fmt: skip
    _check_new(out)
    card = read_bank_card(read_limited(card_path, LARGEST_CARD), str(card_path))
    policy = shell.plugins.policies.get(card.policy)
    parts = [one.name for one in policy.profile(date.today()).parts] if policy else []  # noqa: DTZ011 - only for names
    data = [(str(file), read_limited(file, LARGEST)) for file in files]
    columns = read_limited(mapping, LARGEST_MAPPING) if mapping is not None else None
    keys = (str(keys_from), read_limited(keys_from, LARGEST)) if keys_from is not None else None
    read = read_files(shell.plugins, data, format_name, part or "", area, positions, parts, columns, keys)
    refused = bool(read.errors) and not only_good
    findings = [] if refused else lint(read.items)
    if not refused:
        drop = contribute(shell.plugins, card, read.items, clean_line(by), clean_line(source))
        write_whole(out, encode(drop), private=True)
    if as_json:
        give_json({
            "found": read.found, "sealed": 0 if refused else len(read.items), "problems": as_rows(read.problems),
            "findings": [{"code": f.code, "item": f.item, "message": str(f.message)} for f in findings],
            "fingerprint": card.fingerprint,
        })  # fmt: skip
    elif not refused:
        tell_problems(read.problems)
        for finding in findings:
            tell(f"{finding.item or '-'}: {finding.message} ({finding.code})")
        tell(msg("fingerprint of the card: {fingerprint}", fingerprint=card.fingerprint))
        tell(msg("{count} items sealed into {path}: only the bank opens it; your own files lie where they were, guard "
                 "or delete them", count=len(read.items), path=str(out)))  # fmt: skip
    if refused:
        raise BadItems(
            msg("nothing was sealed"),
            read.problems,
            msg("mend the lines named above, or take the good items alone with --only-good"),
        )


@bank.command("receive", help=msg("Open the contributions DROP... and add their items to BANK as drafts.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("drops", metavar="DROP...", nargs=-1, required=True, type=path)
@by_option
@json_option
@key_file_option
@door_options
@click.pass_obj
def receive_command(shell: Shell, bank_path: Path, drops: tuple[Path, ...], by: str, as_json: bool, door: Door) -> None:
    target = Bank(bank_path)
    keep_book(target)
    data = [(str(file), read_limited(file, LARGEST_DROP)) for file in drops]
    keys = get_keys(door, target)
    at = now()
    received = receive(shell.plugins, target, data, keys, need_hand(by, keys, at), at.date())
    if as_json:
        give_json({
            "received": [
                {"file": one.file, "by": one.by, "source": one.source, "items": [item.id for item in one.items]}
                for one in received
            ],
            "waiting": target.standings().waiting,
        })  # fmt: skip
        return
    for one in received:
        give(str(msg("{file}: {count} items by {name}, from {source}", file=one.file, count=len(one.items), name=one.by,
                     source=one.source or "-")))  # fmt: skip
    tell(msg("{count} items wait for review or approval and are not drawn", count=target.standings().waiting))


def _check_new(out: Path) -> None:
    if out.exists():
        raise AlreadyThere(msg("{path} exists already", path=str(out)), msg("choose another name"))
