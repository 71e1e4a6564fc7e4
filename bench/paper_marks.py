"""Measures what becomes of marks, kind by kind of simulated sheet: silent errors, marks and pages for review, places.

Every sheet of the published kinds and seed goes through a real file; wrong is a mark that nobody would look at and that
is not what stands on the sheet. With no error in n items the rate is below 3 / n (95 %).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from examcore_paper.layout import layout_of
from examcore_paper.reader import Plan, decide_page, examine_page, list_pages, use_one_thread
from examcore_paper.reader.locate import locate
from examcore_paper.reader.places import bubble_points
from examcore_paper.simulate import NORMAL, ROUGH, SHEET_KEY, invent_sitting
from examcore_paper.simulate.draw import draw_sheet
from examcore_paper.simulate.kinds import KINDS, SEED, Kind, find_kind
from examcore_paper.simulate.scan import degrade
from examcore_paper.simulate.write import SITTINGS as FOLDERS
from examcore_paper.simulate.write import encode_kind, simulate_kind

SITTINGS = {marking: invent_sitting(candidates=5000, marking=marking) for marking in FOLDERS}
PLANS = {marking: Plan.of(sitting, SHEET_KEY) for marking, sitting in SITTINGS.items()}
SITTING = SITTINGS["fill"]
HARDER = ("jpeg-30", "skew-3", "scan-100", "worst-100", "phone")
"""Scans for which the goal is a lower one; all other grey kinds are of 150 to 300 dpi."""
ALL_SHEETS = 160


@dataclass(slots=True)
class Tally:
    """What became of the sheets of a kind."""

    sheets: int = 0
    read: int = 0
    located: int = 0
    listed: int = 0
    items: int = 0
    wrong: int = 0
    doubtful: int = 0
    stranger: int = 0
    read_ms: float = 0.0

    def add(self, other: Tally) -> None:
        """Take in the counts of another."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def read_some(kind_name: str, seed: int, serials: range) -> Tally:
    """Simulate, write, read and compare the sheets of some serials."""
    use_one_thread()
    kind = find_kind(kind_name)
    assert kind is not None
    tally = Tally()
    sitting, plan = SITTINGS[kind.marking], PLANS[kind.marking]
    with tempfile.TemporaryDirectory() as desk:
        path = Path(desk) / "page"
        for serial in serials:
            filled = simulate_kind(sitting, kind, serial, seed)
            path.write_bytes(encode_kind(kind, filled))
            (ref,) = list_pages([path])
            began = time.process_time()
            facts = examine_page(plan.layout, ref)  # type: ignore[arg-type]
            reading = decide_page(plan, facts)
            tally.read_ms += (time.process_time() - began) * 1000
            tally.sheets += 1
            tally.located += facts.place is not None
            tally.listed += reading.state != "read" and reading.reason is not None
            if reading.state != "read":
                continue
            tally.read += 1
            tally.stranger += (reading.candidate, reading.booklet) != (filled.number, filled.code)
            for number, mark in reading.marks:
                tally.items += 1
                tally.doubtful += mark == "?"
                tally.wrong += mark not in ("?", filled.truth[number])
    return tally


def measure_position(kind: Kind, sheets: int) -> float:
    """The largest distance in mm between a bubble's centre as located and as it lies, on scans turned but not bent."""
    layout = layout_of(SITTING)
    worst = 0.0
    for serial in range(1, sheets + 1):
        generator = np.random.default_rng([SEED, serial])
        page = draw_sheet(layout, "A" * 29, 200)
        dots = np.full_like(page, 255)
        points = bubble_points(layout)[serial % 7 :: 41]
        spot = np.round((points * 200 / 25.4 - 0.5) * 16).astype(int)  # a pixel spans from its index to the next
        for x, y in spot:
            cv2.circle(dots, (int(x), int(y)), 24 * 2, (0,), -1, cv2.LINE_AA, 4)
        state = generator.bit_generator.state
        seen = degrade(page, 200, kind.recipe, generator)
        generator.bit_generator.state = state
        moved = degrade(dots, 200, kind.recipe, generator).astype(float)
        place = locate(seen, layout)
        if place is None:
            continue
        for x, y in place.pixels(points):
            x0, y0 = round(x) - 8, round(y) - 8
            window = np.clip(235 - moved[y0 : y0 + 17, x0 : x0 + 17], 0, None)
            if window.sum() <= 0:
                continue
            rows, columns = np.indices(window.shape)
            centre = (window * columns).sum() / window.sum() + x0, (window * rows).sum() / window.sum() + y0
            worst = max(worst, float(np.hypot(centre[0] - x, centre[1] - y)) / place.scale)
    return worst


def main() -> int:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=40, help="sheets of 100 items of each kind")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other sheets of the same kinds")
    parser.add_argument(
        "--all", action="store_true", help=f"{ALL_SHEETS} sheets a kind and the next seed: 300,000 items"
    )
    parser.add_argument("--kind", action="append", default=[], help="only this kind (repeatable)")
    options = parser.parse_args()
    if options.all:
        options.sheets, options.seed = max(options.sheets, ALL_SHEETS), options.seed + 1
    kinds = [kind for kind in KINDS if not options.kind or kind.name in options.kind]
    print(f"{options.sheets} sheets of 100 items a kind, seed {options.seed}; {os.cpu_count()} processes.\n")
    print(
        "| kind | sheets | located | read | listed | items | silent errors | for review | wrong owner | CPU ms/page |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    total: dict[str, Tally] = {}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for kind in kinds:
            starts = range(1, options.sheets + 1, 20)
            chunks = [range(start, min(start + 20, options.sheets + 1)) for start in starts]
            tally = Tally()
            for part in pool.map(partial(read_some, kind.name, options.seed), chunks):
                tally.add(part)
            print_row(kind.name, tally)
            for name in sums_of(kind):
                total.setdefault(name, Tally()).add(tally)
    for name, tally in total.items():
        print_row(name, tally)
        if tally.items and not tally.wrong:
            print(f"<!-- {name}: below {3 / tally.items:.1e} (95 %, rule of three) -->")
    clean, scanned = (measure_position(find_kind(name) or kinds[0], 20) for name in ("clean", "scan-200"))
    print(f"\nBubble position, worst on 20 sheets at 200 dpi: {clean:.3f} mm clean, {scanned:.3f} mm scanned.")
    return 0


def sums_of(kind: Kind) -> list[str]:
    """The sums a kind counts in: black-and-white pages go to review whole and count in none."""
    if kind.recipe.bilevel:
        return []
    if kind.marking == "cross":
        return ["all crossed"]
    usual = ["all filled in, grey"]
    if kind.name not in HARDER:
        usual.append("150 to 300 dpi grey")
        if kind.habits == NORMAL:
            usual.append("150 to 300 dpi grey, normal mix")
    if kind.habits == ROUGH:
        usual.append("rough mix")
    return usual


def print_row(name: str, tally: Tally) -> None:
    """One line of the table."""
    share = f"{100 * tally.doubtful / tally.items:.2f} %" if tally.items else "-"
    print(
        f"| {name} | {tally.sheets} | {tally.located} | {tally.read} | {tally.listed} | {tally.items} | {tally.wrong} "
        f"| {share} | {tally.stranger} | {tally.read_ms / max(tally.sheets, 1):.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
