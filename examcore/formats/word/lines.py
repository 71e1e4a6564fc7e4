"""Knows how blocks become lines in reading order: cut at soft breaks, numbered, out of tables that only arrange.

Must not know which line begins a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from examcore.formats.word.patterns import ALIKE, LONE_LETTER, TOKEN, WORD_START, letter_place
from examcore.formats.word.rich import Rich, join, make_rich
from examcore.formats.word.tree import Block, Cell, Line, Paragraph, Table

_SPACES = str.maketrans({"\xa0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " "})
_GAP = " " * 9
"""A wider gap says no more than this one less a blank, and would cost patterns much time."""
_NOTHING = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u200e", "\u200f"}
_ODD = re.compile(f"[{''.join([*_NOTHING, *map(chr, _SPACES)])}]|{_GAP}")


def make_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of `blocks`; blank ones are left out."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from cut_paragraph(block)
        elif arranges(block):
            yield from dissolve(block)
        else:
            yield Line(Rich(), block.place, table=block)


def cut_paragraph(paragraph: Paragraph) -> Iterator[Line]:
    """The lines of one paragraph, its number before the first; in a table a number alone is a line, too."""
    for at, line in enumerate(paragraph.rich.lines()):
        rich = tidy(line)
        label = paragraph.label.translate(_SPACES) if not at else ""
        if label and (rich.text or paragraph.place.table):
            yield Line((make_rich(f"{label} ") + rich).cut(0), paragraph.place, len(label), True, paragraph.heading)
        elif rich.text:
            yield Line(rich, paragraph.place, 0, not at, paragraph.heading)


def tidy(rich: Rich) -> Rich:
    """Without signs of no width, with every blank an ordinary one, and without endless gaps."""
    if not _ODD.search(rich.text):
        return rich
    text = rich.text.translate(_SPACES)
    if _GAP in text or _NOTHING.intersection(text):
        kept = [
            at
            for at, sign in enumerate(text)
            if sign not in _NOTHING and not (sign == " " and text[max(0, at - len(_GAP) + 1) : at + 1] == _GAP)
        ]
        rich = Rich("".join(text[at] for at in kept), tuple(rich.looks[at] for at in kept))
        return rich.cut(0)
    return Rich(text, rich.looks)


def arranges(table: Table) -> bool:
    """Whether a table only puts questions or options side by side: its cells begin with "Câu n" or with letters."""
    texts = [text for row in table.rows for cell in row for text in cell_texts(cell)]
    if not texts:
        return True
    starts = sum(bool(WORD_START.match(text) and WORD_START.match(text)["mark"]) for text in texts)  # type: ignore[index]  # matched just before
    cells = [cell for row in table.rows for cell in row if any(cell_texts(cell))]
    lettered = [cell for cell in cells if _first_letter(cell)]
    bare = [cell for cell in cells if not _first_letter(cell)]
    if lettered and len(lettered) >= len(bare) and _is_option_grid(table):
        return True
    return bool(starts) and max(len(row) for row in table.rows) <= 2 and not any(map(_is_short, bare))


def cell_texts(cell: Cell) -> list[str]:
    """The lines of a cell as text; a table inside is "" unless it only arranges."""
    return [line.text for line in cell.lines]


def holds_question(table: Table) -> bool:
    """Whether a question begins in a table, with an option A."""
    texts = [text for row in table.rows for cell in row for text in cell_texts(cell)]
    starts = any((found := WORD_START.match(text)) and found["mark"] for text in texts)
    return starts and any(_letter_of(text) == "A" for text in texts)


def _is_short(cell: Cell) -> bool:
    return sum(map(len, cell_texts(cell))) <= 2


def _first_letter(cell: Cell) -> str:
    texts = cell_texts(cell)
    head = texts[0].translate(ALIKE) if texts else ""
    found = LONE_LETTER.match(head) or TOKEN.match(head)
    return found["letter"].upper() if found else ""


def _is_option_grid(table: Table) -> bool:
    """Letters A, B, C… each once, every other cell standing behind a cell with a lone letter."""
    letters: list[str] = []
    for row in table.rows:
        behind = False
        for cell in row:
            texts = cell_texts(cell)
            if not texts:
                continue
            found = [letter for text in texts if (letter := _letter_of(text))]
            if not behind and not (found and _letter_of(texts[0])):  # a cell that begins with a question is no option
                return False
            letters += found
            behind = len(texts) == 1 and LONE_LETTER.match(texts[0].translate(ALIKE)) is not None
    return 2 <= len(letters) <= 8 and sorted(letters) == list("ABCDEFGH"[: len(letters)])


def _letter_of(text: str) -> str:
    head = text.translate(ALIKE)
    found = LONE_LETTER.match(head) or TOKEN.match(head)
    return found["letter"].upper() if found else ""


def dissolve(table: Table) -> Iterator[Line]:
    """The lines of a table that arranges: options by their letters, else row by row."""
    if not _is_option_grid(table):
        for row in table.rows:
            for cell in row:
                yield from cell.lines
        return
    options: list[list[Line]] = []
    for row in table.rows:
        lone: Line | None = None
        for cell in row:
            for line in cell.lines:
                if lone is not None:
                    options.append([replace(lone, rich=join([lone.rich, line.rich], " "))])
                    lone = None
                elif LONE_LETTER.match(line.text.translate(ALIKE)):
                    lone = line
                elif _letter_of(line.text):
                    options.append([line])
                elif options:
                    options[-1].append(line)
        if lone is not None:
            options.append([lone])
    for option in sorted(options, key=lambda lines: letter_place(_letter_of(lines[0].text) or "H")):
        yield from option


def cut_line(line: Line, start: int, end: int | None = None) -> Line:
    """The part of a line from `start`; what Word wrote before that is gone."""
    end = len(line.text) if end is None else end
    while start < end and line.text[start] in " \t":
        start += 1
    rich = Rich(line.text[start:end], line.rich.looks[start:end]) if line.rich.looks else Rich(line.text[start:end], ())
    return replace(line, rich=rich, auto=max(0, line.auto - start), opens=line.opens and not start)


def has_letter(lines: Sequence[Line], first: Line) -> bool:
    """Whether options have begun."""
    return any(begins_options(line, True) for line in (first, *lines) if line.table is None)


def begins_options(line: Line, begins: bool) -> bool:
    """Whether an option A begins in this line: for certain, or after one blank with a B behind it."""
    letters = [
        (found["letter"].upper(), found["narrow"] is None) for found in TOKEN.finditer(line.text.translate(ALIKE))
    ]
    return ("A", True) in letters or (begins and {"A", "B"} <= {letter for letter, _ in letters})


def has_more_options(lines: Sequence[Line], at: int) -> bool:
    """Whether an option B follows line `at` at once, or more options stand in the same line."""
    if len(list(TOKEN.finditer(lines[at].text.translate(ALIKE)))) > 1:
        return True
    following = [each.text.translate(ALIKE) for each in lines[at + 1 : at + 4]]
    return any((found := TOKEN.match(text)) and found["letter"] in "Bb" for text in following)
