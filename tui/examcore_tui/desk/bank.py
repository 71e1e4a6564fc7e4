"""Knows the page of one bank: how it stands on a day, what lint finds, how many forms it holds; items are added here.

Must not show an item's text or key.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from examcore.desk import Desk, Health, command_line, examine_bank
from examcore.drawing import list_lots
from examcore.engine.lint import Finding, lint, name_place
from examcore.hooks import Progress
from examcore.language import Message, messages
from examcore.nouns import Profile
from examcore.seal import KeySource
from examcore.shortage.capacity import Capacity, map_capacity
from examcore.store import Bank, list_current
from examcore_tui.desk.doors import ask_keys, door_words
from examcore_tui.desk.filling import MoreItems
from examcore_tui.desk.frame import DatedPage
from examcore_tui.items.holding import OpenBank
from examcore_tui.items.shelf import ItemsPage
from examcore_tui.keyboard import on
from examcore_tui.widgets.bars import Key
from examcore_tui.widgets.columns import Column
from examcore_tui.widgets.listing import Line, Style, note

msg = messages("examcore_tui")
LEVELS = {"recall": msg("recall"), "understand": msg("understand"), "apply": msg("apply")}


def tell_state(health: Health) -> tuple[Message, Style]:
    """How a bank stands in a word, with its sign and how it is drawn."""
    ended = sum(one.items for one in health.endings if one.has_ended)
    if ended:
        return msg("✗ {count} items on law that has ended", count=ended), "missing"
    if health.endings or health.without_basis:
        return msg("! look at the bases"), "thin"
    return msg("✓ in order"), "filled"


class BankPage(DatedPage):
    """One bank: items by area, level and position, law that ends, days of use. F2 opens its items, F3 lints, F4 tells
    the capacity, F5 adds items, F7 looks at another day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("f2", "items"),
        on("f3", "lint"),
        on("f4", "capacity"),
        on("f5", "add"),
    ]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk, path)
        self._added: Message | None = None

    def keys(self) -> Sequence[Key]:
        """Lint, capacity, back."""
        return (
            Key("F2", msg("items (opens the bank)"), msg("items"), "items"),
            Key("F3", msg("lint (opens the bank)"), msg("lint"), "lint"),
            Key("F4", msg("forms it holds"), msg("capacity"), "capacity"),
            Key("F5", msg("add items"), msg("add"), "add"),
            Key("F10", msg("back"), msg("back"), "leave"),
            Key("F7", msg("on another day"), msg("day"), "day"),
            Key("F1", msg("help"), msg("help"), "help"),
            Key("F8", msg("copy the command"), msg("copy"), "copy"),
        )

    def refresh_page(self) -> None:
        """Read the tags."""
        self.who.show(str(msg("BANK")), f"{self.day:%d/%m/%Y}")
        if self._added is None:
            self.show_command(command_line("bank", "stats", self.path))
        self.work(msg("reading the tags"), self._read, self._show)

    def action_lint(self) -> None:
        """Look for faults in the items; the bank is opened for it."""
        if not self.attempt(lambda: Bank(self.path)):
            return
        bank = Bank(self.path)
        is_council = not bank.key_path.is_file()
        day = ["--date", self.day.isoformat()]
        self.show_command(command_line("bank", "lint", self.path, day, door_words(self, is_council)))
        ask_keys(self, bank, lambda open_: self.work(msg("looking for faults"), lambda _: self._lint(bank, open_()),
                                                     self._show_findings))  # fmt: skip

    def action_items(self) -> None:
        """Write and review items; the bank is opened for it."""
        if not self.attempt(lambda: Bank(self.path)):
            return
        bank = Bank(self.path)
        self.show_command(command_line("bank", "edit", self.path, door_words(self, not bank.key_path.is_file())))
        ask_keys(self, bank, lambda open_: self.work(msg("opening the items"), lambda _: open_(),
                                                     lambda keys: self._show_items(bank, keys)))  # fmt: skip

    def _show_items(self, bank: Bank, keys: KeySource) -> None:
        self.app.push_screen(ItemsPage(self.desk, OpenBank(bank, keys, self.desk.now)))

    def action_add(self) -> None:
        """Add items from files, all or none."""
        self.attempt(lambda: MoreItems(self, Bank(self.path), self._tell_added).ask())

    def _tell_added(self, told: Message) -> None:
        """Read the tags anew."""
        self._added = told
        self.refresh_page()

    def action_capacity(self) -> None:
        """How many forms without a shared item it holds for each position."""
        self.show_command(command_line("bank", "capacity", self.path, "--date", self.day.isoformat()))
        self.work(msg("reckoning"), self._reckon, self._show_capacity)

    def _read(self, progress: Progress) -> tuple[Health, Profile]:
        bank = Bank(self.path)
        profile = self.desk.plugins.policy(bank.facts.policy).profile(self.day)
        return examine_bank(bank.tags(), self.day, bank.standings()), profile

    def _show(self, read: tuple[Health, Profile]) -> None:
        health, profile = read
        lines = [
            note(*_plain(tell_state(health))),
            note(
                str(
                    msg(
                        "{count} items, {usable} may be drawn under the law of that day; {unseen} with an author's "
                        "estimate of difficulty",
                        count=health.items,
                        usable=health.usable,
                        unseen=health.unseen,
                    )
                ),
                "text",
            ),
        ]
        if health.waiting:
            told = msg("! {count} items wait for review or approval and are not drawn", count=health.waiting)
            lines.append(note(str(told), "thin"))
        if health.retired:
            lines.append(note(str(msg("{count} items are retired", count=health.retired)), "text"))
        if health.without_basis:
            lines.append(note(str(msg("! {count} items name no legal basis", count=health.without_basis)), "thin"))
        lines += self._tell_endings(health)
        lines.append(note(str(msg("By part and knowledge area: items, of them in force that day")), "title"))
        names = {part.name: part.title.read() for part in profile.parts}
        part = ""
        for name, area, count, usable in health.areas:
            if name != part:
                part = name
                lines.append(note(names.get(name, name)))
            style: Style = "text" if usable == count else "thin"
            lines.append(Line((str(profile.area_title(area)), str(count), str(usable)), style))
        lines.append(note(str(msg("By level")), "title"))
        lines += [Line((str(LEVELS.get(level, level)), str(count), "")) for level, count in health.levels]
        lines.append(note(str(msg("By position: items of its own, items that serve it")), "title"))
        titles = self.desk.plugins.positions(profile.policy)
        for code, own, serving in health.positions:
            title = f"{code} · {titles[code].title}" if code in titles else code
            lines.append(Line((title, str(own), str(serving))))
        if health.uses:
            lines.append(note(str(msg("Days of use: items asked")), "title"))
            lines += [Line((f"{day:%d/%m/%Y}", str(count), "")) for day, count in health.uses]
        self.listing.show((Column(), Column(is_right=True), Column(is_right=True)), lines, 0)
        self.say(self._added or msg("F3 looks for faults; F4 tells how many forms the bank holds"))
        self._added = None

    def _tell_endings(self, health: Health) -> list[Line]:
        lines = []
        if health.endings:
            lines.append(
                note(str(msg("Law that has ended or ends within half a year: items that rest on it")), "title")
            )
        for one in health.endings:
            until = one.source.until
            day = f"{until:%d/%m/%Y}" if until else "-"
            told = msg("✗ {name}: ended {day}", name=one.source.name, day=day) if one.has_ended else msg(
                "! {name}: ends {day}", name=one.source.name, day=day)  # fmt: skip
            lines.append(Line((str(told), str(one.items), ""), "missing" if one.has_ended else "thin"))
        return lines

    def _lint(self, bank: Bank, keys: KeySource) -> list[tuple[str, str, Message]]:
        items = list_current(bank, keys)
        found = [(_name(one), one.code, one.message) for one in lint(items, self.day)]
        return found + [(one.question, one.code, one.message) for item in items
                        for one in self.desk.plugins.check_item(item)]  # fmt: skip

    def _show_findings(self, found: list[tuple[str, str, Message]]) -> None:
        lines = [Line((place or "-", str(message), code)) for place, code, message in found]
        columns = (Column(str(msg("Item"))), Column(str(msg("Finding"))), Column(str(msg("Code"))))
        self.listing.show(columns, lines or [note(str(msg("✓ nothing was found")), "filled")], 0)
        self.say(msg("{count} findings; a council judges every one", count=len(found)))

    def _reckon(self, progress: Progress) -> tuple[Capacity, ...]:
        bank = Bank(self.path)
        policy = self.desk.plugins.policy(bank.facts.policy)
        profile = policy.profile(self.day)
        positions = self.desk.plugins.positions(policy.id)
        blueprints = [policy.blueprint(profile, positions[code]) for code in sorted(positions)]
        return map_capacity(list_lots(bank.manifest()), blueprints, self.day)

    def _show_capacity(self, found: tuple[Capacity, ...]) -> None:
        columns = (Column(str(msg("Position"))), Column(str(msg("Forms at most")), True),
                   Column(str(msg("Limited by"))), Column(str(msg("To write")), True))  # fmt: skip
        lines = [
            Line((one.position, str(one.forms), str(one.limit), str(one.missing)), "text" if one.forms else "thin")
            for one in found
        ]
        self.listing.show(columns, lines, 0)
        self.say(msg("an upper bound, the scarcest first; the last column: items to write for one form more"))


def _name(finding: Finding) -> str:
    """The item and the place in it."""
    place = name_place(finding.place) if finding.item else None
    return f"{finding.item} · {place}" if place else finding.item


def _plain(told: tuple[Message, Style]) -> tuple[str, Style]:
    return str(told[0]), told[1]
