"""Knows xlsx files of questions: text and bold letters read, formulas never worked out and never written.

Must not know what columns mean. Nothing is read before `scan` has counted what the package unfolds to.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from examcore.errors import MissingExtra
from examcore.formats.draft import Gathering
from examcore.formats.found import Found
from examcore.formats.legacy import refuse_legacy
from examcore.formats.limits import Barred, Package
from examcore.formats.rich import shift
from examcore.formats.tables.csv import MOST_COLUMNS, no_headings
from examcore.formats.tables.grid import Cell, Grid, Row, name_column
from examcore.formats.tables.headings import ColumnMap, find_columns, plain, read_mapping, write_mapping
from examcore.formats.tables.rows import read_rows
from examcore.formats.tables.scan import MOST_ROWS, Layout, scan_package, too_many_rows
from examcore.formats.tables.table import HEADINGS, lay_out_items
from examcore.language import Label, messages
from examcore.nouns import Item

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

msg = messages("examcore")

_DARK, _LIGHT = 0x50, 0xFA
"""The brightest part of a colour below which it is near black; the darkest from which it is near white."""
_LINKS = (10, 11)
"""The colours of a theme that links have."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_OLD_FONT = re.compile(r"^(?:\.Vn|VNI-)", re.IGNORECASE)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_AGAIN = msg("open it in Excel, choose Save As, Excel Workbook (.xlsx), and give that file")
_TORN = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, EOFError, OSError, SyntaxError,
    NotImplementedError, RecursionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl raises over a package that is not what it should be."""


class XlsxFormat:
    """Reads and writes questions as xlsx, a question a row."""

    id = "xlsx"
    title = Label("Bảng tính Excel", "Excel spreadsheet")
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

    def __init__(self, mapping: ColumnMap | None = None) -> None:
        """`mapping` says which column holds what; without it, headings are known by their names."""
        self._mapping = mapping

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether it is a zip package with a workbook."""
        return data[:4] == b"PK\x03\x04" and b"xl/workbook.xml" in data

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; the three last are defaults. Hidden sheets are not read, and that is told."""
        gathering = Gathering(name, part, area, positions)
        try:
            known = 0
            silent: list[Grid] = []
            for grid in _read_book(data, gathering, self._mapping):
                columns = find_columns(grid, self._mapping)
                if columns is None:
                    silent.append(grid)
                    continue
                known += 1
                read_rows(grid, columns, gathering)
            if not known:
                raise no_headings()
            for grid in silent:
                if any(grid.rows):
                    gathering.report(grid.name, "sheet-passed-over", msg("this sheet has no headings of questions"),
                                     severity="note")  # fmt: skip
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """One sheet of text cells. Raises MissingExtra when the extra `formats` is not installed."""
        try:
            import xlsxwriter
        except ImportError as problem:
            raise _missing() from problem
        out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"created": _MADE.replace(tzinfo=None)})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "font_name": "Times New Roman"})
        head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@", "font_name": "Times New Roman"})
        sheet = book.add_worksheet("Câu hỏi")
        for place, row in enumerate(lay_out_items(items)):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(place, column, text, wrap if place else head)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, len(HEADINGS) - 1, 20)
        sheet.freeze_panes(1, 0)
        book.close()
        return out.getvalue()

    def mapped(self, mapping: bytes) -> XlsxFormat:
        """The same format with a mapping file. Raises Barred where that cannot be read."""
        return XlsxFormat(read_mapping(mapping))

    def propose(self, name: str, data: bytes) -> bytes:
        """A mapping file for files like this one. Raises Barred where no sheet has headings."""
        for grid in _read_book(data, Gathering(name, "", "", ()), None):
            columns = find_columns(grid)
            if columns is not None:
                return write_mapping(grid, columns, name)
        raise no_headings()


def _read_book(data: bytes, gathering: Gathering, mapping: ColumnMap | None) -> Iterator[Grid]:
    _refuse_others(data)
    package = Package(data)
    if "mimetype" in package.names or "xl/workbook.bin" in package.names:
        raise Barred("other-spreadsheet", msg("this is a spreadsheet of another kind (.ods, .xlsb)"), _AGAIN)
    layouts = scan_package(package)
    book = _open(data)
    wanted = None if mapping is None or not mapping.sheets else {plain(name) for name in mapping.sheets}
    seen = set()
    try:
        for sheet in book.worksheets:
            title = str(sheet.title)[:60]
            if wanted is None and sheet.sheet_state != "visible":
                gathering.report(title, "hidden-sheet", msg("this sheet is hidden and was not read"),
                                 repair=msg("show it, or name it in a mapping"), severity="note")  # fmt: skip
                continue
            if wanted is not None and plain(title) not in wanted:
                continue
            seen.add(plain(title))
            path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            sheet.reset_dimensions()
            rows: list[Row] = []
            for row in _cells(sheet):
                if len(rows) >= MOST_ROWS:  # a row's number may lie far behind the last one; the gap is filled
                    raise too_many_rows(MOST_ROWS)
                rows.append({cell.column - 1: _read_cell(title, cell) for cell in row if _has_text(cell)})
            yield _spread(title, rows, layouts.get(path, Layout()))
    except _TORN as problem:
        raise Barred(
            "damaged", msg("the file is damaged or cut short"), msg("open it, save it anew and try again")
        ) from problem
    finally:
        book.close()
    for name in sorted((wanted or set()) - seen):
        raise Barred("no-such-sheet", msg("the file has no sheet called {name}", name=name[:60]))


def _refuse_others(data: bytes) -> None:
    if not data.startswith(_OLE):
        return
    if _LOCKED in data:
        raise Barred("encrypted", msg("the file is locked with a password"),
                     msg("open it, save it without a password and try again"))  # fmt: skip
    raise Barred("old-excel", msg("this is an Excel file of the old kind (.xls)"), _AGAIN)


def _open(data: bytes) -> Workbook:
    openpyxl = _openpyxl()
    try:
        book: Workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False, rich_text=True)
    except _TORN as problem:
        raise Barred(
            "damaged", msg("the file is damaged or cut short"), msg("open it, save it anew and try again")
        ) from problem
    return book


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ImportError as problem:
        raise _missing() from problem
    warnings.filterwarnings("ignore", module=r"openpyxl\.")  # what it passes over (styles, validations) is no question
    return openpyxl


def _missing() -> MissingExtra:
    return MissingExtra(
        msg("xlsx files need the extra {extra}", extra="formats"),
        msg("install it: pip install examcore[{extra}]", extra="formats"),
    )


class _SheetCell(Protocol):
    """What is used of openpyxl's cells, whose own types differ by the way a book was opened."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...
    @property
    def number_format(self) -> str: ...
    @property
    def font(self) -> object: ...
    @property
    def fill(self) -> object: ...
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...


