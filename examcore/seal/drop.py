"""Knows how a person who may not read a bank hands items in: the bank's public card, and a drop sealed to it.

Must not know what the bytes in a drop mean, nor where files lie.

The bank's key pairs are made of its own key, so nothing more has to be kept, and whoever opens the bank opens what was
sealed to it. A new key (other shares, other members) makes a new card: drops sealed to the former one open no more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, WrongPassphrase
from examcore.language import messages
from examcore.seal.armour import read_bytes, read_hex, write_bytes
from examcore.seal.keys import KeySource
from examcore.seal.officer import read_aloud
from examcore.seal.primitives import (
    DoesNotOpen,
    derive,
    is_signed,
    is_sound_public,
    is_sound_recipient,
    open_sealed_to,
    public_of,
    random_bytes,
    recipient_of,
    seal_to,
    sign,
)

msg = messages("examcore")

CARD_FORMAT = "examcore-bank-card/1"
DROP_FORMAT = "examcore-drop/1"
CARD_LABEL = b"examcore/bank-card/v1\x00"
DROP_LABEL = b"examcore/drop/v1\x00"
LARGEST_CARD = 8 * 1024
LARGEST_DROP = 32 * 1024 * 1024
ID = 16


@dataclass(frozen=True, slots=True)
class BankCard:
    """What everybody may know of a bank: its id and policy, the key to seal to (base64), the key that signs the card,
    and the signature (hex).
    """

    format: str
    bank: str
    policy: str
    recipient: str
    public: str
    signature: str

    @property
    def digest(self) -> str:
        """SHA-256 of all the card says, hex."""
        return hashlib.sha256(_said(self)).hexdigest()

    @property
    def fingerprint(self) -> str:
        """100 bits of the digest as four groups of five letters to read aloud."""
        return read_aloud(bytes.fromhex(self.digest))


@dataclass(frozen=True, slots=True)
class Drop:
    """A sealed contribution: for which bank, by which card (its digest), a random id, and the sealed bytes (base64)."""

    format: str
    bank: str
    card: str
    id: str
    body: str


def make_bank_card(bank: str, policy: str, keys: KeySource) -> BankCard:
    """The card of a bank, signed by the key that opens the bank."""
    signing = _signing(keys, bank)
    recipient = write_bytes(recipient_of(_opening(keys, bank)))
    unsigned = BankCard(CARD_FORMAT, bank, policy, recipient, public_of(signing).hex(), "")
    return replace(unsigned, signature=sign(signing, _said(unsigned)).hex())


def read_bank_card(data: bytes, source: str) -> BankCard:
    """A card that may be sealed to. Raises BadInput naming `source`; whose card it is only its fingerprint tells."""
    if len(data) > LARGEST_CARD:
        raise BadInput(msg("{source} is too large for a card", source=source))
    card = decode(data, BankCard, source)
    again = msg("take it again from whoever keeps the bank, and compare its fingerprint by telephone")
    if card.format != CARD_FORMAT:
        raise BadInput(msg("{source} is not a bank's card of this version", source=source), again)
    try:
        public, signature = read_hex(card.public, 32), read_hex(card.signature, 64)
        is_sound = is_sound_public(public) and is_sound_recipient(read_bytes(card.recipient))
    except ValueError as problem:
        raise BadInput(msg("the card {source} is damaged", source=source), again) from problem
    if not is_sound or not is_signed(public, signature, _said(card)):
        raise BadInput(msg("the card {source} is not signed by its own key", source=source), again)
    return card


def seal_drop(card: BankCard, data: bytes) -> Drop:
    """`data` sealed to a bank: even whoever sealed it cannot open it again."""
    unsealed = Drop(DROP_FORMAT, card.bank, card.digest, random_bytes(ID).hex(), "")
    return replace(unsealed, body=write_bytes(seal_to(read_bytes(card.recipient), _info(unsealed), data)))


def read_drop(data: bytes, source: str) -> Drop:
    """A drop as it lies, still sealed. Raises BadInput naming `source`."""
    if len(data) > LARGEST_DROP:
        raise BadInput(msg("{source} is too large for a contribution", source=source))
    drop = decode(data, Drop, source)
    try:
        read_hex(drop.id, ID)
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    if drop.format != DROP_FORMAT:
        raise BadInput(msg("{source} is not a contribution of this version", source=source))
    return drop


def open_drop(drop: Drop, bank: str, policy: str, keys: KeySource, source: str) -> bytes:
    """What was sealed.

    Raises WrongPassphrase for the drop of another bank or a former card, BrokenSeal for altered bytes.
    """
    if drop.bank != bank:
        raise WrongPassphrase(
            msg("{source} was sealed to another bank", source=source), msg("receive it into the bank it is meant for")
        )
    if drop.card != make_bank_card(bank, policy, keys).digest:
        raise WrongPassphrase(
            msg("{source} was sealed to a card this bank no longer has", source=source),
            msg("its key has changed since: give out the new card (examcore bank card), and ask for the items again"),
        )
    try:
        return open_sealed_to(_opening(keys, bank), _info(drop), read_bytes(drop.body))
    except (DoesNotOpen, ValueError) as problem:
        raise BrokenSeal(
            msg("{source} was altered or damaged", source=source), msg("ask for it again, and keep this as evidence")
        ) from problem


def _said(card: BankCard) -> bytes:
    return CARD_LABEL + encode(replace(card, signature=""))


def _info(drop: Drop) -> bytes:
    return DROP_LABEL + encode(replace(drop, body=""))


def _opening(keys: KeySource, bank: str) -> bytes:
    return derive(keys.key_for("bank"), "examcore/bank-opening/v1", bank.encode())


def _signing(keys: KeySource, bank: str) -> bytes:
    return derive(keys.key_for("bank"), "examcore/bank-signing/v1", bank.encode())
