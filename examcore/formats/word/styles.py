"""Knows how Word arrives at the look of a run: defaults, paragraph style, character style, the run itself.

Must not know questions. Toggles of two styles cancel each other, as ISO/IEC 29500-1, 17.7.3 has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from examcore.formats.word.names import Element, child, lengthen, tag_of, value, whole
from examcore.formats.word.rich import Look

Given: TypeAlias = Mapping[str, str]
"""Properties as given in one place: names of `Look` to values; a switch is "1" or ""."""

_SWITCHES = {"w:b": "bold", "w:i": "italic", "w:strike": "strike", "w:dstrike": "strike", "w:caps": "caps",
             "w:vanish": "hidden"}  # fmt: skip
_TOGGLES = ("bold", "italic", "strike", "caps", "hidden")
_OFF = {"0", "false", "off", "none"}
_LEGACY = re.compile(r"^(?:\.Vn|VNI[ -]|VNTime|\.VN)", re.IGNORECASE)
_DEEPEST_STYLE = 20
_BLACK = {"", "auto", "000000", "windowText"}
_THEME = {"text1": "", "dark1": "", "tx1": "", "dk1": "", "background1": "white", "light1": "white", "none": ""}


@dataclass(frozen=True, slots=True)
class Style:
    """What one style gives by itself: the look of its text, the list it belongs to, and whether it is a heading."""

    name: str
    above: str
    given: Given
    list_id: str
    level: str
    outline: bool


class Styles:
    """All styles of a file."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default_paragraph = ""
        self._resolved: dict[str, Given] = {}
        self._looks: dict[tuple[str, str, tuple[tuple[str, str], ...]], Look] = {}
        self._defaults: Given = {}
        for element in root if root is not None else ():
            if tag_of(element) == "w:docDefaults":
                self._defaults = read_given(child(child(element, "rPrDefault"), "rPr"))
            elif tag_of(element) == "w:style":
                self._take(element)

    def _take(self, element: Element) -> None:
        identity = value(element, "styleId")
        properties = child(element, "pPr")
        numbering = child(properties, "numPr")
        name = value(child(element, "name"))
        outline = child(properties, "outlineLvl")
        self._styles[identity] = Style(
            name,
            value(child(element, "basedOn")),
            read_given(child(element, "rPr")),
            value(child(numbering, "numId")),
            value(child(numbering, "ilvl")),
            (outline is not None and whole(value(outline), 9) < 9) or name.lower().startswith(("heading", "title")),
        )
        if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
            self._default_paragraph = identity

    def look(self, paragraph: str, character: str, given: Given) -> Look:
        """The look of a run: the ids of its styles ("" for none) and what the run itself says."""
        key = (paragraph, character, tuple(sorted(given.items())))
        found = self._looks.get(key)
        if found is None:
            found = self._looks[key] = self._make(paragraph, character, given)
        return found

    def _make(self, paragraph: str, character: str, given: Given) -> Look:
        first = self._resolve(paragraph or self._default_paragraph)
        second = self._resolve(character)
        merged = {**self._defaults, **first, **second}
        for name in _TOGGLES:
            if first.get(name) and second.get(name):
                merged[name] = ""
        merged.update(given)
        return Look(
            bold=bool(merged.get("bold")),
            italic=bool(merged.get("italic")),
            underline=bool(merged.get("underline")),
            strike=bool(merged.get("strike")),
            colour=merged.get("colour", ""),
            fill=merged.get("highlight") or merged.get("shading", ""),
            raised=merged.get("raised", ""),
            caps=bool(merged.get("caps")),
            hidden=bool(merged.get("hidden")) or merged.get("colour") == "white",
            legacy=bool(_LEGACY.match(merged.get("font", ""))),
        )

    def _resolve(self, identity: str) -> Given:
        """What a style and all those it is based on give together."""
        if identity not in self._resolved:
            merged: dict[str, str] = {}
            for style in reversed(self._chain(identity)):
                merged.update(style.given)
            self._resolved[identity] = merged
        return self._resolved[identity]

    def _chain(self, identity: str) -> list[Style]:
        chain: list[Style] = []
        while identity in self._styles and len(chain) < _DEEPEST_STYLE:
            chain.append(self._styles[identity])
            identity = self._styles[identity].above
        return chain

    def list_of(self, paragraph: str) -> tuple[str, str]:
        """The list id and level a paragraph style puts its paragraphs in; "" for none."""
        for style in self._chain(paragraph or self._default_paragraph):
            if style.list_id:
                return style.list_id, style.level
        return "", ""

    def list_behind(self, identity: str) -> str:
        """The list id a numbering style stands for."""
        return self._styles[identity].list_id if identity in self._styles else ""

    def is_heading(self, paragraph: str) -> bool:
        """Whether a paragraph style is one of headings."""
        return any(style.outline for style in self._chain(paragraph))


def read_given(properties: Element | None) -> dict[str, str]:
    """What a w:rPr says of the look."""
    given: dict[str, str] = {}
    for element in properties if properties is not None else ():
        tag = tag_of(element)
        if tag in _SWITCHES:
            given[_SWITCHES[tag]] = "" if value(element).lower() in _OFF else "1"
        elif tag == "w:u":
            given["underline"] = "" if value(element).lower() in _OFF else "1"
        elif tag == "w:color":
            given["colour"] = _name_colour(value(element), value(element, "themeColor"))
        elif tag == "w:highlight":
            given["highlight"] = "" if value(element).lower() in ("none", "white") else value(element).lower()
        elif tag == "w:shd":
            given["shading"] = _name_fill(value(element, "fill"), value(element, "themeFill"))
        elif tag == "w:vertAlign":
            given["raised"] = {"superscript": "super", "subscript": "sub"}.get(value(element), "")
        elif tag == "w:rFonts":
            font = element.get(lengthen("ascii")) or element.get(lengthen("hAnsi"))
            if font:
                given["font"] = font
            elif element.get(lengthen("asciiTheme")):
                given["font"] = ""
    return given


def _name_colour(text: str, theme: str) -> str:
    """ "" for black and what cannot be told from it; "white" for what cannot be seen."""
    if theme:
        return _THEME.get(theme, f"theme {theme}")
    if text in _BLACK or not re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        return "" if text in _BLACK else text.lower()
    red, green, blue = (int(text[at : at + 2], 16) for at in (0, 2, 4))
    if max(red, green, blue) <= 0x50 and max(red, green, blue) - min(red, green, blue) <= 0x14:
        return ""
    return "white" if min(red, green, blue) >= 0xFA else text.upper()


def _name_fill(text: str, theme: str) -> str:
    if theme and theme not in ("background1", "light1", "bg1", "lt1"):
        return f"theme {theme}"
    return "" if text.lower() in ("", "auto", "ffffff") or theme else text.upper()
