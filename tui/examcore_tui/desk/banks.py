"""Knows the page on item banks: which there are, and how each stands.

Must not show an item's text or key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import Desk, Health, command_line, examine_bank, show_path
from examcore.errors import ExamcoreError
from examcore.hooks import Progress
from examcore.language import Message, messages
from examcore.store import Bank
from examcore_tui.desk.asking import Field
from examcore_tui.desk.bank import BankPage, tell_state
from examcore_tui.desk.filling import NewBank
from examcore_tui.desk.frame import ListPage
from examcore_tui.desk.study import StudyPage
from examcore_tui.items.preview import Asked, PreviewPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

msg = messages("examcore_tui")


@dataclass(frozen=True, slots=True)
class Look:
    """What the list tells of one bank, or why it cannot be read."""

    path: Path
    health: Health | None
    policy: str = ""
    is_council: bool = False
    refused: ExamcoreError | None = None


class BanksPage(ListPage):
    """The banks in the folder. Enter looks into one, F2 makes one, F3 shows item files before they are added, F4
    lists the documents to study."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "make"), on("f3", "preview"), on("f4", "study")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._looks: tuple[Look, ...] = ()
        self._made: Message | None = None

    def keys(self) -> Sequence[Key]:
        """Open, make, back."""
        return (
            Key("Enter", msg("open"), msg("open"), "choose"),
            Key("F2", msg("new bank"), msg("new"), "make"),
            Key("F3", msg("preview item files"), msg("preview"), "preview"),
            Key("F4", msg("documents to study"), msg("documents"), "study"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read them."""
        self.who.show(str(msg("BANKS AND THEIR HEALTH")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("bank", "stats", "BANK"))
        self.refresh_page()

    def action_make(self) -> None:
        """Make a bank under a passphrase; a council's is made in a ceremony."""
        NewBank(self, self._tell_made).ask()

    def action_preview(self) -> None:
        """Show what is understood of item files; nothing is kept."""
        fields = (
            Field("files", msg("Item files, with ; between")),
            Field("part", msg("Part of items whose file names none: general, professional"), may_be_empty=True),
            Field("area", msg("Knowledge area of items whose file names none"), may_be_empty=True),
        )

        def go(given: dict[str, str]) -> None:
            files = tuple(Path(one.strip()).expanduser() for one in given["files"].split(";") if one.strip())
            self.app.push_screen(PreviewPage(self.desk, Asked(files, given["part"], given["area"])))

        self.ask(msg("WHICH FILES?"), fields, go)

    def action_study(self) -> None:
        """What candidates should study for what the bank under the cursor holds."""
        line = self.listing.cursor
        if 0 <= line < len(self._looks):
            look = self._looks[line]
            if look.refused is not None:
                self.tell(look.refused)
            else:
                self.app.push_screen(StudyPage(self.desk, look.path))

    def refresh_page(self) -> None:
        """Read the banks of the folder."""
        self.work(msg("reading the banks"), self._read, self._show)

    def point(self, line: int) -> None:
        """The command for the bank under the cursor."""
        if 0 <= line < len(self._looks):
            self.show_command(command_line("bank", "stats", self._looks[line].path))

    def choose(self, line: int) -> None:
        """Look into the bank."""
        look = self._looks[line]
        if look.refused is not None:
            self.tell(look.refused)
        else:
            self.app.push_screen(BankPage(self.desk, look.path))

    def _read(self, progress: Progress) -> tuple[Look, ...]:
        return tuple(self._look(thing.path) for thing in self.desk.find("bank"))

    def _look(self, path: Path) -> Look:
        try:
            bank = Bank(path)
            health = examine_bank(bank.tags(), self.desk.today, bank.standings())
        except ExamcoreError as refused:
            return Look(path, None, refused=refused)
        return Look(path, health, bank.facts.policy, not bank.key_path.is_file())

    def _show(self, looks: tuple[Look, ...]) -> None:
        self._looks = looks
        columns = (Column(str(msg("Bank"))), Column(str(msg("Items")), True), Column(str(msg("In force today")), True),
                   Column(str(msg("Opens by"))), Column(str(msg("State"))))  # fmt: skip
        lines = [self._line(look) for look in looks]
        if not lines:
            lines = [note(str(msg("no bank lies in this folder; F2 makes one")))]
        self.listing.show(columns, lines, max(0, self.listing.cursor))
        if self._made is None:
            self.say(msg("{count} banks; no passphrase is needed to look at tags", count=len(looks)))
            self.point(self.listing.cursor)
        else:
            self.say(self._made)
            self._made = None

    def _tell_made(self, told: Message) -> None:
        """Read the folder anew, the new bank in it."""
        self._made = told
        self.refresh_page()

    def _line(self, look: Look) -> Line:
        if look.health is None:
            return Line((show_path(look.path), "-", "-", "-", str(msg("✗ cannot be read"))), "missing")
        health = look.health
        opens = msg("council") if look.is_council else msg("passphrase")
        state, style = tell_state(health)
        return Line((show_path(look.path), str(health.items), str(health.usable), str(opens), str(state)), style)
