"""Knows the plain mode: the same session line by line, for screen readers and simple consoles.

Must not move the cursor, clear the screen or use colours: one change, one line.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from examcore.engine.figures import tell_options, tell_stem
from examcore.errors import Conflict, NotAdmitted, NotSaved, Refused
from examcore.language import Message, messages
from examcore.nouns import has_figures, number_pictures
from examcore.session import LETTERS, Clock, Disk, OpenRoom, Session, sign_in
from examcore.text import clean_text
from examcore_tui.dates import find_warning, write_day, write_hour, write_time_left
from examcore_tui.keyboard import is_confirmed, is_foreign_letter, read_option_key
from examcore_tui.lines import Lines
from examcore_tui.receipt import write_receipt

msg = messages("examcore_tui")
LOOK_SECONDS = 1.0
MOST_DIGITS = 9
PAUSED = msg("PAUSED by the invigilators; the time stands still")


def sit_plain(room: OpenRoom, clock: Clock, disk: Disk, source: TextIO, out: TextIO) -> None:
    """Sign in, answer, submit; reads `source`, writes `out`. Raises NotAdmitted after three wrong PINs.

    Where the lines end before submission the test stays as it is, and Refused says so.
    """
    talk = Talk(out)
    facts = room.facts
    talk.say(f"{msg('REHEARSAL')}. {facts.title}" if facts.rehearsal else facts.title)
    talk.say(msg("day {day} · room {room}", day=write_day(facts.day), room=facts.room))
    lines = Lines(source)
    session = _admit(room, clock, disk, lines, talk)
    try:
        PlainSitting(session, clock, disk, lines, talk).run()
    finally:
        session.release()


@dataclass(slots=True)
class Talk:
    """Writes whole lines and sees to it that they are out before it waits."""

    out: TextIO

    def say(self, text: Message | str) -> None:
        """Write one line or more."""
        self.out.write(f"{text}\n")
        self.out.flush()


@dataclass(slots=True)
class PlainSitting:
    """One candidate's test, line by line."""

    session: Session
    clock: Clock
    disk: Disk
    lines: Lines
    talk: Talk
    is_confirming: bool = False
    _seen_ms: int = field(default=0)
    _is_pause_told: bool = field(default=False)

    def run(self) -> None:
        """Until submission. Raises Refused where the lines end before it."""
        if not self.session.state.submitted and not self.session.state.is_started:
            self._greet()
            self._tell_pause()
            self._next_line()
            self._begin()
        self._seen_ms = self.session.remaining_ms()
        if not self.session.state.submitted:
            self._tell_time()
            self._show()
        while not self.session.state.submitted:
            line = self._next_line()
            if not self.session.state.submitted:
                self._attempt(line.strip())
        self.talk.say(write_receipt(self.session.receipt(), self.session.candidate.name))

    @property
    def _is_paused(self) -> bool:
        return self.session.state.is_paused or self.session.standing.is_paused

    def _begin(self) -> None:
        """Start the test once it may begin; a pause that comes in between is waited for as well."""
        while not self.session.state.submitted and not self.session.state.is_started:
            self._await_start()
            if self.session.state.submitted:
                return
            try:
                self.session.start()
            except (Conflict, NotSaved):
                raise
            except Refused:
                if not self._is_paused:
                    raise

    def _await_start(self) -> None:
        """In a steered room: until the invigilators have started the test for this candidate and no pause lasts."""
        is_told = False
        while not self.session.state.submitted and (self._is_paused or not self.session.may_start):
            if not is_told and not self.session.may_start:
                self.talk.say(msg("ready; waiting: the invigilators admit you and start the test"))
                is_told = True
            try:
                if self.lines.wait(LOOK_SECONDS) is None:
                    raise _ended()
            except TimeoutError:
                pass
            self._look_at_room()

    def _look_at_room(self) -> None:
        """See what the invigilators did and tell it. Conflict ends the sitting here."""
        before = self.session.state
        try:
            self.session.look()
        except NotSaved as problem:
            self.talk.say(problem.read())
            return
        after = self.session.state
        if not after.submitted:
            self._tell_pause()
        if after.granted_ms > before.granted_ms and before.lease:
            more = write_time_left(after.granted_ms - before.granted_ms)
            self.talk.say(msg("the invigilators gave you {time} more", time=more))

    def _tell_pause(self) -> None:
        """Tell once that a pause began or ended; after it the question is there again."""
        state = self.session.state
        if state.is_paused == self._is_pause_told:
            return
        self._is_pause_told = state.is_paused
        if state.is_paused:
            self.talk.say(PAUSED)
            return
        self.talk.say(msg("the test goes on"))
        if state.is_started and not self.is_confirming:
            self._show()

    def _next_line(self) -> str:
        """The next line; while waiting the time is looked at. "" when the time ran out."""
        while True:
            try:
                line = self.lines.wait(LOOK_SECONDS)
            except TimeoutError:
                self._look_at_clock()
                if self.session.state.submitted:
                    return ""
                continue
            if line is None:
                raise _ended()
            self._look_at_clock()
            return line

    def _look_at_clock(self) -> None:
        self._look_at_room()
        try:
            remaining_ms = self.session.tick()
        except NotSaved as problem:
            self.talk.say(problem.read())
            return
        warning = find_warning(self._seen_ms, remaining_ms)
        self._seen_ms = remaining_ms
        if warning is not None and not self.session.state.submitted:
            self.talk.say(warning)

    def _attempt(self, line: str) -> None:
        """Do what a line asks; a refusal is told and the test goes on. Conflict and the like end it."""
        try:
            self._obey(line)
        except NotSaved as problem:
            self.talk.say(problem.read())
        except Conflict:
            raise
        except Refused as problem:
            self.talk.say(problem.text)

    def _obey(self, line: str) -> None:
        if self.is_confirming:
            self._confirm(line)
            return
        word, _, rest = line.lower().partition(" ")
        option = read_option_key(word) if len(word) == 1 else None
        if option is not None:
            self._choose(option)
        elif word in ("g", "f") and rest.strip().isdecimal() and len(rest.strip()) <= MOST_DIGITS:
            self._at_number(word, int(rest))
        elif word in self._words():
            self._words()[word]()
        elif any(is_foreign_letter(letter) for letter in line):
            self.talk.say(
                msg('the Vietnamese keyboard made "{letter}": nothing changed. Use the digits 1-4', letter=line[:10])
            )
        else:
            self.talk.say(msg("not understood; ? shows the commands"))

    def _words(self) -> dict[str, Callable[[], None]]:
        return {
            "": self._show,
            "n": lambda: self._step(1),
            "p": lambda: self._step(-1),
            "f": self._flag,
            "x": self._clear,
            "0": self._clear,
            "u": self._next_unanswered,
            "t": self._tell_time,
            "l": self._list,
            "r": self._list,
            "s": self._ask_confirmation,
            "?": self._help,
        }

    @property
    def _number(self) -> int:
        return self.session.state.index + 1

    def _choose(self, option: int) -> None:
        question = self.session.questions[self._number - 1]
        if option >= len(question.options):
            self.talk.say(msg("this question has only {count} options", count=len(question.options)))
            return
        self.session.answer(self._number, question.options[option].id)
        self._say_saved(msg("chosen {letter}", letter=LETTERS[option]))

    def _clear(self) -> None:
        self.session.clear(self._number)
        self._say_saved(msg("no answer"))

    def _flag(self) -> None:
        question = self.session.questions[self._number - 1]
        is_flagged = question.id in self.session.state.flags
        self.session.flag(self._number, not is_flagged)
        self._say_saved(msg("flag taken away") if is_flagged else msg("flagged"))

    def _at_number(self, word: str, number: int) -> None:
        if not 1 <= number <= len(self.session.questions):
            self.talk.say(msg("there is no question {number}", number=number))
            return
        self.session.move(number)
        if word == "f":
            self._flag()
        else:
            self._show()

    def _step(self, step: int) -> None:
        target = self._number + step
        if target < 1:
            self.talk.say(msg("this is the first question"))
        elif target > len(self.session.questions):
            self.talk.say(msg("this was the last question: s to submit"))
        else:
            self._at_number("g", target)

    def _next_unanswered(self) -> None:
        waiting = self.session.unanswered
        if not waiting:
            self.talk.say(msg("every question has an answer: s to submit"))
            return
        self._at_number("g", next((n for n in waiting if n > self._number), waiting[0]))

    def _tell_time(self) -> None:
        left = write_time_left(self.session.remaining_ms())
        self.talk.say(msg("{sign}time left {time}", sign="", time=left))

    def _list(self) -> None:
        live = self.session
        of = len(live.questions)
        self.talk.say(msg("answered: {count} of {of}", count=of - len(live.unanswered), of=of))
        self.talk.say(_enumerate(msg("NOT answered: {count}", count=len(live.unanswered)), live.unanswered))
        self.talk.say(_enumerate(msg("flagged: {count}", count=len(live.flagged)), live.flagged))

    def _ask_confirmation(self) -> None:
        self._list()
        self.is_confirming = True
        number = self.session.candidate.number
        self.talk.say(msg("To submit, type SUBMIT (or your candidate number {number}) and press Enter", number=number))
        self.talk.say(msg("any other line goes back to the test"))

    def _confirm(self, line: str) -> None:
        self.is_confirming = False
        if is_confirmed(line, self.session.candidate.number):
            self.session.submit("candidate")
        else:
            self.talk.say(msg("not submitted"))
            self._show()

    def _show(self) -> None:
        """The part where it begins, the question, its options, what is saved; in a pause nothing of it."""
        live, number = self.session, self._number
        if live.state.is_paused:
            self._is_pause_told = True
            self.talk.say(PAUSED)
            return
        first = 1
        for part in live.booklet.parts:
            if number == first:
                self.talk.say(f"== {part.title}")
            first += len(part.questions)
        question = live.questions[number - 1]
        flag = f" ({msg('flagged')})" if question.id in live.state.flags else ""
        self.talk.say("")
        self.talk.say(f"{msg('question {number}/{of}', number=number, of=len(live.questions))}{flag}")
        numbers = number_pictures(live.booklet) if has_figures(question) else {}
        self.talk.say(clean_text(tell_stem(question, numbers)))
        given = live.state.answers.get(question.id)
        for at, (option, text) in enumerate(zip(question.options, tell_options(question, numbers), strict=True)):
            mark = f" <- {msg('chosen')}" if option.id == given else ""
            self.talk.say(f"  {at + 1} {LETTERS[at]}. {clean_text(text)}{mark}")

    def _say_saved(self, what: Message) -> None:
        when = write_hour(self.clock.now())
        self.talk.say(f"{what} · {msg('saved {time} · question {number}', time=when, number=self._number)}")
        warning = self.disk.warn()
        if warning is not None:
            self.talk.say(msg("ATTENTION: {text}", text=str(warning)))

    def _greet(self) -> None:
        live = self.session
        self.talk.say(
            msg("Candidate: {name} · number {number}", name=live.candidate.name, number=live.candidate.number)
        )
        self.talk.say(
            msg("{count} questions, {minutes} minutes", count=live.facts.questions, minutes=live.facts.minutes)
        )
        self._help()
        self.talk.say(msg("the time does not run yet; press Enter to start the test"))

    def _help(self) -> None:
        for cap, says in PLAIN_HELP:
            self.talk.say(f"  {cap:<12} {says}")


