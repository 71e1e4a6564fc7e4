"""Knows how the reserve PINs of a steered room are sealed: each of its invigilators opens them with their own PIN.

Must not know rooms' folders or screens. That the PIN opens them is also how an invigilator proves who they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, WrongPassphrase
from examcore.language import messages
from examcore.seal.pins import PIN_COST, unwrap_key, wrap_key
from examcore.seal.primitives import KEY, Cost, DoesNotOpen, random_bytes, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-desk/1"
PURPOSE = "examcore/room-invigilator/v1"
LARGEST_DESK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Slot:
    """One invigilator: salt and the desk's key sealed by their PIN, hex."""

    salt: str
    key: str


@dataclass(frozen=True, slots=True)
class _Desk:
    format: str
    cost: Cost
    sealed: str
    slots: dict[str, _Slot]


def seal_desk(reserve: Mapping[str, tuple[str, ...]], invigilators: Mapping[str, str], cost: Cost = PIN_COST) -> bytes:
    """The reserve PINs by candidate number, sealed once and wrapped for each invigilator's PIN (by name)."""
    key = random_bytes(KEY)
    sealed = seal(key, "examcore/room-desk/v1", b"", encode(dict(sorted(reserve.items()))))
    slots = {name: _Slot(*wrap_key(key, pin, PURPOSE, name, cost)) for name, pin in sorted(invigilators.items())}
    return encode(_Desk(FORMAT, cost, sealed.hex(), slots))


def open_desk(data: bytes, name: str, pin: str) -> dict[str, tuple[str, ...]]:
    """The reserve PINs by candidate number.

    Raises WrongPassphrase for an unknown name and for a wrong PIN alike, BrokenSeal for altered bytes.
    """
    if len(data) > LARGEST_DESK:
        raise BadInput(msg("the desk of this room is too large"))
    desk = decode(data, _Desk, "desk.sealed")
    if desk.format != FORMAT or not desk.cost.is_allowed:
        raise BadInput(msg("the desk of this room was made by another version"))
    slot = desk.slots.get(name)
    try:
        key = unwrap_key((slot.salt, slot.key) if slot is not None else None, pin, PURPOSE, name, desk.cost)
    except ValueError as problem:
        raise BrokenSeal(msg("the desk of this room is damaged")) from problem
    if key is None:
        raise WrongPassphrase(
            msg("the invigilator's name or PIN is not right"),
            msg("look at the slip for invigilators; the name is typed as it stands there"),
        )
    try:
        opened = unseal(key, "examcore/room-desk/v1", b"", bytes.fromhex(desk.sealed))
        return decode(opened, dict[str, tuple[str, ...]], "desk.sealed")
    except (DoesNotOpen, ValueError) as problem:
        raise BrokenSeal(
            msg("the desk of this room is damaged"), msg("publish the sitting again for this room")
        ) from problem
