"""Knows the blueprint screen: what is shown of an editor, the keys that save, turn the page and leave.

Must not know how a key changes a blueprint (editor) or how a file is written (kept).
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from examcore.blueprints import note_usable, write_barred
from examcore.errors import Refused
from examcore.language import messages
from examcore.nouns import Blueprint
from examcore.text import clean_text
from examcore_tui.blueprint.editor import Bench, Editor
from examcore_tui.blueprint.kept import Kept
from examcore_tui.blueprint.layout import lay_out_quotas, lay_out_settings
from examcore_tui.blueprint.table import EntryTable
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.themes import CALM, CONTRAST, SCHEMES, make_theme, variables
from examcore_tui.widgets.bars import Bar, Key, KeyBar

msg = messages("examcore_tui")


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the officer's desk: the bank's path, the day, the position's title, what is checked against."""

    bank: Path
    day: date
    title: str
    bench: Bench


class BlueprintApp(App[None], inherit_bindings=False):
    """A blueprint while it is edited. Nothing is written but by F2."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    CSS_PATH = "blueprint.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "other_colours", show=False, priority=True),
        Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+d,ctrl+p,ctrl+backslash", "stay", show=False, priority=True),
    ]

    def __init__(self, blueprint: Blueprint, kept: Kept, desk: Desk) -> None:
        super().__init__()
        self.animation_level = "none"
        self.kept, self.desk = kept, desk
        self.editor = Editor(blueprint, desk.bench)
        self._saved = blueprint if kept.seen is not None else None
        self._glyphs = choose_glyphs()
        self._is_leaving = False
        for colours in SCHEMES:
            self.register_theme(make_theme(colours))
        self.theme = CALM.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheet's names, for the moment before the theme is set."""
        return variables(CALM)

    @property
    def is_saved(self) -> bool:
        """Whether the file holds what is on the screen."""
        return self.editor.blueprint == self._saved

    def compose(self) -> ComposeResult:
        """Title, place, columns, table, what is said, what is typed, the command, keys."""
        yield Bar("who")
        yield Static("", markup=False, id="place")
        yield Static("", markup=False, id="head")
        yield EntryTable(self._point)
        yield Static("", markup=False, id="said")
        yield Static("", markup=False, id="typed")
        yield Static("", markup=False, id="command")
        yield KeyBar((
            Key("F2", msg("save"), msg("save"), "save"),
            Key("F3", msg("limits, quotas"), msg("limits"), "turn"),
            Key("F4", msg("next problem"), msg("mend"), "mend"),
            Key("F6", msg("colours"), msg("colours"), "other_colours"),
            Key("F10", msg("leave"), msg("leave"), "leave"),
        ))  # fmt: skip

    def on_mount(self) -> None:
        """Begin."""
        self.editor.said = (str(msg("arrows move, digits or + and - change a number, Enter edits it")), False)
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Lay out anew at the new width, once it is known."""
        self.call_after_refresh(self._draw)

    def on_key(self, event: events.Key) -> None:
        """Every key comes here in the order typed; a binding of higher priority would let F2 overtake a digit."""
        acts = {"f2": self.action_save, "f3": self.action_turn, "f4": self.action_mend, "f10": self.action_leave}
        if event.key in acts:
            acts[event.key]()
            return
        self._is_leaving = False
        if self.editor.press(event.key, event.character):
            self._draw()

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted as typed."""
        self.editor.paste(event.text)
        self._draw()

    def action_save(self) -> None:
        """Write the file."""
        editor = self.editor
        if editor.finish():
            noted = note_usable(editor.blueprint, editor.coverage, self.desk.title, f"{self.desk.day:%d/%m/%Y}")
            try:
                self.kept.save(editor.blueprint, noted)
            except Refused as refused:
                editor.said = (refused.read(), True)
            else:
                self._saved = editor.blueprint
                count = len(editor.troubles)
                editor.said = (str(msg("saved; {count} places still to mend, F4 goes to them", count=count) if count
                                   else msg("saved")), False)  # fmt: skip
        self._is_leaving = False
        self._draw()

    def action_turn(self) -> None:
        """Quotas or limits."""
        self.editor.turn()
        self._draw()

    def action_mend(self) -> None:
        """The next problem."""
        self.editor.go_next()
        self._draw()

    def action_leave(self) -> None:
        """Leave; it takes the key twice where something is not saved."""
        fits = self.editor.finish()
        if self._is_leaving or (fits and self.is_saved):
            self.exit()
            return
        self._is_leaving = True
        if fits:
            self.editor.said = (str(msg("not saved: F2 saves, F10 once more leaves without saving")), True)
        self._draw()

    def action_other_colours(self) -> None:
        """Change between the calm colours and those of high contrast."""
        self.theme = CONTRAST.name if self.theme == CALM.name else CALM.name

    def action_stay(self) -> None:
        """Keys that end other programs do nothing here."""
        self.editor.said = (str(msg("F10 leaves")), False)
        self._draw()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A click on the key line does what the key does."""
        await self.run_action(event.action)

    def _point(self, row: int) -> None:
        self.editor.point(row)
        self._draw()

    def _draw(self) -> None:
        editor, table = self.editor, self.query_one(EntryTable)
        width = self.size.width
        state = str(msg("saved") if self.is_saved else msg("not saved"))
        count = len(editor.troubles)
        right = f"{msg('{count} to mend', count=count)} · {state}" if count else state
        self.query_one("#who", Bar).show(str(msg("BLUEPRINT {code}", code=editor.blueprint.position)), right,
                                         is_right_alarm=bool(count))  # fmt: skip
        self._write("place", " · ".join(filter(None, (self.desk.title, f"{self.desk.day:%d/%m/%Y}"))))
        if editor.page == "quotas":
            head, rows = lay_out_quotas(editor, width, self._glyphs)
        else:
            head = [f"  {msg('LIMITS, DIFFICULTY, ITEMS ALWAYS OR NEVER TOGETHER')}"]
            rows = lay_out_settings(editor, width, self._glyphs)
        self._write("head", "\n".join(head))
        table.show(rows, editor.row)
        self._show_said()
        typing = editor.typing
        typed = self.query_one("#typed", Static)
        typed.display = typing is not None
        if typing is not None:
            self._write("typed", f"{self._glyphs.pointer} {typing.text[: typing.at]}▏{typing.text[typing.at :]}")
        words = ["examcore", "blueprint", "check", str(self.desk.bank), str(self.kept.path), "--date",
                 self.desk.day.isoformat()]  # fmt: skip
        self._write("command", shlex.join(words))

    def _show_said(self) -> None:
        text, is_alarm = self.editor.said
        entry = self.editor.entry
        if self.editor.typing is not None and entry is not None and not text:
            word = {"least": f"{msg('at least')}: ", "most": f"{msg('at most')}: "}.get(entry.kind, "")
            text = str(msg("{entry} (Enter takes it, Esc does not)", entry=f"{word}{entry.label}"))
        elif not text and entry is not None and entry.part is not None and entry.quota is not None:
            row = next(one for one in self.editor.coverage if (one.part, one.quota) == (entry.part, entry.quota))
            barred = write_barred(row)
            text = str(msg("barred: {reasons}", reasons=barred) if barred else msg("no item is barred"))
        said = self.query_one("#said", Static)
        said.set_class(is_alarm, "-alarm")
        said.update(clean_text(str(msg("ATTENTION: {text}", text=text)) if is_alarm else text))

    def _write(self, name: str, text: str) -> None:
        self.query_one(f"#{name}", Static).update(clean_text(text))
