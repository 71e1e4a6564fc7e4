"""Knows the window of a review: its screen and nothing else. The officers' desk shows that screen in its own window.

Must not know what the screen does.
"""

from __future__ import annotations

from textual.app import App

from examcore_paper.desk.review import ReviewScreen
from examcore_paper.review import Desk


class ReviewApp(App[None], inherit_bindings=False):
    """The review of a sitting by one officer; it ends where the screen is left."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self, desk: Desk, by: str) -> None:
        super().__init__()
        self.animation_level = "none"
        self.review = ReviewScreen(desk, by)

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(self.review, lambda _: self.exit())
