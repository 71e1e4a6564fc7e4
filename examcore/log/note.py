"""Knows the signed note (C2SP): a text, a blank line, and one signature line for each who signed.

Must not know what the text says.

    <text, ends with a line end>

    — <key name> <base64 of key id (4 bytes) and Ed25519 signature (64 bytes)>

Strict where C2SP lets a reader look away: a line by a key that was not given, a wrong signature or any byte out of form
refuses the whole note, since the keys of a council are a closed list.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.errors import BadInput, BrokenSeal
from examcore.language import messages
from examcore.seal.primitives import is_signed, is_sound_public, public_of, sign
from examcore.text import has_unsafe

msg = messages("examcore")

ED25519 = b"\x01"  # the note's own signature type
DASH = "\u2014 "
MOST_SIGNATURES = 32
_ID = 4


@dataclass(frozen=True, slots=True)
class SignerKey:
    """Who may sign: a key name without blanks or plus, and an Ed25519 public key. Raises BadInput for any other."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise BadInput(msg("{name} cannot be the name of a key", name=self.name))
        if not is_sound_public(self.public):
            raise BadInput(msg("the public key of {name} is not sound", name=self.name))

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash over name, type and key: finds the key, proves nothing."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:_ID]

    @property
    def text(self) -> str:
        """One line as others exchange it (a "vkey"): name+id+key."""
        return f"{self.name}+{self.id.hex()}+{_to_base64(ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name of the key, its id, the signature."""

    name: str
    id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """As it stands in the note, without its line end."""
        return f"{DASH}{self.name} {_to_base64(self.id + self.value)}"


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signed a note and whose keys were given but did not: names of keys, in the keys' order."""

    signed: tuple[str, ...]
    silent: tuple[str, ...]


def is_key_name(name: str) -> bool:
    """Whether `name` may stand in a signature line."""
    return bool(name) and not any(c.isspace() or c == "+" for c in name) and not has_unsafe(name)


def name_key(person: str) -> str:
    """The name of a person's key: blanks and plus become hyphens."""
    return "-".join(person.replace("+", " ").split())


def sign_text(text: str, seed: bytes, name: str) -> Signature:
    """The signature of `text` by the key of a 32-byte seed. Raises BadInput where the name cannot be a key's."""
    key = SignerKey(name, public_of(seed))
    return Signature(name, key.id, sign(seed, text.encode()))


def check_signatures(text: str, signatures: Sequence[Signature], keys: Sequence[SignerKey]) -> Signers:
    """Who of `keys` signed `text`. Raises BrokenSeal where one is wrong or by an unknown key, or there is none."""
    known = {(key.name, key.id): key for key in keys}
    signed: set[bytes] = set()
    for one in signatures:
        key = known.get((one.name, one.id))
        if key is None:
            raise BrokenSeal(
                msg("signed by {name}, whose key was not given", name=one.name),
                msg("give the public keys of all members; if one was replaced, ask who is meant to have signed"),
            )
        if not is_signed(key.public, one.value, text.encode()):
            raise BrokenSeal(
                msg("the signature of {name} does not hold", name=one.name),
                msg("the text was changed after it was signed, or the signature belongs elsewhere"),
            )
        signed.add(key.public)
    if not signed:
        raise BrokenSeal(msg("nobody signed"), msg("an unsigned checkpoint proves nothing"))
    silent = tuple(key.name for key in keys if key.public not in signed)
    return Signers(tuple(key.name for key in keys if key.public in signed), silent)


def write_note(text: str, signatures: Sequence[Signature]) -> str:
    """The note: text, blank line, signature lines."""
    return f"{text}\n" + "".join(one.line + "\n" for one in signatures)


def read_note(note: str, source: str) -> tuple[str, tuple[Signature, ...]]:
    """Text and signatures of a note. Raises BadInput, naming `source`, for anything `write_note` would not write."""
    text, blank, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    signatures = tuple(_read_signature(line, source) for line in lines[:-1])
    text += "\n"
    exact = blank and 1 <= len(signatures) <= MOST_SIGNATURES and write_note(text, signatures) == note
    if not exact or len({(one.name, one.id) for one in signatures}) < len(signatures):
        raise BadInput(msg("{source} is not a signed note", source=source))
    return text, signatures


def read_keys(text: str, source: str) -> tuple[SignerKey, ...]:
    """The keys in `text`, one line each as SignerKey.text writes it. Raises BadInput naming the line."""
    keys: list[SignerKey] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, _, rest = line.strip().partition("+")
        packed = from_base64(rest.partition("+")[2])
        if packed is None or packed[:1] != ED25519:
            raise BadInput(msg("{place}: not a public key", place=f"{source}:{number}"))
        key = SignerKey(name, packed[1:])
        if key.text != line.strip() or any(key.name == other.name for other in keys):
            raise BadInput(msg("{place}: not a public key", place=f"{source}:{number}"))
        keys.append(key)
    return tuple(keys)


def _read_signature(line: str, source: str) -> Signature:
    name, _, value = line.removeprefix(DASH).partition(" ")
    packed = from_base64(value)
    if not line.startswith(DASH) or not is_key_name(name) or packed is None or len(packed) != _ID + 64:
        raise BadInput(msg("{source} is not a signed note", source=source))
    return Signature(name, packed[:_ID], packed[_ID:])


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes | None:
    """The bytes of standard base64 in its one canonical form, or None."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if _to_base64(data) == text else None
