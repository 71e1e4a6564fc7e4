"""Knows whether this machine's own terminal shows pictures (Sixel, or Kitty's way), and the widget that does it.

Must not be asked once a screen runs, whose keys the answer would be taken for, nor by a host, whose terminal is
elsewhere. The only module of this wing that imports textual_image.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias, cast

from textual.widget import Widget

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual_image.widget import SixelImage, TGPImage

MakePicture: TypeAlias = Callable[[], Widget]
_VARIABLES = (
    "KITTY_WINDOW_ID", "WEZTERM_PANE", "KONSOLE_VERSION", "WT_SESSION", "GHOSTTY_RESOURCES_DIR", "XTERM_VERSION",
    "ITERM_SESSION_ID",
)  # fmt: skip
_TERMS = ("xterm-kitty", "xterm-ghostty", "foot", "mlterm", "contour", "vt340")
_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "ghostty", "rio")


def ask_terminal(environment: Mapping[str, str] = os.environ) -> MakePicture | None:
    """What makes a widget for pictures; None where the terminal draws blocks only. Takes up to half a second, and asks
    only a terminal that is known to answer.
    """
    is_here = sys.__stdout__ is not None and sys.__stdout__.isatty()
    if not (is_here and may_show_pictures(environment) and find_spec("textual_image") and find_spec("PIL")):
        return None
    from textual_image.renderable import Image as Best
    from textual_image.renderable import SixelImage as BySixel
    from textual_image.renderable import TGPImage as ByKitty
    from textual_image.widget import SixelImage, TGPImage

    kinds: dict[object, type[SixelImage | TGPImage]] = {BySixel: SixelImage, ByKitty: TGPImage}
    return kinds.get(Best)


def may_show_pictures(environment: Mapping[str, str]) -> bool:
    """Whether a terminal with these variables is one that may show pictures; never one at the far end of SSH."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    return (
        any(environment.get(name) for name in _VARIABLES)
        or environment.get("TERM", "").startswith(_TERMS)
        or environment.get("TERM_PROGRAM", "") in _PROGRAMS
    )


def put_picture(widget: Widget, image: Image, columns: int, rows: int) -> None:
    """Show `image` on a widget of `ask_terminal`, so many cells large."""
    shown = cast("SixelImage | TGPImage", widget)
    shown.styles.width, shown.styles.height = columns, rows
    shown.image = image


def take_picture_away(widget: Widget) -> None:
    """Show nothing there, and keep nothing."""
    cast("SixelImage | TGPImage", widget).image = None
