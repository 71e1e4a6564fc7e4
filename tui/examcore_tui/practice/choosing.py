"""Knows the first page of practice: at once or a mock test, position, number, order, knowledge areas.

Must not know how items are chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from examcore.language import Message, messages
from examcore.practice import Wish, count_areas, find_positions, list_areas
from examcore_tui.keyboard import on
from examcore_tui.practice.app import PracticePage
from examcore_tui.practice.setting import OPEN_ITEMS, write_percent
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Listing, note

msg = messages("examcore_tui")
COUNTS = (5, 10, 20, 40, 60, 100)
START, MOCK, POSITION, COUNT, ORDER = range(5)


class ChoosingPage(PracticePage):
    """Choose, then F5 practises at once and F7 sits a mock test."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("up", "move(-1)"),
        on("down", "move(1)"),
        on("pageup", "move(-8)"),
        on("pagedown", "move(8)"),
        on("left", "change(-1)"),
        on("right", "change(1)"),
        on("enter", "enter"),
        on("space", "change(1)"),
        on("f5", "start"),
        on("f7", "mock"),
        on("escape,f10", "leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing()
        self._wish = Wish()
        self._areas: tuple[tuple[str, str], ...] = ()

    def body(self) -> Iterator[Widget]:
        """One list."""
        yield self.listing

    def keys(self) -> Sequence[Key]:
        """The keys that matter."""
        return (
            Key("F5", msg("practise at once"), msg("at once"), "start"),
            Key("F7", msg("mock test"), msg("mock"), "mock"),
            Key("←→", msg("change"), msg("change"), "change(1)"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F10", msg("leave"), msg("leave"), "leave"),
        )

    def help(self) -> Sequence[tuple[str, Message]]:
        """All keys."""
        return (
            ("↑ ↓", msg("go to a line")),
            ("← →, Space", msg("change what the line says; take an area in or out")),
            ("Enter", msg("do what the line says")),
            ("F5", msg("practise at once: right or wrong, and the legal basis, after each answer")),
            ("F7", msg("mock test: drawn by the blueprint of the position, with the time running")),
            ("F6", msg("other colours")),
            ("Esc, F10", msg("leave; what was answered is kept")),
        )

    def on_mount(self) -> None:
        """Show the choice that was asked for."""
        self._wish = self.practice.wish
        self._areas = list_areas(self.setting.found.items)
        self.who.show(str(OPEN_ITEMS))
        self.place.show(str(msg("{count} open items, law in force on {day}", count=len(self.setting.found.items),
                                day=f"{self.setting.found.day:%d/%m/%Y}")))  # fmt: skip
        self.say("\n".join(str(one) for one in self.setting.said) or msg("choose, then F5 or F7"))
        self._draw(0)

    def refresh_page(self) -> None:
        """Show what has been practised since."""
        self._draw(self.listing.cursor)

    def on_listing_chosen(self, event: Listing.Chosen) -> None:
        """A click does what Enter does."""
        self.action_enter()

    def action_move(self, step: int) -> None:
        """Another line."""
        self.listing.move(step)

    def action_enter(self) -> None:
        """Begin, or change the line."""
        if self.listing.cursor == START:
            self.action_start()
        elif self.listing.cursor == MOCK:
            self.action_mock()
        else:
            self.action_change(1)

    def action_change(self, step: int) -> None:
        """Change what the line under the cursor says."""
        at, wish = self.listing.cursor, self._wish
        if at == POSITION:
            codes = ("", *find_positions(self.setting.found.items))
            here = codes.index(wish.position) if wish.position in codes else 0
            wish = replace(wish, position=codes[(here + step) % len(codes)])
        elif at == COUNT:
            later = [n for n in COUNTS if n > wish.count] if step > 0 else [n for n in COUNTS if n < wish.count][::-1]
            wish = replace(wish, count=later[0] if later else wish.count)
        elif at == ORDER:
            wish = replace(wish, order="mixed" if wish.order == "weakest" else "weakest")
        elif at > ORDER:
            area = self._areas[at - ORDER - 2][1]
            kept = set(wish.areas) ^ {area}
            wish = replace(wish, areas=tuple(one for _, one in self._areas if one in kept))
        self._wish = wish
        self._draw(at)

    def action_start(self) -> None:
        """Practise at once."""
        self.attempt(lambda: self.practice.start_drill(self._wish))

    def action_mock(self) -> None:
        """Sit a mock test."""
        self.begin_mock()

    def begin_mock(self) -> None:
        """Sit a mock test; without a position it is asked for first."""
        if not self._wish.position:
            self.say(msg("choose the position first: go to its line, then ← →"), is_alarm=True)
            self._draw(POSITION)
            return
        self.attempt(lambda: self.practice.start_mock(self._wish))

    def _draw(self, cursor: int) -> None:
        wish, profile = self._wish, self.setting.profile
        known = {(one.part, one.area): one for one in count_areas(self.setting.progress)}
        counts = Counter((item.tags.part, item.tags.area) for item in self.setting.found.items)
        position = self.setting.title_of(wish.position) if wish.position else str(msg("any"))
        order = msg("the weakest areas first") if wish.order == "weakest" else msg("all mixed")
        lines = [
            Line((str(msg("Practise at once")), "", "F5"), "title"),
            Line((str(msg("Mock test")), str(msg("{items} questions, {minutes} minutes", items=profile.items,
                                                 minutes=profile.minutes)), "F7"), "title"),
            Line((str(msg("Position")), position, "← →")),
            Line((str(msg("Questions at once")), str(wish.count), "← →")),
            Line((str(msg("Order")), str(order), "← →")),
            note(str(msg("Knowledge areas (none marked: all)")), "title"),
        ]  # fmt: skip
        for part, area in self._areas:
            mark = "[x]" if area in wish.areas else "[ ]"
            so_far = known.get((part, area))
            told = msg("practised {given}, right {share}", given=so_far.given,
                       share=write_percent(so_far.share)) if so_far else msg("not practised yet")  # fmt: skip
            count = str(msg("{count} items", count=counts[part, area]))
            lines.append(Line((f"{mark} {profile.area_title(area)}", str(told), count)))
        self.listing.show((Column(), Column(), Column(is_right=True)), lines, cursor)
