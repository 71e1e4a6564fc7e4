"""Knows what a scan of any answer sheet tells about the scanner and the printer, in words a clerk can act on.

Must not know whose sheet it is or what is marked on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from examcore.language import Decimals, Message, messages
from examcore_paper.layout import SheetLayout
from examcore_paper.reader.batch import list_shielded
from examcore_paper.reader.images import is_bilevel, refuse_cost
from examcore_paper.reader.locate import Grey, Place, locate
from examcore_paper.reader.measure import measure_bubbles
from examcore_paper.reader.pages import Fault, PageRef, load_page, read_dpi
from examcore_paper.reader.places import places_of
from examcore_paper.reader.shield import Shield, run_alone, watched
from examcore_paper.reader.worker import use_one_thread
from examcore_paper.scans import files_in

msg = messages("examcore_paper")

Severity: TypeAlias = Literal["good", "warning", "bad"]
Floats: TypeAlias = npt.NDArray[np.float64]

LEAST_DPI, GOOD_DPI = 95, 145
SCALE_OFF = 0.01
MOST_SKEW_DEG = 3.0
DIM_WHITE, DARK_WHITE = 190.0, 130.0
FAINT_RING = 0.12
STREAK_DARKER = 10.0
STREAK_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about the scanner: how bad it is, what it is, what to do."""

    severity: Severity
    code: str
    text: Message
    advice: Message | None = None


def inspect_file(layout: SheetLayout, ref: PageRef) -> tuple[Finding, ...]:
    """What a page of a file tells; the worst first."""
    page = load_page(ref)
    if isinstance(page, Fault):
        return (Finding("bad", "unreadable", page.reason),)
    return inspect_page(layout, page, read_dpi(Path(ref.file)))


def inspect_watched(layout: SheetLayout, ref: PageRef) -> tuple[Finding, ...]:
    """The same in a process of ours: a page that takes too long ends it."""
    use_one_thread()
    with watched():
        return inspect_file(layout, ref)


def inspect_shielded(
    layout: SheetLayout, sources: Sequence[Path]
) -> Iterator[tuple[PageRef | Fault, tuple[Finding, ...]]]:
    """What every page of the files and folders tells, each opened by a process with limits."""
    task = partial(inspect_watched, layout)

    def rescue(ref: PageRef) -> tuple[Finding, ...]:
        found = run_alone(task, ref)
        return found if found is not None else (Finding("bad", "unreadable", refuse_cost().reason),)

    with Shield(1) as shield:
        entries = list(list_shielded(shield, [file for source in sources for file in files_in(source)]))
        for entry in entries:
            if isinstance(entry, Fault):
                yield entry, (Finding("bad", "unreadable", entry.reason),)
            else:
                yield entry, next(shield.run(task, [entry], rescue))


def inspect_page(layout: SheetLayout, page: Grey, dpi: float = 0.0) -> tuple[Finding, ...]:
    """What a page tells; `dpi` is what the file says, 0 where it does not. One finding "good" if nothing is wrong."""
    place = locate(page, layout)
    if is_bilevel(page):
        found = [Finding("bad", "bilevel", msg("the scanner is in black-and-white mode"), msg("choose greyscale"))]
    else:
        found = []
    if place is None:
        lost = msg("the corner marks of an answer sheet were not found")
        found.append(Finding("bad", "no-sheet", lost, msg("scan a printed answer sheet, whole, with all four corners")))
        return tuple(found)
    found += [*_judge_place(layout, page, place, dpi), *_judge_light(layout, page, place), *_find_streaks(page, place)]
    order = {"bad": 0, "warning": 1, "good": 2}
    found.sort(key=lambda one: order[one.severity])
    return tuple(found) or (Finding("good", "good", msg("the scan is good")),)


