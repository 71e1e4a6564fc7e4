"""Knows the pages on results: bands, how points are spread by part, room and position, the list, the item analysis.

Must not know how anything is scored or measured. Names no key and no stem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.analysis import glance
from examcore.desk import Desk, Histogram, command_line, compare, draw_row, measure_points, show_path
from examcore.engine.summary import count_areas, count_bands
from examcore.hooks import Progress
from examcore.language import Decimals, messages
from examcore.nouns import Result
from examcore.sitting import SittingFolder, load
from examcore.sitting.analyse import analyse
from examcore_tui.desk.doors import Holder, ask_holder, door_words
from examcore_tui.desk.frame import ListPage
from examcore_tui.glyphs import ASCII, choose_glyphs
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, note

msg = messages("examcore_tui")
LABEL, NUMBER, MARGIN = 22, 8, 6
"""Cells of a plot's label and number, and what surrounds them."""


class ResultsPage(ListPage):
    """The sittings that were scored. Enter shows one."""

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
        """Read them."""
        self.who.show(str(msg("RESULTS")))
        self.place.show(self.desk.folder.name)
        self.show_command(command_line("sitting", "report", "DIR", "--json"))
        self.work(msg("reading the sittings"), self._read, self._show)

    def choose(self, line: int) -> None:
        """Show the results of a sitting."""
        if 0 <= line < len(self._paths):
            self.app.push_screen(ResultPage(self.desk, self._paths[line]))

    def _read(self, progress: Progress) -> list[Path]:
        return [thing.path for thing in self.desk.find("sitting")]

    def _show(self, found: list[Path]) -> None:
        scored = [path for path in found if (path / "results.json").is_file()]
        self._paths = tuple(scored)
        lines = [Line((show_path(path),)) for path in scored]
        self.listing.show((Column(),), lines or [note(str(msg("no sitting in this folder has been scored yet")))], 0)
        self.say(msg("{count} of {of} sittings were scored", count=len(scored), of=len(found)))


