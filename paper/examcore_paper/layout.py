"""Knows where everything stands on an answer sheet, in millimetres from the top left corner of the page.

Must not know how a sheet is drawn (typst), simulated or read, nor any city: counts come from the sitting.

The printer and the reader both work from one `SheetLayout`. A coordinate is a multiple of 0.01 mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

from examcore.errors import Refused
from examcore.language import messages
from examcore.nouns import Marking, Sitting

msg = messages("examcore_paper")

Point: TypeAlias = tuple[float, float]

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
BUBBLE_MM = 4.2
LETTERS = "ABCDEF"

FIDUCIAL_MM = 10.0
FIDUCIAL_EDGE_MM = 8.0
# Of the fifty markers of the dictionary these four were still found at the strongest blur (0.6 mm) and
# differ from one another in at least five of sixteen bits however they are turned.
FIDUCIAL_DICTIONARY = "4x4_50"
FIDUCIAL_IDS = (22, 23, 38, 45)
ANCHOR_MM = 3.0

QR_MM = 26.0
QR_MODULES = 25
QUIET_MODULES = 4

# Everything a person reads or marks stays in this column: the edges belong to fiducials and anchors.
LEFT_MM, RIGHT_MM = 20.0, 190.0
GRID_TOP_MM = 36.0
NUMBER_DIGITS = 8
CODE_DIGITS = 3
GRID_STEP_X_MM, GRID_STEP_Y_MM = 6.0, 5.0
BLOCK_TOP_MM, BLOCK_BOTTOM_MM = 88.0, 273.0
HEADING_MM, BREAK_MM = 6.0, 3.0
STEP_Y_MOST_MM, STEP_Y_LEAST_MM = 6.6, 5.0
STEP_X_MOST_MM, STEP_X_LEAST_MM = 7.2, 5.6
LABEL_MM = 7.5
COLUMN_GAP_LEAST_MM = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def numbers(self) -> list[float]:
        """Left, top, width and height, as templates and plain data have them."""
        return [self.x, self.y, self.width, self.height]

    @property
    def middle(self) -> Point:
        """The centre."""
        return (self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class Fiducial:
    """A marker in a corner of the page: its id in the dictionary, and where its black square stands."""

    id: int
    box: Box

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Left upper, right upper, right lower, left lower: the order in which detectors give them."""
        b = self.box
        return ((b.x, b.y), (b.right, b.y), (b.right, b.bottom), (b.x, b.bottom))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The bubbles of one item: number (from 1), part (from 0), box of the number, centres of A, B ..."""

    number: int
    part: int
    label: Box
    bubbles: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PartBand:
    """The stretch of the sheet that belongs to one part: index, heading, first and last item number."""

    part: int
    heading: Box
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DigitGrid:
    """One column per digit: heading, boxes to write the digits in, centres of the bubbles 0 to 9 of each."""

    heading: Box
    writing: tuple[Box, ...]
    columns: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Everything on one answer sheet, in mm; `boxes` holds the places of texts and signatures by name.

    `marking` is how items are answered; candidate number and booklet code are filled in on every sheet.
    """

    width: float
    height: float
    bubble: float
    fiducials: tuple[Fiducial, ...]
    anchors: tuple[Box, ...]
    qr: Box
    qr_quiet: Box
    serial: Box
    candidate: DigitGrid
    booklet: DigitGrid
    bands: tuple[PartBand, ...]
    items: tuple[ItemRow, ...]
    ruler: Box
    boxes: dict[str, Box] = field(hash=False)
    step_x: float = 0.0
    step_y: float = 0.0
    marking: Marking = "fill"


def sheet_layout(
    counts: tuple[int, ...],
    options: tuple[int, ...],
    number_digits: int = NUMBER_DIGITS,
    code_digits: int = CODE_DIGITS,
    marking: Marking = "fill",
) -> SheetLayout:
    """The sheet for parts of `counts` items with at most `options` options each.

    Parts lie one under the other, each under its heading; inside a part numbers run down the columns.
    Raises Refused when the items do not fit one A4 page legibly.
    """
    _check(counts, options, number_digits, code_digits)
    edge, size = FIDUCIAL_EDGE_MM, FIDUCIAL_MM
    far_x, far_y = PAGE_WIDTH_MM - edge - size, PAGE_HEIGHT_MM - edge - size
    corners = ((edge, edge), (far_x, edge), (far_x, far_y), (edge, far_y))
    fiducials = tuple(Fiducial(name, Box(x, y, size, size)) for name, (x, y) in zip(FIDUCIAL_IDS, corners, strict=True))
    candidate = _grid(LEFT_MM + 1, number_digits)
    booklet = _grid(LEFT_MM + 1 + number_digits * GRID_STEP_X_MM + 4, code_digits)
    quiet = QR_MM / QR_MODULES * QUIET_MODULES
    qr = Box(RIGHT_MM - quiet - QR_MM, 21.0 + quiet, QR_MM, QR_MM)
    whole = _round(QR_MM + 2 * quiet)
    qr_quiet = Box(_round(qr.x - quiet), _round(qr.y - quiet), whole, whole)
    columns, step_x, step_y = _choose_columns(counts, max(options))
    bands, rows = _place_items(counts, options, columns, step_x, step_y)
    beside = _round(booklet.writing[-1].right + 6)
    return SheetLayout(
        PAGE_WIDTH_MM,
        PAGE_HEIGHT_MM,
        BUBBLE_MM,
        fiducials,
        _anchors(),
        qr,
        qr_quiet,
        Box(qr_quiet.x, qr_quiet.bottom, qr_quiet.width, 4.0),
        candidate,
        booklet,
        bands,
        rows,
        Box(55.0, 283.0, 100.0, 4.0),
        _text_boxes(beside, qr_quiet),
        step_x,
        step_y,
        marking,
    )


