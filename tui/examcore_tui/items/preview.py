"""Knows the page that shows files of items before anything is added: what was understood, with its key and its place
in the file, and what was not, with the reason. Nothing is kept.

Must not open a bank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from examcore.desk import Desk, command_line
from examcore.engine.figures import hide_places, tell_beginning
from examcore.engine.lint import lint_item
from examcore.errors import Problem
from examcore.files import read_limited
from examcore.formats.draft import LETTERS
from examcore.formats.tags import write_tags
from examcore.intake import LARGEST, LARGEST_MAPPING, Intake, read_files
from examcore.language import messages
from examcore.nouns import Item
from examcore.text import clean_text
from examcore_tui.desk.frame import ListPage
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.items.editor import WIDE
from examcore_tui.items.shelf import begin
from examcore_tui.keyboard import on
from examcore_tui.passage import PRESS_H, ShownQuestion, show_text
from examcore_tui.viewer.opening import show_pictures
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which files are looked at, and what is said of their items where they do not say it themselves."""

    files: tuple[Path, ...]
    part: str = ""
    area: str = ""
    positions: tuple[str, ...] = ()
    format_name: str | None = None
    mapping: Path | None = None
    keys_from: Path | None = None

    @property
    def words(self) -> list[str]:
        """The options that say the same to a command."""
        said = [("--part", self.part), ("--area", self.area), ("--format", self.format_name or ""),
                ("--mapping", str(self.mapping or "")), ("--keys-from", str(self.keys_from or "")),
                *(("--position", one) for one in self.positions)]  # fmt: skip
        return [word for name, value in said if value for word in (name, value)]


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a file: where it stands, how it begins, the item where it became one, and its problems."""

    file: str
    place: str
    number: str
    words: str
    item: Item | None
    problems: tuple[Problem, ...]

    @property
    def is_refused(self) -> bool:
        """Whether it, or the whole file, is not taken."""
        return any(one.severity == "error" for one in self.problems)


def list_rows(read: Intake) -> tuple[Row, ...]:
    """File by file, questions in the order of their places; where these cannot be compared, first what was refused."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    own = {item.id: (file, origin.number) for item, (file, origin) in zip(read.items, read.origins, strict=True)}
    by_number = {(file, number): name for name, (file, number) in own.items() if number}
    of_items: dict[str, list[Problem]] = {}
    for one in read.problems:
        name = one.question if one.question in own else ""
        if not name and one.severity != "error":  # an error is of a question that became no item, though one may share
            name = by_number.get((one.file, one.question), "")  # its number where numbers begin again
        if name:
            of_items.setdefault(name, []).append(one)
        else:
            place = "" if one.question or one.words else str(one.place)
            groups.setdefault((one.file, one.question or place, one.words), []).append(one)
    rows = [
        Row(file, str(found[0].place), found[0].question, hide_places(words), None, tuple(found))
        for (file, _, words), found in groups.items()
    ]
    for item, (file, origin) in zip(read.items, read.origins, strict=True):
        rows.append(Row(file, str(origin.place), origin.number, begin(tell_beginning(item)), item,
                        tuple(of_items.get(item.id, ()))))  # fmt: skip
    files = dict.fromkeys(row.file for row in rows)
    return tuple(row for file in files for row in _sort([row for row in rows if row.file == file]))


def _sort(rows: list[Row]) -> list[Row]:
    """The rows of a file in the order of their places, where all places are of one kind (paragraphs, lines, cells)."""
    placed = [row for row in rows if re.search(r"\d", row.place)]
    if len({re.sub(r"\d+", "", row.place) for row in placed}) > 1:
        return rows
    whole = [row for row in rows if row not in placed]  # what bars the whole file first, what is only noted last
    return (
        [row for row in whole if row.is_refused]
        + sorted(placed, key=lambda row: [int(number) for number in re.findall(r"\d+", row.place)])
        + [row for row in whole if not row.is_refused]
    )


