"""Knows a bank's book of review on disk: lines that each hold the hash of the one before, sealed comments beside them.

Must not know what an act means for an item (`engine.standings` does), nor what an item says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from examcore.canonical import encode
from examcore.engine.standings import Standings, fold_acts
from examcore.errors import BadInput, BrokenSeal, Refused
from examcore.language import messages
from examcore.nouns import BankAct, Named
from examcore.record import MOST_BYTES, Line, read_lines, write_line
from examcore.seal.primitives import DoesNotOpen, seal, unseal
from examcore.store.tables import table

if TYPE_CHECKING:
    from sqlite_utils import Database

msg = messages("examcore")
FORMAT = "examcore-bank-book/1"
TABLE = "book"
MOST_ITEMS = 500
"""Items one line names; an act on more of them is several lines."""


Row: TypeAlias = tuple[int, bytes, bytes | None]
"""A line to write: its number, its bytes, the sealed comment beside it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line: which bank's book this is."""

    format: str
    bank: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A line after the first: its number from 1, the hash of the line before, and the act."""

    seq: int
    prev: str
    act: BankAct


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside an act, sealed: the number of its line, and the bytes."""

    seq: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Book:
    """A bank's book as read: its acts in order, the hash of the last line ("" where there is none), the comments.

    `size` is that of all its lines, in bytes.
    """

    acts: tuple[BankAct, ...] = ()
    last_hash: str = ""
    comments: tuple[Comment, ...] = ()
    standings: Standings = field(default_factory=Standings)
    size: int = 0


def read_book(database: Database, bank: str, source: str) -> Book:
    """The book of `bank`; an empty one where it keeps none. Raises BrokenSeal for lines that do not hold together."""
    if TABLE not in database.table_names():
        return Book()
    rows = list(table(database, TABLE).rows_where(order_by="seq"))
    altered = msg("use a copy, and keep this file as evidence")
    try:
        data = b"".join(bytes(row["line"]) for row in rows)
        lines = read_lines(data, source, Line[Opening], Line[Kept], altered)
        if lines.first != Opening(FORMAT, bank) or lines.torn:
            raise BadInput(msg("{source} does not hold the book of this bank", source=source))
        acts = tuple(one.act for one in lines.later)
        standings = fold_acts(acts, source)
    except BadInput as problem:
        raise BrokenSeal(problem.text, altered) from problem
    comments = tuple(Comment(row["seq"], bytes(row["comment"])) for row in rows if row["comment"] is not None)
    if [one.seq for one in comments] != [seq for seq, act in enumerate(acts, 1) if act.has_comment]:
        raise BrokenSeal(msg("comments were taken out of {path} or put into it", path=source), altered)
    return Book(acts, lines.last_hash, comments, standings, len(data))


def extend_book(
    book: Book, acts: Sequence[tuple[BankAct, str]], bank: str, key: bytes, source: str
) -> tuple[Book, list[Row]]:
    """The book with `acts`, each with its comment, and the rows to write: number, line, sealed comment.

    Raises Refused where nobody could read the book back: its lines would be more than is read.
    """
    rows: list[Row] = []
    last = book.last_hash
    if not book.acts:
        line, last = write_line(Opening(FORMAT, bank))
        rows.append((0, line, None))
    added: list[BankAct] = []
    comments: list[Comment] = []
    for act, comment in (piece for one, said in acts for piece in _split(one, said)):
        seq = len(book.acts) + len(added) + 1
        added.append(replace(act, has_comment=bool(comment)))
        line, last = write_line(Kept(seq, last, added[-1]))
        sealed = _seal(comment, seq, bank, key) if comment else None
        if sealed is not None:
            comments.append(Comment(seq, sealed))
        rows.append((seq, line, sealed))
    size = book.size + sum(len(line) for _, line, _ in rows)
    if size > MOST_BYTES:
        raise Refused(
            msg("the book of review of {path} is full: no more than {most} bytes are read back", path=source,
                most=MOST_BYTES),
            msg("nothing was changed; take many items in one act, or go on in a new bank made of this one's export"),
        )  # fmt: skip
    everything = (*book.acts, *added)
    return Book(everything, last, (*book.comments, *comments), fold_acts(added, source, book.standings), size), rows


def write_rows(database: Database, rows: Iterable[Row]) -> None:
    """Add rows to the book, which is made where it is missing; in the transaction of the caller."""
    database.conn.execute(f"create table if not exists {TABLE} (seq integer primary key, line blob, comment blob)")
    database.conn.executemany(f"insert into {TABLE} values (?, ?, ?)", rows)


def open_comment(comment: Comment, bank: str, key: bytes) -> str:
    """What was written. Raises BrokenSeal."""
    try:
        return unseal(key, "examcore/bank-comment/v1", encode([bank, comment.seq]), comment.sealed).decode()
    except (DoesNotOpen, UnicodeDecodeError) as problem:
        raise BrokenSeal(
            msg("the comment beside act {number} was altered", number=comment.seq),
            msg("use a copy, and keep this file as evidence"),
        ) from problem


def reseal_comments(book: Book, bank: str, key: bytes, fresh: bytes) -> list[tuple[bytes, int]]:
    """Every comment sealed anew under another key, with the number of its line."""
    return [(_seal(open_comment(one, bank, key), one.seq, bank, fresh), one.seq) for one in book.comments]


def _seal(comment: str, seq: int, bank: str, key: bytes) -> bytes:
    return seal(key, "examcore/bank-comment/v1", encode([bank, seq]), comment.encode())


def _split(act: BankAct, comment: str) -> list[tuple[BankAct, str]]:
    """An act on many items as several lines, each with the comment."""
    pieces: list[tuple[Named, ...]] = [act.items[at : at + MOST_ITEMS] for at in range(0, len(act.items), MOST_ITEMS)]
    return [(replace(act, items=piece), comment) for piece in pieces or [()]]
