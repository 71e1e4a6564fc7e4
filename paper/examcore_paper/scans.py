"""Knows which files may hold scans: their first bytes, and in what order a folder of them is read.

Must not decode any picture: it runs in a light install, without picture libraries.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["image", "pdf"]

IMAGE_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
PDF_SIGNATURE = b"%PDF-"
HEAD_BYTES = 1024
SCAN_FORMAT = "examcore scan 1"
SCAN_SUFFIX = ".scan"
PAGES, REVIEW_FILE, TYPED_FILE = "pages.scan", "review.jsonl", "typed.jsonl"
"""What the paper delivery keeps of a sitting: the scan file, officers' decisions, and the sheets they typed."""
TYPED_SOURCE = "typed"
"""What stands for a file's hash where officers typed a sheet."""


def kind_of(file: Path) -> Kind | None:
    """What a file is by its first bytes, whatever it is called; None for no scan. Raises OSError."""
    with file.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith(IMAGE_SIGNATURES):
        return "image"
    return "pdf" if PDF_SIGNATURE in head else None


def is_scan_file(file: Path) -> bool:
    """Whether a file holds kept facts of pages (docs/formats/scan.md) instead of pictures."""
    if file.suffix != SCAN_SUFFIX or not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return SCAN_FORMAT.encode() in stream.read(64)
    except OSError:
        return False  # as a picture it is listed with the reason


def is_scan(file: Path) -> bool:
    """Whether a file can be opened and begins like a PNG, JPEG, TIFF or PDF; a pipe is not waited for."""
    try:
        return file.is_file() and kind_of(file) is not None
    except OSError:
        return False


def files_in(source: Path) -> list[Path]:
    """The file itself, or all that lies under the folder but what is hidden, in the order people count in.

    What is no file, and a folder that is a link or cannot be opened, is there too: whoever reads tells why not.
    """
    if not source.is_dir():
        return [source]
    found: list[Path] = []

    def note(problem: OSError) -> None:
        found.append(Path(problem.filename))

    for folder, folders, names in os.walk(source, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(folder)
        found += [here / name for name in names if not name.startswith(".")]
        found += [here / name for name in folders if (here / name).is_symlink()]
    return sorted(found, key=lambda path: _counting_order(path.relative_to(source).as_posix()))


def _counting_order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """page2 before page10; names that count alike (1, 01) in one order on every machine."""
    pieces = re.split(r"(\d+)", name.lower())
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces], name
