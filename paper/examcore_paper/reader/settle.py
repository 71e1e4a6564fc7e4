"""Knows what only all readings of a sitting together show: sheets that came twice, copies, and sheets that are missing.

Must not know how one page is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from examcore.language import Message, messages
from examcore.nouns import Candidate, Sitting
from examcore_paper.payload import print_serial
from examcore_paper.reader.facts import REVIEW
from examcore_paper.reader.read import PageReading

msg = messages("examcore_paper")

MOST_CHANGED = 3
"""So many sure marks may differ between two scans of one sheet: a crumb, a thumb. More: it is another paper."""


def settle(readings: Iterable[PageReading]) -> tuple[PageReading, ...]:
    """All readings; a sheet that came twice, or a candidate with two sheets, is put up for review.

    A page of a file that was given twice is counted once: the second is refused, naming the first. A poor picture of a
    sheet yields to a good one: scanning again is how a bad scan is mended. A page an officer took stands before
    others of its sheet or candidate.
    """
    settled = _prefer_good(_prefer_taken(_count_once(tuple(readings))))
    serials: dict[int, list[PageReading]] = {}
    owners: dict[str, list[PageReading]] = {}
    for reading in settled:
        if reading.state != "refused" and reading.serial is not None:
            serials.setdefault(reading.serial, []).append(reading)
        if reading.state != "refused" and reading.candidate:
            owners.setdefault(reading.candidate, []).append(reading)

    def judge(reading: PageReading) -> PageReading:
        if reading.state == "refused":
            return reading
        twins = [r for r in serials.get(reading.serial or -1, ()) if r is not reading]
        if twins:
            return replace(reading, state="review", reason=_tell_twin(reading, twins[0]))
        rivals = [r for r in owners.get(reading.candidate, ()) if r is not reading]
        if rivals:
            why = msg(
                "candidate {number} has more than one sheet: see also {place}",
                number=reading.candidate,
                place=name_page(rivals[0]),
            )
            return replace(reading, state="review", reason=why)
        return reading

    return tuple(judge(reading) for reading in settled)


def find_missing(sitting: Sitting, readings: Sequence[PageReading]) -> tuple[Candidate, ...]:
    """The candidates of paper rooms of whom no page came at all, in the order of the sitting."""
    rooms = {room.name for room in sitting.rooms if room.delivery == "paper"}
    seen = {reading.candidate for reading in readings if reading.state != "refused"}
    return tuple(c for c in sitting.candidates if c.room in rooms and c.number not in seen)


def name_page(reading: PageReading) -> Message:
    """Where a page is found."""
    return msg("{file}, page {page}", file=reading.file, page=reading.page)


def _count_once(readings: tuple[PageReading, ...]) -> tuple[PageReading, ...]:
    first: dict[str, PageReading] = {}
    counted = []
    for reading in readings:
        facts = reading.facts
        before = first.setdefault(facts.key, reading) if facts and facts.source and facts.page else reading
        if before is not reading and reading.state != "refused":
            why = msg("the same picture was given before: {place}", place=name_page(before))
            reading = replace(reading, state="refused", reason=why)
        counted.append(reading)
    return tuple(counted)


def _prefer_taken(readings: tuple[PageReading, ...]) -> tuple[PageReading, ...]:
    taken = [r for r in readings if r.is_taken]
    by_serial = {r.serial: r for r in taken if r.serial is not None}
    by_candidate = {r.candidate: r for r in taken}
    judged = []
    for reading in readings:
        chosen = by_serial.get(reading.serial or 0) or by_candidate.get(reading.candidate or "-")
        if chosen and not reading.is_taken and reading.state != "refused":
            why = msg("an officer took another page: {place}", place=name_page(chosen))
            judged.append(replace(reading, state="refused", reason=why))
        else:
            judged.append(reading)
    return tuple(judged)


def _prefer_good(readings: tuple[PageReading, ...]) -> tuple[PageReading, ...]:
    good = {r.serial: r for r in readings if r.state != "refused" and r.serial is not None and not r.is_poor}
    return tuple(
        replace(reading, state="refused", reason=msg("a better picture counts: {place}", place=name_page(better)))
        if reading.is_poor and reading.serial is not None and (better := good.get(reading.serial))
        else reading
        for reading in readings
    )


def _tell_twin(reading: PageReading, twin: PageReading) -> Message:
    """One paper scanned twice shows the same marks; a copy that somebody else filled in does not."""
    other = dict(twin.marks)
    changed = sum(
        1 for number, mark in reading.marks if REVIEW not in (mark, other.get(number, REVIEW)) and other[number] != mark
    )
    serial = print_serial(reading.serial or 0)
    if changed > MOST_CHANGED:
        return msg(
            "sheet {serial} exists twice with {count} different marks, one of them is a copy: see also {place}",
            serial=serial, count=changed, place=name_page(twin),
        )  # fmt: skip
    return msg("sheet {serial} was scanned more than once: see also {place}", serial=serial, place=name_page(twin))
