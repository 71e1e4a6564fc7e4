"""Knows examcore's own item file: plain text an officer can write by hand, read and written without loss.

Must not know banks. The format is described in docs/formats/items.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from examcore.errors import Problem
from examcore.formats.found import Found
from examcore.language import Label, Message, messages
from examcore.nouns import LEVELS, Basis, Item, Option, Source, Tags, name_option
from examcore.text import has_unsafe

msg = messages("examcore")

LARGEST = 20 * 1024 * 1024
LETTERS = "ABCDEF"
_OPTION = re.compile(r"^(?P<marks>[*!]{0,2})(?P<letter>[A-F])\.(?:\s+(?P<text>.*))?$")
_TAG = re.compile(r"^(?P<key>[^\W\d_][\w ]{1,24}):\s*(?P<value>.*)$")
_HEAD = re.compile(r"^##\s+(?P<id>\S{1,60})\s*$")
_SPECIAL = re.compile(r"^(\\|##|//|---|[*!]{0,2}[A-F]\.(\s|$))")

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
}
PARTS = {"chung": "general", "chuyên môn": "professional"}
PART_WORDS = {name: word for word, name in PARTS.items()}
LEVEL_NAMES = {"nhận biết": "recall", "thông hiểu": "understand", "vận dụng": "apply"}
LEVEL_WORDS = {name: word for word, name in LEVEL_NAMES.items()}


@dataclass(slots=True)
class _Draft:
    """One item while its lines are read. The only mutable thing here."""

    id: str
    line: int
    tags: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    stem: list[str] = field(default_factory=list)
    options: list[tuple[int, str, str, list[str]]] = field(default_factory=list)


class TextFormat:
    """Reads and writes examcore's own item files."""

    id = "text"
    title = Label("Văn bản examcore", "examcore text")
    suffixes: tuple[str, ...] = (".txt",)

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; `part`, `area`, `positions` are defaults, and must not contradict it."""
        return _Reader(name, part, area, positions).read(data)

    def write(self, items: Sequence[Item]) -> bytes:
        """A file from which `read` gives back exactly these items."""
        return write(items)


class _Reader:
    def __init__(self, name: str, part: str, area: str, positions: tuple[str, ...]) -> None:
        self._name = name
        self._given = {"part": part, "area": area, "positions": ", ".join(positions)}
        self._problems: list[Problem] = []
        self._defaults: dict[str, list[tuple[int, str]]] = {}
        self._sources: dict[str, Source] = {}

    def read(self, data: bytes) -> Found:
        if len(data) > LARGEST:
            self._problem(0, "too-large", msg("the file is larger than 20 MB"))
            return Found(0, (), tuple(self._problems))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data[: problem.start].count(b"\n") + 1
            self._problem(line, "not-utf8", msg("the file is not UTF-8 text; save it as UTF-8 and try again"))
            return Found(0, (), tuple(self._problems))
        if not unicodedata.is_normalized("NFC", text):
            self._problem(0, "nfd", msg("accents were stored in pieces (NFD) and have been joined"), "", "note")
            text = unicodedata.normalize("NFC", text)
        drafts = self._split(text.replace("\r\n", "\n").split("\n"))
        if not drafts and not self._problems:
            self._problem(0, "no-items", msg("the file holds no item"), "", "note")
        items: list[Item] = []
        seen: set[str] = set()
        for draft in drafts:
            item = self._finish(draft)
            if draft.id in seen:
                self._problem(
                    draft.line,
                    "same-id",
                    msg("item {item} stands twice in this file", item=draft.id),
                    draft.id,
                )
            elif item is not None:
                items.append(item)
            seen.add(draft.id)
        return Found(len(drafts), tuple(items), tuple(sorted(self._problems, key=_line_of)))

    def _split(self, lines: list[str]) -> list[_Draft]:
        drafts: list[_Draft] = []
        in_head = False
        for number, raw in enumerate(lines, 1):
            line = raw.rstrip()
            if line.startswith("//"):
                continue
            if has_unsafe(line):
                self._problem(
                    number,
                    "control-character",
                    msg("the line holds an invisible control character"),
                    drafts[-1].id if drafts else "",
                )
                continue
            head = _HEAD.match(line)
            if line == "---" and not drafts:
                in_head = not in_head
            elif head is not None:
                in_head = False
                drafts.append(_Draft(head["id"], number))
            elif in_head or not drafts:
                self._take_default(number, line)
            else:
                self._take(drafts[-1], number, line)
        return drafts

    def _take_default(self, number: int, line: str) -> None:
        if not line:
            return
        tag = _TAG.match(line)
        key = KEYS.get(tag["key"].lower()) if tag else None
        if tag is None or key is None:
            self._problem(number, "bad-line", msg("this line stands before the first item and is not a tag"))
        elif key == "source":
            self._take_source(number, tag["value"])
        else:
            self._defaults.setdefault(key, []).append((number, tag["value"].strip()))

    def _take_source(self, number: int, value: str) -> None:
        cells = [cell.strip() for cell in value.split("|")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            self._problem(number, "bad-source", msg("a document is written: short name | full title | từ dd/mm/yyyy"))
            return
        bounds: dict[str, date] = {}
        for cell in cells[2:]:
            word, _, day = cell.partition(" ")
            parsed = _day(day)
            if word.lower() not in {"từ", "đến"} or parsed is None:
                self._problem(number, "bad-source", msg("a date is written: từ 01/01/2014 or đến 30/06/2025"))
                return
            bounds[word.lower()] = parsed
        self._sources[cells[0]] = Source(cells[0], cells[1], bounds.get("từ"), bounds.get("đến"))

    def _take(self, draft: _Draft, number: int, line: str) -> None:
        option = _OPTION.match(line)
        tag = _TAG.match(line)
        key = KEYS.get(tag["key"].lower()) if tag else None
        if not draft.stem and not draft.options and tag is not None and key is not None:
            draft.tags.setdefault(key, []).append((number, tag["value"].strip()))
        elif option is not None:
            expected = LETTERS[len(draft.options)] if len(draft.options) < len(LETTERS) else "?"
            if option["letter"] != expected:
                self._problem(
                    number,
                    "bad-letter",
                    msg(
                        "option {letter} stands where {expected} is expected",
                        letter=option["letter"],
                        expected=expected,
                    ),
                    draft.id,
                )
            draft.options.append((number, option["letter"], option["marks"], [(option["text"] or "").strip()]))
        elif draft.options:
            if line.strip():
                draft.options[-1][3].append(_plain(line.strip()))
        elif line or draft.stem:
            draft.stem.append(_plain(line))

    def _finish(self, draft: _Draft) -> Item | None:
        stem = "\n".join(draft.stem).strip()
        if not stem:
            self._problem(draft.line, "no-stem", msg("the item has no stem"), draft.id)
        if not 2 <= len(draft.options) <= len(LETTERS):
            self._problem(
                draft.line,
                "option-count",
                msg("the item has {count} options; 2 to 6 are read", count=len(draft.options)),
                draft.id,
            )
        texts = ["\n".join(lines) for _, _, _, lines in draft.options]
        for (number, letter, _, _), text in zip(draft.options, texts, strict=True):
            if not text:
                self._problem(number, "empty-option", msg("option {letter} is empty", letter=letter), draft.id)
        keys = [place for place, (_, _, marks, _) in enumerate(draft.options) if "*" in marks]
        if len(keys) != 1:
            code = "no-key" if not keys else "two-keys"
            self._problem(
                draft.line,
                code,
                msg("{count} options carry the key mark *; exactly one must", count=len(keys)),
                draft.id,
            )
        tags = self._tags(draft)
        if tags is None or any(p.question == draft.id and p.severity == "error" for p in self._problems):
            return None
        options = tuple(
            Option(name_option(draft.id, text, texts[:place].count(text)), text, "!" in marks)
            for place, ((_, _, marks, _), text) in enumerate(zip(draft.options, texts, strict=True))
        )
        return Item(draft.id, stem, options, options[keys[0]].id, tags)

    def _tags(self, draft: _Draft) -> Tags | None:
        def one(key: str) -> tuple[int, str]:
            found = draft.tags.get(key) or self._defaults.get(key) or []
            if len(found) > 1:
                self._problem(found[1][0], "tag-twice", msg("the tag {tag} stands twice", tag=TAGS[key]), draft.id)
            return found[0] if found else (draft.line, "")

        part = self._agree(draft, "part", *one("part"), PARTS)
        area = self._agree(draft, "area", *one("area"), {})
        posts = self._agree(draft, "positions", *one("positions"), {})
        level_line, word = one("level")
        level = LEVEL_NAMES.get(word.lower(), word)
        if level not in LEVELS:
            self._problem(level_line, "bad-level", msg("the level must be nhận biết, thông hiểu or vận dụng"), draft.id)
        line, percent = one("difficulty")
        difficulty = _thousandths(percent)
        if difficulty is None:
            self._problem(line, "bad-difficulty", msg("the difficulty must be a percentage from 0 to 100"), draft.id)
        line, count = one("seen")
        if count and not count.isdecimal():
            self._problem(line, "bad-count", msg("the number of candidates seen must be a whole number"), draft.id)
        if not part or not area:
            self._problem(draft.line, "missing-tag", msg("the item needs a part and a knowledge area"), draft.id)
        if level not in LEVELS or difficulty is None:
            return None
        return Tags(
            part,
            area,
            level,
            difficulty,
            tuple(p.strip() for p in posts.split(",") if p.strip()),
            self._bases(draft),
            tuple(e.strip() for e in one("enemies")[1].split(",") if e.strip()),
            int(count) if count.isdecimal() else 0,
            one("origin")[1],
        )

    def _agree(self, draft: _Draft, key: str, line: int, value: str, words: dict[str, str]) -> str:
        """The tag in the file, or the default given with the command; both, differing, is a problem."""
        said = words.get(value.lower(), value)
        given = self._given[key]
        if said and given and said != given:
            self._problem(
                line,
                f"{key}-differs",
                msg("the file says {said}, the command says {given}", said=value, given=given),
                draft.id,
            )
        return said or given

    def _bases(self, draft: _Draft) -> tuple[Basis, ...]:
        bases = []
        for number, value in draft.tags.get("basis") or self._defaults.get("basis") or []:
            name, _, place = (cell.strip() for cell in value.partition("|"))
            if name not in self._sources:
                self._problem(
                    number,
                    "unknown-source",
                    msg("the document {name} is not declared at the head of the file", name=name),
                    draft.id,
                )
            bases.append(Basis(self._sources.get(name, Source(name, name)), place))
        return tuple(bases)

    def _problem(self, line: int, code: str, message: Message, question: str = "", severity: str = "error") -> None:
        place = msg("line {line}", line=line) if line else msg("whole file")
        self._problems.append(Problem(self._name, place, code, message, question, severity))


def write(items: Sequence[Item]) -> bytes:
    """The item file for `items`, in their order, UTF-8."""
    sources = {basis.source.name: basis.source for item in items for basis in item.tags.bases}
    lines = ["---"]
    for name, source in sorted(sources.items()):
        cells = [name, source.title]
        cells += [f"từ {source.since:%d/%m/%Y}"] if source.since else []
        cells += [f"đến {source.until:%d/%m/%Y}"] if source.until else []
        lines.append("văn bản: " + " | ".join(cells))
    lines.append("---")
    for item in items:
        lines += ["", f"## {item.id}", *_tag_lines(item.tags), ""]
        lines += [_escaped(line) for line in item.stem.split("\n")]
        for letter, option in zip(LETTERS, item.options, strict=False):
            marks = ("*" if option.id == item.key else "") + ("!" if option.fixed else "")
            first, *rest = option.text.split("\n")
            lines += [f"{marks}{letter}. {first}", *(_escaped(line) for line in rest)]
    return ("\n".join(lines) + "\n").encode()


def _tag_lines(tags: Tags) -> list[str]:
    whole, tenth = divmod(tags.difficulty, 10)
    lines = [
        f"phần: {PART_WORDS.get(tags.part, tags.part)}",
        f"lĩnh vực: {tags.area}",
        f"mức độ: {LEVEL_WORDS[tags.level]}",
        f"độ khó: {whole}" + (f",{tenth}" if tenth else ""),
    ]
    lines += [f"vị trí: {', '.join(tags.positions)}"] if tags.positions else []
    lines += [f"căn cứ: {basis.source.name} | {basis.place}" for basis in tags.bases]
    lines += [f"không đi cùng: {', '.join(tags.enemies)}"] if tags.enemies else []
    lines += [f"đã hỏi: {tags.seen}"] if tags.seen else []
    lines += [f"nơi soạn: {tags.origin}"] if tags.origin else []
    return lines


def _escaped(line: str) -> str:
    return "\\" + line if _SPECIAL.match(line) or _TAG.match(line) else line


def _plain(line: str) -> str:
    return line[1:] if line.startswith("\\") else line


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _thousandths(percent: str) -> int | None:
    match = re.fullmatch(r"(\d{1,3})(?:[.,](\d))?\s*%?", percent)
    value = int(match[1]) * 10 + int(match[2] or 0) if match else -1
    return value if 0 <= value <= 1000 else None


def _line_of(problem: Problem) -> int:
    values = dict(problem.place.values) if isinstance(problem.place, Message) else {}
    line = values.get("line", 0)
    return line if isinstance(line, int) else 0
