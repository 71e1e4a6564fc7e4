"""Knows the screens that the paper wing brings to the officers' desk.

Must not import what they draw with: each loads when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Screen
from examcore.language import messages

if TYPE_CHECKING:
    from examcore.desk import Desk

msg = messages("examcore_paper")


def list_screens() -> list[Screen]:
    """Printing before the test, scans and their review after it."""

    def make_printing(desk: Desk) -> object:
        from examcore_paper.desk.printing import PrintingPage

        return PrintingPage(desk)

    def make_scans(desk: Desk) -> object:
        from examcore_paper.desk.scans import ScansPage

        return ScansPage(desk)

    return [
        Screen("paper.printing", msg("Printing"), msg("booklets, sheets, lists; pictures for rooms with screens"),
               "hold", 15, "examcore sheet print --sitting DIR --out FILE", make_printing),
        Screen("paper.scans", msg("Scans and review"), msg("what was read, what waits; settle doubtful marks"),
               "after", 5, "examcore sheet review DIR", make_scans),
    ]  # fmt: skip