def _judge_place(layout: SheetLayout, page: Grey, place: Place, dpi: float) -> Iterator[Finding]:
    seen_dpi = place.scale * 25.4
    if seen_dpi < LEAST_DPI:
        yield Finding("bad", "resolution", msg("the resolution is too low: {dpi} dpi", dpi=round(seen_dpi)),
                      msg("choose 200 dpi"))  # fmt: skip
    elif seen_dpi < GOOD_DPI:
        yield Finding("warning", "resolution", msg("the resolution is low: {dpi} dpi", dpi=round(seen_dpi)),
                      msg("choose 200 dpi"))  # fmt: skip
    if dpi and abs(seen_dpi / dpi - 1) > SCALE_OFF and seen_dpi >= LEAST_DPI:
        told = msg(
            "the sheet is printed or scanned at {percent} % of its size", percent=Decimals(100 * seen_dpi / dpi, 1)
        )
        advice = msg("print at 100 %, not fitted to the page; the ruler on the sheet must measure 100 mm")
        yield Finding("warning", "scale", told, advice)
    if place.fiducials < len(layout.fiducials):
        yield Finding("warning", "cut", msg("a corner of the sheet is cut off or covered"),
                      msg("lay the sheet straight and scan the whole A4 page"))  # fmt: skip
    if place.anchors < len(layout.anchors):
        yield Finding("warning", "edge", msg("{count} of the squares at the edges are not seen",
                      count=len(layout.anchors) - place.anchors), msg("scan the whole A4 page"))  # fmt: skip
    if place.residual > 0.25 or place.bend > 2.0:
        yield Finding("warning", "bent", msg("the page is bent or stretched by {mm} mm",
                      mm=Decimals(max(place.residual, place.bend), 1)),
                      msg("lay the sheet flat; clean the rollers of the feeder"))  # fmt: skip
    ends = place.pixels(np.array([(20.0, 150.0), (190.0, 150.0)]))
    angle = float(np.degrees(np.arctan2(ends[1, 1] - ends[0, 1], ends[1, 0] - ends[0, 0])))
    skew = abs((angle + 45) % 90 - 45)
    if skew > MOST_SKEW_DEG:
        yield Finding("warning", "skew", msg("the sheet lies askew by {degrees} degrees", degrees=Decimals(skew, 1)),
                      msg("push the guides of the feeder against the paper"))  # fmt: skip


def _judge_light(layout: SheetLayout, page: Grey, place: Place) -> Iterator[Finding]:
    bubbles = measure_bubbles(page, place, layout)
    white = float(np.median(bubbles.white))
    if white < DARK_WHITE:
        yield Finding("bad", "dark", msg("the scan is much too dark"), msg("make the scan brighter"))
    elif white < DIM_WHITE:
        yield Finding("warning", "dim", msg("the scan is rather dark"), msg("make the scan brighter"))
    elif float(np.percentile(bubbles.white, 99)) - float(np.percentile(bubbles.white, 1)) > 70:
        yield Finding("warning", "shadow", msg("one part of the page is much darker than another"),
                      msg("close the lid; do not photograph under one lamp"))  # fmt: skip
    empty = bubbles.rings[bubbles.darkness < 0.15]
    if len(empty) > places_of(layout).count // 4 and float(np.median(empty)) < FAINT_RING:
        told = msg("printed circles are hardly seen: the scan is too bright or blurred, or the print pale")
        yield Finding("warning", "pale", told, msg("lower the brightness, clean the glass, or change the toner"))


def _find_streaks(page: Grey, place: Place) -> Iterator[Finding]:
    """A line down the whole page, as dirt on the glass of a feeder makes: dark where the paper beside it is not."""
    k = max(1, round(place.scale / 4))
    small = cv2.resize(page, (page.shape[1] // k, page.shape[0] // k), interpolation=cv2.INTER_AREA).astype(np.int16)
    for axis, lines in ((0, small), (1, small.T)):
        margin = lines.shape[1] // 40
        wide = cv2.blur(lines.astype(np.float32), (1, 9))
        beside = np.minimum(np.roll(wide, 5, axis=1), np.roll(wide, -5, axis=1))
        share = (beside - wide > STREAK_DARKER).mean(0)[margin:-margin]
        where = np.flatnonzero(share > STREAK_SHARE)
        if len(where):
            place_mm = Decimals((float(where[0]) + margin) * k / place.scale, 0)
            text = (
                msg("a dark line runs down the page, {mm} mm from its left edge", mm=place_mm) if axis == 0
                else msg("a dark line runs across the page, {mm} mm from its upper edge", mm=place_mm)
            )  # fmt: skip
            yield Finding("warning", "streak", text, msg("clean the narrow glass strip of the feeder"))
