"""Knows the scan file: the facts of every page that was read, in a chain (docs/formats/scan.md).

Must not know how a page is measured or what its facts mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.canonical import digest
from examcore.errors import BadInput
from examcore.language import messages
from examcore_paper.chain import ChainFile, read_chain
from examcore_paper.layout import SheetLayout, geometry
from examcore_paper.reader.facts import MEASURE, PageFacts
from examcore_paper.scans import SCAN_FORMAT

msg = messages("examcore_paper")


@dataclass(frozen=True, slots=True)
class ScanHead:
    """What all pages of a scan file have in common: the sitting, the layout they were measured by, and how."""

    sitting: str
    layout: str
    measure: int = MEASURE
    format: str = SCAN_FORMAT


def head_of(sitting: str, layout: SheetLayout) -> ScanHead:
    """The head of a scan file of this sitting, measured today.

    A sheet to be filled in is named as it was when there was no other way to mark one.
    """
    facts = geometry(layout)
    if layout.marking == "fill":
        del facts["marking"]
    return ScanHead(sitting, digest(_round(facts)))


def read_scan_file(path: Path, head: ScanHead) -> tuple[PageFacts, ...]:
    """The pages kept in a scan file, in the order they were read.

    Raises BadInput where the file is of another sitting, layout or way of measuring, BrokenSeal for a changed one.
    """
    return read_chain(path, head, PageFacts, refuse_head)


class ScanFile:
    """A scan file open for adding pages: see `ChainFile`. `pages` has them by key."""

    def __init__(self, path: Path, head: ScanHead) -> None:
        self._chain = ChainFile(path, head, PageFacts, refuse_head)
        self.pages = {page.key: page for page in self._chain.records}

    def __enter__(self) -> ScanFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._chain.close()

    def add(self, pages: Sequence[PageFacts]) -> None:
        """Keep those of these pages that are not kept yet and wait until the disk has them.

        Raises NotSaved, and none was kept.
        """
        fresh: dict[str, PageFacts] = {}
        for page in pages:
            if page.key not in self.pages:
                fresh.setdefault(page.key, page)
        if fresh:
            self._chain.add(tuple(fresh.values()))
            self.pages |= fresh


def refuse_head(found: ScanHead, head: ScanHead, source: str) -> None:
    """Raises BadInput saying in what the file is another's."""
    if found.sitting != head.sitting:
        raise BadInput(
            msg("{source} belongs to the sitting {other}", source=source, other=found.sitting),
            msg("name the folder of that sitting"),
        )
    raise BadInput(
        msg("{source} was measured by another version or for another sheet", source=source),
        msg("read the scans again into a new file"),
    )


def _round(value: object) -> object:
    """Plain data with every coordinate in hundredths, as canonical JSON wants whole numbers."""
    if isinstance(value, float):
        return round(value * 100)
    if isinstance(value, dict):
        return {key: _round(one) for key, one in value.items()}
    return [_round(one) for one in value] if isinstance(value, list | tuple) else value
