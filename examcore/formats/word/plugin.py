"""Knows the format `word` as the hook asks for it.

Must not load what reads Word files before one is read: every command starts without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from examcore.errors import BadInput, Problem
from examcore.formats.found import Found
from examcore.formats.limits import Barred
from examcore.language import Label, messages
from examcore.nouns import Item

if TYPE_CHECKING:
    from examcore.formats.word.keys import KeyList

msg = messages("examcore")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of the older Word begins, or one under a password."""


class WordFormat:
    """Reads question banks kept in Word files (.docx)."""

    id = "word"
    title = Label("Word", "Word")
    suffixes: tuple[str, ...] = (".docx", ".doc", ".docm", ".rtf", ".odt", ".pdf")

    def __init__(self, keys: KeyList | None = None) -> None:
        """`keys` are those of a key file."""
        self._keys = keys

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether it is a Word package, or one of the older kinds that are refused with advice."""
        others = data.startswith((OLE, b"{\\rtf", b"%PDF")) or (data.startswith(b"PK") and b"content.xml" in data)
        return (others and PurePath(name).suffix.lower() in self.suffixes) or (
            data.startswith(b"PK") and b"word/" in data
        )

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; see `read_word`."""
        from examcore.formats.word.reader import read_word

        return read_word(name, data, part, area, positions, self._keys)

    def keyed(self, name: str, data: bytes) -> WordFormat:
        """The same format with the keys of that file. Raises BadInput where they cannot be read."""
        from examcore.formats.word.keyfile import read_key_file

        try:
            return WordFormat(read_key_file(data))
        except Barred as barred:
            raise BadInput(msg("{file}: {why}", file=name, why=barred.text), barred.hint) from barred

    def annotate(self, data: bytes, problems: Sequence[Problem]) -> bytes:
        """A copy with every problem as a comment. Raises BadInput where the file cannot be opened."""
        from examcore.formats.word.annotate import annotate

        return annotate(data, problems)

    def write(self, items: Sequence[Item]) -> bytes:
        """Never: Word files are read, not written. Raises BadInput."""
        raise BadInput(msg("items are not written to Word files"), msg("choose another format with --format"))
