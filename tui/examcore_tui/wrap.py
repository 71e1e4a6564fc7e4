"""Knows how wide text is on a screen and how it is broken into rows.

Must not know any screen: text in, rows out. Width is measured in cells, never by `len()`.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def wrap_text(text: str, width: int) -> list[str]:
    """`text` in rows of at most `width` (2 or more) cells, broken at spaces; an overlong word is cut.

    No character but spaces is lost. Line breaks of the text stay; an empty text gives one empty row.
    """
    rows: list[str] = []
    for paragraph in text.split("\n"):
        rows.extend(_wrap_paragraph(paragraph, max(width, 2)))
    return rows


def _wrap_paragraph(text: str, width: int) -> list[str]:
    rows: list[str] = []
    row = ""
    for word in text.split():
        longer = f"{row} {word}" if row else word
        if cell_len(longer) <= width:
            row = longer
            continue
        if row:
            rows.append(row)
        *full, row = _cut_word(word, width)
        rows.extend(full)
    rows.append(row)
    return rows


def _cut_word(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in exactly `width` cells: filled up with blanks, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    return set_cell_size(set_cell_size(text, width - 1) + ellipsis, width)
