"""Knows the words of review: what a doubt is, what each letter weighs, what others said.

Must not know widgets or keys.
"""

from __future__ import annotations

from pathlib import Path

from examcore.engine.people import is_among
from examcore.language import Message, messages, write_decimal
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review.decisions import DROP, TAKE, Decision
from examcore_paper.review.doubts import Doubt
from examcore_paper.scans import TYPED_SOURCE

msg = messages("examcore_paper")

BAR = 24


def tell_place(doubt: Doubt) -> Message:
    """Which mark or page it is."""
    reading = doubt.reading
    if doubt.item:
        return msg(
            "candidate {number}, booklet {code}, item {item}",
            number=reading.candidate or "-", code=reading.booklet or "-", item=doubt.item,
        )  # fmt: skip
    return msg("page {page} of {file}, sheet {serial}", page=reading.page, file=Path(reading.file).name,
               serial=doubt.serial or "-")  # fmt: skip


def tell_why(doubt: Doubt) -> Message:
    """Why it is looked at."""
    if doubt.item and doubt.read != REVIEW:
        return msg("the reader read {mark}; an officer says otherwise", mark=doubt.read or msg("blank"))
    if doubt.item and not doubt.weights:
        is_typed = doubt.reading.facts is not None and doubt.reading.facts.source == TYPED_SOURCE
        return msg("two officers typed it differently") if is_typed else msg("the reader saw nothing here")
    if doubt.item and doubt.guess:
        return msg("the reader is not sure; most likely: {guess}", guess=doubt.guess)
    if doubt.item:
        return msg("the reader is not sure")
    return doubt.reason or msg("the page waits for a decision")


def draw_letters(doubt: Doubt, chosen: str) -> list[str]:
    """A line for each letter: its key, whether it is chosen, how dark it is where that was measured."""
    lines = []
    for place, letter in enumerate(doubt.letters):
        line = f"{place + 1}  {'●' if letter in chosen else '○'} {letter}"
        if doubt.weights:
            weight = max(doubt.weights[place], 0.0)
            line += f"  {write_decimal(weight, 2):>5}  {'█' * round(min(weight, 1.2) / 1.2 * BAR)}"
        lines.append(line)
    return lines


def tell_votes(doubt: Doubt, by: str) -> str:
    """What officers said, once the one at the screen has spoken, or where they differ."""
    if not doubt.votes or not (doubt.differs or is_among(by, (vote.by for vote in doubt.votes))):
        return ""
    return "; ".join(f"{vote.by}: {tell_value(vote)}" for vote in doubt.votes)


def tell_value(vote: Decision) -> str:
    """What was decided, in short."""
    if vote.item:
        return vote.value or str(msg("blank"))
    if vote.value == TAKE:
        return str(msg("counts for {number}, booklet {code}", number=vote.candidate, code=vote.booklet))
    return str(msg("does not count")) if vote.value == DROP else vote.value
