"""Knows what a template is told of a stem or an option that holds pictures and tables: blocks, in reading order.

Must not know a page: whoever has one cuts to its width.

A block is a text whose pieces are strings and small signs, a row of pictures, or a table. Sizes are in mm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from examcore.nouns import (
    PLACE,
    Figure,
    Grid,
    Illustrated,
    Picture,
    Question,
    figures_of,
    has_figures,
    split_at_figures,
)
from examcore_paper.typeset import Data

MM_A_PIXEL = 25.4 / 150
"""How large a pixel is printed where the author's width is not known."""
STEM_HEIGHT, OPTION_HEIGHT = 90.0, 45.0
"""The highest a picture is printed in usual print; more in large print."""
SIGN_HEIGHT, SIGN_PIXELS, SIGN_TIMES = 12.0, 128, 12
"""A picture within a line is a sign where it is no higher than this, in mm or, where its width is not known, in pixels,
and no wider than so many times its height. Another one would be too small to see in a line: the line is broken and it
stands between the halves.
"""
LEAST_MM = 0.1
LONG_WORD = 24
LINE_MM, LEAST_LETTERS = 5.1, 40
"""How high a line of usual print is, and how many letters each one holds at least."""
LOW_MM = 220.0
"""What is surely no higher than this fits on a page."""
_NUMBER = re.compile(r"[-–+]?[\d.,\s]*\d\s*%?")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where figures come from and how they are shown: the files of pictures by digest, the scale of the print, the
    highest a picture may be at scale 1, and what a picture is called that nobody described.
    """

    files: Mapping[str, str]
    scale: float
    most_mm: float
    called: str


def pictures_of(question: Question) -> Iterator[Picture]:
    """The pictures of a question, stem first."""
    owners: tuple[Illustrated, ...] = (question, *question.options)
    for owner in owners:
        for figure in figures_of(owner):
            if isinstance(figure.picture, Picture):
                yield figure.picture


def has_places(question: Question) -> bool:
    """Whether a question is more than text: it holds figures, or signs that say where figures belong."""
    return has_figures(question) or any(PLACE in text for text in (question.stem, *(o.text for o in question.options)))


def is_low(question: Question, scale: float) -> bool:
    """Whether a question is lower than a page beyond doubt: then nobody needs to measure it."""
    most = _bound(question.stem, figures_of(question), STEM_HEIGHT, scale)
    return most + sum(_bound(o.text, figures_of(o), OPTION_HEIGHT, scale) for o in question.options) < LOW_MM


def _bound(text: str, figures: tuple[Figure, ...], most_mm: float, scale: float) -> float:
    """More than the height of a stem or an option, in mm."""
    height = (len(text) * scale / LEAST_LETTERS + text.count("\n") + 1 + len(figures)) * LINE_MM
    for figure in figures:
        if isinstance(figure.picture, Picture):
            height += min(most_mm, measure_picture(figure.picture)[1]) + LINE_MM
        if isinstance(figure.grid, Grid):  # no column is narrower than its words, up to where they are broken
            height += sum(
                (max((len(cell.split()) + len(cell) // LONG_WORD for cell in row), default=0) + 1) * LINE_MM
                for row in figure.grid.rows
            )
    return height * scale


def lay_blocks(text: str, figures: tuple[Figure, ...], shelf: Shelf) -> list[Data]:
    """The blocks of a stem's or an option's text."""
    blocks: list[Data] = []
    lines: list[list[Data]] = []

    def end_text() -> None:
        blocks.extend(_write(lines))
        lines.clear()

    for line in _lines(text, figures):
        if all(not isinstance(piece, str) or not piece.strip() for piece in line) and any(
            isinstance(piece, Figure) for piece in line
        ):
            end_text()
            blocks += _stand([piece for piece in line if isinstance(piece, Figure)], shelf)
            continue
        lines.append([])
        for piece in line:
            if isinstance(piece, str):
                lines[-1].append(piece)
            elif isinstance(piece.picture, Picture) and _is_sign(piece.picture):
                lines[-1].append(_show(piece, piece.picture, shelf))
            else:
                end_text()
                blocks += _stand([piece], shelf)
                lines.append([])
    end_text()
    return blocks


def _lines(text: str, figures: tuple[Figure, ...]) -> list[list[str | Figure]]:
    """Text and figures line by line; a figure that has no place stands on a line of its own at the end."""
    lacking = len(figures) - text.count(PLACE)
    lines: list[list[str | Figure]] = [[]]
    for piece in split_at_figures(text + f"\n{PLACE}" * lacking, figures):
        if isinstance(piece, Figure):
            lines[-1].append(piece)
            continue
        first, *others = piece.replace("\r\n", "\n").split("\n")
        if first:
            lines[-1].append(first)
        lines += [[other] if other else [] for other in others]
    return lines


def _write(lines: list[list[Data]]) -> Iterator[Data]:
    """The lines as one text without blanks at its ends; nothing where they hold none."""
    pieces = [piece for n, line in enumerate(lines) for piece in (line if n == 0 else ["\n", *line])]
    while pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
        if pieces[0]:
            break
        del pieces[0]
    while pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
        if pieces[-1]:
            break
        del pieces[-1]
    if pieces:
        yield {"kind": "text", "pieces": pieces}


def _stand(figures: list[Figure], shelf: Shelf) -> Iterator[Data]:
    """Figures that stand on lines of their own: pictures beside each other, tables below each other."""
    row: list[Data] = []
    for figure in figures:
        if isinstance(figure.picture, Picture):
            row.append(_show(figure, figure.picture, shelf))
            continue
        if row:
            yield {"kind": "pictures", "pictures": row}
            row = []
        if isinstance(figure.grid, Grid) and any(figure.grid.rows):
            yield _rule(figure.grid)
    if row:
        yield {"kind": "pictures", "pictures": row}


def _is_sign(picture: Picture) -> bool:
    if picture.width > SIGN_TIMES * picture.height:
        return False
    if picture.width_mm:
        return picture.width_mm * picture.height <= SIGN_HEIGHT * picture.width
    return picture.height <= SIGN_PIXELS


def _show(figure: Figure, picture: Picture, shelf: Shelf) -> dict[str, Data]:
    width, height = measure_picture(picture)
    times = min(shelf.scale, shelf.most_mm * shelf.scale / height)
    return {
        "file": shelf.files[picture.digest],
        "alt": figure.alt or shelf.called,
        "width": round(max(width * times, LEAST_MM), 2),
        "height": round(max(height * times, LEAST_MM), 2),
    }


def measure_picture(picture: Picture) -> tuple[float, float]:
    """How wide and high a picture is by itself, in mm: as its author had it, else by its pixels."""
    width = picture.width_mm or picture.width * MM_A_PIXEL
    return width, width * picture.height / picture.width


def _rule(grid: Grid) -> dict[str, Data]:
    width = max(map(len, grid.rows))
    rows = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    columns = [[row[n] for row in rows] for n in range(width)]
    body = rows[1:] if grid.headed else rows
    words = [[word for cell in column for word in cell.split()] for column in columns]
    return {
        "kind": "table",
        "headed": grid.headed,
        "rows": list(rows),
        "numbers": [
            any(row[n] for row in body)
            and all(not row[n] or _NUMBER.fullmatch(row[n].strip()) is not None for row in body)
            for n in range(len(columns))
        ],
        "longest": [_longest([line for cell in column for line in cell.split("\n")]) for column in columns],
        "words": [_longest([word[:LONG_WORD] for word in some]) for some in words],
        "breaks": any(len(word) > LONG_WORD for some in words for word in some),
    }


def _longest(texts: list[str], count: int = 3) -> list[Data]:
    """The longest few: by letters alone nobody can tell which is the widest."""
    return [*sorted(set(texts), key=lambda text: (-len(text), text))[:count]]
