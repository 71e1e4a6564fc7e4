"""Knows what windows for officers and for practice share: colours, the keys that must not end them by accident, and a
crash that tells nothing.

Must not know any page.
"""

from __future__ import annotations

from typing import ClassVar

from rich.traceback import Traceback
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType

from examcore_tui.glyphs import choose_glyphs
from examcore_tui.screens.endings import TooSmallScreen, is_too_small
from examcore_tui.themes import CALM, CONTRAST, SCHEMES, make_theme, variables
from examcore_tui.viewer.protocols import MakePicture


class Window(App[None], inherit_bindings=False):
    """An app in the two schemes of this wing; F6 changes between them. Its pages say which key leaves."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "other_colours", show=False, priority=True),
        Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+d,ctrl+p,ctrl+backslash", "stay", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.glyphs = choose_glyphs()
        self.make_picture: MakePicture | None = None
        for colours in SCHEMES:
            self.register_theme(make_theme(colours))
        self.theme = CALM.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheet's names, for the moment before the theme is set."""
        return variables(CALM)

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small, and uncover it when it is large enough again."""
        is_covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(*event.size) and not is_covered:
            self.push_screen(TooSmallScreen())
        elif is_covered and not is_too_small(*event.size):
            self.pop_screen()

    def action_other_colours(self) -> None:
        """Change between the calm colours and those of high contrast."""
        self.theme = CONTRAST.name if self.theme == CALM.name else CALM.name

    async def action_stay(self) -> None:
        """Keys that end other programs do nothing here but say which key leaves."""
        explain = getattr(self.screen, "explain_leaving", None)
        if explain is not None:
            explain()

    def _fatal_error(self) -> None:
        """End with a trace of the code only: the library's own shows values too, a passphrase among them."""
        self._exit_renderables.append(Traceback(show_locals=False))
        self._close_messages_no_wait()
