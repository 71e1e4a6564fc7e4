"""Knows the paper delivery: what a paper room is given, and how its scans become responses.

Must not know keys or points. What draws and reads is loaded when it is used, so that a light install starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from examcore.errors import Problem
from examcore.hooks import Progress
from examcore.language import Label, messages
from examcore.nouns import Booklet, BookletLayout, Response, Responses, Sitting, SittingSecrets
from examcore_paper.extra import require_extra
from examcore_paper.layout import LETTERS
from examcore_paper.scans import PAGES, TYPED_FILE, TYPED_SOURCE, files_in, is_scan, is_scan_file

if TYPE_CHECKING:
    from examcore_paper.reader import PageReading

msg = messages("examcore_paper")

REVIEW = "?"


class PaperDelivery:
    """Booklets and answer sheets on paper, scans back."""

    id = "paper"
    title = Label("Trên giấy", "On paper")
    brings = "scans"
    asks_pin = False

    def publish(
        self,
        sitting: Sitting,
        room: str,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        into: Path,
    ) -> list[Path]:
        """Booklets, answer sheets and lists of the room as PDF, booklets first."""
        require_extra()
        from examcore_paper.publish import publish_room

        return publish_room(sitting, room, booklets, secrets, into)

    def recognises(self, source: Path) -> bool:
        """Whether `source` is a PNG, JPEG, TIFF, PDF or scan file, or a folder that holds one or typed sheets."""
        return (source / TYPED_FILE).is_file() or any(is_scan(file) or is_scan_file(file) for file in files_in(source))

    def collect(
        self,
        sitting: Sitting,
        layouts: Mapping[tuple[str, str], BookletLayout],
        secrets: SittingSecrets,
        source: Path,
        progress: Progress | None = None,
        keep: Path | None = None,
    ) -> Iterator[Responses | Problem]:
        """Responses of every sheet that was read, a Problem for every page that was not, in page order.

        In the folder `keep` the facts of every page are kept in a scan file; then all pages kept there are judged
        together, those of earlier collections too, so that a sheet that comes again is found, and what officers
        decided in review stands. A page that does not count now takes back what it gave before.
        """
        require_extra()
        from examcore_paper.reader import Plan, Readers, read_files, take_in
        from examcore_paper.review import judge_folder

        plan = Plan.of(sitting, secrets.sheet_key)
        readers = Readers(is_shielded=True)
        if keep is None:
            readings = read_files(plan, [source], readers, progress)
        else:
            lost = take_in(plan, [source] if source != keep else [], keep / PAGES, readers, progress)
            readings = judge_folder(plan, keep, lost)
        found = [respond(sitting, layouts, reading) for reading in readings]
        counting = {one.origin for one in found if isinstance(one, Responses)}
        for one in found:
            # The same picture given twice in one run: the second time takes nothing from the first.
            yield replace(one, origin="") if isinstance(one, Problem) and one.origin in counting else one

    def rehearse(
        self,
        sitting: Sitting,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        answers: Mapping[str, Mapping[str, str]],
        into: Path,
        workers: int = 2,
        progress: Progress | None = None,
    ) -> Path:
        """Print the sheets, fill them by a simulated pen, scan them; `into` then holds the scans."""
        require_extra()
        from examcore_paper.rehearsal import rehearse_room

        return rehearse_room(sitting, booklets, secrets, answers, into, workers, progress)


def respond(
    sitting: Sitting, layouts: Mapping[tuple[str, str], BookletLayout], reading: PageReading
) -> Responses | Problem:
    """The responses on a page that was read; a Problem for any other page. A mark for review stays one.

    The problem names the page's origin: what the page gave while it was read no longer counts.
    """
    place = msg("page {page}", page=reading.page)
    origin = origin_of(reading)
    if reading.state != "read":
        why = reading.reason or msg("the page was not read")
        return Problem(reading.file, place, f"sheet-{reading.state}", why, origin=origin)
    candidate = sitting.candidate(reading.candidate)
    form = sitting.form_for(candidate.position) if candidate else None
    layout = layouts.get((form.form, reading.booklet)) if form else None
    if candidate is None or form is None or layout is None:
        why = msg("no booklet {code} was published for candidate {number}",
                  code=reading.booklet, number=reading.candidate)  # fmt: skip
        return Problem(reading.file, place, "sheet-review", why, origin=origin)
    given = []
    for number, question in enumerate(layout.questions, start=1):
        mark = reading.mark(number)
        places = [LETTERS.index(letter) for letter in mark if letter != REVIEW]
        if REVIEW in mark or any(i >= len(question.options) for i in places):
            given.append(Response(question.question, in_review=True))
        else:
            given.append(Response(question.question, tuple(question.options[i] for i in places)))
    return Responses(
        candidate.number,
        PaperDelivery.id,
        form.form,
        reading.booklet,
        tuple(sorted(given, key=lambda r: r.question)),
        origin,
        tuple(str(doubt) for doubt in reading.doubts),
    )


def origin_of(reading: PageReading) -> str:
    """The page that responses come from: its file's name and hash, and its number; of a typed sheet only whose it is,
    so that it stays one sheet whoever types it again.
    """
    if reading.facts is not None and reading.facts.source == TYPED_SOURCE:
        return reading.key
    return f"{Path(reading.file).name}#{reading.page} {reading.key}".strip()
