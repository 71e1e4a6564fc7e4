"""Knows how simulated sheets are written to a folder with their truth, so that any reader can be tried on them.

Must not know any reader.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from examcore.canonical import encode as canonical
from examcore.files import write_whole
from examcore.hooks import Progress
from examcore.nouns import Marking, Sitting, SittingSecrets
from examcore_paper.layout import geometry, layout_of
from examcore_paper.simulate.kinds import Kind
from examcore_paper.simulate.room import SHEET_KEY, Filled, invent_sitting, simulate_page
from examcore_paper.simulate.scan import encode

SITTINGS: dict[Marking, str] = {"fill": "sitting", "cross": "sitting-cross"}
"""The folder of the invented sitting of each way to mark."""


def write_set(
    into: Path, kinds: Sequence[Kind], sheets: int, seed: int, progress: Progress | None = None
) -> tuple[Path, int]:
    """Write `sheets` sheets of each kind; the table of truth and how many pages were written.

    The folder then holds one folder a kind with one picture a sheet, `truth.csv` (file, kind, serial, candidate,
    booklet, the letters of each item), `geometry.json` (where every bubble is, in mm), and `sitting/`, an invented
    sitting for which examcore itself can read them; for sheets that are crossed that is `sitting-cross/`.
    """
    sittings = {one: invent_sitting(candidates=max(sheets, 1), marking=one) for one in SITTINGS}
    layout = layout_of(sittings["fill"])
    numbers = [row.number for row in layout.items]
    rows: list[list[str]] = [["file", "kind", "serial", "candidate", "booklet", *map(str, numbers)]]
    done, of = 0, sheets * len(kinds)
    for kind in kinds:
        for serial in range(1, sheets + 1):
            filled = simulate_kind(sittings[kind.marking], kind, serial, seed)
            name, data = name_page(kind, serial), encode_kind(kind, filled)
            write_whole(into / name, data)
            marks = [filled.truth[number] for number in numbers]
            rows.append([name, kind.name, str(serial), filled.number, filled.code, *marks])
            done += 1
            if progress:
                progress(done, of)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write_whole(into / "truth.csv", text.getvalue().encode())
    write_whole(into / "geometry.json", json.dumps(geometry(layout), indent=1).encode())
    for marking, folder in SITTINGS.items():
        if any(kind.marking == marking for kind in kinds):
            write_whole(into / folder / "sitting.json", canonical(sittings[marking]))
            write_whole(into / folder / "secrets.json", canonical(SittingSecrets(SHEET_KEY, ())))
    return into / "truth.csv", done


def simulate_kind(sitting: Sitting, kind: Kind, serial: int, seed: int) -> Filled:
    """The sheet `serial` of a kind."""
    return simulate_page(sitting, serial, seed, kind.recipe, kind.habits, kind.pen, crossing=kind.crossing)


def encode_kind(kind: Kind, filled: Filled) -> bytes:
    """The page as the scanner's file: PNG where it is black and white, else JPEG."""
    return encode(filled.page, "png" if kind.recipe.bilevel else "jpeg", kind.recipe.dpi, kind.recipe.quality)


def name_page(kind: Kind, serial: int) -> str:
    """Where a page lies in the folder."""
    return f"{kind.name}/{serial:05d}.{'png' if kind.recipe.bilevel else 'jpg'}"
