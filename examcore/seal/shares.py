"""Knows how the key of one purpose is shared out: a random share sealed to each member, the key wrapped for each set.

Must not know what the key opens, nor where files lie.

No arithmetic of our own: a share is 32 random bytes, sealed to one officer by HPKE. Each authorised set wraps the
purpose key under a key derived from the shares of its members in order. Whoever misses one share of every set has
nothing: each missing share is 256 random bits. A commitment to each share names the one that is bad.

A shares file is one line of canonical JSON (head and dealers' signatures), a line end, and the body: for each card its
sealed share and commitment, then for each set its wrapped key. Sizes follow from the council, so nothing is parsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, NotAuthorised, WrongPassphrase
from examcore.language import messages
from examcore.seal.armour import read_bytes, read_hex
from examcore.seal.council import Council
from examcore.seal.keys import Purpose
from examcore.seal.officer import Officer
from examcore.seal.primitives import (
    KEY,
    SEALED_TO,
    WRAPPED,
    DoesNotOpen,
    are_equal,
    derive,
    is_signed,
    random_bytes,
    seal_to,
    unwrap,
    wrap,
)
from examcore.seal.rules import tell_rule

msg = messages("examcore")

FORMAT = "examcore-shares/1"
LABEL = b"examcore/shares/v1\x00"
LARGEST = 64 * 1024
SHARE = SEALED_TO + KEY + KEY
"""A sealed share and its commitment."""


@dataclass(frozen=True, slots=True)
class Head:
    """What may be read of shares: purpose, what they belong to (`holder`), council (digest) and epoch, a random
    number, and the commitment to the key (hex).
    """

    format: str
    purpose: Purpose
    holder: str
    council: str
    epoch: int
    nonce: str
    commitment: str

    @property
    def context(self) -> bytes:
        """What binds every part to this deal: all of the head but the commitment."""
        return hashlib.sha256(LABEL + encode(replace(self, commitment=""))).digest()


@dataclass(frozen=True, slots=True)
class _Line:
    head: Head
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares as dealt: head, the signatures of those who dealt or proved them (by place), body."""

    head: Head
    signatures: tuple[str, ...]
    body: bytes

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return encode(_Line(self.head, self.signatures)) + b"\n" + self.body


@dataclass(frozen=True, slots=True)
class CouncilKeys:
    """Purpose keys a council has opened, by whom, and why the emergency set was used (empty where it was not)."""

    id: str
    present: tuple[str, ...] = ()
    reason: str = ""
    _keys: Mapping[Purpose, bytes] = field(default_factory=dict, repr=False)

    def key_for(self, purpose: Purpose) -> bytes:
        """32 bytes for one purpose. Raises NotAuthorised for one that was not opened."""
        if purpose not in self._keys:
            raise NotAuthorised(msg("those present have not opened the key for this purpose"))
        return derive(self._keys[purpose], f"examcore/purpose/{purpose}/v1")


def deal(council: Council, purpose: Purpose, holder: str, key: bytes) -> Shares:
    """`key` shared out to the council for one purpose, every set tried; signed by nobody yet.

    `holder` names what the key belongs to: a bank, or packets sealed together.
    """
    unfinished = Head(FORMAT, purpose, holder, council.digest.hex(), council.epoch, random_bytes(32).hex(), "")
    context = unfinished.context
    head = replace(unfinished, commitment=_commit_key(context, key).hex())
    shares = [random_bytes(KEY) for _ in council.cards]
    parts = [
        seal_to(read_bytes(card.recipient), _info(context, place), share) + _commit_share(context, place, share)
        for place, (card, share) in enumerate(zip(council.cards, shares, strict=True))
    ]
    wraps = [wrap(_join(one, shares), "examcore/set/v1", context + bytes(one), key) for one in _sets(council, purpose)]
    dealt = Shares(head, ("",) * len(council.members), b"".join(parts + wraps))
    for one in _sets(council, purpose):
        if not are_equal(_unwrap(dealt, council, one, dict(enumerate(shares))), key):
            raise BrokenSeal(msg("a set does not open what was just dealt; nothing was written"))
    return dealt


def sign_shares(shares: Shares, council: Council, officers: Sequence[Officer]) -> Shares:
    """The same, signed by each of the officers, after each has opened their own share."""
    signatures = list(shares.signatures)
    for place, officer in council.find(officers).items():
        _open_share(shares, council, place, officer, council.title)
        if place < len(signatures):
            signatures[place] = officer.sign(LABEL, encode(shares.head) + shares.body)
    return replace(shares, signatures=tuple(signatures))


def read_shares(data: bytes, source: str) -> Shares:
    """Shares as written. Raises BadInput naming `source`. Nothing is proved until they are opened."""
    if len(data) > LARGEST:
        raise BadInput(msg("{source} is too large for shares", source=source))
    line, _, body = data.partition(b"\n")
    read = decode(line, _Line, source)
    head = read.head
    try:
        for text, size in ((head.holder, 8), (head.council, 32), (head.nonce, 32), (head.commitment, 32)):
            read_hex(text, size)
        for signature in read.signatures:
            read_hex(signature, 64 if signature else 0)
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    if head.format != FORMAT:
        raise BadInput(msg("{source} does not hold shares of this version", source=source))
    return Shares(head, read.signatures, body)


