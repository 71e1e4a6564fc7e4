"""Knows the steps of a sitting that has been made: publish, collect, score, report.

Must not know any delivery or policy by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.canonical import digest
from examcore.engine.scoring import amend_responses, judge, rule
from examcore.errors import AlreadyThere, NotFound, Problem
from examcore.files import make_folder, whole_folder, write_whole
from examcore.hooks import Progress
from examcore.language import messages
from examcore.nouns import Amendment, Booklet, Column, Document, Form, Responses, Result, Table, lay_out
from examcore.plugins import Plugins
from examcore.seal import Attendance, open_questions
from examcore.sitting.amend import check_decisions, open_forms, read_decisions
from examcore.sitting.changes import keep_results, tell_changes
from examcore.sitting.folder import SittingFolder
from examcore.sitting.grown import refuse_lost
from examcore.sitting.merge import tell_merged
from examcore.sitting.people import SLIPS, folder_name
from examcore.sitting.receipts import log_received
from examcore.sitting.taking import Taking

msg = messages("examcore")
RESERVE = "reserve"
"""How the folder of a room is called where it is published for a second delivery."""


def open_booklets(folder: SittingFolder, holder: str | Attendance, now: datetime | None = None) -> dict[str, Booklet]:
    """The booklet of every candidate by number, from the questions envelopes; the booklets' orders are kept.

    `holder` is the passphrase of the packets' key file, or those present of a council.
    """
    keys = folder.unlock_packets(holder, "questions")
    if now is not None:
        folder.log_opening(keys, "questions", now)
    booklets: dict[tuple[str, str], Booklet] = {}
    for facts in folder.sitting.forms:
        packet, source = folder.packet(facts.form)
        for booklet in open_questions(packet, keys[facts.form], str(source), now):
            booklets[booklet.form, booklet.code] = booklet
    folder.keep_layouts(tuple(lay_out(booklet) for _, booklet in sorted(booklets.items())))
    given = {}
    for candidate in folder.sitting.candidates:
        form = folder.sitting.form_for(candidate.position)
        if form is None:
            raise NotFound(msg("no form for position {position}", position=candidate.position))
        given[candidate.number] = booklets[form.form, candidate.booklet]
    return given


def publish(
    folder: SittingFolder,
    plugins: Plugins,
    holder: str | Attendance,
    out: Path,
    now: datetime,
    reserve: str = "",
) -> dict[str, list[Path]]:
    """A folder per room under `out` (new or empty), written by the room's delivery, and slips with the PINs.

    `reserve` names a second delivery: every room of another one is published by it too, into a folder of its own, so
    that candidates can go on there when the first fails. Gives the paths by room. No folder holds a key. When anything
    fails `out` is left as it was.
    """
    if out.exists() and any(out.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("publish into a new folder"))
    booklets = open_booklets(folder, holder, now)
    paths: dict[str, list[Path]] = {}
    with whole_folder(out) as part:
        for room in folder.sitting.rooms:
            theirs = {c.number: booklets[c.number] for c in folder.sitting.candidates if c.room == room.name}
            into = part / folder_name(room.name)
            make_folder(into)
            delivery = plugins.delivery(room.delivery)
            paths[room.name] = delivery.publish(folder.sitting, room.name, theirs, folder.secrets, into)
            for file, data in write_all(plugins, _all_slips(folder, room.name) if delivery.asks_pin else []):
                write_whole(part / SLIPS / file, data, private=True)
                paths[room.name].append(part / SLIPS / file)
            if reserve and reserve != room.delivery:
                into = part / f"{folder_name(room.name)}-{RESERVE}"
                make_folder(into)
                second = plugins.delivery(reserve)
                paths[room.name] += second.publish(folder.sitting, room.name, theirs, folder.secrets, into)
        facts = {"rooms": " ".join(r.name for r in folder.sitting.rooms), **({"reserve": reserve} if reserve else {})}
        folder.log("sitting.publish", now, **facts)
    return {room: [out / path.relative_to(part) for path in written] for room, written in paths.items()}


def slips(folder: SittingFolder, room: str) -> Table:
    """The PINs of a room's candidates, to be cut and handed out."""
    titles = (msg("Number"), msg("Full name"), msg("Room"), msg("Seat"), msg("PIN"))
    kinds = (Column(str(titles[0]), "code"), Column(str(titles[1])), Column(str(titles[2]), "code"),
             Column(str(titles[3]), "code"), Column(str(titles[4]), "code"))  # fmt: skip
    rows = tuple(
        (c.number, c.name, c.room, c.seat, folder.secrets.pin_of(c.number))
        for c in folder.sitting.candidates
        if c.room == room
    )
    title = msg("PIN slips, room {room}", room=room)
    return Table(f"{SLIPS}-{folder_name(room)}", str(title), kinds, rows)


def desk_slips(folder: SittingFolder, room: str) -> Table:
    """The PINs of a room's invigilators, to be cut and handed out."""
    titles = (msg("Invigilator"), msg("Room"), msg("PIN"))
    kinds = (Column(str(titles[0])), Column(str(titles[1]), "code"), Column(str(titles[2]), "code"))
    rows = tuple((one.name, one.room, one.pin) for one in folder.secrets.invigilators_of(room))
    title = msg("PIN slips of the invigilators, room {room}", room=room)
    return Table(f"{SLIPS}-invigilators-{folder_name(room)}", str(title), kinds, rows)


