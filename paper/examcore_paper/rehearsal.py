"""Knows how a room on paper is rehearsed: real printed sheets, a simulated pen, a simulated scanner.

Must not know how scans are read, nor any key: answers come from whoever rehearses.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

from examcore.files import write_whole
from examcore.hooks import Progress
from examcore.nouns import Booklet, Sitting, SittingSecrets
from examcore_paper.layout import LETTERS, SheetLayout, layout_of
from examcore_paper.simulate import NORMAL, PENS, SCAN, bind_pdf, degrade, encode, make_marks, plan_marks
from examcore_paper.simulate.crossing import Crossing, plan_crosses

Grey: TypeAlias = npt.NDArray[np.uint8]
Batch: TypeAlias = Literal["pdf", "tiff", "png", "jpeg"]

DPI = 200
# A double mark is an answer of its own: in a rehearsal it would be the pen, not the candidate, who gave it.
HABITS = replace(NORMAL, double=0.0)
CROSSING = Crossing(changed=0.008, again=0.001, dot=0.0015)
# Now and then a sheet lies in the feeder head down.
RECIPE = replace(SCAN, turns=(0, 0, 0, 180))
# What a scanning room brings: most in one PDF, some pages by themselves.
MIX: tuple[Batch, ...] = ("pdf", "pdf", "tiff", "pdf", "png", "jpeg")

_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to fill: its page in the printed PDF (from 0), its owner, their answers as letters."""

    page: int
    number: str
    code: str
    answers: dict[int, str]


def rehearse_room(
    sitting: Sitting,
    booklets: Mapping[str, Booklet],
    secrets: SittingSecrets,
    answers: Mapping[str, Mapping[str, str]],
    into: Path,
    workers: int = 2,
    progress: Progress | None = None,
) -> Path:
    """Print, fill and scan a sheet for every candidate in `booklets`; `into` then holds nothing but scans."""
    from examcore_paper.sheets import print_sheets

    layout = layout_of(sitting)
    numbers = sorted(booklets)
    sheets = [
        Sheet(page, number, booklets[number].code, letters_of(booklets[number], answers.get(number, {})))
        for page, number in enumerate(numbers)
    ]
    scans: list[Grey] = []
    with tempfile.TemporaryDirectory(prefix="examcore-") as desk:
        printed = print_sheets(sitting, secrets, tuple(numbers), Path(desk))
        document = pypdfium2.PdfDocument(printed)
        try:
            with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
                for scan in pool.map(lambda sheet: _fill(document, layout, sitting, sheet), sheets):
                    scans.append(scan)
                    if progress:
                        progress(len(scans), len(sheets))
        finally:
            document.close()
    into.mkdir(parents=True, exist_ok=True)
    write_scans(scans, into)
    return into


def letters_of(booklet: Booklet, answers: Mapping[str, str]) -> dict[int, str]:
    """Answers (question id to option id) as letters by question number, in the order of this booklet."""
    letters: dict[int, str] = {}
    for number, question in enumerate(booklet.questions, start=1):
        order = [option.id for option in question.options]
        if question.id in answers:
            letters[number] = LETTERS[order.index(answers[question.id])]
    return letters


def write_scans(scans: list[Grey], into: Path) -> list[Path]:
    """The scans as a scanning room delivers them: a PDF of several pages, a TIFF of several, PNG and JPEG."""
    kinds = [MIX[i % len(MIX)] for i in range(len(scans))]
    by_kind: dict[Batch, list[Grey]] = {}
    for kind, scan in zip(kinds, scans, strict=True):
        by_kind.setdefault(kind, []).append(scan)
    files: dict[str, bytes] = {}
    for kind, pages in by_kind.items():
        if kind == "pdf":
            files["batch.pdf"] = bind_pdf([encode(page, "jpeg", DPI, RECIPE.quality) for page in pages], DPI)
        elif kind == "tiff":
            files["batch.tiff"] = _bind_tiff(pages)
        else:
            suffix = "jpg" if kind == "jpeg" else kind
            for count, page in enumerate(pages, start=1):
                files[f"page-{count:03d}.{suffix}"] = encode(page, kind, DPI, RECIPE.quality)
    for name, data in files.items():
        write_whole(into / name, data)
    return [into / name for name in files]


def _fill(document: pypdfium2.PdfDocument, layout: SheetLayout, sitting: Sitting, sheet: Sheet) -> Grey:
    seed = hashlib.sha256(f"examcore rehearsal\0{sitting.id}\0{sheet.number}".encode()).digest()
    generator = np.random.default_rng(np.frombuffer(seed, np.uint32))
    with _PDFIUM:
        bitmap = document[sheet.page].render(scale=DPI / 72, grayscale=True)
        page = np.array(bitmap.to_pil().convert("L"), np.uint8)
    if layout.marking == "cross":
        strokes, _ = plan_crosses(layout, sheet.answers, sheet.number, sheet.code, CROSSING, generator)
    else:
        strokes, _ = plan_marks(layout, sheet.answers, sheet.number, sheet.code, HABITS, generator)
    pen = PENS[int(generator.integers(0, len(PENS)))]
    make_marks(page, strokes, pen, DPI, layout.bubble, generator)
    return degrade(page, DPI, RECIPE, generator)


def _bind_tiff(pages: list[Grey]) -> bytes:
    first, *others = [Image.fromarray(page) for page in pages]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", compression="tiff_lzw", dpi=(DPI, DPI), save_all=True, append_images=others)
    return buffer.getvalue()
