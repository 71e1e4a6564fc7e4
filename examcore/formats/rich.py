"""Knows how HTML and Markdown become plain text: raised and lowered figures kept, what text cannot say named.

Must not know which format it stood in. Pictures and tables become figures where the format can bring them; what cannot
be kept is named, never dropped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from examcore.formats.page import PIXELS_PER_MM
from examcore.formats.pictures import Raw, RawPicture, RawTable
from examcore.language import Message, messages
from examcore.nouns import PLACE

msg = messages("examcore")

MOST_HTML = 60_000
"""Characters of one piece of HTML."""
MOST_TAGS = 5_000
MOST_BROKEN = 50
"""Tags that are never closed: the parser takes quadratic time over them."""
_RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓ", strict=True))
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "section",
    "dd",
    "dt",
    "dl",
}
_INLINE = {
    "b", "strong", "i", "em", "u", "span", "font", "a", "small", "big", "code", "s", "strike", "del", "ins", "mark",
    "cite", "abbr", "html", "body", "head", "meta", "tt", "label", "o:p", "center", "wbr",
    "tbody", "nobr", "samp", "kbd", "var", "q",
}  # fmt: skip
_SILENT = {"script", "style"}
_STRUCK = {"s", "strike", "del"}
_NAMES = {
    "img": msg("a picture"), "table": msg("a table"), "math": msg("a formula"), "svg": msg("a picture"),
    "object": msg("an embedded file"), "embed": msg("an embedded file"), "iframe": msg("an embedded page"),
    "video": msg("a recording"), "audio": msg("a recording"), "script": msg("a script"),
}  # fmt: skip
_KEPT_BREAK = "\ue001"
"""A line break inside <pre> while other blanks are joined; a private sign, which no text holds."""
Finder = Callable[[str], bytes | None]
_TABLE = {"table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "col"}
_WIDTH = re.compile(r"^\s*(\d{1,4})(?:px)?\s*$")
_DATA = re.compile(r"data:image/[a-z+.-]{1,20};base64,", re.IGNORECASE)
_MARKDOWN = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")


def shift(text: str, raised: bool) -> str | None:
    """`text` as superscript (or subscript) signs, m2 as m²; None where a letter has no such sign."""
    signs = _RAISED if raised else _LOWERED
    text = text.strip()
    return "".join(signs[letter] for letter in text) if all(letter in signs for letter in text) else None


@dataclass(slots=True)
class _Table:
    """A table while it is read; `into` is the cell that is open."""

    rows: list[list[list[str]]] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    into: list[str] | None = None
    heads: int = 0

    def open_cell(self, is_head: bool) -> None:
        """Begin a cell in the last row."""
        if not self.rows:
            self.rows.append([])
        self.into = []
        self.rows[-1].append(self.into)
        self.heads += is_head and len(self.rows) == 1

    @property
    def is_headed(self) -> bool:
        """Whether all cells of the first row are heads."""
        return bool(self.rows) and self.heads == len(self.rows[0]) > 0


class _Reader(HTMLParser):
    """Collects text, figures and what is lost. Streaming: nesting costs nothing."""

    def __init__(self, find: Finder | None) -> None:
        super().__init__(convert_charrefs=True)
        self._find = find
        self.figures: list[Raw] = []
        self._table: _Table | None = None
        self._out: list[str] = []
        self.lost: list[Message] = []
        self._shifts: list[tuple[str, list[str]]] = []
        self._silent = 0
        self._pre = 0
        self._lists: list[str] = []
        self._numbers: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._lose_changed(tag, said)
        if self._find is not None and self._draw(tag, said):
            return
        if tag in _SILENT:
            self._silent += 1
        if tag in _NAMES or (tag not in _BLOCKS | _INLINE | _SILENT and tag not in {"br", "sup", "sub", "hr"}):
            self._lose(_NAMES.get(tag, msg("the element {name}", name=f"<{tag[:20]}>")))
        if tag in {"sup", "sub"}:
            self._shifts.append((tag, []))
        elif tag in _BLOCKS or tag in {"br", "hr"}:
            self._put(_KEPT_BREAK if ("class", "blank") in attrs else "\n")
            self._pre += tag == "pre"
            self._count(tag, said)

    def _lose_changed(self, tag: str, said: dict[str, str | None]) -> None:
        """Name what a reader sees otherwise than the text alone would say."""
        style = "".join((said.get("style") or "").lower().split())
        if tag in _STRUCK or "line-through" in style:
            self._lose(msg("text that is struck out"))
        if "hidden" in said or "display:none" in style or "visibility:hidden" in style:
            self._lose(msg("hidden text"))
        if "multilang" in (said.get("class") or "").split():
            self._lose(msg("a text in several languages"))

    def _count(self, tag: str, said: dict[str, str | None]) -> None:
        """Write the number a list shows before each of its entries."""
        if tag in {"ol", "ul"}:
            begin = said.get("start") or "1"
            self._lists.append((said.get("type") or "1") if tag == "ol" else "")
            self._numbers.append(int(begin) if begin.isdecimal() and len(begin) < 5 else 1)
        elif tag == "li" and self._lists and self._lists[-1]:
            kind, number = self._lists[-1], self._numbers[-1]
            self._numbers[-1] += 1
            if kind == "1":
                self._put(f"{number}. ")
            elif kind in {"a", "A"} and number <= 26:
                self._put(f"{chr(ord(kind) + number - 1)}. ")
            else:
                self._lose(msg("a list numbered otherwise than 1, 2, 3 or a, b, c"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "hr", "img", "meta", "wbr"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._table is not None and tag in _TABLE:
            self._leave(tag)
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"sup", "sub"} and self._shifts and self._shifts[-1][0] == tag:
            self._close_shift()
        elif tag in _BLOCKS:
            if tag in {"ol", "ul"} and self._lists:
                self._lists.pop()
                self._numbers.pop()
            self._put("\n")
            self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._put(data.replace("\n", _KEPT_BREAK) if self._pre else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _close_shift(self) -> None:
        tag, pieces = self._shifts.pop()
        text = "".join(pieces)
        shifted = shift(text, tag == "sup")
        if shifted is None:
            self._lose(msg("raised text") if tag == "sup" else msg("lowered text"))
        self._put(text if shifted is None else shifted)

    def _draw(self, tag: str, said: dict[str, str | None]) -> bool:
        """Whether the tag belongs to a figure that is kept."""
        if tag == "img":
            assert self._find is not None
            data = self._find(said.get("src") or "")
            if data is None or self._table is not None:
                self._lose(msg("a picture inside a table") if data else msg("a picture that is not in the file"))
                return True
            width = _WIDTH.match(said.get("width") or "")
            width_mm = round(int(width[1]) / PIXELS_PER_MM) if width else 0
            self.figures.append(RawPicture(data, said.get("alt") or "", width_mm))
            self._put(PLACE)
            return True
        if tag == "table" and self._table is None:
            self._table = _Table()
            return True
        if self._table is None or tag not in _TABLE:
            return False
        if tag == "table":
            self._lose(msg("a table inside a table"))
        elif tag == "tr":
            self._table.rows.append([])
        elif tag in ("td", "th"):
            if any((said.get(name) or "1").strip() != "1" for name in ("colspan", "rowspan")):
                self._lose(msg("a table with merged cells"))
            self._table.open_cell(tag == "th")
        elif tag == "caption":
            self._table.into = self._table.caption
        return True

    def _leave(self, tag: str) -> None:
        table = self._table
        if table is not None and tag in ("td", "th", "tr", "caption"):
            table.into = None
        elif table is not None and tag == "table":
            self._table = None
            rows = tuple(tuple(_join("".join(cell)) for cell in row) for row in table.rows if row)
            self.figures.append(RawTable(rows, table.is_headed, " ".join("".join(table.caption).split())))
            self._put(f"\n{PLACE}\n")

    def _put(self, text: str) -> None:
        if self._shifts:
            self._shifts[-1][1].append(text)
        elif self._table is None:
            self._out.append(text)
        elif self._table.into is not None:
            self._table.into.append(text)
        elif text.strip():
            self._lose(msg("text between the cells of a table"))

    def _lose(self, what: Message) -> None:
        if what not in self.lost:
            self.lost.append(what)

    def finish(self) -> str:
        """All text; elements that were never closed are closed."""
        self.close()
        while self._shifts:
            self._close_shift()
        self._leave("table")
        return _join("".join(self._out))


def _join(text: str) -> str:
    text = re.sub(r"[ \t\xa0]+", " ", text)
    return re.sub(r" *\n[ \n]*", "\n", text).replace(_KEPT_BREAK, "\n").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of HTML as an item can hold it: text with PLACE for each of its figures, and what could not be kept."""

    text: str
    lost: tuple[Message, ...] = ()
    figures: tuple[Raw, ...] = ()


