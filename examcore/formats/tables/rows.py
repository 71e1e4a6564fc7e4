"""Knows how the rows of a sheet become questions: options across or down, keys named or marked, titles passed over.

Must not know what kind of file the sheet stood in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from examcore.formats.draft import Choice, Draft, Gathering
from examcore.formats.tables.cells import (
    CROSS,
    Said,
    Unclear,
    find_key,
    find_misplaced,
    has_labels,
    is_name,
    read_option,
    split_options,
)
from examcore.formats.tables.grid import Cell, Grid, Place
from examcore.formats.tables.headings import LETTERS, Columns, field_of
from examcore.formats.tables.tag_cells import write_tag_cell
from examcore.language import Message, messages

msg = messages("examcore")

_HEADING = re.compile(r"^(?:phần|chương|mục|nhóm|[IVXL]+|[A-Z])\s*[.:\-–]?\s*\S", re.IGNORECASE)
_DOUBTS = {
    "formula": (msg("the cell holds a formula, which is never worked out"), msg("paste its value as text")),
    "date": (msg("the spreadsheet made a date of this cell"), msg("format the cell as text and type it anew")),
    "number": (
        msg("the cell holds a number whose spelling is not sure"),
        msg("format the cell as text and type it anew"),
    ),
    "raised": (
        msg("the cell holds raised or lowered letters that have no sign of their own"),
        msg("write it as plain text"),
    ),
    "struck": (
        msg("the cell holds text that is struck out"),
        msg("delete it, or take the line through it away"),
    ),
    "error": (msg("the cell holds an error of the spreadsheet"), msg("mend it in the spreadsheet")),
}


LOOKS = frozenset({"bold", "underline", "colour", "fill"})
"""Ways to set an option off; one that a single option has names it as the key."""
_MANY = 5


class _Report(Protocol):
    def __call__(self, place: Place, code: str, message: Message, repair: Message | None = None) -> None: ...


@dataclass(slots=True)
class _Question:
    """The rows of one question while they are read."""

    row: int
    stem: Cell | None
    number: str
    rows: list[int] = field(default_factory=list)


def read_rows(grid: Grid, columns: Columns, gathering: Gathering) -> None:
    """Hand every question of a sheet to `gathering`, and every row that is none as a problem."""
    _Rows(grid, columns, gathering).read()


class _Rows:
    def __init__(self, grid: Grid, columns: Columns, gathering: Gathering) -> None:
        self._grid = grid
        self._fields = columns.fields
        self._options = columns.options
        self._first = columns.first_row
        self._keys, self._maybe = columns.keys, columns.maybe
        self._out = gathering
        self._idle: frozenset[str] = frozenset()
        self._from_zero = False

    def read(self) -> None:
        self._name_unknown()
        questions = list(self._split())
        self._idle = self._find_idle(questions)
        self._from_zero = any(self._is_zero(question) for question in questions)
        for question in questions:
            before = self._out.errors
            draft = self._draft(question)
            if draft is not None and self._out.errors == before:
                self._out.take(draft)
            else:
                self._out.count()

    def _name_unknown(self) -> None:
        """Tell which columns with a heading are not read, a second key column among them."""
        if 0 < self._first <= len(self._grid.rows):
            row = self._grid.rows[self._first - 1]
            known = {*self._fields.values(), *self._keys, *self._maybe}
            names = [
                " ".join(cell.text.split())[:30]
                for column, cell in row.items()
                if column not in known and field_of(cell.text) != "ignored"
            ]
            if names:
                place = next(iter(row.values())).place
                message = msg("columns that are not read: {names}", names=", ".join(names))
                self._out.report(place, "columns-passed-over", message, severity="note")

    def _split(self) -> Iterator[_Question]:
        """The questions: each begins where the column of stems has text; rows of options under it are its own."""
        current: _Question | None = None
        has_heading = 0 < self._first <= len(self._grid.rows)
        heading = [cell.text for cell in self._grid.rows[self._first - 1].values()] if has_heading else []
        for place in range(self._first, len(self._grid.rows)):
            row = self._grid.rows[place]
            stem, options = self._cell(place, "stem"), self._option_cells(place)
            if not row or [cell.text for cell in row.values()] == heading:
                continue
            if self._is_title(place, stem, options):
                cell = next(iter(row.values()))
                self._out.report(cell.place, "title-row", msg("this row is taken for a title and passed over"), "",
                                 cell.text, severity="note")  # fmt: skip
            elif stem is None and current is not None and options and "options" in self._fields:
                current.rows.append(place)
            elif stem is not None or options or self._cell(place, "key") is not None:
                if current is not None:
                    yield current
                number = self._cell(place, "number")
                current = _Question(place, stem, number.text.strip() if number else str(place + 1), [place])
            else:
                cell = next(iter(row.values()))
                if any(
                    self._cell(place, name) is not None for name in self._fields if name not in ("number", "ignored")
                ):
                    self._out.report(
                        cell.place,
                        "row-without-question",
                        msg("this row holds no question"),
                        "",
                        cell.text,
                        msg("delete it, or write the question in its column"),
                    )
        if current is not None:
            yield current

    def _is_title(self, place: int, stem: Cell | None, options: Sequence[Cell]) -> bool:
        row = self._grid.rows[place]
        if options or self._cell(place, "key") is not None or len(row) != 1:
            return False
        cell = next(iter(row.values()))
        return cell.wide or (stem is None and _HEADING.match(cell.text.strip()) is not None)

    def _cell(self, row: int, name: str, merged: bool = False) -> Cell | None:
        column = self._fields.get(name)
        if column is None:
            return None
        cell = self._grid.at(row, column) if merged else self._grid.rows[row].get(column)
        return cell if cell is not None and cell.text.strip() else None

    def _option_cells(self, row: int) -> list[Cell]:
        columns = [*self._options, *([self._fields["options"]] if "options" in self._fields else [])]
        cells = (self._grid.rows[row].get(column) for column in columns)
        return [cell for cell in cells if cell is not None and cell.text.strip()]

    def _place_options(self, question: _Question) -> Place:
        """Where the options of a question begin; where it begins itself, if it has none."""
        cells = [cell for row in question.rows for cell in self._option_cells(row)]
        return (cells or list(self._grid.rows[question.row].values()))[0].place

    def _draft(self, question: _Question) -> Draft | None:
        """The question; None where a cell cannot be trusted or read, which is reported."""
        stem = question.stem
        words = "" if stem is None else stem.text

        def report(place: Place, code: str, message: Message, repair: Message | None = None) -> None:
            self._out.report(place, code, message, question.number, words, repair)

        hidden = next((row for row in question.rows if row in self._grid.hidden), None)
        if hidden is not None:
            first = next(iter(self._grid.rows[hidden].values()))
            report(first.place, "hidden-row", msg("this row is hidden, as a filter leaves it"),
                   msg("show all rows, then delete those that are not meant"))  # fmt: skip
        if not self._grid.drawn.isdisjoint(question.rows):
            first = next(iter(self._grid.rows[question.row].values()))
            report(
                first.place,
                "picture-in-sheet",
                msg("a picture or a chart lies over this row; a sheet does not say where it belongs"),
                msg("give questions with pictures as a Word file, in line with the text"),
            )
        key = self._cell(question.row, "key", merged=len(question.rows) == 1)
        for cell in (
            stem,
            key,
            *self._more_keys(question),
            *(cell for row in question.rows for cell in self._option_cells(row)),
        ):
            if cell is not None and cell.doubt:
                report(cell.place, f"{cell.doubt}-cell", *_DOUBTS[cell.doubt])
        try:
            said, places, looks = self._read_options(question)
        except Unclear as unclear:
            report(self._place_options(question), unclear.code, unclear.message, unclear.repair)
            return None
        place = stem.place if stem is not None else next(iter(self._grid.rows[question.row].values())).place
        text = _unescape(stem.text) if stem is not None else ""
        keys = self._find_keys(question, said, looks, key, report)
        if keys is None:
            return None
        choices = tuple(
            Choice(one.text, number in keys, False, where)
            for number, (one, where) in enumerate(zip(said, places, strict=True))
        )
        return Draft(place, question.number, text, choices, tuple(self._read_tags(question)))

    def _read_options(
        self, question: _Question
    ) -> tuple[tuple[Said, ...], tuple[Place, ...], tuple[frozenset[str], ...]]:
        """The options of a question, where each stands, and how each is set off."""
        if self._options:
            cells = [self._grid.rows[question.row].get(column) for column in self._options]
            while cells and (cells[-1] is None or not cells[-1].text.strip()):
                cells.pop()
            texts = [cell.text.strip() if cell is not None else "" for cell in cells]
            find_misplaced(texts)
            labelled = has_labels(texts)
            blank = next(iter(self._grid.rows[question.row].values())).place
            return (
                tuple(
                    Said("", False) if cell is None else read_option(cell.text.strip(), letter, labelled)
                    for cell, letter in zip(cells, LETTERS, strict=False)
                ),
                tuple(blank if cell is None else cell.place for cell in cells),
                tuple(frozenset() if cell is None else cell.looks for cell in cells),
            )
        cells_down = [cell for row in question.rows for cell in self._option_cells(row)]
        if not cells_down:
            return (), (), ()
        if len(cells_down) == 1:
            said = split_options(cells_down[0])
            looks = tuple(frozenset({"bold"}) if one.bold else frozenset[str]() for one in said)
            return said, tuple(cells_down[0].place for _ in said), looks
        texts = [cell.text.strip() for cell in cells_down]
        find_misplaced(texts)
        labelled = has_labels(texts)
        letters = LETTERS + "?" * len(cells_down)
        down = [
            read_option(text, letter if letter in LETTERS else "A", labelled)
            for text, letter in zip(texts, letters, strict=False)
        ]
        return tuple(down), tuple(cell.place for cell in cells_down), tuple(cell.looks for cell in cells_down)

    def _find_idle(self, questions: Sequence[_Question]) -> frozenset[str]:
        """Looks that set off the same column of options all through the sheet: they are the column's, and no key."""
        where: Mapping[str, Counter[int]] = {look: Counter() for look in LOOKS}
        for question in questions if self._options else ():
            row = self._grid.rows[question.row]
            for look, counts in where.items():
                set_off = [column for column in self._options if column in row and look in row[column].looks]
                if len(set_off) == 1:
                    counts[set_off[0]] += 1
        return frozenset(look for look, counts in where.items() if len(counts) == 1 and counts.total() >= _MANY)

    def _more_keys(self, question: _Question) -> list[Cell]:
        """What other columns of keys say beside the first."""
        cells = [self._grid.at(question.row, column) for column in self._keys]
        cells += [
            cell for column in self._maybe if (cell := self._grid.at(question.row, column)) and is_name(cell.text)
        ]
        return [cell for cell in cells if cell is not None and cell.text.strip()]

    def _is_zero(self, question: _Question) -> bool:
        """Whether the key is the number 0, and not the text of an option."""
        key = self._cell(question.row, "key")
        options = [cell.text.strip() for row in question.rows for cell in self._option_cells(row)]
        return key is not None and key.text.strip() == "0" and "0" not in options

    def _find_keys(
        self,
        question: _Question,
        said: Sequence[Said],
        looks: Sequence[frozenset[str]],
        key: Cell | None,
        report: _Report,
    ) -> frozenset[int] | None:
        """The options that are right by all that the row says; None where two ways of saying it disagree."""
        texts = [one.text for one in said]
        told: list[frozenset[int]] = []
        try:
            if len(question.rows) > 1:
                told.append(self._find_crosses(question, said))
            elif key is not None and not key.doubt:
                told.append(frozenset({self._name_key(key, texts)}))
            told += [frozenset({self._name_key(cell, texts)}) for cell in self._more_keys(question) if not cell.doubt]
        except Unclear as unclear:
            place = key.place if key is not None else self._place_options(question)
            report(place, unclear.code, unclear.message, unclear.repair)
            return None
        told.append(frozenset(number for number, one in enumerate(said) if one.marked))
        for look in sorted(LOOKS - self._idle):
            set_off = frozenset(number for number, has in enumerate(looks) if look in has)
            told += [set_off] if len(set_off) == 1 else []
        told = [keys for keys in told if keys]
        if len(set(told)) > 1:
            place = key.place if key is not None else self._place_options(question)
            report(place, "keys-disagree",
                   msg("columns of keys, marks, and bold, underlined or coloured letters name different options"),
                   msg("leave one of them, the right one"))  # fmt: skip
            return None
        return told[0] if told else frozenset()

    def _name_key(self, cell: Cell, texts: Sequence[str]) -> int:
        """The option a cell of keys names. Raises Unclear."""
        if self._from_zero and cell.text.strip().isdecimal() and cell.text.strip() not in texts:
            raise Unclear(
                "unclear-key",
                msg("a key of the column is 0: whether its numbers begin with 0 or with 1 cannot be told"),
                msg("write letters: A, B, C or D"),
            )
        return find_key(cell.text, texts)

    def _find_crosses(self, question: _Question, said: Sequence[Said]) -> frozenset[int]:
        """Of options below one another: those with a cross beside them; or the one a letter in the first row names."""
        told = {row: cell.text.strip() for row in question.rows if (cell := self._cell(row, "key")) is not None}
        rows = [row for row in question.rows for _ in self._option_cells(row)]
        if told and all(text.casefold() in CROSS for text in told.values()):
            return frozenset(number for number, row in enumerate(rows) if row in told)
        if set(told) == {question.row}:
            return frozenset({find_key(told[question.row], [one.text for one in said])})
        if told:
            raise Unclear("unclear-key", msg("the key column says several things for this question"),
                          msg("put one x beside the right option, or its letter in the first row"))  # fmt: skip
        return frozenset()

    def _read_tags(self, question: _Question) -> Iterator[tuple[Place, str]]:
        for name in ("id", "part", "area", "positions", "level", "difficulty", "basis", "origin", "fixed", "tags"):
            cell = self._cell(question.row, name, merged=True)
            if cell is None:
                continue
            text = _unescape(cell.text.strip())
            for line in write_tag_cell(name, text):
                yield cell.place, line


def _unescape(text: str) -> str:
    return text[1:] if text.startswith("\\") else text
