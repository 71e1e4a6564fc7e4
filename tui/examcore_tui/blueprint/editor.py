"""Knows what an officer does to a blueprint at the keyboard: cursor, typing, pages, the next problem.

Must not know the screen or the disk.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from examcore.assembly.pool import Stock
from examcore.blueprints import check_blueprint, name_quota
from examcore.engine.flaws import Flaw, find_flaws
from examcore.language import messages
from examcore.nouns import Blueprint, Profile
from examcore.shortage.coverage import Coverage, measure_coverage
from examcore_tui.blueprint.entries import Entry, change, list_quotas, list_settings, step
from examcore_tui.blueprint.typing import Typing

msg = messages("examcore_tui")
PAGE = 8
"""Rows a page key moves."""
Page = Literal["quotas", "limits"]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a blueprint is held against while it is edited."""

    stock: Stock
    profile: Profile
    positions: Collection[str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend: what is wrong, the page and row the cursor goes to, and the places it stands in."""

    text: str
    page: Page
    row: int
    part: int | None = None
    quota: int | None = None
    setting: str = ""


class Editor:
    """A blueprint, its coverage and troubles, and where the cursor is. `said`: what to tell, and whether it alarms."""

    def __init__(self, blueprint: Blueprint, bench: Bench) -> None:
        self._bench = bench
        self.page: Page = "quotas"
        self.row = 0
        self.is_most = False
        self.typing: Typing | None = None
        self.said: tuple[str, bool] = ("", False)
        self._rows = {"quotas": 0, "limits": 0}
        self.take(blueprint)

    def take(self, blueprint: Blueprint) -> None:
        """Edit this blueprint from here on; everything is measured anew."""
        self.blueprint = blueprint
        self.quotas = list_quotas(blueprint)
        self.settings = list_settings(blueprint)
        self.coverage: tuple[Coverage, ...] = measure_coverage(self._bench.stock, blueprint)
        self.troubles = tuple(self._find_troubles())

    @property
    def entry(self) -> Entry | None:
        """What the cursor is on; None on an empty page."""
        if self.page == "limits":
            return self.settings[self.row]
        return self.quotas[self.row][self.is_most] if self.quotas else None

    def press(self, key: str, character: str | None) -> bool:
        """Deal with a key; whether it meant anything here."""
        if self.typing is not None and self._press_typing(self.typing, key, character):
            return True
        moves = {"up": -1, "down": 1, "pageup": -PAGE, "pagedown": PAGE, "home": -9999, "end": 9999}
        entry = self.entry
        if key in moves:
            self._move(moves[key])
        elif key in ("left", "right") and self.page == "quotas":
            self.is_most = key == "right"
        elif entry is None:
            return False
        elif character in ("+", "-"):
            self.said = ("", False)
            self.take(step(self.blueprint, entry, 1 if character == "+" else -1))
        elif key == "enter":
            self.typing = Typing(entry.text, len(entry.text))
        elif character is not None and character.isascii() and character.isdigit() and entry.kind != "list":
            self.typing = Typing().put(character)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Put in what was pasted, where something is being typed."""
        if self.typing is not None:
            self.typing = self.typing.put(text)

    def finish(self) -> bool:
        """Take what is being typed; whether it fits. Where it does not, it says why and stays."""
        if self.typing is None:
            return True
        entry = self.entry
        changed = change(self.blueprint, entry, self.typing.text) if entry is not None else None
        if entry is None or changed is None:
            self.said = (str(entry.wrong) if entry is not None else "", True)
            return False
        self.typing, self.said = None, ("", False)
        self.take(changed)
        return True

    def turn(self) -> None:
        """Go to the other page."""
        if self.finish():
            self._go("limits" if self.page == "quotas" else "quotas", None)

    def go_next(self) -> None:
        """Go to the next trouble after the cursor, round and round."""
        if not self.finish():
            return
        if not self.troubles:
            self.said = (str(msg("nothing to mend")), False)
            return
        order = {"quotas": 0, "limits": 1}
        here = (order[self.page], self.row)
        told = self.said[0]
        at_hand = [one for one in self.troubles if (order[one.page], one.row) == here]
        # Several troubles may stand in one row: the one told last says where to go on.
        known = next((n for n, one in enumerate(at_hand) if one.text == told), -1)
        if known == -1 or known + 1 == len(at_hand):
            later = [one for one in self.troubles if (order[one.page], one.row) > here]
            fresh = at_hand[:1] if known == -1 else []
            chosen = (*fresh, *later, *self.troubles)[0]
        else:
            chosen = at_hand[known + 1]
        self._go(chosen.page, chosen.row)
        self.said = (chosen.text, True)

    def point(self, row: int) -> None:
        """Put the cursor on a row of this page."""
        if self.finish():
            self.row = row

    def _press_typing(self, typing: Typing, key: str, character: str | None) -> bool:
        if key == "escape":
            self.typing, self.said = None, ("", False)
        elif key == "enter":
            if self.finish():
                self._move(1)
        elif (pressed := typing.press(key)) is not None:
            self.typing = pressed
        elif character is not None and character.isprintable():
            self.typing = typing.put(character)
        else:
            return False
        return True

    def _move(self, by: int) -> None:
        if self.finish():
            count = len(self.settings) if self.page == "limits" else len(self.quotas)
            self.row = min(max(self.row + by, 0), max(count - 1, 0))
            self.said = ("", False)

    def _go(self, page: Page, row: int | None) -> None:
        self._rows[self.page] = self.row
        self.page = page
        self.row = self._rows[page] if row is None else row
        self.said = ("", False)

    def _find_troubles(self) -> list[Trouble]:
        found = [self._place(flaw) for flaw in find_flaws(self.blueprint)]
        bench = self._bench
        found += map(self._place, check_blueprint(self.blueprint, bench.profile, bench.positions, bench.stock))
        found += [self._call(row) for row in self.coverage if row.state == "missing"]
        order = {"quotas": 0, "limits": 1}
        return sorted(found, key=lambda one: (order[one.page], one.row))

    def _place(self, flaw: Flaw) -> Trouble:
        name = flaw.setting.partition("#")[0]
        names = [entry.name for entry in self.settings if entry.part in (None, flaw.part)]
        if flaw.setting == "difficulty":
            row = next(n for n, one in enumerate(self.settings) if one.name == "lowest" and one.part == flaw.part)
            return Trouble(str(flaw.message), "limits", row, flaw.part, setting="lowest")
        if name in names:
            row = next(n for n, one in enumerate(self.settings) if one.name == name)
            return Trouble(str(flaw.message), "limits", row, setting=name)
        return Trouble(str(flaw.message), "quotas", self._row_of(flaw.part, flaw.quota), flaw.part, flaw.quota)

    def _call(self, row: Coverage) -> Trouble:
        part = self.blueprint.parts[row.part]
        name = str(part.title) or part.name if row.quota is None else name_quota(part.quotas[row.quota])
        text = msg("{name}: {need} items needed, {usable} usable", name=name, need=row.need, usable=row.usable)
        return Trouble(str(text), "quotas", self._row_of(row.part, row.quota), row.part, row.quota)

    def _row_of(self, part: int | None, quota: int | None) -> int:
        """The row of a quota; of a part its first one; else the first of all."""
        return next(
            (n for n, (one, _) in enumerate(self.quotas) if one.part == part and (quota is None or one.quota == quota)),
            0,
        )
