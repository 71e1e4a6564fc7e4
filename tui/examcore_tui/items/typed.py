"""Knows what a screen will show of an item while it is written: signs for figures become the figures.

Must not judge what is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.desk import Tokens, place_tokens
from examcore.nouns import Picture
from examcore.text import clean_text
from examcore_tui.passage import PRESS_CTRL_O, Passage, ShownQuestion, collect_pictures


def show_typed(stem: str, options: Sequence[str], tokens: Tokens) -> ShownQuestion:
    """What a screen will show of texts that hold signs for figures, while they are written."""
    texts = [(clean_text(text), figures) for text, figures in (place_tokens(one, tokens) for one in (stem, *options))]
    numbers: dict[str, int] = {}
    for _, figures in texts:
        for figure in figures:
            if isinstance(figure.picture, Picture):
                numbers.setdefault(figure.picture.digest, len(numbers) + 1)
    hints = (str(PRESS_CTRL_O), *[""] * len(options))
    first, *others = (
        Passage(text, figures, numbers, hint) if figures else text
        for (text, figures), hint in zip(texts, hints, strict=True)
    )
    return ShownQuestion(first, tuple(others), collect_pictures(first, *others), numbers)
