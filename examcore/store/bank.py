"""Knows how a bank lies on disk: one SQLite file of sealed items with readable tags, its key file or a council's
shares beside it, and the book of review where it keeps one.

Must not know what an item says (it hands sealed bytes to `examcore.seal`), nor commands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from examcore.engine.standings import LONGEST_NAME, MOST_NAMES, Standings
from examcore.errors import AlreadyThere, BadInput, BrokenSeal, Conflict, NotFound, Refused, WrongPassphrase
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.nouns import BankAct, Deed, Entry, Hand, Item, Tags
from examcore.record import stamp
from examcore.seal import KeySource, SealedItem, name_item, open_item, read_shares, seal_item, witness
from examcore.seal.primitives import are_equal
from examcore.store.book import Row, extend_book, open_comment, reseal_comments, write_rows
from examcore.store.state import LEARNT, VERSIONS, BankFacts, Learnt, State, read_state, read_versions
from examcore.store.tables import open_database, table
from examcore.text import clean_line

msg = messages("examcore")
FORMAT = "examcore-bank/3"
WITH_BOOK = "examcore-bank/4"
"""The format of a bank once it keeps a book of review: programs that know none refuse it."""
KEY_SUFFIX = ".key"
SHARES_SUFFIX = ".shares"
NEXT_SUFFIX = ".shares.next"
LARGEST_KEY = 64 * 1024


def check_plain(text: str, longest: int) -> None:
    """Refuse (BadInput) a name that is not plain text on one line, or too long."""
    if text != clean_line(text) or len(text) > longest:
        raise BadInput(msg("a person or body is named by at most {most} plain letters", most=longest))


@dataclass(frozen=True, slots=True)
class Arrival:
    """New items from one source: the body or person, who wrote them (empty: whoever adds them), and the id of the
    sealed contribution they came in, which is taken once.
    """

    items: tuple[Item, ...]
    source: str = ""
    authors: tuple[str, ...] = ()
    drop: str = ""


Said = tuple[BankAct, str]
"""An act for the book, and the comment to seal beside it ("" for none)."""


class Bank:
    """A bank file that exists. Reading tags and standings needs no key; items and changes do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise NotFound(msg("there is no bank at {path}", path=str(path)), msg("make one: examcore bank init"))
        with open_database(path) as database:
            rows = list(table(database, "bank").rows)
            if len(rows) != 1 or rows[0]["format"] not in (FORMAT, WITH_BOOK):
                raise BadInput(
                    msg("{path} is not a bank of this version", path=str(path)),
                    msg(
                        "this program reads {format}; make the bank anew from its item files",
                        format=f"{FORMAT}, {WITH_BOOK}",
                    ),
                )
            row = rows[0]
            self.facts = BankFacts(
                row["id"], row["policy"], row["classification"], date.fromisoformat(row["made"]), row["holder"]
            )

    @property
    def key_path(self) -> Path:
        """Where the bank's key file lies unless it was put elsewhere."""
        return self.path.with_name(self.path.name + KEY_SUFFIX)

    @property
    def shares_path(self) -> Path:
        """Where a council's shares of the bank's key lie."""
        return self.path.with_name(self.path.name + SHARES_SUFFIX)

    def shares(self) -> tuple[bytes, str]:
        """The shares that belong to the bank as it is now, and the file they lie in.

        A rotation that was cut short leaves two files; the one whose holder the bank names counts. Raises NotFound.
        """
        for path in (self.shares_path, self.path.with_name(self.path.name + NEXT_SUFFIX)):
            if path.is_file():
                data = read_limited(path, LARGEST_KEY)
                if read_shares(data, str(path)).head.holder == self.facts.holder:
                    return data, str(path)
        raise NotFound(
            msg("no shares of {path} lie beside it", path=str(self.path)),
            msg("put the file {name} beside the bank; a bank with a key file opens without --council",
                name=self.shares_path.name),
        )  # fmt: skip

    def read(self) -> State:
        """All that stands in the bank now; what is decided on it is written on it or not at all, see `change`."""
        return read_state(self.path, self.facts)

    def tags(self) -> dict[str, Tags]:
        """Readable tags of every item by id, in id order. Authenticated only by `items`."""
        return {sealed.id: sealed.read_tags() for sealed in self.read().sealed}

    def sealed_items(self) -> tuple[SealedItem, ...]:
        """Every item as it is sealed, in id order: its id and version can be read of it."""
        return self.read().sealed

    def drawable(self) -> dict[str, Tags]:
        """The tags of the items a form may hold: all of them, unless the bank keeps a book of review that says less."""
        read = self.read()
        return {one.id: one.read_tags() for one in read.sealed if read.book.standings.may_draw(one.id)}

    def manifest(self) -> tuple[Entry, ...]:
        """What the bank can be frozen to without a key: id, version, tags and digest of every sealed item that a form
        may hold, by id.
        """
        read = self.read()
        return tuple(
            Entry(s.id, s.version, hashlib.sha256(s.body).hexdigest(), s.read_tags())
            for s in read.sealed
            if read.book.standings.may_draw(s.id)
        )

    def standings(self) -> Standings:
        """How the items stand in review. Raises BrokenSeal for a book that does not hold together; authenticated only
        by `items`.
        """
        return self.read().book.standings

    def acts(self) -> tuple[BankAct, ...]:
        """Every act in the book of review, in order; none where the bank keeps none."""
        return self.read().book.acts

    def items(self, keys: KeySource, read: State | None = None) -> tuple[Item, ...]:
        """Every item, in id order, whatever its standing; those of `read` where the bank was read before.

        Raises WrongPassphrase for the keys of another bank, BrokenSeal when an item was altered, taken out, put in or
        exchanged.
        """
        key = self._key(keys)
        return self._open_all(read or self.read(), key)

    def versions(self, name: str, keys: KeySource) -> tuple[tuple[int, Item], ...]:
        """The versions of an item that the bank keeps, the oldest first. Raises NotFound."""
        key, read = self._key(keys), self.read()
        self._open_all(read, key)
        rows = [*read_versions(self.path, name), *(one for one in read.sealed if one.id == name)]
        if not rows:
            raise NotFound(msg("item {item} is not in the bank", item=name))
        return tuple((one.version, open_item(one, self.facts.id, key)) for one in rows)

    def comments(self, keys: KeySource) -> dict[int, str]:
        """What was written beside the acts of the book, by the act's number from 1."""
        key, read = self._key(keys), self.read()
        self._open_all(read, key)
        return {one.seq: open_comment(one, self.facts.id, key) for one in read.book.comments}

    def name_items(self, items: Iterable[Item], keys: KeySource) -> tuple[Item, ...]:
        """The items with the ids they have in this bank: the files' own, else made of text and key, so that a question
        read twice is seen to be the same and nobody without the key can tell that it is here.
        """
        key = self._key(keys)
        return tuple(name_item(item, key) for item in items)

    def add(self, items: Iterable[Item], keys: KeySource, hand: Hand | None = None, source: str = "") -> int:
        """Seal new items into the bank, all or none; how many. Ids must be new (AlreadyThere names the first); those
        that a reader made of the text are exchanged first, see `name_items`.

        In a bank that keeps a book they are drafts by `hand`, who must be named, from `source`.
        """
        return self.take((Arrival(tuple(items), source),), keys, hand)

    def take(self, arrivals: Sequence[Arrival], keys: KeySource, hand: Hand | None = None) -> int:
        """Seal what arrived into the bank as `add` does, from several sources, all or none; how many items."""
        key, read = self._key(keys), self.read()
        fresh: list[SealedItem] = []
        acts: list[Said] = []
        for one in arrivals:
            sealed = [seal_item(name_item(item, key), 1, self.facts.id, key) for item in one.items]
            fresh += sealed
            if read.book.acts and sealed:
                check_plain(one.source, LONGEST_NAME)
                by, named = self.need_hand(hand), tuple((item.id, item.version) for item in sealed)
                deed: Deed = "receive" if one.drop else "add"
                acts.append(
                    (BankAct(deed, stamp(by.at), by.by, named, one.source, "", one.authors, None, one.drop), "")
                )
        self._write(key, read, fresh=fresh, acts=acts)
        return len(fresh)

    def replace(
        self, items: Iterable[Item], keys: KeySource, learnt: Learnt | None = None, hand: Hand | None = None
    ) -> int:
        """Seal items whose tags have changed anew, each as its next version, all or none; how many.

        `learnt` is kept with them and vouched for by the witness. In a bank that keeps a book the items keep their
        standing, and the act is that of `hand`. Raises NotFound for an item the bank does not hold, AlreadyThere where
        the bank has learnt from that sitting before, Refused for a changed text (that is a revision).
        """
        key, read = self._key(keys), self.read()
        items = tuple(items)
        acts: list[Said] = []
        if read.book.acts:
            before = {one.id: one for one in self._open_all(read, key)}
            if any(one.id in before and _text_of(one) != _text_of(before[one.id]) for one in items):
                raise Refused(msg("a changed text is a new version that must be reviewed"), msg("examcore bank revise"))
            by = self.need_hand(hand)
            sitting = learnt.sitting if learnt else ""
            acts = [(BankAct("retag", stamp(by.at), by.by, read.next_versions(items), source=sitting), "")]
        if learnt is not None and any(one.sitting == learnt.sitting for one in read.learnt):
            raise AlreadyThere(msg("the bank has learnt from sitting {sitting} already", sitting=learnt.sitting))
        return self.change(items, keys, acts, learnt, read)

    def change(
        self, items: Iterable[Item], keys: KeySource, acts: Sequence[Said] = (), learnt: Learnt | None = None,
        read: State | None = None,
    ) -> int:  # fmt: skip
        """Write acts into the book, and changed items as their next versions, all or none; how many items.

        The former versions are kept where there is a book. For `store.review`, which knows what may be done: `read` is
        what it decided on, and where the bank is another by now there is a Conflict.
        """
        key, read = self._key(keys), read or self.read()
        given = tuple(items)
        changed = [
            seal_item(item, version, self.facts.id, key)
            for item, (_, version) in zip(given, read.next_versions(given), strict=True)
        ]
        self._write(key, read, changed=changed, acts=acts, learnt=learnt)
        return len(changed)

    def need_hand(self, hand: Hand | None) -> Hand:
        """`hand`, who must be named where a bank keeps a book. Raises Refused."""
        if hand is None or not hand.by.strip():
            raise Refused(
                msg("{path} keeps a book of review: whoever changes it must be named", path=str(self.path)),
                msg("say who with --by"),
            )
        check_plain(hand.by, MOST_NAMES)
        return hand

    @property
    def book_hash(self) -> str:
        """The hash of the last act in the book of review, which ties all of them; "" where the bank keeps none."""
        return self.read().book.last_hash

    def learnt(self) -> tuple[Learnt, ...]:
        """The sittings whose statistics have flowed back, by id. Authenticated only by `items`."""
        return self.read().learnt

    def rotate(self, keys: KeySource, fresh: KeySource, shares: bytes) -> int:
        """Seal every item anew under `fresh`, whose shares they are, and retire the old ones; how many items.

        All or none: until the bank has changed, the old shares open it; from then on only the new ones do.
        """
        old_key, read = self._key(keys), self.read()
        items = self._open_all(read, old_key)
        facts = replace(self.facts, holder=fresh.id)
        key = fresh.key_for("bank")
        sealed = [seal_item(item, one.version, facts.id, key) for item, one in zip(items, read.sealed, strict=True)]
        former = [
            seal_item(open_item(one, facts.id, old_key), one.version, facts.id, key) for one in read_versions(self.path)
        ]
        comments = reseal_comments(read.book, facts.id, old_key, key)
        mark = witness(sealed, read.head(facts), key)
        coming = self.path.with_name(self.path.name + NEXT_SUFFIX)
        write_whole(coming, shares)
        with open_database(self.path) as database:
            database.conn.execute("pragma secure_delete = on")  # the old bodies do not stay in free pages
            with database.conn as connection:
                connection.executemany("update items set body = ? where id = ?", [(s.body, s.id) for s in sealed])
                if former:
                    connection.executemany(
                        f"update {VERSIONS} set body = ? where id = ? and version = ?",
                        [(s.body, s.id, s.version) for s in former],
                    )
                if comments:
                    connection.executemany("update book set comment = ? where seq = ?", comments)
                connection.execute(
                    "update bank set witness = ?, holder = ? where id = ?", (mark, facts.holder, facts.id)
                )
        self.facts = facts
        if self.shares_path.is_file():
            old = read_shares(read_limited(self.shares_path, LARGEST_KEY), str(self.shares_path))
            self.shares_path.replace(
                self.path.with_name(f"{self.path.name}.retired-{old.head.epoch}-{old.head.holder}")
            )
        coming.replace(self.shares_path)
        return len(items)

    def _key(self, keys: KeySource) -> bytes:
        if keys.id != self.facts.holder:
            raise WrongPassphrase(
                msg("these keys belong to another bank than {path}", path=str(self.path)),
                msg("use the key file or the shares made with the bank: {key}", key=str(self.key_path)),
            )
        return keys.key_for("bank")

    def _open_all(self, read: State, key: bytes) -> tuple[Item, ...]:
        opened = tuple(open_item(one, self.facts.id, key) for one in read.sealed)
        if not are_equal(witness(list(read.sealed), read.head(self.facts), key), read.witness):
            raise BrokenSeal(
                msg("items were taken out of {path} or put into it", path=str(self.path)),
                msg("use a copy, and keep this file as evidence"),
            )
        return opened

    def _write(
        self, key: bytes, read: State, fresh: Sequence[SealedItem] = (), changed: Sequence[SealedItem] = (),
        acts: Sequence[Said] = (), learnt: Learnt | None = None,
    ) -> None:  # fmt: skip
        self._open_all(read, key)  # never build on a bank that was altered
        kept = {one.id: one for one in read.sealed}
        for one in fresh:
            if one.id in kept:
                raise AlreadyThere(msg("item {item} is in the bank already", item=one.id))
            kept[one.id] = one
        former = [kept[one.id] for one in changed]
        kept |= {one.id: one for one in changed}
        taught = (*read.learnt, *([learnt] if learnt else []))
        book, rows = read.book, list[Row]()
        if acts:
            book, rows = extend_book(read.book, acts, self.facts.id, key, str(self.path))
        mark = witness(list(kept.values()), replace(read, learnt=taught, book=book).head(self.facts), key)
        with open_database(self.path) as database, database.conn as connection:  # plain SQL: all or none
            connection.execute("begin immediate")
            (before,) = connection.execute("select witness from bank").fetchone()
            if bytes(before) != read.witness:
                raise Conflict(
                    msg("{path} was changed by another program meanwhile", path=str(self.path)),
                    msg("nothing was changed; try again"),
                )
            connection.execute("update bank set witness = ?", (mark,))
            connection.executemany(
                "insert into items (id, version, tags, body) values (?, ?, ?, ?)",
                [(s.id, s.version, s.tags, s.body) for s in fresh],
            )
            if book.acts and former:
                connection.execute(
                    f"create table if not exists {VERSIONS} "
                    "(id text, version integer, tags blob, body blob, primary key (id, version))"
                )
                connection.executemany(
                    f"insert into {VERSIONS} values (?, ?, ?, ?)", [(s.id, s.version, s.tags, s.body) for s in former]
                )
            connection.executemany(
                "update items set version = ?, tags = ?, body = ? where id = ?",
                [(s.version, s.tags, s.body, s.id) for s in changed],
            )
            if learnt is not None:
                connection.execute(f"create table if not exists {LEARNT} (sitting text primary key, digest text)")
                connection.execute(f"insert into {LEARNT} values (?, ?)", (learnt.sitting, learnt.digest))
            if rows:
                write_rows(database, rows)
                connection.execute("update bank set format = ?", (WITH_BOOK,))


def _text_of(item: Item) -> object:
    return item.stem, item.options, item.key, item.figures
