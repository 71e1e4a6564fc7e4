"""Knows how items are contributed by people who may not read a bank, and how they are received into it as drafts.

Must not know commands, nor how anything is sealed.

Inside a drop the items travel as an item file of our own text format: whoever receives them reads them through the
same reader as every other file, with all its checks, since what was sealed by a stranger is a stranger's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from examcore.canonical import decode, encode
from examcore.engine.standings import LONGEST_NAME
from examcore.errors import AlreadyThere, BadInput, BadItems, Misused, Problem
from examcore.intake import Intake, read_files, write_items
from examcore.language import messages
from examcore.nouns import Hand, Item
from examcore.plugins import Plugins
from examcore.seal import KeySource
from examcore.seal.drop import BankCard, Drop, open_drop, read_drop, seal_drop
from examcore.store import Bank, keep_book
from examcore.store.bank import Arrival
from examcore.store.review import check_hand
from examcore.text import clean_line

msg = messages("examcore")
MOST_DROPS = 100


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a drop holds: who wrote the items, for which body, and an item file."""

    by: str
    source: str
    items: str


@dataclass(frozen=True, slots=True)
class Received:
    """One drop that was opened: its file, who wrote the items, for which body, and the items with their ids here."""

    file: str
    by: str
    source: str
    items: tuple[Item, ...]


def contribute(plugins: Plugins, card: BankCard, items: Sequence[Item], by: str, source: str) -> Drop:
    """Items sealed to a bank's card. Raises BadInput for no items or a name that cannot stand in a book, BadItems as
    `write_items`.
    """
    contents = _Contents(by, source, write_items(plugins, items, "text", "items.txt").data.decode())
    _check(contents, "--by")
    if not items:
        raise BadInput(msg("there is no item to contribute"))
    return seal_drop(card, encode(contents))


def receive(
    plugins: Plugins, bank: Bank, drops: Sequence[tuple[str, bytes]], keys: KeySource, hand: Hand, day: date
) -> tuple[Received, ...]:
    """Open drops (by file name) and add their items to the bank as drafts, all or none.

    Raises Refused for a bank that keeps no book, AlreadyThere for a drop that was received before, BadItems naming
    what cannot be an item here or is in the bank already; WrongPassphrase and BrokenSeal as `open_drop`.
    """
    if len(drops) > MOST_DROPS:
        raise Misused(msg("at most {most} contributions are received at once", most=MOST_DROPS))
    check_hand(hand)
    taken = set(keep_book(bank).drops)
    known = set(bank.tags())
    problems: list[Problem] = []
    received = []
    arrivals = []
    for file, data in drops:
        drop = read_drop(data, file)
        if drop.id in taken:
            raise AlreadyThere(msg("{file} was received before", file=file), msg("nothing was added; leave it out"))
        taken.add(drop.id)
        contents = decode(open_drop(drop, bank.facts.id, bank.facts.policy, keys, file), _Contents, file)
        _check(contents, file)
        read = _read(plugins, bank, file, contents.items, day)
        own = bank.name_items(read.items, keys)
        problems += read.problems
        problems += [
            Problem(file, msg("whole file"), "known-id", msg("item {item} is in the bank already", item=one.id), one.id)
            for one in own
            if one.id in known
        ]
        known |= {one.id for one in own}
        received.append(Received(file, contents.by, contents.source, own))
        arrivals.append(Arrival(own, contents.source, (contents.by,), drop.id))
    if any(one.severity == "error" for one in problems):
        raise BadItems(
            msg("nothing was received"),
            tuple(problems),
            msg("send it back to whoever wrote it; they mend their file and seal it anew"),
        )
    bank.take(arrivals, keys, hand)
    return tuple(received)


def _read(plugins: Plugins, bank: Bank, file: str, text: str, day: date) -> Intake:
    parts = [one.name for one in plugins.policy(bank.facts.policy).profile(day).parts]
    return read_files(plugins, [(file, text.encode())], "text", "", "", (), parts)


def _check(contents: _Contents, file: str) -> None:
    """Refuse (BadInput) a name or a source that could not stand in a book."""
    for text, may_be_empty in ((contents.by, False), (contents.source, True)):
        if text != clean_line(text) or len(text) > LONGEST_NAME or not (text or may_be_empty):
            raise BadInput(msg("{file}: a person or body is named by 1 to {most} plain letters", file=file,
                               most=LONGEST_NAME))  # fmt: skip
