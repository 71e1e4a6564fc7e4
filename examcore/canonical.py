"""Knows the one byte form of every noun: canonical JSON.

Must not know any particular noun.

Sorted keys, no spaces, UTF-8, text in NFC, integers only (no floats), no duplicate keys. Bytes that are not
exactly what `encode` would write are refused by `decode`, so one noun has one digest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import msgspec

from examcore.errors import BadInput
from examcore.language import messages

msg = messages("examcore")
T = TypeVar("T")

Absent: TypeAlias = msgspec.UnsetType
ABSENT: Final = msgspec.UNSET
"""The value of a field that is not written: so a noun can gain one, and those written before keep their form."""


def _to_plain(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Path):
        return value.as_posix()
    raise NotImplementedError(f"{type(value).__name__} has no canonical form")


def _from_plain(kind: type, value: object) -> object:
    if kind is Fraction and isinstance(value, str):
        return Fraction(value)
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind.__name__} has no canonical form")


def encode(noun: object) -> bytes:
    """The canonical JSON of `noun` (a dataclass, or plain data), UTF-8, without a line end."""
    text = msgspec.json.encode(noun, enc_hook=_to_plain, order="sorted").decode()
    return unicodedata.normalize("NFC", text).encode()


def decode(data: bytes, kind: type[T], source: str = "") -> T:
    """The noun of type `kind` whose canonical form is `data`.

    Raises BadInput, naming `source` and the place, when the bytes are not canonical or do not fit.
    """
    try:
        noun = msgspec.json.decode(data, type=kind, dec_hook=_from_plain)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as problem:
        place = re.search(r"`(\$.*)`$|\((byte \d+)\)$", str(problem))
        raise BadInput(
            msg(
                "{source} is not a valid {kind} ({place})",
                source=source or "?",
                kind=kind.__name__,
                place=(place[1] or place[2]) if place else "$",
            ),
            msg("the file was edited or damaged, or another version made it; take it again from where it was made"),
        ) from problem
    if encode(noun) != data:
        raise BadInput(
            msg("{source} is not in canonical form", source=source or "?"),
            msg("the file was edited or damaged; take it again from where it was made"),
        )
    return noun


def plain(noun: object) -> object:
    """`noun` as plain dicts, lists, strings and numbers, for `--json`."""
    return msgspec.json.decode(encode(noun))


def digest(noun: object) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(encode(noun)).hexdigest()
