"""Knows `examcore sheet test-page` and `sheet simulate`: what is wrong with a scanner, and sheets with known truth.

Must not know how either is worked out.
"""

from __future__ import annotations

from pathlib import Path

import click

from examcore.errors import AlreadyThere, Misused, NotFound
from examcore.language import messages
from examcore.shell.localized import command, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import Steps, give, give_json, tell
from examcore_paper.extra import require_extra

msg = messages("examcore_paper")


@command("test-page", msg("Tell what is wrong with the scanner or printer, from a scan of any answer sheet."))
@click.argument("sources", metavar="SCAN...", nargs=-1, required=True, type=path)
@option("--sitting", "folder", type=path, help=msg("the sitting whose sheet was scanned").template)
@option("--policy", help=msg("without a sitting: the policy whose profile is used").template)
@json_option
@click.pass_obj
def test_page_command(
    shell: Shell, sources: tuple[Path, ...], folder: Path | None, policy: str | None, as_json: bool
) -> None:
    """Look at every page named; exit 1 where a page cannot be used at all."""
    require_extra()
    from examcore_paper.commands import choose_layout
    from examcore_paper.reader.scanner import Finding, inspect_shielded

    for source in sources:
        if not source.exists():
            raise NotFound(msg("{path} does not exist", path=str(source)))
    layout = choose_layout(shell, folder, policy)
    pages: list[tuple[str, int, tuple[Finding, ...]]] = [
        (entry.file, entry.page, found) for entry, found in inspect_shielded(layout, sources)
    ]
    if as_json:
        give_json({
            "pages": [
                {"file": file, "page": page, "findings": [
                    {"severity": f.severity, "code": f.code, "text": str(f.text), "advice": str(f.advice or "")}
                    for f in found]}
                for file, page, found in pages
            ]
        })  # fmt: skip
    else:
        for file, page, found in pages:
            give(str(msg("{file}, page {page}", file=Path(file).name, page=page)))
            for one in found:
                give(f"  {one.text}" + (f"; {one.advice}" if one.advice else ""))
    if any(one.severity == "bad" for _, _, found in pages for one in found):
        raise click.exceptions.Exit(1)


@command("simulate", msg("Write simulated filled sheets with their truth into OUT, to try any reader on."))
@click.argument("into", metavar="[OUT]", required=False, type=path)
@option("--sheets", default=20, show_default=True, type=click.IntRange(1, 5000),
        help=msg("how many sheets of each kind").template)  # fmt: skip
@option("--kind", "names", multiple=True, help=msg("only this kind (repeatable; --list names them)").template)
@option(
    "--seed",
    default=20241115,
    show_default=True,
    type=int,
    help=msg("the seed; the published tables use the default").template,
)
@option("--list", "only_list", is_flag=True, help=msg("name the kinds, and stop").template)
@json_option
def simulate_command(
    into: Path | None, sheets: int, names: tuple[str, ...], seed: int, only_list: bool, as_json: bool
) -> None:
    """Write pictures, truth.csv, geometry.json and the invented sitting they belong to."""
    require_extra()
    from examcore_paper.simulate.kinds import KINDS, find_kind
    from examcore_paper.simulate.write import write_set

    if only_list:
        for kind in KINDS:
            give(kind.name)
        return
    if into is None:
        raise Misused(msg("name the new folder to write into"), msg("or name the kinds only: --list"))
    unknown = [name for name in names if find_kind(name) is None]
    if unknown:
        raise Misused(
            msg("there is no kind {name}", name=", ".join(unknown)),
            msg("the kinds: {names}", names=", ".join(kind.name for kind in KINDS)),
        )
    if into.exists() and any(into.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(into)), msg("choose a new folder"))
    kinds = [kind for kind in KINDS if not names or kind.name in names]
    truth, count = write_set(into, kinds, sheets, seed, Steps(1).count)
    if as_json:
        give_json({"truth": str(truth), "pages": count, "kinds": [kind.name for kind in kinds], "seed": seed})
        return
    give(str(truth))
    told = msg("{count} pages of {kinds} kinds; read them: examcore sheet read OUT/KIND --sitting OUT/sitting",
               count=count, kinds=len(kinds))  # fmt: skip
    tell(told)
