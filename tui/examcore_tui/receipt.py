"""Knows how a receipt reads, on the screen and in the plain mode.

Must not know how its code is made: that is the session's.
"""

from __future__ import annotations

from examcore.language import messages
from examcore.session import Receipt, parse_stamp
from examcore_tui.dates import write_day, write_hour

msg = messages("examcore_tui")


_HOW = {
    "candidate": msg("You submitted the test."),
    "time": msg("The time was over: the test was submitted as it stood."),
    "invigilators": msg("The invigilators submitted the test as it stood."),
    "barred": msg("The invigilators ended your test. Please speak to them."),
    "paper": msg("You go on on paper. What you answered here stays: write only what is missing or changes."),
}


def write_receipt(receipt: Receipt, name: str) -> str:
    """The receipt as lines of text, for the screen and the plain mode."""
    moment = parse_stamp(receipt.at)
    lines = (
        _HOW.get(receipt.kind, _HOW["candidate"]),
        "",
        msg("Candidate: {name} · number {number}", name=name, number=receipt.candidate),
        msg("Booklet code: {code}", code=receipt.booklet),
        msg("Submitted at: {time}, {day}", time=write_hour(moment), day=write_day(moment.astimezone().date())),
        msg("Answered: {count} of {of} questions", count=receipt.answered, of=receipt.of),
        "",
        msg("Receipt code:"),
        "",
        f"      {receipt.code}",
        "",
        msg("Write the code down. It proves exactly what you submitted."),
    )
    return "\n".join(str(line) for line in lines)
