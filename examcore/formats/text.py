"""Knows examcore's own item file: plain text an officer can write by hand, read and written without loss.

Must not know banks. The format is described in docs/formats/items.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from examcore.canonical import ABSENT, Absent
from examcore.errors import Problem
from examcore.formats.found import Found
from examcore.formats.limits import Barred
from examcore.formats.pictures import MOST_FIGURES, PictureReader, Raw
from examcore.formats.tags import TAG_LINE, TagReader, find_tag, write_sources, write_tags
from examcore.formats.textfigures import BEGINS, Block, FigureWriter, place_figures, read_literal
from examcore.hooks import Origin
from examcore.language import Label, Message, messages
from examcore.nouns import PLACE, Figure, Item, Option, Source, figures_of, keep_figures, name_option, spell
from examcore.text import has_unsafe

msg = messages("examcore")

LARGEST = 20 * 1024 * 1024
LETTERS = "ABCDEF"
_OPTION = re.compile(r"^(?P<marks>[*!]{0,2})(?P<letter>[A-F])\.(?:\s+(?P<text>.*))?$")
_HEAD = re.compile(r"^##\s+(?P<id>\S{1,60})\s*$")
_BEGINS = re.compile(rb"\A(?:\xef\xbb\xbf)?---\s*$|^##\s+\S+\s*$", re.MULTILINE)
_SPECIAL = re.compile(r"^(\\|##|//|---|==|[*!]{0,2}[A-F]\.(\s|$))")


@dataclass(slots=True)
class _Draft:
    """One item while its lines are read. The only mutable thing here."""

    id: str
    line: int
    tags: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    stem: list[str] = field(default_factory=list)
    options: list[tuple[int, str, str, list[str]]] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    block: Block | None = None


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
        self._pictures = PictureReader()

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
            draft.blocks.clear()
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
        self._pictures.close()
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
        begins = BEGINS.match(line) if draft.options else None
        if begins is not None:
            draft.block = Block(number, begins["kind"], begins["facts"] or "")
            if int(begins["number"]) in draft.blocks:
                self._problem(number, "bad-figure", msg("the number of this picture or table stands twice"), draft.id)
            draft.blocks[int(begins["number"])] = draft.block
            return
        if draft.block is not None:
            draft.block.take(line)
            return
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
        elif tag is not None:
            self._problem(
                number,
                "stray-tag",
                msg("this line is a tag within the text; put it under the id, or write \\ before it if it is text"),
                draft.id,
            )
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
        stem, texts, raw = self._place_figures(draft, stem, texts)
        figures = [self._read_figures(draft, each) for each in raw]
        tags = self._tags.read(draft.id, draft.line, draft.tags)
        if tags is None or any(p.question == draft.id and p.severity == "error" for p in self._problems):
            return None
        spelled = [spell(text, each) for text, each in zip(texts, figures[1:], strict=True)]
        options = tuple(
            Option(name_option(draft.id, name, spelled[:place].count(name)), text, "!" in marks, held)
            for place, ((_, _, marks, _), text, name, held) in enumerate(
                zip(draft.options, texts, spelled, figures[1:], strict=True)
            )
        )
        return Item(draft.id, stem, options, options[keys[0]].id, tags, figures[0])

    def _place_figures(
        self, draft: _Draft, stem: str, texts: list[str]
    ) -> tuple[str, list[str], list[tuple[int, tuple[Raw, ...]]]]:
        """The texts with the places of their figures, and the figures of each with the line to name them by."""
        lines = [draft.line, *(number for number, _, _, _ in draft.options)]
        bare = [stem, *texts]
        if not draft.blocks:
            for line, text in zip(lines, bare, strict=True):
                if PLACE in text:
                    lost = msg("the text has the sign of a picture, and the file no picture")
                    self._problem(line, "lost-picture", lost, draft.id)
                elif read_literal(text) is None:
                    lost = msg("the text has the sign of a picture or table, and nothing behind the options is it")
                    self._problem(line, "lost-picture", lost, draft.id)
            plain = [read_literal(text) or text for text in bare]
            return plain[0], plain[1:], [(line, ()) for line in lines]
        blocks: dict[int, Raw] = {}
        for number, block in draft.blocks.items():
            try:
                blocks[number] = block.read()
            except Barred as barred:
                self._problem(block.line, barred.code, barred.text, draft.id)
        if len(blocks) < len(draft.blocks):
            return stem, texts, [(line, ()) for line in lines]
        seen: set[int] = set()
        placed: list[tuple[str, tuple[Raw, ...]]] = []
        for line, text in zip(lines, bare, strict=True):
            try:
                placed.append(place_figures(text.replace(PLACE, ""), blocks, seen))
            except Barred as barred:
                self._problem(line, barred.code, barred.text, draft.id)
                placed.append((text, ()))
        for number, block in draft.blocks.items():
            if number not in seen:
                unplaced = msg("figure {number} stands nowhere in the text", number=number)
                self._problem(block.line, "bad-figure", unplaced, draft.id)
        return (
            placed[0][0],
            [text for text, _ in placed[1:]],
            [(line, figures) for line, (_, figures) in zip(lines, placed, strict=True)],
        )

    def _read_figures(self, draft: _Draft, raw: tuple[int, tuple[Raw, ...]]) -> tuple[Figure, ...] | Absent:
        line, figures = raw
        if len(figures) > MOST_FIGURES:
            many = msg("more than {most} pictures and tables", most=MOST_FIGURES)
            self._problem(line, "many-pictures", many, draft.id)
            return ABSENT
        read = []
        for one in figures:
            try:
                read.append(self._pictures.read(one))
            except Barred as barred:
                self._problem(line, barred.code, barred.text, draft.id)
        return keep_figures(read)

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
        figures = FigureWriter(item)
        lines += [_escaped(line) for line in figures.write(item.stem, figures_of(item)).split("\n")]
        for letter, option in zip(LETTERS, item.options, strict=False):
            marks = ("*" if option.id == item.key else "") + ("!" if option.fixed else "")
            first, *rest = figures.write(option.text, figures_of(option)).split("\n")
            lines += [f"{marks}{letter}. {first}", *(_escaped(line) for line in rest)]
        lines += figures.lines
    return ("\n".join(lines) + "\n").encode()


def _escaped(line: str) -> str:
    return "\\" + line if _SPECIAL.match(line) or TAG_LINE.match(line) else line


def _plain(line: str) -> str:
    return line[1:] if line.startswith("\\") else line


def _line_of(problem: Problem) -> int:
    values = dict(problem.place.values) if isinstance(problem.place, Message) else {}
    line = values.get("line", 0)
    return line if isinstance(line, int) else 0
