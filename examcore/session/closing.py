"""Knows how a test is handed in for a candidate whose window is gone: from the journal as it stands.

Must not know booklets or PINs: what was answered is in the journal already.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from examcore.conduct import Standing
from examcore.errors import Closed, Conflict, Refused
from examcore.language import messages
from examcore.record import Clock, Disk, take_lock
from examcore.session.events import SubmitKind
from examcore.session.journal import not_saved, open_journal
from examcore.session.room import RESERVE, OpenRoom
from examcore.session.state import State, fold, make_event

msg = messages("examcore")


def has_window(room: OpenRoom, number: str) -> bool:
    """Whether some window of this candidate is live, on whichever machine shares the folder's locks."""
    for pin in range(RESERVE + 1):
        path = room.lock(number, pin)
        if path.exists():
            try:
                lock = take_lock(path)
            except OSError as problem:
                raise not_saved(path, problem) from problem
            if lock is None:
                return True
            lock.release()
    return False


def hand_in(
    room: OpenRoom, number: str, kind: SubmitKind, clock: Clock, disk: Disk, standing: Standing | None = None
) -> State:
    """Submit the journal of candidate `number` as it stands, as `kind`, and give the state after it.

    `standing` is where the invigilators' acts leave the candidate, for the time used.

    Raises Refused where there is no journal or the test was never started (`time` only), Closed where it is submitted,
    Conflict where a window is live (it submits by itself), BadInput where the journal was altered, NotSaved where the
    disk refuses.
    """
    path = room.journal(number)
    if not path.exists():
        raise Refused(msg("candidate {number} has not signed in", number=number))
    if has_window(room, number):
        raise Conflict(
            msg("the window of candidate {number} is live; it submits by itself", number=number),
            msg("wait a moment; else close that window"),
        )
    journal, torn = open_journal(path, disk)
    try:
        issue, state = journal.chain.issue, State()
        for event in journal.chain.events:
            state = fold(state, event)
        if issue is None or (kind == "time" and not state.is_started):
            raise Refused(msg("candidate {number} has not begun", number=number))
        if state.submitted:
            raise Closed(msg("the test is already submitted"))
        consumed_ms = state.consumed_at(clock, issue.allowed_ms, standing or Standing())
        if torn:
            cut = make_event(journal.chain, state, clock, "cut", consumed_ms)
            cut = replace(cut, note=f"{len(torn)} {hashlib.sha256(torn).hexdigest()}")
            journal.append(cut)
            state = fold(state, cut)
        event = replace(make_event(journal.chain, state, clock, "submit", consumed_ms), note=kind)
        journal.append(event)
        return fold(state, event)
    finally:
        journal.close()
