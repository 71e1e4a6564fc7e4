"""Knows banks kept in one big table: which column holds what, which rows belong together, and the question in each.

Must not know paragraphs outside of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from examcore.formats.word.lines import cell_texts, cut_line
from examcore.formats.word.marks import Mark
from examcore.formats.word.options import Choice, Trouble, split_options, take_sign
from examcore.formats.word.patterns import ALIKE, LEVEL_HEAD, LEVEL_MARK, NUMBER_START, WORD_START, letters_in
from examcore.formats.word.pictured import count_figures, is_picture_line
from examcore.formats.word.plain import find_unread
from examcore.formats.word.question import Question, name_level, read_key_words, tell_aside
from examcore.formats.word.rich import THING, Rich
from examcore.formats.word.tree import Cell, Line, Place, Table
from examcore.language import messages
from examcore.text import fold

msg = messages("examcore")
_HEADS = [
    ("number", r"(?:số\s*)?(?:stt|tt)|số thứ tự|câu số|số câu|câu|no"),
    ("key", r"(?:đáp án|phương án|câu trả lời|trả lời)\s*đúng(?: nhất)?|đáp án|đ/?a|key|kết quả|answer"),
    ("stem", (r"(?:nội dung\s*)?(?:câu hỏi|đề bài)(?: trắc nghiệm)?|nội dung(?: câu hỏi| hỏi)?|phần dẫn|câu dẫn"
             r"|(?:nội dung\s*)?câu hỏi\b.*(?:phương án|đáp án).*|question")),
    ("options", r"(?:các\s*)?(?:phương án|đáp án|lựa chọn)(?: trả lời| lựa chọn|\s*chọn)?|phương án trả lời.*|options"),
    ("level", r"mức(?: độ)?(?: nhận thức| câu hỏi)?|cấp độ|độ khó"),
    ("basis", r"căn cứ(?: pháp lý)?|cơ sở(?: pháp lý)?|trích dẫn|nguồn|tài liệu.*|văn bản.*|viện dẫn"),
    ("other", r"ghi chú|hạng mục|chủ đề|lĩnh vực|nhóm|điểm|chuyên đề|phần|chương|loại.*"),
]  # fmt: skip
_HEAD = [(role, re.compile(rf"^(?:{pattern})\s*[:.]?$", re.IGNORECASE)) for role, pattern in _HEADS]
_LETTER_HEAD = re.compile(
    r"^(?:phương án|đáp án|lựa chọn|pa|option)?\s*\(?(?P<letter>[A-H]|[1-6])\)?[.)]?$", re.IGNORECASE
)
_SILENT = {"", "number", "level", "basis", "other"}
_TICK = re.compile(r"^[xX✓✔☑☒*]$")
_FIGURE = re.compile(r"^[1-6]$")
_CELL_LETTER = re.compile(r"^[*#]?\s?[(\[]?(?P<letter>[A-F])\s?[.):/\]]\s*\S")
_NUMBERED = re.compile(r"^(?P<number>[1-6])\s*[.):/-](?!\d)\s*")


@dataclass(slots=True)
class _Group:
    """Rows that hold one question: the lines of each column, and those with figures where none is read."""

    columns: dict[str, list[Line]] = field(default_factory=dict)
    place: Place = field(default_factory=lambda: Place(1))
    aside: list[Line] = field(default_factory=list)

    def texts(self, role: str) -> list[str]:
        return [line.text.strip() for line in self.columns.get(role, ()) if line.text.strip()]


def is_bank_table(table: Table) -> bool:
    """Whether a table has a head that says where questions and their options or keys stand."""
    return _find_head(table) is not None or _guess_head(table) is not None


def read_bank_table(table: Table, level: str) -> Iterator[Question]:
    """The questions of a table; `level` holds where a row says none."""
    found = _find_head(table)
    first, roles = found if found is not None else (0, _guess_head(table) or {})
    head = [_row_text(row) for row in table.rows[:first]]
    group: _Group | None = None
    aside: list[Line] = []
    for row, cells in enumerate(table.rows[first:], first):
        if _row_text(cells) in head or not any(cell_texts(cell) for cell in cells):
            continue
        texts = [text for cell in cells for text in cell_texts(cell)]
        if len([cell for cell in cells if cell_texts(cell)]) == 1 and (len(cells) == 1 or cells[0].spans > 2):
            heading = LEVEL_HEAD.match(texts[0])
            level = name_level(heading["level"]) if heading else level
            aside += [line for cell in cells for line in cell.lines if count_figures([line.rich])]
            continue
        aside += _find_aside(cells, roles)
        columns = _by_role(cells, roles)
        goes_on = any(cell.goes_on for cell, role in _with_roles(cells, roles) if role in ("number", "stem"))
        if group is not None and (goes_on or not (columns.get("number") or columns.get("stem"))):
            for role, lines in columns.items():
                group.columns.setdefault(role, []).extend(lines)
            group.aside, aside = [*group.aside, *aside], []
            continue
        if group is not None:
            yield _make(group, level)
        place = next((line.place for lines in columns.values() for line in lines), replace(table.place, row=row + 1))
        group, aside = _Group(columns, place, aside), []
    if group is not None:
        group.aside += aside
        yield _make(group, level)


def _row_text(row: Sequence[Cell]) -> str:
    return "|".join(" ".join(cell_texts(cell)) for cell in row).casefold()


def _find_head(table: Table) -> tuple[int, dict[int, str]] | None:
    """The number of head rows and the role of each column; None where no row of the first three is a head."""
    for at in range(min(3, len(table.rows))):
        roles = _roles_of(table, at)
        if at + 1 < len(table.rows):
            below = {column: role for column, role in _roles_of(table, at + 1).items() if len(role) == 1}
            if roles and len(below) >= 2 and _holds_letters_alone(table, at + 1):
                options = {column for column, role in roles.items() if role in ("options", "key") and column in below}
                roles = {column: role for column, role in roles.items() if column not in options} | below
                if _is_head(roles):
                    return at + 2, roles
        if _is_head(roles):
            return at + 1, roles
    return None


def _holds_letters_alone(table: Table, at: int) -> bool:
    """Whether a row is the lower half of a head: letters of options, and the lower parts of merged cells."""
    texts = [" ".join(cell_texts(cell)) for cell in table.rows[at] if not cell.goes_on]
    return all(_LETTER_HEAD.match(text) for text in texts if text)


def _is_head(roles: dict[int, str]) -> bool:
    kinds = set(roles.values())
    return "stem" in kinds and bool(kinds & {"options", "key", "A"}) and len(roles) >= 2


def _roles_of(table: Table, at: int) -> dict[int, str]:
    """Column to role of the cells of one row that name a role; a merged cell names that of all its columns."""
    roles: dict[int, str] = {}
    column = 0
    taken: set[str] = set()
    for cell in table.rows[at]:
        text = " ".join(" ".join(cell_texts(cell)).split())
        letter = _LETTER_HEAD.match(text)
        role = ""
        if letter:
            role = letter["letter"].upper()
            role = "ABCDEF"[int(role) - 1] if role.isdigit() else role
        else:
            role = next((name for name, pattern in _HEAD if pattern.match(text)), "")
        if role == "number" and "number" in taken and "stem" not in taken:
            role = "stem"
        while role.startswith("key") and role in taken:  # each column of keys is a source of its own
            role += "+"
        if role and (role == "other" or role not in taken):
            taken.add(role)
            for each in range(column, column + cell.spans):
                roles[each] = role
        column += cell.spans
    return roles


def _guess_head(table: Table) -> dict[int, str] | None:
    """Roles of a table without a head: a column of numbers first, one of single letters last, options between."""
    rows = [row for row in table.rows if any(cell_texts(cell) for cell in row)]
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or not 3 <= (width := widths.pop()) <= 9:
        return None
    texts = [[" ".join(cell_texts(cell)) for cell in row] for row in rows]
    if not all(re.fullmatch(r"(?:câu\s*)?\d{1,5}\s*[.:)]?", row[0], re.IGNORECASE) for row in texts):
        return None
    if not all(re.fullmatch(r"[(\[]?[A-Ha-h][)\].]?", row[-1]) for row in texts):
        return None
    roles = {0: "number", 1: "stem", width - 1: "key"}
    if width == 4:
        roles[2] = "options"
    elif width > 4:
        roles |= {column: "ABCDEF"[column - 2] for column in range(2, width - 1)}
    return roles


def _with_roles(cells: Sequence[Cell], roles: dict[int, str]) -> Iterator[tuple[Cell, str]]:
    column = 0
    for cell in cells:
        yield cell, roles.get(column, "")
        column += cell.spans


def _by_role(cells: Sequence[Cell], roles: dict[int, str]) -> dict[str, list[Line]]:
    columns: dict[str, list[Line]] = {}
    for cell, role in _with_roles(cells, roles):
        lines = cell.lines
        if role and lines:
            columns.setdefault(role, []).extend(lines)
    return columns


def _find_aside(cells: Sequence[Cell], roles: dict[int, str]) -> list[Line]:
    """Lines with pictures or tables in columns of which only words are read, or nothing."""
    silent = [cell for cell, role in _with_roles(cells, roles) if role in _SILENT]
    return [line for cell in silent for line in cell.lines if count_figures([line.rich])]


def _make(group: _Group, level: str) -> Question:
    numbers = group.texts("number")
    found = re.search(r"\d{1,5}", numbers[0]) if numbers else None
    draft = Question(int(found[0]) if found else 0, group.place)
    draft.troubles += [tell_aside(line.place) for line in group.aside[:1]]
    if level:
        draft.tags.append(("level", level))
    stem = [line for line in group.columns.get("stem", ()) if line.text]
    if stem:
        start = WORD_START.match(stem[0].text) or (NUMBER_START.match(stem[0].text) if not numbers else None)
        if start is not None and start["mark"]:
            draft.number = draft.number or int(start["number"])
            stem[0] = cut_line(stem[0], start.start("rest"))
        mark = LEVEL_MARK.match(stem[0].text)
        if mark:
            draft.tags.append(("level", name_level(mark["level"])))
            stem[0] = cut_line(stem[0], mark.end())
    _tell_columns_apart(group, stem)
    numbered = _take_choices(draft, group, stem)
    for word in group.texts("level"):
        draft.tags.append(("level", name_level(word) or word))
    if group.texts("basis"):
        draft.tags.append(("basis", " ".join(group.texts("basis"))))
    _take_key(draft, group, numbered)
    return draft


def _tell_columns_apart(group: _Group, stem: list[Line]) -> None:
    """A column headed "Đáp án" may hold the options: it does where two or more stand in it and none elsewhere."""
    if "options" in group.columns or any(role in group.columns for role in "ABCDEF") or split_options(stem).choices:
        return
    lines = group.columns.get("key", [])
    if len(split_options(lines).choices) > 1:
        group.columns["options"] = group.columns.pop("key")


def _take_choices(draft: Question, group: _Group, stem: list[Line]) -> bool:
    """Stem and options of a group; whether options carry figures or nothing, so that a figure may name the key."""
    letters = [role for role in "ABCDEF" if role in group.columns]
    if letters:
        draft.stem = [line.rich for line in stem]
        cells = [(role, group.columns.get(role, [])) for role in "ABCDEF"[: "ABCDEF".index(letters[-1]) + 1]]
        draft.troubles += _find_misplaced(cells)
        own = [role for role, lines in cells if lines and _own_letter(lines[0], role)]
        draft.choices = tuple(
            _whole_cell(lines, role if len(own) > 1 else "")
            if lines
            else Choice(Rich(), group.place, None, False, False)
            for role, lines in cells
        )
        return True
    lines = group.columns.get("options", [])
    split = split_options(lines if lines else stem)
    if lines and split.choices and split.stem:
        draft.troubles.append(
            Trouble(
                "unclear-options",
                msg("the options in this cell cannot be told apart"),
                msg("put each option on a line of its own: A. …, B. …, or in a column of its own"),
                lines[0].place,
            )
        )
    if not lines or split.choices:
        draft.stem = [line.rich for line in stem] + list(split.stem) if lines else list(split.stem)
        draft.choices, draft.troubles = split.choices, [*draft.troubles, *split.troubles]
        return False
    draft.stem = [line.rich for line in stem]
    openers = [line for line in lines if line.opens]
    apart = openers if len(openers) > 1 else lines
    figures = [_NUMBERED.match(line.text) for line in apart]
    if all(figure and int(figure["number"]) == at for at, figure in enumerate(figures, 1)):
        apart = [cut_line(line, figure.end()) for line, figure in zip(apart, figures, strict=True) if figure]
    if any(is_picture_line(line.rich) for line in lines) and not all(is_picture_line(line.rich) for line in lines):
        draft.troubles.append(_unlettered(lines[0].place))
    draft.choices = tuple(_bare_line(line) for line in apart)
    return True


def _unlettered(place: Place) -> Trouble:
    return Trouble(
        "unclear-options",
        msg("options without letters hold pictures and words; where each begins cannot be told"),
        msg("begin each option with its letter: A. … B. …"),
        place,
    )


def _find_misplaced(cells: Sequence[tuple[str, Sequence[Line]]]) -> list[Trouble]:
    """Trouble where two or more cells of options bear letters, and one not that of its column."""
    found = [(role, _CELL_LETTER.match(lines[0].text.translate(ALIKE)), lines[0]) for role, lines in cells if lines]
    lettered = [(role, letter["letter"], line) for role, letter, line in found if letter]
    wrong = next((line for role, letter, line in lettered if letter != role), None)
    if wrong is None or len(lettered) < 2:
        return []
    return [
        Trouble(
            "bad-letter",
            msg("the letters in the cells of options are not those of their columns"),
            msg("put each option into the column of its letter, or leave the letters in the cells out"),
            wrong.place,
        )
    ]


def _bare_line(line: Line) -> Choice:
    """An option without a letter, a sign of the key taken away."""
    signed = line.text.startswith(("*", "✓", "✔", "☑", "☒"))
    rich, marked = take_sign(line.rich.cut(1) if signed else line.rich)
    return Choice(rich, line.place, None, signed or marked, False)


def _own_letter(line: Line, letter: str) -> re.Match[str] | None:
    return re.match(rf"^[*#]?\s?{letter}\s?[.):/]\s*", line.text, re.IGNORECASE) if letter else None


def _whole_cell(lines: Sequence[Line], letter: str) -> Choice:
    """A cell that is one option, its letter taken away where it was written once more; `letter` is "" where no other
    cell bears its own: "C. Mác" is a name then.
    """
    split = split_options([replace(lines[0], rich=Rich())])
    first = lines[0]
    head = _own_letter(first, letter)
    look = None
    signed = first.text.startswith(("*", "#"))
    if head:
        look = first.rich.looks[head.group().upper().index(letter)] if not first.auto else None
        first = cut_line(first, head.end())
    elif signed:
        first = cut_line(first, 1)
    pieces = [first.rich, *(line.rich for line in lines[1:])]
    rich = pieces[0]
    for piece in pieces[1:]:
        rich = rich + Rich("\n", piece.looks[:1]) + piece
    assert not split.choices
    rich, marked = take_sign(rich)
    return Choice(rich, lines[0].place, look, signed or marked, False)


def _take_key(draft: Question, group: _Group, figures: bool) -> None:
    for role in sorted(role for role in group.columns if role.startswith("key")):
        lines = [line for line in group.columns[role] if line.text.strip()]
        if lines:
            _read_key(draft, lines, figures)


def _read_key(draft: Question, lines: Sequence[Line], figures: bool) -> None:
    """What one column of keys says; a figure that is a number of an option and the text of another says nothing."""
    draft.troubles += [trouble for line in lines for trouble in find_unread(line.rich, line.place)]
    texts = [line.text.strip() for line in lines]
    if all(_TICK.match(text) for text in texts):
        rows = {line.place.row for line in lines}
        named = tuple(at for at, choice in enumerate(draft.choices) if choice.place.row in rows)
        if named and len({choice.place.row for choice in draft.choices}) == len(draft.choices):
            draft.marks.append(Mark("column", named))
            return
    text = " ".join(texts)
    told = [choice.rich.text for choice in draft.choices]
    same = tuple(at for at, one in enumerate(told) if THING not in one and fold(one) == fold(text))
    by_name: tuple[int, ...] = ()
    if _FIGURE.match(text) and (figures or same):  # beside letters a figure is a text, unless it may be a number, too
        by_name = (int(text) - 1,)
    elif re.fullmatch(r"[(\[]?[A-Ha-h](?:\s*(?:[,;/&]|và|hoặc)\s*[A-H])*[)\].]?", text, re.IGNORECASE):
        by_name = tuple(letters_in(text))
    if by_name and same and same != by_name:
        draft.troubles.append(
            Trouble(
                "unread-key",
                msg("the key can be read as a letter or number, or as the text of another option"),
                msg("write the letter of the option, and give options texts that are no letters"),
                lines[0].place,
            )
        )
        return
    if by_name or same:
        draft.marks.append(Mark("column", by_name or same))
        return
    mark, trouble = read_key_words(f"Đáp án: {text}", draft.choices, "column", lines[0].place)
    draft.marks += [mark] if mark else []
    draft.troubles += [trouble] if trouble else []
