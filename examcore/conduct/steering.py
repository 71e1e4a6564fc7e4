"""Knows what steers a room: its invigilators, and how far one of them may go alone.

Must not know PINs.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.nouns import Sanction


@dataclass(frozen=True, slots=True)
class Steering:
    """The invigilators' names; minutes after the start within which a late candidate is let in; the time one
    invigilator may add alone, in minutes for each candidate; the sanctions of the regulation.
    """

    invigilators: tuple[str, ...]
    late_minutes: int
    alone_minutes: int
    sanctions: tuple[Sanction, ...]

    def sanction(self, name: str) -> Sanction | None:
        """The sanction called `name`, or None."""
        return next((one for one in self.sanctions if one.name == name), None)
