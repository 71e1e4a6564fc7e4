"""Knows what facts must be like when they come in a scan file from somewhere else, before anything is made of them.

Must not know what they mean. A chain shows that a file is whole, not who wrote it.
"""

from __future__ import annotations

import base64
import io
import string
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from examcore.errors import BadInput
from examcore.language import messages
from examcore.text import clean_line
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.crops import HEAD
from examcore_paper.reader.facts import PageFacts, PlaceFacts, Told, unpack
from examcore_paper.reader.images import DECODING, MOST_PAGES
from examcore_paper.reader.places import places_of
from examcore_paper.reader.store import ScanHead, read_scan_file

msg = messages("examcore_paper")

MOST_SIGNS = 4096
MOST_CODE = 200
MOST_CROP_BYTES = 200_000
MOST_CROP_PIXELS = 1_000_000
FARTHEST = 10_000_000
"""No measure of a page's place is larger: 10 m in µm, or 10 million pixels a metre."""
PACKAGES = ("examcore", "examcore_paper")


def read_outside(path: Path, head: ScanHead, layout: SheetLayout) -> tuple[PageFacts, ...]:
    """The pages of a scan file that somebody hands in, in order. Raises as `read_scan_file`, and BadInput for a page
    of which no reader of ours can have written that, naming its line.
    """
    pages = read_scan_file(path, head)
    for line, facts in enumerate(pages, start=2):
        if not _can_be(facts, layout):
            raise BadInput(
                msg("{source}:{line} holds what is no page of this sheet", source=str(path), line=line),
                msg("read the scans themselves"),
            )
    return tuple(replace(facts, file=clean_line(facts.file)) for facts in pages)


def _can_be(facts: PageFacts, layout: SheetLayout) -> bool:
    return (
        _is_hash(facts.source)
        and len(facts.file) <= MOST_SIGNS
        and 0 <= facts.page <= MOST_PAGES
        and (facts.fault is None or _is_sentence(facts.fault))
        and all(len(code) <= MOST_CODE and code.isascii() for code in (facts.code, facts.beside or ""))
        and (facts.place is None or (_is_place(facts.place) and _are_measures(facts.bubbles, layout)))
        and _are_crops(facts, layout)
    )


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _is_line(text: str) -> bool:
    return len(text) <= MOST_SIGNS and clean_line(text) == text


def _is_sentence(told: Told) -> bool:
    """Whether a sentence has plain places only, each with its value: anything else could do more than say something."""
    try:
        places = [piece[1:] for piece in string.Formatter().parse(told.template) if piece[1] is not None]
    except ValueError:
        return False
    names = {name for name, _ in told.values}
    return (
        told.package in PACKAGES
        and _is_line(told.template)
        and all(name in names and not layout and conversion is None for name, layout, conversion in places)
        and all(_is_sentence(v) if isinstance(v, Told) else _is_line(str(v)) for _, v in told.values)
    )


def _is_place(place: PlaceFacts) -> bool:
    measures: Sequence[int] = (place.residual, place.bend, place.twist, place.fiducials, place.anchors)
    return 0 < place.scale <= FARTHEST and all(0 <= one <= FARTHEST for one in measures)


def _are_measures(kept: str, layout: SheetLayout) -> bool:
    try:
        unpack(kept, places_of(layout).count)
    except (ValueError, BadInput):
        return False
    return True


def _are_crops(facts: PageFacts, layout: SheetLayout) -> bool:
    known = {HEAD, *(str(row.number) for row in layout.items)}
    return set(facts.crops) <= known and all(map(_is_picture, facts.crops.values()))


def _is_picture(kept: str) -> bool:
    """Whether a crop is a small JPEG that can be decoded."""
    try:
        data = base64.b64decode(kept, validate=True)
        if len(data) > MOST_CROP_BYTES:
            return False
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_CROP_PIXELS:
                return False
            picture.load()
    except (*DECODING, ValueError):
        return False
    return True
