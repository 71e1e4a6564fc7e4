"""Knows how a bank lies on disk: one SQLite file of sealed items with readable tags, its key file or a council's
shares beside it.

Must not know what an item says (it hands sealed bytes to `examcore.seal`), nor commands.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from examcore.canonical import encode
from examcore.errors import AlreadyThere, BadInput, BrokenSeal, NotFound, NotSaved, Refused, WrongPassphrase
from examcore.files import or_nothing, read_limited, write_whole
from examcore.language import messages
from examcore.nouns import Entry, Item, Tags
from examcore.seal import (
    Cost,
    KeySource,
    SealedItem,
    make_key_file,
    name_item,
    open_item,
    read_shares,
    seal_item,
    unlock,
    witness,
)
from examcore.seal.primitives import are_equal, random_bytes

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.db import Table

msg = messages("examcore")
FORMAT = "examcore-bank/3"
KEY_SUFFIX = ".key"
SHARES_SUFFIX = ".shares"
NEXT_SUFFIX = ".shares.next"
LARGEST_KEY = 64 * 1024
ORDINARY = "thường"
CLASSES = (ORDINARY, "nội bộ")
SECRET = ("mật", "tối mật", "tuyệt mật")
"""The degrees of state secrets (Law 29/2018/QH14, article 8): not for this product."""
LEARNT = "learnt"
BATCH = 4000
"""Rows a statement writes: 10,000 items then go in at once."""
WAIT_SECONDS = 2
"""How long to wait for another program that is writing to the bank."""


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


class Bank:
    """A bank file that exists. Reading tags needs no key; items and changes do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise NotFound(msg("there is no bank at {path}", path=str(path)), msg("make one: examcore bank init"))
        with self._open() as database:
            rows = list(_table(database, "bank").rows)
            if len(rows) != 1 or rows[0]["format"] != FORMAT:
                raise BadInput(
                    msg("{path} is not a bank of this version", path=str(path)),
                    msg("this program reads {format}; make the bank anew from its item files", format=FORMAT),
                )
            row = rows[0]
            self._witness = bytes(row["witness"])
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

    def tags(self) -> dict[str, Tags]:
        """Readable tags by item id, in id order. Authenticated only by `items`."""
        return {sealed.id: sealed.read_tags() for sealed in self._sealed()}

    def manifest(self) -> tuple[Entry, ...]:
        """What the bank can be frozen to without a key: id, version, tags and digest of every sealed item, by id."""
        return tuple(Entry(s.id, s.version, hashlib.sha256(s.body).hexdigest(), s.read_tags()) for s in self._sealed())

    def items(self, keys: KeySource) -> tuple[Item, ...]:
        """Every item, in id order.

        Raises WrongPassphrase for the keys of another bank, BrokenSeal when an item was altered, taken out, put in or
        exchanged.
        """
        key = self._key(keys)
        sealed = self._sealed()
        opened = tuple(open_item(s, self.facts.id, key) for s in sealed)
        if not are_equal(witness(sealed, _head(self.facts, self.learnt()), key), self._witness):
            raise BrokenSeal(
                msg("items were taken out of {path} or put into it", path=str(self.path)),
                msg("use a copy, and keep this file as evidence"),
            )
        return opened

    def name_items(self, items: Iterable[Item], keys: KeySource) -> tuple[Item, ...]:
        """The items with the ids they have in this bank: the files' own, else made of text and key, so that a question
        read twice is seen to be the same and nobody without the key can tell that it is here.
        """
        key = self._key(keys)
        return tuple(name_item(item, key) for item in items)

    def add(self, items: Iterable[Item], keys: KeySource) -> int:
        """Seal new items into the bank, all or none; how many. Ids must be new (AlreadyThere names the first); those
        that a reader made of the text are exchanged first, see `name_items`.
        """
        key = self._key(keys)
        self.items(keys)  # never build on a bank that was altered
        before = self._sealed()
        known = {sealed.id for sealed in before}
        fresh = [seal_item(name_item(item, key), 1, self.facts.id, key) for item in items]
        for sealed in fresh:
            if sealed.id in known:
                raise AlreadyThere(msg("item {item} is in the bank already", item=sealed.id))
            known.add(sealed.id)
        mark = witness([*before, *fresh], _head(self.facts, self.learnt()), key)
        with self._open() as database, database.conn:
            _table(database, "items").insert_all(
                ({"id": s.id, "version": s.version, "tags": s.tags, "body": s.body} for s in fresh), batch_size=BATCH
            )
            _table(database, "bank").update(self.facts.id, {"witness": mark})
        self._witness = mark
        return len(fresh)

    def replace(self, items: Iterable[Item], keys: KeySource, learnt: Learnt | None = None) -> int:
        """Seal changed items anew, each as its next version, all or none; how many.

        `learnt` is kept with them and vouched for by the witness. Raises NotFound for an item the bank does not hold,
        AlreadyThere where the bank has learnt from that sitting before.
        """
        key = self._key(keys)
        self.items(keys)  # never build on a bank that was altered
        known = self.learnt()
        if learnt is not None and any(one.sitting == learnt.sitting for one in known):
            raise AlreadyThere(msg("the bank has learnt from sitting {sitting} already", sitting=learnt.sitting))
        kept = {sealed.id: sealed for sealed in self._sealed()}
        changed = []
        for item in items:
            if item.id not in kept:
                raise NotFound(msg("item {item} is not in the bank", item=item.id))
            changed.append(seal_item(item, kept[item.id].version + 1, self.facts.id, key))
        everything = {**kept, **{sealed.id: sealed for sealed in changed}}
        mark = witness(list(everything.values()), _head(self.facts, (*known, *([learnt] if learnt else []))), key)
        with self._open() as database, database.conn as connection:  # plain SQL: one transaction, all or none
            connection.execute("update bank set witness = ? where id = ?", (mark, self.facts.id))
            connection.executemany(
                "update items set version = ?, tags = ?, body = ? where id = ?",
                [(s.version, s.tags, s.body, s.id) for s in changed],
            )
            if learnt is not None:
                connection.execute(f"create table if not exists {LEARNT} (sitting text primary key, digest text)")
                connection.execute(f"insert into {LEARNT} values (?, ?)", (learnt.sitting, learnt.digest))
        self._witness = mark
        return len(changed)

    def learnt(self) -> tuple[Learnt, ...]:
        """The sittings whose statistics have flowed back, by id. Authenticated only by `items`."""
        with self._open() as database:
            if LEARNT not in database.table_names():
                return ()
            rows = _table(database, LEARNT).rows_where(order_by="sitting")
            return tuple(Learnt(row["sitting"], row["digest"]) for row in rows)

    def rotate(self, keys: KeySource, fresh: KeySource, shares: bytes) -> int:
        """Seal every item anew under `fresh`, whose shares they are, and retire the old ones; how many items.

        All or none: until the bank has changed, the old shares open it; from then on only the new ones do.
        """
        items = self.items(keys)
        facts = replace(self.facts, holder=fresh.id)
        key = fresh.key_for("bank")
        versions = {sealed.id: sealed.version for sealed in self._sealed()}
        sealed = [seal_item(item, versions[item.id], facts.id, key) for item in items]
        mark = witness(sealed, _head(facts, self.learnt()), key)
        coming = self.path.with_name(self.path.name + NEXT_SUFFIX)
        write_whole(coming, shares)
        with self._open() as database:
            database.conn.execute("pragma secure_delete = on")  # the old bodies do not stay in free pages
            with database.conn:
                database.conn.executemany("update items set body = ? where id = ?", [(s.body, s.id) for s in sealed])
                _table(database, "bank").update(facts.id, {"witness": mark, "holder": facts.holder})
        self.facts, self._witness = facts, mark
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

    def _sealed(self) -> list[SealedItem]:
        with self._open() as database:
            return [
                SealedItem(row["id"], row["version"], bytes(row["tags"]), bytes(row["body"]))
                for row in _table(database, "items").rows_where(order_by="id")
            ]

    @contextmanager
    def _open(self) -> Iterator[Database]:
        with _database(self.path) as database:
            yield database


