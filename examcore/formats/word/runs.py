"""Knows what stands in a paragraph: runs of text, links, fields, equations, pictures, changes nobody accepted.

Must not know questions. Whatever is no text becomes a thing with a name, so that nothing is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from examcore.formats.word.equation import find_unknown, read_equation, write_equation
from examcore.formats.word.figures import Figures, read_drawing
from examcore.formats.word.names import Element, child, lengthen, tag_of, value
from examcore.formats.word.rich import Look, Rich, compose, join, make_rich, make_thing
from examcore.formats.word.styles import Given, Styles, read_given
from examcore.formats.word.symbols import find_sign, is_sign_font

_THROUGH = {"w:sdt", "w:smartTag", "w:customXml", "w:sdtContent", "w:dir", "w:bdo", "w:fldSimple"}
_CHANGES = {"w:ins", "w:del", "w:moveFrom", "w:moveTo"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_THINGS = {
    "w:drawing": "picture",
    "w:pict": "picture",
    "w:object": "object",
    "w:footnoteReference": "footnote",
    "w:endnoteReference": "footnote",
    "w:ruby": "ruby",
    "w:altChunk": "foreign",
    "w:control": "object",
}
_KNOWN_FIELDS = {
    "PAGE",
    "NUMPAGES",
    "REF",
    "PAGEREF",
    "SEQ",
    "HYPERLINK",
    "DATE",
    "TIME",
    "TOC",
    "STYLEREF",
    "MERGEFIELD",
    "LISTNUM",
    "NOTEREF",
    "QUOTE",
    "SECTIONPAGES",
    "FORMTEXT",
    "AUTONUM",
}
_TEXTLESS_FIELDS = {"LISTNUM", "AUTONUM", "FORMCHECKBOX", "EQ", "SYMBOL", "MACROBUTTON"}
"""Fields that show something which stands nowhere in the file as text."""
_DEEPEST = 40


@dataclass(slots=True)
class Paragraphs:
    """Reads the content of paragraphs. `pages` counts the page breaks Word wrote down as it goes."""

    styles: Styles
    figures: Figures
    pages: int = 0
    _fields: list[str] = field(default_factory=list)
    _codes: list[str] = field(default_factory=list)

    def read(self, element: Element, style: str) -> Rich:
        """What a w:p shows, composed, with line breaks as "\\n"."""
        self._fields, self._codes = [], []
        pieces: list[Rich] = []
        self._read(element, style, pieces, changed=_mark_changed(element), link=False, depth=0)
        return compose(join(pieces)) if pieces else Rich()

    def _read(self, element: Element, style: str, into: list[Rich], changed: bool, link: bool, depth: int) -> None:
        if depth > _DEEPEST:
            into.append(make_thing("nesting"))
            return
        for part in element:
            tag = tag_of(part)
            if tag == "w:r":
                self._run(part, style, into, changed, link, depth)
            elif tag == "w:hyperlink":
                self._read(part, style, into, changed, True, depth + 1)
            elif tag in _CHANGES:
                self._read(part, style, into, True, link, depth + 1)
            elif tag == "mc:AlternateContent":
                self._choose(part, style, into, changed, link, depth)
            elif tag in ("m:oMath", "m:oMathPara"):
                into.append(_write_math(part, self.styles.look(style, "", {})))
            elif tag in _THROUGH:
                self._read(part, style, into, changed, link, depth + 1)
            elif tag in _THINGS:
                into.append(make_thing(_THINGS[tag]))

    def _choose(self, part: Element, style: str, into: list[Rich], changed: bool, link: bool, depth: int) -> None:
        """Of alternatives the first is read: the others say the same in older words."""
        choice = next((each for each in part if tag_of(each) in ("mc:Choice", "mc:Fallback")), None)
        if choice is not None:
            if any(tag_of(each) == "w:r" for each in choice):
                self._read(choice, style, into, changed, link, depth + 1)
            else:
                into += [make_thing(name) for name in _find_things(choice)]

    def _run(self, run: Element, style: str, into: list[Rich], changed: bool, link: bool, depth: int) -> None:
        properties = child(run, "rPr")
        given: Given = read_given(properties)
        if child(properties, "rPrChange") is not None or child(properties, "del") is not None:
            changed = True
        if link:
            given = {**given, "underline": "", "colour": ""}
        character = "" if link else value(child(properties, "rStyle"))
        look = self.styles.look(style, character, given)
        look = replace(look, changed=True) if changed else look
        for part in run:
            tag = tag_of(part)
            if tag in ("w:t", "w:delText"):
                self._text(part.text or "", given, look, into)
            elif tag in _SIGNS:
                into.append(make_rich(_SIGNS[tag], look))
            elif tag == "w:br":
                if value(part, "type") in ("page", "column"):
                    self.pages += 1
                into.append(make_rich("\n", look))
            elif tag == "w:lastRenderedPageBreak":
                self.pages += 1
            elif tag == "w:sym":
                into.append(_sign(value(part, "font"), value(part, "char"), look))
            elif tag == "w:fldChar":
                self._field(value(part, "fldCharType"), look, into)
            elif tag == "w:instrText" and self._codes:
                self._codes[-1] += part.text or ""
            elif tag == "mc:AlternateContent":
                self._choose(part, style, into, changed, link, depth)
            elif tag in ("w:drawing", "w:pict", "w:object"):
                into += [make_thing(name, look) for name in self._name_things(part)]
            elif tag in _THINGS:
                into.append(make_thing(_THINGS[tag], look))

    def _name_things(self, element: Element) -> list[str]:
        """What a drawing is: a picture that can be kept, else the names of what it holds."""
        drawn = read_drawing(element) if tag_of(element) != "w:object" else ""
        if isinstance(drawn, str):
            return [drawn] if drawn else _find_things(element)
        return [self.figures.keep(drawn)]

    def _text(self, text: str, given: Given, look: Look, into: list[Rich]) -> None:
        if self._fields and self._fields[-1] == "code":
            return
        text = text.replace("\n", " ").replace("\r", " ")
        font = given.get("font", "")
        if any("\ue000" <= sign <= "\uf8ff" for sign in text) or font.lower() == "symbol":
            for sign in text:
                known = find_sign(font if is_sign_font(font) else "Symbol", ord(sign))
                private = "\ue000" <= sign <= "\uf8ff"
                if private or known:
                    into.append(make_rich(known, look) if known else make_thing("sign", look))
                else:
                    into.append(make_rich(sign, look))
            return
        into.append(make_rich(text.upper() if look.caps else text, look))

    def _field(self, kind: str, look: Look, into: list[Rich]) -> None:
        if kind == "begin":
            self._fields.append("code")
            self._codes.append("")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()
            words = self._codes.pop().split()
            name = words[0].upper() if words else ""
            if name in _TEXTLESS_FIELDS or (name and name not in _KNOWN_FIELDS):
                into.append(make_thing("field", look))


def _sign(font: str, code: str, look: Look) -> Rich:
    try:
        known = find_sign(font, int(code[:8], 16))
    except ValueError:
        known = ""
    return make_rich(known, look) if known else make_thing("sign", look)


def _write_math(element: Element, look: Look) -> Rich:
    """The equation as a line of text; a thing "equation" follows where a piece of it is not known."""
    node = read_equation(element)
    rich = make_rich(write_equation(node).strip().replace("\n", " "), replace(look, raised=""))
    return rich + make_thing("equation", look) if find_unknown(node) or not rich.text else rich


def _find_things(element: Element) -> list[str]:
    """What a drawing holds: text boxes by their text, else a picture, an object or a line that only decorates."""
    found = []
    texts = list(element.iter(lengthen("txbxContent")))
    for box in texts:
        text = " ".join((part.text or "") for part in box.iter(lengthen("t"))).strip()
        found.append(f"box {text[:40]}" if text else "empty box")
    if found:
        return found[:1] if len(set(found)) == 1 else found
    for part in element.iter():
        tag = tag_of(part)
        if tag == "o:OLEObject":
            program = part.get("ProgID", "").lower()
            return ["mathtype" if program.startswith(("equation", "mathtype")) else "object"]
        if tag in ("v:line", "wps:wsp") and not _holds_picture(element):
            return ["shape"]
    return ["picture"]


def _holds_picture(element: Element) -> bool:
    return any(tag_of(part) in ("a:blip", "v:imagedata") for part in element.iter())


def _mark_changed(paragraph: Element) -> bool:
    """Whether the paragraph's own mark is a tracked change: it was put in or taken away."""
    mark = child(child(paragraph, "pPr"), "rPr")
    return child(mark, "ins") is not None or child(mark, "del") is not None


def ordinal_of(paragraph: ElementTree.Element) -> int:
    """Which paragraph of the file this is, from 1."""
    return int(value(paragraph, "ordinal") or 1)