def layout_of(sitting: Sitting) -> SheetLayout:
    """The sheet of a sitting: counts from its profile, options from its forms; more than 8 digits where a number has.

    One layout serves all rooms, so that sheets of different positions may lie in one stack; and sittings of one shape
    share it, so that a program which fills or measures sheets need not know which list they were printed from.
    """
    counts = tuple(part.count for part in sitting.profile.parts)
    most = [1] * len(counts)
    for form in sitting.forms:
        if form.counts != counts:
            raise Refused(
                msg("form {form} has other counts than the profile of the sitting", form=form.form),
                msg("assemble the form again under the profile of the sitting"),
            )
        most = [max(a, b) for a, b in zip(most, form.options, strict=True)]
    options = tuple(most) if sitting.forms else (4,) * len(counts)
    digits = max([NUMBER_DIGITS, *(len(c.number) for c in sitting.candidates)])
    codes = [code for form in sitting.forms for code in form.codes]
    marking = sitting.profile.paper.marking
    return sheet_layout(counts, options, digits, max((len(c) for c in codes), default=CODE_DIGITS), marking)


def geometry(layout: SheetLayout) -> dict[str, object]:
    """The layout as plain data for `examcore sheet geometry --json`."""

    def digits(grid: DigitGrid) -> list[dict[str, list[float]]]:
        return [{str(d): list(point) for d, point in enumerate(column)} for column in grid.columns]

    return {
        "page_mm": [layout.width, layout.height],
        "bubble_diameter_mm": layout.bubble,
        "marking": layout.marking,
        "fiducials": [
            {"id": f.id, "dictionary": FIDUCIAL_DICTIONARY, "corners": [list(c) for c in f.corners]}
            for f in layout.fiducials
        ],
        "anchors": [b.numbers for b in layout.anchors],
        "qr": layout.qr.numbers,
        "ruler": layout.ruler.numbers,
        "parts": [{"first": b.first, "last": b.last, "heading": b.heading.numbers} for b in layout.bands],
        "items": {
            str(row.number): {LETTERS[i]: list(point) for i, point in enumerate(row.bubbles)} for row in layout.items
        },
        "candidate": digits(layout.candidate),
        "booklet": digits(layout.booklet),
        "boxes": {name: b.numbers for name, b in layout.boxes.items()},
    }


def _round(mm: float) -> float:
    return round(mm, 2)


def _check(counts: tuple[int, ...], options: tuple[int, ...], number_digits: int, code_digits: int) -> None:
    if not counts or len(counts) != len(options) or min(counts) < 1:
        raise Refused(msg("an answer sheet needs at least one item in every part"))
    if not all(2 <= n <= len(LETTERS) for n in options):
        raise Refused(
            msg("an answer sheet has room for 2 to {most} options an item", most=len(LETTERS)),
            msg("leave items with other counts out of the forms of a paper room"),
        )
    if not (1 <= number_digits <= 10 and 1 <= code_digits <= 4 and number_digits + code_digits <= 12):
        raise Refused(
            msg(
                "an answer sheet has no room for {number} digits of number and {code} of booklet code",
                number=number_digits,
                code=code_digits,
            ),
            msg("give candidates shorter numbers"),
        )


def _anchors() -> tuple[Box, ...]:
    """Three squares down each edge, in line with the fiducials: they show how the page bends."""
    x_left = FIDUCIAL_EDGE_MM + FIDUCIAL_MM / 2
    top, bottom = x_left, PAGE_HEIGHT_MM - x_left
    half = ANCHOR_MM / 2
    return tuple(
        Box(_round(x - half), _round(top + (bottom - top) * k / 4 - half), ANCHOR_MM, ANCHOR_MM)
        for k in (1, 2, 3)
        for x in (x_left, PAGE_WIDTH_MM - x_left)
    )


