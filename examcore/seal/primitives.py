"""Knows the five cryptographic steps examcore rests on, and is the only module that touches `cryptography`.

Must not know items, packets or files.

Choices, with reasons (figures in docs/benchmarks.md):
- AES-256-GCM: in every build of OpenSSL, hardware-fast, third-party vectors exist. A fresh random 96-bit
nonce each time, and a key derived for each sealed thing, so that no key sees more than a few nonces.
- GCM does not commit to its key. Every sealed thing therefore carries a 32-byte commitment derived together
with the key, compared before anything is decrypted: a second key that also "opens" it is refused.
- HKDF-SHA256 (RFC 5869) derives every key from one master with a label that names purpose and version.
- Ed25519 (RFC 8032) for signatures. OpenSSL takes small-order and non-canonical public keys; `is_sound_public`
  refuses them where a key is enrolled, so that nobody can enrol a key under which any signature holds.
- Argon2id (RFC 9106) for passphrases: 256 MiB by default, stored with the key file, capped on reading.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = 12
TAG = 16
COMMITMENT = 32


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
    """32 bytes from a passphrase by Argon2id. `cost` must be allowed."""
    kdf = Argon2id(salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(passphrase.encode())


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
