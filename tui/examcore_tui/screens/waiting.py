"""Knows what stands before the question while the invigilators let a candidate wait: before the start, and in a pause.

Must not show a question: who waits does not read on. The screen of the test itself is there already, so that a start is
one drawing and no more: five hundred windows begin within seconds on one machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examcore.language import Message, messages
from examcore.session import Session
from examcore_tui.dates import write_time_left
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers the question: the name of it on the second bar, the text, what is said, and the keys that work."""

    title: Message
    text: str
    says: Message
    keys: Sequence[Key]
    allows_practice: bool = False


def cover_before_start(live: Session) -> Cover:
    """Everything is ready; the test begins by itself when the invigilators start it."""
    if live.standing.is_admitted:
        what = msg("You are admitted. The test starts by itself when the invigilators start it.")
        says = msg("ready: nothing more to do")
    else:
        what = msg("Signed in. Please wait: an invigilator looks at your papers and admits you.")
        says = msg("waiting for the invigilator")
    lines = (
        what,
        msg("Seat: {seat}", seat=live.candidate.seat or "-"),
        msg("{count} questions, {minutes} minutes", count=live.facts.questions, minutes=live.facts.minutes),
        msg("The time does not run yet. Do not close this window."),
    )
    keys = (
        Key("←", msg("practice question"), msg("practice"), "practice"),
        Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),
    )
    return Cover(msg("WAITING FOR THE START"), "\n\n".join(str(line) for line in lines), says, keys, True)


def cover_in_pause(live: Session) -> Cover:
    """The questions are covered while the time stands still."""
    lines = (
        msg("The invigilators have paused the test. The time stands still."),
        msg("Your answers are saved: {count} of {of}.", count=len(live.state.answers), of=len(live.questions)),
        msg("time left {time}", time=write_time_left(live.remaining_ms())),
        msg("The test goes on by itself. Please stay seated."),
    )
    keys = (Key("F6", msg("other colours"), msg("colours"), "app.other_colours"),)
    return Cover(msg("PAUSED"), "\n\n".join(str(line) for line in lines), msg("waiting for the invigilator"), keys)
