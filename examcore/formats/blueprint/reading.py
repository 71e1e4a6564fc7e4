"""Knows how a blueprint file is read: every problem at once, each with its line, a code and what to do.

Must not know banks or regulations. The format is described in docs/formats/blueprint.md.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar, cast

from examcore.engine.flaws import Flaw, find_flaws
from examcore.errors import Problem
from examcore.formats.blueprint import values
from examcore.formats.blueprint.lines import Line, Notes, split_lines, tell_at
from examcore.language import Label, Message, messages
from examcore.nouns import FULL, Blueprint, Limits, PartPlan, Quota
from examcore.nouns.form import UNTITLED

msg = messages("examcore")
T = TypeVar("T")
END = "end"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: the blueprint (None where a line was not understood), problems by line, remarks, and the line
    each thing stands in, by its place.
    """

    blueprint: Blueprint | None
    problems: tuple[Problem, ...]
    notes: Notes
    lines: dict[str, int]

    def line_of(self, flaw: Flaw) -> int:
        """The line a flaw of this blueprint stands in; 0: none."""
        if flaw.setting == "difficulty":
            return self.lines.get(f"{flaw.part}/difficulty", 0)
        if flaw.setting:
            return self.lines.get(flaw.setting, 0)
        place = name_place(flaw.part, flaw.quota)
        return self.lines.get(place, 0)


@dataclass(slots=True)
class _Part:
    """A part while its lines are read."""

    name: str
    title: Label
    count: int
    quotas: list[Quota] = field(default_factory=list)
    bounds: tuple[int, int] | None = None


def name_place(part: int | None, quota: int | None = None) -> str:
    """How the place of a part or quota is called."""
    return "" if part is None else f"{part}" if quota is None else f"{part}/{quota}"


