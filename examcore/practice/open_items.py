"""Knows open items: the samples, or files a city has published for practice, as they hold on a day.

Must not open a bank: what is sealed is never practised with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from examcore.errors import BadItems, NotFound, Refused
from examcore.files import read_limited
from examcore.intake import LARGEST, read_files, sample_files
from examcore.language import messages
from examcore.nouns import Item
from examcore.plugins import Plugins

msg = messages("examcore")

SAMPLE_DAY = date(2024, 11, 15)
"""The day whose law the sample items were written under."""
SEALED = b"SQLite format 3\x00"
"""How the file of a bank begins."""


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Items that may be practised with: those whose legal bases are in force on `day`, in file order.

    `lapsed` counts those left out because a basis is not; `is_sample` is true for the items that come with examcore.
    """

    items: tuple[Item, ...]
    day: date
    lapsed: int
    is_sample: bool


def read_open(plugins: Plugins, paths: Sequence[Path], today: date, day: date | None = None) -> OpenItems:
    """The items of these files, or the samples where none is named, as they hold on `day`.

    Without `day` it is today for files, and for the samples the day they were written for. Raises Refused for a sealed
    bank, BadItems with every mistake of the files, NotFound where no item holds on the day.
    """
    for path in paths:
        _refuse_sealed(path)
    files = [(str(path), read_limited(path, LARGEST)) for path in paths] if paths else sample_files()
    read = read_files(plugins, files, None, "", "", ())
    if read.errors:
        raise BadItems(
            msg("these items cannot be practised with"),
            read.errors,
            msg("mend the lines named above; the format of items is in docs/formats/items.md"),
        )
    on = day or (today if paths else SAMPLE_DAY)
    items = tuple(item for item in read.items if item.tags.holds_on(on))
    if not items:
        raise NotFound(
            msg("no item rests on law in force on {day}", day=f"{on:%d/%m/%Y}"),
            msg("name other files, or another day with --date"),
        )
    return OpenItems(items, on, len(read.items) - len(items), not paths)


def _refuse_sealed(path: Path) -> None:
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(SEALED))
    except OSError:
        return  # reading it tells why
    if head == SEALED:
        raise Refused(
            msg("{path} is a sealed bank: its items are for tests, not for practice", path=str(path)),
            msg("name files of open items, or none to practise with the samples"),
        )
