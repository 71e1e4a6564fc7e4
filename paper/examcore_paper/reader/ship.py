"""Knows how pages travel to a machine that does not see the scanner's folder: each with the bytes it is made of.

Must not know the network: an executor carries parcels.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore_paper.layout import SheetLayout
from examcore_paper.reader.examine import examine_page, fault_facts
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.pages import Fault, PageRef, pack_page
from examcore_paper.reader.pdf import keep_pdf_open
from examcore_paper.reader.shield import watched
from examcore_paper.reader.worker import use_one_thread


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some pages and, for each, its bytes, or why it could not be opened where it lies."""

    refs: tuple[PageRef, ...]
    data: tuple[bytes | Fault, ...]


def pack_parcel(refs: tuple[PageRef, ...]) -> Parcel:
    """The pages with their bytes: PDF pages taken out one by one, images as they are, an image of many pages once."""
    packed: dict[tuple[str, int], bytes | Fault] = {}
    for ref in refs:
        name = (ref.file, ref.page if ref.kind == "pdf" else 0)
        if name not in packed:
            packed[name] = pack_page(ref)
    return Parcel(refs, tuple(packed[ref.file, ref.page if ref.kind == "pdf" else 0] for ref in refs))


def pack_watched(refs: tuple[PageRef, ...]) -> Parcel:
    """The same in a process of ours: a page that takes too long to be taken out ends it."""
    keep_pdf_open()
    with watched():
        return pack_parcel(refs)


def examine_parcel(layout: SheetLayout, parcel: Parcel) -> tuple[PageFacts, ...]:
    """The facts of the pages of a parcel, as `examine_page` gives them where the files are."""
    use_one_thread()
    return tuple(
        fault_facts(data) if isinstance(data, Fault) else examine_page(layout, ref, data)
        for ref, data in zip(parcel.refs, parcel.data, strict=True)
    )
