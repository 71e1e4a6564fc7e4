"""Knows whether the package this wing draws with is installed, and what to say where it is not.

Must not import it.
"""

from __future__ import annotations

from importlib.util import find_spec

from examcore.errors import MissingExtra
from examcore.language import messages

msg = messages("examcore_tui")


def require_screen() -> None:
    """Raise MissingExtra, naming the extra, where there is nothing to draw a screen with."""
    if find_spec("textual") is None:
        raise MissingExtra(
            msg("the terminal screen needs the extra {extra}", extra="terminal"),
            msg('install it with: pip install "examcore[terminal]", or use --plain'),
        )
