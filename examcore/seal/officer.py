"""Knows an officer: the public card that is enrolled, and the key file behind a passphrase it belongs to.

Must not know councils, shares or where files lie.

A key file seals a 64-byte seed. Two 32-byte seeds are derived from it: one to open what is sealed to the officer
(HPKE), one to sign. The emergency share on paper is an officer too, made from 32 bytes that only a sheet of
paper holds.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field, replace

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, Misused, WrongPassphrase
from examcore.language import messages
from examcore.seal.armour import read_bytes, read_hex, write_bytes
from examcore.seal.primitives import (
    KEY,
    Cost,
    DoesNotOpen,
    are_equal,
    authenticate,
    derive,
    is_signed,
    is_sound_public,
    is_sound_recipient,
    open_sealed_to,
    public_of,
    random_bytes,
    recipient_of,
    seal,
    sign,
    stretch,
    unseal,
)
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")

CARD_FORMAT = "examcore-card/1"
FILE_FORMAT = "examcore-officer/1"
CARD_LABEL = b"examcore/card/v1\x00"
SEED = 64
SALT = 16
LARGEST_CARD = 8 * 1024
LARGEST_FILE = 64 * 1024
LONGEST_NAME = 120
PAPER_CHECK = 3
"""Bytes of checksum on the paper share: a slip of the pen passes once in 16 million."""


@dataclass(frozen=True, slots=True)
class Card:
    """What everybody may know of an officer: name, office, HPKE key (base64), Ed25519 key and self-signature (hex)."""

    format: str
    name: str
    office: str
    recipient: str
    public: str
    signature: str

    @property
    def fingerprint(self) -> str:
        """100 bits of SHA-256 of all the card says, as four groups of five letters to read aloud."""
        return read_aloud(hashlib.sha256(_said(self)).digest())


@dataclass(frozen=True, slots=True)
class OfficerFile:
    """An officer's key file: card, Argon2id cost, salt, sealed seed (hex), and the newest mark seen of each log."""

    format: str
    card: Card
    cost: Cost
    salt: str
    sealed: str
    seen: dict[str, str]
    seen_mac: str


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer whose key file was unlocked. The seed is never shown.

    `seen` maps a log's name to the newest mark of it that this officer has seen.
    """

    public: str
    seen: tuple[tuple[str, str], ...] = ()
    _seed: bytes = field(default=b"", repr=False)

    def sign(self, label: bytes, data: bytes) -> str:
        """The officer's signature of `data` for one use, hex."""
        return sign(_signing(self._seed), label + data).hex()

    def open(self, info: bytes, sealed: bytes) -> bytes:
        """What was sealed to the officer's card. Raises DoesNotOpen."""
        return open_sealed_to(_opening(self._seed), info, sealed)


def read_aloud(digest: bytes) -> str:
    """The first 100 bits of a digest as four groups of five letters to read aloud."""
    letters = base64.b32encode(digest).decode()[:20]
    return " ".join(letters[i : i + 5] for i in range(0, 20, 5))


def make_card(name: str, office: str, seed: bytes) -> Card:
    """The card of a 64-byte seed, signed by it: proof that who hands it in holds the key.

    Raises Misused for a name or an office that is empty, too long or holds control characters.
    """
    for text in (name, office):
        if not _is_plain(text):
            raise Misused(msg("an officer needs a name and an office of 1 to {most} plain letters", most=LONGEST_NAME))
    unsigned = Card(
        CARD_FORMAT, name, office, write_bytes(recipient_of(_opening(seed))), public_of(_signing(seed)).hex(), ""
    )
    return replace(unsigned, signature=sign(_signing(seed), _said(unsigned)).hex())


def read_card(data: bytes, source: str) -> Card:
    """A card that may be enrolled. Raises BadInput naming `source` and what is wrong with it."""
    if len(data) > LARGEST_CARD:
        raise BadInput(msg("{source} is too large for a card", source=source))
    card = decode(data, Card, source)
    check_card(card, source)
    return card


def check_card(card: Card, source: str) -> None:
    """Refuse (BadInput) a card of another version, with unsound keys, or not signed by its own key."""
    if card.format != CARD_FORMAT or not _is_plain(card.name) or not _is_plain(card.office):
        raise BadInput(msg("{source} is not a card of this version", source=source))
    try:
        public, recipient = read_hex(card.public, 32), read_bytes(card.recipient)
        signature = read_hex(card.signature, 64)
    except ValueError as problem:
        raise BadInput(msg("the card {source} is damaged", source=source)) from problem
    if not is_sound_public(public) or not is_sound_recipient(recipient):
        raise BadInput(
            msg("the card {source} has a public key under which anyone could sign or read", source=source),
            msg("do not enrol it; have the officer make a new key file with examcore council enrol"),
        )
    if not is_signed(public, signature, _said(card)):
        raise BadInput(
            msg("the card {source} is not signed by its own key", source=source),
            msg("it was altered, or whoever made it does not hold the key; take it again from the officer"),
        )