def read_html(text: str) -> tuple[str, tuple[Message, ...]]:
    """The text of a piece of HTML, and what it holds that text cannot say (pictures, tables, formulas)."""
    page = read_page(text, None)
    return page.text, page.lost


def read_page(text: str, find: Finder | None) -> Page:
    """A piece of HTML; `find` gives the bytes of the picture an img names, None where there is none to be had."""
    opened = text.count("<")
    if len(text) > MOST_HTML or opened > MOST_TAGS or opened - text.count(">") > MOST_BROKEN:
        return Page("", (msg("more text than is read"),))
    if not opened and "&" not in text:  # nothing to take apart
        return Page(re.sub(r"[ \t\r\n\f\xa0]+", " ", text).strip())
    reader = _Reader(find)
    reader.feed(text.replace(PLACE, ""))
    return Page(reader.finish(), tuple(reader.lost), tuple(reader.figures))


def read_data_address(address: str) -> bytes | None:
    """The picture that an address of the kind data: holds; None for every other one."""
    found = _DATA.match(address)
    if found is None:
        return None
    try:
        return base64.b64decode(re.sub(r"\s+", "", address[found.end() :]), validate=True)
    except ValueError:
        return None


def read_markdown(text: str) -> tuple[str, tuple[Message, ...]]:
    """The text of a piece of Markdown: emphasis taken away, escapes undone; pictures are named."""
    lost = (msg("a picture"),) if re.search(r"!\[[^\]]*\]\(", text) else ()
    text = _MARKDOWN.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text).strip(), lost
