"""Knows keys that stand apart from their questions: lists "1.A 2.B", tables of numbers and letters, key files.

Must not know what the questions say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from examcore.formats.word.lines import cell_texts
from examcore.formats.word.patterns import PAIR, PAIRS_ONLY, SOLUTION, letter_place
from examcore.formats.word.tree import Line, Place, Table

_NUMBER = re.compile(r"^(?:câu\s*)?(\d{1,5})\s*[.:)]?$", re.IGNORECASE)
_LETTER = re.compile(r"^[(\[]?([A-Ha-h])[)\].]?$")
_NUMBER_HEAD = re.compile(r"^(?:câu(?:\s*(?:hỏi|số))?|stt|số\s*câu|tt)$", re.IGNORECASE)
_LETTER_HEAD = re.compile(r"^(?:đáp\s*án(?:\s*đúng)?|đ/?a|key|trả\s*lời)$", re.IGNORECASE)
FEWEST = 3
"""Pairs on one line that make it a list of keys even without a heading."""


@dataclass(slots=True)
class KeyList:
    """Keys by the number of their question; where a number came twice with different letters both are kept."""

    keys: dict[int, list[tuple[int, Place]]] = field(default_factory=dict)

    def take(self, number: int, letter: str, place: Place) -> None:
        """One more pair."""
        self.keys.setdefault(number, []).append((letter_place(letter), place))

    def options(self, number: int) -> tuple[int, ...]:
        """The options named for a question, each once."""
        return tuple(sorted({option for option, _ in self.keys.get(number, ())}))


def is_key_table(table: Table) -> bool:
    """Whether a table holds nothing but numbers and letters of keys."""
    return bool(list(read_key_table(table)))


def read_key_table(table: Table) -> Iterator[tuple[int, str, Place]]:
    """(number, letter, place) of every pair; nothing where the table holds anything else, or where pairs are cut."""
    rows = [[(" ".join(cell_texts(cell)), cell) for cell in row] for row in table.rows]
    texts = [[text.strip() for text, _ in row] for row in rows]
    cells = [text for row in texts for text in row if text]
    if not cells:
        return
    pairs = [text for text in cells if PAIRS_ONLY.match(text)]
    heads = [text for text in cells if _NUMBER_HEAD.match(text) or _LETTER_HEAD.match(text)]
    numbers = [text for text in cells if _NUMBER.match(text)]
    letters = [text for text in cells if _LETTER.match(text)]
    place = table.place
    if pairs and len(pairs) + len(heads) == len(cells):
        for text in pairs:
            for pair in PAIR.finditer(text):
                yield int(pair["number"]), pair["letter"], place
        return
    if len(numbers) < 2 or len(numbers) + len(letters) + len(heads) != len(cells):
        return
    found = _over(texts) or _beside(texts)
    if len(found) == len(numbers) and len(found) == len(letters):
        for number, letter in found:
            yield number, letter, place


def _over(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """A row of numbers over a row of letters, again and again."""
    rows = [row for row in rows if any(row)]
    found = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=False):
        if len(upper) != len(lower):
            return []
        for above, below in zip(upper, lower, strict=True):
            number, letter = _NUMBER.match(above), _LETTER.match(below)
            if number and letter:
                found.append((int(number[1]), letter[1]))
    return found


def _beside(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """A number, and its letter in the next cell of the row."""
    found = []
    for row in rows:
        for left, right in pairwise(row):
            number, letter = _NUMBER.match(left), _LETTER.match(right)
            if number and letter:
                found.append((int(number[1]), letter[1]))
    return found


def is_key_line(text: str) -> bool:
    """Whether a line is a list of at least three keys and nothing else."""
    return PAIRS_ONLY.match(text) is not None and len(PAIR.findall(text)) >= FEWEST


def read_key_line(line: Line) -> Iterator[tuple[int, str, Place]]:
    """The pairs of a line that stands under a heading of keys: a list, or "Câu 5: Chọn B" before its reasons."""
    if PAIRS_ONLY.match(line.text):
        for pair in PAIR.finditer(line.text):
            yield int(pair["number"]), pair["letter"], line.place
        return
    solution = SOLUTION.match(line.text)
    if solution:
        yield int(solution["number"]), solution["letter"], line.place


def gather(lines: Iterable[Line]) -> KeyList:
    """All keys in lines known to hold keys, tables included."""
    keys = KeyList()
    for line in lines:
        pairs = read_key_table(line.table) if line.table is not None else read_key_line(line)
        for number, letter, place in pairs:
            keys.take(number, letter, place)
    return keys
