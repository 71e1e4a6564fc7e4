"""Knows a question on its way to an item: where it stands, its parts, what speaks for its key, what is wrong.

Must not know how it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from examcore.formats.word.keys import unread_key
from examcore.formats.word.marks import Mark
from examcore.formats.word.options import Choice, Split, Trouble
from examcore.formats.word.patterns import ALIKE, KEY_LINE, KEY_WORDS_ALONE, LEVEL_WORDS, TOKEN, letters_in
from examcore.formats.word.pictured import count_figures
from examcore.formats.word.rich import THING, Rich
from examcore.formats.word.tree import Line, Place
from examcore.language import messages
from examcore.text import fold

msg = messages("examcore")
_REASON = ("(", "-", "–", "vì", "do ", "theo", "căn cứ", "[", "giải thích")
_ANOTHER_FIRST = re.compile(r"^[-–(\[>\s]+(?:(?:hoặc|hay|và|là|sửa\w*)\s+)?[A-H](?![^\W_])")
_SAYS_OTHERWISE = re.compile(
    r"\b(?:sửa|đính chính|hoặc|hay|cũng đúng|phải là|đúng là|thay|đổi|nhầm|chuyển)\b", re.IGNORECASE
)
_LETTER = re.compile(r"(?<![^\W_])[A-H](?![^\W_])")
_BLANK_KEY = " ._…-–"


@dataclass(slots=True)
class Question:
    """One question while it is read. `number` is the one it carries, 0 for none."""

    number: int
    place: Place
    stem: list[Rich] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
    marks: list[Mark] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    stimulus: tuple[Rich, ...] = ()
    item_set: str = ""

    @property
    def name(self) -> str:
        """What a person calls it by."""
        return str(self.number) if self.number else ""

    @property
    def words(self) -> str:
        """How it begins."""
        text = " ".join(" ".join(piece.text for piece in self.stem).replace(THING, " ").split())
        return text if len(text) <= 60 else text[:59] + "…"


def is_key_words(text: str) -> bool:
    """Whether a line is about the key alone: "Đáp án: B", "Đáp án: the text of an option"."""
    line = KEY_LINE.match(text)
    if line is not None:
        return bool(line["colon"]) or not (line["rest"] or "").strip()
    return KEY_WORDS_ALONE.match(text) is not None and not TOKEN.match(text)


def read_key_words(
    text: str, choices: Iterable[Choice], source: str, place: Place
) -> tuple[Mark | None, Trouble | None]:
    """What a line such as "Đáp án: B" says: a mark, a trouble, or nothing where it is left blank or is no such line."""
    told = [choice.rich.text for choice in choices]
    texts = [None if THING in text else fold(text) for text in told]  # words do not tell one picture from another
    line = KEY_LINE.match(text.translate(ALIKE))
    if line is not None:
        rest = (line["rest"] or "").strip()
        if _names_another(rest, line["letters"]):
            return None, unread_key(place)
        if not rest or (line["colon"] and rest.lower().startswith(_REASON)):
            return Mark(source, tuple(letters_in(line["letters"]))), None
        named = letters_in(line["letters"])
        if len(named) == 1 and named[0] < len(texts) and fold(rest) == texts[named[0]]:
            return Mark(source, tuple(named)), None
        if not line["colon"] and fold(rest) not in texts:
            return None, None
        return None, unread_key(place)
    alone = KEY_WORDS_ALONE.match(text)
    if alone is None or not alone["rest"].strip(_BLANK_KEY):
        return None, None
    same = tuple(at for at, each in enumerate(texts) if each and each == fold(alone["rest"]))
    if same:
        return Mark(source, same), None
    return None, unread_key(place)


def tell_aside(place: Place) -> Trouble:
    """A picture or table where only a name, a number or a note is read."""
    return Trouble(
        "picture-aside",
        msg("a picture or table stands where none is read, beside the question"),
        msg("put it into the question or the option it belongs to, or delete it"),
        place,
    )


def find_aside(lines: Sequence[Line], split: Split, keys: Sequence[Line]) -> list[Trouble]:
    """Trouble where the lines of a question hold more figures than its stem and options: one stood in a tag."""
    there = count_figures(line.rich for line in lines) + sum(line.table is not None for line in lines)
    taken = count_figures([*split.stem, *(choice.rich for choice in split.choices), *(line.rich for line in keys)])
    held = [line for line in lines if count_figures([line.rich])]
    return [tell_aside(held[-1].place)] if there > taken and held else []


def _names_another(rest: str, letters: str) -> bool:
    """Whether what stands behind the key takes it back: "B - C", "A (sửa thành B)"; reasons may name other options."""
    if not set(_LETTER.findall(rest)) - set(letters.upper()):
        return False
    return _ANOTHER_FIRST.match(rest) is not None or _SAYS_OTHERWISE.search(rest) is not None


def name_level(text: str) -> str:
    """The level a word stands for, as an item file spells it; "" for none."""
    return LEVEL_WORDS.get(text.strip(" .:;[]()").lower(), "")
