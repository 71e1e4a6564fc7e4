"""Knows an open bank as the screens on items hold it: its keys while they are shown, and who works on it.

Must not know screens. No passphrase is kept, only what it opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from examcore.desk import name_change, show_pieces, tell_act, write_moment
from examcore.engine.changes import compare
from examcore.errors import Misused, NotFound
from examcore.formats.tags import write_tags
from examcore.language import messages
from examcore.nouns import Hand, Item, ItemStanding, Judgement
from examcore.seal import KeySource
from examcore.shell.asking import name_hand
from examcore.store import Bank, judge, revise

msg = messages("examcore_tui")
core = messages("examcore")


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it was read: its version, and how it stood (None where the bank keeps no book)."""

    item: Item
    version: int
    standing: ItemStanding | None


@dataclass(slots=True)
class OpenBank:
    """A bank that was opened. `by` is who works on it, as typed last; `waiting` how many items waited for review or
    approval when they were read.
    """

    bank: Bank
    keys: KeySource = field(repr=False)
    now: Callable[[], datetime]
    by: str = ""
    waiting: int = 0

    @property
    def has_book(self) -> bool:
        """Whether acts must have a name."""
        return bool(self.bank.acts())

    def read(self) -> tuple[Seen, ...]:
        """Every item with its standing, in id order, all of one state of the bank: whoever writes to it meanwhile, a
        version is never shown under another's number.
        """
        read = self.bank.read()
        items = self.bank.items(self.keys, read)
        versions = {one.id: one.version for one in read.sealed}
        self.waiting = read.book.standings.waiting
        return tuple(Seen(one, versions[one.id], read.book.standings.items.get(one.id)) for one in items)

    def find(self, name: str) -> Seen:
        """One item. Raises NotFound."""
        waiting = self.waiting
        found = next((one for one in self.read() if one.item.id == name), None)
        self.waiting = waiting
        if found is None:
            raise NotFound(core("item {item} is not in the bank", item=name))
        return found

    def save(self, item: Item, before: Seen | None, by: str, comment: str, source: str) -> Seen:
        """Keep the item as the next version of the one that was read, or as a new one."""
        hand = self._hand(by) if self.has_book else None
        if before is None:
            (named,) = self.bank.name_items([item], self.keys)
            self.bank.add([named], self.keys, hand, source)
            return self.find(named.id)
        revise(self.bank, [item], self.keys, hand, comment, {item.id: before.version})
        return self.find(item.id)

    def judge(self, seen: Seen, judgement: Judgement, by: str, comment: str) -> Seen:
        """Judge the version that was read."""
        name = seen.item.id
        judge(self.bank, [name], judgement, self.keys, self._hand(by), comment, {name: seen.version})
        return self.find(name)

    def tell_story(self, name: str) -> str:
        """Every act on an item in words: who, when, comments, and what changed word by word."""
        versions: Mapping[int, Item] = dict(self.bank.versions(name, self.keys))
        comments = self.bank.comments(self.keys)
        lines = []
        for seq, act in enumerate(self.bank.acts(), 1):
            version = dict(act.items).get(name)
            if version is None:
                continue
            lines.append(f"{write_moment(act.at)} · {tell_act(act)} · {msg('version {number}', number=version)}")
            lines += [f"    “{row}”" for row in comments.get(seq, "").split("\n") if row]
            if act.act in ("revise", "retag") and version - 1 in versions:
                changes = compare(versions[version - 1], versions[version], lambda tags: write_tags(tags, {}))
                lines += [f"    {name_change(one)}: {show_pieces(one)}" for one in changes]
        return "\n".join(lines) or str(msg("the bank keeps no book of review; former versions are not kept"))

    def _hand(self, by: str) -> Hand:
        hand = name_hand(by, self.keys, self.now())
        if hand is None:
            raise Misused(msg("say who does it"))
        self.by = hand.by
        return hand
