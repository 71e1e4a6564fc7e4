"""Knows the commands on blueprints: write one to a file, check files against a bank.

Must not know how a file is read or coverage measured.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from examcore.assembly.pool import Stock, take_stock
from examcore.blueprints import Checked, check_file, list_files, name_quota, note_usable, write_barred, write_state
from examcore.drawing import MOST_FORMS, find_position
from examcore.errors import AlreadyThere, BadItems
from examcore.files import read_limited, write_whole
from examcore.formats.blueprint import LARGEST, write_file
from examcore.formats.blueprint.values import write_counts
from examcore.language import messages
from examcore.nouns import Blueprint, Lot
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, date_option, json_option, path, pick_day
from examcore.shell.speak import as_rows, give, give_json, give_table, tell, tell_problems
from examcore.shell.waiting import tell_waiting
from examcore.shortage.coverage import Coverage, measure_coverage
from examcore.store import Bank

msg = messages("examcore")
blueprint = group("blueprint", msg("Blueprints: write them to files, check them, edit them on a screen."))


def open_stock(bank: Bank, day: date) -> Stock:
    """What may be drawn of a bank on a day. Needs no passphrase."""
    return take_stock([Lot(name, tags) for name, tags in bank.drawable().items()], day)


@blueprint.command("write", help=msg("Write the default blueprint of a position to FILE, to be edited. "
                                     "Needs no passphrase.").template)  # fmt: skip
@click.argument("bank_path", metavar="BANK", type=path)
@option("--position", "code", required=True, help=msg("code of the position").template)
@date_option
@option("--out", required=True, type=path, help=msg("new file for the blueprint").template)
@click.pass_obj
def write_command(shell: Shell, bank_path: Path, code: str, day: datetime | None, out: Path) -> None:
    if out.exists():
        raise AlreadyThere(msg("{path} exists already", path=str(out)), msg("choose another name, or edit that file"))
    bank, on = Bank(bank_path), pick_day(day)
    rules = shell.plugins.policy(bank.facts.policy)
    position = find_position(shell.plugins, bank.facts.policy, code)
    made = rules.blueprint(rules.profile(on), position)
    rows = measure_coverage(open_stock(bank, on), made)
    write_whole(out, write_file(made, noted=note_usable(made, rows, position.title, on.strftime("%d/%m/%Y"))))
    tell(msg("blueprint of {position} written to {path}: edit it, then examcore blueprint check {bank} {path}",
             position=code, path=str(out), bank=str(bank_path)))  # fmt: skip


@blueprint.command("check", help=msg("Check blueprint files, or folders of them, against the regulation and BANK. "
                                     "Needs no passphrase.").template)  # fmt: skip
@click.argument("bank_path", metavar="BANK", type=path)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=path)
@date_option
@option("--forms", type=click.IntRange(1, MOST_FORMS), default=1,
        help=msg("how many forms one draw must give").template)  # fmt: skip
@json_option
@click.pass_obj
def check_command(
    shell: Shell, bank_path: Path, files: tuple[Path, ...], day: datetime | None, forms: int, as_json: bool
) -> None:
    bank, on = Bank(bank_path), pick_day(day)
    profile = shell.plugins.policy(bank.facts.policy).profile(on)
    positions = shell.plugins.positions(bank.facts.policy)
    stock = open_stock(bank, on)
    checked = [
        check_file(str(file), read_limited(file, LARGEST), profile, positions, stock, forms)
        for file in list_files(files)
    ]
    if as_json:
        give_json({"blueprints": [_plain(one) for one in checked]})
    else:
        for one in checked:
            if one.blueprint is not None:
                _show(one, one.blueprint, positions[one.blueprint.position].title
                      if one.blueprint.position in positions else "")  # fmt: skip
    problems = tuple(problem for one in checked for problem in one.problems)
    refused = sum(not one.is_sound for one in checked)
    if refused:
        raise BadItems(
            msg("{count} of {of} blueprints cannot be used", count=refused, of=len(checked)),
            problems,
            msg("mend the lines named above; for what is missing write items, or lower the quota"),
        )
    tell_problems(problems)
    tell_waiting(bank)
    tell(msg("{count} blueprints can be used", count=len(checked)))


def _show(one: Checked, blueprint: Blueprint, title: str) -> None:
    give(f"{one.file}: {blueprint.position}{f' · {title}' if title else ''}")
    titles = [str(msg("Entry")), str(msg("Needed")), str(msg("Usable")), str(msg("Barred because")), str(msg("State"))]
    give_table(titles, [_row(blueprint, row) for row in one.rows], right=(1, 2))
    give("")


def _row(blueprint: Blueprint, row: Coverage) -> list[str]:
    part = blueprint.parts[row.part]
    name = str(part.title) or part.name if row.quota is None else f"  {name_quota(part.quotas[row.quota])}"
    need = write_counts(row.need, max(row.need, row.most))
    return [name, need, str(row.usable), write_barred(row), write_state(row)]


def _plain(one: Checked) -> dict[str, object]:
    rows: list[dict[str, object]] = []
    for row in one.rows if one.blueprint is not None else ():
        part = one.blueprint.parts[row.part] if one.blueprint is not None else None
        quota = part.quotas[row.quota] if part is not None and row.quota is not None else None
        rows.append({
            "part": part.name if part else "", "tag": quota.tag if quota else "", "value": quota.value if quota else "",
            "least": quota.least if quota else row.most, "most": row.most, "need": row.need, "usable": row.usable,
            "state": row.state,
        })  # fmt: skip
    position = one.blueprint.position if one.blueprint else ""
    return {"file": one.file, "position": position, "rows": rows, "problems": as_rows(one.problems)}
