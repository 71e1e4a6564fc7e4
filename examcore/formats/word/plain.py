"""Knows how rich text becomes an item's text, and what in it an item cannot hold.

Must not know questions' parts. Raised and lowered figures become Unicode's own; what has no such sign is trouble.
"""

from __future__ import annotations

import re
from itertools import groupby

from examcore.formats.legacy import find_legacy
from examcore.formats.word.options import Trouble
from examcore.formats.word.rich import KEPT, Rich
from examcore.formats.word.symbols import raise_text
from examcore.formats.word.tree import Place
from examcore.language import Message, messages

msg = messages("examcore")

_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯạ-ỹẠ-Ỹ]")
_OLD_SIGNS = re.compile("[\u00a1-\u00ff]")
_CYRILLIC = str.maketrans("АВСЕНІЈКМОРЅТХаеорсухіѕ", "ABCEHIJKMOPSTXaeopcyxis")
_MIXED = re.compile(r"[^\W\d_]+")
_THINGS: dict[str, tuple[str, Message, Message]] = {
    "picture": ("picture", msg("the question holds a chart, a drawing or a group of shapes, which is not read"),
                msg("copy it and paste it as a picture: Paste Special, PNG, in line with text")),
    "floating picture": ("picture-floats", msg("a picture floats, and nobody can tell which question it belongs to"),
                         msg("click it, Layout Options, In Line with Text, and move it to its place")),
    "outside picture": ("picture-outside", msg("a picture is a link to a file elsewhere"),
                        msg("in Word: Insert, Pictures; do not link to a file")),
    "changed picture": ("picture-changed", msg("Word shows a picture turned, coloured or in a shape, not as it is"),
                        msg("copy it and paste it as a picture: Paste Special, PNG, in line with text")),
    "hidden picture": ("hidden-text", msg("Word hides a picture of the question"),
                       msg("show it (Layout, Selection Pane), or delete it")),
    "object": ("object", msg("the question holds an embedded object, which is not read"),
               msg("write what it shows as text")),
    "mathtype": ("old-equation", msg("the question holds an equation of MathType or Equation 3, which is not read"),
                 msg("open the file in Word and convert it: MathType, Convert Equations, Office Math")),
    "equation": ("equation", msg("a piece of the equation has no reading as text"), msg("write the equation as text")),
    "footnote": ("footnote", msg("the question has a footnote, which an item cannot hold"),
                 msg("move its text into the question, or delete it")),
    "sign": ("unknown-sign", msg("a sign of a sign font is not known"), msg("replace it by an ordinary character")),
    "field": ("field", msg("a field shows something that is not kept as text"),
              msg("put the cursor in it and press Ctrl+Shift+F9, which makes it text")),
    "ruby": ("ruby", msg("text stands above other text, which an item cannot hold"), msg("write it in brackets")),
    "foreign": ("foreign-part", msg("a part of the document is another file put inside, which is not read"),
                msg("move it into the document itself")),
    "shape": ("shape", msg("the question holds a drawn shape, which an item cannot hold"),
              msg("say in words what it shows, or delete it")),
    "nesting": ("too-deep", msg("the text is nested too deep to be read"), msg("copy it as plain text")),
}  # fmt: skip
LEGACY = ("legacy-font", msg("the text is typed in an old font encoding (TCVN3 or VNI), not in Unicode"),
          msg("convert it to Unicode (UniKey: Ctrl+Shift+F6) and try again"))  # fmt: skip
_BOX = ("text-box", msg("text stands in a text box, which is not read"), msg("move it into the document itself"))


def name_thing(name: str) -> tuple[str, Message, Message]:
    """Code, sentence and repair for something that is no text."""
    return _BOX if name.startswith("box ") else _THINGS.get(name, _THINGS["object"])


def find_unread(rich: Rich, place: Place) -> list[Trouble]:
    """Everything in `rich` that an item cannot hold, or that nobody can read for certain; each kind once."""
    found: list[tuple[str, Message, Message]] = []
    found += [name_thing(name) for name in dict.fromkeys(rich.things()) if not name.startswith(KEPT)]
    kinds = rich.kinds()
    if any(look.changed for look in kinds):
        found.append(("tracked-change", msg("the question holds tracked changes nobody has accepted"),
                      msg("in Word: Review, Accept or Reject All Changes")))  # fmt: skip
    drawn = [look for look in kinds if look.thing.startswith(KEPT)]
    if any(look.hidden for look in kinds) and any(look.hidden for look in (*drawn, *dict(rich.counts()))):
        found.append(("hidden-text", msg("the question holds hidden or white text"),
                      msg("show it (Ctrl+A, Font, Hidden off) and keep or delete it")))  # fmt: skip
    if any(look.strike for look in kinds) and any(look.strike for look, _ in rich.counts()):
        found.append(("struck-text", msg("the question holds text that is struck out"),
                      msg("delete it, or take the line through it away")))  # fmt: skip
    if any(look.legacy for look in kinds) and _is_legacy(rich):
        found.append(LEGACY)
    return [Trouble(code, message, repair, place) for code, message, repair in found]


def _is_legacy(rich: Rich) -> bool:
    """Whether letters of an old font stand in it: not those a Unicode text in such a font has."""
    old = "".join(sign for sign, look in zip(rich.text, rich.looks, strict=True) if look.legacy)
    return _OLD_SIGNS.search(old) is not None and _UNICODE_ONLY.search(old) is None


def looks_legacy(rich: Rich) -> bool:
    """Whether a line is typed in an old encoding, by its fonts or by what its letters look like."""
    return bool(find_legacy(rich.text)) or (any(look.legacy for look in rich.kinds()) and _is_legacy(rich))


def make_plain(rich: Rich, place: Place, troubles: list[Trouble]) -> str:
    """The text of `rich`. Raised text with no sign in Unicode is added to `troubles`."""
    pieces: list[str] = []
    if not any(look.raised for look in rich.kinds()):
        return _tidy_signs(rich.text)
    for raised, group in groupby(zip(rich.text, rich.looks, strict=True), key=lambda pair: pair[1].raised):
        text = "".join(sign for sign, _ in group)
        if raised and text.strip():
            shifted = raise_text(text, raised)
            if shifted is None:
                troubles.append(Trouble("raised-text", msg("raised or lowered text has no sign in Unicode"),
                                        msg("write it in brackets, or as ordinary text"), place))  # fmt: skip
            text = shifted or text
        pieces.append(text)
    return _tidy_signs("".join(pieces))


def _tidy_signs(text: str) -> str:
    text = text.replace("\t", " ").replace("Ð", "Đ").replace("ð", "đ")
    return _MIXED.sub(_one_script, text) if re.search("[Ѐ-ӿ]", text) else text


def _one_script(word: re.Match[str]) -> str:
    """A word that mixes our letters with Cyrillic ones that look the same, in our letters alone."""
    text = word[0]
    plain = text.translate(_CYRILLIC)
    return plain if plain != text and not re.search("[Ѐ-ӿ]", plain) else text
