"""Knows what officers who are present do together: open purpose keys, deal new ones, hand them to another council.

Must not know where files lie or what the keys open. Key files are unlocked in a process of its own (`child`):
what comes back is the purpose keys that were asked for, never an officer's seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from examcore.canonical import decode, encode
from examcore.errors import NotAuthorised
from examcore.language import messages
from examcore.seal.armour import read_bytes, write_bytes
from examcore.seal.child import run_apart
from examcore.seal.council import Council, read_council
from examcore.seal.keys import Purpose
from examcore.seal.officer import Officer, read_paper, unlock_officer
from examcore.seal.primitives import KEY, random_bytes
from examcore.seal.shares import CouncilKeys, deal, open_shares, read_shares, sign_shares

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Seat:
    """One present: a key file (where from, its text) and its passphrase; or, without a file, the emergency share."""

    source: str
    file: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Those present of one council: the council's file (where from, its text), who, and the reason for an emergency."""

    source: str
    council: str
    seats: tuple[Seat, ...]
    reason: str = ""

    def read_council(self) -> Council:
        """The council, all signatures checked."""
        return read_council(self.council.encode(), self.source)


@dataclass(frozen=True, slots=True)
class Deal:
    """Shares to be made: for which purpose, belonging to what, of which opened key (of a new one where empty)."""

    purpose: Purpose
    holder: str
    key_of: str = ""


@dataclass(frozen=True, slots=True)
class Dealt:
    """Shares that were made, and the key they hold for use at once."""

    data: bytes
    keys: CouncilKeys = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Ask:
    present: Attendance
    shares: dict[str, str]
    deals: tuple[Deal, ...]
    to: Attendance | None


@dataclass(frozen=True, slots=True)
class _Opened:
    purpose: Purpose
    holder: str
    key: str
    present: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Told:
    opened: dict[str, _Opened]
    dealt: tuple[tuple[str, _Opened], ...]


def attend(
    present: Attendance, shares: Mapping[str, bytes] | None = None, deals: Sequence[Deal] = (),
    to: Attendance | None = None,
) -> tuple[dict[str, CouncilKeys], tuple[Dealt, ...]]:  # fmt: skip
    """Those present open each file of `shares` (by name), then deal; keys by name, and what was dealt, in order.

    Without `to` the new shares go to the same council. With `to` they go to another one, whose officers must be an
    authorised set: they have opened the new shares before this returns, so the old ones may be retired.
    """
    ask = _Ask(present, {name: write_bytes(data) for name, data in (shares or {}).items()}, tuple(deals), to)
    told = decode(run_apart(act, encode(ask)), _Told, "?")
    keys = {name: _keys(one) for name, one in told.opened.items()}
    return keys, tuple(Dealt(read_bytes(data), _keys(one)) for data, one in told.dealt)


def act(data: bytes) -> bytes:
    """The step itself, bytes to bytes, for a process of its own."""
    ask = decode(data, _Ask, "?")
    council, officers = ask.present.read_council(), _unlock(ask.present)
    if not officers:
        raise NotAuthorised(msg("nobody is present"), msg("name the officers' key files: --officer"))
    names = tuple(council.name_of(place) for place in sorted(council.find(officers)))
    opened: dict[str, _Opened] = {}
    for name, text in ask.shares.items():
        shares = read_shares(read_bytes(text), name)
        key, urgent = open_shares(shares, council, officers, name, ask.present.reason)
        reason = ask.present.reason if urgent else ""
        opened[name] = _Opened(shares.head.purpose, shares.head.holder, key.hex(), names, reason)
    target, holders = (council, officers) if ask.to is None else (ask.to.read_council(), _unlock(ask.to))
    dealt = []
    for order in ask.deals:
        key = bytes.fromhex(opened[order.key_of].key) if order.key_of else random_bytes(KEY)
        made = sign_shares(deal(target, order.purpose, order.holder, key), target, holders)
        if ask.to is not None:
            proved, _ = open_shares(read_shares(made.data, target.title), target, holders, target.title)
            if proved != key:
                raise NotAuthorised(msg("the new shares do not open what the old ones did; nothing was changed"))
        dealt.append((write_bytes(made.data), _Opened(order.purpose, order.holder, key.hex(), names, "")))
    return encode(_Told(opened, tuple(dealt)))


def join_keys(keys: Sequence[CouncilKeys]) -> CouncilKeys:
    """The keys of several purposes of one thing as one source."""
    return CouncilKeys(
        keys[0].id,
        keys[0].present,
        next((one.reason for one in keys if one.reason), ""),
        {purpose: key for one in keys for purpose, key in one._keys.items()},
    )


def _unlock(present: Attendance) -> list[Officer]:
    return [
        unlock_officer(seat.file.encode(), seat.secret, seat.source) if seat.file else read_paper(seat.secret)
        for seat in present.seats
    ]


def _keys(one: _Opened) -> CouncilKeys:
    return CouncilKeys(one.holder, one.present, one.reason, {one.purpose: bytes.fromhex(one.key)})