def _grid(left: float, digits: int) -> DigitGrid:
    """A digit grid whose first column of bubbles stands half a step right of `left`."""
    centres = [_round(left + GRID_STEP_X_MM * (i + 0.5)) for i in range(digits)]
    writing = tuple(Box(_round(x - 2.75), GRID_TOP_MM - 8.5, 5.5, 5.5) for x in centres)
    columns = tuple(tuple((x, _round(GRID_TOP_MM + GRID_STEP_Y_MM * digit)) for digit in range(10)) for x in centres)
    return DigitGrid(Box(left, 21.5, digits * GRID_STEP_X_MM, 5.5), writing, columns)


def _text_boxes(beside: float, qr_quiet: Box) -> dict[str, Box]:
    """Places beside and under the grids for names, signatures and instructions."""
    near = _round(qr_quiet.x - 2 - beside)
    whole = _round(RIGHT_MM - beside)
    third = _round((whole - 4) / 3)
    lines = ("name", "birth", "position", "room")
    boxes = {"title": Box(22.0, 8.0, 166.0, 12.0)}
    boxes |= {name: Box(beside, 21.5 + 9.0 * i, near, 8.5) for i, name in enumerate(lines)}
    boxes["unit"] = Box(beside, 60.5, whole, 6.0)
    for i, name in enumerate(("sign_candidate", "sign_first", "sign_second")):
        boxes[name] = Box(_round(beside + (third + 2) * i), 67.5, third, 18.0)
    boxes["instructions"] = Box(LEFT_MM, 274.5, RIGHT_MM - LEFT_MM, 7.5)
    boxes["mark"] = Box(22.0, 287.5, 166.0, 4.0)
    return boxes


def _height(counts: tuple[int, ...], columns: int, step_y: float) -> float:
    rows = sum(math.ceil(count / columns) for count in counts)
    return rows * step_y + len(counts) * HEADING_MM + (len(counts) - 1) * BREAK_MM


def _choose_columns(counts: tuple[int, ...], letters: int) -> tuple[int, float, float]:
    """How many columns, and the steps between bubbles: the roomiest that fits, four columns where equal."""
    room = BLOCK_BOTTOM_MM - BLOCK_TOP_MM
    best: tuple[tuple[float, float, int, int], int, float, float] | None = None
    for columns in range(1, 7):
        width = (RIGHT_MM - LEFT_MM) / columns - LABEL_MM - COLUMN_GAP_LEAST_MM
        step_x = min(STEP_X_MOST_MM, width / letters)
        free = room - _height(counts, columns, 0.0)
        step_y = min(STEP_Y_MOST_MM, free / sum(math.ceil(count / columns) for count in counts))
        if step_x < STEP_X_LEAST_MM or step_y < STEP_Y_LEAST_MM:
            continue
        step_x, step_y = math.floor(step_x * 100) / 100, math.floor(step_y * 100) / 100
        ragged = sum(-count % columns for count in counts)
        rank = (-step_y, -step_x, ragged, abs(columns - 4))
        if best is None or rank < best[0]:
            best = (rank, columns, step_x, step_y)
    if best is None:
        raise Refused(
            msg(
                "{items} items with up to {options} options do not fit one A4 answer sheet",
                items=sum(counts),
                options=letters,
            ),
            msg("up to 120 items of 4 options fit in two parts; hold longer tests in two sittings"),
        )
    return best[1:]


def _place_items(
    counts: tuple[int, ...], options: tuple[int, ...], columns: int, step_x: float, step_y: float
) -> tuple[tuple[PartBand, ...], tuple[ItemRow, ...]]:
    """Bands and rows, numbers running from 1 over all parts."""
    pitch = (RIGHT_MM - LEFT_MM) / columns
    used = LABEL_MM + max(options) * step_x
    bands: list[PartBand] = []
    rows: list[ItemRow] = []
    top, first = BLOCK_TOP_MM, 1
    for part, (count, letters) in enumerate(zip(counts, options, strict=True)):
        heading = Box(LEFT_MM, _round(top), RIGHT_MM - LEFT_MM, HEADING_MM)
        bands.append(PartBand(part, heading, first, first + count - 1))
        deep = math.ceil(count / columns)
        for i in range(count):
            column, row = divmod(i, deep)
            x = LEFT_MM + column * pitch + (pitch - used) / 2
            y = top + HEADING_MM + (row + 0.5) * step_y
            label = Box(_round(x), _round(y - BUBBLE_MM / 2), LABEL_MM - 0.5, BUBBLE_MM)
            bubbles = tuple((_round(x + LABEL_MM + (k + 0.5) * step_x), _round(y)) for k in range(letters))
            rows.append(ItemRow(first + i, part, label, bubbles))
        top += HEADING_MM + deep * step_y + BREAK_MM
        first += count
    return tuple(bands), tuple(rows)
