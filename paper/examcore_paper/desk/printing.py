"""Knows the page of printing: the sittings, what is to be printed for each, and by which command.

Must not know how anything is printed: it runs the commands it shows.
"""

from __future__ import annotations

from pathlib import Path

from examcore.desk import Desk, show_path
from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.nouns import Sitting
from examcore.sitting import load
from examcore.sitting.people import folder_name
from examcore_paper.desk.page import PaperPage, Row

msg = messages("examcore_paper")

SPARE = 10


class PrintingPage(PaperPage):
    """The sittings in the folder. Enter shows what to print for one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, msg("PRINTING"))

    def on_mount(self) -> None:
        """Read them."""
        self.refresh_page()

    def refresh_page(self) -> None:
        """Read the sittings of the folder."""
        self.work(msg("reading the sittings"), lambda: read_sittings(self.desk), self._show)

    def _show(self, found: list[tuple[Path, Sitting | Message]]) -> None:
        rows = []
        for path, sitting in found:
            if isinstance(sitting, Sitting):
                rooms = [room.name for room in sitting.rooms if room.delivery == "paper"]
                people = sum(candidate.room in rooms for candidate in sitting.candidates)
                day, folder = f"{sitting.day:%d/%m/%Y}", show_path(path)
                told = msg("{folder} · {day} · {people} candidates on paper in {rooms} rooms", folder=folder, day=day,
                           people=people, rooms=len(rooms))  # fmt: skip
                words: tuple[str, ...] = ("sheet", "print", "--sitting", folder, "--out", "FILE")
                if not rooms:
                    told = msg(
                        "{folder} · {day} · nobody on paper: only the pictures of questions", folder=folder, day=day
                    )
                    words = ("sitting", "pictures", folder, "--out", "FILE")
                rows.append(Row(str(told), words, lambda path=path, sitting=sitting: self._open(path, sitting)))  # type: ignore[misc]
            else:
                rows.append(Row(f"✗ {show_path(path)}: {sitting}"))
        self.show_rows(rows)
        self.say(msg("Enter shows what to print for a sitting") if rows else msg("no sitting lies in this folder"))

    def _open(self, path: Path, sitting: Sitting) -> None:
        self.app.push_screen(SittingPrintingPage(self.desk, path, sitting))


class SittingPrintingPage(PaperPage):
    """What is to be printed for one sitting, in the order of the work. Enter runs the command that is shown."""

    def __init__(self, desk: Desk, path: Path, sitting: Sitting) -> None:
        super().__init__(desk, msg("PRINTING: {folder}", folder=path.name))
        self.path, self.sitting = path, sitting

    def on_mount(self) -> None:
        """Show what there is to print."""
        self.show_rows(self._list())
        self.say(msg("Enter runs the command; print everything at 100 %"))

    def _list(self) -> list[Row]:
        name, base = show_path(self.path), self.path.name
        beside = self.path.parent
        rooms = [room.name for room in self.sitting.rooms if room.delivery == "paper"]

        def out(tail: str) -> str:
            return show_path(beside / f"{base}-{tail}")

        def run(text: Message, *words: str) -> Row:
            return Row(str(text), words, lambda: self.run_command(words))

        def open_first(text: Message, *words: str) -> Row:
            told = msg("{text} (asks for the passphrase)", text=text)
            return Row(str(told), words, lambda: self.run_in_terminal(words))

        pictures = (
            [open_first(msg("Pictures of questions, for rooms with screens"), "sitting", "pictures", name, "--out",
                        out("pictures.pdf"))]
            if len(rooms) < len(self.sitting.rooms)
            else []
        )  # fmt: skip
        if not rooms:
            return [Row(str(msg("BEFORE THE TEST")), is_title=True), *pictures]
        sheets = ("sheet", "print", "--sitting", name)
        return [
            Row(str(msg("BEFORE THE TEST")), is_title=True),
            open_first(msg("Everything for all rooms"), "sitting", "publish", name, "--out", out("rooms")),
            run(msg("Answer sheets of all paper rooms and {count} spare ones", count=SPARE), *sheets,
                "--spare", str(SPARE), "--out", out("sheets.pdf")),
            *(run(msg("Answer sheets of room {room}", room=room), *sheets, "--room", room,
                  "--out", out(f"sheets-{folder_name(room)}.pdf")) for room in rooms),
            open_first(msg("Booklets in large print"), "sheet", "booklets", name, "--large", "--out", out("large")),
            *pictures,
            Row(str(msg("AFTER THE TEST")), is_title=True),
            run(msg("List in which the rooms write what came back"), "sheet", "reconcile", name, "--blank",
                out("counts.csv")),
            open_first(msg("Key on film, for marking by hand"), "sheet", "overlay", "--sitting", name, "--out",
                       out("overlay.pdf")),
            Row(str(msg("FOR THE ARCHIVE")), is_title=True),
            run(msg("Answer sheets as PDF/A"), *sheets, "--archive", "--out", out("sheets-archive.pdf")),
            open_first(msg("Booklets as PDF/A"), "sheet", "booklets", name, "--archive", "--out", out("archive")),
        ]  # fmt: skip


def read_sittings(desk: Desk) -> list[tuple[Path, Sitting | Message]]:
    """Every sitting in the desk's folder, or why it cannot be read."""
    found: list[tuple[Path, Sitting | Message]] = []
    for thing in desk.find("sitting"):
        try:
            found.append((thing.path, load(thing.path).sitting))
        except ExamcoreError as refused:
            found.append((thing.path, refused.text))
    return found
