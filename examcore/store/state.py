"""Knows one state of a bank as it is read: sealed items, sittings learnt from, the book of review, the witness.

Must not know keys: nothing here is proved until the items are opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from examcore.canonical import encode
from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Item
from examcore.seal import SealedItem
from examcore.store.book import Book, read_book
from examcore.store.tables import open_database, table

msg = messages("examcore")
LEARNT = "learnt"
VERSIONS = "versions"


@dataclass(frozen=True, slots=True)
class BankFacts:
    """What may be read of a bank without its key: id, policy, classification, day it was made, holder of its key."""

    id: str
    policy: str
    classification: str
    made: date
    holder: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """A sitting whose statistics have flowed back into a bank, and the digest of what it taught."""

    sitting: str
    digest: str


@dataclass(frozen=True, slots=True)
class State:
    """One state of a bank: its sealed items by id, what it has learnt, its book, its witness."""

    sealed: tuple[SealedItem, ...]
    learnt: tuple[Learnt, ...]
    book: Book
    witness: bytes

    def head(self, facts: BankFacts) -> bytes:
        """What the witness vouches for besides the items: the facts, sittings learnt from, and acts."""
        if self.book.acts:
            return encode({"facts": facts, "learnt": self.learnt, "book": [len(self.book.acts), self.book.last_hash]})
        return encode([facts, *self.learnt]) if self.learnt else encode(facts)

    def next_versions(self, items: Sequence[Item]) -> tuple[tuple[str, int], ...]:
        """The version each of these items gets when it is changed. Raises NotFound for one the bank does not hold."""
        known = {one.id: one.version for one in self.sealed}
        for item in items:
            if item.id not in known:
                raise NotFound(msg("item {item} is not in the bank", item=item.id))
        return tuple((item.id, known[item.id] + 1) for item in items)


def read_state(path: Path, facts: BankFacts) -> State:
    """A bank as it is now, whoever writes to it meanwhile."""
    with open_database(path) as database, database.conn as connection:
        connection.execute("begin")
        sealed = tuple(
            SealedItem(row["id"], row["version"], bytes(row["tags"]), bytes(row["body"]))
            for row in table(database, "items").rows_where(order_by="id")
        )
        learnt: tuple[Learnt, ...] = ()
        if LEARNT in database.table_names():
            rows = table(database, LEARNT).rows_where(order_by="sitting")
            learnt = tuple(Learnt(row["sitting"], row["digest"]) for row in rows)
        book = read_book(database, facts.id, str(path))
        (mark,) = connection.execute("select witness from bank").fetchone()
    return State(sealed, learnt, book, bytes(mark))


def read_versions(path: Path, name: str | None = None) -> list[SealedItem]:
    """The former versions a bank keeps, of one item or of all, the oldest first."""
    with open_database(path) as database:
        if VERSIONS not in database.table_names():
            return []
        where, values = ("id = ?", [name]) if name is not None else (None, None)
        return [
            SealedItem(row["id"], row["version"], bytes(row["tags"]), bytes(row["body"]))
            for row in table(database, VERSIONS).rows_where(where, values, order_by="id, version")
        ]