def _cells(sheet: object) -> Iterator[Sequence[_SheetCell]]:
    rows: Iterator[Sequence[_SheetCell]] = sheet.iter_rows(max_col=MOST_COLUMNS)  # type: ignore[attr-defined]  # see above
    return rows


def _has_text(cell: _SheetCell) -> bool:
    value = cell.value
    return value is not None and (not isinstance(value, str) or not value.isspace()) and value != ""


def _read_cell(sheet: str, cell: _SheetCell) -> Cell:
    place = f"{sheet}!{name_column(cell.column - 1)}{cell.row}"
    text, doubt = _read_value(cell)
    look = cell.font
    font = str(getattr(look, "name", None) or "")
    if font[:1] in ".Vv" and _OLD_FONT.match(font):
        raise Barred(
            "legacy-font",
            msg("the text is typed in the old font encoding {name}, not in Unicode", name=font[:20]),
            msg("convert it to Unicode (UniKey: Ctrl+Shift+F6) and try again"),
        )
    looks = _read_looks(look) | ({"fill"} if _is_filled(cell.fill) else frozenset())
    pieces: tuple[str, ...] = ()
    struck = bool(getattr(look, "strike", False))
    if isinstance(cell.value, list):  # rich text is a list of runs
        runs = [(_read_run(run), _read_looks(getattr(run, "font", None))) for run in cell.value]
        doubt = "raised" if any(run is None for run, _ in runs) else ""
        text = "".join(run or "" for run, _ in runs)
        struck = struck or any(getattr(getattr(run, "font", None), "strike", False) for run in cell.value)
        shown = [look for run, look in runs if run and run.strip()]
        looks |= frozenset.intersection(*shown) if shown else frozenset()
        pieces = tuple(run for run, look in runs if look - looks and run and run.strip())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Cell(text, place, looks, pieces, doubt=doubt or ("struck" if struck else ""))


