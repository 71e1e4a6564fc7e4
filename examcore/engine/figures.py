"""Knows how pictures and tables are told in words, where none is drawn: on a line, in a listing, to a screen reader.

Must not know a screen. The sign that stands for a figure in a text never reaches a reader as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from examcore.language import messages
from examcore.nouns import PLACE, Figure, Grid, Illustrated, Item, Picture, Question, figures_of
from examcore.text import clean_line, measure

msg = messages("examcore")
WIDEST = 76
"""Cells that a table told in aligned columns may take; a wider one is told row by row."""
Label = Callable[[Figure, bool], str]
"""What stands in a text for a picture; the second value tells whether it has a line of its own."""


def flow(text: str, figures: Sequence[Figure], label: Label) -> Iterator[str | Figure]:
    """The lines of `text` in reading order, `label` in place of each picture, each table by itself between lines.

    No figure is lost: those without a place come last. A place without a figure is told as one.
    """
    waiting = iter(figures)
    for line in text.split("\n"):
        if PLACE not in line:
            yield line
            continue
        pieces = line.split(PLACE)
        is_alone = len(pieces) == 2 and not "".join(pieces).strip()
        row, is_empty = pieces[0], True
        for piece in pieces[1:]:
            figure = next(waiting, None)
            if figure is None or isinstance(figure.picture, Picture):
                row += (f"[{msg('figure')}]" if figure is None else label(figure, is_alone)) + piece
                continue
            if row.strip():
                yield row.rstrip()
            yield figure
            row, is_empty = piece.lstrip(), False
        if row.strip() or is_empty:
            yield row
    for figure in waiting:
        yield label(figure, True) if isinstance(figure.picture, Picture) else figure


def tell_figures(text: str, figures: Sequence[Figure], numbers: Mapping[str, int], is_exact: bool = False) -> str:
    """`text` with its figures in words: "[Figure 3: what it shows]", tables as rows.

    `numbers` gives pictures their numbers by digest. `is_exact` adds what tells two pictures apart.
    """
    if not figures and PLACE not in text:
        return text

    def label(figure: Figure, is_alone: bool) -> str:
        told = name_picture(figure, numbers)
        picture = figure.picture
        if is_exact and isinstance(picture, Picture):
            wide = f" · {picture.width_mm} mm" if picture.width_mm else ""
            told = f"{told} · {picture.width}×{picture.height}{wide} · {picture.digest[:8]}"
        return f"[{told}]"

    rows: list[str] = []
    for part in flow(text, figures, label):
        rows += [part] if isinstance(part, str) else _tell_table(part)
    return "\n".join(rows)


def tell_stem(question: Question | Item, numbers: Mapping[str, int] | None = None, is_exact: bool = False) -> str:
    """The stem with its figures in words; without `numbers` pictures are counted within the item."""
    figures = figures_of(question)
    if not figures and PLACE not in question.stem:
        return question.stem
    return tell_figures(question.stem, figures, number_own(question) if numbers is None else numbers, is_exact=is_exact)


def tell_options(
    question: Question | Item, numbers: Mapping[str, int] | None = None, is_exact: bool = False
) -> tuple[str, ...]:
    """The options with their figures in words, in their order."""
    if not any(one.figures or PLACE in one.text for one in question.options):
        return tuple(one.text for one in question.options)
    known = number_own(question) if numbers is None else numbers
    return tuple(tell_figures(one.text, figures_of(one), known, is_exact=is_exact) for one in question.options)


def tell_beginning(question: Question | Item) -> str:
    """The stem on one line, its figures only named: "[Figure 1]", "[table]"."""
    figures = figures_of(question)
    if not figures and PLACE not in question.stem:
        return clean_line(question.stem)
    numbers = number_own(question)
    parts = flow(question.stem, figures, lambda one, _: f"[{call_picture(one, numbers)}]")
    return clean_line(" ".join(one if isinstance(one, str) else f"[{msg('table')}]" for one in parts))


def hide_places(text: str) -> str:
    """A text whose figures are not at hand, with a word in each of their places."""
    return tell_figures(text, (), {})


def name_picture(figure: Figure, numbers: Mapping[str, int]) -> str:
    """How people call a picture, and what it shows where its author said so."""
    name, alt = call_picture(figure, numbers), clean_line(figure.alt)
    return f"{name}: {alt}" if alt else name


def call_picture(figure: Figure, numbers: Mapping[str, int]) -> str:
    """What people call a picture: "Figure 3"; where it has no number, what it is."""
    picture = figure.picture
    number = numbers.get(picture.digest) if isinstance(picture, Picture) else None
    return str(msg("figure") if number is None else msg("Figure {number}", number=number))


def name_kind(is_picture: bool) -> str:
    """The word for a picture or a table."""
    return str(msg("figure") if is_picture else msg("table"))


def number_own(question: Question | Item) -> dict[str, int]:
    """The numbers, by digest, of an item's pictures where it stands alone: from 1, stem first, in reading order."""
    numbers: dict[str, int] = {}
    owners: tuple[Illustrated, ...] = (question, *question.options)
    for owner in owners:
        for figure in figures_of(owner):
            if isinstance(figure.picture, Picture):
                numbers.setdefault(figure.picture.digest, len(numbers) + 1)
    return numbers


def clean_rows(grid: Grid) -> list[list[str]]:
    """The cells of a table as one line each, safe to show; every row as long as the longest."""
    columns = max((len(row) for row in grid.rows), default=0)
    return [[*(clean_line(cell) for cell in row), *[""] * (columns - len(row))] for row in grid.rows]


def tell_by_heading(rows: Sequence[Sequence[str]], is_headed: bool) -> list[str]:
    """A table without columns: each value behind its heading, each row after the other."""
    if not is_headed or len(rows) < 2:
        return ["; ".join(cell or "-" for cell in row) for row in rows]
    heads, *body = rows
    return [
        "; ".join(f"{head}: {cell or '-'}" if head else cell for head, cell in zip(heads, row, strict=True))
        for row in body
    ]


def _tell_table(figure: Figure) -> list[str]:
    grid = figure.grid
    if not isinstance(grid, Grid):
        return []
    alt, rows = clean_line(figure.alt), clean_rows(grid)
    head = [f"[{msg('table')}: {alt}]" if alt else f"[{msg('table')}]"]
    widths = [max(measure(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    if sum(widths) + 3 * len(widths) > WIDEST:
        return [*head, *(f"  {row}" for row in tell_by_heading(rows, grid.headed))]
    told = ["  " + " | ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if grid.headed:
        told.insert(1, "  " + "-+-".join("-" * width for width in widths))
    return [*head, *(row.rstrip() for row in told)]


def _pad(text: str, width: int) -> str:
    return text + " " * (width - measure(text))
