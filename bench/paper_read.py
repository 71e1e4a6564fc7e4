"""Measures reading of answer sheets: pages a second against bare decoding, wrong and doubtful marks by kind of scan."""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pypdfium2
from PIL import Image

from examcore_paper.reader import (
    PageRef,
    Plan,
    Readers,
    ScanFile,
    decide_page,
    examine_each,
    head_of,
    keep_each,
    list_pages,
    load_page,
    read_page,
    use_one_thread,
)
from examcore_paper.simulate import NORMAL, RECIPES, ROUGH, SCAN, SHEET_KEY, Habits, Recipe, bind_pdf, encode
from examcore_paper.simulate.room import invent_sitting, simulate_page

SITTING = invent_sitting(candidates=2000)
PLAN = Plan.of(SITTING, SHEET_KEY)
SEED = 20241115
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Speed:
    """One kind of file: CPU ms a page to decode and to read, pages a second with storing, and the goal for it."""

    name: str
    decode_ms: float
    read_ms: float
    clock: float
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


def cpu_ms(step: Callable[[PageRef], object], refs: list[PageRef], runs: int = 3) -> float:
    """CPU milliseconds a page, the median of some runs in this process."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        for ref in refs:
            step(ref)
        taken.append((time.process_time() - began) * 1000 / len(refs))
    return statistics.median(taken)


def measure_speed(pages: int) -> list[Speed]:
    """All kinds of files, decode and read measured in turn on the same files."""
    speeds = []
    context = get_context("spawn")
    with (
        tempfile.TemporaryDirectory() as desk,
        ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=use_one_thread) as pool,
    ):
        for place, (name, kind, recipe, goal) in enumerate(KINDS):
            refs = write_pages(Path(desk) / str(place), kind, recipe, pages)
            decode = cpu_ms(load_page, refs)
            read = cpu_ms(partial(read_page, PLAN), refs)
            many = refs * 4
            readers = Readers(executor=pool)
            for facts in examine_each(PLAN.layout, many[:32], readers):
                assert facts
            began = time.perf_counter()
            with ScanFile(Path(desk) / f"{place}.scan", head_of(SITTING.id, PLAN.layout)) as store:
                for one in keep_each(examine_each(PLAN.layout, many, readers), store):
                    decide_page(PLAN, one)
            speeds.append(Speed(name, decode, read, len(many) / (time.perf_counter() - began), goal))
    return speeds


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
    print(f"Reading, {options.pages} different pages a kind; the limit is decoding the same files and nothing else.\n")
    print("| file | decode, CPU ms | read, CPU ms | read / decode | pages/s a core "
          f"| pages/s stored, {PROCESSES} processes | goal | share of the goal |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for speed in measure_speed(options.pages):
        ratio = speed.read_ms / speed.decode_ms
        print(
            f"| {speed.name} | {speed.decode_ms:.1f} | {speed.read_ms:.1f} | {ratio:.2f} "
            f"| {1000 / speed.read_ms:.0f} | {speed.clock:.0f} "
            + (f"| {speed.goal} | {speed.clock / speed.goal:.2f} |" if speed.goal else "| | |"),
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
