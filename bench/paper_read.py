"""Measures reading of answer sheets: time of a page against bare decoding, wrong and doubtful marks by kind of scan.

Speed is told twice. CPU milliseconds a page, of all processes together, say what two cores can do that do nothing else
and do not slow each other; pages a second are what they did, beside the same processes decoding the same files and
nothing else.
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pypdfium2
from PIL import Image

from examcore_paper.reader import (
    PageFacts,
    PageRef,
    Plan,
    ScanFile,
    decide_page,
    head_of,
    list_pages,
    load_page,
    read_page,
    use_one_thread,
)
from examcore_paper.reader.batch import ALLOWANCE, PAGES_A_TASK
from examcore_paper.reader.memory import keep_memory
from examcore_paper.reader.pdf import keep_pdf_open
from examcore_paper.reader.shield import Shield
from examcore_paper.reader.worker import examine_watched, pack_layout
from examcore_paper.simulate import NORMAL, RECIPES, ROUGH, SCAN, SHEET_KEY, Habits, Recipe, bind_pdf, encode
from examcore_paper.simulate.room import invent_sitting, simulate_page

SITTING = invent_sitting(candidates=2000)
PLAN = Plan.of(SITTING, SHEET_KEY)
SEED = 20241115
PROCESSES = 2

Task: TypeAlias = Callable[[tuple[PageRef, ...]], tuple[tuple[PageFacts, ...], float]]


@dataclass(frozen=True, slots=True)
class Run:
    """What some pages took: CPU milliseconds a page in all processes, and pages a second."""

    ms: float
    pages: float


@dataclass(frozen=True, slots=True)
class Speed:
    """One kind of file: CPU ms a page to decode and to read in one process, then both by all; the goal in pages/s."""

    name: str
    decode_ms: float
    read_ms: float
    decoded: Run
    stored: Run
    goal: int


KINDS = (
    ("JPEG, 200 dpi", "jpg", "scan", 100),
    ("JPEG in PDF, 200 dpi", "pdf", "scan", 100),
    ("JPEG, 300 dpi", "jpg", "300 dpi", 60),
    ("JPEG in PDF, 300 dpi", "pdf", "300 dpi", 60),
    ("PDF that is drawn, 200 dpi", "drawn", "scan", 25),
    ("JPEG of a phone, 200 dpi", "jpg", "phone", 25),
    ("PNG, 200 dpi", "png", "scan", 0),
)
"""Name, kind of file, recipe of scanning, and the pages a second that are to be reached on two cores (0: none said)."""


def write_pages(folder: Path, kind: str, recipe_name: str, count: int) -> list[PageRef]:
    """`count` simulated pages as files of one kind."""
    recipe = next(r for r in RECIPES if r.name == recipe_name)
    dpi = recipe.dpi
    pages = [simulate_page(SITTING, serial, SEED, recipe).page for serial in range(1, count + 1)]
    folder.mkdir()
    if kind in ("pdf", "drawn"):
        jpegs = [encode(page, "jpeg", dpi, recipe.quality) for page in pages]
        data = bind_pdf(jpegs, dpi)
        (folder / "all.pdf").write_bytes(stamp_pdf(data) if kind == "drawn" else data)
    else:
        for number, page in enumerate(pages, start=1):
            data = encode(page, "png" if kind == "png" else "jpeg", dpi, recipe.quality)
            (folder / f"{number:03d}.{kind}").write_bytes(data)
    return [entry for entry in list_pages([folder]) if isinstance(entry, PageRef)]


def stamp_pdf(data: bytes) -> bytes:
    """The same with a grey stamp on every page, as scanners print a date: such a page has to be drawn."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        stamp = pypdfium2.PdfImage.new(document)
        stamp.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.new("L", (40, 40), 90)))
        stamp.set_matrix(pypdfium2.PdfMatrix().scale(10, 10).translate(290, 18))
        page.insert_obj(stamp)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cpu_ms(steps: Sequence[Callable[[PageRef], object]], refs: list[PageRef], runs: int = 5) -> list[float]:
    """CPU milliseconds a page of each step, the median of some runs in this process, page by page in turn."""
    taken: list[list[float]] = [[] for _ in steps]
    for _ in range(runs):
        sums = [0.0] * len(steps)
        for ref in refs:
            for place, step in enumerate(steps):
                began = time.process_time()
                step(ref)
                sums[place] += time.process_time() - began
        for place, one in enumerate(sums):
            taken[place].append(one * 1000 / len(refs))
    return [statistics.median(one) for one in taken]


def decode_some(refs: tuple[PageRef, ...]) -> tuple[tuple[PageFacts, ...], float]:
    """Decode pages and nothing else; the CPU seconds it took."""
    use_one_thread()
    keep_pdf_open()
    began = time.process_time()
    for ref in refs:
        load_page(ref)
    return (), time.process_time() - began


