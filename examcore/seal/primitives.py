"""Knows the six cryptographic steps examcore rests on, and is the only module that touches `cryptography`.

Must not know items, packets or files.

Choices, with reasons (figures in docs/benchmarks.md):
- AES-256-GCM: in every build of OpenSSL, hardware-fast, third-party vectors exist. A fresh random 96-bit
nonce each time, and a key derived for each sealed thing, so that no key sees more than a few nonces.
- GCM does not commit to its key. Every sealed thing therefore carries a 32-byte commitment derived together
with the key, compared before anything is decrypted: a second key that also "opens" it is refused.
- HKDF-SHA256 (RFC 5869) derives every key from one master with a label that names purpose and version.
- Ed25519 (RFC 8032) for signatures. OpenSSL takes small-order and non-canonical public keys; `is_sound_public`
  refuses them where a key is enrolled, so that nobody can enrol a key under which any signature holds.
- HPKE (RFC 9180), base mode, single shot, with the KEM MLKEM768_X25519 (X-Wing), HKDF-SHA256 and AES-256-GCM, to seal
a share to one officer: whoever records it today must break both X25519 and ML-KEM. A private key is a 32-byte seed,
expanded by SHAKE256 as X-Wing says, so that third-party vectors exist for the exact construction.
- Argon2id (RFC 9106) for passphrases: 256 MiB by default, stored with the key file, capped on reading.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = 12
TAG = 16
COMMITMENT = 32
WRAPPED = KEY + TAG
RECIPIENT = 1184 + 32
SEALED_TO = 1120 + TAG
"""What `seal_to` adds to its data: the encapsulated key and the tag."""


class DoesNotOpen(Exception):
    """The key, the label or the bytes are not the ones that were sealed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What guessing a passphrase costs: Argon2id memory in KiB, passes, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def is_allowed(self) -> bool:
        """Whether a key file may ask for it: at most 1 GiB, 10 passes, 16 lanes,
        and Argon2id's own minima.
        """
        return 1 <= self.passes <= 10 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 1024 * 1024


def random_bytes(count: int) -> bytes:
    """`count` bytes from the operating system's generator."""
    return os.urandom(count)


def derive(key: bytes, label: str, context: bytes = b"", length: int = KEY) -> bytes:
    """`length` bytes from `key` for one purpose (HKDF-SHA256). `label` names purpose and version."""
    info = label.encode() + b"\x00" + context
    return HKDF(SHA256(), length, salt=None, info=info).derive(key)


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase by Argon2id. `cost` must be allowed.

    The passphrase is taken in NFC: keyboards spell the same Vietnamese letters in different ways.
    """
    kdf = Argon2id(salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape"))


def authenticate(key: bytes, label: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under a key derived for `label`."""
    return hmac.digest(derive(key, label), data, "sha256")


def are_equal(a: bytes, b: bytes) -> bool:
    """Whether two byte strings are equal, in time that does not depend on where they differ."""
    return hmac.compare_digest(a, b)


def seal(key: bytes, label: str, context: bytes, data: bytes) -> bytes:
    """`data` sealed under a key derived for `label` and `context`: commitment ‖ nonce ‖ ciphertext ‖ tag."""
    sealing, commitment = _split(derive(key, label, context, KEY + COMMITMENT))
    nonce = random_bytes(NONCE)
    return commitment + nonce + AESGCM(sealing).encrypt(nonce, data, context)


def unseal(key: bytes, label: str, context: bytes, sealed: bytes) -> bytes:
    """What `seal` was given. Raises DoesNotOpen when key, label, context or any byte differs."""
    if len(sealed) < COMMITMENT + NONCE + TAG:
        raise DoesNotOpen
    sealing, commitment = _split(derive(key, label, context, KEY + COMMITMENT))
    if not are_equal(commitment, sealed[:COMMITMENT]):
        raise DoesNotOpen
    nonce = sealed[COMMITMENT : COMMITMENT + NONCE]
    try:
        return AESGCM(sealing).decrypt(nonce, sealed[COMMITMENT + NONCE :], context)
    except InvalidTag as problem:
        raise DoesNotOpen from problem


