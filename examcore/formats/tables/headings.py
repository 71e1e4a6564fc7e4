"""Knows what columns are called, in Vietnamese and English, and a mapping that says so for one kind of file.

Must not know how rows become questions. The mapping file is described in docs/formats/exchange.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from examcore.formats.legacy import decode
from examcore.formats.limits import Barred
from examcore.formats.tables.grid import Grid, name_column
from examcore.language import messages

msg = messages("examcore")

LETTERS = "ABCDEF"
LAST_HEADING = 20
"""Headings stand in the first 20 rows of a sheet."""

_SAID = {
    "number": "stt, so thu tu, tt, cau, cau so, so cau, no, number, so, question number",
    "id": "ma cau hoi, ma, ma cau, id, code, question id, ma so, ma so cau hoi",
    "stem": (
        "noi dung, noi dung cau hoi, cau hoi, phan dan, de bai, question, question text, stem, content, noi "
        "dung cau, cau hoi trac nghiem, noi dung cau hoi trac nghiem, cau dan, cau hoi phan dan, noi dung "
        "phan dan, ten cau hoi"
    ),
    "options": (
        "phuong an, phuong an tra loi, cac phuong an, cac phuong an tra loi, lua chon, cac lua chon, options, "
        "answers, choices, phuong an lua chon, cac phuong an lua chon, dap an lua chon, cac dap an, noi dung "
        "phuong an, phuong an tra loi a b c d, answer options, cau tra loi, cac cau tra loi"
    ),
    "key": (
        "dap an, dap an dung, phuong an dung, tra loi dung, key, correct, correct answer, answer, correct "
        "option, dung, cau tra loi dung, dap an chinh xac, right answer, dap an chuan, da, phuong an tra loi "
        "dung, answer key, phuong an chon"
    ),
    "part": "phan, phan thi, part, phan kien thuc, khoi kien thuc",
    "area": (
        "linh vuc, hang muc, chu de, linh vuc kien thuc, topic, area, chuyen de, category, nhom, nhom cau "
        "hoi, noi dung kien thuc, mang kien thuc, knowledge area, chuong, subject"
    ),
    "positions": "vi tri, vi tri viec lam, ma vi tri, position, positions, ma vi tri viec lam, vtvl",
    "level": "muc do, cap do, level, muc do nhan thuc, cap do nhan thuc, muc",
    "difficulty": "do kho, difficulty, ti le dung, ty le dung, do kho percent",
    "basis": (
        "can cu, can cu phap ly, van ban can cu, co so phap ly, basis, legal basis, dan chieu, trich dan, van "
        "ban, tai lieu, tai lieu tham khao, reference, nguon trich dan, can cu phap luat, dieu khoan"
    ),
    "origin": "noi soan, don vi soan, don vi, co quan soan, origin, nguoi soan, don vi bien soan, co quan bien soan",
    "tags": "nhan, tags, nhan khac",
    "fixed": "giu cho, fixed, co dinh",
    "ignored": "ghi chu, note, notes, remark, remarks, chu thich, giai thich, explanation, feedback, trang, page",
}
_FIELDS = {name: field for field, names in _SAID.items() for name in names.split(", ")}
_OPTION = re.compile(
    r"^(?:phuong an|pa|dap an|lua chon|option|answer|choice|tra loi|cau tra loi|y)?\s*(?P<which>[a-f]|[1-6])$"
)
_TITLES = {
    "number": "STT", "id": "Mã câu hỏi", "stem": "Nội dung câu hỏi", "options": "Phương án trả lời", "key": "Đáp án",
    "part": "Phần", "area": "Lĩnh vực", "positions": "Vị trí việc làm", "level": "Mức độ", "difficulty": "Độ khó",
    "basis": "Căn cứ", "origin": "Nơi soạn", "tags": "Nhãn", "fixed": "Giữ chỗ",
    **{f"option {letter}": f"Phương án {letter}" for letter in LETTERS},
}  # fmt: skip
_SHEETS, _ROW = "trang tính", "dòng tiêu đề"
_COLUMN = re.compile(r"^cột\s+([A-Z]{1,2})$", re.IGNORECASE)


@lru_cache(maxsize=4096)  # the same few words stand in column after column
def plain(heading: str) -> str:
    """A heading without accents, case, signs and what stands in brackets: "Phương án A (*)" is "phuong an a"."""
    text = unicodedata.normalize("NFD", re.sub(r"\([^)]*\)", " ", heading).casefold().replace("đ", "d"))
    text = text.replace("%", " percent ")
    letters = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return " ".join(letters.split())


def field_of(heading: str) -> str:
    """The field a heading names: "stem", "option A", "key" …; "" for none."""
    name = plain(heading)
    if name in _FIELDS:
        return _FIELDS[name]
    option = _OPTION.match(name)
    if option is None:
        return ""
    which = option["which"]
    return "option " + (which.upper() if which.isalpha() else LETTERS[int(which) - 1])


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (from 0) holds which field, and how many rows to pass over before the first question; `keys` are
    columns that hold keys, too, `maybe` those that hold them where a letter stands in them ("Đáp án sửa").
    """

    first_row: int
    fields: Mapping[str, int]
    keys: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()

    @property
    def options(self) -> tuple[int, ...]:
        """The columns of options, A first, where each has its own."""
        return tuple(self.fields[f"option {letter}"] for letter in LETTERS if f"option {letter}" in self.fields)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What an officer settled for one kind of file: sheets (none: all), the row of headings (0: look for it), and
    for each field the heading of its column, or "cột F".
    """

    sheets: tuple[str, ...]
    heading_row: int
    headings: Mapping[str, str]


def find_columns(grid: Grid, mapping: ColumnMap | None = None) -> Columns | None:
    """Where the fields stand in a sheet; None where no row has headings for a question, its options and more.

    Headings may take two rows, such as "Phương án" over A, B, C, D.
    """
    rows = range(min(LAST_HEADING, len(grid.rows)))
    if mapping is not None:
        return _find_mapped(grid, mapping, rows)
    for row in rows:
        height = 1
        fields = _read_headings(grid, row, 1)
        both = _read_headings(grid, row, 2) if row + 1 < len(grid.rows) else fields
        if not _has_options(fields) and _has_options(both) and both.get("stem", -1) not in grid.rows[row + 1]:
            fields, height = both, 2
        keys = _find_more(grid, row, height, fields, lambda text: field_of(text) == "key")
        maybe = _find_more(grid, row, height, fields, lambda text: not field_of(text) and plain(text)[:6] == "dap an")
        if keys and "stem" in fields and not _enough(fields):  # "Đáp án" over the options, "Đáp án đúng" over the key
            fields |= {"options": fields["key"], "key": keys[0]}
            keys = keys[1:]
        if _enough(fields):
            return Columns(row + height, fields, keys, maybe)
    return None


def _find_more(
    grid: Grid, row: int, height: int, fields: Mapping[str, int], is_meant: Callable[[str], bool]
) -> tuple[int, ...]:
    """The columns without a field whose heading is meant, from left to right."""
    rows = range(row, row + height)
    columns = {column for at in rows for column in grid.rows[at]} - set(fields.values())
    return tuple(
        column
        for column in sorted(columns)
        if any(cell is not None and is_meant(cell.text) for cell in (grid.at(at, column) for at in rows))
    )


def _find_mapped(grid: Grid, mapping: ColumnMap, rows: range) -> Columns | None:
    """Columns named by letter are taken as they are; headings must all stand in one row, or two."""
    letters = {field: column for field, heading in mapping.headings.items() if (column := _letter(heading)) is not None}
    wanted = {plain(heading): field for field, heading in mapping.headings.items() if field not in letters}
    if not _enough(mapping.headings):
        return None
    if not wanted:
        return Columns(mapping.heading_row, letters) if mapping.heading_row < len(grid.rows) else None
    if mapping.heading_row:
        rows = range(min(mapping.heading_row - 1, len(grid.rows)), min(mapping.heading_row, len(grid.rows)))
    for row in rows:
        for height in (1, 2):
            if height <= row + 1:
                fields = _read_headings(grid, row + 1 - height, height, wanted)
                if set(fields) == set(wanted.values()):
                    return Columns(row + 1, {**fields, **letters})
    return None


def _read_headings(grid: Grid, row: int, height: int, wanted: Mapping[str, str] | None = None) -> dict[str, int]:
    fields: dict[str, int] = {}
    width = 1 + max((column for one in grid.rows[row : row + height] for column in one), default=-1)
    for column in range(width):
        for place in reversed(range(row, row + height)):
            cell = grid.at(place, column)
            name = "" if cell is None else (field_of(cell.text) if wanted is None else wanted.get(plain(cell.text), ""))
            if name and name not in fields:
                fields[name] = column
                break
    return fields


def _enough(fields: Mapping[str, object]) -> bool:
    return "stem" in fields and ("options" in fields or _has_options(fields))


def _has_options(fields: Mapping[str, object]) -> bool:
    return "option A" in fields and "option B" in fields


def _letter(heading: str) -> int | None:
    match = _COLUMN.match(heading)
    if match is None:
        return None
    place = 0
    for letter in match[1].upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def write_mapping(grid: Grid, columns: Columns, name: str) -> bytes:
    """A mapping file as proposed from what was found in a sheet."""
    lines = [f"// chỉ cột cho tệp như {name}; sửa tên cột ở bên phải dấu hai chấm, hoặc ghi: cột F"]
    lines += [f"{_SHEETS}: {grid.name}"] if grid.name else []
    lines.append(f"{_ROW}: {columns.first_row}")
    for field, column in columns.fields.items():
        cells = [grid.at(row, column) for row in (columns.first_row - 1, columns.first_row - 2) if row >= 0]
        heading = next((" ".join(cell.text.split()) for cell in cells if cell is not None), "")
        lines.append(f"{_TITLES.get(field, field)}: {heading or 'cột ' + name_column(column)}")
    return ("\n".join(lines) + "\n").encode()


def read_mapping(data: bytes) -> ColumnMap:
    """A mapping file. Raises Barred with the line that cannot be read."""
    sheets: tuple[str, ...] = ()
    row = 0
    headings: dict[str, str] = {}
    for number, line in enumerate(decode(data).split("\n"), 1):
        if not line.strip() or line.startswith("//"):
            continue
        left, colon, right = (piece.strip() for piece in line.partition(":"))
        field = field_of(left)
        if plain(left) == plain(_SHEETS):
            sheets = tuple(name.strip() for name in right.split("|") if name.strip())
        elif plain(left) == plain(_ROW) and right.isdecimal() and len(right) < 6:
            row = int(right)
        elif colon and field and right:
            headings[field] = right
        else:
            raise Barred(
                "bad-mapping",
                msg("line {line} of the mapping cannot be read", line=number),
                msg("a line is written: field: heading of its column; write one with: examcore bank map FILE"),
            )
    return ColumnMap(sheets, row, headings)
