"""Knows a text with pictures and tables as a screen of text shows it: pictures as a line that names them, tables ruled.

Must not know the screen library, nor open a picture. A text without figures stays a string and costs nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rich.cells import cell_len

from examcore.engine.figures import clean_rows, flow, name_picture, number_own, tell_by_heading
from examcore.language import Message, messages
from examcore.nouns import PLACE, Figure, Grid, Item, Picture, Question, figures_of, has_figures
from examcore.text import clean_line, clean_text
from examcore_tui.wrap import wrap_text

msg = messages("examcore_tui")
PRESS_H, PRESS_CTRL_O = msg("H shows it"), msg("Ctrl+O shows it")
LEAST_COLUMN = 6
"""A column is not made narrower than this, nor than its words up to twice as much."""
RULES = "┌├└│"
NONE: Mapping[str, int] = {}
"""The numbers of a question without pictures, one for all of them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stem or an option with figures. `numbers` as people call the pictures; `hint` says how one is opened."""

    text: str
    figures: tuple[Figure, ...]
    numbers: Mapping[str, int] = field(hash=False)
    hint: str = ""


Shown: TypeAlias = str | Passage


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question's text made safe for a screen, its pictures in reading order, each once, and their numbers."""

    stem: Shown
    options: tuple[Shown, ...]
    pictures: tuple[Figure, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=lambda: NONE, hash=False)


def show_text(
    question: Question | Item, numbers: Mapping[str, int] | None = None, hint: Message | str = ""
) -> ShownQuestion:
    """What a screen shows of a question. Without `numbers` its pictures are counted within the question."""
    if not has_figures(question) and PLACE not in question.stem + "".join(one.text for one in question.options):
        return ShownQuestion(clean_text(question.stem), tuple(clean_text(one.text) for one in question.options))
    known, said = number_own(question) if numbers is None else numbers, str(hint)
    stem = Passage(clean_text(question.stem), figures_of(question), known, said)
    options = tuple(Passage(clean_text(one.text), figures_of(one), known) for one in question.options)
    return ShownQuestion(stem, options, collect_pictures(stem, *options), known)


def collect_pictures(*passages: Shown) -> tuple[Figure, ...]:
    """The pictures of texts in reading order, each once."""
    found: dict[str, Figure] = {}
    for passage in passages:
        for figure in passage.figures if isinstance(passage, Passage) else ():
            if isinstance(figure.picture, Picture):
                found.setdefault(figure.picture.digest, figure)
    return tuple(found.values())


def wrap(shown: Shown, width: int) -> list[str]:
    """The rows of a text, each at most `width` cells."""
    if isinstance(shown, str):
        return wrap_text(shown, width)

    def label(figure: Figure, is_alone: bool) -> str:
        told = name_picture(figure, shown.numbers)
        return f"[{told} · {shown.hint}]" if is_alone and shown.hint else f"[{told}]"

    rows: list[str] = []
    for part in flow(shown.text, shown.figures, label):
        rows += wrap_text(part, width) if isinstance(part, str) else _rule(part, width)
    return rows or [""]


def is_ruled(row: str) -> bool:
    """Whether a row belongs to a ruled table, whose lines must meet."""
    return row[:1] != "" and row[0] in RULES


def _rule(figure: Figure, width: int) -> list[str]:
    grid = figure.grid
    if not isinstance(grid, Grid) or not grid.rows:
        return []
    head = wrap_text(clean_line(figure.alt), width) if clean_line(figure.alt) else []
    return head + rule_table(clean_rows(grid), grid.headed, width)


def rule_table(rows: Sequence[Sequence[str]], is_headed: bool, width: int) -> list[str]:
    """A table in ruled columns of at most `width` cells; where it cannot be, each value behind its heading."""
    widths = _fit_columns(rows, width)
    if widths is None:
        return [part for row in tell_by_heading(rows, is_headed) for part in wrap_text(f"• {row}", width)]
    right = [_is_numeric([row[at] for row in rows[int(is_headed) :]]) for at in range(len(widths))]
    cells = [[wrap_text(cell, size) for cell, size in zip(row, widths, strict=True)] for row in rows]
    is_tall = any(len(cell) > 1 for row in cells for cell in row)
    lines = [_line(("┌", "┬", "┐"), widths)]
    for at, row in enumerate(cells):
        if at and (is_tall or (at == 1 and is_headed)):
            lines.append(_line(("├", "┼", "┤"), widths))
        for step in range(max(len(cell) for cell in row)):
            parts = [cell[step] if step < len(cell) else "" for cell in row]
            padded = [_pad(text, size, side) for text, size, side in zip(parts, widths, right, strict=True)]
            lines.append("│ " + " │ ".join(padded) + " │")
    return [*lines, _line(("└", "┴", "┘"), widths)]


def _fit_columns(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """The width of each column, the widest made narrower first; None where the table is too wide for columns."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(1, *(cell_len(cell) for cell in column)) for column in columns]
    least = [
        min(size, max(LEAST_COLUMN, min(2 * LEAST_COLUMN, max(_longest_word(cell) for cell in column))))
        for size, column in zip(wanted, columns, strict=True)
    ]
    room = width - 3 * len(columns) - 1
    if not columns or sum(least) > room:
        return None
    while sum(wanted) > room:
        widest = max(range(len(wanted)), key=lambda at: (wanted[at] > least[at], wanted[at]))
        wanted[widest] -= 1
    return wanted


def _longest_word(cell: str) -> int:
    return max((cell_len(word) for word in cell.split()), default=0)


def _is_numeric(cells: Sequence[str]) -> bool:
    told = [cell for cell in cells if cell]
    return bool(told) and all(any(c.isdigit() for c in cell) and not any(c.isalpha() for c in cell) for cell in told)


def _line(corners: tuple[str, str, str], widths: Sequence[int]) -> str:
    left, middle, right = corners
    return left + middle.join("─" * (size + 2) for size in widths) + right


def _pad(text: str, size: int, is_right: bool) -> str:
    blank = " " * (size - cell_len(text))
    return blank + text if is_right else text + blank
