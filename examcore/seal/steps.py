"""Knows what is done with officers' key files in a process of its own: made, tried, used to sign.

Must not know ceremonies, logs or the keyboard: a process that lives for one step loads little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from examcore.canonical import decode, encode
from examcore.errors import BadInput
from examcore.language import messages
from examcore.seal.armour import read_bytes, write_bytes
from examcore.seal.attend import Seat
from examcore.seal.child import run_apart
from examcore.seal.council import Signed, read_signed, sign_council
from examcore.seal.officer import Card, make_officer, read_officer_file, read_paper, remember, unlock_officer
from examcore.seal.primitives import Cost

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class _Prove:
    seat: Seat
    public: str


@dataclass(frozen=True, slots=True)
class _New:
    name: str
    office: str
    phrase: str
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class _Seals:
    signed: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    body: str
    origin: str
    mark: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    signature: str
    public: str
    file: str


@dataclass(frozen=True, slots=True)
class Marked:
    """One officer's signature under the head of a log, public key, and the key file that now remembers the head."""

    signature: bytes
    public: bytes
    file: bytes


def make_key(name: str, office: str, phrase: str, cost: Cost | None) -> tuple[bytes, Card]:
    """A new officer's key file and card."""
    data = run_apart(act_make, encode(_New(name, office, phrase, cost)))
    return data, read_officer_file(data, name).card


def act_make(data: bytes) -> bytes:
    """A new key file, for a process of its own."""
    ask = decode(data, _New, "?")
    return make_officer(ask.name, ask.office, ask.phrase, ask.cost)[0]


def recall(seat: Seat, secret: str, public: str = "") -> dict[str, str]:
    """What a key file remembers of logs, by origin, once `secret` has opened it; an emergency share remembers none.

    Raises WrongPassphrase, BrokenSeal; BadInput for an emergency share that is not the one of `public`.
    """
    return decode(run_apart(act_recall, encode(_Prove(replace(seat, secret=secret), public))), dict[str, str], "?")


def act_recall(data: bytes) -> bytes:
    """What an unlocked key file remembers of logs, for a process of its own."""
    ask = decode(data, _Prove, "?")
    seat = ask.seat
    if seat.file:
        return encode(dict(unlock_officer(seat.file.encode(), seat.secret, seat.source).seen))
    if read_paper(seat.secret).public != ask.public:
        raise BadInput(msg("this is not the emergency share of this council"))
    return encode({})


def seal_council(signed: Signed, seats: Sequence[Seat]) -> Signed:
    """The council with the signature of everybody in `seats`."""
    data = run_apart(act_sign, encode(_Seals(encode(signed).decode(), tuple(seats))))
    return read_signed(data, signed.council.title)


def act_sign(data: bytes) -> bytes:
    """Signatures under a council, for a process of its own."""
    ask = decode(data, _Seals, "?")
    signed = read_signed(ask.signed.encode(), "?")
    for seat in ask.seats:
        signed = sign_council(signed, unlock_officer(seat.file.encode(), seat.secret, seat.source))
    return encode(signed)


def mark_head(body: str, origin: str, mark: str, seats: Sequence[Seat]) -> tuple[Marked, ...]:
    """The signatures under the head of a log by everybody in `seats`, whose key files from now on remember it."""
    made = decode(run_apart(act_mark, encode(_Mark(body, origin, mark, tuple(seats)))), tuple[_Marked, ...], "?")
    return tuple(Marked(bytes.fromhex(one.signature), bytes.fromhex(one.public), read_bytes(one.file)) for one in made)


def act_mark(data: bytes) -> bytes:
    """Signatures under a log's head and key files that remember it, for a process of its own."""
    ask = decode(data, _Mark, "?")
    made = []
    for seat in ask.seats:
        officer = unlock_officer(seat.file.encode(), seat.secret, seat.source)
        kept = remember(seat.file.encode(), officer, ask.origin, ask.mark, seat.source)
        made.append(_Marked(officer.sign(b"", ask.body.encode()), officer.public, write_bytes(kept)))
    return encode(tuple(made))
