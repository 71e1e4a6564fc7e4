"""Knows a question on its way to an item: where it stands, its parts, what speaks for its key, what is wrong.

Must not know how it was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from examcore.formats.word.marks import Mark
from examcore.formats.word.options import Choice, Trouble
from examcore.formats.word.patterns import KEY_LINE, KEY_WORDS_ALONE, LEVEL_WORDS, letters_in
from examcore.formats.word.rich import Rich
from examcore.formats.word.tree import Place
from examcore.language import messages
from examcore.text import fold

msg = messages("examcore")
_REASON = ("(", "-", "–", "vì", "do ", "theo", "căn cứ", "[", "giải thích")
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
        text = " ".join(" ".join(piece.text for piece in self.stem).split())
        return text if len(text) <= 60 else text[:59] + "…"


def read_key_words(
    text: str, choices: Iterable[Choice], source: str, place: Place
) -> tuple[Mark | None, Trouble | None]:
    """What a line such as "Đáp án: B" says: a mark, a trouble, or nothing where it is left blank or is no such line."""
    texts = [fold(choice.rich.text) for choice in choices]
    line = KEY_LINE.match(text)
    if line is not None:
        rest = (line["rest"] or "").strip()
        if not rest or (line["colon"] and rest.lower().startswith(_REASON)):
            return Mark(source, tuple(letters_in(line["letters"]))), None
        named = letters_in(line["letters"])
        if len(named) == 1 and named[0] < len(texts) and fold(rest) == texts[named[0]]:
            return Mark(source, tuple(named)), None
        if not line["colon"] and fold(rest) not in texts:
            return None, None
        return None, _unread(place)
    alone = KEY_WORDS_ALONE.match(text)
    if alone is None or not alone["rest"].strip(_BLANK_KEY):
        return None, None
    same = tuple(at for at, each in enumerate(texts) if each and each == fold(alone["rest"]))
    if same:
        return Mark(source, same), None
    return None, _unread(place)


def _unread(place: Place) -> Trouble:
    return Trouble("unread-key", msg("the key line names a key that cannot be told apart"),
                   msg("write the letter alone: Đáp án: B"), place)  # fmt: skip


def name_level(text: str) -> str:
    """The level a word stands for, as an item file spells it; "" for none."""
    return LEVEL_WORDS.get(text.strip(" .:;[]()").lower(), "")
