"""Knows the command bank capacity: how many forms without a shared item a bank holds for each position.

Must not know how that is computed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from examcore.drawing import find_position
from examcore.language import messages
from examcore.nouns import Lot
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give_json, give_table, tell
from examcore.shell.waiting import tell_waiting
from examcore.shortage.capacity import Capacity, map_capacity
from examcore.store import Bank

msg = messages("examcore")
bank = group("bank", msg("Item banks: make, fill, check, count, export."))
GROUPS = (bank,)
"""Groups that give their commands to those of the same name."""


@bank.command(
    "capacity",
    help=msg("Tell how many forms without a shared item BANK holds for each position. Needs no passphrase.").template,
)
@click.argument("bank_path", metavar="BANK", type=path)
@option(
    "--position", "codes", multiple=True, help=msg("code of a position (repeatable; all if none is given)").template
)
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("day of the sitting (today if not given)").template)  # fmt: skip
@json_option
@click.pass_obj
def capacity_command(
    shell: Shell, bank_path: Path, codes: tuple[str, ...], day: datetime | None, as_json: bool
) -> None:
    target = Bank(bank_path)
    on = (day or now()).date()
    policy = shell.plugins.policy(target.facts.policy)
    profile = policy.profile(on)
    listed = codes or tuple(sorted(shell.plugins.positions(policy.id)))
    blueprints = [policy.blueprint(profile, find_position(shell.plugins, policy.id, code)) for code in listed]
    lots = [Lot(name, tags) for name, tags in target.drawable().items()]
    found = map_capacity(lots, blueprints, on)
    if as_json:
        give_json({"positions": [_facts(one) for one in found]})
        return
    titles = [
        str(msg("Position")),
        str(msg("Forms at most")),
        str(msg("Limited by")),
        str(msg("To write for one more")),
    ]
    rows = [[one.position, str(one.forms), str(one.limit), str(one.missing)] for one in found]
    give_table(titles, rows, right=(1, 3))
    tell_waiting(target)
    tell(msg("an upper bound: enemies, difficulty and item sets may allow fewer forms"))


def _facts(one: Capacity) -> dict[str, object]:
    return {"code": one.position, "forms": one.forms, "limit": str(one.limit), "missing": one.missing}
