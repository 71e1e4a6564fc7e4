"""Knows what commands say of items that wait for review.

Must not know the commands of review: those that draw would load them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.language import messages
from examcore.shell.speak import tell

if TYPE_CHECKING:
    from examcore.store import Bank

msg = messages("examcore")


def tell_waiting(target: Bank) -> None:
    """Narrate how many items are not drawn because they wait for review."""
    waiting = target.standings().waiting
    if waiting:
        tell(msg("{count} items wait for review or approval and are not drawn", count=waiting))
