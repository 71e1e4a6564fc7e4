"""Knows how the pictures of an item that is at hand are looked at from any page of a window.

Must not know what the page is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from examcore.language import messages
from examcore.nouns import Picture
from examcore_tui.passage import ShownQuestion
from examcore_tui.viewer.screen import Gallery, PictureScreen

if TYPE_CHECKING:
    from examcore_tui.page import Page
    from examcore_tui.window import Window

msg = messages("examcore_tui")


def show_pictures(page: Page, shown: ShownQuestion, who: str) -> PictureScreen | None:
    """Show the pictures of a question over `page`; where it has none the page says so."""
    if not shown.pictures:
        page.say(msg("this question has no picture"))
        return None
    window = cast("Window", page.app)
    gallery = Gallery(shown, read_own, who, window.glyphs.has_quarters, make_picture=window.make_picture)
    pictures = PictureScreen(gallery)
    window.push_screen(pictures)
    return pictures


def read_own(picture: Picture) -> bytes:
    """The bytes of a picture that travels with its item."""
    return picture.data
