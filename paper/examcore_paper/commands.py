"""Knows the commands of answer sheets: their geometry, and reading scans of them.

Must not know how a sheet is drawn or read. Other modules of this wing add their commands to the group.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examcore.errors import NotFound
from examcore.files import write_whole
from examcore.language import Message, messages, write_decimal
from examcore.nouns import Column, Table
from examcore.shell.localized import LocalCommand, group, option
from examcore.shell.speak import Steps, give, give_json, give_table, tell
from examcore.sitting import load, refuse_lost
from examcore.writers.csv import CsvWriter
from examcore_paper.cluster import open_cluster
from examcore_paper.delivery import PaperDelivery
from examcore_paper.extra import require_extra
from examcore_paper.layout import SheetLayout, geometry, layout_of, sheet_layout
from examcore_paper.payload import print_serial
from examcore_paper.scans import PAGES

if TYPE_CHECKING:
    from datetime import date

    from examcore.shell.options import Shell
    from examcore_paper.reader import PageReading

msg = messages("examcore_paper")
sheet = group("sheet", msg("Answer sheets: print them, measure them, read scans of them."))


@sheet.command("geometry", cls=LocalCommand, help=msg("Where everything stands on the sheet, in mm.").template)
@option("--sitting", "folder", type=click.Path(path_type=Path), help=msg("the sitting it is for").template)
@option("--policy", help=msg("without a sitting: the policy whose profile is used").template)
@option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
@click.pass_obj
def geometry_command(shell: Shell, folder: Path | None, policy: str | None, as_json: bool) -> None:
    """Print the geometry of the answer sheet of a sitting, or of the profile in force today."""
    layout = choose_layout(shell, folder, policy)
    facts = geometry(layout)
    if as_json:
        give_json(facts)
        return
    give(f"{layout.width:g} x {layout.height:g} mm")
    for row in layout.items:
        spots = "  ".join(f"{x:6.2f},{y:6.2f}" for x, y in row.bubbles)
        give(f"{row.number:>3}  {spots}")


def choose_layout(shell: Shell, folder: Path | None, policy: str | None) -> SheetLayout:
    """The sheet of a sitting, or of a policy's profile in force today (the first policy installed where None)."""
    if folder is not None:
        return layout_of(load(folder).sitting)
    name = policy or next(iter(shell.plugins.policies), None)
    if name is None:
        raise NotFound(
            msg("no policy is installed whose profile the sheet could follow"), msg("name a sitting: --sitting DIR")
        )
    profile = shell.plugins.policy(name).profile(_today())
    counts = tuple(part.count for part in profile.parts)
    return sheet_layout(counts, (4,) * len(counts), marking=profile.paper.marking)


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).astimezone().date()


