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
from examcore.seal.pins import PIN_COST, unwrap_key, wrap_key
from examcore.seal.primitives import KEY, Cost, DoesNotOpen, random_bytes, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-room/1"
PURPOSE = "examcore/room-pin/v1"
MOST_PINS = 3
"""The PIN of the slip and those in reserve."""
LARGEST_ROOM = 64 * 1024 * 1024


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
        salt, wrapped = wrap_key(content[name], pins[number], PURPOSE, number, cost)
        slots[number] = _Slot(salt, places[name], wrapped)
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
    found = None
    for place in range(MOST_PINS):  # an unknown number takes as long as a wrong PIN
        name = name_slot(number, place)
        slot = room.slots.get(name)
        try:
            wrapped = (slot.salt, slot.key) if slot is not None else None
            content = unwrap_key(wrapped, pin, PURPOSE, name, room.cost)
        except ValueError as problem:
            raise BrokenSeal(msg("the booklets of this room are damaged")) from problem
        if slot is not None and content is not None:
            found = (slot.booklet, content, place)
            break
    if found is None:
        raise WrongPassphrase(
            msg("the candidate number or the PIN is not right"),
            msg("look at your slip and type both again; ask the invigilator if it still fails"),
        )
    at, content, place = found
    try:
        data = base64.b64decode(room.booklets[at], validate=True)
        return decode(unseal(content, "examcore/room-booklet/v1", b"", data), Booklet, "booklets.sealed"), place
    except (DoesNotOpen, IndexError, binascii.Error) as problem:
        raise BrokenSeal(
            msg("the booklets of this room are damaged"), msg("publish the sitting again for this room")
        ) from problem
