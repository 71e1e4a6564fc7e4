"""Knows what readings become after officers' decisions: pages taken or set aside, marks settled.

Must not know how a decision is made or kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from examcore.language import messages
from examcore_paper.reader import PageFacts, PageReading, Plan, decide_page, read_kept, settle
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review.decisions import DROP, PAGE, TAKE, Reviewed, read_decisions
from examcore_paper.review.typed import hash_typed, read_typed
from examcore_paper.scans import PAGES, REVIEW_FILE, TYPED_FILE

msg = messages("examcore_paper")

NOBODY = Reviewed()


def read_alone(plan: Plan, own: Path, lost: Sequence[PageFacts] = ()) -> tuple[PageReading, ...]:
    """Every page in the paper delivery's folder judged alone: those measured, `lost` ones, and sheets typed in.

    Raises NotFound where there is nothing at all.
    """
    typed = read_typed(plan, own / TYPED_FILE)
    kept = read_kept(plan, own / PAGES) if (own / PAGES).is_file() or not (typed or lost) else ()
    return (*(decide_page(plan, one) for one in (*kept, *lost)), *typed)


def judge_folder(plan: Plan, own: Path, lost: Sequence[PageFacts] = ()) -> tuple[PageReading, ...]:
    """Everything in that folder judged, officers' decisions applied."""
    return judge_readings(plan, read_alone(plan, own, lost), read_decisions(own / REVIEW_FILE, plan.sitting))


def judge_pages(plan: Plan, facts: Sequence[PageFacts], reviewed: Reviewed = NOBODY) -> tuple[PageReading, ...]:
    """Every page judged: first each alone, then what was decided about whole pages, then all together, then marks."""
    return judge_readings(plan, [decide_page(plan, one) for one in facts], reviewed)


def judge_readings(plan: Plan, readings: Sequence[PageReading], reviewed: Reviewed = NOBODY) -> tuple[PageReading, ...]:
    """The same from pages that were judged alone before."""
    reviewed = replace(reviewed, typed=hash_typed(readings))
    decided = [decide_whole(plan, reading, reviewed) for reading in readings]
    return tuple(settle_marks(reading, reviewed) for reading in settle(decided))


def decide_whole(plan: Plan, reading: PageReading, reviewed: Reviewed) -> PageReading:
    """The reading after what officers decided about its page. A page taken unseen has every mark for review."""
    decision = reviewed.settled((reading.key, PAGE)) if reading.key else None
    if decision is None:
        return reading
    if decision.value == DROP:
        why = msg("set aside by {by}: {why}", by=decision.by, why=decision.why)
        return replace(reading, state="refused", reason=why)
    if decision.value != TAKE or plan.sitting.candidate(decision.candidate) is None:
        return reading
    unseen = tuple((row.number, REVIEW) for row in plan.layout.items)
    return replace(
        reading,
        state="read",
        reason=None,
        candidate=decision.candidate,
        booklet=decision.booklet,
        marks=reading.marks or unseen,
        doubts=(*reading.doubts, msg("the page was taken by {by}: {why}", by=decision.by, why=decision.why)),
        is_taken=True,
    )


def settle_marks(reading: PageReading, reviewed: Reviewed) -> PageReading:
    """The reading with the marks that officers settled, and a word about who did."""
    if reading.state != "read" or not reading.key:
        return reading
    spoken = reviewed.items(reading.key)
    settled = {
        number: decision
        for number, _ in reading.marks
        if number in spoken and (decision := reviewed.settled((reading.key, number))) is not None
    }
    if not settled:
        return reading
    marks = tuple((number, settled[number].value if number in settled else mark) for number, mark in reading.marks)
    names = sorted({vote.by for number in settled for vote in reviewed.votes((reading.key, number))})
    told = msg("{count} marks settled by {names}", count=len(settled), names=", ".join(names))
    return replace(reading, marks=marks, doubts=(*reading.doubts, told))
