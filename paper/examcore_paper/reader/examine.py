"""Knows how one page becomes facts: file, place, code, darkness, and pictures of what looks doubtful.

Must not know whose sheet it is, nor any key: it needs the layout and nothing else of a sitting.

`examine_page` is a pure function of a page and a layout, so any `concurrent.futures` executor may map it.
"""

from __future__ import annotations

import cv2
import numpy as np

from examcore.canonical import ABSENT
from examcore.language import messages
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.crops import HEAD, cut_head, cut_rows
from examcore_paper.reader.decide import find_levels, read_fields, weigh, weigh_rings
from examcore_paper.reader.facts import REVIEW, Bubbles, PageFacts, PlaceFacts, Told, pack, unpack
from examcore_paper.reader.images import is_bilevel, refuse_cost
from examcore_paper.reader.locate import Grey, Place, locate
from examcore_paper.reader.measure import find_code, is_empty, measure_bubbles, read_code
from examcore_paper.reader.pages import Fault, PageRef, load_page
from examcore_paper.reader.places import places_of

msg = messages("examcore_paper")

# What OpenCV and numpy raise over a picture like no page.
MEASURING = (cv2.error, np.linalg.LinAlgError, ArithmeticError, LookupError, ValueError)
LIGHT = 128
MOST_ROWS_SHOWN = 40
"""A page with more doubtful rows is looked at as a whole, on the paper."""


def examine_page(layout: SheetLayout, ref: PageRef, data: bytes | None = None) -> PageFacts:
    """The facts of one page of a file (or of `data`, see `load_page`).

    A page that cannot be decoded or measured has a fault and nothing else: it stops no other page.
    """
    page = load_page(ref, data)
    if isinstance(page, Fault):
        return fault_facts(page)
    try:
        facts = examine_grey(layout, page, ref.file, ref.page, ref.source)
        if facts.place is None and ref.kind == "pdf" and not (facts.is_empty and page.mean() > LIGHT):
            # The picture by itself may be a negative, or need a mask: the page shows it as it is meant.
            drawn = load_page(ref, data, is_drawn=True)
            if not isinstance(drawn, Fault):
                again = examine_grey(layout, drawn, ref.file, ref.page, ref.source)
                return again if again.place is not None else facts
        return facts
    except MemoryError:
        return fault_facts(Fault(ref.file, ref.page, refuse_cost().reason))
    except MEASURING:
        return fault_facts(Fault(ref.file, ref.page, msg("the page cannot be measured"), ref.source))


def fault_facts(fault: Fault) -> PageFacts:
    """The facts of a page that could not be decoded."""
    return PageFacts(fault.source, fault.file, fault.page, Told.of(fault.reason))


def examine_grey(layout: SheetLayout, page: Grey, file: str = "", number: int = 1, source: str = "") -> PageFacts:
    """The facts of a page already decoded: grey pixels, paper light."""
    place = locate(page, layout)
    if place is None:
        text = find_code(page) or ""
        return PageFacts(source, file, number, code=text, is_empty=not text and is_empty(page))
    text, beside = read_code(page, place, layout)
    kept = pack(measure_bubbles(page, place, layout))
    # What is decided later is decided from the numbers kept, so these are the ones to look at.
    doubtful = _find_doubtful(layout, unpack(kept, places_of(layout).count))
    crops = cut_rows(page, place, layout, doubtful) | {HEAD: cut_head(page, place, layout)}
    is_two = is_bilevel(page)
    return PageFacts(source, file, number, None, text, False, is_two, _describe(place), kept, crops, beside or ABSENT)


def _find_doubtful(layout: SheetLayout, bubbles: Bubbles) -> list[int]:
    """Item numbers whose mark a person will have to look at, by the usual bounds."""
    levels = find_levels(bubbles.darkness)
    g = weigh(bubbles.darkness, levels)
    rings = weigh_rings(bubbles.rings, g)
    if rings is None:
        return []
    fields = read_fields(layout, bubbles, g, rings, levels)
    found = [number for number, mark in fields.marks if mark == REVIEW or len(mark) > 1]
    return found[:MOST_ROWS_SHOWN]


def _describe(place: Place) -> PlaceFacts:
    return PlaceFacts(
        round(place.scale * 1000),
        round(place.residual * 1000),
        round(place.bend * 1000),
        round(place.twist * 1000),
        place.fiducials,
        place.anchors,
    )
