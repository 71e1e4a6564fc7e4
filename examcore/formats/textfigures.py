"""Knows how an item file writes pictures and tables: a token in the text, and behind the options what it stands for.

Must not know any other part of an item file.

    Biểu tượng ⟦hình 1⟧ dùng để làm gì?
    …
    == hình 1 | 12 mm | một đĩa mềm
      iVBORw0KGgoAAAANSUhEUgAA…
    == bảng 2 | có tiêu đề | số dân theo năm
    | Năm | Số dân |
    | 2024 | 1.250 |
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from examcore.formats.limits import Barred
from examcore.formats.pictures import LARGEST, Raw, RawPicture, RawTable, set_apart
from examcore.language import messages
from examcore.nouns import PLACE, Figure, Grid, Item, Picture, has_figures

msg = messages("examcore")

BEGINS = re.compile(r"^== (?P<kind>hình|bảng) (?P<number>\d{1,3})(?P<facts>\s*\|.*)?$")
_TOKEN = re.compile(r"⟦⟦|⟦(?:hình|bảng) (?P<number>\d{1,3})⟧")
_LITERAL = re.compile(r"⟦+(?=(?:hình|bảng) \d{1,3}⟧)")
_WIDTH = re.compile(r"^(?P<mm>\d{1,4}) mm$")
_HEADED = "có tiêu đề"
_CELL = re.compile(r"\\(.)|\|")
_LINE = 100
_MOST_LINES = LARGEST * 4 // 3 // 20
"""Lines of one figure: a picture at its largest, in short lines."""


@dataclass(slots=True)
class Block:
    """One figure while its lines are read; `line` is where it begins."""

    line: int
    kind: str
    facts: str
    lines: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """One more line of it; those past the largest picture are left out, and it is refused when it is read."""
        if len(self.lines) <= _MOST_LINES:
            self.lines.append(line.strip())

    def read(self) -> Raw:
        """What the block holds. Raises Barred where it cannot be told."""
        if len(self.lines) > _MOST_LINES:
            raise Barred("picture-large", msg("a picture has more than 40 million pixels or 10 MB"))
        facts = [fact.strip() for fact in self.facts.split("|", 2)[1:]]
        if self.kind == "bảng":
            headed = bool(facts) and facts[0] == _HEADED
            alt = " | ".join(facts[headed or (facts[:1] == [""] and len(facts) > 1) :])
            if any(line and not line.startswith("|") for line in self.lines):
                raise Barred(
                    "bad-figure", msg("a line of a table does not begin with |; options stand before the tables")
                )
            return RawTable(tuple(_read_row(line) for line in self.lines if line.strip()), headed, alt)
        width = _WIDTH.match(facts[0]) if facts else None
        try:
            data = base64.b64decode("".join(self.lines), validate=True)
        except (binascii.Error, ValueError) as problem:
            raise Barred("picture-unreadable", msg("the lines of a picture are not base64"),
                         msg("take the file again from where it was written")) from problem  # fmt: skip
        return RawPicture(data, " | ".join(facts[width is not None :]), int(width["mm"]) if width else 0)


def place_figures(text: str, blocks: dict[int, Raw], seen: set[int]) -> tuple[str, tuple[Raw, ...]]:
    """`text` with PLACE for each token, and its figures in order; `seen` gains their numbers.

    Raises Barred for a number no figure has, and for a second token of one.
    """
    found: list[Raw] = []

    def place(token: re.Match[str]) -> str:
        if token["number"] is None:
            return "⟦"
        number = int(token["number"])
        if number in seen or number not in blocks:
            wrong = msg("figure {number} stands twice in the text, or nowhere behind it", number=number)
            raise Barred("bad-figure", wrong, msg("write ⟦hình 1⟧ once, and its lines behind the options"))
        seen.add(number)
        found.append(blocks[number])
        return PLACE

    placed = _TOKEN.sub(place, text)
    return set_apart(placed, found), tuple(found)


def read_literal(text: str) -> str | None:
    """The text of an item without figures, in which such a token is written with one ⟦ more; None where one is not:
    its figure was left behind.
    """
    found = _LITERAL.findall(text)
    return None if "⟦" in found else _LITERAL.sub(lambda signs: signs[0][1:], text)


class FigureWriter:
    """Writes the figures of one item: tokens in its texts, then their lines."""

    def __init__(self, item: Item) -> None:
        self._numbered = has_figures(item)
        self._lines: list[str] = []
        self._number = 0

    def write(self, text: str, figures: Sequence[Figure]) -> str:
        """`text` with its tokens."""
        if not self._numbered:
            return _LITERAL.sub(lambda found: "⟦" + found[0], text)
        pieces = text.replace("⟦", "⟦⟦").split(PLACE)
        out = [pieces[0]]
        for figure, piece in zip(figures, pieces[1:], strict=True):
            self._number += 1
            kind = "hình" if isinstance(figure.picture, Picture) else "bảng"
            out += [f"⟦{kind} {self._number}⟧", piece]
            self._lines += _write_block(kind, self._number, figure)
        return "".join(out)

    @property
    def lines(self) -> list[str]:
        """The lines behind the options."""
        return self._lines


def _write_block(kind: str, number: int, figure: Figure) -> Iterator[str]:
    picture, grid = figure.picture, figure.grid
    if isinstance(picture, Picture):
        facts = [f"{picture.width_mm} mm"] if picture.width_mm or _WIDTH.match(figure.alt.split(" | ")[0]) else []
        yield " | ".join([f"== {kind} {number}", *facts, *([figure.alt] if figure.alt else [])])
        text = base64.b64encode(picture.data).decode()
        yield from ("  " + text[at : at + _LINE] for at in range(0, len(text), _LINE))
    elif isinstance(grid, Grid):
        facts = [_HEADED] if grid.headed else [""] if figure.alt.startswith(_HEADED) else []
        yield " | ".join([f"== {kind} {number}", *facts, *([figure.alt] if figure.alt else [])])
        for row in grid.rows:
            yield "| " + " | ".join(_write_cell(cell) for cell in row) + " |"


def _write_cell(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def _read_row(line: str) -> tuple[str, ...]:
    """The cells between the bars; a backslash before a bar or another backslash, and \\n for a line break."""
    cells, start = [""], 0
    text = line.strip()
    for found in _CELL.finditer(text):
        cells[-1] += text[start : found.start()]
        start = found.end()
        if found[1] is None:
            cells.append("")
        else:
            cells[-1] += "\n" if found[1] == "n" else found[1]
    cells[-1] += text[start:]
    inner = cells[1:] if text.startswith("|") else cells
    return tuple(_trim(cell) for cell in (inner[:-1] if len(inner) > 1 and not inner[-1].strip() else inner))


def _trim(cell: str) -> str:
    return "\n".join(" ".join(line.split()) for line in cell.split("\n")).strip()
