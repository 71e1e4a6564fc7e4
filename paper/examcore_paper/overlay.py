"""Knows how the key of each booklet is printed on film, to be laid on answer sheets that are marked by hand.

Must not keep or tell a key: it is handed what is right, and that goes into the PDF and into no other file.

Rings stand where the right bubbles are, frames where the corner marks and squares at the edges are. The digits of the
booklet code are ringed too: a sheet of another booklet does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.errors import Refused
from examcore.language import messages
from examcore.nouns import Sitting
from examcore.sitting import RightPlaces
from examcore_paper.layout import Point, SheetLayout, layout_of
from examcore_paper.typeset import Data, Typesetter
from examcore_paper.words import MARK, day_text, roman

msg = messages("examcore_paper")

RING_MM = 5.2
"""Wide enough that the whole bubble is seen inside its ring."""


def typeset_overlays(sitting: Sitting, keys: Sequence[RightPlaces], typesetter: Typesetter | None = None) -> bytes:
    """A PDF with a page for each booklet. Raises Refused where there is none, or one that does not fit the sheet."""
    if not keys:
        raise Refused(msg("the sitting has no booklets to print a key of"))
    if typesetter is None:
        with Typesetter() as own:
            return typeset_overlays(sitting, keys, own)
    layout = layout_of(sitting)
    data: dict[str, Data] = {
        "width": layout.width,
        "height": layout.height,
        "ring": RING_MM,
        "marking": layout.marking,
        "title": f"{sitting.title} – ngày {day_text(sitting.day)}",
        "mark": MARK if sitting.rehearsal else "",
        "frames": [f.box.numbers for f in layout.fiducials] + [box.numbers for box in layout.anchors],
        "boxes": {name: box.numbers for name, box in layout.boxes.items()},
        "pages": [_page(sitting, layout, key) for key in keys],
    }
    return typesetter.typeset("overlay.typ", data, sitting.day)


def _page(sitting: Sitting, layout: SheetLayout, key: RightPlaces) -> dict[str, Data]:
    if len(key.places) != len(layout.items) or any(
        place >= len(row.bubbles) for row, places in zip(layout.items, key.places, strict=True) for place in places
    ):
        raise Refused(
            msg("booklet {code} of form {form} does not fit the answer sheet", code=key.code, form=key.form),
            msg("mark it by its booklet, question by question"),
        )
    rows = list(zip(layout.items, key.places, strict=True))
    rings = [row.bubbles[place] for row, places in rows for place in places]
    counts = [sum(1 for row in layout.items if row.part == band.part) for band in layout.bands]
    return {
        "form": key.form,
        "code": key.code,
        "position": sitting.position_title(key.position),
        "rings": [list(point) for point in rings],
        "digits": [list(point) for point in _digits(layout, key.code)],
        "cancelled": [row.label.numbers for row, places in rows if not places],
        "several": [row.number for row, places in rows if len(places) > 1],
        "count": " + ".join(f"{count} câu phần {roman(part)}" for part, count in enumerate(counts, start=1)),
    }


def _digits(layout: SheetLayout, code: str) -> list[Point]:
    """The bubbles of the booklet code; none where it has other signs than digits."""
    columns = layout.booklet.columns
    padded = code.rjust(len(columns))
    if not all(sign in " 0123456789" for sign in padded):
        return []
    return [column[int(sign)] for column, sign in zip(columns, padded, strict=True) if sign != " "]
