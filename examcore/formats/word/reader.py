"""Knows how a Word file is read from its bytes to items and problems.

Must not know banks or commands. What is read, and what is refused, is described in docs/formats/word.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from examcore.formats.draft import Gathering
from examcore.formats.found import Found
from examcore.formats.limits import Barred
from examcore.formats.tags import KEYS
from examcore.formats.word.body import Body
from examcore.formats.word.container import open_word
from examcore.formats.word.figures import Figures
from examcore.formats.word.judging import Judge
from examcore.formats.word.keys import KeyList, gather
from examcore.formats.word.lines import holds_question, make_lines
from examcore.formats.word.plain import LEGACY, looks_legacy
from examcore.formats.word.questions import Splitter
from examcore.formats.word.rich import KEPT
from examcore.formats.word.tree import Line
from examcore.language import messages

msg = messages("examcore")
LONGEST_LINE = 20_000
SAMPLE = 400
LEGACY_SHARE = 10
"""One line in so many that is typed in an old encoding, of the first lines, makes the file one of them."""


def read_word(
    name: str, data: bytes, part: str, area: str, positions: tuple[str, ...], outside: KeyList | None = None
) -> Found:
    """Items and problems of a Word file. `outside` are keys from a key file, by the numbers of their questions."""
    gathering = Gathering(name, part, area, positions)
    try:
        parts = open_word(data)
        body = Body(parts)
        lines = _read_lines(body)
        _refuse_legacy(lines)
        sheet = Splitter(lines, body.figures).split()
        for line, trouble in sheet.loose:
            gathering.refuse(line.place.tell(), trouble.code, trouble.message, "", line.text, trouble.repair)
        for line in sheet.unread:
            gathering.report(
                line.place.tell(),
                "unread-keys",
                msg("a table of keys that cannot be read: cells hold other things than one number or one letter"),
                repair=msg(
                    "write one number over or before each letter, a cell for each, or mark the keys in the questions"
                ),
            )
        stem = PurePath(name).stem
        prefix = re.sub(r"\s+", " ", stem)[:40]
        judge = Judge(gathering, _find_law(sheet.head), prefix, body.figures, parts)
        judge.judge(sheet.questions, gather(sheet.keys), outside or KeyList())
        framed = [line for line in sheet.tables if line.table is not None and holds_question(line.table)]
        if lines and not sheet.questions and not sheet.loose and not framed:
            gathering.report(
                msg("whole file"),
                "no-questions",
                msg("the file holds text, but no question that can be told apart"),
                repair=msg("begin each question with Câu 1. and each option with its letter: A. … B. …"),
            )
        lost = _find_outside(lines, body.figures)
        if lost:
            gathering.report(
                lost[0].place.tell(),
                "pictures-outside",
                msg("{count} pictures stand outside of questions and options and are not read", count=len(lost)),
                repair=msg("put each behind the beginning of its question; those that only decorate may stay"),
                severity="warning",
            )
        for line in framed:
            gathering.refuse(
                line.place.tell(),
                "question-in-table",
                msg("a question stands in a table from which it cannot be read"),
                "",
                repair=msg("in Word: Layout, Convert to Text"),
            )
        if sheet.tables:
            gathering.report(
                sheet.tables[0].place.tell(),
                "tables-ignored",
                msg("{count} tables outside of questions are not read", count=len(sheet.tables)),
                severity="note",
            )
    except Barred as barred:
        gathering.bar(barred)
    return gathering.finish()


def _find_outside(lines: Sequence[Line], figures: Figures) -> list[Line]:
    """The lines of pictures that no question took, once for each picture."""
    return [line for line in lines for name in line.rich.things() if name.startswith(KEPT) and name not in figures.used]


def _refuse_legacy(lines: Sequence[Line]) -> None:
    """Raises Barred where the whole file is typed in an old encoding: not even "Câu" can then be told."""
    some = [line.rich for line in lines[:SAMPLE]]
    if sum(looks_legacy(rich) for rich in some) * LEGACY_SHARE > len(some):
        raise Barred(*LEGACY)


def _read_lines(body: Body) -> list[Line]:
    """The lines of a Word file. Raises Barred."""
    lines = []
    for line in make_lines(body.blocks()):
        if len(line.text) > LONGEST_LINE:
            raise Barred("too-long", msg("a line is longer than {most} characters", most=LONGEST_LINE))
        lines.append(line)
    return lines


def _find_law(head: Sequence[tuple[str, str]]) -> str:
    """The document a file is about, where its head names exactly one: "văn bản: Luật Đất đai 2024"."""
    assert KEYS["văn bản"] == "source"
    named = {value.partition("|")[0].strip() for key, value in head if key == "source"}
    return named.pop()[:120] if len(named) == 1 else ""
