"""Knows how the pages of one sitting come together: new ones are measured and kept beside those kept before.

Must not know what the facts mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from examcore.errors import NotFound
from examcore.language import messages
from examcore_paper.reader.batch import Counter, Readers, gather_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.read import Plan
from examcore_paper.reader.store import ScanFile, head_of, read_scan_file

msg = messages("examcore_paper")


def take_in(
    plan: Plan,
    sources: Sequence[Path],
    store: Path,
    readers: Readers = Readers(),  # noqa: B008 - a frozen value
    progress: Counter | None = None,
) -> tuple[PageFacts, ...]:
    """Measure what is new in `sources` and keep it in the scan file `store`.

    Gives what is in no file of ours: what could not be opened, what was given twice, and what cannot be read and was
    kept under another name.
    """
    lost: list[PageFacts] = []
    if sources:
        with ScanFile(store, head_of(plan.sitting.id, plan.layout)) as file:
            found = list(gather_facts(plan, sources, readers, progress, file))
            file.add([one for one in found if one.source])
            seen: set[str] = set()
            for one in found:  # a picture given twice in one run is told; one that was kept before is no news
                if not one.source or one.key in seen or (one.fault and file.pages[one.key].file != one.file):
                    lost.append(one)
                seen.add(one.key)
    return tuple(lost)


def read_kept(plan: Plan, store: Path) -> tuple[PageFacts, ...]:
    """The facts kept of this sitting's pages. Raises NotFound where there are none."""
    if not store.is_file():
        raise NotFound(
            msg("no pages have been read for this sitting"), msg("read scans first: examcore sitting collect DIR SCANS")
        )
    return read_scan_file(store, head_of(plan.sitting.id, plan.layout))
