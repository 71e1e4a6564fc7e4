"""Knows the command that assembles and seals forms.

Must not know how forms are drawn or sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from examcore.drawing import SHARES_NAMES, assemble, draw_seed, find_position, write_packets, write_packets_for
from examcore.errors import AlreadyThere, Misused, Shortage
from examcore.language import messages, write_decimal
from examcore.nouns import Booklet, Form
from examcore.seal import Deal, KeySource, Plan, attend, join_keys
from examcore.seal.primitives import random_bytes
from examcore.shell.asking import Door, door_options, get_attendance, get_passphrase
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, key_file_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.store import Bank, unlock_bank

msg = messages("examcore")
MOST_FORMS = 24
form = group("form", msg("Forms: assemble and seal them."))


@form.command("assemble", help=msg("Draw forms for a position from BANK and seal them into a new folder.").template)
@click.argument("bank_path", metavar="BANK", type=path)
@option("--position", "code", required=True, help=msg("code of the position").template)
@option("--forms", type=click.IntRange(1, MOST_FORMS), default=1, help=msg("how many forms").template)
@option("--booklets", type=click.IntRange(1, 900), default=4, help=msg("how many booklets for each form").template)
@option("--overlap", type=click.IntRange(0, 100), default=20,
        help=msg("most items two forms may share, percent").template)  # fmt: skip
@option("--seed", help=msg("for rehearsal only: the forms are marked DIỄN TẬP").template)
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("day of the sitting (today if not given)").template)  # fmt: skip
@option("--out", required=True, type=path, help=msg("new folder for the sealed forms").template)
@option("--sitting", "sitting_name", default="",
        help=msg("which sitting it is for; a second officer compares it before opening").template)  # fmt: skip
@option("--not-before", type=click.DateTime(["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]),
        help=msg("time before which the packets stay shut").template)  # fmt: skip
@json_option
@key_file_option
@door_options
@click.pass_obj
def assemble_command(
    shell: Shell, bank_path: Path, code: str, forms: int, booklets: int, overlap: int, seed: str | None,
    day: datetime | None, out: Path, sitting_name: str, not_before: datetime | None, as_json: bool, door: Door,
) -> None:  # fmt: skip
    if out.exists() and any(out.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("choose a new folder for the forms"))
    if seed is not None and not seed.strip():
        raise Misused(msg("the seed is empty"))
    target = Bank(bank_path)
    position = find_position(shell.plugins, target.facts.policy, code)
    keys, seal_into = _open(target, door)
    items = target.items(keys)
    drawn, rehearsal = draw_seed(seed)
    on = day.date() if day else date.today()  # noqa: DTZ011 - a day on the officer's desk
    started = time.perf_counter()
    try:
        made, shared = assemble(shell.plugins, target.facts.policy, items, position, drawn, rehearsal, on, forms,
                                booklets, overlap)  # fmt: skip
    except Shortage as short:
        if as_json:
            give_json(_shortage(short))
        else:
            _show_shortage(short)
        raise
    seconds = time.perf_counter() - started
    plan = Plan(on, sitting_name, not_before.astimezone() if not_before else None)
    seal_into(out, made, plan)
    if as_json:
        give_json({
            "forms": [
                {
                    "id": built.id,
                    "rule": built.rule,
                    "rehearsal": built.rehearsal,
                    "parts": [
                        {"name": p.name, "items": [i.id for i in p.items], "difficulty": p.difficulty / 1000}
                        for p in built.parts
                    ],
                    "booklets": [b.code for b in codes],
                    "packet": str(out / f"{built.id}.packet"),
                }
                for built, codes in made
            ],
            "overlap": shared,
            "seconds": round(seconds, 3),
        })  # fmt: skip
        return
    for built, codes in made:
        parts = ", ".join(f"{p.title}: {len(p.items)} ({write_decimal(p.difficulty / 1000, 3)})" for p in built.parts)
        give(str(msg("form {form} sealed: {parts}; booklets {codes}", form=built.id, parts=parts,
                     codes=" ".join(b.code for b in codes))))  # fmt: skip
    if forms > 1:
        names = [built.id for built, _ in made]
        give_table(["", *names], [[n, *map(str, row)] for n, row in zip(names, shared, strict=True)],
                   right=tuple(range(1, forms + 1)))  # fmt: skip
    if rehearsal:
        tell(msg("a seed was given: these forms are for rehearsal and marked DIỄN TẬP"))


Sealer = Callable[[Path, Sequence[tuple[Form, tuple[Booklet, ...]]], Plan], object]


def _open(target: Bank, door: Door) -> tuple[KeySource, Sealer]:
    """The bank's keys, and how to seal what is drawn: under a key file with the same passphrase, or under fresh shares
    that those present deal to the whole council.
    """
    if door.council is None:
        phrase = get_passphrase(door.passphrase_file)
        return unlock_bank(target, phrase, door.key_file), lambda out, made, plan: write_packets(
            out, made, phrase, plan=plan
        )
    data, name = target.shares()
    holder = random_bytes(8).hex()
    orders = [Deal(purpose, holder) for purpose in SHARES_NAMES]
    opened, dealt = attend(get_attendance(door), {name: data}, orders)
    beside = {file: one.data for file, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    keys = join_keys([one.keys for one in dealt])
    return opened[name], lambda out, made, plan: write_packets_for(out, made, keys, beside, plan)


def _shortage(short: Shortage) -> dict[str, object]:
    return {
        "shortages": [
            {
                "quota": str(s.quota),
                "need": s.need,
                "have": s.have,
                "missing": s.missing,
                "because": str(s.because),
            }
            for s in short.shortages
        ],
        "options": [str(o) for o in short.options],
    }


def _show_shortage(short: Shortage) -> None:
    titles = [
        str(msg("Quota")),
        str(msg("Needed")),
        str(msg("There are")),
        str(msg("Missing")),
        str(msg("Because")),
    ]
    rows = [[str(s.quota), str(s.need), str(s.have), str(s.missing), str(s.because)] for s in short.shortages]
    give_table(titles, rows, right=(1, 2, 3))
    for choice in short.options:
        give(f"- {choice}")
