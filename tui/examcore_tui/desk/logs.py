"""Knows the pages on logs: events, checkpoints, whether all of it still holds.

Must not know how a log is verified: `examcore.log` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import Desk, command_line, show_path
from examcore.hooks import Progress
from examcore.language import messages
from examcore.log import (
    LOG_NAME,
    Checkpoint,
    Event,
    Log,
    check_log,
    find_log,
    kept_checkpoints,
    load_checkpoint,
    take_checkpoint,
)
from examcore_tui.desk.frame import ListPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

msg = messages("examcore_tui")


class LogsPage(ListPage):
    """The logs in the folder: of sittings and of councils."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._paths: tuple[Path, ...] = ()

    def keys(self) -> Sequence[Key]:
        """Open, back."""
        return (
            Key("Enter", msg("open"), msg("open"), "choose"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def on_mount(self) -> None:
        """Find them."""
        self.who.show(str(msg("LOGS")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("log", "show", "LOG"))
        self.work(msg("looking for logs"), self._read, self._show)

    def choose(self, line: int) -> None:
        """Open a log."""
        if 0 <= line < len(self._paths):
            self.app.push_screen(LogPage(self.desk, self._paths[line]))

    def point(self, line: int) -> None:
        """The command for the log under the cursor."""
        if 0 <= line < len(self._paths):
            self.show_command(command_line("log", "show", self._paths[line]))

    def _read(self, progress: Progress) -> list[Path]:
        return [t.path for t in self.desk.find("sitting", "council") if (t.path / LOG_NAME).is_file()]

    def _show(self, found: list[Path]) -> None:
        self._paths = tuple(found)
        lines = [Line((show_path(path),)) for path in found]
        self.listing.show((Column(),), lines or [note(str(msg("no log lies in this folder")))], 0)
        self.say(msg("{count} logs", count=len(found)))
        self.point(self.listing.cursor)


@dataclass(frozen=True, slots=True)
class _Read:
    """A log, its events and the checkpoints beside it."""

    log: Log
    events: tuple[Event, ...]
    checkpoints: tuple[tuple[Path, Checkpoint], ...]


class LogPage(ListPage):
    """One log: the newest event first. F3 verifies it against its checkpoints."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f3", "verify")]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk)
        self.path = path

    def keys(self) -> Sequence[Key]:
        """Verify, back."""
        return (
            Key("F3", msg("verify"), msg("verify"), "verify"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read it."""
        self.who.show(str(msg("LOG")))
        self.place.show(self.path.name)
        self.show_command(command_line("log", "show", self.path))
        self.work(msg("reading the log"), lambda _: _read(self.path), self._show)

    def action_verify(self) -> None:
        """Hold every line against the checkpoints."""
        self.show_command(command_line("log", "verify", self.path))
        self.work(msg("verifying"), lambda _: _verify(self.path), self._tell_verified)

    def _show(self, read: _Read) -> None:
        lines = [note(str(msg("Checkpoints: {count}", count=len(read.checkpoints))), "title")]
        for path, checkpoint in read.checkpoints:
            told = msg("{file}: {size} events, root {root}", file=path.name, size=checkpoint.size,
                       root=checkpoint.fingerprint)  # fmt: skip
            lines.append(note(str(told)))
        lines.append(note(str(msg("Events, the newest first")), "title"))
        for number, event in reversed(list(enumerate(read.events, 1))):
            facts = "  ".join(f"{name}={value}" for name, value in event.facts)
            lines.append(Line((str(number), f"{event.at:%d/%m/%Y %H:%M:%S}", event.act, facts)))
        columns = (Column(str(msg("Event")), True), Column(str(msg("Time"))), Column(str(msg("Act"))),
                   Column(str(msg("Facts"))))  # fmt: skip
        self.listing.show(columns, lines, 0)
        if read.log.torn:
            self.say(msg("the last line was never finished; it does not count"), is_alarm=True)
        else:
            self.say(msg("{count} events; F3 verifies them", count=len(read.events)))

    def _tell_verified(self, read: _Read) -> None:
        self._show(read)
        head = take_checkpoint(read.log)
        told = msg("✓ {count} events, every line sound; {marks} checkpoints hold; root {root}", count=head.size,
                   marks=len(read.checkpoints), root=head.fingerprint)  # fmt: skip
        self.say(told if read.checkpoints else msg(
            "✓ {count} events, every line sound; root {root}. No checkpoint to compare with", count=head.size,
            root=head.fingerprint))  # fmt: skip


def _read(path: Path) -> _Read:
    log = find_log(path)
    return _Read(log, log.events, tuple((one, load_checkpoint(one)) for one in kept_checkpoints(path)))


def _verify(path: Path) -> _Read:
    """The log, every line of it read and every checkpoint held against it. Raises BadInput, BrokenSeal."""
    read = _read(path)
    for _, checkpoint in read.checkpoints:
        check_log(read.log, checkpoint)
    return read
