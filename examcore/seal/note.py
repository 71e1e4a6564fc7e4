"""Knows a sealed note: bytes that open with whatever opens the keys of a draw's packets.

Must not know what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.canonical import encode
from examcore.errors import BrokenSeal, WrongPassphrase
from examcore.language import messages
from examcore.seal.armour import read_bytes, write_bytes
from examcore.seal.keys import KeySource
from examcore.seal.primitives import DoesNotOpen, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-note/1"


@dataclass(frozen=True, slots=True)
class SealedNote:
    """A sealed note: its format, the holder of its key, the label of what it is, and the sealed bytes (base64)."""

    format: str
    holder: str
    label: str
    body: str


def seal_note(text: bytes, label: str, keys: KeySource) -> SealedNote:
    """Seal `text` under the key of purpose `key`; `label` names what it is, and its version."""
    context = encode([FORMAT, keys.id, label])
    return SealedNote(FORMAT, keys.id, label, write_bytes(seal(keys.key_for("key"), label, context, text)))


def open_note(note: SealedNote, label: str, keys: KeySource, source: str) -> bytes:
    """What was sealed. Raises WrongPassphrase for another holder's keys, BrokenSeal for altered bytes."""
    if note.holder != keys.id:
        raise WrongPassphrase(
            msg("{source} was sealed under other keys", source=source),
            msg("use the key file or the shares that lie beside the packet"),
        )
    try:
        return unseal(keys.key_for("key"), label, encode([note.format, note.holder, note.label]), read_bytes(note.body))
    except (DoesNotOpen, ValueError) as problem:
        raise BrokenSeal(
            msg("{source} was altered or damaged", source=source), msg("keep it as evidence, and use a copy")
        ) from problem
