"""Knows keys that stand apart from their questions: lists "1.A 2.B", tables of numbers and letters, key files.

Must not know what the questions say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from examcore.formats.word.lines import cell_texts
from examcore.formats.word.options import Trouble
from examcore.formats.word.patterns import PAIR, PAIRS_ONLY, SOLUTION, letter_place
from examcore.formats.word.plain import find_unread
from examcore.formats.word.tree import Cell, Line, Place, Table
from examcore.language import messages

msg = messages("examcore")

_NUMBER = re.compile(r"^(?:câu\s*)?(\d{1,5})\s*[.:)]?$", re.IGNORECASE)
_LETTER = re.compile(r"^[(\[]?([A-Ha-h])[)\].]?$")
_NUMBER_HEAD = re.compile(r"^(?:câu(?:\s*(?:hỏi|số))?|stt|số\s*câu|tt)$", re.IGNORECASE)
_LETTER_HEAD = re.compile(r"^(?:đáp\s*án(?:\s*đúng)?|đ/?a|key|trả\s*lời)$", re.IGNORECASE)
FEWEST = 3
"""Pairs on one line that make it a list of keys even without a heading."""
_LIKE_LIST = re.compile(
    r"^(?:(?:câu|đáp án|đ/?a|chọn|là|đúng|và|hoặc|hay|mã|đề)\b|\d{1,5}(?!\d)"
    r"|[A-H]{1,4}(?![^\W\d_])|[\s.,:;)(\]\[/&+=|–-])+$",
    re.IGNORECASE,
)
"""Numbers, letters and what stands between them: a list of keys, though perhaps one that nobody can read."""
_ONE_MORE = re.compile(r"\s*(?:[,;/&+]|và\b|hoặc\b|hay\b)\s*[A-H](?![^\W\d_])")
_LOOSE_PAIR = re.compile(r"(?<!\d)(\d{1,5})\s*[.:)/–=-]?\s*[(\[]?([A-H])[A-H]{0,3}(?![^\W\d_])", re.IGNORECASE)
_LONGEST_CELL = 12
Pair: TypeAlias = tuple[int, str, Place, Trouble | None]
"""A number, a letter, where they stand, and what keeps them from being a key."""


@dataclass(slots=True)
class KeyList:
    """Keys by the number of their question; where a number came twice with different letters both are kept. `unread`
    are numbers for which a list says something that is no key.
    """

    keys: dict[int, list[tuple[int, Place]]] = field(default_factory=dict)
    unread: dict[int, Trouble] = field(default_factory=dict)

    def take(self, number: int, letter: str, place: Place) -> None:
        """One more pair."""
        self.keys.setdefault(number, []).append((letter_place(letter), place))

    def options(self, number: int) -> tuple[int, ...]:
        """The options named for a question, each once."""
        return tuple(sorted({option for option, _ in self.keys.get(number, ())}))


def is_key_table(table: Table) -> bool:
    """Whether a table holds nothing but numbers and letters of keys."""
    return bool(list(read_key_table(table)))


def looks_like_keys(table: Table) -> bool:
    """Whether a table is made of numbers and letters as keys are, read or not."""
    texts = [text for row in table.rows for cell in row for text in cell_texts(cell)]
    numbers = sum(_NUMBER.match(text) is not None for text in texts)
    letters = sum(_LETTER.match(text) is not None for text in texts)
    return numbers > 1 and letters > 1 and all(len(text) < _LONGEST_CELL for text in texts)


def read_key_table(table: Table) -> Iterator[Pair]:
    """Every pair; nothing where the table holds anything else, or where pairs are cut."""
    rows = [[_Written(" ".join(cell_texts(cell)).strip(), cell) for cell in row] for row in table.rows]
    cells = [one for row in rows for one in row if one.text]
    pairs = [one for one in cells if PAIRS_ONLY.match(one.text)]
    heads = [one for one in cells if _NUMBER_HEAD.match(one.text) or _LETTER_HEAD.match(one.text)]
    numbers = [one for one in cells if _NUMBER.match(one.text)]
    letters = [one for one in cells if _LETTER.match(one.text)]
    if pairs and len(pairs) + len(heads) == len(cells):
        for one in pairs:
            for pair in PAIR.finditer(one.text):
                yield int(pair["number"]), pair["letter"], table.place, one.trouble
        return
    if len(numbers) < 2 or len(numbers) + len(letters) + len(heads) != len(cells):
        return
    found = _over(rows) or _beside(rows)
    if len(found) == len(numbers) and len(found) == len(letters):
        for number, letter in found:
            named, marked = _NUMBER.match(number.text), _LETTER.match(letter.text)
            assert named is not None
            assert marked is not None
            yield int(named[1]), marked[1], table.place, number.trouble or letter.trouble


@dataclass(frozen=True, slots=True)
class _Written:
    """A cell of a table of keys."""

    text: str
    cell: Cell

    @property
    def trouble(self) -> Trouble | None:
        """What in it nobody can trust: it is struck out, hidden, or a change that waits."""
        return next((trouble for line in self.cell.lines for trouble in find_unread(line.rich, line.place)), None)


def _is_pair(number: _Written, letter: _Written) -> bool:
    return _NUMBER.match(number.text) is not None and _LETTER.match(letter.text) is not None


def _over(rows: Sequence[Sequence[_Written]]) -> list[tuple[_Written, _Written]]:
    """A row of numbers over a row of letters, again and again."""
    rows = [row for row in rows if any(one.text for one in row)]
    found = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=False):
        if len(upper) != len(lower):
            return []
        found += [pair for pair in zip(upper, lower, strict=True) if _is_pair(*pair)]
    return found


def _beside(rows: Sequence[Sequence[_Written]]) -> list[tuple[_Written, _Written]]:
    """A number, and its letter in the next cell of the row."""
    return [pair for row in rows for pair in pairwise(row) if _is_pair(*pair)]


def is_key_line(text: str) -> bool:
    """Whether a line is a list of at least three keys and nothing else."""
    return PAIRS_ONLY.match(text) is not None and len(PAIR.findall(text)) >= FEWEST


def read_key_line(line: Line) -> Iterator[Pair]:
    """The pairs of a line that stands under a heading of keys: a list, or "Câu 5: Chọn B" before its reasons. A line
    made like a list that says anything else ("1.A 2.B/C") names its numbers and no key.
    """
    trouble = next(iter(find_unread(line.rich, line.place)), None)
    if PAIRS_ONLY.match(line.text):
        for pair in PAIR.finditer(line.text):
            yield int(pair["number"]), pair["letter"], line.place, trouble
        return
    solution = SOLUTION.match(line.text)
    if solution:
        if _ONE_MORE.match(line.text, solution.end()):
            trouble = unread_key(line.place)
        yield int(solution["number"]), solution["letter"], line.place, trouble
    elif _LIKE_LIST.match(line.text):
        for number, letter in _LOOSE_PAIR.findall(line.text):
            yield int(number), letter, line.place, trouble or unread_key(line.place)


def gather(lines: Iterable[Line]) -> KeyList:
    """All keys in lines known to hold keys, tables included."""
    keys = KeyList()
    for line in lines:
        pairs = read_key_table(line.table) if line.table is not None else read_key_line(line)
        for number, letter, place, trouble in pairs:
            if trouble is None:
                keys.take(number, letter, place)
            else:
                keys.unread.setdefault(number, trouble)
    return keys


def unread_key(place: Place) -> Trouble:
    """A line that is about a key and does not name one for certain."""
    return Trouble("unread-key", msg("the key line names a key that cannot be told apart"),
                   msg("write the letter alone: Đáp án: B"), place)  # fmt: skip
