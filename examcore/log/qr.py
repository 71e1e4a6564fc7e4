"""Knows how a proof becomes the text of a QR code: compressed, then in the letters such codes hold best.

Must not know how a code is drawn. Base45 is RFC 9285: two bytes in three of 45 signs; the code's alphanumeric mode.
"""

from __future__ import annotations

import zlib

from examcore.errors import BadInput
from examcore.language import messages

msg = messages("examcore")

QR_PREFIX = "EXAMCORE1:"
LARGEST_TEXT = 64 * 1024
FITS_25 = 1852  # signs in a code of version 25 at its lowest error correction (ISO/IEC 18004)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}


def pack_code(text: str) -> str:
    """The code for `text`."""
    return QR_PREFIX + encode_base45(zlib.compress(text.encode(), 9))


def unpack_code(code: str) -> str:
    """The text in a code. Raises BadInput for anything else, and before it grows beyond 64 KiB."""
    if len(code) > LARGEST_TEXT:
        raise BadInput(msg("this is not the code of a receipt"))
    unpacking = zlib.decompressobj()
    try:
        packed = decode_base45(code.removeprefix(QR_PREFIX))
        text = unpacking.decompress(packed, LARGEST_TEXT).decode()
    except (ValueError, zlib.error) as problem:
        raise BadInput(msg("this is not the code of a receipt")) from problem
    if not code.startswith(QR_PREFIX) or not unpacking.eof or unpacking.unused_data:
        raise BadInput(msg("this is not the code of a receipt"))
    return text


def encode_base45(data: bytes) -> str:
    """`data` in base45."""
    signs = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, sign = divmod(value, 45)
            signs.append(_SIGNS[sign])
    return "".join(signs)


def decode_base45(text: str) -> bytes:
    """The bytes of base45. Raises ValueError for anything `encode_base45` would not write."""
    data = []
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        if any(sign not in _VALUES for sign in group):
            raise ValueError(at)
        value = sum(_VALUES[sign] * 45**power for power, sign in enumerate(group))
        try:
            data.append(value.to_bytes(len(group) - 1, "big"))
        except OverflowError as problem:
            raise ValueError(at) from problem
    return b"".join(data)
