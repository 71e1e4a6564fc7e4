"""Knows how options are found in the lines of one question, however they are laid out, without guessing.

Must not know keys. Letters at the beginning of a line, after a tab or a wide gap are certain; after a single blank
only where the certain ones leave no other reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from examcore.formats.word.leads import find_box_before, find_box_first, find_unclear, is_ticked
from examcore.formats.word.patterns import ALIKE, LETTERS, RIGHT_AFTER, TOKEN
from examcore.formats.word.pictured import are_shifted, is_picture_line, stand_under
from examcore.formats.word.rich import Look, Rich, join
from examcore.formats.word.tree import Line, Place
from examcore.language import Message, messages

msg = messages("examcore")
_USUAL = 4
_SIGN_ENDS = frozenset("*✓✔)].;")
"""What an option with a sign of the key behind it ends with."""
_JOINS = {"và", "hoặc", "của", "theo", "với", "hay", "nhưng", "do", "tại", "trong", "bởi", "cho", "các", "những"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its text, the look of its typed letter (None: Word wrote it), signs of the key, fixed by "!"."""

    rich: Rich
    place: Place
    letter_look: Look | None
    signed: bool
    fixed: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a question cannot be taken: code, sentence, what to do, and where, if not where the question begins."""

    code: str
    message: Message
    repair: Message
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    """A letter that may begin an option: the line, where what belongs to it begins and its text does, what it says."""

    line: int
    start: int
    end: int
    letter: str
    letter_at: int
    certain: bool
    signed: bool
    fixed: bool
    lead: str
    mark: str


@dataclass(frozen=True, slots=True)
class Split:
    """A question taken apart: the lines of its stem, its choices, and what is wrong."""

    stem: tuple[Rich, ...]
    choices: tuple[Choice, ...]
    troubles: tuple[Trouble, ...]


def split_options(lines: Sequence[Line]) -> Split:
    """Stem and options of a question whose lines, the first without its number, are these."""
    tokens = _find_tokens(lines)
    certain = [token for token in tokens if token.certain]
    upper = [token for token in certain if token.letter.isupper()]
    lower = [token for token in certain if token.letter.islower()]
    wants_upper = {"A", "B"} <= {token.letter for token in upper} or not {"a", "b"} <= {token.letter for token in lower}
    tokens = [token for token in tokens if token.letter.isupper() == wants_upper]
    troubles: list[Trouble] = []
    chosen = _take_boxes(_choose(tokens, lines, troubles), lines)
    if not chosen:
        return Split(tuple(line.rich for line in lines), (), tuple(troubles))
    if not troubles:
        troubles += _find_glued(tokens, chosen, lines)
    unclear = _find_unread_lead(chosen, lines)
    if unclear is not None:
        troubles.append(_unclear_mark(unclear.letter, lines[unclear.line].place))
    stem = _between(lines, (0, 0), (chosen[0].line, chosen[0].start))
    choices: list[Choice] = []
    for number, token in enumerate(chosen):
        last = number + 1 == len(chosen)
        end = (len(lines), 0) if last else (chosen[number + 1].line, chosen[number + 1].start)
        pieces = _between(lines, (token.line, token.end), end)
        line = lines[token.line]
        if last:
            troubles += _find_stray(lines, token, stand_under(stem, [choice.rich for choice in choices]))
        rich, marked = take_sign(join(pieces, "\n") if pieces else Rich())
        letter_look = None if token.letter_at < line.auto else line.rich.looks[token.letter_at]
        choices.append(Choice(rich, line.place, letter_look, token.signed or marked, token.fixed))
    if are_shifted(stem, [choice.rich for choice in choices]):
        troubles.append(_unclear_picture(choices[0].place))
    return Split(tuple(stem), _drop_boxes(choices), tuple(troubles))


def _find_tokens(lines: Sequence[Line]) -> list[_Token]:
    tokens = []
    for number, line in enumerate(lines):
        text = line.text.translate(ALIKE)
        at = 0
        while found := TOKEN.search(text, at):
            at = found.end() if found["start"] is None else found.end("letter")
            begins = found["start"] is not None or found["wide"] is not None
            lead = (found["lead"] or "").strip()
            if not begins and found.end() < len(text) and not text[found.end()].isspace():
                continue
            tokens.append(
                _Token(
                    number,
                    found.start(),
                    found.end(),
                    found["letter"],
                    found.start("letter"),
                    begins,
                    any(sign in "*#✓✔☑☒" for sign in found["sign"] + found["after"] + found["late"] if sign.strip())
                    or is_ticked(lead),
                    bool(found["fixed"]),
                    lead,
                    found["mark"].strip(),
                )
            )
    return tokens


def _choose(tokens: list[_Token], lines: Sequence[Line], troubles: list[Trouble]) -> list[_Token]:
    """The tokens that begin options, A first; what does not fit is trouble."""
    chosen: list[_Token] = []
    narrow = False
    for token in (token for token in tokens if token.certain):
        expected = LETTERS[len(chosen)] if len(chosen) < len(LETTERS) else ""
        letter = token.letter.upper()
        if letter == expected:
            chosen.append(token)
            continue
        if (
            expected
            and letter > expected
            and (chosen or not any(t.letter.upper() == "A" and t.certain for t in tokens))
        ):
            wanted = LETTERS[len(chosen) : LETTERS.index(letter)]
            filled = _fill(tokens, wanted, _end(chosen), (token.line, token.start))
            if filled is not None:
                chosen += [*filled, token]
                narrow = True
                continue
        if not chosen:
            continue
        troubles.append(_misfit(letter, expected, chosen, lines[token.line].place))
        return chosen
    if narrow or len(chosen) < 2:
        while len(chosen) < len(LETTERS):
            wanted = LETTERS[len(chosen)]
            more = [t for t in tokens if not t.certain and t.letter.upper() == wanted and _after(t, _end(chosen))]
            more = [t for t in more if not chosen or t.mark == chosen[0].mark]  # in "D) Ông E. Nam" E is part of a name
            if not more:
                break
            if len(chosen) >= _USUAL:  # "D. Ông E. Nam": a fifth option is so rare that it must stand by itself
                troubles.append(_within(wanted, lines[more[0].line].place))
                break
            if len(more) > 1:
                troubles.append(_unclear(wanted, lines[more[1].line].place))
                break
            chosen.append(more[0])
    return chosen


def _find_glued(tokens: Sequence[_Token], chosen: Sequence[_Token], lines: Sequence[Line]) -> list[Trouble]:
    """Trouble where the next letter stands within the last of few options: an option more, or a letter of its text."""
    if len(chosen) >= _USUAL:
        return []
    wanted, last = LETTERS[len(chosen)], chosen[-1]
    narrow = any(
        (token.letter.upper(), token.mark) == (wanted, last.mark)
        and _after(token, (last.line, last.end))
        and lines[token.line].text[token.end :].strip()  # "Lê Văn D." ends with the letter of a name
        for token in tokens
    )
    close = re.compile(rf"\s{wanted}[.)/:](?=[^\W_]{{2}}|\d)")
    texts = [lines[last.line].text[last.end :], *(line.text for line in lines[last.line + 1 :])]
    if not narrow and not any(close.search(text.translate(ALIKE)) for text in texts):
        return []
    return [_within(wanted, lines[last.line].place)]


def _take_boxes(chosen: list[_Token], lines: Sequence[Line]) -> list[_Token]:
    """The tokens with the box or bullet before each letter, where the first has one: "[ ] A. one [x] B. two".

    Otherwise a box at that place belongs to the option before it: "A. one [x] B. two".
    """
    if not chosen or not (chosen[0].lead or _box_before(chosen[0], (0, 0), lines) is not None):
        return chosen
    bullet = "" if find_box_before(chosen[0].lead) is not None else chosen[0].lead
    boxed: list[_Token] = []
    end = (0, 0)
    for token in chosen:
        start = None if token.lead else _box_before(token, end, lines, bullet)
        end = (token.line, token.end)
        if start is not None:
            box = lines[token.line].text[start : token.start].strip()
            token = replace(token, start=start, lead=box, signed=token.signed or is_ticked(box))
        boxed.append(token)
    return boxed


def _box_before(token: _Token, end: tuple[int, int], lines: Sequence[Line], bullet: str = "") -> int | None:
    """Where a box, or this bullet, stands directly before a token, behind the place `end`."""
    first = end[1] if end[0] == token.line else 0
    start = find_box_before(lines[token.line].text[first : token.start], bullet)
    return None if start is None else first + start


def _find_unread_lead(chosen: Sequence[_Token], lines: Sequence[Line]) -> _Token | None:
    """A token before which something stands that may mark the key, or that nobody knows."""
    unclear = find_unclear([token.lead for token in chosen])
    if unclear is not None:
        return chosen[unclear]
    for at, token in enumerate(chosen):
        begins = not at or chosen[at - 1].line < token.line
        before = lines[token.line].text[: token.start].strip()
        if begins and before and (token.line or at) and not any(sign.isalnum() for sign in before):
            return token
    return None


def _drop_boxes(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices without the boxes behind their letters: "A. [ ] one", "B. [x] two"."""
    starts = [find_box_first(choice.rich.text) for choice in choices]
    if None in starts:
        return tuple(choices)
    return tuple(
        replace(
            choice,
            rich=choice.rich.cut(start or 0),
            signed=choice.signed or is_ticked(choice.rich.text[:start].strip()),
        )
        for choice, start in zip(choices, starts, strict=True)
    )


