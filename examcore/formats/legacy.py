"""Knows Vietnamese text that is not Unicode: what TCVN3 (ABC) and VNI look like when read as Unicode; other encodings.

Must not convert it: a wrong guess would change a question without anyone seeing it; it is refused with advice.
"""

from __future__ import annotations

import re
import unicodedata

from examcore.formats.limits import Barred
from examcore.language import messages

msg = messages("examcore")

_TCVN3 = re.compile("[A-Za-z][¸µ¶·¹¨¾»¼½Æ©ÇÈË®ÎÏÑªÖ×ØÜÞßä«åæçëîïñ¬­ø÷û]|[¸µ¶·¹¨¾»¼½Æ©®Ö×ØÜÞ«¬­][a-z]")
_VNI = re.compile("[aeouyAEOUY][øùûõïâáàåãäëéèêúüöôØÙÛÕÏÂÁÀÅÃÄËÉÈÊÚÜÖÔ]|[öôÖÔ][øùûõïØÙÛÕÏ]|ñ[aeiouy]")
_FONTS = {"TCVN3": _TCVN3, "VNI": _VNI}
_ENOUGH = 3
_TONED = range(0x1EA0, 0x1EFA)
"""Letters only Unicode Vietnamese has (ạ to ỹ)."""


def find_legacy(text: str) -> str:
    """ "TCVN3", "VNI" or "": the old font encoding a text seems typed in. Real Vietnamese is never taken for one."""
    lines = unicodedata.normalize("NFC", text).split("\n")
    return next((name for line in lines if (name := _find_in(line))), "")


def _find_in(text: str) -> str:
    most, name = max((len(pattern.findall(text)), name) for name, pattern in _FONTS.items())
    if most < _ENOUGH:
        return ""
    toned = sum(ord(letter) in _TONED or letter in "ăđơưĂĐƠƯ" for letter in text)
    return name if most > 4 * toned else ""


def refuse_legacy(text: str) -> None:
    """Raises Barred where the text is typed in an old font encoding, and says how to convert it."""
    name = find_legacy(text)
    if name:
        raise Barred("legacy-font", msg("the text is typed in the old font encoding {name}, not in Unicode", name=name),
                     msg("convert it to Unicode (UniKey: Ctrl+Shift+F6) and try again"))  # fmt: skip


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark. NFC, line breaks as "\\n". Raises Barred for all else."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\0" in data:
            raise Barred(
                "not-text", msg("the file is not text"), msg("look at its ending, or name its format with --format")
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise Barred(
            "not-utf8",
            msg("the file is not UTF-8 text: see line {line}", line=line),
            msg("save it as UTF-8 (Excel: “CSV UTF-8”; Notepad: Encoding UTF-8) and try again"),
        ) from problem
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    refuse_legacy(text)
    return text
