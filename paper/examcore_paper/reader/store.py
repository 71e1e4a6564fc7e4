"""Knows the scan file: the facts of every page that was read, one line each, chained by hashes.

Must not know how a page is measured or what its facts mean. The format is docs/formats/scan.md.

    line 1       {"format":"examcore scan 1","layout":…,"measure":1,"sitting":"S…"}
    line 2 …     hash, a space, the facts of one page

The hash of a line is SHA-256 of the hash before it and the line's own text (of nothing before it for line 1, whose hash
is not written): no line can be changed, taken out or moved without all that follow showing it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.canonical import decode, digest, encode
from examcore.errors import BadInput, BrokenSeal, Conflict, NotSaved
from examcore.files import explain, make_folder, read_limited
from examcore.language import messages
from examcore.record.lock import FileLock, take_lock
from examcore_paper.layout import SheetLayout, geometry
from examcore_paper.reader.facts import MEASURE, PageFacts
from examcore_paper.scans import SCAN_FORMAT

msg = messages("examcore_paper")

MOST_BYTES = 2_000_000_000
HASH_LETTERS = 64


@dataclass(frozen=True, slots=True)
class ScanHead:
    """What all pages of a scan file have in common: the sitting, the layout they were measured by, and how."""

    sitting: str
    layout: str
    measure: int = MEASURE
    format: str = SCAN_FORMAT


def head_of(sitting: str, layout: SheetLayout) -> ScanHead:
    """The head of a scan file of this sitting, measured today."""
    hundredths = _round(geometry(layout))
    return ScanHead(sitting, digest(hundredths))


def read_scan_file(path: Path, head: ScanHead) -> tuple[PageFacts, ...]:
    """The pages kept in a scan file, in the order they were read; a last line that was never finished is left out.

    Raises BadInput where the file is of another sitting, layout or way of measuring, BrokenSeal naming the first
    line that was changed.
    """
    pages, _, _ = _read(read_limited(path, MOST_BYTES), str(path), head)
    return pages


class ScanFile:
    """A scan file open for adding pages; a second process that opens it meanwhile is refused.

    Pages are on the disk when `add` returns. A last line that a power cut left unfinished is cut off on opening.
    """

    def __init__(self, path: Path, head: ScanHead) -> None:
        self.path = path
        if not path.parent.is_dir():
            make_folder(path.parent)
        self._lock = _hold(path)
        try:
            data = read_limited(path, MOST_BYTES) if path.exists() else b""
            first = encode(head) + b"\n"
            pages, self._last, good = _read(data, str(path), head) if b"\n" in data else ((), _hash("", first[:-1]), 0)
            self.pages = {page.key: page for page in pages}
            self._out = path.open("r+b" if path.exists() else "x+b")
            self._out.seek(good)
            self._out.truncate()
            if not good:
                self._append(first)
        except OSError as problem:
            self._lock.release()
            raise _not_saved(path, problem) from problem
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> ScanFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, pages: Sequence[PageFacts]) -> None:
        """Keep these pages and wait until the disk has them; raises NotSaved, and none was kept."""
        lines, last = [], self._last
        for page in pages:
            text = encode(page)
            last = _hash(last, text)
            lines.append(last.encode() + b" " + text + b"\n")
        try:
            self._append(b"".join(lines))
        except OSError as problem:
            raise _not_saved(self.path, problem) from problem
        self._last = last
        self.pages |= {page.key: page for page in pages}

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        self._out.close()
        self._lock.release()

    def _append(self, data: bytes) -> None:
        end = self._out.tell()
        try:
            self._out.write(data)
            self._out.flush()
            os.fsync(self._out.fileno())
        except OSError:
            self._out.seek(end)
            self._out.truncate()
            raise


def _hold(path: Path) -> FileLock:
    guard = path.with_name(f".{path.name}.lock")
    try:
        lock = take_lock(guard)
    except OSError as problem:
        raise _not_saved(guard, problem) from problem
    if lock is None:
        raise Conflict(
            msg("{path} is being written by another run", path=str(path)), msg("wait until it has ended, then go on")
        )
    return lock


def _read(data: bytes, source: str, head: ScanHead) -> tuple[tuple[PageFacts, ...], str, int]:
    """Pages, the last hash, and how many bytes are whole lines."""
    first, *lines = data.split(b"\n")[:-1]
    found = decode(first, ScanHead, f"{source}:1")
    if found != head:
        _refuse_head(found, head, source)
    last, good = _hash("", first), len(first) + 1
    pages = []
    for number, line in enumerate(lines, start=2):
        text = line[HASH_LETTERS + 1 :]
        last = _hash(last, text)
        if line[: HASH_LETTERS + 1] != last.encode() + b" ":
            raise BrokenSeal(
                msg("{source}:{line} was altered, or a line before it is missing", source=source, line=number),
                msg("read the scans again into a new file, and keep this one as evidence"),
            )
        pages.append(decode(text, PageFacts, f"{source}:{number}"))
        good += len(line) + 1
    return tuple(pages), last, good


def _refuse_head(found: ScanHead, head: ScanHead, source: str) -> None:
    if found.sitting != head.sitting:
        raise BadInput(
            msg("{source} holds pages of the sitting {other}", source=source, other=found.sitting),
            msg("name the folder of that sitting"),
        )
    raise BadInput(
        msg("{source} was measured by another version or for another sheet", source=source),
        msg("read the scans again into a new file"),
    )


def _hash(before: str, text: bytes) -> str:
    return hashlib.sha256(before.encode() + text).hexdigest()


def _round(value: object) -> object:
    """Plain data with every coordinate in hundredths, as canonical JSON wants whole numbers."""
    if isinstance(value, float):
        return round(value * 100)
    if isinstance(value, dict):
        return {key: _round(one) for key, one in value.items()}
    return [_round(one) for one in value] if isinstance(value, list | tuple) else value


def _not_saved(path: Path, problem: OSError) -> NotSaved:
    return NotSaved(
        msg("{path} could not be written: {problem}", path=str(path), problem=explain(problem)),
        msg("what was read before is kept; make room on the disk and give the same command again"),
    )