def _fill(tokens: list[_Token], wanted: str, start: tuple[int, int], end: tuple[int, int]) -> list[_Token] | None:
    """The one reading in which the letters `wanted` stand after single blanks between two places; else None."""
    filled: list[_Token] = []
    for letter in wanted:
        fits = [
            token
            for token in tokens
            if not token.certain
            and token.letter.upper() == letter
            and _after(token, start)
            and (token.line, token.end) <= end
        ]
        if len(fits) != 1:
            return None
        filled.append(fits[0])
        start = (fits[0].line, fits[0].end)
    return filled


def _end(chosen: list[_Token]) -> tuple[int, int]:
    return (chosen[-1].line, chosen[-1].end) if chosen else (0, 0)


def _after(token: _Token, place: tuple[int, int]) -> bool:
    return (token.line, token.start) >= place


def _between(lines: Sequence[Line], start: tuple[int, int], end: tuple[int, int]) -> list[Rich]:
    """The text from one place up to another, a piece for each line that has any."""
    pieces = []
    for number in range(start[0], min(end[0] + 1, len(lines))):
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(lines[number].text)
        piece = lines[number].rich.cut(first, last)
        if piece.text:
            pieces.append(piece)
    return pieces


def take_sign(rich: Rich) -> tuple[Rich, bool]:
    """The option without a sign of the key behind it ("*", "(đúng)"), and whether there was one."""
    found = RIGHT_AFTER.search(rich.text) if rich.text[-1:] in _SIGN_ENDS else None
    return (rich.cut(0, found.start()), True) if found and found.start() else (rich, False)


