"""Measures what hostile pictures and PDFs cost the reader of scans: seconds and memory of each, and that it is named.

Each file of the corpus lies in a folder beside an honest sheet, which must be read whatever the file does.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from examcore_paper.reader import Plan, Readers, read_files
from examcore_paper.reader.shield import CPU_SECONDS, MEMORY_BYTES
from examcore_paper.simulate import SCAN, SHEET_KEY, encode, invent_sitting, simulate_page
from tests.paper.hostile import CORPUS

SITTING = invent_sitting()
PLAN = Plan.of(SITTING, SHEET_KEY)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a file cost: seconds in all, MB of the largest child and of the reading process itself, what was said."""

    seconds: float
    child_mb: float
    own_mb: float
    said: str
    honest: str


def measure(there: Connection, folder: str) -> None:
    """Read a folder in this process and send what it cost."""
    began = time.perf_counter()
    readings = read_files(PLAN, [Path(folder)], Readers(workers=1, is_shielded=True))
    seconds = time.perf_counter() - began
    honest = next(one.state for one in readings if Path(one.file).name == "honest.jpg")
    others = [one for one in readings if Path(one.file).name != "honest.jpg"]
    reasons = [f"{one.state}: {one.reason.read('en')}" for one in others if one.reason]
    said = reasons[0] if reasons else "NOT NAMED"
    if any(one.state == "read" for one in others):
        said = "READ"
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    there.send(Cost(seconds, peaks[0], peaks[1], f"{said} ({len(others)} pages)", honest))


def main() -> int:
    """Print a Markdown table; 1 where a file was not named, was read, or hurt the honest sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="how large the bombs are")
    parser.add_argument("--file", action="append", default=[], help="only this file (repeatable)")
    options = parser.parse_args()
    names = [name for name in CORPUS if not options.file or name in options.file]
    print(f"{len(names)} hostile files, bombs at scale {options.scale:g}; a piece of work may take {CPU_SECONDS} s of "
          f"processor and {MEMORY_BYTES // 1024**2} MB of addresses.\n")  # fmt: skip
    print("| file | kB | seconds | MB, reading process | MB, main process | said | honest sheet |")
    print("|---|---:|---:|---:|---:|---|---|")
    honest = encode(simulate_page(SITTING, 1, 1).page, "jpeg", 200, SCAN.quality)
    costs = []
    for name in names:
        with tempfile.TemporaryDirectory() as desk:
            (Path(desk) / "honest.jpg").write_bytes(honest)
            data = CORPUS[name](options.scale)
            (Path(desk) / name).write_bytes(data)
            here, there = get_context("spawn").Pipe(duplex=False)
            child = get_context("spawn").Process(target=measure, args=(there, desk))
            child.start()
            there.close()
            try:
                cost: Cost = here.recv()
            except EOFError:
                cost = Cost(0, 0, 0, "DIED", "lost")
            child.join()
        costs.append(cost)
        print(f"| {name} | {len(data) / 1000:.0f} | {cost.seconds:.1f} | {cost.child_mb:.0f} | {cost.own_mb:.0f} "
              f"| {cost.said} | {cost.honest} |", flush=True)  # fmt: skip
    print(f"\nMost: {max(c.seconds for c in costs):.1f} s, {max(c.child_mb for c in costs):.0f} MB in a reader, "
          f"{max(c.own_mb for c in costs):.0f} MB in the main one.")  # fmt: skip
    bad = [c for c in costs if c.honest != "read" or c.said.startswith(("NOT", "READ", "DIED"))]
    print(f"{len(bad)} of {len(costs)} files were not named, were read, or hurt the honest sheet.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