def open_shares(
    shares: Shares, council: Council, officers: Sequence[Officer], source: str, reason: str = ""
) -> tuple[bytes, bool]:
    """The purpose key, and whether the emergency set was present with a reason.

    Raises WrongPassphrase for shares of another council or epoch, NotAuthorised when those present are no authorised
    set (or only the emergency set, without a reason), BrokenSeal naming whose share is bad, or that the file was
    altered or signed by no member.
    """
    head = shares.head
    if head.council != council.digest.hex() or head.epoch != council.epoch:
        raise WrongPassphrase(
            msg("{source} was dealt to another council or another epoch", source=source),
            msg("use the council's folder of the epoch it was dealt in, or the newest shares"),
        )
    expected = len(council.cards) * SHARE + len(_sets(council, head.purpose)) * WRAPPED
    if len(shares.body) != expected or len(shares.signatures) != len(council.members):
        raise BrokenSeal(msg("{source} was cut or lengthened", source=source))
    there = council.find(officers)
    present = frozenset(there)
    usual, urgent = council.may(head.purpose, present), council.may("emergency", present)
    if usual is None and urgent is None:
        raise NotAuthorised(
            msg("those present may not open {source}: {names}", source=source,
                names=", ".join(council.name_of(p) for p in sorted(present)) or msg("nobody")),
            msg("needed: {rule}", rule=tell_rule(council.rules[head.purpose], council.roles)),
        )  # fmt: skip
    if usual is None and not reason.strip():
        raise NotAuthorised(
            msg("{source} opens with the emergency set only for a reason", source=source),
            msg("give the reason that will stand in the minutes: --reason"),
        )
    opened = {place: _open_share(shares, council, place, officer, source) for place, officer in there.items()}
    _check_signatures(shares, council, source)
    try:
        key = _unwrap(shares, council, usual or urgent or (), opened)
    except DoesNotOpen as problem:
        raise BrokenSeal(msg("the key in {source} is not wrapped as it was dealt", source=source)) from problem
    return key, urgent is not None and bool(reason.strip())


def _open_share(shares: Shares, council: Council, place: int, officer: Officer, source: str) -> bytes:
    context = shares.head.context
    part = shares.body[place * SHARE : (place + 1) * SHARE]
    bad = BrokenSeal(
        msg("the share of {name} in {source} is bad", name=council.name_of(place), source=source),
        msg("use a copy; if that is bad too, open without {name} and keep this file as evidence",
            name=council.name_of(place)),
    )  # fmt: skip
    try:
        share = officer.open(_info(context, place), part[:-KEY])
    except DoesNotOpen as problem:
        raise bad from problem
    if not are_equal(_commit_share(context, place, share), part[-KEY:]):
        raise bad
    return share


def _unwrap(shares: Shares, council: Council, one: tuple[int, ...], opened: Mapping[int, bytes]) -> bytes:
    head, sets = shares.head, _sets(council, shares.head.purpose)
    start = len(council.cards) * SHARE + sets.index(one) * WRAPPED
    joined = b"".join(opened[place] for place in one)
    key = unwrap(joined, "examcore/set/v1", head.context + bytes(one), shares.body[start : start + WRAPPED])
    if not are_equal(_commit_key(head.context, key), bytes.fromhex(head.commitment)):
        raise DoesNotOpen
    return key


def _check_signatures(shares: Shares, council: Council, source: str) -> None:
    said = LABEL + encode(shares.head) + shares.body
    given = [(m.card, s) for m, s in zip(council.members, shares.signatures, strict=True) if s]
    if not given or not all(is_signed(bytes.fromhex(c.public), bytes.fromhex(s), said) for c, s in given):
        raise BrokenSeal(
            msg("{source} is not signed by those who dealt it", source=source),
            msg("it was altered, or dealt by somebody outside the council: use a copy, and keep it as evidence"),
        )


def _sets(council: Council, purpose: Purpose) -> tuple[tuple[int, ...], ...]:
    """The sets the key is wrapped for, in order: the purpose's, then those of emergencies not among them."""
    usual = council.sets[purpose]
    return usual + tuple(one for one in council.sets["emergency"] if one not in usual)


def _join(one: tuple[int, ...], shares: Sequence[bytes]) -> bytes:
    return b"".join(shares[place] for place in one)


def _info(context: bytes, place: int) -> bytes:
    return b"examcore/share/v1\x00" + context + bytes([place])


def _commit_share(context: bytes, place: int, share: bytes) -> bytes:
    return hashlib.sha256(b"examcore/share-commitment/v1\x00" + context + bytes([place]) + share).digest()


def _commit_key(context: bytes, key: bytes) -> bytes:
    return derive(key, "examcore/purpose-commitment/v1", context)
