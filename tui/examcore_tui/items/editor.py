"""Knows the page of one item while it is written: its fields, what is wrong as one types, how a candidate will see it;
saved as a new version, judged on the same page.

Must not know how an item is kept or judged: `holding` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static, TextArea

from examcore.desk import (
    Desk,
    ItemText,
    Written,
    command_line,
    mend_fields,
    number_tokens,
    read_fields,
    write_fields,
)
from examcore.engine.standings import STANDING_WORDS
from examcore.language import Message, messages
from examcore.nouns import Judgement
from examcore.text import clean_text
from examcore_tui.desk.asking import Field
from examcore_tui.desk.frame import DeskPage
from examcore_tui.glyphs import choose_glyphs
from examcore_tui.items.fields import Fields
from examcore_tui.items.holding import OpenBank, Seen
from examcore_tui.items.remarks import choose_remarks, tell_remark
from examcore_tui.items.typed import show_typed
from examcore_tui.keyboard import on
from examcore_tui.page import TextBox
from examcore_tui.passage import ShownQuestion
from examcore_tui.viewer.opening import show_pictures
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.listing import Line
from examcore_tui.widgets.sheet import QuestionSheet

msg = messages("examcore_tui")
WIDE = 110
"""From this width on fields and preview stand beside each other."""
ROWS_OF_REMARKS, TALL = 3, 24
"""Rows for remarks on a screen of so many rows; a lower one has one row less."""


class ItemPage(DeskPage):
    """One item. F2 saves, F3 shows it as a candidate will see it, F4 judges it, F5 tells its story, Ctrl+R mends what a
    machine may mend, Ctrl+N goes on to the next one of the list (`listed`: ids) it was opened from.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        on("f2", "save"), on("f3", "turn"), on("f4", "judge"), on("f5", "story"), on("f7", "remarks"),
        on("ctrl+n", "next_item"), on("ctrl+r", "mend"), on("ctrl+o", "pictures"),
        on("pagedown", "scroll_preview(1)"), on("pageup", "scroll_preview(-1)"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, open_bank: OpenBank, seen: Seen | None, listed: Sequence[str] = ()) -> None:
        super().__init__(desk)
        self._listed = tuple(listed)
        self.open_bank, self.seen = open_bank, seen
        self._tokens = number_tokens(seen.item if seen else None)
        self._saved = write_fields(seen.item, self._tokens) if seen else ItemText()
        self.fields = Fields(self._saved, seen is None)
        self.preview = QuestionSheet(choose_glyphs())
        self.remarks = Static("", markup=False, id="remarks")
        self._parts = [one.name for one in desk.plugins.policy(open_bank.bank.facts.policy).profile(desk.today).parts]
        self._written = Written(None, ())
        self._shown = ShownQuestion("", ())
        self._shows_preview = False
        self._is_leaving = False
        self._mended: tuple[ItemText, ItemText] | None = None

    def keys(self) -> Sequence[Key]:
        """Save, preview, judge, story, back."""
        return (
            Key("F2", msg("save"), msg("save"), "save"),
            Key("F3", msg("preview, fields"), msg("preview"), "turn"),
            Key("F4", msg("review"), msg("review"), "judge"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("Ctrl+R", msg("mend what is safe"), msg("mend what is safe"), "mend"),
            Key("F5", msg("versions, comments"), msg("story"), "story"),
            Key("F7", msg("all remarks"), msg("remarks"), "remarks"),
            Key("F1", msg("help"), msg("help"), "help"),
        )

    def help(self) -> Sequence[tuple[str, Message]]:
        """The keys, and how fields are written."""
        return (
            *((key, says) for key, says in super().help() if key != "↑ ↓"),
            ("Tab", msg("next field; Shift+Tab: the field before")),
            ("Ctrl+N", msg("the next item of the list")),
            ("Ctrl+O", msg("look at the pictures of a question")),
            ("!", msg("before an option: it keeps its place")),
        )

    def body(self) -> Iterator[Widget]:
        """Fields and preview, and the remarks below."""
        with Horizontal(id="sides"):
            yield self.fields
            yield self.preview
        yield self.remarks

    def on_mount(self) -> None:
        """Show what is there."""
        self.show_command(
            command_line("bank", "edit", self.open_bank.bank.path, self.seen.item.id)
            if self.seen
            else command_line("bank", "new-item", self.open_bank.bank.path)
        )
        self._look()
        self.call_after_refresh(self._lay_out)

    def on_resize(self) -> None:
        """Beside each other, or one of the two."""
        self.call_after_refresh(self._lay_out)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look again at what the fields make."""
        self._is_leaving = False
        self._look()

    @property
    def is_saved(self) -> bool:
        """Whether the bank holds what stands in the fields."""
        return self.fields.text == self._saved and not self.fields.name_given

    def action_turn(self) -> None:
        """Preview or fields."""
        self._shows_preview = not self._shows_preview
        self._lay_out()

    def action_scroll_preview(self, pages: int) -> None:
        """Show later or earlier rows of a long stem."""
        self.preview.scroll_stem(pages)

    def action_pictures(self) -> None:
        """Look at the pictures."""
        name = self.seen.item.id if self.seen else str(msg("NEW"))
        show_pictures(self, self._shown, str(msg("ITEM {item}", item=name)))

    def action_remarks(self) -> None:
        """Every remark, whole."""
        lines = [f"{tell_remark(one)} ({one.code})" for one in self._written.remarks]
        self.app.push_screen(TextBox(str(msg("REMARKS")), "\n\n".join(lines) or str(msg("✓ nothing was found"))))

    def action_mend(self) -> None:
        """Mend in the fields what a machine may mend, or take that back; nothing is saved."""
        text = self.fields.text
        if self._mended is not None and text == self._mended[0]:
            self.fields.put(self._mended[1])
            self._mended = None
            self.say(msg("taken back: the fields are as they were typed"))
            return
        fresh, changes = mend_fields(self._written, text, self._tokens)
        if not changes:
            barred = self._written.item is None
            self.say(msg("first mend what bars saving (✗)") if barred else msg("there is nothing a machine may mend"))
            return
        self.fields.put(fresh)
        self._mended = (self.fields.text, text)
        self.say(msg("{count} places mended, not saved: F2 saves, Ctrl+R takes it back", count=len(changes)))

    def action_save(self) -> None:
        """Keep it as a new version, or as a new item."""
        written = self._written
        if written.item is None:
            first = next((one.message for one in written.remarks if one.bars), None)
            self.say(first or msg("the item cannot be saved yet"), is_alarm=True)
            return
        if self.seen is not None and written.item == self.seen.item:
            self.say(msg("nothing was changed"))
            return
        self.attempt(self._ask_saving)

    def _ask_saving(self) -> None:
        fields = []
        if self.open_bank.has_book:
            fields.append(Field("by", msg("Who writes it"), self._who()))
            if self.seen is None:
                fields.append(Field("source", msg("The body it comes from"), may_be_empty=True))
            else:
                fields.append(Field("comment", msg("What was changed, for the others"), may_be_empty=True))
        if fields:
            self.ask(msg("SAVE AS A DRAFT"), tuple(fields), self._save)
        else:
            self._save({})

    def action_judge(self) -> None:
        """Pass it, approve it, send it back, retire it, comment on it."""
        if self.seen is None or not self.is_saved:
            self.say(msg("save it first: what is judged is what the bank holds"), is_alarm=True)
            return
        if self.seen.standing is None:
            self.say(msg("the bank keeps no book of review: all its items count as approved"), is_alarm=True)
            return
        choices: list[tuple[Judgement, Message]] = [
            ("review", msg("It is right: reviewed")),
            ("approve", msg("Approve it: it may be drawn")),
            ("return", msg("Send it back to be written again")),
            ("retire", msg("Retire it: never draw it again")),
            ("comment", msg("Only a comment")),
        ]

        def chosen(at: int) -> None:
            judgement = choices[at][0]
            fields = (
                Field("by", msg("Who judges it"), self._who()),
                Field("comment", msg("Comment"), may_be_empty=judgement in ("review", "approve")),
            )
            self.ask(choices[at][1], fields, lambda given: self._judge(judgement, given))

        self.pick(msg("HOW IS IT?"), [Line((str(says),)) for _, says in choices], chosen)

    def action_story(self) -> None:
        """Versions, changes, who, comments."""
        seen = self.seen
        if seen is None:
            self.say(msg("a new item has no story yet"))
            return
        self.work(msg("reading the book"), lambda _: self.open_bank.tell_story(seen.item.id),
                  lambda told: self.show_text(msg("STORY OF {item}", item=seen.item.id), told))  # fmt: skip

    def action_next_item(self) -> None:
        """The next item of the list, where this one is saved."""
        name = self.seen.item.id if self.seen else ""
        if name not in self._listed or name == self._listed[-1]:
            self.say(msg("this is the last item of the list"))
            return
        if not self.is_saved:
            self._warn_unsaved()
            return
        after = self._listed[self._listed.index(name) + 1]
        self.work(msg("opening the items"), lambda _: self.open_bank.find(after), self._show_next)

    def action_leave(self) -> None:
        """Leave; it takes the key twice where something is not saved."""
        if not (self.is_saved or self._is_leaving or self.is_busy):
            self._is_leaving = True
            self._warn_unsaved()
            return
        super().action_leave()

    def _save(self, given: dict[str, str]) -> None:
        item, text = self._written.item, self.fields.text
        if item is None:
            return
        self.work(
            msg("sealing the item"),
            lambda _: self.open_bank.save(item, self.seen, given.get("by", ""), given.get("comment", ""),
                                          given.get("source", "")),
            lambda seen: self._show_saved(seen, text),
        )  # fmt: skip

    def _judge(self, judgement: Judgement, given: dict[str, str]) -> None:
        seen = self.seen
        if seen is not None:
            self.work(msg("writing into the book"),
                      lambda _: self.open_bank.judge(seen, judgement, given["by"], given["comment"]),
                      lambda after: self._show_judged(after))  # fmt: skip

    def _show_next(self, seen: Seen) -> None:
        if not self.is_saved:  # something was typed while the next one was opened
            self._warn_unsaved()
            return
        self._take(seen)
        self.fields.pads["stem"].focus()
        self.say(msg("{item}: {at} of {of} in the list", item=seen.item.id, at=self._listed.index(seen.item.id) + 1,
                     of=len(self._listed)))  # fmt: skip

    def _take(self, seen: Seen, keeps_fields: bool = False) -> None:
        self.seen, self._mended = seen, None
        self._tokens = number_tokens(seen.item, self._tokens if keeps_fields else None)
        self._saved = write_fields(seen.item, self._tokens)
        if not keeps_fields:
            self.fields.put(self._saved)
        self.fields.settle()
        self.show_command(command_line("bank", "edit", self.open_bank.bank.path, seen.item.id))
        self._look()

    def _show_saved(self, seen: Seen, text: ItemText) -> None:
        self._take(seen, keeps_fields=self.fields.text != text)  # what was typed meanwhile stays, and is not saved
        self.say(msg("saved as version {number} of {item}", number=seen.version, item=seen.item.id))

    def _show_judged(self, seen: Seen) -> None:
        self.seen = seen
        self._look()
        if seen.standing is not None:
            self.say(msg("{item} is now: {standing}", item=seen.item.id,
                         standing=STANDING_WORDS[seen.standing.standing]))  # fmt: skip

    def _warn_unsaved(self) -> None:
        self.say(msg("not saved: F2 saves, F10 once more leaves without saving"), is_alarm=True)

    def _who(self) -> str:
        present = self.open_bank.keys.present
        return self.open_bank.by or (present[0] if present else "")

    def _look(self) -> None:
        """Read the fields anew; show remarks, preview and standing."""
        before = self.seen.item if self.seen else None
        text = self.fields.text
        self._written = read_fields(self.desk.plugins, text, before, self.fields.name_given, self._parts,
                                    self._tokens)  # fmt: skip
        self._show_remarks()
        shown = [one.strip().removeprefix("!").strip() for one in text.options]
        self._shown = show_typed(text.stem, shown, self._tokens)
        self.preview.show_question(self._shown.stem, self._shown.options, -1)
        state = msg("saved") if self.is_saved else msg("not saved")
        name = self.seen.item.id if self.seen else str(msg("NEW"))
        self.who.show(str(msg("ITEM {item}", item=name)), str(state))
        self.place.show(self._tell_standing(), str(msg("preview") if self._is_alone_preview else ""))

    def _show_remarks(self) -> None:
        rows = ROWS_OF_REMARKS - (self.size.height < TALL)
        told = choose_remarks(self._written.remarks, max(10, self.size.width - 2), rows)
        self.remarks.update(clean_text("\n".join(told) or str(msg("✓ nothing was found"))))

    @property
    def _is_alone_preview(self) -> bool:
        return self._shows_preview and self.size.width < WIDE

    def _tell_standing(self) -> str:
        if self.seen is None:
            return str(msg("a new item; saved, it is a draft"))
        told = str(msg("version {number}", number=self.seen.version))
        standing = self.seen.standing
        if standing is None:
            return told
        words = [told, str(STANDING_WORDS[standing.standing])]
        if standing.authors:
            words.append(str(msg("by {names}", names=", ".join(standing.authors))))
        if standing.comments:
            words.append(str(msg("{count} comments (F5)", count=standing.comments)))
        return " · ".join(words)

    def _lay_out(self) -> None:
        is_wide = self.size.width >= WIDE
        self._show_remarks()
        self.preview.display = is_wide or self._shows_preview
        self.fields.display = is_wide or not self._shows_preview
        if self.fields.display and not any(pad.has_focus for pad in self.fields.pads.values()):
            self.fields.pads["stem"].focus()
        self.place.show(self._tell_standing(), str(msg("preview") if self._is_alone_preview else ""))
