"""Knows how HTML and Markdown become plain text: raised and lowered figures kept, what text cannot say named.

Must not know which format it stood in. An item is text: a picture, a table or a formula is reported, never dropped.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from examcore.language import Message, messages

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
_NAMES = {
    "img": msg("a picture"), "table": msg("a table"), "math": msg("a formula"), "svg": msg("a picture"),
    "object": msg("an embedded file"), "embed": msg("an embedded file"), "iframe": msg("an embedded page"),
    "video": msg("a recording"), "audio": msg("a recording"), "script": msg("a script"),
}  # fmt: skip
_KEPT_BREAK = "\ue001"
"""A line break inside <pre> while other blanks are joined; a private sign, which no text holds."""
_MARKDOWN = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!])")


def shift(text: str, raised: bool) -> str | None:
    """`text` as superscript (or subscript) signs, m2 as m²; None where a letter has no such sign."""
    signs = _RAISED if raised else _LOWERED
    text = text.strip()
    return "".join(signs[letter] for letter in text) if all(letter in signs for letter in text) else None


class _Reader(HTMLParser):
    """Collects text and what is lost. Streaming: nesting costs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self.lost: list[Message] = []
        self._shifts: list[tuple[str, list[str]]] = []
        self._silent = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _NAMES or (tag not in _BLOCKS | _INLINE | _SILENT and tag not in {"br", "sup", "sub", "hr"}):
            self._lose(_NAMES.get(tag, msg("the element {name}", name=f"<{tag[:20]}>")))
        if tag in {"sup", "sub"}:
            self._shifts.append((tag, []))
        elif tag in _BLOCKS or tag in {"br", "hr"}:
            self._put("\n")
            self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "hr", "img", "meta", "wbr"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"sup", "sub"} and self._shifts and self._shifts[-1][0] == tag:
            self._close_shift()
        elif tag in _BLOCKS:
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

    def _put(self, text: str) -> None:
        (self._shifts[-1][1] if self._shifts else self._out).append(text)

    def _lose(self, what: Message) -> None:
        if what not in self.lost:
            self.lost.append(what)

    def finish(self) -> str:
        """All text; elements that were never closed are closed."""
        self.close()
        while self._shifts:
            self._close_shift()
        text = re.sub(r"[ \t\xa0]+", " ", "".join(self._out))
        text = re.sub(r" *\n[ \n]*", "\n", text).replace(_KEPT_BREAK, "\n")
        return text.strip()


def read_html(text: str) -> tuple[str, tuple[Message, ...]]:
    """The text of a piece of HTML, and what it holds that text cannot say (pictures, tables, formulas)."""
    opened = text.count("<")
    if len(text) > MOST_HTML or opened > MOST_TAGS or opened - text.count(">") > MOST_BROKEN:
        return "", (msg("more text than is read"),)
    if not opened and "&" not in text:  # nothing to take apart
        return re.sub(r"[ \t\r\n\f\xa0]+", " ", text).strip(), ()
    reader = _Reader()
    reader.feed(text)
    return reader.finish(), tuple(reader.lost)


def read_markdown(text: str) -> tuple[str, tuple[Message, ...]]:
    """The text of a piece of Markdown: emphasis taken away, escapes undone; pictures are named."""
    lost = (msg("a picture"),) if re.search(r"!\[[^\]]*\]\(", text) else ()
    text = _MARKDOWN.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text).strip(), lost
