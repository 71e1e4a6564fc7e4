"""Knows how the rows of a sheet become questions: options across or down, keys named or marked, titles passed over.

Must not know what kind of file the sheet stood in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from examcore.formats.draft import Choice, Draft, Gathering
from examcore.formats.tables.cells import CROSS, Said, Unclear, find_key, read_option, split_options
from examcore.formats.tables.grid import Cell, Grid, Place
from examcore.formats.tables.headings import LETTERS, Columns, field_of, plain
from examcore.language import Message, messages

msg = messages("examcore")

_HEADING = re.compile(r"^(?:phần|chương|mục|nhóm|[IVXL]+|[A-Z])\s*[.:\-–]?\s*\S", re.IGNORECASE)
_LEVELS = {
    "nhan biet": "nhận biết", "nb": "nhận biết", "biet": "nhận biết", "de": "nhận biết", "recall": "nhận biết",
    "easy": "nhận biết", "thong hieu": "thông hiểu", "th": "thông hiểu", "hieu": "thông hiểu", "medium": "thông hiểu",
    "trung binh": "thông hiểu", "tb": "thông hiểu", "understand": "thông hiểu", "van dung": "vận dụng",
    "vd": "vận dụng",
    "kho": "vận dụng", "van dung thap": "vận dụng", "van dung cao": "vận dụng", "vdc": "vận dụng", "apply": "vận dụng",
    "hard": "vận dụng", "1": "nhận biết", "2": "thông hiểu", "3": "vận dụng",
}  # fmt: skip
_PARTS = {
    "chung": "chung", "kien thuc chung": "chung", "phan chung": "chung", "general": "chung",
    "chuyen mon": "chuyên môn", "chuyen nganh": "chuyên môn", "chuyen mon nghiep vu": "chuyên môn",
    "phan chuyen mon": "chuyên môn", "professional": "chuyên môn", "phan chuyen mon nghiep vu": "chuyên môn",
    "kien thuc chuyen mon": "chuyên môn",
}  # fmt: skip
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BASIS = re.compile(
    r"^(?P<place>(?:Điểm|Khoản|Điều|Chương|Mục|điểm|khoản|điều)\b.*?),?\s+(?:của\s+)?"
    r"(?P<name>(?:Bộ luật|Luật|Nghị định|Hiến pháp|Quyết định|Thông tư|Pháp lệnh|Chỉ thị|Nghị quyết|Quy định|Điều lệ)"
    r"\b.*)$"
)
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
    "error": (msg("the cell holds an error of the spreadsheet"), msg("mend it in the spreadsheet")),
}


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
        self._out = gathering

    def read(self) -> None:
        self._name_unknown()
        for question in self._split():
            before = self._out.errors
            draft = self._draft(question)
            if draft is not None and self._out.errors == before:
                self._out.take(draft)
            else:
                self._out.count()

    def _name_unknown(self) -> None:
        """Tell which columns with a heading are not read, a second key column among them."""
        if self._first:
            row = self._grid.rows[self._first - 1]
            known = set(self._fields.values())
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
        heading = [] if self._first == 0 else [
            cell.text for cell in self._grid.rows[self._first - 1].values()
        ]  # fmt: skip
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

    def _draft(self, question: _Question) -> Draft | None:
        """The question; None where a cell cannot be trusted or read, which is reported."""
        stem = question.stem
        words = "" if stem is None else stem.text

        def report(place: Place, code: str, message: Message, repair: Message | None = None) -> None:
            self._out.report(place, code, message, question.number, words, repair)

        key = self._cell(question.row, "key", merged=len(question.rows) == 1)
        for cell in (stem, key, *(cell for row in question.rows for cell in self._option_cells(row))):
            if cell is not None and cell.doubt:
                report(cell.place, f"{cell.doubt}-cell", *_DOUBTS[cell.doubt])
        try:
            said, places = self._read_options(question)
        except Unclear as unclear:
            cell = self._option_cells(question.row)[0]
            report(cell.place, unclear.code, unclear.message, unclear.repair)
            return None
        place = stem.place if stem is not None else next(iter(self._grid.rows[question.row].values())).place
        text = _unescape(stem.text) if stem is not None else ""
        keys = self._find_keys(question, said, key, report)
        if keys is None:
            return None
        choices = tuple(
            Choice(one.text, number in keys, False, where)
            for number, (one, where) in enumerate(zip(said, places, strict=True))
        )
        return Draft(place, question.number, text, choices, tuple(self._read_tags(question)))

    def _read_options(self, question: _Question) -> tuple[tuple[Said, ...], tuple[Place, ...]]:
        if self._options:
            cells = [self._grid.rows[question.row].get(column) for column in self._options]
            while cells and (cells[-1] is None or not cells[-1].text.strip()):
                cells.pop()
            anchor = self._grid.rows[question.row]
            blank = next(iter(anchor.values())).place
            return (
                tuple(
                    Said("", False) if cell is None else read_option(cell.text.strip(), letter, cell.bold)
                    for cell, letter in zip(cells, LETTERS, strict=False)
                ),
                tuple(blank if cell is None else cell.place for cell in cells),
            )
        cells_down = [cell for row in question.rows for cell in self._option_cells(row)]
        if not cells_down:
            return (), ()
        if len(cells_down) == 1:
            said = split_options(cells_down[0])
            return said, tuple(cells_down[0].place for _ in said)
        letters = LETTERS + "?" * len(cells_down)
        down = [
            read_option(cell.text.strip(), letter if letter in LETTERS else "A", cell.bold)
            for cell, letter in zip(cells_down, letters, strict=False)
        ]
        return tuple(down), tuple(cell.place for cell in cells_down)

    def _find_keys(
        self, question: _Question, said: Sequence[Said], key: Cell | None, report: _Report
    ) -> frozenset[int] | None:
        """The options that are right by all that the row says; None where two ways of saying it disagree."""
        named: frozenset[int] = frozenset()
        try:
            if len(question.rows) > 1:
                named = self._find_crosses(question, said)
            elif key is not None and not key.doubt:
                named = frozenset({find_key(key.text, [one.text for one in said])})
        except Unclear as unclear:
            place = key.place if key is not None else self._option_cells(question.row)[0].place
            report(place, unclear.code, unclear.message, unclear.repair)
            return None
        starred = frozenset(number for number, one in enumerate(said) if one.marked)
        bold = frozenset(number for number, one in enumerate(said) if one.bold)
        bold = bold if len(bold) == 1 else frozenset()
        told = [keys for keys in (named, starred, bold) if keys]
        if len(set(told)) > 1:
            place = key.place if key is not None else self._option_cells(question.row)[0].place
            report(place, "keys-disagree", msg("the key column, the marks and the bold letters name different options"),
                   msg("leave one of them, the right one"))  # fmt: skip
            return None
        return told[0] if told else frozenset()

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
            for line in _tag_lines(name, text):
                yield cell.place, line


def _unescape(text: str) -> str:
    return text[1:] if text.startswith("\\") else text


def _tag_lines(name: str, text: str) -> Iterator[str]:
    """What a cell says under the heading of a tag, as lines of an item file."""
    line = " ".join(text.split())
    if name == "id":
        yield f"mã: {line}"
    elif name == "part":
        yield f"phần: {_PARTS.get(plain(line), line)}"
    elif name == "area":
        pieces = [piece.strip() for piece in line.split(",")]
        yield f"lĩnh vực: {line if all(_SLUG.fullmatch(piece) for piece in pieces) else _slug(line)}"
    elif name == "positions":
        yield "vị trí: " + ", ".join(piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip())
    elif name in ("level", "difficulty"):
        level = _LEVELS.get(plain(line))
        number = re.fullmatch(r"(\d{1,3}(?:[.,]\d)?)\s*%?", line)
        if level is not None and not (name == "difficulty" and number):
            yield f"mức độ: {level}"
        else:
            yield f"{'độ khó' if number else 'mức độ'}: {line}"
    elif name == "basis":
        yield from _basis_lines(text)
    elif name == "origin":
        yield f"nơi soạn: {line}"
    elif name == "fixed":
        yield f"giữ chỗ: {line}"
    else:
        yield from (one.strip() for one in text.split("\n") if one.strip())


def _basis_lines(text: str) -> Iterator[str]:
    for one in text.split("\n"):
        line = " ".join(one.replace("|", "/").split())
        if line:
            match = _BASIS.match(line)
            name, place = (match["name"], match["place"]) if match else (line, "")
            yield f"văn bản: {name} | {name}"
            yield f"căn cứ: {name} | {place}"


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return "-".join(kept.split())
