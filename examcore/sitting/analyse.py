"""Knows how a scored sitting is analysed, where the figures lie, and how they flow back to a bank.

Must not know commands or screens, nor how anything is measured.

    lessons.json       after the analysis: right answers and candidates by item, all items used, no key; the log has
                       its digest
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.analysis import (
    LESSONS_FORMAT,
    Analysis,
    Lessons,
    apply_lessons,
    examine,
    make_tables,
    take_lessons,
    write_report,
)
from examcore.canonical import decode, digest, encode
from examcore.engine.scoring import rule
from examcore.errors import BadInput, BrokenSeal, NotFound, Refused
from examcore.files import read_limited, write_whole
from examcore.language import messages, speaking
from examcore.log import find_log
from examcore.nouns import Document, Hand, Item, Table
from examcore.plugins import Plugins
from examcore.seal import Attendance, KeySource
from examcore.session.times import read_times
from examcore.sitting.amend import check_decisions, open_forms, read_decisions
from examcore.sitting.folder import LARGEST, SittingFolder
from examcore.sitting.run import write_all
from examcore.store import Bank, Learnt

msg = messages("examcore")
ACT = "sitting.analyse"
LESSONS_NAME = "lessons.json"


def analyse(
    folder: SittingFolder,
    plugins: Plugins,
    holder: str | Attendance,
    out: Path,
    journals: Iterable[Path],
    now: datetime,
) -> tuple[Analysis, list[Path]]:
    """Analyse what was scored; opens the keys. Tables and the report are written into `out`, for their owner only.

    `journals` of a terminal give times; paper has none. Raises NotFound before scoring, and Refused where the results
    rest on other decisions on the key than the council has taken by now.
    """
    results = folder.results
    forms = open_forms(folder, holder, now)
    decisions = read_decisions(folder)
    check_decisions(decisions, holder)
    decided = {form: [one for one in decisions if one.amendment.form == form] for form in forms}
    for result in results:
        if list(result.amendments) != [one.digest for one in decided[result.form]]:
            raise Refused(
                msg("the results do not rest on the decisions the council has taken on the key"),
                msg("score the sitting again: examcore sitting score"),
            )
    sitting = folder.sitting
    analysis = examine(
        sitting.profile,
        tuple(forms.values()),
        folder.responses,
        results,
        {form: rule(one.amendment for one in theirs) for form, theirs in decided.items()},
        _gather_times(folder, journals),
    )
    lessons = take_lessons(sitting.id, sitting.day, sitting.rehearsal, analysis.items)
    with speaking("vi"):  # what is printed is Vietnamese, whoever asks
        things: list[Table | Document] = [*make_tables(sitting, analysis), write_report(sitting, analysis)]
    paths = []
    for name, data in write_all(plugins, things):
        write_whole(out / name, data, private=True)
        paths.append(out / name)
    write_whole(folder.path / LESSONS_NAME, encode(lessons))
    folder.log(ACT, now, items=str(len(analysis.items)), lessons=digest(lessons))
    return analysis, paths


def _gather_times(folder: SittingFolder, journals: Iterable[Path]) -> dict[str, list[int]]:
    """Milliseconds by item of the journals that belong to the responses collected, one journal a candidate."""
    found: dict[str, dict[str, int]] = {}
    collected = {one.candidate for one in folder.responses}
    for source in journals:
        if not source.exists():
            raise NotFound(msg("{path} does not exist", path=str(source)))
        for candidate, times in read_times(source, folder.sitting.id, folder.layouts):
            if candidate in collected:
                found[candidate] = times
    by_item: dict[str, list[int]] = {}
    for times in found.values():
        for item, ms in times.items():
            by_item.setdefault(item, []).append(ms)
    return by_item


@dataclass(frozen=True, slots=True)
class Taught:
    """What a bank learnt: items before and after, how many of them showed their difficulty (`learnt`), how many of the
    sitting's items it holds, so that they now bear its day (`used`), and how many it does not hold (`unknown`).

    `already` is true where it had learnt the same before; then nothing changed.
    """

    changed: tuple[tuple[Item, Item], ...]
    learnt: int
    used: int
    unknown: int
    already: bool


def teach(folder: SittingFolder, bank: Bank, keys: KeySource, now: datetime, by: str = "") -> Taught:
    """Let what the sitting showed flow back into a bank's tags, once: difficulties, and its day as a day of use.
    `by` says who does it, where the bank keeps a book of review.

    Raises NotFound before the analysis, Refused for a rehearsal and for a bank without any of the items, BrokenSeal
    where the lessons are not those in the log, AlreadyThere where the bank learnt otherwise from this sitting.
    """
    lessons = _read_lessons(folder)
    items = bank.items(keys)
    total = digest(lessons)
    if Learnt(lessons.sitting, total) in bank.learnt():
        return Taught((), 0, 0, 0, already=True)
    if lessons.rehearsal:
        raise Refused(
            msg("sitting {sitting} was a rehearsal: it teaches a bank nothing", sitting=lessons.sitting),
            msg("only real candidates show how difficult an item is"),
        )
    before = {item.id: item for item in items}
    used = sum(name in before for name in lessons.used)
    if not used:
        raise Refused(
            msg("{path} holds none of the items of sitting {sitting}", path=str(bank.path), sitting=lessons.sitting),
            msg("name the bank the forms were drawn from"),
        )
    changed = apply_lessons(items, lessons)
    bank.replace(changed, keys, Learnt(lessons.sitting, total), Hand(by, now))
    folder.log("bank.learn", now, bank=bank.facts.id, items=str(len(changed)), lessons=total)
    return Taught(
        tuple((before[item.id], item) for item in changed),
        sum(one.item in before for one in lessons.lessons),
        used,
        len(lessons.used) - used,
        already=False,
    )


def _read_lessons(folder: SittingFolder) -> Lessons:
    path = folder.path / LESSONS_NAME
    if not path.is_file():
        raise NotFound(
            msg("the sitting in {path} has not been analysed yet", path=str(folder.path)),
            msg("analyse it first: examcore sitting analyse"),
        )
    lessons = decode(read_limited(path, LARGEST), Lessons, str(path))
    sitting = folder.sitting
    of_it = (lessons.format, lessons.sitting, lessons.day) == (LESSONS_FORMAT, sitting.id, sitting.day)
    counted = all(0 <= one.right <= one.n and one.n for one in lessons.lessons)
    if not of_it or not counted or not {one.item for one in lessons.lessons} <= set(lessons.used):
        raise BadInput(msg("{path} is not of this sitting", path=str(path)))
    logged = [event.fact("lessons") for event in find_log(folder.path).events if event.act == ACT]
    if not logged or logged[-1] != digest(lessons):
        raise BrokenSeal(
            msg("{path} is not what the analysis wrote: the log tells another digest", path=str(path)),
            msg("analyse the sitting again: examcore sitting analyse"),
        )
    return lessons
