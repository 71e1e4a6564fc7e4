"""Knows the commands of a sitting: new, publish, collect, score, report, and what lies between.

Must not know how they are carried out: `examcore.sitting` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Marking, PaperRules, Result, Sitting
from examcore.session.room import PICTURES
from examcore.shell.asking import Door, door_options, get_holder
from examcore.shell.clock import now
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import Steps, as_rows, give, give_json, give_table, tell, tell_problems
from examcore.sitting import accept_loss, collect, load, make_sitting, publish, report, score
from examcore.sitting.merge import show_merged

msg = messages("examcore")
sitting = group("sitting", msg("A sitting, from its making to its report."))


@sitting.command("new", help=msg("Make a sitting in the new folder DIR from sealed forms and candidates.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--policy", required=True, help=msg("the policy it is held under").template)
@option("--form", "forms", multiple=True, required=True, type=path,
        help=msg("a packet, or a folder with one (repeatable, one for each position)").template)  # fmt: skip
@option("--candidates", required=True, type=path,
        help=msg("csv file: number,name,position,room,delivery[,unit,seat,booklet,pin]").template)  # fmt: skip
@option("--invigilators", type=path,
        help=msg("csv file: room,name[,pin]; they then steer the rooms at a terminal").template)  # fmt: skip
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("day of the sitting (today if not given)").template)  # fmt: skip
@option("--title", default="", help=msg("what stands on screens and papers").template)
@option("--marking", type=click.Choice(["fill", "cross"]),
        help=msg("on paper: fill in, or cross and circle to cancel (else as the policy says)").template)  # fmt: skip
@option("--two-officers", is_flag=True, help=msg("two officers must settle every doubtful mark on paper").template)
@json_option
@click.pass_obj
def new(
    shell: Shell, folder: Path, policy: str, forms: tuple[Path, ...], candidates: Path, day: datetime | None,
    title: str, invigilators: Path | None, marking: Marking | None, two_officers: bool, as_json: bool,
) -> None:  # fmt: skip
    on = day.date() if day else date.today()  # noqa: DTZ011 - a day on the officer's desk
    rules = shell.plugins.policy(policy).profile(on).paper
    paper = PaperRules(marking or rules.marking, two_officers or rules.two_officers)
    made = make_sitting(folder, shell.plugins, policy, forms, candidates, on, title, now(), invigilators=invigilators,
                        paper=paper)  # fmt: skip
    if as_json:
        give_json(_facts(made.sitting))
        return
    facts = made.sitting
    give(str(msg("sitting {id}: {candidates} candidates in {rooms} rooms, {forms} forms", id=facts.id,
                 candidates=len(facts.candidates), rooms=len(facts.rooms), forms=len(facts.forms))))  # fmt: skip


def _facts(sitting: Sitting) -> dict[str, object]:
    return {
        "sitting": sitting.id,
        "title": sitting.title,
        "date": sitting.day,
        "policy": sitting.profile.policy,
        "rehearsal": sitting.rehearsal,
        "marking": sitting.profile.paper.marking,
        "two_officers": sitting.profile.paper.two_officers,
        "forms": [{"form": f.form, "position": f.position, "booklets": f.codes} for f in sitting.forms],
        "rooms": [{"room": r.name, "delivery": r.delivery} for r in sitting.rooms],
        "candidates": [
            {"number": c.number, "position": c.position, "room": c.room, "booklet": c.booklet, "seat": c.seat}
            for c in sitting.candidates
        ],
    }


@sitting.command("publish", help=msg("Open the questions and write a folder for each room.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--out", required=True, type=path, help=msg("new folder for the rooms").template)
@option("--reserve", default="", metavar="ID",
        help=msg("a second delivery for every room, such as paper, for when the first fails").template)  # fmt: skip
@json_option
@door_options
@click.pass_obj
def publish_command(shell: Shell, folder: Path, out: Path, reserve: str, as_json: bool, door: Door) -> None:
    if reserve:
        shell.plugins.delivery(reserve)  # a name nobody knows is told before anything is opened
    paths = publish(load(folder), shell.plugins, get_holder(door), out, now(), reserve)
    if as_json:
        give_json({"rooms": [{"room": room, "paths": [str(p) for p in found]} for room, found in paths.items()]})
        return
    for room, found in paths.items():
        give(str(msg("room {room}:", room=room)))
        for one in found:
            give(f"  {one}")
    shown = [room for room, found in paths.items() if any(one.name == PICTURES for one in found)]
    if shown:
        tell(
            msg(
                "questions of room {rooms} show pictures; print the set: "
                "examcore sitting pictures {folder} --out FILE.pdf",
                rooms=", ".join(shown),
                folder=str(folder),
            )
        )


@sitting.command(
    "collect", help=msg("Take in journals and scans from SOURCE...; without any, judge again what is kept.").template
)
@click.argument("folder", metavar="DIR", type=path)
@click.argument("sources", metavar="[SOURCE...]", nargs=-1, type=path)
@json_option
@click.pass_obj
def collect_command(shell: Shell, folder: Path, sources: tuple[Path, ...], as_json: bool) -> None:
    found = load(folder)
    steps = Steps(1)
    brought = collect(found, shell.plugins, sources, now(), steps.count)
    reviews = [(r.candidate, len(r.reviews)) for r in found.responses if r.reviews]
    absent = [c.number for c in found.sitting.candidates if c.number not in {r.candidate for r in found.responses}]
    if as_json:
        give_json({
            "collected": [{"candidate": r.candidate, "delivery": r.delivery, "origin": r.origin, "doubts": r.doubts,
                           "review": r.reviews} for r in brought.fresh],
            "known": brought.known,
            "missing": absent,
            "problems": as_rows(brought.problems),
        })  # fmt: skip
        return
    tell_problems(brought.problems)
    for number, count in reviews:
        tell(msg("candidate {number}: {count} marks wait for review", number=number, count=count))
    give(str(msg("{fresh} candidates collected, {known} known before, {absent} still missing, {problems} problems",
                 fresh=len(brought.fresh), known=brought.known, absent=len(absent),
                 problems=len(brought.problems))))  # fmt: skip


@sitting.command("merged", help=msg("Show what counts for those who began at a PC and went on on paper.").template)
@click.argument("folder", metavar="DIR", type=path)
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@json_option
def merged_command(folder: Path, numbers: tuple[str, ...], as_json: bool) -> None:
    found = load(folder)
    items = show_merged(found, numbers)
    if as_json:
        give_json({"candidates": [{"candidate": number, "items": rows} for number, rows in items.items()]})
        return
    for number, rows in items.items():
        give(str(msg("candidate {number}", number=number)))
        give_table(
            [str(msg("Question")), str(msg("At the PC")), str(msg("On the sheet")), str(msg("Counts"))],
            [[str(row.number), row.at_pc or "-", row.on_sheet or "-", row.counts or "-"] for row in rows],
        )


@sitting.command("accept-loss", help=msg(
    "Say for the record that what a kept file lacks is lost, and go on with what is left."
).template)  # fmt: skip
@click.argument("folder", metavar="DIR", type=path)
@option("--by", required=True, help=msg("who accepts the loss").template)
@option("--why", required=True, help=msg("the reason, as it will stand in the record").template)
@json_option
def accept_loss_command(folder: Path, by: str, why: str, as_json: bool) -> None:
    lost = accept_loss(load(folder), by, why, now())
    if as_json:
        give_json({"lost": [one.file for one in lost]})
        return
    for one in lost:
        give(str(folder / one.file))
    tell(msg("{count} files are gone on with as they are; collect again: examcore sitting collect", count=len(lost))
         if lost else msg("nothing is lost: every file holds what the log knows of it"))  # fmt: skip


@sitting.command("score", help=msg("Open the keys and score everyone collected.").template)
@click.argument("folder", metavar="DIR", type=path)
@json_option
@door_options
@click.pass_obj
def score_command(shell: Shell, folder: Path, as_json: bool, door: Door) -> None:
    found = load(folder)
    if not found.responses:
        raise NotFound(
            msg("no responses have been collected for {path}", path=str(folder)),
            msg("collect journals and scans first: examcore sitting collect"),
        )
    results = score(found, shell.plugins, get_holder(door), now())
    if as_json:
        give_json({"results": result_rows(results)})
        return
    show_results(results, {name: str(one.title) for name, one in shell.plugins.deliveries.items()})
    count = len({name for result in results for name in result.amendments})
    if count:
        tell(msg("{count} decisions on the key were applied; who changes: examcore sitting changes", count=count))


@sitting.command("report", help=msg("Write result list and summary as csv, xlsx and pdf.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--out", type=path, help=msg("folder for the files (DIR/report if not given)").template)
@json_option
@click.pass_obj
def report_command(shell: Shell, folder: Path, out: Path | None, as_json: bool) -> None:
    found = load(folder)
    paths = report(found, shell.plugins, out or folder / "report", now())
    if as_json:
        give_json({"results": result_rows(found.results), "artefacts": {p.name: str(p) for p in paths}})
        return
    for one in paths:
        give(str(one))


def result_rows(results: Sequence[Result]) -> list[dict[str, object]]:
    """Results as the contract's JSON: each part under its own name, total, band."""
    return [
        {
            "candidate": r.candidate,
            "delivery": r.delivery,
            "position": r.position,
            "form": r.form,
            "booklet": r.booklet,
            **{part.name: part.points for part in r.score.parts},
            "total": r.score.total,
            "band": r.outcome.title.vi,
            "provisional": r.outcome.provisional,
            "review": r.score.open,
            "amendments": r.amendments,
        }
        for r in results
    ]


def show_results(results: Sequence[Result], deliveries: Mapping[str, str]) -> None:
    """The result list on stdout; `deliveries` gives each delivery the name people call it by."""
    parts = results[0].score.parts if results else ()
    titles = [str(msg("No.")), str(msg("Position")), str(msg("Delivery")),
              *(str(msg("Part {number}", number=n)) for n in range(1, len(parts) + 1)), str(msg("Total")),
              str(msg("Outcome"))]  # fmt: skip
    rows = [
        [r.candidate, r.position, deliveries.get(r.delivery, r.delivery),
         *(str(p.points) for p in r.score.parts), str(r.score.total),
         str(r.outcome.title) + (f" ({msg('provisional')})" if r.outcome.provisional else "")]
        for r in results
    ]  # fmt: skip
    give_table(titles, rows, right=tuple(range(3, 4 + len(parts))))
    give("; ".join(str(msg("Part {number}: {title}", number=n, title=str(p.title))) for n, p in enumerate(parts, 1)))
    waiting = sum(r.score.open for r in results)
    if waiting:
        tell(msg("{count} marks wait for review; the results they touch are provisional", count=waiting))
