"""Knows what in an item is no text: pictures and tables, and the sign in the text that says where each belongs.

Must not know how they are read, shown or printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from examcore.canonical import ABSENT, Absent

PLACE = "\ufffc"
"""Stands in a stem, or in an option, once for each of its figures, in their order. Alone on a line: the figure stands
between the lines; else within the line, as a small sign would.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG or JPEG that holds nothing but its pixels. `width` and `height` in pixels; `width_mm` as its author had it.

    `digest` is the SHA-256 of `data`, hex. `data` is empty where pictures travel apart from their questions.
    """

    media: Literal["png", "jpeg"]
    width: int
    height: int
    width_mm: int
    digest: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells of plain text, all of one length; `headed` where the first row names the columns."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture or a table (one of them), and in words what it shows ("": its author did not say)."""

    alt: str = ""
    picture: Picture | Absent = ABSENT
    grid: Grid | Absent = ABSENT

    def __post_init__(self) -> None:
        if (self.picture is ABSENT) == (self.grid is ABSENT):
            raise ValueError("a figure is a picture or a table")


class Illustrated(Protocol):
    """A stem's or an option's owner: item, question, option."""

    @property
    def figures(self) -> tuple[Figure, ...] | Absent: ...


Shown = TypeVar("Shown", bound=Illustrated)


def figures_of(owner: Illustrated) -> tuple[Figure, ...]:
    """The figures of a stem or an option, in the order of their places in its text."""
    return () if owner.figures is ABSENT else owner.figures


def keep_figures(figures: Iterable[Figure]) -> tuple[Figure, ...] | Absent:
    """What a noun holds for these figures: absent where there is none."""
    return tuple(figures) or ABSENT


def split_at_figures(text: str, figures: tuple[Figure, ...]) -> Iterator[str | Figure]:
    """The text and its figures in reading order. No figure is lost: those without a place come last."""
    pieces = text.split(PLACE)
    for place, piece in enumerate(pieces):
        if piece:
            yield piece
        if place < len(pieces) - 1 and place < len(figures):
            yield figures[place]
    yield from figures[len(pieces) - 1 :]


def spell(text: str, figures: tuple[Figure, ...] | Absent) -> str:
    """`text` with what tells its figures apart: two options that show different pictures are not the same option."""
    return text if figures is ABSENT else "\x1f".join([text, *map(_identify, figures)])


def _identify(figure: Figure) -> str:
    if isinstance(figure.picture, Picture):
        return figure.picture.digest
    rows = figure.grid.rows if isinstance(figure.grid, Grid) else ()
    return hashlib.sha256("\x1e".join("\x1f".join(row) for row in rows).encode()).hexdigest()


def take_out(figures: tuple[Figure, ...], into: dict[str, bytes]) -> tuple[Figure, ...]:
    """The figures without the bytes of their pictures, which go into `into` by digest."""
    return tuple(_without(one, into) for one in figures)


def _without(figure: Figure, into: dict[str, bytes]) -> Figure:
    picture = figure.picture
    if not isinstance(picture, Picture) or not picture.data:
        return figure
    into[picture.digest] = picture.data
    return replace(figure, picture=replace(picture, data=b""))


def put_back(figures: tuple[Figure, ...], pictures: Mapping[str, bytes]) -> tuple[Figure, ...]:
    """The figures with the bytes of their pictures. Raises KeyError where one is missing, ValueError where altered."""
    return tuple(_with(one, pictures) for one in figures)


def _with(figure: Figure, pictures: Mapping[str, bytes]) -> Figure:
    picture = figure.picture
    if not isinstance(picture, Picture) or picture.data:
        return figure
    data = pictures[picture.digest]
    if hashlib.sha256(data).hexdigest() != picture.digest:
        raise ValueError("a picture is not the one its question names")
    return replace(figure, picture=replace(picture, data=data))
