"""Knows the faults of pictures and tables in items: no words beside a picture, or words that give the answer away.

Must not know how pictures are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from examcore.engine.balance import key_place
from examcore.engine.lint.finding import WHOLE, Fault
from examcore.language import messages
from examcore.nouns import Illustrated, Item, Picture, figures_of
from examcore.text import fold

msg = messages("examcore")
SHORTEST = 3
"""Letters of a key from which on its appearing in a description is no chance."""


def check_figures(item: Item) -> Iterator[Fault]:
    """What is wrong with the words beside the pictures of an item, which candidates at a terminal read too."""
    owners: tuple[Illustrated, ...] = (item, *item.options)
    figures = [figure for owner in owners for figure in figures_of(owner)]
    if any(isinstance(figure.picture, Picture) and not figure.alt for figure in figures):
        yield Fault("picture-undescribed", WHOLE, msg("a picture has no words that say what it shows"))
    place = key_place(item)
    said = [f" {fold(figure.alt)} " for figure in figures_of(item)]
    texts = [f" {fold(option.text)} " for option in item.options]
    if place is None or len(texts[place].strip()) < SHORTEST:
        return
    for words in said:
        named = [at for at, text in enumerate(texts) if text in words]
        if named == [place]:
            yield Fault("figure-tells-key", WHOLE, msg("the words beside a picture name the right option alone"))
            return
