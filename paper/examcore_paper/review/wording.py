"""Knows the words of review: what a doubt is, what each letter weighs, what others said.

Must not know widgets or keys.
"""

from __future__ import annotations

from pathlib import Path

from examcore.language import Message, messages, write_decimal
from examcore_paper.layout import LETTERS
from examcore_paper.review.decisions import DROP, TAKE, Decision
from examcore_paper.review.doubts import Doubt

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
    if doubt.item:
        guess = doubt.guess or msg("blank")
        return msg("the reader is not sure; most likely: {guess}", guess=guess)
    return doubt.reason or msg("the page waits for a decision")


def draw_letters(doubt: Doubt, chosen: str) -> list[str]:
    """A line for each letter: its key, whether it is chosen, how dark it is."""
    lines = []
    for place, weight in enumerate(doubt.weights):
        mark = "●" if LETTERS[place] in chosen else "○"
        filled = round(min(max(weight, 0.0), 1.2) / 1.2 * BAR)
        lines.append(f"{place + 1}  {mark} {LETTERS[place]}  {write_decimal(max(weight, 0.0), 2):>5}  {'█' * filled}")
    return lines


def tell_votes(doubt: Doubt, mine: str) -> str:
    """What officers said, once the one at the screen has spoken, or where they differ."""
    if not doubt.votes or not (doubt.differs or any(vote.by.casefold() == mine for vote in doubt.votes)):
        return ""
    return "; ".join(f"{vote.by}: {tell_value(vote)}" for vote in doubt.votes)


def tell_value(vote: Decision) -> str:
    """What was decided, in short."""
    if vote.item:
        return vote.value or str(msg("blank"))
    if vote.value == TAKE:
        return str(msg("counts for {number}, booklet {code}", number=vote.candidate, code=vote.booklet))
    return str(msg("does not count")) if vote.value == DROP else vote.value