class PreviewPage(ListPage):
    """Questions of files, one under the cursor shown below or beside. F3 shows only those with problems."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("h", "pictures"), on("f3", "sift"), on("f2", "read_anew"), on("shift+down,right", "scroll_item(1)"),
        on("shift+up,left", "scroll_item(-1)"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, asked: Asked) -> None:
        super().__init__(desk)
        self.asked = asked
        self.sheet = QuestionSheet(choose_glyphs())
        self.about = Static("", markup=False, id="about")
        self._about_scroll = VerticalScroll(self.about, id="about-scroll", can_focus=False)
        self._rows: tuple[Row, ...] = ()
        self._listed: list[Row] = []
        self._found = 0
        self._shown = ShownQuestion("", ())
        self._only_problems = False

    def keys(self) -> Sequence[Key]:
        """Sift, read anew, back."""
        return (
            Key("F3", msg("only problems, all"), msg("problems"), "sift"),
            Key("F2", msg("read the files again"), msg("again"), "read_anew"),
            Key("← →", msg("scroll the question"), msg("scroll"), "scroll_item(1)"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def body(self) -> Iterator[Widget]:
        """The list, and the question under the cursor."""
        with Horizontal(id="sides") if self.app.size.width >= WIDE else Vertical(id="sides"):
            yield self.listing
            with Vertical(id="shown"):
                yield self.sheet
                yield self._about_scroll

    def on_mount(self) -> None:
        """Read the files."""
        self.who.show(str(msg("FILES BEFORE THEY ARE ADDED")))
        self.place.show(", ".join(one.name for one in self.asked.files))
        self.show_command(command_line("bank", "preview", self.asked.files, self.asked.words))
        self.action_read_anew()

    def action_read_anew(self) -> None:
        """Read the files as they are now."""
        self.work(msg("reading the files"), lambda _: self._read(), self._take)

    def action_sift(self) -> None:
        """Only what has problems, or all."""
        self._only_problems = not self._only_problems
        self._show()

    def action_pictures(self) -> None:
        """Look at the pictures of the question under the cursor."""
        show_pictures(self, self._shown, str(msg("FILES BEFORE THEY ARE ADDED")))

    def action_scroll_item(self, pages: int) -> None:
        """Show more of a question, or of what is said of it, that does not fit."""
        self.sheet.scroll_stem(pages)
        self._about_scroll.scroll_relative(y=pages * 2, animate=False)

    def point(self, line: int) -> None:
        """Show the question under the cursor."""
        row = self._listed[line] if 0 <= line < len(self._listed) else None
        self.sheet.display = row is not None and row.item is not None
        self._shown = ShownQuestion("", ())
        if row is None:
            self.about.update("")
            return
        if row.item is not None:
            self._shown = shown = show_text(row.item, hint=PRESS_H)
            key = [one.id for one in row.item.options].index(row.item.key)
            self.sheet.show_question(shown.stem, shown.options, key)
        self.about.update(clean_text("\n".join(self._tell(row))))
        self._about_scroll.scroll_home(animate=False)

    def _read(self) -> Intake:
        asked = self.asked
        data = [(str(file), read_limited(file, LARGEST)) for file in asked.files]
        columns = read_limited(asked.mapping, LARGEST_MAPPING) if asked.mapping else None
        keys = (str(asked.keys_from), read_limited(asked.keys_from, LARGEST)) if asked.keys_from else None
        return read_files(self.desk.plugins, data, asked.format_name, asked.part, asked.area, asked.positions, (),
                          columns, keys)  # fmt: skip

    def _take(self, read: Intake) -> None:
        self._found = read.found
        self._rows = list_rows(read)
        self._show()

    def _show(self) -> None:
        self._listed = [one for one in self._rows if one.problems] if self._only_problems else list(self._rows)
        columns = (Column(str(msg("Place"))), Column(str(msg("Item no."))), Column(str(msg("Key"))),
                   Column(str(msg("Begins"))))  # fmt: skip
        lines = [self._line(one) for one in self._listed] or [note(str(msg("✓ nothing was found")), "filled")]
        self.listing.show(columns, lines, 0)
        good = sum(one.item is not None for one in self._rows)
        bad = sum(one.is_refused for one in self._rows)
        self.say(msg("{found} questions found, {good} understood, {bad} to be mended; nothing is kept here",
                     found=self._found, good=good, bad=bad))  # fmt: skip
        self.point(self.listing.cursor)

    def _line(self, row: Row) -> Line:
        place = row.place if len(self.asked.files) == 1 else f"{Path(row.file).name}: {row.place}"
        if row.item is None:
            sign = "✗" if row.is_refused else "·"
            begins = row.words or str(row.problems[0].message)
            return Line((place, row.number, sign, begins), "missing" if row.is_refused else "quiet")
        key = LETTERS[[one.id for one in row.item.options].index(row.item.key)]
        style: Style = "missing" if row.is_refused else "thin" if row.problems else "text"
        return Line((place, row.number, key, row.words), style)

    def _tell(self, row: Row) -> list[str]:
        """What is said below the question: problems with what to do, or key, remarks and tags."""
        lines = []
        for one in row.problems:
            sign = "✗" if one.severity == "error" else "·"
            lines.append(f"{sign} {one.place}: {one.message} ({one.code})")
            if one.repair is not None:
                lines.append(f"   → {one.repair}")
        if row.item is not None:
            lines += [f"! {one.message} ({one.code})" for one in lint_item(row.item)]
            lines.append("; ".join(write_tags(row.item.tags, {})))
        return lines
