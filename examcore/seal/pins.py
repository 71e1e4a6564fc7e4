"""Knows how a key is wrapped for a PIN: a few digits that slow a thief down and prove who types them.

Must not know what the key opens, nor what is said to somebody who is refused.
"""

from __future__ import annotations

from examcore.seal.primitives import Cost, DoesNotOpen, random_bytes, seal, stretch, unseal

PIN_COST = Cost(memory_kib=19 * 1024, passes=2, lanes=1)
"""OWASP's smallest Argon2id setting: a room of 50 signs in at once on an old PC."""
SALT = 16


def wrap_key(key: bytes, pin: str, purpose: str, name: str, cost: Cost) -> tuple[str, str]:
    """`key` sealed by a PIN, bound to `purpose` and to whose PIN it is: the salt and what is sealed, hex."""
    salt = random_bytes(SALT)
    return salt.hex(), seal(stretch(pin, salt, cost), purpose, name.encode(), key).hex()


def unwrap_key(wrapped: tuple[str, str] | None, pin: str, purpose: str, name: str, cost: Cost) -> bytes | None:
    """The key, or None where the PIN does not open it; where there is nothing to open, None after the same time.

    Raises ValueError where it is no hex.
    """
    if wrapped is None:
        stretch(pin, b"\x00" * SALT, cost)
        return None
    salt, sealed = (bytes.fromhex(part) for part in wrapped)
    try:
        return unseal(stretch(pin, salt, cost), purpose, name.encode(), sealed)
    except DoesNotOpen:
        return None
