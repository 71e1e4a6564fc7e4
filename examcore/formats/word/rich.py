"""Knows text with the look of each character, as Word shows it: what a reader sees, without Word's own pieces.

Must not know XML, questions or keys.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress

THING = "\ufffc"
"""Stands in a text for what is no text; the look of that character names it."""
KEPT = "figure "
"""How the name of a thing begins that an item can hold; its place in the file's figures follows."""
_BLANKS = " \t\n\xa0"


@dataclass(frozen=True, slots=True)
class Look:
    """How a character is shown. `colour` and `fill` are "" for black on white; `raised` is "", "sub" or "super".

    `thing` names what the sign `THING` stands for: a picture, an equation, a note. `changed` means that the place is a
    tracked change nobody has accepted; `legacy` that the font belongs to an encoding from before Unicode.
    """

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: str = ""
    fill: str = ""
    raised: str = ""
    caps: bool = False
    hidden: bool = False
    changed: bool = False
    legacy: bool = False
    thing: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Rich:
    """Text and, for each of its characters, the look."""

    text: str = ""
    looks: tuple[Look, ...] = ()

    def __add__(self, other: Rich) -> Rich:
        return Rich(self.text + other.text, self.looks + other.looks)

    def cut(self, start: int, end: int | None = None) -> Rich:
        """The part from `start` up to `end`, without blanks at either end."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] in _BLANKS:
            start += 1
        while end > start and self.text[end - 1] in _BLANKS:
            end -= 1
        return Rich(self.text[start:end], self.looks[start:end])

    def lines(self) -> Iterator[Rich]:
        """Its lines, cut at soft breaks."""
        start = 0
        for line in self.text.split("\n"):
            yield self.cut(start, start + len(line))
            start += len(line) + 1

    def kinds(self) -> tuple[Look, ...]:
        """Each look that stands in it, blanks included; the same look may come twice where it was made twice."""
        return tuple({id(look): look for look in self.looks}.values())

    def counts(self) -> tuple[tuple[Look, int], ...]:
        """Each look and how many characters that are neither blank nor a figure have it."""
        looks = {id(look): look for look in self.looks}
        found = Counter(map(id, compress(self.looks, [sign not in _BLANKS for sign in self.text])))
        if THING in self.text:
            found = Counter({name: count for name, count in found.items() if not looks[name].thing.startswith(KEPT)})
        return tuple((looks[name], count) for name, count in found.items())

    def things(self) -> tuple[str, ...]:
        """The names of what is no text, in order."""
        return tuple(look.thing for look in self.looks if look.thing) if THING in self.text else ()


def make_rich(text: str, look: Look = PLAIN) -> Rich:
    """`text`, all of it in one look."""
    return Rich(text, (look,) * len(text))


def make_thing(name: str, look: Look = PLAIN) -> Rich:
    """One sign that stands for `name`."""
    return Rich(THING, (replace(look, thing=name),))


def join(pieces: list[Rich], between: str = "") -> Rich:
    """All `pieces` in order."""
    if len(pieces) == 1:
        return pieces[0]
    looks: list[Look] = []
    for number, piece in enumerate(pieces):
        if number:
            looks += [PLAIN] * len(between)
        looks += piece.looks
    return Rich(between.join(piece.text for piece in pieces), tuple(looks))


def compose(rich: Rich) -> Rich:
    """The same with accents joined to their letters (NFC), wherever a run was cut; a letter's look wins."""
    if unicodedata.is_normalized("NFC", rich.text):
        return rich
    text: list[str] = []
    looks: list[Look] = []
    start = 0
    while start < len(rich.text):
        end = start + 1
        while end < len(rich.text) and unicodedata.combining(rich.text[end]):
            end += 1
        joined = unicodedata.normalize("NFC", rich.text[start:end])
        text.append(joined)
        looks += [rich.looks[start]] * len(joined)
        start = end
    return Rich("".join(text), tuple(looks))
