"""Knows what the paper wing brings: its delivery, its writer of documents and its commands.

Must not import what draws or reads: that is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Delivery, Screen, Writer, hookimpl
from examcore.language import messages

if TYPE_CHECKING:
    import click

msg = messages("examcore_paper")
SHEET = (
    "commands:sheet = geometry read",
    "sheets_command:print_command = print",
    "sheets_command:booklets_command = booklets",
    "overlay_command:overlay_command = overlay",
    "review_command:doubts_command = doubts",
    "review_command:decide_command = decide",
    "review_command:review_command = review",
    "room_commands:reconcile_command = reconcile",
    "room_commands:type_command = type",
    "trial_commands:test_page_command = test-page",
    "trial_commands:simulate_command = simulate",
)
"""Where the commands of the group `sheet` stand."""


@hookimpl
def examcore_deliveries() -> list[Delivery]:
    from examcore_paper.delivery import PaperDelivery

    return [PaperDelivery()]


@hookimpl
def examcore_writers() -> list[Writer]:
    from examcore_paper.documents import PdfWriter

    return [PdfWriter()]


@hookimpl
def examcore_screens() -> list[Screen]:
    from examcore_paper.desk.screens import list_screens

    return list_screens()


@hookimpl
def examcore_commands() -> list[click.Command]:
    from examcore.shell.deferred import defer_group

    own = "examcore_paper"
    return [
        defer_group("sheet", msg("Answer sheets: print them, measure them, read scans of them."),
                    *(f"{own}.{source}" for source in SHEET)),
        defer_group("sitting", msg("What the paper wing adds to a sitting."), f"{own}.receipts:sitting = receipts",
                    f"{own}.picture_set_command:pictures_command = pictures"),
    ]  # fmt: skip
