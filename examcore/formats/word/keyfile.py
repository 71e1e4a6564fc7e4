"""Knows files that hold keys alone: a Word file or plain text of numbers and letters.

Must not know the questions the keys belong to.
"""

from __future__ import annotations

import re

from examcore.formats.legacy import decode
from examcore.formats.limits import Barred, check_size
from examcore.formats.word.body import Body
from examcore.formats.word.container import open_word
from examcore.formats.word.keys import KeyList, gather
from examcore.formats.word.lines import make_lines
from examcore.formats.word.patterns import PAIR, PAIRS_ONLY
from examcore.formats.word.tree import Place
from examcore.language import messages

msg = messages("examcore")
_BETWEEN = re.compile(r"[;,\t|\"]")
_HEADING = re.compile(r"^[^\d]*$")
LONGEST_LINE = 5000


def read_key_file(data: bytes) -> KeyList:
    """The keys of a .docx file, or of text with a number and a letter a line or many. Raises Barred where there are
    none, or where a line of text says anything else.
    """
    check_size(data)
    if data.startswith(b"PK") or not _is_text(data):
        keys = gather(make_lines(Body(open_word(data)).blocks()))
    else:
        keys = _read_text(decode(data))
    if not keys.keys and not keys.unread:
        raise Barred(
            "no-keys",
            msg("the key file names no key"),
            msg("write 1.A 2.B 3.C, or a table with the numbers over the letters, in .docx, .csv or .txt"),
        )
    return keys


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _read_text(text: str) -> KeyList:
    keys = KeyList()
    for number, line in enumerate(text.split("\n"), 1):
        plain = _BETWEEN.sub(" ", line).strip()
        if _HEADING.match(plain):
            continue
        if len(plain) > LONGEST_LINE or not PAIRS_ONLY.match(plain):
            raise Barred(
                "bad-key-line",
                msg("line {line} of the key file is no list of numbers and letters", line=number),
                msg("write a number and a letter, as 1 A or 1.A 2.B"),
            )
        for pair in PAIR.finditer(plain):
            keys.take(int(pair["number"]), pair["letter"], Place(number))
    return keys