@sheet.command("read", cls=LocalCommand, help=msg(
    "Read scans of answer sheets; list what was not read. Without SOURCES judge again what is kept of the sitting."
).template)  # fmt: skip
@click.argument("sources", nargs=-1, metavar="[SOURCES]...", type=click.Path(path_type=Path))
@option("--sitting", "folder", required=True, type=click.Path(path_type=Path), help=msg("the sitting").template)
@option("--out", type=click.Path(path_type=Path), help=msg("also write a csv file").template)
@option("--keep", is_flag=True, help=msg("keep what is measured beside the sitting, page by page").template)
@option("--workers", type=click.IntRange(1, 64), help=msg("processes that read (default: one a core)").template)
@option("--cluster", metavar="ADDRESS", help=msg("let the Dask cluster of this scheduler read").template)
@option("--json", "as_json", is_flag=True, help=msg("print one JSON document").template)
def read_command(
    sources: tuple[Path, ...], folder: Path, out: Path | None, keep: bool, workers: int | None, cluster: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Read sheets and print what each page says. Pages for review are listed, not refused."""
    require_extra()
    from examcore_paper.reader import PROBE, Plan, Readers, find_missing, read_files, take_in
    from examcore_paper.review import judge_folder

    for source in sources:
        if not source.exists():
            raise NotFound(msg("{path} does not exist", path=str(source)))
    sitting = load(folder)
    refuse_lost(sitting)
    store = sitting.kept(PaperDelivery.id) / PAGES
    plan = Plan.of(sitting.sitting, sitting.secrets.sheet_key)
    began = time.perf_counter()
    tell(msg("reading sheets"))
    steps = Steps(1)
    with ExitStack() as stack:
        executor = stack.enter_context(open_cluster(cluster, *PROBE)) if cluster else None
        readers = Readers(workers, executor, ships=executor is not None, is_shielded=True)
        if keep or not sources:
            readings = judge_folder(plan, store.parent, take_in(plan, sources, store, readers, steps.count))
        else:
            readings = read_files(plan, sources, readers, steps.count)
    seconds = time.perf_counter() - began
    missing = find_missing(sitting.sitting, readings)
    if out is not None:
        write_whole(out, CsvWriter().write(_table(plan.layout, readings)))
    if as_json:
        rows = [as_row(reading) for reading in readings]
        give_json({"pages": rows, "missing": [c.number for c in missing], "seconds": round(seconds, 3)})
        return
    _show(readings)
    tell(_summary(readings, seconds))
    for candidate in missing:
        tell(msg("no sheet of candidate {number}, {name}, {room}", number=candidate.number, name=candidate.name,
                 room=candidate.room))  # fmt: skip


def as_row(reading: PageReading) -> dict[str, object]:
    """A reading as the contract's JSON."""
    return {
        "file": reading.file,
        "page": reading.page,
        "state": reading.state,
        "reason": str(reading.reason) if reading.reason else "",
        "serial": print_serial(reading.serial) if reading.serial is not None else "",
        "candidate": reading.candidate,
        "booklet": reading.booklet,
        "marks": {str(number): mark for number, mark in reading.marks},
        "doubts": [str(doubt) for doubt in reading.doubts],
    }


def _table(layout: SheetLayout, readings: tuple[PageReading, ...]) -> Table:
    """One row a page: what it is, whose it is, the mark of every item."""
    titles = ("file", "page", "state", "reason", "serial", "candidate", "booklet")
    numbers = [row.number for row in layout.items]
    rows = []
    for reading in readings:
        facts = as_row(reading)
        marks = dict(reading.marks)
        rows.append((*(_cell(facts[title]) for title in titles), *(marks.get(number, "") for number in numbers)))
    columns = tuple(Column(title, "code") for title in (*titles, *(str(number) for number in numbers)))
    return Table("responses", "responses", columns, tuple(rows))


def _cell(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _show(readings: tuple[PageReading, ...]) -> None:
    """A line for every page on stdout."""
    states = {"read": msg("read"), "review": msg("for review"), "refused": msg("refused")}
    titles = (msg("file"), msg("page"), msg("state"), msg("candidate"), msg("booklet"), msg("marks"), msg("remark"))
    rows = []
    for reading in readings:
        open_marks = sum("?" in mark for _, mark in reading.marks)
        count = str(msg("{given}, {open} for review", given=_given(reading), open=open_marks)) if reading.marks else ""
        remark = str(reading.reason) if reading.reason else "; ".join(str(d) for d in reading.doubts)
        rows.append(
            (Path(reading.file).name, str(reading.page), str(states[reading.state]), reading.candidate,
             reading.booklet, count, remark)
        )  # fmt: skip
    give_table([str(title) for title in titles], rows, right=(1,))


def _given(reading: PageReading) -> int:
    return sum(mark not in ("", "?") for _, mark in reading.marks)


def _summary(readings: tuple[PageReading, ...], seconds: float) -> Message:
    states = Counter(reading.state for reading in readings)
    return msg(
        "{pages} pages in {seconds} s: {read} read, {review} for review, {refused} refused",
        pages=len(readings), seconds=write_decimal(seconds, 1), read=states["read"], review=states["review"],
        refused=states["refused"],
    )  # fmt: skip
