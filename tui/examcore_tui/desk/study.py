"""Knows the page with the documents to study for what a bank holds: shown for a day, written to a file.

Must not know how the list is made, nor open a bank: it needs no passphrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import command_line
from examcore.files import write_whole
from examcore.hooks import Progress
from examcore.language import messages
from examcore.store import Bank
from examcore.study import Syllabus, list_posts, make_syllabus, name_section, tell_force, write_syllabus
from examcore_tui.desk.asking import Field
from examcore_tui.desk.frame import DatedPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

msg = messages("examcore_tui")


class StudyPage(DatedPage):
    """The documents to study, for everybody and for each post. F2 writes them to a file, F7 looks at another day."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "write")]

    def keys(self) -> Sequence[Key]:
        """Write, another day, back."""
        return (
            Key("F2", msg("write to a file"), msg("write"), "write"),
            Key("F7", msg("on another day"), msg("day"), "day"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def refresh_page(self) -> None:
        """Make the list anew."""
        self.who.show(str(msg("DOCUMENTS TO STUDY")), f"{self.day:%d/%m/%Y}")
        self.show_command(command_line("bank", "study", self.path, "--date", self.day.isoformat()))
        self.work(msg("reading the tags"), self._make, self._show)

    def action_write(self) -> None:
        """Write the list to a file whose ending says how."""
        name = self.desk.folder / f"{self.path.stem}-van-ban.pdf"
        field = Field("out", msg("File to write: .pdf, .xlsx, .csv or .txt"), str(name))

        def go(given: dict[str, str]) -> None:
            out = Path(given["out"]).expanduser()
            self.show_command(command_line("bank", "study", self.path, "--date", self.day.isoformat(), "--out", out))
            self.work(msg("writing"), lambda progress: self._write(out, progress),
                      lambda path: self.say(msg("written to {path}", path=path.name)))  # fmt: skip

        self.ask(msg("DOCUMENTS TO STUDY"), (field,), go)

    def _make(self, progress: Progress) -> Syllabus:
        bank = Bank(self.path)
        tags = list(bank.drawable().values())
        profile = self.desk.plugins.policy(bank.facts.policy).profile(self.day)
        return make_syllabus(tags, profile, list_posts(tags, self.desk.plugins.positions(profile.policy)), self.day)

    def _write(self, out: Path, progress: Progress) -> Path:
        write_whole(out, write_syllabus(self.desk.plugins, self._make(progress), out))
        return out

    def _show(self, syllabus: Syllabus) -> None:
        lines = []
        for section in syllabus.sections:
            lines.append(note(name_section(syllabus, section), "title"))
            lines += [
                Line((one.source.title, tell_force(one)), "text" if one.in_force else "missing")
                for one in section.readings
            ]
        lines = lines or [note(str(msg("no item that may be drawn names a document")))]
        self.listing.show((Column(), Column()), lines, 0)
        self.say(msg("the list tells of no item; F2 writes it to a file to be signed"))
