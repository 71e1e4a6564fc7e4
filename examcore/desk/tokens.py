"""Knows the signs by which whoever writes an item moves its pictures and tables: ⟦hình 1⟧, ⟦bảng 2⟧.

Must not know screens. No figure goes without being told; a sign that stands twice or for nothing bars saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from examcore.engine.figures import name_kind
from examcore.formats.pictures import set_apart
from examcore.language import Message, messages
from examcore.nouns import PLACE, Figure, Item, Option, Picture, figures_of, keep_figures, name_option, spell

msg = messages("examcore")
_KINDS = {"hình": "picture", "figure": "picture", "bảng": "table", "table": "table"}
_TOKEN = re.compile(r"(?:⟦|\[\[)\s*(hình|figure|bảng|table)\s*([0-9]{1,3})\s*(?:⟧|\]\])", re.IGNORECASE)

Tokens = Mapping[tuple[str, int], Figure]
"""The figures of an item by kind ("picture" or "table") and number."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the signs in the fields: a code, a sentence, whether it bars saving."""

    code: str
    message: Message
    bars: bool


def number_tokens(item: Item | None, known: Tokens | None = None) -> dict[tuple[str, int], Figure]:
    """The signs of an item's figures, counted in reading order as item files do. Those in `known` keep theirs."""
    found: dict[tuple[str, int], Figure] = {}
    if item is None:
        return found
    for figure in _collect(item):
        kind = _kind(figure)
        old = next((one for one, held in (known or {}).items() if held == figure and one not in found), None)
        taken = {number for _, number in [*found, *(known or {})]}
        found[old or (kind, next(number for number in range(1, len(taken) + 2) if number not in taken))] = figure
    return found


def write_tokens(item: Item, tokens: Tokens) -> tuple[str, tuple[str, ...]]:
    """Stem and options with signs in the places of their figures."""
    left = dict(tokens)

    def write(text: str, figures: Sequence[Figure]) -> str:
        waiting = iter(figures)
        pieces = text.split(PLACE)
        row = pieces[0]
        for piece in pieces[1:]:
            figure = next(waiting, None)
            row += (_take(left, figure) if figure else "") + piece
        rest = [_take(left, figure) for figure in waiting]
        return "\n".join([row, *rest] if row or not rest else rest)

    return write(item.stem, figures_of(item)), tuple(write(one.text, figures_of(one)) for one in item.options)


def show_bare(text: str) -> str:
    """A text brought from elsewhere, with a sign to be seen where only the place of a figure came with it."""
    return text.replace(PLACE, _sign("picture", 0))


def check_tokens(texts: Iterable[str], tokens: Tokens) -> tuple[Trouble, ...]:
    """What is wrong with the signs in stem and options together, what bars saving first."""
    whole = "\n".join(texts)
    seen = [_read(match) for match in _TOKEN.finditer(whole)]
    found = []
    if PLACE in whole:
        found.append(Trouble("bare-figure", msg("a figure was pasted without its content; take it out"), True))
    for one in dict.fromkeys(seen):
        if one not in tokens:
            found.append(Trouble("unknown-figure", msg("the item holds no {sign}", sign=_sign(*one)), True))
        elif seen.count(one) > 1:
            found.append(Trouble("figure-twice", msg("{sign} stands in the item twice", sign=_sign(*one)), True))
    found += [
        Trouble("figure-removed", msg("{sign} is not in the text any more: saving takes it out", sign=_sign(*one)),
                False) for one in tokens if one not in seen
    ]  # fmt: skip
    return tuple(found)


def place_tokens(text: str, tokens: Tokens) -> tuple[str, tuple[Figure, ...]]:
    """A text with the places of its figures, tables on lines of their own as in item files, and the figures in that
    order; signs of nothing stay as typed.
    """
    figures: list[Figure] = []

    def place(match: re.Match[str]) -> str:
        figure = tokens.get(_read(match))
        if figure is None:
            return match[0]
        figures.append(figure)
        return PLACE

    placed = _TOKEN.sub(place, text.replace(PLACE, ""))
    return set_apart(placed, figures), tuple(figures)


def place_figures(item: Item, tokens: Tokens) -> Item:
    """`item`, whose texts hold signs, with its figures in the order of the signs; ids and key go with the options."""
    if not tokens:
        return item
    stem, figures = place_tokens(item.stem, tokens)
    options: list[Option] = []
    looks: list[str] = []
    for option in item.options:
        text, held = place_tokens(option.text, tokens)
        placed = replace(option, text=text, figures=keep_figures(held))
        look = spell(text, placed.figures)
        options.append(replace(placed, id=name_option(item.id, look, looks.count(look))) if held else placed)
        looks.append(look)
    at = next(place for place, option in enumerate(item.options) if option.id == item.key)
    return replace(item, stem=stem, options=tuple(options), key=options[at].id, figures=keep_figures(figures))


def _collect(item: Item) -> Iterator[Figure]:
    yield from figures_of(item)
    for option in item.options:
        yield from figures_of(option)


def _take(left: dict[tuple[str, int], Figure], figure: Figure) -> str:
    one = next(token for token, held in left.items() if held == figure)
    del left[one]
    return _sign(*one)


def _kind(figure: Figure) -> str:
    return "picture" if isinstance(figure.picture, Picture) else "table"


def _sign(kind: str, number: int) -> str:
    return f"⟦{name_kind(kind == 'picture')} {number}⟧"


def _read(match: re.Match[str]) -> tuple[str, int]:
    return _KINDS[match[1].lower()], int(match[2])
