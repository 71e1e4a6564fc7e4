"""Knows the review screen: one doubt at a time with its picture, and the keys that settle it.

Must not know how a decision is kept or what follows from it: the desk does.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from examcore.errors import ExamcoreError
from examcore.language import messages
from examcore.text import clean_text
from examcore_paper.desk.picture import make_picture
from examcore_paper.layout import LETTERS
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review import Desk, Doubt
from examcore_paper.review.wording import draw_letters, tell_place, tell_value, tell_votes, tell_why

msg = messages("examcore_paper")

FIELDS = ("candidate", "booklet", "why")


class ReviewScreen(Screen[None], inherit_bindings=False):
    """The review of a sitting by one officer. Every decision is on the disk before the next doubt is shown."""

    AUTO_FOCUS = ""
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "leave", show=False, priority=True),
        Binding("escape", "back", show=False, priority=True),
        Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+d,ctrl+p,ctrl+backslash", "stay", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, by: str) -> None:
        super().__init__()
        self.desk, self.by = desk, by
        self.waiting: list[Doubt] = list(desk.open_for(by))
        self.place = 0
        self.chosen: str | None = None
        self.note = ""
        self.settled = 0
        self._asks = ""

    @property
    def doubt(self) -> Doubt | None:
        """What is on the screen; None when nothing waits."""
        return self.waiting[self.place] if self.waiting else None

    def compose(self) -> ComposeResult:
        """Title, what it is, the picture, letters, what was said, fields, keys."""
        yield Static("", markup=False, id="title")
        yield Static("", markup=False, id="what")
        yield Container(id="frame")
        yield Static("", markup=False, id="letters")
        yield Static("", markup=False, id="said")
        with Vertical(id="ask"):
            for field, label in zip(FIELDS, (msg("candidate number"), msg("booklet code"), msg("reason")), strict=True):
                yield Label(str(label), id=f"label-{field}")
                yield Input(id=field)
        yield Static("", markup=False, id="keys")

    async def on_mount(self) -> None:
        """Show the first doubt."""
        await self._show()

    async def on_key(self, event: events.Key) -> None:
        """Letters by digit or letter, Enter keeps, arrows move; while a field is open keys belong to it."""
        doubt = self.doubt
        if self._asks or doubt is None:
            return
        key = event.character.upper() if event.character and event.character.isalnum() else event.key
        if event.key in ("down", "right", "f3"):
            await self._go(1)
        elif event.key in ("up", "left", "f4"):
            await self._go(-1)
        elif doubt.item == 0 and key in ("1", "2"):
            self._ask("take" if key == "1" else "drop")
        elif doubt.item and key in ("0", "space", "backspace"):
            self.chosen, self.note = "", str(msg("blank chosen; Enter keeps it"))
            self._draw()
        elif doubt.item and event.key == "enter":
            await self._mark()
        elif doubt.item and (place := self._place_of(key)) is not None:
            letter = LETTERS[place]
            self.chosen = "".join(sorted(set(self.chosen or "") ^ {letter}))
            self.note = ""
            self._draw()
        elif event.character and doubt.item:
            self.note = str(msg("only digits 0 to {last} choose; a Vietnamese typing mode may change letters",
                                last=len(doubt.letters)))  # fmt: skip
            self._draw()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field; after the last keep the decision."""
        names = [name for name in FIELDS if self.query_one(f"#{name}").display]
        place = names.index(event.input.id or "")
        if place + 1 < len(names):
            self.query_one(f"#{names[place + 1]}").focus()
            return
        doubt = self.doubt
        assert doubt is not None
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name in FIELDS}
        try:
            if await self._is_overtaken(doubt):
                return
            if self._asks == "take":
                self.desk.take(self.by, doubt.reading.key, values["candidate"], values["booklet"], values["why"])
            elif self._asks == "mark":
                self.desk.mark(self.by, doubt.reading.key, doubt.item, self.chosen or "", values["why"])
            else:
                self.desk.drop(self.by, doubt.reading.key, values["why"])
        except ExamcoreError as problem:
            self.note = clean_text(problem.read())
            self._draw()
            self.query_one(f"#{names[0]}").focus()
            return
        await self._after()

    async def action_leave(self) -> None:
        """End; everything decided is kept."""
        self.dismiss()

    async def action_back(self) -> None:
        """Close the fields without deciding."""
        if self._asks:
            self._close()
            self._draw()

    def action_stay(self) -> None:
        """Keys that would end the program by mistake do nothing."""

    async def _mark(self) -> None:
        doubt = self.doubt
        assert doubt is not None
        if self.chosen is None:
            self.note = str(msg("nothing is chosen yet: a digit chooses, 0 is a blank"))
            self._draw()
            return
        if doubt.read != REVIEW:  # where the reader was sure a reason is needed
            self._ask("mark")
            return
        try:
            if await self._is_overtaken(doubt):
                return
            self.desk.mark(self.by, doubt.reading.key, doubt.item, self.chosen)
        except ExamcoreError as problem:
            self.note = clean_text(problem.read())
            self._draw()
            return
        await self._after()

    async def _is_overtaken(self, doubt: Doubt) -> bool:
        """Whether what others decided meanwhile left nothing to decide here: that is told, and the next one shown."""
        self.desk.look_again()
        if any(one.place == doubt.place for one in self.desk.open_for(self.by)):
            return False
        other = self.desk.reviewed.settled(doubt.place)
        where = tell_place(doubt)
        told = msg("{where}: {by} decided meanwhile: {value}", where=where, by=other.by, value=tell_value(other)) if (
            other) else msg("{where}: this waits no longer", where=where)  # fmt: skip
        await self._go_on(str(told))
        return True

    async def _after(self) -> None:
        """What comes after a decision: the doubt that now stands where it stood."""
        self.settled += 1
        await self._go_on(str(msg("kept")))

    async def _go_on(self, note: str) -> None:
        here = self.doubt.place if self.doubt else None
        self.waiting = list(self.desk.open_for(self.by))
        self.note = note
        places = [doubt.place for doubt in self.waiting]
        if here in places and len(places) > 1:
            self.place = places.index(here) + 1
        self.place = self.place % len(self.waiting) if self.waiting else 0
        self._close()
        await self._show()

    async def _go(self, step: int) -> None:
        self.place = (self.place + step) % len(self.waiting)
        self.note = ""
        await self._show()

    async def _show(self) -> None:
        """Draw the doubt with its picture."""
        doubt = self.doubt
        self.chosen = (doubt.guess or None) if doubt and doubt.item else None
        frame = self.query_one("#frame")
        await frame.remove_children()
        crop = doubt.crop() if doubt else None
        if crop:
            await frame.mount(make_picture(crop))
        elif doubt:
            await frame.mount(Static(str(msg("no picture was kept; look at the paper")), markup=False))
        self._draw()

    def _draw(self) -> None:
        doubt = self.doubt
        title = msg("Review by {by}: {place} of {of}", by=self.by, place=self.place + 1 if doubt else 0,
                    of=len(self.waiting))  # fmt: skip
        self._say("title", f" {title}")
        if doubt is None:
            self.query_one("#letters").display = True
            self._say("what", str(msg("Nothing waits for you. Decided now: {count}.", count=self.settled)))
            self._say("letters", str(msg("Collect again: examcore sitting collect DIR")))
            self._say("said", self.note)
            self._say("keys", str(msg("F2 leave")))
            return
        why = (
            msg("{why} · two officers must agree", why=tell_why(doubt))
            if self.desk.reviewed.needs_two
            else tell_why(doubt)
        )
        self._say("what", f"{tell_place(doubt)}\n{why}")
        self._say("letters", "\n".join(draw_letters(doubt, self.chosen or "")) if doubt.item else str(
            msg("1  the page counts\n2  the page does not count")))  # fmt: skip
        self.query_one("#letters").display = bool(doubt.item) or not self._asks  # a small screen has no room for both
        votes = tell_votes(doubt, self.by)
        self._say("said", "\n".join(line for line in (votes, self.note) if line))
        if self._asks:
            keys = msg("Enter next field, then keep · Esc back · F2 leave")
        elif doubt.item:
            keys = msg("1–{last} choose · 0 blank · Enter keep · ↑↓ others · F2 leave",
                       last=len(doubt.letters))  # fmt: skip
        else:
            keys = msg("1 counts · 2 does not count · ↑↓ others · F2 leave")
        self._say("keys", str(keys))

    def _ask(self, what: str) -> None:
        doubt = self.doubt
        assert doubt is not None
        self._asks, self.note = what, ""
        for name in FIELDS:
            is_shown = what == "take" or name == "why"
            for widget in (self.query_one(f"#{name}"), self.query_one(f"#label-{name}")):
                widget.display = is_shown
        owner = self.desk.folder.sitting.candidate(doubt.reading.candidate)
        booklet = doubt.reading.booklet or (owner.booklet if owner else "")
        known = {"candidate": doubt.reading.candidate, "booklet": booklet, "why": ""}
        for name, value in known.items():
            self.query_one(f"#{name}", Input).value = value
        self.query_one("#ask").add_class("shown")
        self.query_one("#candidate" if what == "take" else "#why").focus()
        self._draw()

    def _close(self) -> None:
        self._asks = ""
        self.query_one("#ask").remove_class("shown")
        self.set_focus(None)

    def _place_of(self, key: str) -> int | None:
        """Which letter a key means: a digit, or a letter itself."""
        most = len(self.doubt.letters) if self.doubt else 0
        place = int(key) - 1 if key.isdecimal() else LETTERS.find(key) if len(key) == 1 else -1
        return place if 0 <= place < most else None

    def _say(self, name: str, text: str) -> None:
        self.query_one(f"#{name}", Static).update(text)