def make_officer(name: str, office: str, passphrase: str, cost: Cost | None = None) -> tuple[bytes, Card]:
    """A new key file behind `passphrase`, as bytes to write, and its public card."""
    chosen = cost or Cost()
    seed, salt = random_bytes(SEED), random_bytes(SALT)
    card = make_card(name, office, seed)
    sealed = seal(stretch(passphrase, salt, chosen), "examcore/officer/v1", _head(card, chosen, salt.hex()), seed)
    file = OfficerFile(FILE_FORMAT, card, chosen, salt.hex(), sealed.hex(), {}, _mark(seed, {}))
    return encode(file), card


def read_officer_file(data: bytes, source: str) -> OfficerFile:
    """A key file as it lies, still locked. Raises BadInput for one that is not, or that asks for an excessive cost."""
    if len(data) > LARGEST_FILE:
        raise BadInput(msg("{source} is too large for a key file", source=source))
    file = decode(data, OfficerFile, source)
    if file.format != FILE_FORMAT or not file.cost.is_allowed:
        raise BadInput(msg("{source} is not a key file of this version, or asks for an excessive cost", source=source))
    check_card(file.card, source)
    return file


def unlock_officer(data: bytes, passphrase: str, source: str) -> Officer:
    """The officer of a key file.

    Raises BadInput for a file that is not one, WrongPassphrase otherwise (altered bytes cannot be told from a wrong
    passphrase, and the hint says so), BrokenSeal when what it remembers of logs was altered.
    """
    file = read_officer_file(data, source)
    try:
        salt, sealed = read_hex(file.salt, SALT), bytes.fromhex(file.sealed)
        if sealed.hex() != file.sealed:
            raise ValueError("not the one spelling")
    except ValueError as problem:
        raise BadInput(msg("{source} is damaged", source=source)) from problem
    try:
        stretched = stretch(passphrase, salt, file.cost)
        seed = unseal(stretched, "examcore/officer/v1", _head(file.card, file.cost, file.salt), sealed)
    except DoesNotOpen as problem:
        raise WrongPassphrase(
            msg("the passphrase does not open {source}", source=source),
            msg("check capitals and the input method; if it is certainly right, the key file is damaged: use a copy"),
        ) from problem
    if not are_equal(_mark(seed, file.seen).encode(), file.seen_mac.encode()):
        raise BrokenSeal(
            msg("what {source} remembers of the log was altered", source=source),
            msg("use a copy of the key file, and keep this one as evidence"),
        )
    return Officer(file.card.public, tuple(sorted(file.seen.items())), seed)


def remember(data: bytes, officer: Officer, log: str, mark: str, source: str) -> bytes:
    """The key file with `mark` as the newest seen of `log`; `officer` is the same file unlocked."""
    file = read_officer_file(data, source)
    if file.card.public != officer.public:
        raise BadInput(msg("{source} is the key file of somebody else", source=source))
    seen = {**file.seen, log: mark}
    return encode(replace(file, seen=seen, seen_mac=_mark(officer._seed, seen)))


def make_paper(name: str, office: str) -> tuple[str, Card]:
    """A new emergency share: the text to print and lock away, and the card of it.

    The text is 32 bytes and a checksum in base32, seven groups of eight letters.
    """
    secret = random_bytes(KEY)
    letters = base64.b32encode(secret + _paper_check(secret)).decode()
    return " ".join(letters[i : i + 8] for i in range(0, len(letters), 8)), make_card(name, office, _unfold(secret))


def read_paper(text: str) -> Officer:
    """The officer behind an emergency share as typed from paper; case, spaces and hyphens do not matter.

    Raises BadInput for a slip of the pen, without repeating what was typed.
    """
    letters = "".join(text.split()).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(letters)
    except ValueError:
        data = b""
    secret = data[:KEY]
    if len(data) != KEY + PAPER_CHECK or data[KEY:] != _paper_check(secret):
        raise BadInput(
            msg("the emergency share was not typed as printed"),
            msg("it has seven groups of eight letters A to Z and digits 2 to 7; read it again from the paper"),
        )
    seed = _unfold(secret)
    return Officer(public_of(_signing(seed)).hex(), (), seed)


def _said(card: Card) -> bytes:
    return CARD_LABEL + encode(replace(card, signature=""))


def _head(card: Card, cost: Cost, salt: str) -> bytes:
    return encode({"format": FILE_FORMAT, "card": card, "cost": cost, "salt": salt})


def _opening(seed: bytes) -> bytes:
    return derive(seed, "examcore/officer-opening/v1")


def _signing(seed: bytes) -> bytes:
    return derive(seed, "examcore/officer-signing/v1")


def _unfold(secret: bytes) -> bytes:
    return derive(secret, "examcore/paper-share/v1", length=SEED)


def _mark(seed: bytes, seen: dict[str, str]) -> str:
    return authenticate(seed, "examcore/officer-seen/v1", encode(seen)).hex()


def _paper_check(secret: bytes) -> bytes:
    return hashlib.sha256(b"examcore/paper-check/v1\x00" + secret).digest()[:PAPER_CHECK]


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and text == clean_line(text) and not has_unsafe(text)
