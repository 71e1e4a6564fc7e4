"""Knows how pictures of outside files become figures: in a process of their own, within limits, as pixels only.

Must not know any file format, nor open a picture itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.apart import Apart
from examcore.errors import MissingExtra
from examcore.formats.limits import Barred
from examcore.language import Message, messages
from examcore.nouns import PLACE, Figure, Grid, Picture
from examcore.text import clean_line, clean_text

msg = messages("examcore")

LARGEST = 10 * 1024 * 1024
"""Bytes of a picture as it comes."""
LONGEST_ALT = 500
MOST_FIGURES = 12
MOST_ROWS, MOST_COLUMNS = 60, 12
LONGEST_TABLE = 6_000
"""Characters of all cells of a table."""
MOST_MM = 400
SECONDS = 15.0
"""The longest one picture may take."""
FILE_SECONDS = 300
"""What all pictures of one file may take of a processor: a thousand usual ones."""
MOST_LATE = 4
"""After so many that took too long no other one of the file is opened."""
NO_PILLOW = 3
"""How the child ends where Pillow is missing."""
_AS_PNG = msg("save it as PNG or JPEG and put it in again")
_NO_WORDS = re.compile(
    r"^(?:[a-z]:[\\/]|\\\\|/\S+/|file:|https?:)|^\S+\.(?:png|jpe?g|jfif|gif|bmp|[ew]mf|svg|tiff?|webp)$"
    r"|description automatically generated|AI-generated content may be incorrect"
    r"|mô tả được tạo tự động|nội dung do AI tạo",
    re.IGNORECASE,
)
"""Words nobody wrote: the name of a file, which may tell its author or the key, and what Word guesses by itself."""
_PROBLEMS: dict[str, tuple[str, Message, Message]] = {
    "damaged": ("picture-unreadable", msg("a picture is damaged, or of a kind that is not read (EMF, WMF, SVG, TIFF)"),
                _AS_PNG),
    "large": ("picture-large", msg("a picture has more than 40 million pixels or 10 MB"),
              msg("make it smaller and put it in again")),
    "moving": ("picture-moves", msg("a picture moves; paper cannot show it"), _AS_PNG),
    "crop": ("picture-unreadable", msg("of a picture that was cropped nothing is left"), _AS_PNG),
    "slow": ("picture-unreadable", msg("a picture took too long to be read"), _AS_PNG),
    "long": ("pictures-slow", msg("the pictures of this file take too long to be read"),
             msg("make them smaller, or divide the file into several")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawPicture:
    """A picture as a file gives it. `width_mm` is 0 where the file does not say. `crop` is what is cut off at the left,
    the top, the right and the bottom, in hundred-thousandths of the whole.
    """

    data: bytes
    alt: str = ""
    width_mm: int = 0
    crop: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as a file gives it, and what it is said to show."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool = False
    alt: str = ""


Raw = RawPicture | RawTable


class PictureReader:
    """Makes figures of what files hold. The process that reads pictures starts with the first; `close` ends it."""

    def __init__(self) -> None:
        self._child = Apart("examcore.formats.picture_child")
        self._late_ones = 0
        self._known: dict[tuple[bytes, tuple[int, int, int, int]], tuple[str, int, int, bytes]] = {}

    def read(self, raw: Raw) -> Figure:
        """The figure. Raises Barred with the reason where it is none that can be kept."""
        alt = clean_line(raw.alt)[:LONGEST_ALT]
        if isinstance(raw, RawTable):
            return Figure(alt, grid=_rule(raw))
        return Figure("" if _NO_WORDS.search(alt) else alt, self._draw(raw))

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def _draw(self, raw: RawPicture) -> Picture:
        if len(raw.data) > LARGEST:
            raise Barred(*_PROBLEMS["large"])
        name = hashlib.sha256(raw.data).digest(), raw.crop
        if name not in self._known:  # the same signet or chart stands at many questions
            self._known[name] = self._ask(raw)
        media, width, height, data = self._known[name]
        width_mm = min(max(raw.width_mm, 0), MOST_MM)
        digest = hashlib.sha256(data).hexdigest()
        return Picture("png" if media == "png" else "jpeg", width, height, width_mm, digest, data)

    def _ask(self, raw: RawPicture) -> tuple[str, int, int, bytes]:
        if self._late_ones >= MOST_LATE:
            raise Barred(*_PROBLEMS["long"])
        asked = {"size": len(raw.data), "crop": raw.crop, "seconds": FILE_SECONDS}
        head, data = self._child.ask(asked, raw.data, SECONDS)
        problem = head.get("problem")
        if problem is None and data:
            return str(head["media"]), int(str(head["width"])), int(str(head["height"])), data
        if problem is None:
            if self._child.code == NO_PILLOW:
                raise MissingExtra(
                    msg("reading pictures needs the extra {extra}", extra="formats"),
                    msg("install it: pip install examcore[{extra}]", extra="formats"),
                )
            problem = "slow" if self._child.is_late else "large"
            self._late_ones += self._child.is_late
        raise Barred(*_PROBLEMS[str(problem)])


def _rule(raw: RawTable) -> Grid:
    """The table. Raises Barred where it is too large for a question, or holds nothing."""
    width = max((len(row) for row in raw.rows), default=0)
    if not width or not any(any(row) for row in raw.rows):
        raise Barred("table-empty", msg("a table holds nothing"), msg("delete it, or fill it in"))
    if len(raw.rows) > MOST_ROWS or width > MOST_COLUMNS or sum(map(len, map("".join, raw.rows))) > LONGEST_TABLE:
        raise Barred(
            "table-large",
            msg("a table has more than {rows} rows, {columns} columns or {signs} signs",
                rows=MOST_ROWS, columns=MOST_COLUMNS, signs=LONGEST_TABLE),
            msg("keep what the question needs of it"),
        )  # fmt: skip
    return Grid(tuple(tuple(map(_tidy, row)) + ("",) * (width - len(row)) for row in raw.rows), raw.headed)


def _tidy(cell: str) -> str:
    return "\n".join(" ".join(line.split()) for line in clean_text(cell).split("\n")).strip()


def set_apart(text: str, raw: Sequence[Raw | Figure]) -> str:
    """`text` with each table on a line of its own, wherever it stood; as it is where it has not a sign for each."""
    pieces = text.split(PLACE)
    if len(pieces) != len(raw) + 1:  # whoever holds the text says so: nothing of it may be lost here
        return text
    out = pieces[0]
    for one, piece in zip(raw, pieces[1:], strict=True):
        if isinstance(one, RawTable) or (isinstance(one, Figure) and isinstance(one.grid, Grid)):
            out = out.rstrip(" ") + ("\n" if out and not out.rstrip(" ").endswith("\n") else "") + PLACE
            piece = piece.lstrip(" ")
            out += "\n" if piece and not piece.startswith("\n") else ""
            out += piece
        else:
            out += PLACE + piece
    return out