def make_bank(
    path: Path, policy: str, passphrase: str, made: date, cost: Cost | None = None, classification: str = ORDINARY
) -> tuple[Bank, KeySource]:
    """A new empty bank at `path` with its key file beside it. Raises AlreadyThere rather than overwrite."""
    key_bytes, keys = make_key_file(passphrase, cost)
    return make_bank_for(path, policy, keys, {KEY_SUFFIX: key_bytes}, made, classification), keys


def make_bank_for(
    path: Path, policy: str, keys: KeySource, beside: Mapping[str, bytes], made: date, classification: str = ORDINARY
) -> Bank:
    """A new empty bank at `path` under `keys`; `beside` holds what lies beside it (key file, shares) by suffix.

    Raises AlreadyThere rather than overwrite, and Refused for content that is a state secret.
    """
    check_classification(classification)
    files = {path.with_name(path.name + suffix): data for suffix, data in beside.items()}
    for taken in (path, *files):
        if taken.exists():
            raise AlreadyThere(msg("{path} exists already", path=str(taken)), msg("choose another name"))
    facts = BankFacts(random_bytes(8).hex(), policy, classification, made, keys.id)
    mark = witness([], encode(facts), keys.key_for("bank"))
    with or_nothing(path, *files):
        for file, data in files.items():
            write_whole(file, data, private=True)
        with _database(path) as database, database.conn:
            _table(database, "bank").insert(
                {
                    "id": facts.id,
                    "format": FORMAT,
                    "policy": policy,
                    "classification": classification,
                    "made": made.isoformat(),
                    "holder": keys.id,
                    "witness": mark,
                },
                pk="id",
            )
            _table(database, "items").create({"id": str, "version": int, "tags": bytes, "body": bytes}, pk="id")
    return Bank(path)