def _all_slips(folder: SittingFolder, room: str) -> list[Table]:
    watching = folder.secrets.invigilators_of(room)
    return [slips(folder, room), *([desk_slips(folder, room)] if watching else [])]


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection brought: new or completed responses, those known already, and all problems."""

    fresh: tuple[Responses, ...]
    known: int
    problems: tuple[Problem, ...]


def collect(
    folder: SittingFolder,
    plugins: Plugins,
    sources: Iterable[Path],
    now: datetime,
    progress: Progress | None = None,
) -> Collected:
    """Take in what `sources` (journals, scans) hold; without any, judge again what the deliveries keep of earlier ones.

    What was collected before stays, unless it was said to be unfinished or comes from the very same journal or page,
    which was judged anew. The same responses again change nothing; any others of the same candidate are a problem.
    Raises BrokenSeal where a file that deliveries keep lacks what the log knows of it.
    """
    refuse_lost(folder)
    sources = tuple(sources) or find_kept(folder, plugins)
    taking = Taking({r.candidate: r for r in folder.responses}, folder.halves)
    for source in sources:
        if not source.exists():
            raise NotFound(msg("{path} does not exist", path=str(source)))
        takers = [d for _, d in sorted(plugins.deliveries.items()) if d.recognises(source)]
        if not takers:
            taking.problems.append(
                Problem(str(source), msg("whole file"), "unknown-source",
                        msg("no delivery recognises this as journals or scans"))
            )  # fmt: skip
            continue
        taker = takers[0]
        own = folder.kept(taker.id)
        brought = list(taker.collect(folder.sitting, folder.layouts, folder.secrets, source, progress, own))
        # First everything that no longer counts goes, then the rest comes: whatever the order, nothing is in its way.
        for found in brought:
            if isinstance(found, Problem):
                taking.problems.append(found)
            if isinstance(found, Problem) or taking.find_others(found):
                _log_withdrawn(folder, taking.withdraw(found.origin), now)
        for found in brought:
            if isinstance(found, Responses):
                taking.take(found)
    log_received(folder, tuple(taking.fresh.values()), now)
    folder.keep_halves(taking.halves)
    folder.keep_responses(tuple(taking.kept.values()))
    counts = {"fresh": len(taking.fresh), "known": taking.known, "problems": len(taking.problems)}
    folder.log("sitting.collect", now, **{name: str(count) for name, count in counts.items()})
    return Collected(tuple(taking.fresh.values()), taking.known, tuple(taking.problems))


def _log_withdrawn(folder: SittingFolder, numbers: list[str], now: datetime) -> None:
    for number in numbers:
        folder.log("sitting.withdraw", now, candidate=number)


def find_kept(folder: SittingFolder, plugins: Plugins) -> tuple[Path, ...]:
    """The folders of what deliveries keep of this sitting. Raises NotFound where none keeps anything."""
    found = tuple(
        folder.kept(name)
        for name, delivery in sorted(plugins.deliveries.items())
        if folder.kept(name).is_dir() and delivery.recognises(folder.kept(name))
    )
    if not found:
        raise NotFound(
            msg("nothing that was taken in is kept beside {path}", path=str(folder.path)),
            msg("name the journals or scans to collect"),
        )
    return found


def score(folder: SittingFolder, plugins: Plugins, holder: str | Attendance, now: datetime) -> tuple[Result, ...]:
    """Score everyone whose responses were collected, by the profile the sitting was held under, in number order.

    Opens the key envelopes. The same code for every delivery. The council's decisions on the key are applied; one that
    does not hold stops the scoring. Results are kept in the folder, and those they take the place of.
    """
    decisions = read_decisions(folder)
    check_decisions(decisions, holder)
    forms = open_forms(folder, holder, now)
    amendments = [decision.amendment for decision in decisions]
    results = tuple(_score_one(folder, plugins, forms[r.form], r, amendments) for r in folder.responses)
    keep_results(folder, results)
    folder.log("sitting.score", now, results=str(len(results)), policy=folder.sitting.profile.policy)
    return results


def _score_one(
    folder: SittingFolder, plugins: Plugins, form: Form, responses: Responses, decided: Sequence[Amendment]
) -> Result:
    sitting = folder.sitting
    policy = plugins.policy(sitting.profile.policy)
    candidate = sitting.candidate(responses.candidate)
    if candidate is None:
        raise NotFound(msg("candidate {number} is not in this sitting", number=responses.candidate))
    amendments = [one for one in decided if one.form == form.id]
    rulings = rule(amendments)
    points = policy.score(sitting.profile, form, amend_responses(form, responses, rulings))
    return Result(
        candidate=candidate.number,
        name=candidate.name,
        unit=candidate.unit,
        position=candidate.position,
        room=candidate.room,
        delivery=responses.delivery,
        form=form.id,
        booklet=responses.booklet,
        score=points,
        outcome=policy.decide(sitting.profile, points),
        verdicts=judge(form, responses, rulings),
        policy=policy.id,
        policy_version=plugins.version_of(policy.id),
        profile=sitting.profile.id,
        blueprint=form.blueprint,
        amendments=tuple(digest(one) for one in amendments),
    )


def report(folder: SittingFolder, plugins: Plugins, into: Path, now: datetime) -> list[Path]:
    """The policy's tables and documents, and who changes by amended keys, in every format a writer takes.

    Gives the paths, the result list first.
    """
    sitting = folder.sitting
    things = (
        *plugins.policy(sitting.profile.policy).report(sitting.profile, sitting, folder.results),
        *tell_changes(folder),
        *tell_merged(folder),
    )
    paths = []
    for name, data in write_all(plugins, things):
        write_whole(into / name, data)
        paths.append(into / name)
    folder.log("sitting.report", now, files=" ".join(p.name for p in paths))
    return paths


def write_all(plugins: Plugins, things: Sequence[Table | Document]) -> list[tuple[str, bytes]]:
    """(file name, bytes) of every table and document by every writer that takes it."""
    return [
        (thing.name + writer.suffix, writer.write(thing))
        for thing in things
        for writer in plugins.writers.values()
        if writer.takes(thing)
    ]
