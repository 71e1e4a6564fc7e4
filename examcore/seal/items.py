"""Knows how one item is sealed: stem, options and key hidden, id and tags readable and authenticated.

Must not know where sealed items are kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from examcore.canonical import ABSENT, Absent, decode, encode
from examcore.errors import BrokenSeal
from examcore.language import messages
from examcore.nouns import MADE, Figure, Item, Option, Tags
from examcore.seal.primitives import DoesNotOpen, authenticate, seal, unseal

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class SealedItem:
    """An item at rest: id, version (from 1), tags as canonical JSON, and the sealed body."""

    id: str
    version: int
    tags: bytes
    body: bytes

    def read_tags(self) -> Tags:
        """The tags, readable without any key (and only authenticated once the item is opened)."""
        return decode(self.tags, Tags, self.id)


@dataclass(frozen=True, slots=True)
class _Body:
    stem: str
    options: tuple[Option, ...]
    key: str
    figures: tuple[Figure, ...] | Absent = ABSENT


def name_item(item: Item, key: bytes) -> Item:
    """`item` with an id of its own in a bank of this key where a reader of files made its id of the text (MADE); else
    `item` itself.

    Ids can be read without a key. One made of the text alone would let anybody who guesses a question find out whether
    it is in the bank; this one only those who can open it, and the same question still gets the same id.
    """
    if not item.id.startswith(MADE):
        return item
    return replace(item, id="Q" + authenticate(key, "examcore/item-id/v1", item.id.encode()).hex()[:12])


def seal_item(item: Item, version: int, bank: str, key: bytes) -> SealedItem:
    """`item` sealed for the bank called `bank`: it opens nowhere else, under no other id, version or tags."""
    tags = encode(item.tags)
    body = encode(_Body(item.stem, item.options, item.key, item.figures))
    context = _context(bank, item.id, version, tags)
    return SealedItem(item.id, version, tags, seal(key, "examcore/item/v1", context, body))


def open_item(sealed: SealedItem, bank: str, key: bytes) -> Item:
    """The item. Raises BrokenSeal, naming the item, when any byte of it or of its tags was altered."""
    context = _context(bank, sealed.id, sealed.version, sealed.tags)
    try:
        body = decode(unseal(key, "examcore/item/v1", context, sealed.body), _Body, sealed.id)
    except DoesNotOpen as problem:
        raise BrokenSeal(
            msg("the seal of item {item} is broken", item=sealed.id),
            msg("the bank was altered or damaged: use a copy, and keep this one as evidence"),
        ) from problem
    return Item(sealed.id, body.stem, body.options, body.key, sealed.read_tags(), body.figures)


def witness(sealed: list[SealedItem], bank: bytes, key: bytes) -> bytes:
    """A MAC over the bank's head and all its sealed items: a deleted, added or exchanged one shows."""
    lines = [
        encode([s.id, s.version, hashlib.sha256(s.tags).hexdigest(), hashlib.sha256(s.body).hexdigest()])
        for s in sorted(sealed, key=lambda s: (s.id, s.version))
    ]
    return authenticate(key, "examcore/bank-witness/v1", b"\n".join([bank, *lines]))


def _context(bank: str, item: str, version: int, tags: bytes) -> bytes:
    return encode({"bank": bank, "item": item, "version": version, "tags": hashlib.sha256(tags).hexdigest()})
