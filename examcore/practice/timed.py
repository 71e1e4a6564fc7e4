"""Knows a mock test while it is sat: answers, flags, place, and the time that runs.

Must not know screens or disks: it is practice, nothing is written down until it ends.
"""

from __future__ import annotations

from examcore.errors import Closed
from examcore.language import messages
from examcore.nouns import Question
from examcore.practice.mock import Mock
from examcore.session import Clock

msg = messages("examcore")


class TimedMock:
    """One sitting of a mock test. The time runs from its making; leaving is free and keeps nothing."""

    def __init__(self, mock: Mock, clock: Clock) -> None:
        self.mock = mock
        self.questions: tuple[Question, ...] = mock.booklet.questions
        self.answers: dict[str, str] = {}
        self.index = 0
        self._flags: set[str] = set()
        self._clock = clock
        self._allowed_ms = mock.profile.minutes * 60_000
        self._began = clock.monotonic()
        self.is_over = False

    @property
    def question(self) -> Question:
        """The question the sitter stands at."""
        return self.questions[self.index]

    @property
    def chosen(self) -> int:
        """The option (from 0) given to it; -1 for none."""
        given = self.answers.get(self.question.id)
        return next((at for at, option in enumerate(self.question.options) if option.id == given), -1)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers (from 1) of the questions without an answer."""
        return tuple(n for n, question in enumerate(self.questions, 1) if question.id not in self.answers)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Numbers (from 1) of the flagged questions."""
        return tuple(n for n, question in enumerate(self.questions, 1) if question.id in self._flags)

    @property
    def part(self) -> str:
        """The title of the part the question stands in."""
        last = 0
        for part in self.mock.booklet.parts:
            last += len(part.questions)
            if self.index < last:
                return part.title.read()
        return ""

    def remaining_ms(self) -> int:
        """Time left, never below 0."""
        used = round((self._clock.monotonic() - self._began) * 1000)
        return max(0, self._allowed_ms - used)

    def answer(self, option: int) -> None:
        """Give an option (from 0). Raises Closed when the test is over."""
        self._stay_open()
        self.answers[self.question.id] = self.question.options[option].id

    def clear(self) -> None:
        """Take the answer back. Raises Closed when the test is over."""
        self._stay_open()
        self.answers.pop(self.question.id, None)

    def flag(self) -> None:
        """Flag the question, or take the flag away."""
        self._flags ^= {self.question.id}

    def move(self, number: int) -> None:
        """Go to a question by its number, from 1."""
        self.index = max(1, min(len(self.questions), number)) - 1

    def end(self) -> None:
        """Hand in: no answer is taken from here on."""
        self.is_over = True

    def _stay_open(self) -> None:
        if self.is_over or self.remaining_ms() <= 0:
            self.is_over = True
            raise Closed(msg("the mock test is over"))
