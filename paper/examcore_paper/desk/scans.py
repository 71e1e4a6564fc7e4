"""Knows the page of scans: how far the sheets of each sitting are read, what waits, and the way to its review.

Must not know how a doubt is settled.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from textual.app import App, SuspendNotSupported

from examcore.desk import Desk, show_path
from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.sitting import load
from examcore_paper.delivery import PaperDelivery
from examcore_paper.desk.page import PaperPage, Row
from examcore_paper.extra import require_extra
from examcore_paper.scans import PAGES, TYPED_FILE

msg = messages("examcore_paper")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A sitting whose sheets came in: pages by state, open doubts, candidates of whom no page came; or why not."""

    path: Path
    read: int = 0
    review: int = 0
    refused: int = 0
    open: int = 0
    missing: int = 0
    needs_two: bool = False
    problem: Message | None = None


class ScansPage(PaperPage):
    """The sittings whose sheets were read. Enter opens the review of one, for the officer who says their name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, msg("SCANS AND REVIEW"))

    def on_mount(self) -> None:
        """Read them."""
        self.refresh_page()

    def refresh_page(self) -> None:
        """Judge what is kept of every sitting anew."""
        self.work(msg("reading what was scanned"), lambda: find_scanned(self.desk), self._show)

    def _show(self, found: list[Scanned]) -> None:
        rows = []
        for one in found:
            words = ("sheet", "review", show_path(one.path))
            if one.problem is not None:
                rows.append(Row(f"✗ {show_path(one.path)}: {one.problem}"))
                continue
            told = msg(
                "{folder} · read {read}, for review {review}, refused {refused} · open {open} · no sheet {missing}",
                folder=show_path(one.path), read=one.read, review=one.review, refused=one.refused, open=one.open,
                missing=one.missing,
            )  # fmt: skip
            text = msg("{told} · two officers must agree", told=told) if one.needs_two else told
            rows.append(Row(str(text), words, lambda path=one.path: self._review(path)))  # type: ignore[misc]
        self.show_rows(rows)
        self.say(msg("Enter opens the review of a sitting") if rows else msg(
            "no scans have been read in this folder: examcore sitting collect DIR SCANS"))  # fmt: skip

    def _review(self, path: Path) -> None:
        def open_review(by: str) -> None:
            self.work(msg("opening the review"), lambda: _open(self.desk, path), lambda desk: self._push(desk, by))

        self.ask(msg("Your name, as it will stand in the record"), "", open_review)

    def _push(self, desk: object, by: str) -> None:
        load_pictures(self.app)
        from examcore_paper.desk.review import ReviewScreen
        from examcore_paper.review import Desk as Review

        assert isinstance(desk, Review)
        self.app.push_screen(ReviewScreen(desk, by), lambda _: self.refresh_page())


def load_pictures(app: App[object]) -> None:
    """Load what shows pictures, which asks the terminal what it can do: the answer must not be taken for keys.

    Where the terminal cannot be had for that moment nothing is asked, and pictures are drawn in half blocks.
    """
    name = "examcore_paper.desk.picture"
    if name in sys.modules:
        return
    try:
        with app.suspend():
            import_module(name)
    except SuspendNotSupported:
        terminal, sys.__stdout__ = sys.__stdout__, None  # type: ignore[misc]  # the library looks there
        try:
            import_module(name)
        finally:
            sys.__stdout__ = terminal  # type: ignore[misc]


def find_scanned(desk: Desk) -> list[Scanned]:
    """How the sheets of every sitting in the folder stand; sittings without scans are left out."""
    require_extra()
    from examcore_paper.reader import find_missing
    from examcore_paper.review import Desk as Review

    found = []
    for thing in desk.find("sitting"):
        try:
            folder = load(thing.path)
            own = folder.kept(PaperDelivery.id)
            if not any((own / name).is_file() for name in (PAGES, TYPED_FILE)):
                continue
            review = Review(folder, desk.now)
        except ExamcoreError as refused:
            found.append(Scanned(thing.path, problem=refused.text))
            continue
        states = Counter(reading.state for reading in review.readings)
        waiting = sum(doubt.settled is None for doubt in review.doubts())
        missing = len(find_missing(folder.sitting, review.readings))
        found.append(Scanned(thing.path, states["read"], states["review"], states["refused"], waiting, missing,
                             review.reviewed.needs_two))  # fmt: skip
    return found


def _open(desk: Desk, path: Path) -> object:
    from examcore_paper.review import Desk as Review

    return Review(load(path), desk.now)
