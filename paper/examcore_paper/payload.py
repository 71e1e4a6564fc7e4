"""Knows the text in the QR code of an answer sheet: which sheet of which sitting, and proof that it is ours.

Must not know names, answers, images or printers. The format is described in docs/formats/sheet.md.

    bits  4 version | 4 key id | 24 sitting | 32 serial | 16 booklet code     10 bytes
    tag   HMAC-SHA256 under the sheet key of the sitting, first 64 bits        8 bytes
    text  base32 without padding: 29 capital letters and digits, QR version 2

The tag also covers the number of the candidate the serial stood for when the sheet was printed: were the list
of candidates put in another order afterwards, the sheet would be refused instead of going to somebody else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from examcore.errors import BadPage, Refused
from examcore.language import messages
from examcore.nouns import Candidate, Sitting

msg = messages("examcore_paper")

VERSION = 1
LABEL = b"examcore answer sheet v1"
TEXT_LENGTH = 29
TAG_BYTES = 8
NO_CODE = 0xFFFF
SPARE_FROM = 900_001
"""Serials 1, 2, 3 ... belong to the candidates in the order of the sitting; spare sheets begin here."""


@dataclass(frozen=True, slots=True)
class SheetStub:
    """What a QR code says once its tag has been checked; `booklet` is the code it was printed for, or ""."""

    serial: int
    booklet: str

    @property
    def is_spare(self) -> bool:
        """Whether the sheet was printed for nobody in particular."""
        return self.serial >= SPARE_FROM


def serial_of(sitting: Sitting, number: str) -> int:
    """The serial of the personal sheet of a candidate: their place in the list of the sitting, from 1."""
    for place, candidate in enumerate(sitting.candidates, start=1):
        if candidate.number == number:
            if place >= SPARE_FROM:
                raise Refused(msg("a sitting on paper has room for {most} candidates", most=SPARE_FROM - 1))
            return place
    raise Refused(msg("there is no candidate {number} in this sitting", number=number))


def spare_serials(count: int) -> tuple[int, ...]:
    """The serials of `count` spare sheets."""
    return tuple(range(SPARE_FROM, SPARE_FROM + count))


def candidate_at(sitting: Sitting, serial: int) -> Candidate | None:
    """The candidate a personal serial stands for; None for a spare serial or one past the end of the list."""
    return sitting.candidates[serial - 1] if 1 <= serial <= len(sitting.candidates) else None


def sign(sheet_key: str, sitting: Sitting, serial: int, booklet: str = "") -> str:
    """The QR text of sheet `serial`, made out for the booklet code `booklet` ("" where none was given)."""
    body = _body(sheet_key, sitting.id, serial, booklet)
    return _to_text(body + _tag(sheet_key, sitting, serial, body))


def verify(sheet_key: str, sitting: Sitting, text: str) -> SheetStub:
    """What a QR text says. BadPage when it is no sheet code, another sitting's, or not signed by us."""
    data = _from_text(text)
    body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
    if body[0] >> 4 != VERSION:
        raise BadPage(
            msg(
                "the sheet is of version {version}, this reader knows version {known}",
                version=body[0] >> 4,
                known=VERSION,
            ),
            msg("read it with the examcore that printed it"),
        )
    if body[1:4] != _sitting_hash(sitting.id):
        raise BadPage(msg("the sheet belongs to another sitting"), msg("read it with the folder of its own sitting"))
    serial = int.from_bytes(body[4:8])
    if not hmac.compare_digest(_tag(sheet_key, sitting, serial, body), tag):
        raise BadPage(
            msg(
                "the code on the sheet was not made by this sitting: it is forged, or the list of candidates "
                "was changed after printing"
            ),
            msg("keep the sheet apart and report it to the council"),
        )
    code = int.from_bytes(body[8:10])
    return SheetStub(serial, "" if code == NO_CODE else _code_text(sitting, code))


def print_serial(serial: int) -> str:
    """The serial as printed under the code: at least six digits, a dash, a check digit."""
    digits = f"{serial:06d}"
    return f"{digits}-{_check_digit(digits)}"


def read_serial(text: str) -> int:
    """The serial typed in by hand from the print. Raises BadPage when the check digit does not fit."""
    digits = text.replace("-", "").replace(" ", "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) >= 7
    if not is_number or _check_digit(digits[:-1]) != int(digits[-1]):
        raise BadPage(msg("{text} is not a sheet serial", text=text), msg("type all digits under the square code"))
    return int(digits[:-1])


def _sitting_hash(sitting: str) -> bytes:
    return hashlib.sha256(b"examcore sitting\0" + sitting.encode()).digest()[:3]


def _key_id(sheet_key: str) -> int:
    return hashlib.sha256(b"examcore sheet key id\0" + bytes.fromhex(sheet_key)).digest()[0] & 0x0F


def _body(sheet_key: str, sitting: str, serial: int, booklet: str) -> bytes:
    code = int(booklet) if booklet.isascii() and booklet.isdigit() and int(booklet) < NO_CODE else NO_CODE
    head = bytes([VERSION << 4 | _key_id(sheet_key)])
    return head + _sitting_hash(sitting) + serial.to_bytes(4) + code.to_bytes(2)


def _tag(sheet_key: str, sitting: Sitting, serial: int, body: bytes) -> bytes:
    owner = candidate_at(sitting, serial)
    said = b"\0".join((LABEL, sitting.id.encode(), body, owner.number.encode() if owner else b""))
    return hmac.digest(bytes.fromhex(sheet_key), said, "sha256")[:TAG_BYTES]


def _to_text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _from_text(text: str) -> bytes:
    wrong = BadPage(
        msg("the square code is not that of an answer sheet"),
        msg("take the page out of the stack and look at it"),
    )
    if len(text) != TEXT_LENGTH:
        raise wrong
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError) as problem:
        raise wrong from problem
    if _to_text(data) != text:  # the last character carries one bit that no byte uses
        raise wrong
    return data


def _code_text(sitting: Sitting, code: int) -> str:
    """The booklet code with its leading zeros, as the forms of the sitting write it."""
    codes = {c for form in sitting.forms for c in form.codes}
    return next((c for c in sorted(codes) if c.isdigit() and int(c) == code), str(code))


# Damm's quasigroup of order 10 (H. M. Damm, 2004): finds every wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def _check_digit(digits: str) -> int:
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state
