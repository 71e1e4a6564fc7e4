"""Knows the page on councils and ceremonies: who may open what, and the guided screen of every ceremony.

Must not know any one ceremony.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from examcore.ceremony import CEREMONIES, Ceremony, Scene
from examcore.desk import Desk, command_line, show_path
from examcore.errors import ExamcoreError
from examcore.files import read_limited
from examcore.hooks import Progress
from examcore.language import messages
from examcore.seal import Signed, read_signed
from examcore.seal.child import forbid_core_dumps
from examcore.seal.council import LARGEST
from examcore.seal.rules import OPENINGS, ROLES, TITLES, tell_rule
from examcore_tui.ceremony.command import guide
from examcore_tui.desk.asking import Field
from examcore_tui.desk.doors import COUNCIL_NAME
from examcore_tui.desk.frame import ListPage
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

if TYPE_CHECKING:
    from examcore_tui.desk.app import DeskApp

msg = messages("examcore_tui")
SCREEN = "ceremonies"


@dataclass(frozen=True, slots=True)
class Sworn:
    """A council's folder and what lies in it, or why it cannot be read."""

    path: Path
    signed: Signed | None
    refused: ExamcoreError | None = None


class CeremoniesPage(ListPage):
    """The ceremonies in the order of a year, then the councils in the folder."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._councils: tuple[Sworn, ...] = ()
        self._lines: dict[int, Ceremony | Sworn] = {}

    def keys(self) -> Sequence[Key]:
        """Hold, back."""
        return (
            Key("Enter", msg("hold it, or look at the council"), msg("open"), "choose"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def on_mount(self) -> None:
        """Read the councils."""
        self.who.show(str(msg("COUNCILS AND CEREMONIES")))
        self.place.show(self.desk.folder.name)
        self.work(msg("reading the councils"), self._read, self._show)

    def point(self, line: int) -> None:
        """The command for what is under the cursor."""
        found = self._lines.get(line)
        if isinstance(found, Sworn):
            self.show_command(command_line("council", "show", found.path))
        elif found is not None:
            self.show_command(command_line("ceremony", "run", found.name, "FOLDER"))

    def choose(self, line: int) -> None:
        """Hold a ceremony, or look at a council."""
        found = self._lines.get(line)
        if isinstance(found, Sworn):
            self._look(found)
        elif found is not None:
            self._ask_how(found)

    def _ask_how(self, ceremony: Ceremony) -> None:
        lines = [Line((str(msg("In earnest")), str(msg("keys and seals count")))),
                 Line((str(msg("Rehearsal")), str(msg("throw-away keys, a folder of its own"))))]  # fmt: skip
        self.pick(msg("HOW IS IT HELD?"), lines, lambda at: self._ask_where(ceremony, at == 1))

    def _ask_where(self, ceremony: Ceremony, is_rehearsal: bool) -> None:
        """Which folder: one that lies here, or another as typed. A rehearsal has a folder of its own."""
        places = [] if is_rehearsal else [thing.path for thing in self.desk.find("council", "sitting")]
        default = show_path(self.desk.folder / ("dien-tap" if is_rehearsal else "hoi-dong"))
        field = Field("folder", msg("Folder of the council, or of the sitting"), default)

        def typed(given: dict[str, str]) -> None:
            self._hold(ceremony, Path(given["folder"]).expanduser(), is_rehearsal)

        def chosen(at: int) -> None:
            if at < len(places):
                self._hold(ceremony, places[at], is_rehearsal)
            else:
                self.ask(msg("WHERE IS IT HELD?"), (field,), typed)

        if places:
            lines = [Line((show_path(path),)) for path in places]
            self.pick(msg("WHERE IS IT HELD?"), [*lines, Line((str(msg("another folder")),))], chosen)
        else:
            self.ask(msg("WHERE IS IT HELD?"), (field,), typed)

    def _hold(self, ceremony: Ceremony, folder: Path, is_rehearsal: bool) -> None:
        """Hand the terminal to the guided screen, and come back here."""
        forbid_core_dumps()
        scene = Scene(folder, self.desk.plugins, self.desk.now, is_rehearsal)
        cast("DeskApp", self.app).hand_over(lambda: guide(ceremony, scene, {}), back_to=SCREEN)

    def _look(self, sworn: Sworn) -> None:
        if sworn.signed is None:
            if sworn.refused is not None:
                self.tell(sworn.refused)
            return
        council = sworn.signed.council
        rows = [str(msg("fingerprint: {letters}", letters=council.fingerprint)), ""]
        for number, (member, signature) in enumerate(zip(council.members, sworn.signed.signatures, strict=True), 1):
            state = msg("signed") if signature else msg("NOT SIGNED YET")
            rows.append(f"{number}. {member.card.name}, {member.card.office} · {ROLES[member.role]} · {state}")
        rows.append("")
        rows += [f"{TITLES[opening]}: {tell_rule(council.rules[opening], council.roles)}" for opening in OPENINGS]
        self.show_text(msg("{title}, epoch {epoch}", title=council.title, epoch=council.epoch), "\n".join(rows))

    def _read(self, progress: Progress) -> tuple[Sworn, ...]:
        return tuple(_read(thing.path) for thing in self.desk.find("council"))

    def _show(self, councils: tuple[Sworn, ...]) -> None:
        self._lines = {}
        lines = [note(str(msg("CEREMONIES, in the order of a year")), "title")]
        for ceremony in CEREMONIES:
            self._lines[len(lines)] = ceremony
            lines.append(Line((str(ceremony.title), str(ceremony.purpose))))
        lines.append(note(str(msg("COUNCILS in the folder")), "title"))
        for sworn in councils:
            self._lines[len(lines)] = sworn
            lines.append(_write(sworn))
        if not councils:
            lines.append(note(str(msg("none; the ceremony of founding makes one"))))
        self.listing.show((Column(), Column()), lines, 0)
        self.say(msg("each ceremony is guided step by step, logged, and ends in a minute"))
        self.point(self.listing.cursor)


def _write(sworn: Sworn) -> Line:
    if sworn.signed is None:
        return Line((show_path(sworn.path), f"✗ {sworn.refused.text if sworn.refused else ''}"), "missing")
    council = sworn.signed.council
    missing = len(sworn.signed.missing)
    told = msg("! {count} members have not signed", count=missing) if missing else msg("✓ signed by all members")
    style: Style = "thin" if missing else "filled"
    text = msg("{title}: {count} members, epoch {epoch}", title=council.title, count=len(council.members),
               epoch=council.epoch)  # fmt: skip
    return Line((show_path(sworn.path), f"{text} · {told}"), style)


def _read(path: Path) -> Sworn:
    file = path / COUNCIL_NAME
    try:
        return Sworn(path, read_signed(read_limited(file, LARGEST), str(file)))
    except ExamcoreError as refused:
        return Sworn(path, None, refused)
