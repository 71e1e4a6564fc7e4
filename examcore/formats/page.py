"""Knows how an item's text with its figures is written as HTML for Moodle and QTI; `rich.read_page` reads it back.

Must not know where the files of pictures lie: whoever writes says how each is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from examcore.formats.xmltext import quote
from examcore.nouns import Figure, Grid, Illustrated, Picture, figures_of, split_at_figures

PIXELS_PER_MM = 96 / 25.4
"""CSS, which HTML counts widths by: 96 pixels to the inch."""
BLANK_LINE = '<br class="blank"/>'
"""A line break that stands for itself; other runs of line breaks count as one, as browsers show them."""


@dataclass(slots=True)
class PictureFiles:
    """Names the pictures of a file as they are written, each once. `files` holds their bytes by name."""

    prefix: str
    files: dict[str, bytes] = field(default_factory=dict)

    def name(self, picture: Picture) -> str:
        """How an img names the picture."""
        name = f"{picture.digest[:24]}.{'png' if picture.media == 'png' else 'jpg'}"
        self.files[name] = picture.data
        return self.prefix + name


def write_page(text: str, owner: Illustrated, name: Callable[[Picture], str]) -> str:
    """`text` with its figures as what may stand in a div."""
    pieces = []
    for piece in split_at_figures(text, figures_of(owner)):
        if isinstance(piece, Figure):
            pieces.append(_write_figure(piece, name))
        else:
            broken = quote(piece).replace("\xa0", "&#160;").replace("\n", "<br/>")
            pieces.append(broken.replace("<br/><br/>", f"<br/>{BLANK_LINE}"))
    return "".join(pieces)


def _write_figure(figure: Figure, name: Callable[[Picture], str]) -> str:
    picture, grid = figure.picture, figure.grid
    if isinstance(picture, Picture):
        width = f' width="{round(picture.width_mm * PIXELS_PER_MM)}"' if picture.width_mm else ""
        return f'<img src="{quote(name(picture))}" alt="{quote(figure.alt)}"{width}/>'
    rows = grid.rows if isinstance(grid, Grid) else ()
    headed = isinstance(grid, Grid) and grid.headed
    said = f"<caption>{quote(figure.alt)}</caption>" if figure.alt else ""
    return f"<table>{said}{''.join(_write_rows(rows, headed))}</table>"


def _write_rows(rows: Iterable[tuple[str, ...]], headed: bool) -> Iterator[str]:
    for place, row in enumerate(rows):
        tag = "th" if headed and not place else "td"
        cells = (f"<{tag}>{quote(cell).replace(chr(10), '<br/>')}</{tag}>" for cell in row)
        yield f"<tr>{''.join(cells)}</tr>"
