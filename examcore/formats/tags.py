"""Knows how an item's tags are spelt in an item file: their words, how they are read, how they are written.

Must not know stems, options or how a file is laid out. The words are described in docs/formats/items.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol, TypeAlias

from examcore.language import Message, messages
from examcore.nouns import LEVELS, Basis, Source, Tags

msg = messages("examcore")

LONGEST_SET_NAME = 60
TAG_LINE = re.compile(r"^(?P<key>[^\W\d_][\w ]{1,24}):\s*(?P<value>.*)$")

KEYS = {
    "phần": "part",
    "part": "part",
    "lĩnh vực": "area",
    "area": "area",
    "vị trí": "positions",
    "positions": "positions",
    "mức độ": "level",
    "level": "level",
    "độ khó": "difficulty",
    "difficulty": "difficulty",
    "căn cứ": "basis",
    "basis": "basis",
    "văn bản": "source",
    "source": "source",
    "không đi cùng": "enemies",
    "enemies": "enemies",
    "đã hỏi": "seen",
    "seen": "seen",
    "nơi soạn": "origin",
    "origin": "origin",
    "bộ câu hỏi": "set",
    "item set": "set",
    "đã dùng": "used",
    "used": "used",
}
TAGS = {
    "part": msg("part"),
    "area": msg("area"),
    "positions": msg("positions"),
    "level": msg("level"),
    "difficulty": msg("difficulty"),
    "basis": msg("basis"),
    "source": msg("source"),
    "enemies": msg("enemies"),
    "seen": msg("seen"),
    "origin": msg("origin"),
    "set": msg("item set"),
    "used": msg("used"),
}
PARTS = {"chung": "general", "chuyên môn": "professional"}
PART_WORDS = {name: word for word, name in PARTS.items()}
LEVEL_NAMES = {"nhận biết": "recall", "thông hiểu": "understand", "vận dụng": "apply"}
LEVEL_WORDS = {name: word for word, name in LEVEL_NAMES.items()}

Said: TypeAlias = Mapping[str, Sequence[tuple[int, str]]]
"""Tags as a file says them: the lines and values of each key."""


class Report(Protocol):
    """Called with each problem: line (0: the whole file), code, sentence, item, and whether it stops the import."""

    def __call__(self, line: int, code: str, message: Message, question: str = "", severity: str = "error") -> None: ...


@dataclass(frozen=True, slots=True)
class _Place:
    """The item whose tags are read, the line it begins in, and what the file says of it."""

    item: str
    line: int
    said: Said


def find_tag(line: str) -> tuple[str, str] | None:
    """The key and the value of a line that is a tag; None for every other line."""
    tag = TAG_LINE.match(line)
    key = KEYS.get(tag["key"].lower()) if tag else None
    return (key, tag["value"].strip()) if tag and key else None


class TagReader:
    """Reads the tags of the items of one file. `part`, `area` and `positions` are given with the command: they hold
    where the file says nothing, and must not contradict it.
    """

    def __init__(self, part: str, area: str, positions: tuple[str, ...], report: Report) -> None:
        self._given = {"part": part, "area": area, "positions": ", ".join(positions)}
        self._report = report
        self._defaults: dict[str, list[tuple[int, str]]] = {}
        self._sources: dict[str, Source] = {}

    def take_default(self, number: int, key: str, value: str) -> None:
        """A tag of the head: a document, or what holds for every item that does not say otherwise."""
        if key == "source":
            self._take_source(number, value, self._sources)
        else:
            self._defaults.setdefault(key, []).append((number, value))

    def read(self, item: str, line: int, said: Said) -> Tags | None:
        """The tags of the item that begins at `line`; None where there are none for it. Every mistake is reported."""
        place = _Place(item, line, said)
        _, part = self._agree(place, "part", lambda text: (PARTS.get(text.lower(), text),) if text else ())
        area_line, areas = self._agree(place, "area", _split)
        _, positions = self._agree(place, "positions", _split)
        level_line, word = self._one(place, "level")
        level = LEVEL_NAMES.get(word.lower(), word)
        if level not in LEVELS:
            self._report(level_line, "bad-level", msg("the level must be nhận biết, thông hiểu or vận dụng"), item)
        number, percent = self._one(place, "difficulty")
        difficulty = _thousandths(percent)
        if difficulty is None:
            self._report(number, "bad-difficulty", msg("the difficulty must be a percentage from 0 to 100"), item)
        number, count = self._one(place, "seen")
        if count and not count.isdecimal():
            self._report(number, "bad-count", msg("the number of candidates seen must be a whole number"), item)
        if not part or not areas:
            self._report(line, "missing-tag", msg("the item needs a part and a knowledge area"), item)
        if len(set(areas)) < len(areas):
            self._report(area_line, "area-twice", msg("a knowledge area stands twice"), item)
        bases, name, uses = self._read_bases(place), self._read_set(place), self._read_uses(place)
        enemies, origin = _split(self._one(place, "enemies")[1]), self._one(place, "origin")[1]
        if not part or not areas or level not in LEVELS or difficulty is None:
            return None
        seen = int(count) if count.isdecimal() else 0
        return Tags(
            part[0], areas[0], level, difficulty, positions, bases, enemies, seen, origin, areas[1:], name, uses
        )  # fmt: skip

    def _one(self, place: _Place, key: str) -> tuple[int, str]:
        """The line and value of a tag that stands once: the item's own, the head's, or none."""
        found = place.said.get(key) or self._defaults.get(key) or [(place.line, "")]
        if len(found) > 1:
            message = msg("the tag {tag} stands twice", tag=TAGS[key])
            self._report(found[1][0], "tag-twice", message, place.item)
        return found[0]

    def _agree(self, place: _Place, key: str, split: Callable[[str], tuple[str, ...]]) -> tuple[int, tuple[str, ...]]:
        """The line and what the file says, or else what was given with the command; both, differing, is a problem.

        Of areas the command names the first ones; what the file adds to them does not differ.
        """
        line, value = self._one(place, key)
        said, given = split(value), split(self._given[key])
        if said and given and (said[: len(given)] if key == "area" else said) != given:
            self._report(
                line,
                f"{key}-differs",
                msg("the file says {said}, the command says {given}", said=value, given=self._given[key]),
                place.item,
            )
        return line, said or given

    def _read_bases(self, place: _Place) -> tuple[Basis, ...]:
        """Each basis rests on the document of that name declared last above it, by the item or the head."""
        bases = []
        sources = dict(self._sources)
        own = sorted((number, value) for number, value in place.said.get("source", ()))
        for number, value in place.said.get("basis") or self._defaults.get("basis") or []:
            while own and own[0][0] < number:
                self._take_source(*own.pop(0), sources)
            name, _, article = (cell.strip() for cell in value.partition("|"))
            if name not in sources:
                self._report(
                    number,
                    "unknown-source",
                    msg("the document {name} is not declared at the head of the file", name=name),
                    place.item,
                )
            bases.append(Basis(sources.get(name, Source(name, name)), article))
        for number, value in own:
            self._take_source(number, value, sources)
        return tuple(bases)

    def _read_set(self, place: _Place) -> str:
        line, name = self._one(place, "set")
        if len(name) > LONGEST_SET_NAME:
            self._report(
                line,
                "long-set-name",
                msg("the name of an item set has at most {most} characters", most=LONGEST_SET_NAME),
                place.item,
            )
        return name

    def _read_uses(self, place: _Place) -> tuple[date, ...]:
        """The days in order, each once; days written otherwise are put in order, and that is told."""
        line, value = self._one(place, "used")
        days = []
        for cell in _split(value):
            day = _read_day(cell)
            if day is None:
                self._report(line, "bad-day", msg("a day of use is written: 15/11/2024, 20/11/2025"), place.item)
                return ()
            days.append(day)
        ordered = sorted(set(days))
        if ordered != days:
            message = msg("the days of use were put in order, each once")
            self._report(line, "days-ordered", message, place.item, "note")
        return tuple(ordered)

    def _take_source(self, number: int, value: str, into: dict[str, Source]) -> None:
        cells = [cell.strip() for cell in value.split("|")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            self._report(number, "bad-source", msg("a document is written: short name | full title | từ dd/mm/yyyy"))
            return
        bounds: dict[str, date] = {}
        for cell in cells[2:]:
            word, _, day = cell.partition(" ")
            parsed = _read_day(day)
            if word.lower() not in {"từ", "đến"} or parsed is None:
                self._report(number, "bad-source", msg("a date is written: từ 01/01/2014 or đến 30/06/2025"))
                return
            bounds[word.lower()] = parsed
        into[cells[0]] = Source(cells[0], cells[1], bounds.get("từ"), bounds.get("đến"))


def write_sources(sources: Iterable[Source]) -> list[str]:
    """The lines that declare these documents, in their order."""
    lines = []
    for source in sources:
        cells = [source.name, source.title]
        cells += [f"từ {_write_day(source.since)}"] if source.since else []
        cells += [f"đến {_write_day(source.until)}"] if source.until else []
        lines.append("văn bản: " + " | ".join(cells))
    return lines


def write_tags(tags: Tags, declared: Mapping[str, Source]) -> list[str]:
    """The lines from which a `TagReader` reads these tags; what is empty has none.

    `declared` are the documents the reader knows from the head by their short names; others are declared on the way.
    """
    whole, tenth = divmod(tags.difficulty, 10)
    lines = [
        f"phần: {PART_WORDS.get(tags.part, tags.part)}",
        f"lĩnh vực: {', '.join(tags.areas)}",
        f"mức độ: {LEVEL_WORDS[tags.level]}",
        f"độ khó: {whole}" + (f",{tenth}" if tenth else ""),
    ]
    lines += [f"vị trí: {', '.join(tags.positions)}"] if tags.positions else []
    known = dict(declared)
    for basis in tags.bases:
        if known.get(basis.source.name) != basis.source:
            lines += write_sources([basis.source])
            known[basis.source.name] = basis.source
        lines.append(f"căn cứ: {basis.source.name} | {basis.place}".rstrip(" |"))
    lines += [f"bộ câu hỏi: {tags.item_set}"] if tags.item_set else []
    lines += [f"không đi cùng: {', '.join(tags.enemies)}"] if tags.enemies else []
    lines += [f"đã hỏi: {tags.seen}"] if tags.seen else []
    lines += [f"đã dùng: {', '.join(_write_day(day) for day in tags.uses)}"] if tags.uses else []
    lines += [f"nơi soạn: {tags.origin}"] if tags.origin else []
    return lines


def _split(value: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in value.split(",") if cell.strip())


@lru_cache(maxsize=1024)  # the documents' dates stand with item after item
def _read_day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _write_day(day: date) -> str:
    """As `_read_day` reads it; `strftime` writes early years with fewer digits on some systems."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _thousandths(percent: str) -> int | None:
    match = re.fullmatch(r"(\d{1,3})(?:[.,](\d))?\s*%?", percent)
    value = int(match[1]) * 10 + int(match[2] or 0) if match else -1
    return value if 0 <= value <= 1000 else None
