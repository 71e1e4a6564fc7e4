"""Knows the page on blueprints: for each position what a bank has for its blueprint, and the editor for it.

Must not know how coverage is measured or a blueprint edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType

from examcore.assembly.pool import take_stock
from examcore.blueprints import load_blueprints
from examcore.desk import Desk, command_line, show_path
from examcore.errors import ExamcoreError
from examcore.hooks import Progress
from examcore.language import messages
from examcore.nouns import Blueprint, Lot
from examcore.shortage.coverage import measure_coverage
from examcore.store import Bank
from examcore_tui.blueprint.command import prepare
from examcore_tui.desk.asking import Field
from examcore_tui.desk.frame import ListPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

if TYPE_CHECKING:
    from examcore_tui.desk.app import DeskApp

msg = messages("examcore_tui")
SCREEN = "blueprints"


@dataclass(frozen=True, slots=True)
class Row:
    """A position: the file of its blueprint (None: the policy's own), how many quotas are filled, thin and missing."""

    code: str
    title: str
    file: Path | None
    filled: int
    thin: int
    missing: int


class BlueprintsPage(ListPage):
    """Choose a bank, then a position; Enter opens the editor, which needs no passphrase. F7 takes another day."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f7", "day")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._bank: Path | None = None
        self._day = desk.today
        self._rows: tuple[Row, ...] = ()
        self._broken: tuple[tuple[Path, ExamcoreError], ...] = ()

    def keys(self) -> Sequence[Key]:
        """Edit, back."""
        return (
            Key("Enter", msg("edit"), msg("edit"), "choose"),
            Key("F7", msg("on another day"), msg("day"), "day"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Ask for the bank where there are several."""
        self.who.show(str(msg("BLUEPRINTS AND COVERAGE")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("blueprint", "edit", "BANK", "FILE"))
        banks = [thing.path for thing in self.desk.find("bank")]
        if not banks:
            self.listing.show((Column(),), [note(str(msg("no bank lies in this folder")))])
        elif len(banks) == 1:
            self._take(banks[0])
        else:
            lines = [Line((show_path(path),)) for path in banks]
            self.pick(msg("WHICH BANK?"), lines, lambda at: self._take(banks[at]))

    def point(self, line: int) -> None:
        """The command for the position under the cursor."""
        if self._bank is not None and 0 <= line < len(self._rows):
            row = self._rows[line]
            words = [] if row.file else ["--position", row.code]
            words += ["--date", self._day.isoformat()]
            self.show_command(command_line("blueprint", "edit", self._bank, row.file or "FILE", words))

    def choose(self, line: int) -> None:
        """Edit the blueprint of a position; without a file yet, ask where it is to lie."""
        if self._bank is None or not 0 <= line < len(self._rows):
            return
        row = self._rows[line]
        if row.file is not None:
            self._edit(row.file, None)
            return
        default = show_path(self.desk.folder / "ma-tran" / f"{row.code.lower().replace(' ', '-')}.txt")
        field = Field("file", msg("New file for the blueprint of {position}", position=row.code), default)
        self.ask(msg("A BLUEPRINT OF ITS OWN"), (field,),
                 lambda given: self._edit(Path(given["file"]).expanduser(), row.code))  # fmt: skip

    def action_day(self) -> None:
        """Hold the blueprints against the bank under the law of another day."""
        bank = self._bank
        if bank is None:
            return

        def go(day: date) -> None:
            self._day = day
            self._take(bank)

        self.ask_day(go)

    def _take(self, bank: Path) -> None:
        self._bank = bank
        self.place.show(bank.name)
        self.who.show(str(msg("BLUEPRINTS AND COVERAGE")), f"{self._day:%d/%m/%Y}")
        self.work(msg("holding blueprints against the bank"), self._read, self._show)

    def _edit(self, file: Path, code: str | None) -> None:
        """Hand over to the editor, and come back here."""
        if self._bank is not None:
            bank, plugins, today = self._bank, self.desk.plugins, self._day
            made = prepare(plugins, bank, file, code, today)
            cast("DeskApp", self.app).hand_over(made, back_to=SCREEN)

    def _read(self, progress: Progress) -> tuple[tuple[Row, ...], tuple[tuple[Path, ExamcoreError], ...]]:
        assert self._bank is not None
        bank = Bank(self._bank)
        rules = self.desk.plugins.policy(bank.facts.policy)
        profile = rules.profile(self._day)
        tags = bank.drawable()
        stock = take_stock([Lot(name, one) for name, one in tags.items()], self._day)
        positions = self.desk.plugins.positions(rules.id)
        given: dict[str, tuple[Path, Blueprint]] = {}
        broken = []
        for thing in self.desk.find("blueprint"):
            try:
                for code, found in load_blueprints([thing.path], profile).items():
                    given[code] = (thing.path, found)
            except ExamcoreError as refused:
                broken.append((thing.path, refused))
        own = {code for one in tags.values() for code in one.positions}
        ours = [one.code for one in rules.positions()]
        codes = dict.fromkeys([*given, *(c for c in sorted(own) if c in positions), *ours])
        rows = []
        for done, code in enumerate(codes, 1):
            file, blueprint = given.get(code) or (None, rules.blueprint(profile, positions[code]))
            states = [row.state for row in measure_coverage(stock, blueprint)]
            title = positions[code].title if code in positions else ""
            rows.append(Row(code, title, file, states.count("filled"), states.count("thin"), states.count("missing")))
            progress(done, len(codes))
        return tuple(rows), tuple(broken)

    def _show(self, read: tuple[tuple[Row, ...], tuple[tuple[Path, ExamcoreError], ...]]) -> None:
        self._rows, self._broken = read
        columns = (Column(str(msg("Position"))), Column(str(msg("Blueprint"))), Column(str(msg("Filled")), True),
                   Column(str(msg("Thin")), True), Column(str(msg("Missing")), True))  # fmt: skip
        lines = [self._line(row) for row in self._rows]
        lines += [note(f"✗ {show_path(path)}: {refused.text}", "missing") for path, refused in self._broken]
        self.listing.show(columns, lines, 0)
        self.say(msg("entries of each blueprint by what the bank has for them; Enter edits"))
        self.point(self.listing.cursor)

    def _line(self, row: Row) -> Line:
        style: Style = "missing" if row.missing else "thin" if row.thin else "filled"
        file = show_path(row.file) if row.file else str(msg("the policy's own"))
        sign = "✗" if row.missing else "!" if row.thin else "✓"
        title = f"{sign} {row.code} · {row.title}" if row.title else f"{sign} {row.code}"
        return Line((title, file, str(row.filled), str(row.thin), str(row.missing)), style)
