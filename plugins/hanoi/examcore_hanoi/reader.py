"""Knows how the lines of a decision become positions: which line opens, fills or continues what.

Must not know any particular decision: no line number, no province, only what such lines look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from examcore_hanoi import repairs
from examcore_hanoi.labels import SKILLS, Kind, Label
from examcore_hanoi.letters import LONGEST, bare, is_open, starts_small
from examcore_hanoi.lines import Piece

GROUP_WORDS = ("nhom", "lanh dao", "chuyen mon", "ho tro", "phuc vu")
_GROUP = re.compile(r"(?:[IVXLC]{1,5}|[A-Z]|\d{1,2})\s*[.)\-–/]\s*(?P<name>\S.*)")
_TASK_HEAD = re.compile(r"(?:cac )?(?:nhiem vu|cong viec)(?: chinh)?(?:\W|$)")
_CRITERION_HEAD = re.compile(r"tieu chi(?:\W|$)")
_COUNT_HEAD = re.compile(r"(?:so )?(?:s?tt)\W*")
_PAPERS = re.compile(
    r"(?:co )?(?:chung chi|trinh do (?:ly luan|tin hoc|ngoai ngu|quan ly nha nuoc)|ly luan chinh tri)\b"
)
_RULE = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Field:
    """A field of a description while it is read: lines with their numbers, in the order they belong."""

    label: str
    kind: Kind
    lines: list[tuple[int, str]] = field(default_factory=list)
    is_listed: bool = False
    is_inline: bool = False

    def takes(self, piece: Piece) -> bool:
        """Whether a line without label belongs here."""
        if self.kind in ("code", "title", "unit", "line") or (piece.is_listed and self.is_closed):
            return not self.lines
        return piece.is_listed or not (self.is_listed or self.is_inline)

    @property
    def is_closed(self) -> bool:
        """Whether the field said all it has beside its label, so that no list follows."""
        said_all = self.is_inline and not self.is_listed and self.kind != "skills"
        return said_all and not self.lines[-1][1].endswith(":")


@dataclass(slots=True)
class Row:
    """A row of the table of tasks while it is read."""

    line: int
    task: str
    criterion: str


@dataclass(slots=True)
class Draft:
    """A position while it is read."""

    line: int
    group: str
    fields: dict[str, Field] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    strayed: list[tuple[int, str]] = field(default_factory=list)
    repairs: list[tuple[int, str]] = field(default_factory=list)
    current: Field | None = None
    has_table: bool = False
    in_table: bool = False
    has_criteria: bool = False
    told_glued: set[int] = field(default_factory=set)

    def tell(self, line: int, repair: str) -> None:
        """Keep a repair made at `line`."""
        self.repairs.append((line, repair))

    def has(self, kind: Kind) -> bool:
        """Whether a field of this kind was opened."""
        return any(one.kind == kind for one in self.fields.values())


@dataclass(slots=True)
class Reading:
    """Everything in a decision: each piece of each line stands in exactly one of these lists."""

    drafts: list[Draft] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    placed: list[tuple[int, int]] = field(default_factory=list)
    """(line, index of its draft)"""
    unplaced: list[tuple[int, str]] = field(default_factory=list)


def read_pieces(pieces: Sequence[Piece]) -> Reading:
    """Put every piece in its place."""
    reading = Reading()
    draft: Draft | None = None
    group = ""
    for piece in pieces:
        heading = find_group(piece)
        if heading:
            draft, group = None, heading
            reading.headings.append((piece.line, piece.text))
            continue
        label = piece.label
        if label and label.kind in ("code", "title") and _begins_position(draft, label):
            draft = Draft(piece.line, group)
            reading.drafts.append(draft)
        if draft is not None and _place(draft, piece):
            reading.placed.append((piece.line, len(reading.drafts) - 1))
        elif draft is None and not reading.drafts and not group:
            reading.headings.append((piece.line, piece.text))
        else:
            reading.unplaced.append((piece.line, piece.text))
    return reading


def find_group(piece: Piece) -> str:
    """The name of the group that a heading like "II. NHÓM CHUYÊN MÔN, NGHIỆP VỤ" opens, else ""."""
    found = None if piece.label or piece.cells else _GROUP.fullmatch(piece.text)
    if not found:
        return ""
    name, plain = found["name"].strip(" .:;"), bare(found["name"])
    if not plain.startswith("nhom") and not (name.isupper() and any(word in plain for word in GROUP_WORDS)):
        return ""
    return name[5:].strip().capitalize() if plain.startswith("nhom ") else name.capitalize()


def _begins_position(draft: Draft | None, label: Label) -> bool:
    if draft is None or draft.has(label.kind):
        return True
    # A title goes with the code before it; a code may also stand below its title, but not below other fields.
    return len(draft.fields) > 1 or draft.has_table if label.kind == "code" else not draft.has("code")


def _place(draft: Draft, piece: Piece) -> bool:
    if piece.cells:
        return _place_row(draft, piece)
    if piece.label and _is_field(draft, piece, piece.label):
        _open_field(draft, piece, piece.label)
        return True
    if draft.in_table:
        return _place_in_table(draft, piece)
    if _place_stray(draft, piece) or _continue_field(draft, piece):
        return True
    current = draft.current
    if current is None or not current.takes(piece):
        return False
    if current.kind in ("code", "title", "unit", "line"):
        draft.tell(piece.line, repairs.take_next_line(piece.line, current.label))
    current.lines.append((piece.line, piece.plain))
    current.is_listed = current.is_listed or piece.is_listed
    return True


def _is_field(draft: Draft, piece: Piece, label: Label) -> bool:
    """Whether a label opens its field here, or only begins a line of the list of the open field."""
    if not piece.is_listed or label.kind in ("code", "title", "unit", "line"):
        return True
    current = draft.current
    return current is None or (current.kind != "skills" and current.label != label.name)


def _open_field(draft: Draft, piece: Piece, label: Label) -> None:
    line = piece.line
    if piece.glued and line not in draft.told_glued:
        draft.told_glued.add(line)
        draft.tell(line, repairs.split_glued(line, piece.glued))
    if piece.is_listed and label.kind in ("code", "title", "unit", "line"):
        draft.tell(line, repairs.drop_list_sign(line, label.name))
    if label.is_misprinted:
        draft.tell(line, repairs.read_label(line, label.printed, label.name))
    if not label.has_colon and label.kind != "tasks":
        draft.tell(line, repairs.add_colon(line, label.name))
    draft.in_table = label.kind == "tasks"
    if label.kind == "tasks":
        draft.has_table, draft.current = True, None
        return
    opened = draft.fields.get(label.name)
    if opened is None:
        opened = draft.fields[label.name] = Field(label.name, label.kind)
    else:
        draft.tell(line, repairs.merge_field(line, label.name))
    if label.value:
        opened.lines.append((line, label.value))
    opened.is_inline = bool(label.value)
    opened.is_listed = False
    draft.current = opened


def _place_stray(draft: Draft, piece: Piece) -> bool:
    """A line of the list of papers asked for, printed under another field."""
    current = draft.current
    if not piece.is_listed or not _PAPERS.match(bare(piece.plain)):
        return False
    if current is None or current.kind == "skills" or (not current.is_closed and current.kind == "text"):
        return False
    draft.strayed.append((piece.line, piece.plain))
    draft.tell(piece.line, repairs.move_line(piece.line, current.label, SKILLS))
    return True


def _continue_field(draft: Draft, piece: Piece) -> bool:
    """The rest of a line that was broken: joined to the nearest line above that stops inside a sentence."""
    current = draft.current
    if current is None or piece.is_listed or not current.lines:
        return False
    follows = not piece.after_blank and current.kind == "title" and piece.text.isupper()
    if not follows and not starts_small(piece.plain):
        return False
    lists = [current.lines, draft.strayed] if current.kind == "skills" else [current.lines]
    for lines in lists:
        for n in range(len(lines) - 1, max(-1, len(lines) - 20), -1):
            line, text = lines[n]
            if is_open(text):
                lines[n] = (line, f"{text} {piece.plain}")
                draft.tell(piece.line, repairs.join_lines(line, piece.line))
                return True
    return False


def _place_in_table(draft: Draft, piece: Piece) -> bool:
    """A line between the rows: the rest of a row, or a task where the decision lists them without criteria."""
    if _RULE.fullmatch(piece.text):
        return True
    last = draft.rows[-1] if draft.rows else None
    if last and not piece.is_listed and starts_small(piece.plain):
        if is_open(last.criterion):
            last.criterion += " " + piece.plain
        elif not last.criterion and is_open(last.task):
            last.task += " " + piece.plain
        else:
            return False
        draft.tell(piece.line, repairs.join_rows(last.line, piece.line))
        return True
    if piece.is_listed and not draft.has_criteria:
        draft.rows.append(Row(piece.line, piece.text, ""))
        return True
    return False


def _place_row(draft: Draft, piece: Piece) -> bool:
    cells = [cell for cell in piece.cells if cell]
    counted = len(cells) > 2 and bool(re.fullmatch(r"\d{1,3}[.)]?", cells[0]))
    if _is_table_head([cell for cell in cells if not _COUNT_HEAD.fullmatch(bare(cell))]):
        if draft.has_table:
            draft.tell(piece.line, repairs.drop_table_head(piece.line))
        draft.has_table = draft.in_table = True
        draft.current = None
        return True
    if len(cells) - counted > 2 or (draft.has_table and not draft.in_table):
        return False
    if not draft.has_table:
        draft.has_table = draft.in_table = True
        draft.current = None
        draft.tell(piece.line, repairs.add_table_head(piece.line))
    elif piece.after_blank and draft.rows:
        draft.tell(piece.line, repairs.join_table(piece.line))
    _add_row(draft, piece, counted)
    return True


def _add_row(draft: Draft, piece: Piece, counted: bool) -> None:
    cells = [cell for cell in piece.cells if cell]
    if counted:
        cells = [f"{cells[0]} {cells[1]}", *cells[2:]]
    if len(cells) == 1:
        cells = ["", cells[0]] if not piece.cells[0] else [cells[0], ""]
    task, criterion = cells
    draft.has_criteria = draft.has_criteria or bool(criterion)
    last = draft.rows[-1] if draft.rows else None
    if last and _continues_row(last, task, criterion):
        last.task = f"{last.task} {task}".strip()
        last.criterion = f"{last.criterion} {criterion}".strip()
        draft.tell(piece.line, repairs.join_rows(last.line, piece.line))
    else:
        draft.rows.append(Row(piece.line, task, criterion))


def _continues_row(last: Row, task: str, criterion: str) -> bool:
    if not task:
        return len(last.criterion) < LONGEST
    rest = starts_small(task) and is_open(last.task)
    return rest and (not criterion or (starts_small(criterion) and is_open(last.criterion)))


def _is_table_head(cells: list[str]) -> bool:
    if len(cells) != 2 or max(map(len, cells)) > 80:
        return False
    return bool(_TASK_HEAD.match(bare(cells[0])) and _CRITERION_HEAD.match(bare(cells[1])))
