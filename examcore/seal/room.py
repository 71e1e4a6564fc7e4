"""Knows how booklets travel to an exam room: sealed, each opened only by the PINs of the candidates who sit
it.

Must not know rooms' folders, screens or journals.

A PIN of six digits slows a thief down and no more (a million guesses); what protects a room's folder before
the test is that it is made on the day. The folder never holds a key, so all a thief could read is the
questions.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, WrongPassphrase
from examcore.language import messages
from examcore.nouns import Booklet
from examcore.seal.primitives import KEY, Cost, DoesNotOpen, random_bytes, seal, stretch, unseal

msg = messages("examcore")
FORMAT = "examcore-room/1"
MOST_PINS = 3
"""The PIN of the slip and those in reserve."""
LARGEST_ROOM = 64 * 1024 * 1024
PIN_COST = Cost(memory_kib=19 * 1024, passes=2, lanes=1)
"""OWASP's smallest Argon2id setting: a room of 50 signs in at once on an old PC."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One candidate: salt (hex), the booklet's place in the list, and its content key sealed by the PIN."""

    salt: str
    booklet: int
    key: str


@dataclass(frozen=True, slots=True)
class _Room:
    format: str
    cost: Cost
    booklets: tuple[str, ...]
    slots: dict[str, _Slot]


def seal_room(booklets: Mapping[str, Booklet], pins: Mapping[str, str], cost: Cost = PIN_COST) -> bytes:
    """The booklets of a room keyed by candidate number, each sealed once and wrapped for each PIN."""
    sheets = sorted({(b.form, b.code): b for b in booklets.values()}.items())
    content = {name: random_bytes(KEY) for name, _ in sheets}
    sealed = tuple(
        base64.b64encode(seal(content[name], "examcore/room-booklet/v1", b"", encode(booklet))).decode()
        for name, booklet in sheets
    )
    places = {name: place for place, (name, _) in enumerate(sheets)}
    slots = {}
    for number, booklet in sorted(booklets.items()):
        name = (booklet.form, booklet.code)
        salt = random_bytes(16)
        wrapped = seal(stretch(pins[number], salt, cost), "examcore/room-pin/v1", number.encode(), content[name])
        slots[number] = _Slot(salt.hex(), places[name], wrapped.hex())
    return encode(_Room(FORMAT, cost, sealed, slots))


def name_slot(number: str, place: int) -> str:
    """What the slot of a candidate's PIN number `place` is called: 0 is the PIN of the slip."""
    return f"{number}#{place}" if place else number


def open_booklet(sealed: bytes, number: str, pin: str) -> tuple[Booklet, int]:
    """The booklet of one candidate, and the number of the PIN that opened it.

    Raises WrongPassphrase for an unknown number and for a wrong PIN alike, BrokenSeal for altered bytes.
    """
    if len(sealed) > LARGEST_ROOM:
        raise BadInput(msg("the booklets of this room are too large"))
    room = decode(sealed, _Room, "booklets.sealed")
    if room.format != FORMAT or not room.cost.is_allowed:
        raise BadInput(msg("the booklets of this room were made by another version"))
    refused = WrongPassphrase(
        msg("the candidate number or the PIN is not right"),
        msg("look at your slip and type both again; ask the invigilator if it still fails"),
    )
    found = None
    for place in range(MOST_PINS):  # an unknown number takes as long as a wrong PIN
        slot = room.slots.get(name_slot(number, place))
        content = _try_slot(room.cost, name_slot(number, place), slot, pin)
        if slot is not None and content is not None:
            found = (slot.booklet, content, place)
            break
    if found is None:
        raise refused
    at, content, place = found
    try:
        data = base64.b64decode(room.booklets[at], validate=True)
        return decode(unseal(content, "examcore/room-booklet/v1", b"", data), Booklet, "booklets.sealed"), place
    except (DoesNotOpen, IndexError, binascii.Error) as problem:
        raise BrokenSeal(
            msg("the booklets of this room are damaged"), msg("publish the sitting again for this room")
        ) from problem


def _try_slot(cost: Cost, name: str, slot: _Slot | None, pin: str) -> bytes | None:
    """The content key behind a slot, None where the PIN does not open it. Raises BrokenSeal where it is no slot."""
    if slot is None:
        stretch(pin, b"\x00" * 16, cost)
        return None
    try:
        salt, wrapped = bytes.fromhex(slot.salt), bytes.fromhex(slot.key)
        return unseal(stretch(pin, salt, cost), "examcore/room-pin/v1", name.encode(), wrapped)
    except DoesNotOpen:
        return None
    except ValueError as problem:
        raise BrokenSeal(msg("the booklets of this room are damaged")) from problem
