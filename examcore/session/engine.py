"""Knows one candidate's session: sign in, answer, flag, move, submit; each step durable before it counts.

Must not know a screen: the terminal app, the plain mode and later SSH, browser and console are its clients.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, replace

from examcore import canonical
from examcore.errors import BadInput, Closed, Conflict, NotAdmitted, Refused, WrongPassphrase, WrongPin
from examcore.language import messages
from examcore.nouns import Booklet, BookletLayout, Question, lay_out
from examcore.session.clock import Clock, stamp
from examcore.session.disk import Disk
from examcore.session.events import FORMAT, VERSION, Event, EventName, Issue, SubmitKind
from examcore.session.journal import Journal, issue_journal, not_saved, open_journal
from examcore.session.lock import FileLock, take_lock
from examcore.session.receipt import Receipt, make_receipt
from examcore.session.room import OpenRoom, RoomFacts, Seat
from examcore.session.state import State, fold, replay

msg = messages("examcore")

BEAT_MS = 15_000
"""The most time used that a kill can hide: so often a line is written while nothing else happens."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Session:
    """A live session. Every method that changes something raises

    - NotSaved, when the disk did not take it: the state is what it was;
    - Closed, when the test is submitted or its time is over (it is then submitted as it stood);
    - Conflict, when the candidate has signed in elsewhere since.
    """

    facts: RoomFacts
    candidate: Seat
    booklet: Booklet
    layout: BookletLayout
    state: State
    _journal: Journal
    _lock: FileLock
    _clock: Clock
    _allowed_ms: int
    _attached_at: float = 0.0
    _attached_ms: int = 0

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order shown."""
        return self.booklet.questions

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers (from 1) of the questions without an answer."""
        return tuple(n for n, q in enumerate(self.questions, start=1) if q.id not in self.state.answers)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Numbers (from 1) of the flagged questions."""
        return tuple(n for n, q in enumerate(self.questions, start=1) if q.id in self.state.flags)

    def consumed_ms(self) -> int:
        """Time used by now, at most the time allowed; it stands before the start and after submission."""
        if not self.state.is_started or self.state.submitted:
            return self.state.consumed_ms
        run = int((self._clock.monotonic() - self._attached_at) * 1000)
        return min(self._allowed_ms, max(self.state.consumed_ms, self._attached_ms + run))

    def remaining_ms(self) -> int:
        """Time left: time allowed less time used."""
        return self._allowed_ms - self.consumed_ms()

    def start(self) -> None:
        """Let the time run. Does nothing where it already runs."""
        if self.state.is_started:
            return
        self._attached_at, self._attached_ms = self._clock.monotonic(), 0
        self._record("start")

    def answer(self, number: int, option: str) -> None:
        """Give `option` (an id) to question `number` (from 1)."""
        self._require_running()
        question = self._question(number)
        at = next((i for i, shown in enumerate(question.options) if shown.id == option), None)
        if at is None:
            raise BadInput(msg("question {number} has no such option", number=number))
        if self.state.answers.get(question.id) != option:
            self._record("answer", question.id, option, LETTERS[at], number)

    def clear(self, number: int) -> None:
        """Take the answer to question `number` back."""
        self._require_running()
        question = self._question(number)
        if question.id in self.state.answers:
            self._record("clear", question.id, place=number)

    def flag(self, number: int, is_flagged: bool) -> None:
        """Flag question `number`, or take the flag away."""
        self._require_running()
        question = self._question(number)
        if (question.id in self.state.flags) != is_flagged:
            self._record("flag" if is_flagged else "unflag", question.id, place=number)

    def move(self, number: int) -> None:
        """Go to question `number` (from 1)."""
        self._require_running()
        self._question(number)
        if self.state.index != number - 1:
            self._record("move", place=number)

    def tick(self) -> int:
        """To be called now and then: writes the time used, submits when it is over; gives the time left in
        ms.
        """
        if self.state.submitted or not self.state.is_started:
            return self.remaining_ms()
        if self.remaining_ms() <= 0:
            self.submit("time")
        elif self.consumed_ms() - self.state.consumed_ms >= BEAT_MS:
            self._record("beat")
        return self.remaining_ms()

    def submit(self, kind: SubmitKind = "candidate") -> Receipt:
        """Hand the booklet in and give the receipt. Past the time it is handed in as "time" whatever is
        asked.
        """
        if self.state.submitted:
            raise _submitted()
        if not self.state.is_started:
            raise Refused(msg("the test has not been started"))
        is_over = self.remaining_ms() <= 0
        self._record("submit", note="time" if is_over else kind)
        return self.receipt()

    def receipt(self) -> Receipt:
        """The receipt. Raises Refused before submission."""
        return make_receipt(self._journal.chain, self.state, len(self.questions))

    def release(self) -> None:
        """Leave the session as it stands; the candidate may sign in again. A second call does nothing."""
        self._journal.close()
        self._lock.release()

    def _question(self, number: int) -> Question:
        if not 1 <= number <= len(self.questions):
            raise BadInput(
                msg(
                    "there is no question {number}; they run from 1 to {last}",
                    number=number,
                    last=len(self.questions),
                )
            )
        return self.questions[number - 1]

    def _require_running(self) -> None:
        if self.state.submitted:
            raise _submitted()
        if not self.state.is_started:
            raise Refused(msg("the test has not been started"))
        if self.remaining_ms() <= 0:
            self.submit("time")
            raise Closed(
                msg("the time is over; the test was submitted as it stood"),
                msg("write down the receipt code"),
            )

    def _record(
        self,
        name: EventName,
        question: str = "",
        option: str = "",
        letter: str = "",
        place: int = 0,
        note: str = "",
    ) -> None:
        lease = self.state.lease + 1 if name == "attach" else self.state.lease
        event = Event(
            seq=len(self._journal.chain.events) + 1,
            at=stamp(self._clock.now()),
            consumed_ms=self.consumed_ms(),
            lease=lease,
            event=name,
            prev=self._journal.chain.last_hash,
            question=question,
            option=option,
            letter=letter,
            place=place,
            note=note,
        )
        self._journal.append(event)
        self.state = fold(self.state, event)


def sign_in(room: OpenRoom, number: str, pin: str, clock: Clock, disk: Disk) -> Session:
    """The session of candidate `number`: new, or as they left it, with the time they had left.

    A submitted session is given back closed, for its receipt. Raises WrongPin for a wrong number or PIN,
    NotAdmitted where the candidate is signed in elsewhere; BrokenSeal or BadInput where a file was altered;
    NotSaved where the disk does not take the sign-in.
    """
    from examcore.seal.room import open_booklet  # cryptography loads at sign-in, not before the first paint

    seat = room.facts.candidate(number)
    try:
        booklet = open_booklet(room.sealed(), number, pin)
    except WrongPassphrase as problem:
        raise _wrong_pin() from problem
    if seat is None:
        raise _wrong_pin()
    with ExitStack() as on_failure:
        lock = _take(room, number)
        on_failure.callback(lock.release)
        journal, torn = open_journal(room.journal(number), disk)
        on_failure.callback(journal.close)
        session = _attach(room, seat, booklet, clock, lock, journal)
        if not session.state.submitted:
            session._record("attach")
            if torn:
                session._record("cut", note=f"{len(torn)} {hashlib.sha256(torn).hexdigest()}")
            session.tick()
        on_failure.pop_all()
    return session


def _attach(room: OpenRoom, seat: Seat, booklet: Booklet, clock: Clock, lock: FileLock, journal: Journal) -> Session:
    """The session as the journal has it; a new journal gets its first line."""
    issue = _issue(room, seat, booklet, clock)
    if journal.chain.issue is None:
        issue_journal(journal, issue)
    else:
        _require_same(journal.chain.issue, issue, journal.path.name)
    layout = lay_out(booklet)
    state = replay(journal.chain, layout, journal.path.name)
    return Session(
        room.facts,
        seat,
        booklet,
        layout,
        state,
        journal,
        lock,
        clock,
        issue.allowed_ms,
        clock.monotonic(),
        state.consumed_ms,
    )


def _take(room: OpenRoom, number: str) -> FileLock:
    path = room.lock(number)
    try:
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


def _submitted() -> Closed:
    return Closed(msg("the test is already submitted"), msg("the receipt shows what was submitted"))