def _read_looks(font: object) -> frozenset[str]:
    """How a font sets text off: bold, underlined, in a colour that is not black. A link is no mark."""
    if getattr(getattr(font, "color", None), "theme", None) in _LINKS:
        return frozenset()
    looks = {name for name, given in (("bold", "b"), ("underline", "u")) if getattr(font, given, None)}
    return frozenset(looks | ({"colour"} if _is_coloured(getattr(font, "color", None)) else set()))


def _is_coloured(colour: object) -> bool:
    """Whether a colour of letters is another than black, near black or white."""
    kind = getattr(colour, "type", None)
    if kind == "theme":
        return getattr(colour, "theme", 1) not in (0, 1)
    if kind == "indexed":
        return getattr(colour, "indexed", 64) not in (0, 1, 8, 9, 64, 65)
    code = str(getattr(colour, "rgb", "") or "")[-6:]
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", code):
        return False
    parts = [int(code[at : at + 2], 16) for at in (0, 2, 4)]
    return max(parts) > _DARK and min(parts) < _LIGHT


def _is_filled(fill: object) -> bool:
    """Whether a cell has a ground of its own, and not white."""
    if getattr(fill, "fill_type", None) in (None, "none"):
        return False
    ground = getattr(fill, "fgColor", None)
    if getattr(ground, "type", None) == "theme":
        return getattr(ground, "theme", 0) != 0
    return str(getattr(ground, "rgb", "") or "")[-6:].upper() not in ("", "000000", "FFFFFF")


def _read_run(run: object) -> str | None:
    """The text of a run, raised and lowered figures as signs; None where there are no such signs."""
    align = getattr(getattr(run, "font", None), "vertAlign", None)
    text = str(run)
    return shift(text, align == "superscript") if align in ("superscript", "subscript") and text.strip() else text


def _read_value(cell: _SheetCell) -> tuple[str, str]:
    value = cell.value
    if cell.data_type == "f":
        return "=", "formula"
    if cell.data_type == "e":
        return str(value), "error"
    if isinstance(value, bool):
        return str(value).upper(), "number"
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), "date"
    if isinstance(value, int | float):
        whole = value == int(value) if abs(value) < 1e15 else False
        sure = whole and str(cell.number_format) in ("General", "@", "0", "#,##0", "###0")
        return str(int(value)) if whole else str(value), "" if sure else "number"
    return str(value), ""


def _spread(title: str, rows: list[Row], layout: Layout) -> Grid:
    """The sheet with its merged cells told apart: those across several columns are `wide`, covered ones are spread."""
    filled: list[dict[int, Cell]] = [dict(row) for row in rows]
    spread: dict[tuple[int, int], Cell] = {}
    for left, top, right, bottom in layout.merges:
        if top >= len(filled) or left not in filled[top]:
            continue
        anchor = filled[top][left]
        if right > left:
            filled[top][left] = replace(anchor, wide=True)
        for row in range(top, min(bottom + 1, len(filled))):
            for column in range(left, min(right + 1, MOST_COLUMNS)):
                if (row, column) != (top, left) and len(spread) < 200_000:
                    spread[row, column] = anchor
    sample = "\n".join(cell.text for row in filled[:200] for cell in row.values())
    refuse_legacy(sample)
    return Grid(title, filled, spread, layout.hidden, layout.drawn)
