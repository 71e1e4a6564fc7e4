"""Knows the fields in which an item is written, one below the other, the keyboard alone leading through them.

Must not know what the fields make; it tells that something was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static, TextArea

from examcore.desk import ItemText, show_bare
from examcore.formats.draft import LETTERS
from examcore.language import Message, messages
from examcore.text import clean_text
from examcore_tui.keyboard import on

msg = messages("examcore_tui")


class Pad(TextArea):
    """A field of one or several rows. What is pasted is cleaned: no control character reaches the screen."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, name=name, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    def on_focus(self) -> None:
        """What stands in a field of one letter is typed over."""
        if self.name == "key":
            self.select_all()

    def on_paste(self, event: events.Paste) -> None:
        """Take the text without what could move a cursor or hide; a figure whose place alone came with it is seen."""
        event.prevent_default()
        event.stop()
        self.replace(show_bare(clean_text(event.text)), *self.selection)


class Fields(VerticalScroll, inherit_bindings=False):
    """Stem, options, key, tags, and the id of a new item."""

    BINDINGS: ClassVar[list[BindingType]] = [on("tab", "step(1)"), on("shift+tab", "step(-1)")]

    def __init__(self, text: ItemText, is_new: bool) -> None:
        super().__init__(id="fields-of-item", can_focus=False)
        self._is_new = is_new
        self.pads = {name: Pad(value, name) for name, value in _name_values(text).items()}
        if is_new:
            self.pads["id"] = Pad("", "id")

    def compose(self) -> Iterator[Widget]:
        """Each field beside what it is."""
        says: dict[str, Message | str] = {
            "stem": msg("Stem"), "key": msg("Key"), "tags": msg("Tags"), "id": msg("Id"),
        }  # fmt: skip
        for name, pad in self.pads.items():
            with Horizontal(classes="field"):
                yield Static(str(says.get(name, f"{name}.")), markup=False, classes="label")
                yield pad

    def on_mount(self) -> None:
        """Begin with the stem."""
        self.pads["stem"].focus()

    @property
    def text(self) -> ItemText:
        """What stands in the fields."""
        options = [self.pads[letter].text for letter in LETTERS]
        while len(options) > 2 and not options[-1].strip():
            options.pop()
        return ItemText(self.pads["stem"].text, tuple(options), self.pads["key"].text, self.pads["tags"].text)

    @property
    def name_given(self) -> str:
        """The id typed for a new item."""
        return self.pads["id"].text.strip() if "id" in self.pads else ""

    def put(self, text: ItemText) -> None:
        """Show other texts."""
        for name, value in _name_values(text).items():
            if self.pads[name].text != value:
                self.pads[name].load_text(value)

    def settle(self) -> None:
        """The item has its id now: none is typed any more."""
        pad = self.pads.pop("id", None)
        if pad is not None and isinstance(pad.parent, Widget):
            pad.parent.display = False

    def action_step(self, step: int) -> None:
        """The next or previous field."""
        pads = list(self.pads.values())
        here = next((at for at, one in enumerate(pads) if one.has_focus), 0)
        pads[(here + step) % len(pads)].focus()


def _name_values(text: ItemText) -> dict[str, str]:
    """Each field's text by its name, in the order of the fields; options that are not there are empty."""
    options = (*text.options, *("" for _ in range(len(LETTERS) - len(text.options))))
    return {"stem": text.stem, **dict(zip(LETTERS, options, strict=True)), "key": text.key, "tags": text.tags}
