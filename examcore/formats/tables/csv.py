"""Knows csv files of questions: comma, semicolon or tab, read with the places people see, written without formulas.

Must not know what columns mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from examcore.formats.draft import Gathering
from examcore.formats.found import Found
from examcore.formats.legacy import decode
from examcore.formats.limits import LONGEST_TEXT, MOST_QUESTIONS, Barred, check_size
from examcore.formats.tables.grid import Cell, Grid, Row, name_column
from examcore.formats.tables.headings import ColumnMap, find_columns, read_mapping, write_mapping
from examcore.formats.tables.rows import read_rows
from examcore.formats.tables.scan import too_many_rows
from examcore.formats.tables.table import lay_out_items
from examcore.language import Label, messages
from examcore.nouns import Item

msg = messages("examcore")

MOST_COLUMNS = 64
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")


class CsvFormat:
    """Reads and writes questions as csv, a question a row."""

    id = "csv"
    title = Label("Bảng csv", "csv table")
    suffixes: tuple[str, ...] = (".csv", ".tsv")

    def __init__(self, mapping: ColumnMap | None = None) -> None:
        """`mapping` says which column holds what; without it, headings are known by their names."""
        self._mapping = mapping

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether the first lines have headings of questions and options."""
        try:
            return data[:2] != b"PK" and find_columns(_read_grid(data[:20_000].rpartition(b"\n")[0], False)) is not None
        except Barred:
            return False

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; the three last are defaults."""
        gathering = Gathering(name, part, area, positions)
        try:
            check_size(data)
            grid = _read_grid(data, True)
            columns = find_columns(grid, self._mapping)
            if columns is None:
                raise no_headings()
            read_rows(grid, columns, gathering)
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """UTF-8 with its mark, so that Excel opens it rightly; no cell begins as a formula would."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        for row in lay_out_items(items):
            writer.writerow("'" + cell if cell.startswith(_DANGEROUS) else cell for cell in row)
        return out.getvalue().encode("utf-8-sig")

    def mapped(self, mapping: bytes) -> CsvFormat:
        """The same format with a mapping file. Raises Barred where that cannot be read."""
        return CsvFormat(read_mapping(mapping))

    def propose(self, name: str, data: bytes) -> bytes:
        """A mapping file for files like this one. Raises Barred where no headings are found."""
        check_size(data)
        grid = _read_grid(data, True)
        columns = find_columns(grid)
        if columns is None:
            raise no_headings()
        return write_mapping(grid, columns, name)


def no_headings() -> Barred:
    """No row has headings that can be understood."""
    return Barred(
        "no-headings",
        msg("no row has headings for the question, its options and the key"),
        msg(
            "name the columns, such as: Nội dung câu hỏi, Phương án A, Phương án B, Đáp án; or say them with --mapping"
        ),
    )


def _read_grid(data: bytes, strict: bool) -> Grid:
    text = decode(data)
    rows: list[Row] = []
    # The line a row begins in is what an editor shows; a cell may hold line breaks.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=strict)
    line = 1
    before = csv.field_size_limit(LONGEST_TEXT * 10)
    try:
        for fields in reader:
            if len(rows) > MOST_QUESTIONS * 2:
                raise too_many_rows(MOST_QUESTIONS * 2)
            if len(fields) > MOST_COLUMNS:
                raise Barred(
                    "too-many-columns", msg("line {line} has more than {most} columns", line=line, most=MOST_COLUMNS)
                )
            rows.append({
                column: Cell(_plain(field), msg("line {line}, column {column}", line=line, column=name_column(column)))
                for column, field in enumerate(fields) if field.strip()
            })  # fmt: skip
            line = reader.line_num + 1
    except csv.Error as problem:
        raise Barred("bad-csv", msg("the file is no csv: a quotation mark is not closed near line {line}", line=line),
                     msg("save it as csv anew, from the spreadsheet")) from problem  # fmt: skip
    finally:
        csv.field_size_limit(before)
    return Grid("", rows, {})


def _find_delimiter(text: str) -> str:
    """The sign that stands most often outside quotation marks in the first line that has any."""
    for line in text.split("\n", 20)[:20]:
        bare = "".join(line.split('"')[::2])
        counts = {sign: bare.count(sign) for sign in (",", ";", "\t")}
        best = max(counts, key=lambda sign: counts[sign])
        if counts[best]:
            return best
    return ","


def _plain(field: str) -> str:
    field = field.replace("\r\n", "\n").replace("\r", "\n")
    return field[1:] if field[:1] == "'" and field[1:2] in _DANGEROUS and len(field) > 1 else field
