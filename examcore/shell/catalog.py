"""Knows the commands on catalogues of positions: import a decision, list the positions installed.

Must not know how a decision is read: the catalogues of the plugins do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from examcore.errors import BadInput, Misused
from examcore.files import read_limited
from examcore.hooks import Catalogue, ReadCatalogue
from examcore.language import messages
from examcore.nouns import Position
from examcore.plugins import Plugins
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give, give_json, give_table, tell

msg = messages("examcore")
LARGEST = 20 * 1024 * 1024
UTF_8 = "utf-8-sig"  # UTF-8, with or without the mark some editors put first

catalog = group("catalog", msg("Catalogues of positions: read a decision, list what is installed."))


@catalog.command("import", help=msg("Read the text of a decision on positions from FILE; tell every repair.").template)
@click.argument("file", metavar="FILE", type=path)
@option("--catalog", "name", help=msg("the catalogue that reads it, where several could").template)
@option("--brief", is_flag=True, help=msg("with --json: leave out the further fields of each position").template)
@json_option
@click.pass_obj
def import_command(shell: Shell, file: Path, name: str | None, brief: bool, as_json: bool) -> None:
    if brief and not as_json:
        raise Misused(msg("--brief goes with --json"))
    read = read_decision(shell.plugins, file, name)
    if as_json:
        give_json({
            "positions": [_as_row(position, brief) for position in read.positions],
            "unplaced": [{"line": line, "text": text} for line, text in read.unplaced],
        })  # fmt: skip
        return
    _summarise(read)
    tell(msg("{positions} positions read from {file}: {repairs} repairs, {unplaced} lines not placed",
             positions=len(read.positions), file=str(file), repairs=_repairs(read.positions),
             unplaced=len(read.unplaced)))  # fmt: skip


def read_decision(plugins: Plugins, file: Path, name: str | None = None) -> ReadCatalogue:
    """What the one catalogue that recognises `file` reads in it. Raises BadInput naming the file."""
    text = _read_text(file)
    catalogue = plugins.catalog(name) if name else _reader_for(plugins, file, text)
    read = catalogue.read(text)
    if not read.positions:
        raise BadInput(
            msg("no position was found in {file}", file=str(file)),
            msg("the annex with the job descriptions must be in the file, as text, each field on its line"),
        )
    return read


def _read_text(file: Path) -> str:
    data = read_limited(file, LARGEST)
    try:
        return data.decode(UTF_8)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise BadInput(
            msg("{file}, line {line}: the text is not UTF-8", file=str(file), line=line),
            msg("save the decision as plain text in UTF-8 and import it again"),
        ) from problem


def _reader_for(plugins: Plugins, file: Path, text: str) -> Catalogue:
    found = [one for one in plugins.catalogs.values() if one.recognises(text)]
    if not found:
        raise BadInput(
            msg("no installed catalogue recognises {file}", file=str(file)),
            msg("it must be the text of a decision with job descriptions; installed: {names}",
                names=", ".join(plugins.catalogs) or "-"),
        )  # fmt: skip
    if len(found) > 1:
        raise Misused(
            msg("several catalogues could read {file}", file=str(file)),
            msg("name one with --catalog: {names}", names=", ".join(one.id for one in found)),
        )
    return found[0]


def _as_row(position: Position, brief: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "code": position.code,
        "title": position.title,
        "unit": position.unit,
        "group": position.group,
        "scope": position.scope,
        "tasks": position.tasks,
        "repairs": position.repairs,
        "line": position.line,
    }
    return row if brief else {**row, "facts": position.facts}


def _repairs(positions: Sequence[Position]) -> int:
    return sum(len(position.repairs) for position in positions)


def _summarise(read: ReadCatalogue) -> None:
    titles = [str(msg("Group")), str(msg("Positions")), str(msg("Tasks")), str(msg("Repaired")), str(msg("Repairs"))]
    groups: dict[str, list[Position]] = {}
    for position in read.positions:
        groups.setdefault(position.group, []).append(position)
    rows = [_count(name or "-", members) for name, members in groups.items()]
    give_table(titles, [*rows, _count(str(msg("All")), read.positions)], right=(1, 2, 3, 4))
    if _repairs(read.positions):
        give("")
        give(str(msg("Repairs")))
    for position in read.positions:
        for repair in position.repairs:
            give(f"  {position.code}  {repair}")
    give("")
    give(str(msg("Lines not placed: {count}", count=len(read.unplaced))))
    for line, text in read.unplaced:
        give(f"  {line}: {text}")


def _count(name: str, members: Sequence[Position]) -> list[str]:
    repaired = sum(1 for position in members if position.repairs)
    tasks = sum(len(position.tasks) for position in members)
    return [name, *map(str, (len(members), tasks, repaired, _repairs(members)))]


@catalog.command("list", help=msg("List the positions of all installed catalogues and policies.").template)
@json_option
@click.pass_obj
def list_command(shell: Shell, as_json: bool) -> None:
    found = [(name, p) for name, policy in shell.plugins.policies.items() for p in policy.positions()]
    found += [(name, p) for name, one in shell.plugins.catalogs.items() for p in one.positions()]
    if as_json:
        give_json({"positions": [
            {"source": name, "code": p.code, "title": p.title, "unit": p.unit, "group": p.group, "scope": p.scope,
             "area": p.area, "tasks": len(p.tasks), "repairs": len(p.repairs), "line": p.line}
            for name, p in found
        ]})  # fmt: skip
        return
    titles = [str(msg("Source")), str(msg("Code")), str(msg("Scope")), str(msg("Position")), str(msg("Unit"))]
    give_table(titles, [[name, p.code, p.scope, p.title, p.unit] for name, p in found])