def _find_stray(lines: Sequence[Line], last: _Token, under: bool) -> list[Trouble]:
    """A paragraph after the last option belongs to it where it goes on in the middle of a sentence; a picture, too,
    where the letter stands alone or pictures stand `under` all other options.
    """
    under = under or not lines[last.line].text[last.end :].strip()
    for before, line in zip([each.text for each in lines[last.line :]], lines[last.line + 1 :], strict=False):
        if under and is_picture_line(line.rich):
            under = False
        elif line.opens and line.text and not _goes_on(before, line.text):
            return [
                Trouble(
                    "stray-text",
                    msg("a paragraph stands after the last option, and nobody can tell whether it belongs to it"),
                    msg("join it to the option with a soft break, or begin a comment with //"),
                    line.place,
                )
            ]
    return []


def _goes_on(before: str, text: str) -> bool:
    """Whether a paragraph goes on in the middle of a sentence: nothing weaker is certain, it may be one more option."""
    words = before.split()
    return text[0] in ",;" or text.split()[0] in _JOINS or before[-1:] in (",", "-", "–") or words[-1] in _JOINS


def _misfit(letter: str, expected: str, chosen: list[_Token], place: Place) -> Trouble:
    if letter == "A" and len(chosen) > 1:
        return Trouble(
            "lost-question",
            msg("options begin again with A; a question seems to begin here without its number"),
            msg("write Câu and the number before the question"),
            place,
        )
    if letter == chosen[-1].letter.upper():
        return Trouble(
            "letter-twice",
            msg("the letter {letter} stands twice", letter=letter),
            msg("letter the options A, B, C, D, each once"),
            place,
        )
    return Trouble(
        "bad-letter",
        msg("option {letter} stands where {expected} is expected", letter=letter, expected=expected or "-"),
        msg("letter the options A, B, C, D in order, each once"),
        place,
    )


def _unclear(letter: str, place: Place) -> Trouble:
    return Trouble(
        "unclear-options",
        msg("{letter}. stands at several places of the line; where the option begins cannot be told", letter=letter),
        msg("begin each option on a line of its own, or put a tab before it"),
        place,
    )


def _unclear_picture(place: Place) -> Trouble:
    return Trouble(
        "unclear-picture",
        msg("pictures stand between the options, and nobody can tell which option each belongs to"),
        msg("put each picture into the line of its option, behind the letter"),
        place,
    )


def _unclear_mark(letter: str, place: Place) -> Trouble:
    return Trouble(
        "unclear-mark",
        msg("a sign stands before option {letter} alone; whether it marks the key cannot be told", letter=letter),
        msg("mark the right option with * before its letter, or delete the sign"),
        place,
    )


def _within(letter: str, place: Place) -> Trouble:
    return Trouble(
        "unclear-options",
        msg("{letter} stands within the last option; whether another one begins there cannot be told", letter=letter),
        msg("begin each option on a line of its own, or put a tab before it"),
        place,
    )
