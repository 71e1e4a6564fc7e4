"""Knows examcore's own item file: plain text an officer can write by hand, read and written without loss.

Must not know banks. The format is described in docs/formats/items.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from examcore.errors import Problem
from examcore.formats.found import Found
from examcore.formats.tags import TAG_LINE, TagReader, find_tag, write_sources, write_tags
from examcore.hooks import Origin
from examcore.language import Label, Message, messages
from examcore.nouns import Item, Option, Source, name_option
from examcore.text import has_unsafe

msg = messages("examcore")

LARGEST = 20 * 1024 * 1024
LETTERS = "ABCDEF"
_OPTION = re.compile(r"^(?P<marks>[*!]{0,2})(?P<letter>[A-F])\.(?:\s+(?P<text>.*))?$")
_HEAD = re.compile(r"^##\s+(?P<id>\S{1,60})\s*$")
_BEGINS = re.compile(rb"\A(?:\xef\xbb\xbf)?---\s*$|^##\s+\S+\s*$", re.MULTILINE)
_SPECIAL = re.compile(r"^(\\|##|//|---|[*!]{0,2}[A-F]\.(\s|$))")


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

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a head or an item begins somewhere; an empty file is taken, too."""
        return not data.strip() or _BEGINS.search(data) is not None

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; `part`, `area`, `positions` are defaults, and must not contradict it."""
        return _Reader(name, part, area, positions).read(data)

    def write(self, items: Sequence[Item]) -> bytes:
        """A file from which `read` gives back exactly these items."""
        return write(items)


class _Reader:
    def __init__(self, name: str, part: str, area: str, positions: tuple[str, ...]) -> None:
        self._name = name
        self._problems: list[Problem] = []
        self._tags = TagReader(part, area, positions, self._problem)

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
        origins: list[Origin] = []
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
                origins.append(Origin(msg("line {line}", line=draft.line), draft.id))
            seen.add(draft.id)
        return Found(len(drafts), tuple(items), tuple(sorted(self._problems, key=_line_of)), tuple(origins))

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
        tag = find_tag(line)
        if tag is None:
            self._problem(number, "bad-line", msg("this line stands before the first item and is not a tag"))
        else:
            self._tags.take_default(number, *tag)

    def _take(self, draft: _Draft, number: int, line: str) -> None:
        option = _OPTION.match(line)
        tag = find_tag(line)
        if not draft.stem and not draft.options and tag is not None:
            key, value = tag
            draft.tags.setdefault(key, []).append((number, value))
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
        tags = self._tags.read(draft.id, draft.line, draft.tags)
        if tags is None or any(p.question == draft.id and p.severity == "error" for p in self._problems):
            return None
        options = tuple(
            Option(name_option(draft.id, text, texts[:place].count(text)), text, "!" in marks)
            for place, ((_, _, marks, _), text) in enumerate(zip(draft.options, texts, strict=True))
        )
        return Item(draft.id, stem, options, options[keys[0]].id, tags)

    def _problem(self, line: int, code: str, message: Message, question: str = "", severity: str = "error") -> None:
        place = msg("line {line}", line=line) if line else msg("whole file")
        self._problems.append(Problem(self._name, place, code, message, question, severity))


def write(items: Sequence[Item]) -> bytes:
    """The item file for `items`, in their order, UTF-8."""
    sources: dict[str, Source] = {}
    for item in items:
        for basis in item.tags.bases:
            sources.setdefault(basis.source.name, basis.source)
    lines = ["---", *write_sources(source for _, source in sorted(sources.items())), "---"]
    for item in items:
        lines += ["", f"## {item.id}", *write_tags(item.tags, sources), ""]
        lines += [_escaped(line) for line in item.stem.split("\n")]
        for letter, option in zip(LETTERS, item.options, strict=False):
            marks = ("*" if option.id == item.key else "") + ("!" if option.fixed else "")
            first, *rest = option.text.split("\n")
            lines += [f"{marks}{letter}. {first}", *(_escaped(line) for line in rest)]
    return ("\n".join(lines) + "\n").encode()


def _escaped(line: str) -> str:
    return "\\" + line if _SPECIAL.match(line) or TAG_LINE.match(line) else line


def _plain(line: str) -> str:
    return line[1:] if line.startswith("\\") else line


def _line_of(problem: Problem) -> int:
    values = dict(problem.place.values) if isinstance(problem.place, Message) else {}
    line = values.get("line", 0)
    return line if isinstance(line, int) else 0
