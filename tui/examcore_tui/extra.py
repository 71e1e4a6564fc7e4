"""Knows whether the package this wing draws with is installed, and what to say where it is not.

Must not import it.
"""

from __future__ import annotations

from importlib.util import find_spec

from examcore.errors import MissingExtra
from examcore.language import Message, messages

msg = messages("examcore_tui")


def require_screen(otherwise: Message | None = None) -> None:
    """Raise MissingExtra, naming the extra, where there is nothing to draw a screen with.

    `otherwise` says how else the work is done where a command has no --plain.
    """
    if find_spec("textual") is None:
        raise MissingExtra(
            msg("the terminal screen needs the extra {extra}", extra="terminal"),
            otherwise or msg('install it with: pip install "examcore[terminal]", or use --plain'),
        )