def read_some(layout: bytes, refs: tuple[PageRef, ...]) -> tuple[tuple[PageFacts, ...], float]:
    """The facts of pages as a reading process gives them; the CPU seconds it took."""
    began = time.process_time()
    return examine_watched(layout, ALLOWANCE, refs), time.process_time() - began


def run_all(shield: Shield, task: Task, refs: list[PageRef], store: Path | None) -> Run:
    """The task done to all pages by the processes of `shield`, what it gives kept and decided as a command does."""
    chunks = [tuple(refs[at : at + PAGES_A_TASK]) for at in range(0, len(refs), PAGES_A_TASK)]
    began, own, cpu = time.perf_counter(), time.process_time(), 0.0
    with ExitStack() as stack:
        kept = stack.enter_context(ScanFile(store, head_of(SITTING.id, PLAN.layout))) if store else None
        for facts, seconds in shield.run(task, chunks, task):
            cpu += seconds
            if kept is not None:
                kept.add(facts)
            for one in facts:
                decide_page(PLAN, one)
    taken = time.perf_counter() - began
    return Run((cpu + time.process_time() - own) * 1000 / len(refs), len(refs) / taken)


def measure_speed(pages: int, runs: int = 3) -> Iterator[Speed]:
    """All kinds of files; decoding and reading are measured in turn on the same files."""
    read_task = partial(read_some, pack_layout(PLAN.layout))
    with tempfile.TemporaryDirectory() as desk, Shield(PROCESSES) as shield:
        for place, (name, kind, recipe, goal) in enumerate(KINDS):
            refs = write_pages(Path(desk) / str(place), kind, recipe, pages)
            decode, read = cpu_ms((load_page, partial(read_page, PLAN)), refs)
            many = refs * 8
            run_all(shield, read_task, many[:64], None)
            decoded, stored = [], []
            for run in range(runs):
                decoded.append(run_all(shield, decode_some, many, None))
                stored.append(run_all(shield, read_task, many, Path(desk) / f"{place}-{run}.scan"))
            yield Speed(name, decode, read, middle(decoded), middle(stored), goal)


def middle(runs: list[Run]) -> Run:
    """The median of both figures."""
    return Run(statistics.median(run.ms for run in runs), statistics.median(run.pages for run in runs))


def measure_marks(recipe: Recipe, habits: Habits, sheets: int) -> tuple[int, int, int, int, int]:
    """Items on pages read, wrong marks nobody would look at, marks and pages for review, pages refused."""
    items = wrong = doubtful = review = refused = 0
    with tempfile.TemporaryDirectory() as desk:
        path = Path(desk) / "page"
        for serial in range(1, sheets + 1):
            filled = simulate_page(SITTING, serial, SEED, recipe, habits)
            path.write_bytes(encode(filled.page, "png" if recipe.bilevel else "jpeg", recipe.dpi, recipe.quality))
            reading = read_page(PLAN, PageRef(str(path), 1, "image"))
            review += reading.state == "review"
            refused += reading.state == "refused"
            if reading.state != "read":
                continue
            if (reading.candidate, reading.booklet) != (filled.number, filled.code):
                wrong += len(reading.marks)
            for number, mark in reading.marks:
                items += 1
                doubtful += mark == "?"
                wrong += mark not in ("?", filled.truth[number])
    return items, wrong, doubtful, review, refused


def main() -> int:
    """Print two Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=24, help="different pages of each kind of file")
    parser.add_argument("--sheets", type=int, default=40, help="sheets of 100 items of each kind of scan")
    options = parser.parse_args()
    use_one_thread()
    keep_memory()
    keep_pdf_open()
    print(f"Reading, {options.pages} different pages a kind; the limit is decoding the same files and nothing else.\n")
    print(
        "| file | decode, CPU ms | read, CPU ms | read / decode | with storing, CPU ms | so two cores, pages/s "
        f"| stored by {PROCESSES} processes, pages/s | only decoded, pages/s | goal |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for speed in measure_speed(options.pages):
        print(
            f"| {speed.name} | {speed.decode_ms:.1f} | {speed.read_ms:.1f} | {speed.read_ms / speed.decode_ms:.2f} "
            f"| {speed.stored.ms:.1f} | {PROCESSES * 1000 / speed.stored.ms:.0f} | {speed.stored.pages:.0f} "
            f"| {speed.decoded.pages:.0f} | {speed.goal or ''} |",
            flush=True,
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nMemory peak of a reading process: {peak:.0f} MB.\n")
    print(f"Marks, {options.sheets} sheets of 100 items a kind, seed {SEED}, simulated pens and scans.\n")
    print("| scan | habits | items read | silent errors | marks for review | pages for review | pages refused |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for name, habits in (("normal", NORMAL), ("rough", ROUGH)):
        for recipe in RECIPES if name == "normal" else (SCAN,):
            items, wrong, doubtful, review, refused = measure_marks(recipe, habits, options.sheets)
            share = f"{100 * doubtful / items:.2f} %" if items else "-"
            print(f"| {recipe.name} | {name} | {items} | {wrong} | {share} | {review} | {refused} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