def check_classification(classification: str) -> None:
    """Refuse a bank for content that is a state secret, with the reason."""
    if classification.casefold() in SECRET:
        raise Refused(
            msg("content classified {degree} is not for this product", degree=classification),
            msg(
                "state secrets are protected by products of the cipher service (Ban Cơ yếu Chính phủ), not by this one"
            ),
        )
    if classification not in CLASSES:
        raise BadInput(msg("{word} is not a classification: {known}", word=classification, known=", ".join(CLASSES)))


def unlock_bank(bank: Bank, passphrase: str, key_path: Path | None = None) -> KeySource:
    """Open the bank's key file (beside it, unless `key_path` says where)."""
    path = key_path or bank.key_path
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise NotFound(
            msg("the key file {path} cannot be read", path=str(path)),
            msg("put the key file beside the bank, or name it with --key-file"),
        ) from problem
    return unlock(data, passphrase, str(path))


def _head(facts: BankFacts, learnt: Sequence[Learnt]) -> bytes:
    """What the witness vouches for besides the items: the facts, and the sittings learnt from once there are any."""
    if not learnt:
        return encode(facts)
    return encode([facts, *sorted(learnt, key=lambda one: one.sitting)])


@contextmanager
def _database(path: Path) -> Iterator[Database]:
    """The SQLite file, closed afterwards; its errors in our words."""
    from sqlite_utils import Database  # loads numpy where it is installed: not needed to start

    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
        try:
            yield Database(connection)
        finally:
            connection.close()
    except sqlite3.OperationalError as problem:
        if any(word in str(problem) for word in ("disk", "readonly", "locked", "unable to open")):
            raise NotSaved(
                msg("{path} could not be written: {problem}", path=str(path), problem=str(problem)),
                msg("nothing was changed; free space or ask who is using the file, then try again"),
            ) from problem
        raise _damaged(path, problem) from problem
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError) as problem:
        raise _damaged(path, problem) from problem


def _damaged(path: Path, problem: Exception) -> BrokenSeal:
    return BrokenSeal(
        msg("{path} is damaged or is not a bank", path=str(path)),
        msg("use a copy, and keep this file as evidence"),
    )


def _table(database: Database, name: str) -> Table:
    return cast("Table", database[name])
