"""Knows what the paper wing brings: its delivery and its commands.

Must not import what draws or reads: that is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Delivery, hookimpl
from examcore_paper.delivery import PaperDelivery

if TYPE_CHECKING:
    import click


@hookimpl
def examcore_deliveries() -> list[Delivery]:
    return [PaperDelivery()]


@hookimpl
def examcore_commands() -> list[click.Command]:
    from examcore_paper.commands import sheet

    return [sheet]
