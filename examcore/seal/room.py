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
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, Refused, WrongPassphrase
from examcore.language import messages
from examcore.nouns import Booklet, detach
from examcore.seal.pins import PIN_COST, unwrap_key, wrap_key
from examcore.seal.primitives import KEY, Cost, DoesNotOpen, random_bytes, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-room/1"
WITH_PICTURES = "examcore-room/2"
"""What the booklets of a room are called where each says by which key the pictures of its form open."""
ALBUM = "examcore-album/1"
BOOKLETS, PICTURES = "booklets.sealed", "pictures.sealed"
PURPOSE = "examcore/room-pin/v1"
BOOKLET_LABEL = "examcore/room-booklet/v1"
PICTURE_LABEL = "examcore/room-picture/v1"
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
class _Illustrated:
    """A booklet whose pictures hold no bytes, and the key (hex) of its form's pictures; "" where it has none."""

    booklet: Booklet
    album: str


@dataclass(frozen=True, slots=True)
class _Album:
    """The pictures of a room by form and digest, each sealed for itself (base64)."""

    format: str
    forms: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class SealedRoom:
    """What a room is published with: its booklets and, apart, their pictures (b"" where there is none)."""

    booklets: bytes
    album: bytes


@dataclass(frozen=True, slots=True)
class OpenBooklet:
    """The booklet of one candidate, its pictures without their bytes; the number of the PIN that opened it; and the key
    (hex) by which `open_picture` opens them.
    """

    booklet: Booklet
    place: int
    album: str


@dataclass(frozen=True, slots=True)
class _Room:
    format: str
    cost: Cost
    booklets: tuple[str, ...]
    slots: dict[str, _Slot]


def seal_room(booklets: Mapping[str, Booklet], pins: Mapping[str, str], cost: Cost = PIN_COST) -> SealedRoom:
    """The booklets of a room keyed by candidate number, each sealed once and wrapped for each PIN.

    Their pictures lie apart, so that signing in does not read them, under a key for each form which its booklets hold.
    """
    sheets = sorted({(b.form, b.code): b for b in booklets.values()}.items())
    pictures: dict[str, dict[str, bytes]] = {form: {} for (form, _), _ in sheets}
    bare = {name: detach(booklet, pictures[name[0]]) for name, booklet in sheets}
    albums = {form: random_bytes(KEY) for form, held in sorted(pictures.items()) if held}
    content = {name: random_bytes(KEY) for name in bare}
    sealed = tuple(
        _armour(content[name], BOOKLET_LABEL, b"", encode(_Illustrated(one, album.hex()) if albums else one))
        for name, one in bare.items()
        for album in [albums.get(name[0], b"")]
    )
    places = {name: place for place, name in enumerate(bare)}
    slots = {}
    for number, booklet in sorted(booklets.items()):
        name = (booklet.form, booklet.code)
        salt, wrapped = wrap_key(content[name], pins[number], PURPOSE, number, cost)
        slots[number] = _Slot(salt, places[name], wrapped)
    kept = {
        form: {name: _armour(key, PICTURE_LABEL, name.encode(), data) for name, data in sorted(pictures[form].items())}
        for form, key in albums.items()
    }
    room = encode(_Room(WITH_PICTURES if albums else FORMAT, cost, sealed, slots))
    album = encode(_Album(ALBUM, kept)) if kept else b""
    if max(len(room), len(album)) > LARGEST_ROOM:
        raise Refused(
            msg("the questions and pictures of this room take more than {most} MB", most=LARGEST_ROOM // 2**20),
            msg("divide the room in two, or make the pictures of its forms smaller"),
        )
    return SealedRoom(room, album)


def _armour(key: bytes, label: str, context: bytes, content: bytes) -> str:
    return base64.b64encode(seal(key, label, context, content)).decode()


def open_picture(album: bytes, key: str, form: str, digest: str) -> bytes:
    """The bytes of one picture of `form`. Raises BrokenSeal where it is missing, altered, or another's."""
    if len(album) > LARGEST_ROOM:
        raise BadInput(msg("the pictures of this room are too large"))
    try:
        sealed = base64.b64decode(_find_sealed(album, form, digest), validate=True)
        data = unseal(bytes.fromhex(key), PICTURE_LABEL, digest.encode(), sealed)
    except (DoesNotOpen, ValueError) as problem:
        raise BrokenSeal(
            msg("a picture of this room is missing or damaged"), msg("publish the sitting again for this room")
        ) from problem
    if hashlib.sha256(data).hexdigest() != digest:
        raise BrokenSeal(msg("a picture of this room is not the one its question names"))
    return data


def _find_sealed(album: bytes, form: str, digest: str) -> bytes:
    """Where an album, as `canonical.encode` writes it, holds a picture (base64). Raises ValueError where it does not.

    Taking the whole apart for one picture would cost half a second and four times its size, at every look.
    """
    begins = encode({form: {}})[1:-2]
    start = album.index(b'"' + digest.encode() + b'":"', album.index(begins)) + len(digest) + 4
    return album[start : album.index(b'"', start)]


def name_slot(number: str, place: int) -> str:
    """What the slot of a candidate's PIN number `place` is called: 0 is the PIN of the slip."""
    return f"{number}#{place}" if place else number


def open_booklet(sealed: bytes, number: str, pin: str) -> OpenBooklet:
    """The booklet of one candidate.

    Raises WrongPassphrase for an unknown number and for a wrong PIN alike, BrokenSeal for altered bytes.
    """
    if len(sealed) > LARGEST_ROOM:
        raise BadInput(msg("the booklets of this room are too large"))
    room = decode(sealed, _Room, BOOKLETS)
    if room.format not in (FORMAT, WITH_PICTURES) or not room.cost.is_allowed:
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
        body = unseal(content, BOOKLET_LABEL, b"", data)
        if room.format == FORMAT:
            return OpenBooklet(decode(body, Booklet, BOOKLETS), place, "")
        inside = decode(body, _Illustrated, BOOKLETS)
        return OpenBooklet(inside.booklet, place, inside.album)
    except (DoesNotOpen, IndexError, binascii.Error) as problem:
        raise BrokenSeal(
            msg("the booklets of this room are damaged"), msg("publish the sitting again for this room")
        ) from problem
