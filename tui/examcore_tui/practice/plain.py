"""Knows practice line by line, for screen readers and simple consoles: at once, or a mock test.

Must not move the cursor, clear the screen or use colours.
"""

from __future__ import annotations

from typing import TextIO

from examcore.engine.figures import tell_options, tell_stem
from examcore.errors import Closed
from examcore.language import Message, messages
from examcore.nouns import Question
from examcore.practice import MockResult, TimedMock, Wish, answer, begin, choose, judge_question
from examcore.session import LETTERS
from examcore.text import clean_text
from examcore_tui.dates import find_warning, write_time_left
from examcore_tui.lines import Lines
from examcore_tui.practice.setting import OPEN_ITEMS, Setting, write_verdict
from examcore_tui.practice.telling import write_result

msg = messages("examcore_tui")
LOOK_SECONDS = 1.0
AT_ONCE = (
    ("1 2 3 4", msg("choose an option (A B C D too)")),
    ("n, p", msg("next and previous question")),
    ("Enter", msg("read the question again")),
    ("q", msg("end; what was answered is kept")),
)
MOCK = (
    ("1 2 3 4", msg("choose an option (A B C D too)")),
    ("n, p", msg("next and previous question")),
    ("g 37", msg("go to question 37")),
    ("u", msg("next question without an answer")),
    ("f", msg("flag a question to come back to it")),
    ("x", msg("take an answer back")),
    ("t", msg("time left")),
    ("s", msg("hand in and see the result")),
    ("q", msg("leave without a result")),
)


def read_option(word: str) -> int | None:
    """The option (from 0) that a digit or a letter A to E means; None for any other word."""
    if len(word) != 1:
        return None
    if word.isdecimal() and word.isascii():
        return int(word) - 1 if word != "0" else None
    return "abcde".find(word.lower()) if word.lower() in "abcde" else None