def wrap(key: bytes, label: str, context: bytes, secret: bytes) -> bytes:
    """`secret` (32 bytes) sealed under a key derived for `label` and `context`: ciphertext ‖ tag, 48 bytes.

    The nonce is zero, so `key` with this context must wrap once and never again; and it does not commit to its key:
    the caller compares what comes out with a commitment of its own.
    """
    return AESGCM(derive(key, label, context)).encrypt(bytes(NONCE), secret, context)


def unwrap(key: bytes, label: str, context: bytes, wrapped: bytes) -> bytes:
    """What `wrap` was given. Raises DoesNotOpen when key, label, context or any byte differs."""
    try:
        return AESGCM(derive(key, label, context)).decrypt(bytes(NONCE), wrapped, context)
    except InvalidTag as problem:
        raise DoesNotOpen from problem


def recipient_of(seed: bytes) -> bytes:
    """The HPKE public key of a 32-byte seed: ML-KEM-768 ‖ X25519, 1,216 bytes."""
    lattice, curve = _expand(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal_to(recipient: bytes, info: bytes, data: bytes) -> bytes:
    """`data` sealed to a public key that `is_sound_recipient`; it opens only with the same `info`."""
    return _SUITE.encrypt(data, _read_recipient(recipient), info)


def open_sealed_to(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """What `seal_to` was given. Raises DoesNotOpen when seed, info or any byte differs."""
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_expand(seed)), info)
    except (InvalidTag, ValueError) as problem:
        raise DoesNotOpen from problem


def is_sound_recipient(recipient: bytes) -> bool:
    """Whether an HPKE public key may be enrolled: both halves well formed and canonical, the curve point not of
    small order.
    """
    if len(recipient) != RECIPIENT or int.from_bytes(recipient[-32:], "little") >= _PRIME:
        return False
    try:
        MLKEM768PublicKey.from_public_bytes(recipient[:-32])
        X25519PrivateKey.from_private_bytes(_PROBE).exchange(X25519PublicKey.from_public_bytes(recipient[-32:]))
    except ValueError:  # a coefficient beyond the modulus; or a point that gives the all-zero secret
        return False
    return True


def _read_recipient(recipient: bytes) -> MLKEM768X25519PublicKey:
    lattice, curve = recipient[:-32], recipient[-32:]
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(lattice), X25519PublicKey.from_public_bytes(curve)
    )


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """The private keys of an X-Wing seed: SHAKE256 to 96 bytes, 64 for ML-KEM-768, 32 for X25519."""
    material = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(material[:64]), X25519PrivateKey.from_private_bytes(material[64:])


_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PROBE = hashlib.sha256(b"examcore/small-order-probe/v1").digest()
"""Any scalar will do: it is only multiplied with a key that is being enrolled, to see whether nothing is left."""


def public_of(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, data: bytes) -> bytes:
    """The Ed25519 signature (64 bytes) of `data` by the key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` is one of `data` by the holder of `public`. Any malformed input is simply not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_sound_public(public: bytes) -> bool:
    """Whether a public key may be enrolled: 32 bytes, canonical (y < 2**255 - 19), a curve point not of small order."""
    y = int.from_bytes(public, "little") & _LOW_255
    if len(public) != 32 or y >= _PRIME or y in _SMALL_ORDER_Y:
        return False
    squared = (y * y - 1) * pow(_CURVE_D * y * y + 1, -1, _PRIME) % _PRIME
    return pow(squared, (_PRIME - 1) // 2, _PRIME) in (0, 1)


_PRIME = 2**255 - 19
_LOW_255 = 2**255 - 1
_CURVE_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_ORDER_8_Y = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
# The y of the eight points whose order divides 8: 0 (order 4), 1, -1 (order 2), and two of order 8.
_SMALL_ORDER_Y = {0, 1, _PRIME - 1, _ORDER_8_Y, _PRIME - _ORDER_8_Y}


def _split(material: bytes) -> tuple[bytes, bytes]:
    return material[:KEY], material[KEY:]
