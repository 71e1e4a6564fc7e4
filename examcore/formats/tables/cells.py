"""Knows how people write options and keys into cells: labels, several options in one cell, marks, letters, digits.

Must not guess: what can be read two ways is `Unclear` and is reported with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.engine.lint.letters import to_latin
from examcore.formats.tables.grid import Cell
from examcore.formats.tables.headings import LETTERS, plain
from examcore.language import Message, messages
from examcore.text import fold

msg = messages("examcore")

_LABEL = re.compile(r"^(?P<star>\*?)\s*(?P<label>[A-Fa-f]|[1-6])(?P<after>\*?)\s*[.):/]\s*(?P<text>.*)$", re.DOTALL)
_CELL = re.compile(r"^\*?\s*(?P<label>[A-F])\*?\s*[.):/]\s*\S")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_LETTER = re.compile(r"(?<![^\W_])[A-F](?![^\W_])")
_INLINE = re.compile(r"(?:(?<=\s)|^)(?P<star>\*?)(?P<label>[A-Fa-f])(?P<after>\*?)(?P<mark>[.):])\s*")
_RIGHT = re.compile(r"(?:\s*\((?:đúng|dung|correct|true|right|đáp án|đáp án đúng)\)|\s+\(x\))\s*$", re.IGNORECASE)
_SIGN_WORDS = re.compile(r"\b(?:dấu|k[ýí] tự|k[ýí] hiệu|phím|toán tử|phép)\s*\*$", re.IGNORECASE)
"""A star that the option is about, and no mark."""
_KEY = re.compile(
    r"^(?:(?:dap an|phuong an|cau|chon|answer|option)\s+(?:dung\s+)?(?:la\s+)?|pa ?)?(?P<which>[a-f]|[1-6])$"
)
CROSS = {"x", "v", "✓", "✔", "☑", "đúng", "dung", "true", "yes", "*"}


class Unclear(Exception):
    """What a cell says can be read in two ways, or in none."""

    def __init__(self, code: str, message: Message, repair: Message | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.repair = repair


@dataclass(frozen=True, slots=True)
class Said:
    """An option as a cell says it: its text without label and mark, whether it is marked as right."""

    text: str
    marked: bool
    bold: bool = False


def has_labels(texts: Sequence[str]) -> bool:
    """Whether options bear labels: two or more bear their own. One alone is the beginning of its text ("C. Mác")."""
    own = zip(texts, LETTERS, "123456", strict=False)
    return sum((label := _LABEL.match(text)) is not None and label["label"].upper() in pair for text, *pair in own) > 1


def read_option(text: str, letter: str, labelled: bool = True) -> Said:
    """The option in a column of its own: a label that agrees with the column, where the options are `labelled`, `*` and
    "(đúng)" are taken away.

    A text that begins with a backslash is what follows it, untouched.
    """
    if text.startswith("\\"):
        return Said(text[1:], False)
    label = _LABEL.match(text) if labelled else None
    if label is not None and label["label"].upper() == letter:
        return _finish(label["text"], bool(label["star"] or label["after"]))
    return _finish(text, False)


def _finish(text: str, marked: bool) -> Said:
    text = text.strip()
    if text.startswith("*") and not text.startswith("**"):
        text, marked = text[1:].lstrip(), True
    elif text.endswith("*") and not text.endswith("**") and not _SIGN_WORDS.search(text):
        text, marked = text[:-1].rstrip(), True
    right = _RIGHT.search(text)
    return Said(text[: right.start()] if right else text, marked or right is not None)


def find_misplaced(texts: Sequence[str]) -> None:
    """Raises Unclear where two or more cells of options bear letters, and one of them not its own."""
    labels = [
        (place, label["label"].upper()) for place, text in enumerate(texts) if (label := _CELL.match(text.strip()))
    ]
    if len(labels) > 1 and any(place >= len(LETTERS) or LETTERS[place] != letter for place, letter in labels):
        raise Unclear(
            "unclear-options",
            msg("the letters in the cells of options are not those of their columns"),
            msg("put each option into the column of its letter, or leave the letters in the cells out"),
        )


def escape_option(text: str, letter: str) -> str:
    """`text` so that `read_option` gives it back."""
    return text if not text.startswith("\\") and read_option(text, letter) == Said(text, False) else "\\" + text


def split_options(cell: Cell) -> tuple[Said, ...]:
    """The options that share a cell: labelled lines, labels within a line, lines without labels, or parts between |.

    Raises Unclear where labels do not run A, B, C … or a label stands twice.
    """
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    bold = {fold(line) for piece in cell.pieces for line in piece.split("\n") if fold(line)}
    labels = [label["label"].upper() if (label := _LABEL.match(line)) else "" for line in lines]
    if labels and labels[0] in ("A", "1") and sum(bool(label) for label in labels) > 1:
        pieces = _by_line(lines, labels)
    elif len(lines) > 1 and not any(labels):
        if any(len(_INLINE.findall(line)) > 1 for line in lines):
            raise _unclear()
        pieces = lines
    elif _INLINE.match(" ".join(lines)):
        pieces = _by_label(" ".join(lines))
    elif len(lines) == 1 and "|" in lines[0]:
        pieces = [piece.strip() for piece in lines[0].split("|")]
    else:
        raise _unclear()
    letters = LETTERS + "?" * len(pieces)
    labelled = has_labels(pieces)
    said = [
        (piece, letter, _read_piece(piece, letter, labelled)) for piece, letter in zip(pieces, letters, strict=False)
    ]
    return tuple(
        Said(one.text, one.marked, bool(bold & {fold(piece), fold(one.text), letter.lower()}) and bool(one.text))
        for piece, letter, one in said
    )


def _by_line(lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    order = "123456" if labels[0] == "1" else LETTERS
    shares = [len(_INLINE.findall(line)) for line, label in zip(lines, labels, strict=True) if label]
    if shares[-1] > 1 and len(shares) > 1 and max(shares[:-1]) == 1:
        raise _unclear()  # one more option in the last line, or a letter of its text
    pieces: list[str] = []
    for line, label in zip(lines, labels, strict=True):
        if len(pieces) < len(order) and label == order[len(pieces)]:
            pieces += _by_label(line) if label in LETTERS and len(_INLINE.findall(line)) > 1 else [line]
        elif label and label in order:
            raise _unclear()
        else:
            pieces[-1] += "\n" + line
    return pieces


def _by_label(line: str) -> list[str]:
    """A line such as "A. một B. hai": cut before each next letter, which must stand there exactly once."""
    found = list(_INLINE.finditer(line))
    found = [match for match in found if match["mark"] == found[0]["mark"]]  # in "C) Ông D. Nam" D is part of a name
    first = LETTERS.index(found[0]["label"].upper()) if found else 0
    names = [match["label"].upper() for match in found]
    if len(found) < 1 or names != list(LETTERS[first : first + len(found)]):
        raise _unclear()
    if names[-1] > "D" and len(names) > 1:  # "D. Ông E. Nam": a fifth option must stand on a line of its own
        raise _unclear()
    ends = [*(match.start() for match in found[1:]), len(line)]
    return [line[match.start() : end].strip() for match, end in zip(found, ends, strict=True)]


def _read_piece(piece: str, letter: str, labelled: bool) -> Said:
    label = _LABEL.match(piece) if labelled else None
    if label is not None and letter in LETTERS and label["label"].upper() in (letter, str(LETTERS.index(letter) + 1)):
        return _finish(label["text"], bool(label["star"] or label["after"]))
    return _finish(piece, False)


def _unclear() -> Unclear:
    return Unclear("unclear-options", msg("the options in this cell cannot be told apart"),
                   msg("put each option on a line of its own: A. …, B. …, or in a column of its own"))  # fmt: skip


def is_name(text: str) -> bool:
    """Whether a text is the letter or number of an option and nothing else."""
    return _KEY.match(plain(to_latin(text))) is not None


def find_key(text: str, options: Sequence[str]) -> int:
    """Which option a key names: by letter, by digit from 1, or by its text. Raises Unclear where readings differ."""
    text = text.strip()
    name = plain(to_latin(text))
    if not name:  # a letter in brackets
        name = plain(to_latin(text).strip("()[] "))
    by_name: int | None = None
    match = _KEY.match(name)
    if match is not None:
        which = match["which"]
        by_name = "abcdef".index(which) if which.isalpha() else int(which) - 1
    same = [place for place, option in enumerate(options) if fold(option) == fold(text) and fold(text)]
    if not same:
        label = _LABEL.match(text)
        if label is not None and label["text"].strip():
            place = "ABCDEF123456".index(label["label"].upper()) % len(LETTERS)
            if place < len(options) and fold(options[place]) == fold(label["text"]):
                return place
    if len(same) > 1 or (same and by_name is not None and same != [by_name]):
        raise Unclear(
            "unclear-key",
            msg("the key can be read as a letter or number, or as the text of another option"),
            msg("write the letter of the option, and give options texts that are no letters"),
        )
    if same:
        return same[0]
    behind = {letter for piece in _BRACKETS.findall(text) for letter in _LETTER.findall(piece)}
    if by_name is not None and behind - {LETTERS[by_name]}:
        raise Unclear("two-keys", msg("the key names several options; exactly one must be right"))
    if by_name is None:
        several = re.fullmatch(r"[a-f1-6](?: (?:va |and )?[a-f1-6])+", name)
        if several:
            raise Unclear("two-keys", msg("the key names several options; exactly one must be right"))
        raise Unclear("unknown-key", msg("the key names no option"), msg("write its letter: A, B, C or D"))
    if by_name >= len(options):
        raise Unclear("unknown-key", msg("the key names no option"), msg("write its letter: A, B, C or D"))
    return by_name