class PlainPractice:
    """One person's practice, line by line."""

    def __init__(self, setting: Setting, source: TextIO, out: TextIO) -> None:
        self._setting, self._out = setting, out
        self._lines = Lines(source)
        self.say(OPEN_ITEMS)
        for told in setting.said:
            self.say(told)

    def say(self, text: Message | str) -> None:
        """Write whole lines, out before anything is waited for."""
        self._out.write(f"{clean_text(str(text))}\n")
        self._out.flush()

    def drill(self, wish: Wish) -> None:
        """Practise at once until the last question, `q`, or the end of the lines. Raises NotFound."""
        seed = self._setting.seed()
        drill = begin(choose(self._setting.found.items, wish, self._setting.progress, seed), seed)
        self._help(AT_ONCE)
        index, count = 0, len(drill.items)
        self._ask(index, count, drill.questions[index])
        while True:
            line = self._lines.wait()
            word = (line or "").strip().lower()
            if line is None or word == "q" or (word in ("", "n") and drill.given[index] and index + 1 == count):
                break
            option = read_option(word)
            if option is not None and option < len(drill.questions[index].options):
                try:
                    drill = answer(drill, index, option)
                except Closed as refused:
                    self.say(refused.text)
                    continue
                judged = judge_question(drill.items[index], drill.questions[index], drill.given[index])
                self.say(write_verdict(judged))
                trouble = self._setting.keep_answer(judged)
                if trouble is not None:
                    self.say(trouble.read())
                if drill.done == count:
                    break
                self.say(msg("Enter: next question"))
            elif word in ("", "n", "p"):
                step = -1 if word == "p" else 1 if word == "n" or drill.given[index] else 0
                index = max(0, min(count - 1, index + step))
                self._ask(index, count, drill.questions[index])
            else:
                self._not_understood(AT_ONCE, word)
        self.say(msg("{done} answered, {right} right", done=drill.done, right=drill.right))

    def mock(self, position: str) -> None:
        """Sit a mock test; leaving keeps nothing. Raises NotFound, Shortage."""
        sat = TimedMock(self._setting.draw(position), self._setting.clock)
        self.say(msg("mock test for {position}", position=self._setting.title_of(position)))
        self.say(msg("{count} questions, {minutes} minutes", count=len(sat.questions),
                     minutes=sat.mock.profile.minutes))  # fmt: skip
        self._help(MOCK)
        self._ask_mock(sat)
        while True:
            line = self._wait(sat)
            if line is None:
                self.say(msg("left without a result"))
                return
            word, _, rest = line.strip().lower().partition(" ")
            if sat.remaining_ms() <= 0 or word == "s":
                break
            if word == "q":
                self.say(msg("left without a result"))
                return
            self._obey(sat, word, rest.strip())
        sat.end()
        result, trouble = self._setting.finish(sat.mock, sat.answers)
        if trouble is not None:
            self.say(trouble.read())
        self._tell_result(sat, result)

    def _wait(self, sat: TimedMock) -> str | None:
        """The next line; "" when the time ran out while waiting."""
        while True:
            seen = sat.remaining_ms()
            try:
                return self._lines.wait(LOOK_SECONDS)
            except TimeoutError:
                left = sat.remaining_ms()
                warning = find_warning(seen, left)
                if left <= 0:
                    self.say(msg("the time is over"))
                    return ""
                if warning is not None:
                    self.say(warning)

    def _obey(self, sat: TimedMock, word: str, rest: str) -> None:
        number, option = sat.index + 1, read_option(word)
        if option is not None and option < len(sat.question.options):
            sat.answer(option)
            self.say(msg("chosen {letter}", letter=LETTERS[option]))
        elif word == "x":
            sat.clear()
            self.say(msg("no answer"))
        elif word == "f":
            sat.flag()
            self.say(msg("flagged") if number in sat.flagged else msg("flag taken away"))
        elif word == "t":
            self.say(msg("{sign}time left {time}", sign="", time=write_time_left(sat.remaining_ms())))
        elif word == "u" and sat.unanswered:
            self._go(sat, next((n for n in sat.unanswered if n > number), sat.unanswered[0]))
        elif word in ("n", "p"):
            self._go(sat, number + (1 if word == "n" else -1))
        elif word == "g" and rest.isdecimal() and rest.isascii() and len(rest) < 5:
            self._go(sat, int(rest))
        elif word == "":
            self._ask_mock(sat)
        else:
            self._not_understood(MOCK, word)

    def _go(self, sat: TimedMock, number: int) -> None:
        if not 1 <= number <= len(sat.questions):
            self.say(msg("there is no question {number}", number=number))
            return
        sat.move(number)
        self._ask_mock(sat)

    def _ask_mock(self, sat: TimedMock) -> None:
        self._ask(sat.index, len(sat.questions), sat.question, sat.chosen)

    def _ask(self, index: int, of: int, question: Question, chosen: int = -1) -> None:
        self.say("")
        self.say(msg("question {number}/{of}", number=index + 1, of=of))
        self.say(tell_stem(question))
        for at, text in enumerate(tell_options(question)):
            mark = f" <- {msg('chosen')}" if at == chosen else ""
            self.say(f"  {at + 1} {LETTERS[at]}. {text}{mark}")

    def _tell_result(self, sat: TimedMock, result: MockResult) -> None:
        self.say("")
        self.say(msg("RESULT OF THE MOCK TEST"))
        for text, _ in write_result(sat.mock.profile, result):
            self.say(text)
        for number, question, judged in result.missed:
            self._ask(number - 1, len(sat.questions), question, judged.chosen)
            self.say(write_verdict(judged))

    def _not_understood(self, keys: tuple[tuple[str, Message], ...], word: str) -> None:
        if word == "?":
            self._help(keys)
        else:
            self.say(msg("not understood; ? shows the commands"))

    def _help(self, keys: tuple[tuple[str, Message], ...]) -> None:
        for cap, says in keys:
            self.say(f"  {cap:<12} {says}")
