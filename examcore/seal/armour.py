"""Knows how bytes are written as text in sealed files: base64 with exactly one spelling for each value.

Must not know what the bytes are.
"""

from __future__ import annotations

import base64
import binascii


def write_bytes(data: bytes) -> str:
    """`data` as base64."""
    return base64.b64encode(data).decode()


def read_bytes(text: str) -> bytes:
    """What `write_bytes` was given. Raises ValueError for any other spelling, spare bits included."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise ValueError("not base64") from problem
    if write_bytes(data) != text:
        raise ValueError("not the one spelling")
    return data


def read_hex(text: str, count: int) -> bytes:
    """`count` bytes from lower-case hex digits. Raises ValueError for anything else."""
    data = bytes.fromhex(text)
    if len(data) != count or data.hex() != text:
        raise ValueError("not the one spelling")
    return data
