"""Knows what the paper wing brings: its delivery, its writer of documents and its commands.

Must not import what draws or reads: that is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Delivery, Screen, Writer, hookimpl
from examcore_paper.delivery import PaperDelivery
from examcore_paper.documents import PdfWriter

if TYPE_CHECKING:
    import click


@hookimpl
def examcore_deliveries() -> list[Delivery]:
    return [PaperDelivery()]


@hookimpl
def examcore_writers() -> list[Writer]:
    return [PdfWriter()]


@hookimpl
def examcore_screens() -> list[Screen]:
    from examcore_paper.desk.screens import list_screens

    return list_screens()


@hookimpl
def examcore_commands() -> list[click.Command]:
    from examcore_paper.commands import sheet
    from examcore_paper.overlay_command import overlay_command
    from examcore_paper.receipts import sitting
    from examcore_paper.review_command import decide_command, doubts_command, review_command
    from examcore_paper.room_commands import reconcile_command, type_command
    from examcore_paper.sheets_command import booklets_command, print_command
    from examcore_paper.trial_commands import simulate_command, test_page_command

    for one in (
        print_command,
        booklets_command,
        overlay_command,
        doubts_command,
        decide_command,
        review_command,
        reconcile_command,
        type_command,
        test_page_command,
        simulate_command,
    ):
        sheet.add_command(one)
    return [sheet, sitting]
