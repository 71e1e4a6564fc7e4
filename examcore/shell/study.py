"""Knows the command bank study: the list of documents to study for the posts a bank serves.

Must not know how the list is made.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from examcore.drawing import find_position
from examcore.files import write_whole
from examcore.language import messages
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, date_option, json_option, path, pick_day
from examcore.shell.speak import give, give_json, tell
from examcore.shell.waiting import tell_waiting
from examcore.store import Bank
from examcore.study import FEWEST_FOR_ARTICLE, as_lines, list_posts, make_syllabus, write_syllabus

msg = messages("examcore")
bank = group("bank", msg("Item banks: make, fill, check, count, export."))


@bank.command("study", help=msg("List the documents to study for what BANK holds, telling of no item. Needs no "
                                "passphrase.").template)  # fmt: skip
@click.argument("bank_path", metavar="BANK", type=path)
@option("--position", "codes", multiple=True,
        help=msg("code of a position (repeatable; all if none is given)").template)  # fmt: skip
@date_option
@option("--articles", type=click.IntRange(min=FEWEST_FOR_ARTICLE), metavar=msg("NUMBER").template,
        help=msg("name articles that at least so many items share (3 or more)").template)  # fmt: skip
@option("--in-force", "in_force_only", is_flag=True, help=msg("leave out documents not in force on the day").template)
@option("--out", type=path, help=msg("file to write: .pdf, .xlsx, .csv or .txt (the screen if not given)").template)
@json_option
@click.pass_obj
def study_command(
    shell: Shell, bank_path: Path, codes: tuple[str, ...], day: datetime | None, articles: int | None,
    in_force_only: bool, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    target, on = Bank(bank_path), pick_day(day)
    tags = list(target.drawable().values())
    profile = shell.plugins.policy(target.facts.policy).profile(on)
    listed = shell.plugins.positions(target.facts.policy)
    positions = [find_position(shell.plugins, target.facts.policy, code) for code in dict.fromkeys(codes)]
    positions = positions or list(list_posts(tags, listed))
    syllabus = make_syllabus(tags, profile, positions, on, articles, in_force_only)
    if out is not None:
        write_whole(out, write_syllabus(shell.plugins, syllabus, out))
        tell(msg("list of documents to study written to {path}", path=str(out)))
    if as_json:
        give_json({"day": on, "sections": [
            {
                "part": section.part,
                "position": section.position.code if section.position else "",
                "documents": [
                    {"name": one.source.name, "title": one.source.title, "since": one.source.since,
                     "until": one.source.until, "in_force": one.in_force, "articles": one.articles}
                    for one in section.readings
                ],
            }
            for section in syllabus.sections
        ]})  # fmt: skip
    elif out is None:
        for line in as_lines(syllabus):
            give(line)
    tell_waiting(target)
    without = sum(not one.bases for one in tags)
    if without:
        tell(msg("{count} items name no legal basis: what they ask is not in the list", count=without))