def read_file(name: str, data: bytes) -> Reading:
    """A blueprint with everything an editor needs to write the file anew."""
    return _Reader(name).read(data)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[tuple[int, Problem]] = []
        self._head: dict[str, str] = {}
        self._core: list[str] = []
        self._apart: list[tuple[str, ...]] = []
        self._parts: list[_Part] = []
        self._lines: dict[str, int] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._beside: dict[str, str] = {}
        self._pending: tuple[str, ...] = ()

    def read(self, data: bytes) -> Reading:
        split = split_lines(self._name, data)
        for line in split.lines:
            self._pending += line.above
            if line.text != "---":
                self._take(line)
            elif line.beside:
                self._pending += (line.beside,)
        if rest := (*self._pending, *split.below):
            self._above[END] = rest
        blueprint = None if any(p.severity == "error" for p in split.problems) else self._finish()
        reading = Reading(blueprint, (), Notes(self._above, self._beside), self._lines)
        if blueprint is not None:
            for flaw in find_flaws(blueprint):
                self._tell(reading.line_of(flaw), flaw.code, flaw.message)
        told = [(_line_of(problem), problem) for problem in split.problems] + self._problems
        return Reading(blueprint, tuple(p for _, p in sorted(told, key=lambda one: one[0])), reading.notes, self._lines)

    def _take(self, line: Line) -> None:
        if line.text.startswith("##"):
            self._take_heading(line)
            return
        # A quota's title may hold a colon, and so may a setting's value: the numbers come last, the key first.
        cells = line.text.rpartition(":") if self._parts else line.text.partition(":")
        key, colon, value = (cell.strip() for cell in cells)
        if not colon:
            self._tell(line.number, "bad-line", msg("the line has no colon; write it as key: value"))
        elif self._parts:
            self._take_quota(line, self._parts[-1], key, value)
        else:
            self._take_setting(line, key, value)

    def _take_setting(self, line: Line, key: str, value: str) -> None:
        setting = values.find_key(key, values.HEAD)
        if not setting:
            self._tell_unknown(line, key, [word for words in values.HEAD.values() for word in words])
        elif setting == "core":
            self._place(line, "core")
            self._core += self._value(line, values.read_ids, value, *_IDS) or ()
        elif setting == "apart":
            self._place(line, f"apart#{len(self._apart)}")
            self._apart.append(self._value(line, values.read_ids, value, *_IDS) or ("",))
        elif setting in self._head:
            self._tell(line.number, "key-twice", msg("{key} stands twice; take one line away", key=key))
        else:
            self._place(line, setting)
            self._head[setting] = value

    def _take_heading(self, line: Line) -> None:
        cells = values.read_cells(line.text.removeprefix("##"))
        count = values.read_count(cells[-1])
        title = values.read_title(cells[1:-1])
        self._place(line, name_place(len(self._parts)))
        if len(cells) < 2 or not cells[0] or count is None or title is None:
            self._tell(line.number, "bad-part", msg("a part is written: ## name | title | 40 câu"))
        self._parts.append(_Part(cells[0], title or UNTITLED, count or 0))

    def _take_quota(self, line: Line, part: _Part, key: str, value: str) -> None:
        number = len(self._parts) - 1
        if key.lower() in values.DIFFICULTY:
            if part.bounds is not None:
                self._tell(line.number, "key-twice", msg("{key} stands twice; take one line away", key=key))
            self._place(line, f"{number}/difficulty")
            part.bounds = self._value(line, values.read_bounds, value, *_BOUNDS)
            return
        words = {word: tag for tag, both in values.TAGS.items() for word in both}
        word = next((word for word in words if f"{key.lower()} ".startswith(f"{word} ")), "")
        if not word:
            self._tell_unknown(line, key, [*words, *values.DIFFICULTY])
            return
        self._place(line, name_place(number, len(part.quotas)))
        cells = values.read_cells(key[len(word) :])
        title = values.read_title(cells[1:])
        counts = self._value(line, values.read_counts, value, "bad-count", msg("write a number of items: 5 or 4-6"))
        named = self._read_named(line, words[word], cells[0])
        if title is None or not cells[0]:
            self._tell(line.number, "bad-line", msg("a quota is written: lĩnh vực name | title: 5"))
        tag = cast("Literal['area', 'level', 'scope']", words[word])
        part.quotas.append(Quota(tag, named, *(counts or (0, 0)), title or UNTITLED))

    def _read_named(self, line: Line, tag: str, value: str) -> str:
        """The value a quota counts; levels and scopes have words of their own."""
        if tag == "area":
            return value
        words = values.LEVELS if tag == "level" else values.SCOPES
        found = next((name for name, word in words.items() if value.lower() in (name, word)), "")
        if not found and tag == "level":
            self._tell(line.number, "bad-level", msg("the level must be nhận biết, thông hiểu or vận dụng"))
        elif not found:
            self._tell(line.number, "bad-scope", msg("the scope must be riêng (of this position) or chung (of all)"))
        return found

    def _finish(self) -> Blueprint | None:
        policy = [cell for cell in values.read_cells(self._head.get("policy", "")) if cell]
        if not self._head.get("position"):
            self._tell(0, "missing-key", msg("the position is missing; write ma trận đề: code"))
        if len(policy) != 2:
            self._tell(self._lines.get("policy", 0), "missing-key",
                       msg("the rules are missing; write quy định: policy | profile"))  # fmt: skip
        limits = Limits()
        uses, years = self._setting("rest", values.read_rest, (limits.uses, limits.years), *_REST)
        limits = Limits(
            overlap=self._setting("overlap", values.read_percent, limits.overlap, *_PERCENT),
            recent=self._setting("recent", values.read_percent, limits.recent, *_PERCENT),
            uses=uses,
            years=years,
            sets=self._setting("sets", values.read_sets, limits.sets, *_SETS),
            spread=self._setting("spread", values.read_thousandths, limits.spread, *_SPREAD),
        )
        if any(problem.severity == "error" for _, problem in self._problems):
            return None
        parts = tuple(
            PartPlan(part.name, part.title, part.count, tuple(part.quotas), *(part.bounds or (0, FULL)))
            for part in self._parts
        )
        return Blueprint(policy[0], policy[1], self._head["position"], parts, limits, tuple(self._core),
                         tuple(self._apart))  # fmt: skip

    def _setting(self, name: str, read: Callable[[str], T | None], default: T, code: str, message: Message) -> T:
        if name not in self._head:
            return default
        found = read(self._head[name])
        if found is None:
            self._tell(self._lines[name], code, message)
        return default if found is None else found

    def _value(self, line: Line, read: Callable[[str], T | None], text: str, code: str, message: Message) -> T | None:
        found = read(text)
        if found is None:
            self._tell(line.number, code, message)
        return found

    def _place(self, line: Line, place: str) -> None:
        """Remember where a thing stands, and the remarks at it."""
        self._lines.setdefault(place, line.number)
        if self._pending:
            self._above[place] = (*self._above.get(place, ()), *self._pending)
            self._pending = ()
        if line.beside:
            self._beside[place] = "; ".join(filter(None, (self._beside.get(place, ""), line.beside)))

    def _tell_unknown(self, line: Line, key: str, known: list[str]) -> None:
        bare = {_bare(word): word for word in known}
        start = " ".join(key.split()[:2])  # behind the first two words stands what a quota counts
        near = difflib.get_close_matches(_bare(key), bare, 1) or difflib.get_close_matches(_bare(start), bare, 1)
        said = (
            msg("there is no key {key}; perhaps {near}", key=key, near=bare[near[0]])
            if near
            else msg("there is no key {key}; see docs/formats/blueprint.md", key=key)
        )
        self._tell(line.number, "unknown-key", said)

    def _tell(self, line: int, code: str, message: Message) -> None:
        self._problems.append((line, tell_at(self._name, line, code, message)))


_IDS = ("bad-id", msg("write item ids with commas between: HP-001, HP-007"))
_BOUNDS = ("bad-difficulty", msg("write the bounds of the mean difficulty: 0,600 - 0,640"))
_REST = ("bad-rest", msg("write sau 3 lần trong 3 năm, or không"))
_PERCENT = ("bad-percent", msg("write a share of the form from 0 to 100: nhiều nhất 20%"))
_SETS = ("bad-count", msg("write a number: nhiều nhất 2"))
_SPREAD = ("bad-difficulty", msg("write a difference of difficulties from 0 to 1: 0,010"))


def _bare(text: str) -> str:
    """Without accents: they are what is most often left out."""
    pieces = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(piece for piece in pieces if not unicodedata.combining(piece))


def _line_of(problem: Problem) -> int:
    line = dict(problem.place.values).get("line", 0) if isinstance(problem.place, Message) else 0
    return line if isinstance(line, int) else 0
