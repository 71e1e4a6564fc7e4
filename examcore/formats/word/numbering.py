"""Knows the numbers Word writes by itself before paragraphs: "Câu 5.", "A.", "3.1)", as a reader sees them.

Must not know what a number is for. Counting as ISO/IEC 29500-1, 17.9 has it; Word's own counting is per abstract list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from examcore.formats.word.names import Element, child, tag_of, value, whole
from examcore.formats.word.styles import Styles

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]  # fmt: skip
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, how numbers are written, the text round them, when it begins anew."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int = -1
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Count:
    """Where an abstract list stands. `begun` are the lists whose own first number has been taken."""

    at: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)
    begun: set[tuple[str, int]] = field(default_factory=set)


class Numbering:
    """The lists of a file and where each stands; `next` is asked once for every paragraph, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._own: dict[tuple[str, int], Level] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._counts: dict[str, _Count] = {}
        self._styles = styles
        for element in root if root is not None else ():
            if tag_of(element) == "w:abstractNum":
                self._take_abstract(element)
            elif tag_of(element) == "w:num":
                self._take_list(element)

    def _take_abstract(self, element: Element) -> None:
        identity = value(element, "abstractNumId")
        link = value(child(element, "numStyleLink"))
        if link:
            self._links[identity] = link
        levels = self._abstract.setdefault(identity, {})
        for each in element:
            if tag_of(each) == "w:lvl":
                at = _level(value(each, "ilvl"))
                levels[at] = _read_level(each)
                if levels[at].style:
                    self._by_style[identity, levels[at].style] = at

    def _take_list(self, element: Element) -> None:
        identity = value(element, "numId")
        self._lists[identity] = value(child(element, "abstractNumId"))
        for each in element:
            if tag_of(each) != "w:lvlOverride":
                continue
            at = _level(value(each, "ilvl"))
            own, start = child(each, "lvl"), child(each, "startOverride")
            if own is not None:
                self._own[identity, at] = _read_level(own)
            if start is not None:
                self._starts[identity, at] = whole(value(start), 1)

    def next(self, identity: str, level: str, style: str) -> tuple[str, str]:
        """The number before the next paragraph of list `identity`, and the name of what it counts in.

        `level` is "" where only the style says it. Both are "" for a paragraph of no list.
        """
        abstract = self._lists.get(identity, "")
        if abstract in self._links:
            abstract = self._lists.get(self._styles.list_behind(self._links[abstract]), abstract)
        levels = self._abstract.get(abstract)
        if not levels:
            return "", ""
        at = _level(level) if level else self._by_style.get((abstract, style), 0)
        shown = self._own.get((identity, at)) or levels.get(at) or Level()
        count = self._counts.setdefault(abstract, _Count())
        now = count.at[at]
        start = self._starts.get((identity, at))
        if start is not None and (identity, at) not in count.begun:
            now = start
        else:
            now = shown.start if now is None else now + 1
        count.begun.add((identity, at))
        count.at[at] = min(now, MOST)
        for below in range(at + 1, _LEVELS):
            restart = (levels.get(below) or Level()).restart
            if restart != 0 and (restart < 0 or at < restart):
                count.at[below] = None
        return self._write(identity, levels, shown, count), f"{abstract}/{at}"

    def _write(self, identity: str, levels: dict[int, Level], shown: Level, count: _Count) -> str:
        if shown.form == "bullet":
            return "-"
        if shown.form == "none":
            return _PLACE.sub("", shown.text).strip()

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            level = self._own.get((identity, at)) or levels.get(at) or Level()
            now = count.at[at]
            form = "decimal" if shown.legal else level.form
            return write_number(level.start if now is None else now, form)

        return _PLACE.sub(number, shown.text).strip()


def _level(text: str) -> int:
    return min(max(whole(text), 0), _LEVELS - 1)


def _read_level(element: Element) -> Level:
    restart = child(element, "lvlRestart")
    return Level(
        whole(value(child(element, "start"), "val", "1"), 1),
        value(child(element, "numFmt"), "val", "decimal"),
        value(child(element, "lvlText")),
        -1 if restart is None else whole(value(restart), -1),
        child(element, "isLgl") is not None,
        value(child(element, "pStyle")),
    )


def write_number(number: int, form: str) -> str:
    """`number` in one of Word's forms; forms this product does not know are written as figures."""
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        text = ""
        for worth, sign in _ROMAN:
            text += sign * (number // worth)
            number %= worth
        return text if form == "upperRoman" else text.lower()
    return f"{number:02}" if form == "decimalZero" else str(number)