class ResultPage(ListPage):
    """The results of one sitting. F3 analyses its items, F4 changes between plots and the list."""

    BINDINGS: ClassVar[list[BindingType]] = [on("f3", "analyse"), on("f4", "turn")]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk)
        self.path = path
        self._folder: SittingFolder | None = None
        self._results: tuple[Result, ...] = ()
        self._is_list = False

    def keys(self) -> Sequence[Key]:
        """Analyse, turn, back."""
        return (
            Key("F4", msg("list or plots"), msg("list/plots"), "turn"),
            Key("F3", msg("item analysis (opens the keys)"), msg("analysis"), "analyse"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read them."""
        self.who.show(str(msg("RESULTS")))
        self.place.show(self.path.name)
        self.show_command(command_line("sitting", "report", self.path, "--json"))
        self.work(msg("reading the results"), lambda _: _read(self.path), self._show)

    def on_resize(self) -> None:
        """Plot anew at the new width."""
        if self._folder is not None:
            self.call_after_refresh(self._draw)

    def action_turn(self) -> None:
        """Plots or the list."""
        if self._folder is not None:
            self._is_list = not self._is_list
            self._draw()

    def action_analyse(self) -> None:
        """Analyse the items; the keys are opened for it."""
        is_council = not any((self.path / "packets").glob("*.key"))
        out = self.path / "analysis"
        self.show_command(command_line("sitting", "analyse", self.path, door_words(self, is_council)))

        def go(holder: Holder) -> None:
            self.work(msg("opening the keys and analysing"), lambda _: self._analyse(holder, out), self._show_lines)

        ask_holder(self, self.path.name, is_council, go)

    def _analyse(self, holder: Holder, out: Path) -> tuple[list[str], Path]:
        folder = load(self.path)
        analysis, _ = analyse(folder, self.desk.plugins, holder, out, (), self.desk.now())
        return list(glance(folder.sitting, analysis)), out

    def _show_lines(self, told: tuple[list[str], Path]) -> None:
        lines, out = told
        self.listing.show((Column(),), [note(line or " ", "text") for line in lines], 0)
        self.say(msg("tables and the report lie in {folder}; they hold keys: guard them", folder=show_path(out)))

    def _show(self, read: tuple[SittingFolder, tuple[Result, ...]]) -> None:
        self._folder, self._results = read
        sitting = self._folder.sitting
        mark = str(msg("REHEARSAL")) if sitting.rehearsal else ""
        self.who.show(str(msg("RESULTS")), " · ".join(filter(None, (mark, f"{sitting.day:%d/%m/%Y}"))))
        waiting = sum(one.score.open for one in self._results)
        self._draw()
        if waiting:
            self.say(msg("{count} marks wait for review; the results they touch are provisional", count=waiting))
        else:
            self.say(msg("{count} candidates; F4 shows the list", count=len(self._results)))

    def _draw(self) -> None:
        if self._folder is not None:
            if self._is_list:
                self._draw_list(self._folder)
            else:
                self._draw_plots(self._folder)

    def _draw_list(self, folder: SittingFolder) -> None:
        parts = folder.sitting.profile.parts
        columns = (Column(str(msg("No."))), Column(str(msg("Name"))), Column(str(msg("Position"))),
                   *(Column(str(msg("Part {number}", number=n)), True) for n, _ in enumerate(parts, 1)),
                   Column(str(msg("Total")), True), Column(str(msg("Band"))))  # fmt: skip
        lines = []
        for one in self._results:
            points = [str(one.score.points_of(part.name)) for part in parts]
            mark = f" ({msg('provisional')})" if one.outcome.provisional else ""
            lines.append(Line((one.candidate, one.name, one.position, *points, str(one.score.total),
                               f"{one.outcome.title}{mark}")))  # fmt: skip
        self.listing.show(columns, lines, 0)

    def _draw_plots(self, folder: SittingFolder) -> None:
        sitting, results = folder.sitting, self._results
        profile = sitting.profile
        lines = [note(str(msg("Bands")), "title")]
        bands = count_bands(profile, results)
        most = max((count for _, count in bands), default=0)
        titles = {band.name: band.title.read() for band in profile.bands}
        lines += [self._bar(titles.get(name, name), count, most, str(count)) for name, count in bands]
        lines += self._plot(str(msg("Total points")), measure_points(profile, results))
        for part in profile.parts:
            lines += self._plot(str(part.title), measure_points(profile, results, part.name))
        rooms = Counter(one.room for one in results)
        if len(rooms) > 1:
            lines += self._compare(str(msg("By room: mean points")), compare(results, lambda one: one.room))
        positions = compare(results, lambda one: one.position)
        lines += self._compare(str(msg("By position: mean points")), positions)
        lines.append(note(str(msg("By knowledge area, the weakest first: right answers")), "title"))
        for area in count_areas(results):
            share = (area.share + 5) // 10
            lines.append(self._bar(str(profile.area_title(area.area)), area.share, 1000, f"{share}%"))
        self.listing.show((Column(), Column(), Column(is_right=True)), lines, 0)

    def _plot(self, title: str, plot: Histogram) -> list[Line]:
        head = msg("{title}: {count} candidates, mean {mean}", title=title, count=plot.candidates,
                   mean=Decimals(plot.mean_tenths / 10, 1))  # fmt: skip
        return [note(str(head), "title"),
                *(self._bar(row.label, row.count, row.most, str(row.count)) for row in plot.rows)]  # fmt: skip

    def _compare(self, title: str, groups: Sequence[tuple[str, int, int]]) -> list[Line]:
        top = self._folder.sitting.profile.total * 10 if self._folder is not None else 1
        rows = [
            self._bar(str(msg("{name} ({count})", name=name, count=count)), mean, top, str(Decimals(mean / 10, 1)))
            for name, count, mean in groups
        ]
        return [note(title, "title"), *rows]

    def _bar(self, label: str, count: int, most: int, told: str) -> Line:
        room = max(8, min(60, self.size.width - LABEL - NUMBER - MARGIN))
        bar = draw_row(count, most, room, is_plain=choose_glyphs() is ASCII)
        return Line((label, bar, told), can_choose=False)


def _read(path: Path) -> tuple[SittingFolder, tuple[Result, ...]]:
    folder = load(path)
    return folder, folder.results
