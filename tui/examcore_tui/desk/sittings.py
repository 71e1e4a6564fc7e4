"""Knows the pages on sittings: which there are, how far each has come, and the acts that bring it on.

Must not know how they are carried out: `examcore.sitting` does. Names no key, PIN or stem.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import Desk, Standing, command_line, measure_standing, show_path
from examcore.errors import ExamcoreError
from examcore.hooks import Progress
from examcore.language import Message, messages
from examcore.nouns import Result
from examcore.sitting import Collected, SittingFolder, collect, load, publish, report, score
from examcore_tui.desk.asking import Field
from examcore_tui.desk.doors import Holder, ask_holder, door_words
from examcore_tui.desk.frame import ListPage
from examcore_tui.desk.making import NewSitting
from examcore_tui.desk.outcome import ResultPage
from examcore_tui.keyboard import on
from examcore_tui.page import TextBox
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

msg = messages("examcore_tui")
STEPS: dict[str, Message] = {
    "made": msg("made"),
    "published": msg("published"),
    "collected": msg("collected"),
    "scored": msg("scored"),
    "reported": msg("reported"),
}
MOST_NUMBERS = 60
_DONE = msg("✓ done")


class SittingsPage(ListPage):
    """The sittings in the folder. Enter opens one, F2 makes a new one."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f2", "make")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._paths: tuple[Path, ...] = ()
        self._made: Message | None = None

    def keys(self) -> Sequence[Key]:
        """Open, make, back."""
        return (
            Key("Enter", msg("open"), msg("open"), "choose"),
            Key("F2", msg("new sitting"), msg("new"), "make"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read them."""
        self.who.show(str(msg("SITTINGS")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("sitting", "new", "DIR"))
        self.refresh_page()

    def refresh_page(self) -> None:
        """Read the sittings of the folder."""
        self.work(msg("reading the sittings"), self._read, self._show)

    def choose(self, line: int) -> None:
        """Open a sitting."""
        if 0 <= line < len(self._paths):
            self.app.push_screen(SittingPage(self.desk, self._paths[line]))

    def action_make(self) -> None:
        """Make a sitting from sealed forms and a list of candidates."""
        NewSitting(self, self._tell_made).ask()

    def _tell_made(self, told: Message) -> None:
        """Read the folder anew, the new sitting in it."""
        self._made = told
        self.refresh_page()

    def _read(self, progress: Progress) -> list[tuple[Path, tuple[str, ...], Style]]:
        return [read_line(thing.path) for thing in self.desk.find("sitting")]

    def _show(self, found: list[tuple[Path, tuple[str, ...], Style]]) -> None:
        self._paths = tuple(path for path, _, _ in found)
        columns = (Column(str(msg("Sitting"))), Column(str(msg("Day"))), Column(str(msg("Candidates")), True),
                   Column(str(msg("Collected")), True), Column(str(msg("State"))))  # fmt: skip
        lines = [Line(cells, style) for _, cells, style in found]
        if not lines:
            lines = [note(str(msg("no sitting lies in this folder; F2 makes one from sealed forms")))]
        self.listing.show(columns, lines, max(0, self.listing.cursor))
        self.say(self._made or msg("{count} sittings", count=len(found)))
        self._made = None


def read_line(path: Path) -> tuple[Path, tuple[str, ...], Style]:
    """A sitting as a row of a list: folder, day, candidates, collected, state."""
    try:
        folder = load(path)
        standing = measure_standing(folder)
    except ExamcoreError as refused:
        return path, (show_path(path), "-", "-", "-", f"✗ {refused.text}"), "missing"
    count = len(folder.sitting.candidates)
    state = str(STEPS[standing.latest])
    if folder.sitting.rehearsal:
        state = f"{state} · {msg('REHEARSAL')}"
    return path, (show_path(path), f"{folder.sitting.day:%d/%m/%Y}", str(count), str(count - len(standing.absent)),
                  state), "text"  # fmt: skip


class SittingPage(ListPage):
    """One sitting: acts in their order, then rooms, who is missing, candidates."""

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk)
        self.path = path
        self._folder: SittingFolder | None = None
        self._acts: tuple[tuple[Callable[[], None], str], ...] = (
            (self.publish, command_line("sitting", "publish", path, "--out", "PUBLISHED")),
            (self.collect, command_line("sitting", "collect", path, "SOURCE")),
            (self.score, command_line("sitting", "score", path)),
            (self.report, command_line("sitting", "report", path)),
            (self.show_results, command_line("sitting", "report", path, "--json")),
        )

    def keys(self) -> Sequence[Key]:
        """Do, copy, back."""
        return (
            Key("Enter", msg("do"), msg("do"), "choose"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F9", msg("what was told"), msg("told"), "read_again"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read it."""
        self.who.show(str(msg("SITTING")))
        self.place.show(self.path.name)
        self.refresh_page()

    def refresh_page(self) -> None:
        """Read the folder anew."""
        self.work(
            msg("reading the sitting"),
            lambda _: _read(self.path),
            lambda read: self._show(*read, msg("choose an act with ↑ ↓, Enter does it")),
        )

    def point(self, line: int) -> None:
        """The command for the act under the cursor."""
        if 0 <= line < len(self._acts):
            self.show_command(self._acts[line][1])

    def choose(self, line: int) -> None:
        """Do the act."""
        if 0 <= line < len(self._acts) and self._folder is not None:
            self._acts[line][0]()

    @property
    def is_council(self) -> bool:
        """Whether the packets open by a council instead of a passphrase."""
        return not any((self.path / "packets").glob("*.key"))

    def publish(self) -> None:
        """Open the questions and write a folder for each room."""
        default = show_path(self.path.with_name(f"{self.path.name}-rooms"))

        def go(given: dict[str, str]) -> None:
            out, reserve = Path(given["out"]).expanduser(), given["reserve"]
            if reserve:
                self.desk.plugins.delivery(reserve)  # a name nobody knows is told before anything is opened
            self.show_command(command_line("sitting", "publish", self.path, "--out", out,
                                           ["--reserve", reserve] if reserve else [],
                                           door_words(self, self.is_council)))  # fmt: skip
            self._open(lambda holder: self.work(
                msg("opening the questions and writing the rooms"),
                lambda _: publish(load(self.path), self.desk.plugins, holder, out, self.desk.now(), reserve),
                lambda paths: self._read_again(msg("{count} rooms written to {folder}; slips with PINs lie in slips/",
                                                   count=len(paths), folder=show_path(out)))))  # fmt: skip

        fields = (
            Field("out", msg("New folder for the rooms"), default),
            Field("reserve", msg("Second way should the PCs fail, for example paper (empty: none)"), may_be_empty=True),
        )
        self.ask(msg("PUBLISH: a folder for each room"), fields, go)

    def collect(self) -> None:
        """Take in journals and scans."""
        rooms = [show_path(thing.path) for thing in self.desk.find("room")]
        field = Field("sources", msg("Folders or files with journals and scans, with ; between"), "; ".join(rooms))

        def go(given: dict[str, str]) -> None:
            sources = [Path(one.strip()).expanduser() for one in given["sources"].split(";") if one.strip()]
            self.show_command(command_line("sitting", "collect", self.path, sources))
            self.work(msg("collecting"),
                      lambda count: collect(load(self.path), self.desk.plugins, sources, self.desk.now(), count),
                      self._tell_collected)  # fmt: skip

        self.ask(msg("COLLECT: what the rooms bring back"), (field,), go)

    def score(self) -> None:
        """Open the keys and score."""
        self.show_command(command_line("sitting", "score", self.path, door_words(self, self.is_council)))
        self._open(lambda holder: self.work(
            msg("opening the keys and scoring"),
            lambda _: score(load(self.path), self.desk.plugins, holder, self.desk.now()),
            self._tell_scored))  # fmt: skip

    def report(self) -> None:
        """Write the result list and the summary."""
        default = show_path(self.path / "report")

        def go(given: dict[str, str]) -> None:
            out = Path(given["out"]).expanduser()
            self.show_command(command_line("sitting", "report", self.path, "--out", out))
            self.work(msg("writing the report"),
                      lambda _: report(load(self.path), self.desk.plugins, out, self.desk.now()),
                      lambda paths: self._read_again(msg("{count} files written to {folder}", count=len(paths),
                                                         folder=show_path(out))))  # fmt: skip

        self.ask(msg("REPORT: result list and summary"), (Field("out", msg("Folder for the files"), default),), go)

    def show_results(self) -> None:
        """The results with their plots."""
        self.app.push_screen(ResultPage(self.desk, self.path))

    def _open(self, then: Callable[[Holder], None]) -> None:
        ask_holder(self, self.path.name, self.is_council, then)

    def _read_again(self, told: Message) -> None:
        """Read the folder after an act; the command of the act stays in view."""
        line = self.command_line
        self.work(msg("reading the sitting"), lambda _: _read(self.path), lambda read: self._show(*read, told, line))

    def _show(self, folder: SittingFolder, standing: Standing, told: Message, line: str = "") -> None:
        self._folder = folder
        sitting = folder.sitting
        mark = str(msg("REHEARSAL")) if sitting.rehearsal else ""
        self.who.show(str(msg("SITTING")), " · ".join(filter(None, (mark, f"{sitting.day:%d/%m/%Y}"))))
        done: set[str] = set(standing.steps)
        acts = (
            (msg("Publish: a folder for each room"), "published"),
            (msg("Collect journals and scans"), "collected"),
            (msg("Score"), "scored"),
            (msg("Write the report"), "reported"),
            (msg("Results with plots"), ""),
        )
        lines = [
            Line((f"{number}. {title}{f' · {_DONE}' if step in done else ''}",), "title")
            for number, (title, step) in enumerate(acts, 1)
        ]
        lines.append(note(f"{sitting.title} · {sitting.profile.title}", "text"))
        if standing.is_stale:
            lines.append(note(str(msg("! something came in after the last scoring: score again")), "thin"))
        if standing.open:
            lines.append(note(str(msg("! {count} marks wait for review", count=standing.open)), "thin"))
        lines.append(note(str(msg("Rooms: delivery, candidates, collected")), "title"))
        for room in standing.rooms:
            style: Style = "filled" if room.collected == room.candidates else "text"
            lines.append(Line((room.room, self._delivery(room.delivery), str(room.candidates), str(room.collected)),
                              style, can_choose=False))  # fmt: skip
        if "collected" in done and standing.absent:
            numbers = ", ".join(standing.absent[:MOST_NUMBERS]) + (" …" if len(standing.absent) > MOST_NUMBERS else "")
            lines.append(note(str(msg("Not collected: {numbers}", numbers=numbers)), "thin"))
        lines.append(note(str(msg("Candidates: number, name, position, room and seat")), "title"))
        there = {one.candidate for one in standing.responses}
        for one in sitting.candidates:
            sign = "✓" if one.number in there else "·"
            lines.append(Line((f"{sign} {one.number}", one.name, one.position, f"{one.room} · {one.seat}")))
        cursor = self.listing.cursor if self.listing.cursor >= 0 else _next_act(done)
        self.listing.show((Column(), Column(), Column(), Column()), lines, cursor)
        self.point(self.listing.cursor)
        if line:
            self.show_command(line)
        self.say(told)

    def _delivery(self, name: str) -> str:
        found = self.desk.plugins.deliveries.get(name)
        return str(found.title) if found else name

    def _tell_collected(self, brought: Collected) -> None:
        told = msg("{fresh} candidates collected, {known} known before, {problems} problems", fresh=len(brought.fresh),
                   known=brought.known, problems=len(brought.problems))  # fmt: skip
        self._read_again(told)
        if brought.problems:
            rows = [f"{one.file}: {one.place}: {one.message}" for one in brought.problems]
            self.app.push_screen(TextBox(str(msg("PROBLEMS: nothing was guessed")), "\n".join(rows)))

    def _tell_scored(self, results: Sequence[Result]) -> None:
        self._read_again(msg("{count} candidates scored; see the results with their plots", count=len(results)))


def _read(path: Path) -> tuple[SittingFolder, Standing]:
    folder = load(path)
    return folder, measure_standing(folder)


def _next_act(done: set[str]) -> int:
    """The act that comes next, from 0."""
    order = ("published", "collected", "scored", "reported")
    return next((at for at, step in enumerate(order) if step not in done), len(order))
