"""Knows how a candidate signs in: number, PIN, the one window, the journal taken up where it was left.

Must not know a screen.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from examcore import canonical
from examcore.conduct import Conduct, Watch
from examcore.errors import Conflict, NotAdmitted, WrongPassphrase, WrongPin
from examcore.language import messages
from examcore.nouns import Booklet, lay_out
from examcore.record import Clock, Disk, FileLock, stamp, take_lock
from examcore.session.album import Album
from examcore.session.engine import Session, fold_conduct, moved
from examcore.session.events import FORMAT, VERSION, Issue
from examcore.session.journal import Journal, issue_journal, not_saved, open_journal
from examcore.session.room import OpenRoom, Seat
from examcore.session.state import replay

if TYPE_CHECKING:
    from examcore.seal import OpenBooklet

msg = messages("examcore")

PATIENCE_SECONDS = 0.5
"""How long a sign-in waits for a lock that is only being looked at."""


def sign_in(room: OpenRoom, number: str, pin: str, clock: Clock, disk: Disk) -> Session:
    """The session of candidate `number`: new, or as they left it, with the time they had left.

    A submitted session is given back closed, for its receipt. Where the room is steered the time has run on while
    nobody was there (as far as this machine's clock can tell). Raises WrongPin for a wrong number or PIN, Conflict for
    a PIN that another has taken the place of, NotAdmitted where the candidate is signed in elsewhere; BrokenSeal or
    BadInput where a file was altered; NotSaved where the disk does not take the sign-in.
    """
    from examcore.seal.room import open_booklet  # cryptography loads at sign-in, not before the first paint

    seat = room.facts.candidate(number)
    try:
        opened = open_booklet(room.sealed(), number, pin)
    except WrongPassphrase as problem:
        raise _wrong_pin() from problem
    if seat is None:
        raise _wrong_pin()
    watch = Watch(room.folder) if room.facts.steering is not None else None
    conduct = fold_conduct(room.facts, watch.look() if watch is not None else ())
    if opened.place < conduct.standing(number).pin:
        raise moved()
    with ExitStack() as on_failure:
        lock = _take(room, number, opened.place)
        on_failure.callback(lock.release)
        journal, torn = open_journal(room.journal(number), disk)
        on_failure.callback(journal.close)
        session = _attach(room, seat, opened, clock, lock, journal, watch, conduct)
        if not session.state.submitted:
            session._record("attach", place=opened.place, consumed_ms=session._consumed_on_return())
            if torn:
                session._record("cut", note=f"{len(torn)} {hashlib.sha256(torn).hexdigest()}")
            session._obey(session.standing)
            session.tick()
        on_failure.pop_all()
    return session


def _attach(
    room: OpenRoom,
    seat: Seat,
    opened: OpenBooklet,
    clock: Clock,
    lock: FileLock,
    journal: Journal,
    watch: Watch | None,
    conduct: Conduct,
) -> Session:
    """The session as the journal has it; a new journal gets its first line."""
    booklet, album = opened.booklet, Album(room, opened.booklet.form, opened.album)
    issue = _issue(room, seat, booklet, clock)
    if journal.chain.issue is None:
        issue_journal(journal, issue)
    else:
        _require_same(journal.chain.issue, issue, journal.path.name)
    layout = lay_out(booklet)
    state = replay(journal.chain, layout, journal.path.name)
    return Session(
        room.facts, seat, booklet, album, layout, state, journal, lock, clock, issue.allowed_ms, watch, conduct
    )


def _take(room: OpenRoom, number: str, place: int) -> FileLock:
    path = room.lock(number, place)
    patience = time.monotonic() + PATIENCE_SECONDS
    try:
        lock = take_lock(path)
        while lock is None and time.monotonic() < patience:
            time.sleep(0.02)
            lock = take_lock(path)
    except OSError as problem:
        raise not_saved(path, problem) from problem
    if lock is None:
        raise NotAdmitted(
            msg("candidate {number} is already signed in in another window", number=number),
            msg("go on in the other window, or close it first; else call the invigilator"),
        )
    return lock


def _issue(room: OpenRoom, seat: Seat, booklet: Booklet, clock: Clock) -> Issue:
    return Issue(
        format=FORMAT,
        version=VERSION,
        sitting=room.facts.sitting,
        room=room.facts.room,
        room_digest=room.digest,
        candidate=seat.number,
        form=booklet.form,
        booklet=booklet.code,
        booklet_digest=canonical.digest(booklet),
        allowed_ms=room.facts.minutes * 60_000,
        rehearsal=room.facts.rehearsal or booklet.rehearsal,
        at=stamp(clock.now()),
    )


def _require_same(found: Issue, want: Issue, name: str) -> None:
    """Raise Conflict where a journal belongs to another room, booklet or candidate; `at` may differ."""
    if found != replace(want, at=found.at):
        raise Conflict(
            msg("{file} was begun for another room, booklet or candidate", file=name),
            msg("do not remove it; call the invigilator, who compares the folder with the one published"),
        )


def _wrong_pin() -> WrongPin:
    return WrongPin(
        msg("the candidate number or the PIN is not right"),
        msg("look at the slip and type both again, digits only"),
    )
