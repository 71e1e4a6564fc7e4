"""Knows how lines become questions: where each begins, and which of its lines are key, level or basis.

Must not know formatting or tables of questions. Two ways to number are known: "Câu 5." and "5."; the second only where
the first is not used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from examcore.formats.tags import find_tag
from examcore.formats.word.figures import Figures
from examcore.formats.word.keys import is_key_line, is_key_table, looks_like_keys
from examcore.formats.word.lines import begins_options, cut_line, has_letter, has_more_options
from examcore.formats.word.options import Trouble, split_options
from examcore.formats.word.patterns import (
    ALIKE,
    CLOSING,
    COMMENT,
    EXPLAINS,
    HEADING,
    KEY_HEAD,
    KEY_INSIDE,
    KEY_WORDS_ALONE,
    LEVEL_HEAD,
    LEVEL_MARK,
    NUMBER_START,
    PAIR,
    PAIRS_ONLY,
    RULE,
    SITUATION,
    STIMULUS,
    STIMULUS_WORDS,
    THE_END,
    TOKEN,
    WORD_START,
)
from examcore.formats.word.plain import find_unread, name_thing
from examcore.formats.word.question import Question, find_aside, is_key_words, name_level, read_key_words
from examcore.formats.word.rich import Rich, make_rich
from examcore.formats.word.tables import is_bank_table, read_bank_table
from examcore.formats.word.tree import Line
from examcore.language import messages

msg = messages("examcore")
LONGEST_STIMULUS = 400
"""Characters of a line that says for which questions a text is."""
_LONE_KEY = re.compile(r"^[(\[]?[A-Ha-h][)\].]?$")
_BASIS = re.compile(
    r"^(?:cơ sở pháp lý|căn cứ(?: pháp lý)?|trích dẫn|nguồn|viện dẫn)\s*:\s*(.+)$", re.IGNORECASE | re.DOTALL
)
_STEM_TAGS = {"level", "difficulty", "basis"}
"""Tags that may stand before the options; "Vị trí: Chuyên viên" there is a line of the stem."""
_ITEM_TAGS = {*_STEM_TAGS, "area", "positions"}


@dataclass(slots=True)
class Sheet:
    """All of a file: questions in order, lines that hold keys, tags of the head, and things that stand nowhere.

    `unread` are tables of keys that cannot be read.
    """

    questions: list[Question] = field(default_factory=list)
    keys: list[Line] = field(default_factory=list)
    head: list[tuple[str, str]] = field(default_factory=list)
    loose: list[tuple[Line, Trouble]] = field(default_factory=list)
    tables: list[Line] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """The question whose lines are being gathered."""

    number: int
    line: Line
    rest: Line
    lines: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    unclear: Line | None = None
    explaining: bool = False
    listed: int = 0


class Splitter:
    """Divides the lines of one file; `split` is called once."""

    def __init__(self, lines: Sequence[Line], figures: Figures) -> None:
        self._lines = lines
        self._figures = figures
        self._bai = not any((m := self._word(line)) and m["word"].lower() != "bài" for line in lines)
        self._sheet = Sheet()
        self._open: _Open | None = None
        self._in_keys = False
        self._level = ""
        self._skipped = -1
        self._unclear: Line | None = None
        self._levels_before = False
        self._last = 0
        self._stimulus: tuple[int, int, list[Rich]] | None = None
        self._words = True
        words = [at for at, line in enumerate(lines) if self._word(line)]
        if not any(self._has_options(at) for at in words):
            self._words = False
            numbers = [at for at, line in enumerate(lines) if line.table is None and NUMBER_START.match(line.text)]
            self._words = bool(words) and not any(self._has_options(at) for at in numbers)

    def split(self) -> Sheet:
        """Questions, keys and everything else."""
        for at, line in enumerate(self._lines):
            if line.table is not None:
                self._take_table(line)
                continue
            start = self._start(at, line)
            if start is not None and (not self._in_keys or self._has_options(at)):
                self._close()
                self._in_keys = False
                number, cut = start
                unclear, self._unclear = self._unclear, None
                self._last = number
                self._open = _Open(number, line, cut_line(line, cut), [], [], unclear)
            elif self._in_keys:
                self._sheet.keys.append(line)
            else:
                self._take(at, line)
        self._close()
        return self._sheet

    # --- where a question begins ----------------------------------------------------------------

    def _word(self, line: Line) -> re.Match[str] | None:
        found = WORD_START.match(line.text) if line.table is None else None
        if found is None or (not found["mark"] and found["rest"][:1] not in ("", " ", "(", "[", "\t")):
            return None
        if STIMULUS_WORDS.match(line.text) and STIMULUS.search(line.text[:30]):
            return None
        return found

    def _start(self, at: int, line: Line) -> tuple[int, int] | None:
        """The number of the question that begins with this line, and where its text begins; None for other lines."""
        if is_key_line(line.text):
            return None
        if self._words:
            found = self._word(line)
            if found is None or (found["word"].lower() == "bài" and not self._bai):
                return None
            number = int(found["number"])
            begins_anew = number == 1 and (self._open is None or has_letter(self._open.lines, self._open.rest))
            if not found["mark"] and number != self._last + 1 and not begins_anew:
                return None
            return number, found.start("rest")
        found = NUMBER_START.match(line.text)
        if found is None or line.heading:
            return None
        number = int(found["number"])
        opened = self._open
        if opened is not None and not has_letter(opened.lines, opened.rest):
            if opened.listed and number == opened.listed + 1:
                opened.listed = number
                return None
            if number != self._last + 1:
                opened.listed = number
                return None
        elif not self._has_options(at) and (number != self._last + 1 or self._is_headline(at, number)):
            return None
        return number, found.start("rest")

    def _is_headline(self, at: int, number: int) -> bool:
        """Whether a numbered line is a headline: the next numbered one is a question of the same number."""
        for following in range(at + 1, min(at + 60, len(self._lines))):
            line = self._lines[following]
            later = NUMBER_START.match(line.text) if line.table is None else None
            if later is not None:
                return int(later["number"]) in (number, 1) and self._has_options(following)
        return False

    def _has_options(self, at: int) -> bool:
        """Whether an option A stands between this line and the next that could begin a question."""
        for number in range(at, min(at + 60, len(self._lines))):
            line = self._lines[number]
            if number > at and line.table is None:
                later = self._word(line) if self._words else NUMBER_START.match(line.text)
                if later:
                    return False
            if line.table is None and begins_options(line, number == at):
                return True
        return False

    # --- what a line of a question is -----------------------------------------------------------

    def _take_table(self, line: Line) -> None:
        table = line.table
        assert table is not None
        if is_key_table(table):
            self._sheet.keys.append(line)
        elif is_bank_table(table):
            self._close()
            self._in_keys = False
            self._sheet.questions += read_bank_table(table, self._level)
        elif looks_like_keys(table):
            self._sheet.unread.append(line)
        elif self._open is not None and not has_letter(self._open.lines, self._open.rest):
            self._open.lines.append(line)
        elif self._open is None and self._stimulus is not None and self._last < self._stimulus[0]:
            self._stimulus[2].append(self._figures.draw(table))
        else:
            self._sheet.tables.append(line)

    def _take(self, at: int, line: Line) -> None:
        text = line.text
        opened = self._open
        if at == self._skipped or (line.opens and RULE.match(text)):
            return
        if COMMENT.match(text):
            tag = find_tag(COMMENT.sub("", text))
            if tag and opened:
                opened.after.append(line)
            return
        level = LEVEL_HEAD.match(text)
        if level and (opened is None or has_letter(opened.lines, opened.rest)) and self._heads_level(line):
            self._close()
            self._level = name_level(level["level"])
            return
        if KEY_HEAD.match(text) and self._is_lone_key(at):
            return
        if THE_END.match(text) or KEY_HEAD.match(text):
            self._close()
            self._in_keys = True
            return
        listed = KEY_WORDS_ALONE.match(text)
        if listed and len(PAIR.findall(listed["rest"])) > 1 and PAIRS_ONLY.match(listed["rest"]):
            line = cut_line(line, listed.start("rest"))
            text = line.text
            self._close()
            self._in_keys = True
        if is_key_line(text) or self._in_keys:
            self._sheet.keys.append(line)
            return
        if len(text) < LONGEST_STIMULUS and STIMULUS_WORDS.search(text) and self._begins_stimulus(line):
            return
        if SITUATION.match(text) and (opened is None or has_letter(opened.lines, opened.rest)):
            self._close()
            self._unclear = line
        elif opened is None:
            self._take_loose(at, line)
        elif opened.explaining:
            opened.after.append(line)
        elif EXPLAINS.match(text) and has_letter(opened.lines, opened.rest):
            opened.explaining = True
            opened.after.append(line)
        elif self._is_heading(at, line) and has_letter(opened.lines, opened.rest):
            self._close()
        else:
            opened.lines.append(line)

    def _heads_level(self, line: Line) -> bool:
        """Whether a lone level is for what follows: "Mức độ: …" is, if it stands before the first question."""
        if find_tag(line.text) is None:
            return True
        self._levels_before = self._levels_before or not self._last
        return self._levels_before

    def _is_lone_key(self, at: int) -> bool:
        """Whether "Đáp án:" stands over a line with one letter."""
        following = self._lines[at + 1].rich if at + 1 < len(self._lines) else Rich()
        if self._open is None or not _LONE_KEY.match(following.text):
            return False
        joined = replace(self._lines[at], rich=make_rich("Đáp án: ") + following)
        self._open.after.append(joined)
        self._skipped = at + 1
        return True

    def _is_heading(self, at: int, line: Line) -> bool:
        if is_key_words(line.text) or find_tag(line.text) or _BASIS.match(line.text):
            return False
        if line.heading or HEADING.match(line.text) or CLOSING.match(line.text):
            return True
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        ends = following is None or following.table is not None or self._looks_like_start(following)
        if not self._words and NUMBER_START.match(line.text) and following is not None:
            return self._looks_like_start(following)
        return ends and line.text.isupper() and len(line.text) > 5 and not TOKEN.match(line.text.translate(ALIKE))

    def _looks_like_start(self, line: Line) -> bool:
        return (self._word(line) if self._words else NUMBER_START.match(line.text)) is not None or bool(
            HEADING.match(line.text)
        )

    def _begins_stimulus(self, line: Line) -> bool:
        opened = self._open
        if opened is not None and not has_letter(opened.lines, opened.rest):
            return False
        found = STIMULUS.search(line.text)
        if found is None or not int(found["first"]) < int(found["last"]) < int(found["first"]) + 30:
            return False
        if int(found["first"]) != self._last + 1:
            return False
        self._close()
        self._stimulus = (int(found["first"]), int(found["last"]), [line.rich])
        return True

    def _take_loose(self, at: int, line: Line) -> None:
        if self._stimulus is not None and self._last < self._stimulus[0]:
            self._stimulus[2].append(line.rich)
            return
        tag = find_tag(line.text)
        if tag:
            self._sheet.head.append(tag)
            return
        for thing in line.rich.things():
            if thing.startswith("box ") or thing == "foreign":
                self._sheet.loose.append((line, Trouble(*name_thing(thing), line.place)))
        head = line.text.translate(ALIKE)
        if (
            TOKEN.match(head)
            and head[:1] in "Aa*#(["
            and begins_options(line, True)
            and has_more_options(self._lines, at)
        ):
            trouble = Trouble(
                "no-number",
                msg("options stand here without a numbered question"),
                msg("write Câu and the number before each question"),
                line.place,
            )
            self._sheet.loose.append((line, trouble))

    # --- a question is whole --------------------------------------------------------------------

    def _close(self) -> None:
        opened, self._open = self._open, None
        if opened is None:
            return
        draft = Question(opened.number, opened.line.place)
        if opened.unclear is not None:
            draft.troubles.append(
                Trouble(
                    "unclear-text",
                    msg("a shared text stands before the question without saying for which questions it is"),
                    msg("begin it with: Dựa vào tình huống sau, trả lời câu 5 đến câu 7"),
                    opened.unclear.place,
                )
            )
        if self._level:
            draft.tags.append(("level", self._level))
        first = opened.rest
        while level := LEVEL_MARK.match(first.text):
            draft.tags.append(("level", name_level(level["level"])))
            first = cut_line(first, level.end())
        keys: list[Line] = []
        body = self._sift(draft, [first, *opened.lines], keys, 1)
        split = split_options(body)
        draft.stem = [piece for piece in split.stem if piece.text]
        draft.choices = split.choices
        draft.troubles += [*split.troubles, *find_aside([first, *opened.lines], split, keys)]
        self._sift(draft, opened.after, keys, 0)
        for line in keys:
            draft.troubles += find_unread(line.rich, line.place)
            mark, trouble = read_key_words(line.text, draft.choices, "line", line.place)
            draft.marks += [mark] if mark else []
            draft.troubles += [trouble] if trouble else []
        if self._stimulus is not None:
            first_number, last_number, pieces = self._stimulus
            if first_number <= draft.number <= last_number:
                draft.stimulus = tuple(pieces)
                draft.item_set = f"{first_number}-{last_number}"
            else:
                self._stimulus = None
        self._sheet.questions.append(draft)

    def _sift(self, draft: Question, lines: Sequence[Line], keys: list[Line], least: int) -> list[Line]:
        """The lines that are stem and options; tags and keys, from line `least` on, go where they belong."""
        body: list[Line] = []
        begun = not least
        for number, line in enumerate(lines):
            begun = begun or (line.table is None and begins_options(line, True))
            if line.table is not None:
                body.append(replace(line, rich=self._figures.draw(line.table), table=None))
                continue
            inside = KEY_INSIDE.search(line.text)
            pieces = [line]
            if inside and inside.start():
                pieces = [cut_line(line, 0, inside.start()), cut_line(line, inside.start())]
            for piece in pieces:
                text = COMMENT.sub("", piece.text)
                tag, basis = find_tag(text), _BASIS.match(text)
                if (number >= least or piece is not pieces[0]) and is_key_words(text):
                    keys.append(replace(piece, rich=piece.rich.cut(len(piece.text) - len(text))))
                elif basis and number >= least:
                    draft.tags.append(("basis", basis[1].strip()))
                elif tag and number >= least and tag[0] in (_ITEM_TAGS if begun else _STEM_TAGS) and tag[1]:
                    draft.tags.append(tag)
                elif piece.text:
                    body.append(piece)
        return body
