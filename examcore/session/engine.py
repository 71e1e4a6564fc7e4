"""Knows one candidate's session: sign in, answer, flag, move, submit; each step durable before it counts.

Must not know a screen: the terminal app, the plain mode and later SSH, browser and console are its clients.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import RLock

from examcore.conduct import Act, Conduct, Standing, Watch, fold_acts
from examcore.errors import BadInput, Closed, Conflict, NotSaved, Refused
from examcore.language import messages
from examcore.nouns import Booklet, BookletLayout, Question
from examcore.record import Clock, FileLock
from examcore.session.album import Album
from examcore.session.events import EventName, SubmitKind
from examcore.session.journal import Journal
from examcore.session.receipt import Receipt, make_receipt
from examcore.session.room import RoomFacts, Seat
from examcore.session.state import State, fold, make_event

msg = messages("examcore")

BEAT_MS = 15_000
"""The most time used that a kill can hide: so often a line is written while nothing else happens."""
GRACE_MS = 60_000
"""Who begins within this time after the room has the whole time; who begins later has what is left of the room's."""
MOST_FOR_STEPS, MOST_FOR_ANSWERS = 0.5, 0.75
"""Shares of the longest journal that can be read back: beyond, moves are shown and not recorded, flags and answers
refused, so that a stuck key leaves room for the answers and answers for the end."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Session:
    """A live session. Its acts may be done in another thread, one at a time; `release` and `has_news` may be called
    from any thread meanwhile.

    Every method that changes something raises

    - NotSaved, when the disk did not take it: the state is what it was;
    - Closed, when the test is submitted or its time is over (it is then submitted as it stood);
    - Conflict, when the candidate has signed in elsewhere since;
    - Refused, before the start and in a pause.
    """

    facts: RoomFacts
    candidate: Seat
    booklet: Booklet
    album: Album
    layout: BookletLayout
    state: State
    _journal: Journal
    _lock: FileLock
    _clock: Clock
    _allowed_ms: int
    _watch: Watch | None
    conduct: Conduct
    _guard: RLock = field(default_factory=RLock)

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

    @property
    def is_steered(self) -> bool:
        """Whether invigilators admit, start and stop here; else the candidate starts when they like."""
        return self._watch is not None

    @property
    def standing(self) -> Standing:
        """Where the invigilators' acts leave this candidate, as of the last look."""
        return self.conduct.standing(self.candidate.number)

    @property
    def may_start(self) -> bool:
        """Whether the test may begin now."""
        standing = self.standing
        return not self.is_steered or (standing.is_admitted and standing.is_started and not standing.is_paused)

    def consumed_ms(self) -> int:
        """Time used by now, at most the time allowed; it stands before the start, in a pause and after submission."""
        return self.state.consumed_at(self._clock, self._allowed_ms, self.standing)

    def remaining_ms(self) -> int:
        """Time left: time allowed less time used."""
        return self._allowed_ms + self.state.granted_ms - self.consumed_ms()

    def start(self) -> None:
        """Let the time run. Does nothing where it runs. Raises Refused where the invigilators have not started."""
        if self.state.is_started:
            return
        if self.state.is_paused or self.standing.is_paused:
            raise _paused()
        if not self.may_start:
            raise Refused(
                msg("the invigilators have not started the test for you yet"), msg("wait; it starts by itself")
            )
        self._record("start", consumed_ms=self._missed_ms())

    def has_news(self) -> bool:
        """Whether a look would find anything; it costs two questions to the file system.

        It may be asked from any thread while an act is being done, and never waits for the disk.
        """
        if self._watch is None or self.state.submitted:
            return False
        if self._watch.has_grown(len(self.conduct.acts)):
            return True
        if not self._guard.acquire(blocking=False):
            return False  # an event on its way to the disk finds out by itself whose the journal is
        try:
            return not self._journal.is_ours()
        except NotSaved:
            return True  # the disk is gone: a look says so
        finally:
            self._guard.release()

    def look(self) -> bool:
        """Read what the invigilators did since the last look and obey it; whether there was anything.

        To be called twice a second in a steered room. Raises like every method that changes something.
        """
        if self._watch is None or self.state.submitted:
            return False
        with self._guard:
            acts = self._watch.look()
            if acts == self.conduct.acts and self._journal.is_ours():
                return False
            conduct = fold_conduct(self.facts, acts)
            self._obey(conduct.standing(self.candidate.number))
            self.conduct = conduct  # only now: what the disk refused is tried again at the next look
            return True

    def _obey(self, standing: Standing) -> None:
        if not self._journal.is_ours() or standing.pin > self.state.pin:
            raise moved()
        if standing.granted_ms > self.state.granted_ms:
            self._record("grant", ms=standing.granted_ms)
        if standing.ending is not None:
            self._record("submit", note=standing.ending)
        elif standing.is_paused != self.state.is_paused:
            self._record("pause" if standing.is_paused else "resume")

    def _consumed_on_return(self) -> int:
        """Time used at a sign-in: in a steered room it ran on since the last one."""
        return self.consumed_ms() if self.is_steered else self.state.consumed_ms

    def _missed_ms(self) -> int:
        """Time of the room that had passed before a late candidate began, without its pauses; 0 for all others."""
        began = self.conduct.start
        if began is None or began.boot != self._clock.boot():
            return 0
        now_ms = int(self._clock.monotonic() * 1000)
        missed = now_ms - began.mono_ms - self.standing.measure_pauses(began.boot, began.mono_ms, now_ms)
        return 0 if missed <= GRACE_MS else min(missed, self._allowed_ms + self.state.granted_ms)

    def answer(self, number: int, option: str) -> None:
        """Give `option` (an id) to question `number` (from 1)."""
        self._require_running()
        question = self._question(number)
        at = next((i for i, shown in enumerate(question.options) if shown.id == option), None)
        if at is None:
            raise BadInput(msg("question {number} has no such option", number=number))
        if self.state.answers.get(question.id) != option:
            self._require_room(MOST_FOR_ANSWERS)
            self._record("answer", question.id, option, LETTERS[at], number)

    def clear(self, number: int) -> None:
        """Take the answer to question `number` back."""
        self._require_running()
        question = self._question(number)
        if question.id in self.state.answers:
            self._require_room(MOST_FOR_ANSWERS)
            self._record("clear", question.id, place=number)

    def flag(self, number: int, is_flagged: bool) -> None:
        """Flag question `number`, or take the flag away."""
        self._require_running()
        question = self._question(number)
        if (question.id in self.state.flags) != is_flagged:
            self._require_room(MOST_FOR_STEPS)
            self._record("flag" if is_flagged else "unflag", question.id, place=number)

    def move(self, number: int) -> None:
        """Go to question `number` (from 1)."""
        self._require_running()
        self._question(number)
        if self.state.index != number - 1:
            if self._journal.has_room(MOST_FOR_STEPS):
                self._record("move", place=number)
            else:
                self.state = replace(self.state, index=number - 1)

    @property
    def is_tick_due(self) -> bool:
        """Whether `tick` would write anything; asking costs nothing."""
        if self.state.submitted or not self.state.is_started or self.state.is_paused:
            return False
        return self.remaining_ms() <= 0 or self.consumed_ms() - self.state.consumed_ms >= BEAT_MS

    def tick(self) -> int:
        """To be called now and then: writes the time used, submits when it is over; gives the time left in
        ms.
        """
        if self.is_tick_due:
            self._look_at_the_end()
        if self.is_tick_due:
            if self.remaining_ms() <= 0:
                self.submit("time")
            else:
                self._record("beat")
        return self.remaining_ms()

    def _look_at_the_end(self) -> None:
        """Obey what the invigilators did in the last moment: time that they gave then counts."""
        if self.remaining_ms() <= 0:
            self.look()

    def submit(self, kind: SubmitKind = "candidate") -> Receipt:
        """Hand the booklet in and give the receipt. Past the time it is handed in as "time" whatever is
        asked.
        """
        self._require_begun()
        self._look_at_the_end()
        if self.state.submitted:
            return self.receipt()
        if self.state.is_paused:
            raise _paused()
        is_over = self.remaining_ms() <= 0
        self._record("submit", note="time" if is_over else kind)
        return self.receipt()

    def receipt(self) -> Receipt:
        """The receipt. Raises Refused before submission."""
        return make_receipt(self._journal.chain, self.state, len(self.questions))

    def release(self) -> None:
        """Leave the session as it stands; the candidate may sign in again. A second call does nothing.

        In a steered room the time runs on, and the journal says from when nobody was there.
        """
        with self._guard:  # an answer on its way to the disk is waited for
            if self.is_steered and not self.state.submitted and self._journal.handle >= 0:
                with suppress(Refused):  # what is lost is only when exactly it was left
                    self._record("leave")
            self._journal.close()
            self._lock.release()

    def _require_room(self, share: float) -> None:
        if not self._journal.has_room(share):
            raise Refused(
                msg("far too many keys were pressed: nothing more of this can be recorded"),
                msg("call the invigilator; everything that was saved counts, and the test can be submitted"),
            )

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

    def _require_begun(self) -> None:
        if self.state.submitted:
            raise _submitted()
        if not self.state.is_started:
            raise Refused(msg("the test has not been started"))

    def _require_running(self) -> None:
        self._look_at_the_end()
        self._require_begun()
        if self.state.is_paused:
            raise _paused()
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
        ms: int = 0,
        consumed_ms: int | None = None,
    ) -> None:
        with self._guard:
            used = self.consumed_ms() if consumed_ms is None else consumed_ms
            event = make_event(self._journal.chain, self.state, self._clock, name, used)
            event = replace(event, question=question, option=option, letter=letter, place=place, note=note, ms=ms)
            self._journal.append(event)
            self.state = fold(self.state, event)


def fold_conduct(facts: RoomFacts, acts: tuple[Act, ...]) -> Conduct:
    """Where the acts leave the room; nowhere in one that nobody steers."""
    if facts.steering is None:
        return Conduct()
    return fold_acts(acts, [seat.number for seat in facts.candidates], facts.steering)


def moved() -> Conflict:
    """The refusal for a window whose candidate goes on elsewhere."""
    return Conflict(
        msg("this candidate goes on at another PC, with a new PIN; this window no longer records"),
        msg("sign in with the new PIN, or call the invigilator"),
    )


def _paused() -> Refused:
    return Refused(msg("the test is paused"), msg("wait; the invigilators let it go on"))


def _submitted() -> Closed:
    return Closed(msg("the test is already submitted"), msg("the receipt shows what was submitted"))
