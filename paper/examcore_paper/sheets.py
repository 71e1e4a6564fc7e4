"""Knows how answer sheets are printed: the static sheet once, then code, name and number page by page.

Must not know what a booklet asks, nor any place on the sheet: those come from its layout.

A personal sheet shows name, number and seat in print, the digits standing above their columns of bubbles; the
bubbles themselves stay empty. What the candidate then marks is compared with the code: a sheet that went to the
wrong desk is found. The booklet code is not printed at all, so that it is copied from the booklet in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from examcore.errors import NotFound, Refused
from examcore.files import write_whole
from examcore.language import messages
from examcore.nouns import Candidate, Sitting, SittingSecrets
from examcore_paper.layout import LEFT_MM, LETTERS, RIGHT_MM, DigitGrid, SheetLayout, layout_of
from examcore_paper.payload import SPARE_FROM, print_serial, serial_of, sign
from examcore_paper.symbols import draw_fiducial, draw_qr
from examcore_paper.typeset import Data, Typesetter
from examcore_paper.words import MARK, day_text, roman

msg = messages("examcore_paper")

MOST_SHEETS = 5_000
ARCHIVE = ("a-2b",)
SPARES_A_ROOM = 100
UNIT_LABEL_MM = 19.0
"""The unit is written in one line with its label: its box is as low as a line."""


def print_sheets(
    sitting: Sitting,
    secrets: SittingSecrets,
    numbers: Sequence[str],
    into: Path,
    spare: int = 0,
    room: str = "",
    typesetter: Typesetter | None = None,
) -> Path:
    """Write `sheets.pdf` into the folder `into`: a page per candidate in the order of `numbers`, then spare ones.

    `room` says whose spare sheets they are; "" gives those that belong to no room.
    """
    path = into / "sheets.pdf"
    write_whole(path, typeset_sheets(sitting, secrets, numbers, spare, room, typesetter))
    return path


def typeset_sheets(
    sitting: Sitting,
    secrets: SittingSecrets,
    numbers: Sequence[str],
    spare: int = 0,
    room: str = "",
    typesetter: Typesetter | None = None,
    is_archive: bool = False,
    given: int = 0,
) -> bytes:
    """The same as a PDF, an archive copy being PDF/A-2b with the static sheet as a picture.

    The room has `given` spare sheets already: those printed now are numbered behind them.

    Raises NotFound for an unknown number, Refused for no sheet at all or too many."""
    if not 0 < len(numbers) + spare <= MOST_SHEETS:
        raise Refused(
            msg("{count} answer sheets cannot be printed at once", count=len(numbers) + spare),
            msg("print from 1 to {most} sheets: room by room, or with --spare", most=MOST_SHEETS),
        )
    if typesetter is None:
        with Typesetter() as own:
            return typeset_sheets(sitting, secrets, numbers, spare, room, own, is_archive, given)
    layout = layout_of(sitting)
    sheets = [_personal(sitting, secrets, layout, number) for number in numbers]
    sheets += [_spare(sitting, secrets, layout, serial) for serial in number_spares(sitting, spare, room, given)]
    # Archive copies may hold no PDF as a picture (typst refuses it), and an SVG would stand anew on every page.
    make, suffix = (typesetter.draw, ".png") if is_archive else (typesetter.typeset, ".pdf")
    background = make("sheet.typ", _background(sitting, layout), sitting.day)
    data: dict[str, Data] = {
        "width": layout.width,
        "height": layout.height,
        "background": typesetter.add_file(suffix, background),
        "qr": layout.qr.numbers,
        "serial": layout.serial.numbers,
        "boxes": {name: box.numbers for name, box in layout.boxes.items()},
        "label": UNIT_LABEL_MM,
        "writing": [box.numbers for box in layout.candidate.writing],
        "sheets": sheets,
    }
    return typesetter.typeset("sheets.typ", data, sitting.day, standards=ARCHIVE if is_archive else ())


def number_spares(sitting: Sitting, count: int, room: str = "", given: int = 0) -> range:
    """The serials of `count` spare sheets of a room behind the `given` it has, or of none: no two rooms ever share one.

    The rooms come first, in the order of the sitting; the sheets of no room stand behind them all.
    """
    names = [one.name for one in sitting.rooms]
    place = names.index(room) if room in names else len(names)
    if room and given + count > SPARES_A_ROOM:
        raise Refused(
            msg("a room has at most {most} spare sheets", most=SPARES_A_ROOM),
            msg("print more that belong to no room: examcore sheet print --spare"),
        )
    first = SPARE_FROM + place * SPARES_A_ROOM + given
    return range(first, first + count)


def _personal(sitting: Sitting, secrets: SittingSecrets, layout: SheetLayout, number: str) -> dict[str, Data]:
    candidate = sitting.candidate(number)
    if candidate is None:
        raise NotFound(msg("there is no candidate {number} in this sitting", number=number))
    serial = serial_of(sitting, number)
    columns = len(layout.candidate.columns)
    return {
        "qr": draw_qr(sign(secrets.sheet_key, sitting, serial, candidate.booklet)),
        "serial": print_serial(serial),
        "name": candidate.name,
        "position": sitting.position_title(candidate.position),
        "room": _seat(candidate),
        "unit": candidate.unit,
        "digits": list(number.rjust(columns)),
    }


def _spare(sitting: Sitting, secrets: SittingSecrets, layout: SheetLayout, serial: int) -> dict[str, Data]:
    blank: dict[str, Data] = dict.fromkeys(("name", "position", "room", "unit"), "")
    code = {"qr": draw_qr(sign(secrets.sheet_key, sitting, serial)), "serial": print_serial(serial)}
    return {**blank, **code, "digits": [" "] * len(layout.candidate.columns)}


def _seat(candidate: Candidate) -> str:
    return f"{candidate.room} – chỗ {candidate.seat}" if candidate.seat else candidate.room


def _background(sitting: Sitting, layout: SheetLayout) -> dict[str, Data]:
    titles = [part.title.vi for part in sitting.profile.parts]
    return {
        "width": layout.width,
        "height": layout.height,
        "bubble": layout.bubble,
        "marking": layout.marking,
        "letters": list(LETTERS),
        "issuer": sitting.profile.issuer.upper(),
        "title": f"{sitting.title} – ngày {day_text(sitting.day)}",
        "mark": f"{MARK} – không dùng để xét kết quả" if sitting.rehearsal else "",
        "fiducials": [[draw_fiducial(f.id), f.box.numbers] for f in layout.fiducials],
        "anchors": [box.numbers for box in layout.anchors],
        "boxes": {name: box.numbers for name, box in layout.boxes.items()},
        "candidate": _grid(layout.candidate),
        "booklet": _grid(layout.booklet),
        "ruler": layout.ruler.numbers,
        "bands": [
            {
                "heading": band.heading.numbers,
                "title": f"PHẦN {roman(band.part + 1)}. {titles[band.part].upper()}",
                "range": f"(từ câu {band.first} đến câu {band.last})",
            }
            for band in layout.bands
        ],
        "items": [
            {"number": row.number, "label": row.label.numbers, "bubbles": [list(p) for p in row.bubbles]}
            for row in layout.items
        ],
        "dividers": _dividers(layout),
    }


def _dividers(layout: SheetLayout) -> list[Data]:
    """Lines between the columns of each part: x, top and bottom, halfway between two columns."""
    lines: list[Data] = []
    for band in layout.bands:
        rows = [row for row in layout.items if row.part == band.part]
        lefts = sorted({row.label.x for row in rows})
        top = min(row.label.y for row in rows) - 0.5
        bottom = max(row.label.bottom for row in rows) + 0.5
        pitch = lefts[1] - lefts[0] if len(lefts) > 1 else RIGHT_MM - LEFT_MM
        used = max(row.bubbles[-1][0] for row in rows if row.label.x == lefts[0]) - lefts[0]
        gap = pitch - used - layout.step_x / 2
        lines += [[right - gap / 2, top, bottom] for _, right in pairwise(lefts)]
    return lines


def _grid(grid: DigitGrid) -> dict[str, Data]:
    return {
        "heading": grid.heading.numbers,
        "writing": [box.numbers for box in grid.writing],
        "columns": [[list(point) for point in column] for column in grid.columns],
    }
