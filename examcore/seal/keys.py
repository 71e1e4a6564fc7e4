"""Knows where keys come from: a key file behind one passphrase, for rehearsal and small use; or a council (`shares`).

Must not know what the keys open.

Keys are asked for by purpose, never as a whole: whoever holds a `KeySource` can open the questions of a
packet without being able to open its key envelope once purposes have different holders.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from examcore.canonical import decode, encode
from examcore.errors import BadInput, WrongPassphrase
from examcore.language import messages
from examcore.seal.primitives import KEY, Cost, DoesNotOpen, derive, random_bytes, seal, stretch, unseal

msg = messages("examcore")

Purpose: TypeAlias = Literal["bank", "questions", "key"]
FORMAT = "examcore-key/1"
SALT = 16
LARGEST_KEY_FILE = 4096
KEY_NAME = "packet.key"
"""The key file of all packets in a folder."""
SHARES_NAMES: dict[Purpose, str] = {"questions": "questions.shares", "key": "key.shares"}
"""A council's shares of the two keys of all packets in a folder."""


class KeySource(Protocol):
    """Gives the key for a purpose, or raises Refused when this holder may not have it."""

    @property
    def id(self) -> str:
        """What the keys belong to: sealed things remember it, so a wrong one is named."""
        ...

    @property
    def reason(self) -> str:
        """Why a council's emergency set opened, for the minutes; empty where it did not."""
        ...

    @property
    def present(self) -> tuple[str, ...]:
        """The names of the officers who opened; empty for a key file."""
        ...

    def key_for(self, purpose: Purpose) -> bytes:
        """32 bytes for one purpose."""
        ...


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A master key sealed by a passphrase: format, id, Argon2id cost, salt and sealed master (hex)."""

    format: str
    id: str
    cost: Cost
    salt: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A key file that has been opened. Its master is never shown."""

    id: str
    _master: bytes = field(repr=False)

    @property
    def reason(self) -> str:
        """A key file has no emergency set."""
        return ""

    @property
    def present(self) -> tuple[str, ...]:
        """A key file knows a passphrase, not a person."""
        return ()

    def key_for(self, purpose: Purpose) -> bytes:
        """32 bytes for one purpose, derived from the master."""
        return derive(self._master, f"examcore/purpose/{purpose}/v1")


def make_key_file(passphrase: str, cost: Cost | None = None) -> tuple[bytes, Unlocked]:
    """A new key file behind `passphrase`, as bytes to write, and the same unlocked."""
    chosen = cost or Cost()
    master, salt, name = random_bytes(KEY), random_bytes(SALT), random_bytes(8).hex()
    head = _head(name, chosen, salt.hex())
    sealed = seal(stretch(passphrase, salt, chosen), "examcore/key-file/v1", head, master)
    return encode(KeyFile(FORMAT, name, chosen, salt.hex(), sealed.hex())), Unlocked(name, master)


def unlock(data: bytes, passphrase: str, source: str) -> Unlocked:
    """Open a key file. `source` names it in errors.

    Raises BadInput for a file that is not one or asks for an excessive cost, WrongPassphrase otherwise;
    a key file whose bytes were altered cannot be told from a wrong passphrase, and the hint says so.
    """
    if len(data) > LARGEST_KEY_FILE:
        raise BadInput(msg("{source} is too large for a key file", source=source))
    file = decode(data, KeyFile, source)
    if file.format != FORMAT or not file.cost.is_allowed:
        raise BadInput(msg("{source} is not a key file of this version, or asks for an excessive cost", source=source))
    try:
        salt, sealed = bytes.fromhex(file.salt), bytes.fromhex(file.sealed)
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    if len(salt) != SALT:
        raise BadInput(msg("{source} is damaged", source=source))
    try:
        stretched = stretch(passphrase, salt, file.cost)
        master = unseal(stretched, "examcore/key-file/v1", _head(file.id, file.cost, file.salt), sealed)
    except DoesNotOpen as problem:
        raise WrongPassphrase(
            msg("the passphrase does not open {source}", source=source),
            msg("check capitals and the input method; if it is certainly right, the key file is damaged: use a copy"),
        ) from problem
    return Unlocked(file.id, master)


def _head(name: str, cost: Cost, salt: str) -> bytes:
    return encode({"format": FORMAT, "id": name, "cost": cost, "salt": salt})
