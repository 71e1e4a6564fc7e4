"""Knows Aiken files: a question, its options under letters, a line ANSWER; nothing else.

Must not guess: the format is small, and what does not fit it is reported with its line.
Format: Moodle documentation, "Aiken format".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from examcore.errors import BadItems, Problem
from examcore.formats.draft import Choice, Draft, Gathering, require_text_alone
from examcore.formats.found import Found
from examcore.formats.legacy import decode
from examcore.formats.limits import MOST_QUESTIONS, Barred, check_size, too_many_questions
from examcore.language import Label, messages
from examcore.nouns import Item

msg = messages("examcore")

LETTERS = "ABCDEF"
_OPTION = re.compile(r"^\s*(?P<letter>[A-Z])[.)](?:\s+(?P<text>.*))?$")
_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*(?P<letter>.*?)\s*$", re.IGNORECASE)


class AikenFormat:
    """Reads and writes Aiken. It has no place for ids, tags, fixed places or line breaks."""

    id = "aiken"
    title = Label("Aiken", "Aiken")
    suffixes: tuple[str, ...] = (".aiken", ".txt")

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether it has lines of options and a line ANSWER."""
        return re.search(rb"^\s*[A-F][.)]\s", data, re.MULTILINE) is not None and (
            re.search(rb"^\s*ANSWER\s*:", data, re.MULTILINE | re.IGNORECASE) is not None
        )

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; the three last are defaults."""
        gathering = Gathering(name, part, area, positions)
        try:
            check_size(data)
            lines = decode(data).split("\n")
            if len(lines) > 10 * MOST_QUESTIONS:
                raise too_many_questions()
            _Reader(gathering).read(lines)
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """The file. Raises BadItems where a text has several lines or would be taken for something else."""
        require_text_alone(items, "Aiken")
        wrong = tuple(
            Problem(
                self.id,
                msg("whole file"),
                "not-writable",
                msg(
                    "Aiken cannot say this item: it has several lines, or "
                    "a line that would be taken for an option or for ANSWER"
                ),
                item.id,
            )
            for item in items
            if not _fits(item)
        )
        if wrong:
            raise BadItems(msg("nothing was written"), wrong, msg("write them as GIFT, Moodle XML or QTI"))
        return "\n".join(_write(item) for item in items).encode()


class _Reader:
    def __init__(self, gathering: Gathering) -> None:
        self._out = gathering
        self._number = 0
        self._begin = 0
        self._stem: list[str] = []
        self._options: list[tuple[int, str, str]] = []

    def read(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines, 1):
            answer = _ANSWER.match(line)
            option = _OPTION.match(line)
            if answer is not None:
                self._finish(number, answer["letter"])
            elif option is not None and self._stem:
                self._options.append((number, option["letter"], option["text"] or ""))
            elif line.strip():
                if self._options:
                    self._fail(number, "bad-line", line)
                self._begin = self._begin or number
                self._stem.append(line.strip())
        if self._stem:
            self._fail(len(lines), "no-answer", "")

    def _fail(self, number: int, code: str, line: str) -> None:
        """A question that ended before its line ANSWER."""
        self._number += 1
        message = (
            msg("the question ends without a line ANSWER")
            if code == "no-answer"
            else msg("this line is neither an option nor ANSWER: the question above has no key")
        )
        self._out.refuse(msg("line {line}", line=self._begin if code == "no-answer" else number), code, message,
                         str(self._number), self._stem[0], msg("write: ANSWER: B"))  # fmt: skip
        self._clear()

    def _finish(self, number: int, letter: str) -> None:
        self._number += 1
        place = msg("line {line}", line=self._begin or number)
        stem = "\n".join(self._stem)
        letters = [letter for _, letter, _ in self._options]
        if letters != list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(letters)]):
            self._out.refuse(place, "bad-letter", msg("the options are not lettered A, B, C … in order"),
                             str(self._number), stem)  # fmt: skip
        elif not re.fullmatch(r"[A-Za-z][.)]?", letter) or letter[0].upper() not in letters:
            self._out.refuse(msg("line {line}", line=number), "unknown-key", msg("the key names no option"),
                             str(self._number), stem, msg("write: ANSWER: B"))  # fmt: skip
        else:
            choices = tuple(
                Choice(text, one == letter[0].upper(), place=msg("line {line}", line=line))
                for line, one, text in self._options
            )
            self._out.take(Draft(place, str(self._number), stem, choices))
        self._clear()

    def _clear(self) -> None:
        self._begin, self._stem, self._options = 0, [], []


def _fits(item: Item) -> bool:
    lines = [item.stem, *(option.text for option in item.options)]
    return not any("\n" in line for line in lines) and not (_OPTION.match(item.stem) or _ANSWER.match(item.stem))


def _write(item: Item) -> str:
    options = [f"{letter}. {option.text}" for letter, option in zip(LETTERS, item.options, strict=False)]
    key = LETTERS[[option.id for option in item.options].index(item.key)]
    return "\n".join([item.stem, *options, f"ANSWER: {key}", ""])