PLAIN_HELP: tuple[tuple[str, Message], ...] = (
    ("1 2 3 4", msg("choose an option (A B C D too)")),
    ("n, p", msg("next and previous question")),
    ("g 37", msg("go to question 37")),
    ("u", msg("next question without an answer")),
    ("f, f 37", msg("flag a question to come back to it")),
    ("x", msg("take an answer back")),
    ("Enter", msg("read the question again")),
    ("l", msg("list what is open and flagged")),
    ("t", msg("time left")),
    ("s", msg("review, then submit")),
)


def _admit(room: OpenRoom, clock: Clock, disk: Disk, lines: Lines, talk: Talk) -> Session:
    """Ask for number and PIN, three times at most; the PIN is not shown where a person types it."""
    last: NotAdmitted | None = None
    for _ in range(3):
        talk.say(msg("Candidate number"))
        number = (lines.wait() or "").strip()
        if lines.is_terminal:
            pin = getpass.getpass(f"{msg('PIN (on your slip)')} ")
        else:
            talk.say(msg("PIN (on your slip)"))
            pin = (lines.wait() or "").strip()
        if not number and not pin:
            break
        try:
            return sign_in(room, number, pin, clock, disk)
        except NotAdmitted as problem:
            last = problem
            talk.say(problem.read())
    raise last or NotAdmitted(msg("nobody signed in"), msg("type the number and the PIN, a line each"))


def _ended() -> Refused:
    return Refused(
        msg("the lines ended before submission; the answers so far are saved"), msg("sign in again to go on")
    )


def _enumerate(title: Message, numbers: tuple[int, ...]) -> str:
    return f"{title}: {', '.join(str(number) for number in numbers)}" if numbers else str(title)
