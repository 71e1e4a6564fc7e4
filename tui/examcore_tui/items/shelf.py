"""Knows the page of a bank's items: which there are, how each stands, how it begins.

Must not know how an item is written or judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import Desk, command_line
from examcore.engine.figures import tell_beginning, tell_options, tell_stem
from examcore.engine.standings import STANDING_WORDS
from examcore.language import messages
from examcore.nouns import STANDINGS, Standing
from examcore.text import clean_line, fold
from examcore_tui.desk.asking import Field
from examcore_tui.desk.frame import ListPage
from examcore_tui.items.editor import ItemPage
from examcore_tui.items.holding import OpenBank, Seen
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

msg = messages("examcore_tui")
LONGEST_BEGINNING = 56
"""So much of a stem stands in one row of a screen of 80 columns."""
STYLES: dict[Standing, Style] = {"draft": "thin", "reviewed": "thin", "approved": "filled", "retired": "quiet"}


class ItemsPage(ListPage):
    """The items of an open bank. Enter opens one, F2 writes a new one, F3 shows one standing, F4 finds."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "write"), on("f3", "sift"), on("f4", "find")]

    def __init__(self, desk: Desk, open_bank: OpenBank) -> None:
        super().__init__(desk)
        self.open_bank = open_bank
        self._seen: tuple[Seen, ...] = ()
        self._listed: list[Seen] = []
        self._only: Standing | None = None
        self._words = ""

    def keys(self) -> Sequence[Key]:
        """Open, write, sift, find, back."""
        return (
            Key("Enter", msg("open"), msg("open"), "choose"),
            Key("F2", msg("new item"), msg("new"), "write"),
            Key("F3", msg("by standing"), msg("standing"), "sift"),
            Key("F4", msg("find words"), msg("find"), "find"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def on_mount(self) -> None:
        """Read them."""
        self.place.show(self.open_bank.bank.path.name)
        self.show_command(command_line("bank", "standing", self.open_bank.bank.path))
        self.refresh_page()

    def refresh_page(self) -> None:
        """Read the items anew."""
        self.work(msg("opening the items"), lambda _: self.open_bank.read(), self._take)

    def choose(self, line: int) -> None:
        """Open the item."""
        listed = [one.item.id for one in self._listed]
        self.app.push_screen(ItemPage(self.desk, self.open_bank, self._listed[line], listed))

    def point(self, line: int) -> None:
        """The command for the item under the cursor."""
        bank = self.open_bank.bank.path
        is_on_item = 0 <= line < len(self._listed)
        self.show_command(
            command_line("bank", "edit", bank, self._listed[line].item.id)
            if is_on_item
            else command_line("bank", "standing", bank)
        )

    def action_write(self) -> None:
        """A new item."""
        self.app.push_screen(ItemPage(self.desk, self.open_bank, None))

    def action_sift(self) -> None:
        """All items, then those of each standing in turn."""
        order: list[Standing | None] = [None, *STANDINGS]
        self._only = order[(order.index(self._only) + 1) % len(order)]
        self._show(0)

    def action_find(self) -> None:
        """Only items that hold these words; none shows them all."""

        def go(given: dict[str, str]) -> None:
            self._words = given["words"]
            self._show(0)

        self.ask(msg("FIND WORDS"), (Field("words", msg("Words of the item or its id"), self._words,
                                           may_be_empty=True),), go)  # fmt: skip

    def _take(self, seen: tuple[Seen, ...]) -> None:
        self._seen = seen
        self._show(max(0, self.listing.cursor))

    def _show(self, cursor: int) -> None:
        wanted = fold(self._words)
        self._listed = [
            one for one in self._seen
            if (self._only is None or (one.standing is not None and one.standing.standing == self._only))
            and (not wanted or wanted in fold(" ".join([one.item.id, tell_stem(one.item), *tell_options(one.item)])))
        ]  # fmt: skip
        columns = (Column(str(msg("Item"))), Column(str(msg("Standing"))), Column(str(msg("Begins"))))
        lines = [self._line(one) for one in self._listed] or [note(str(msg("no such item")))]
        self.listing.show(columns, lines, cursor)
        which = str(STANDING_WORDS[self._only]) if self._only else str(msg("all"))
        self.who.show(str(msg("ITEMS OF THE BANK")), which)
        self.say(msg("{count} of {of} items; {waiting} wait for review or approval", count=len(self._listed),
                     of=len(self._seen), waiting=self.open_bank.waiting))  # fmt: skip
        self.point(self.listing.cursor)

    def _line(self, one: Seen) -> Line:
        standing = one.standing.standing if one.standing else None
        word = str(STANDING_WORDS[standing]) if standing else "-"
        return Line((one.item.id, word, begin(tell_beginning(one.item))), STYLES[standing] if standing else "text")


def begin(stem: str) -> str:
    """How a stem begins, whole words on one line."""
    line = clean_line(stem)
    if len(line) <= LONGEST_BEGINNING:
        return line
    return line[:LONGEST_BEGINNING].rsplit(" ", 1)[0] + " …"
