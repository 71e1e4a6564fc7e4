"""Knows when a question may be taken: exactly one key, named by every source that speaks, and nothing unread.

Must not know how lines were divided. What is unclear is refused; no rule here prefers one source to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.engine.references import find_tied
from examcore.formats.draft import Choice, Draft, Gathering
from examcore.formats.word.container import Parts
from examcore.formats.word.figures import Figures
from examcore.formats.word.keys import KeyList
from examcore.formats.word.marks import FEATURES, Mark, fixed_by_italics, read_marks
from examcore.formats.word.notes import find_note, read_note
from examcore.formats.word.options import Trouble
from examcore.formats.word.plain import find_unread, make_plain
from examcore.formats.word.question import Question
from examcore.formats.word.rich import make_rich
from examcore.language import Message, messages

msg = messages("examcore")
SOURCES: dict[str, Message] = {
    "sign": msg("a sign beside the letter"),
    "underline": msg("underline"),
    "bold": msg("bold type"),
    "colour": msg("colour"),
    "fill": msg("highlight"),
    "line": msg("the key line"),
    "column": msg("the key column"),
    "list": msg("the list of keys"),
    "file": msg("the separate file of keys"),
}
TRUSTED = 20
MARKED = 80
RULING = 60
"""Percent of questions: formatting used in fewer than the first may be an accident; unless nearly all questions are
marked in one way or another and no way rules.
"""
FEW = 5
PICTURES = ("picture", "shape", "object", "picture-floats", "picture-outside", "picture-changed", "picture-unreadable")
UNNAMED = "Văn bản chưa nêu tên"
_NO_REPAIR = msg("mark one option, or give the key in a line, a table or a key file; it is never guessed")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for the key of one question."""

    question: Question
    marks: tuple[Mark, ...]


class Judge:
    """Hands the questions of one file over to a gathering, those that are clear as drafts."""

    def __init__(self, gathering: Gathering, law: str, prefix: str, figures: Figures, parts: Parts) -> None:
        self._figures = figures
        self._parts = parts
        self._gathering = gathering
        self._law = law
        self._prefix = prefix
        self._fixed = 0
        self._pictures = 0

    def judge(self, questions: Sequence[Question], keys: KeyList, outside: KeyList) -> None:
        """All questions in order; `keys` are those of the file's own lists, `outside` those of a key file."""
        numbers = Counter(question.number for question in questions)
        gathered = [self._weigh(question, keys, outside, numbers) for question in questions]
        accidents = _find_accidents(gathered)
        for evidence in gathered:
            self._take(evidence, accidents)
        if self._fixed:
            self._gathering.report(
                msg("whole file"),
                "places-fixed",
                msg(
                    "{count} questions have options that speak of others: the places of those are kept",
                    count=self._fixed,
                ),
                severity="note",
            )
        if self._pictures:
            self._gathering.report(
                msg("whole file"),
                "pictures-refused",
                msg("{count} questions were refused for their pictures or shapes", count=self._pictures),
                severity="note",
            )
        self._tell_unused(keys, outside, numbers)

    def _weigh(self, question: Question, keys: KeyList, outside: KeyList, numbers: Counter[int]) -> Evidence:
        marks = [*read_marks(question.choices), *question.marks]
        for source, found in (("list", keys), ("file", outside)):
            options = found.options(question.number)
            if question.number in found.unread:
                question.troubles.append(found.unread[question.number])
            elif not options:
                continue
            elif numbers[question.number] > 1:
                question.troubles.append(
                    Trouble(
                        "number-twice",
                        msg(
                            "the number {number} stands at several questions, so the list of keys names none",
                            number=question.number,
                        ),
                        msg("number the questions 1, 2, 3 throughout, or mark the keys in the questions"),
                    )
                )
            else:
                marks.append(Mark(source, options))
        return Evidence(question, tuple(marks))

    def _take(self, evidence: Evidence, accidents: frozenset[str]) -> None:
        question = evidence.question
        troubles = list(question.troubles)
        stem_pieces = [*question.stimulus, *question.stem]
        for piece in stem_pieces:
            troubles += find_unread(piece, question.place)
        stem = "\n".join(make_plain(piece, question.place, troubles) for piece in stem_pieces)
        raw = [one for piece in stem_pieces for one in self._figures.read(piece, self._parts, troubles)]
        texts, laws, held = [], [], []
        for choice in question.choices:
            look = choice.letter_look
            if look is not None and (look.changed or look.hidden or look.strike):
                troubles += find_unread(make_rich("A", look), choice.place)
            troubles += find_unread(choice.rich, choice.place)
            text = make_plain(choice.rich, choice.place, troubles)
            text, tags = self._take_note(text, question, choice.place.tell())
            texts.append(text)
            held.append(tuple(self._figures.read(choice.rich, self._parts, troubles)))
            laws += tags
        key = self._find_key(evidence, accidents, troubles)
        if troubles:
            self._refuse(question, troubles)
            return
        tied = find_tied(texts)
        fixed = set(fixed_by_italics(question.choices)) | tied
        self._fixed += bool(tied)
        self._gathering.take(
            Draft(
                question.place.tell(),
                question.name,
                stem,
                tuple(
                    Choice(text, at == key, choice.fixed or at in fixed, choice.place.tell(), figures)
                    for at, (text, choice, figures) in enumerate(zip(texts, question.choices, held, strict=True))
                ),
                tuple((question.place.tell(), line) for line in [*self._write_tags(question), *dict.fromkeys(laws)]),
                tuple(raw),
            )
        )

    def _refuse(self, question: Question, troubles: Sequence[Trouble]) -> None:
        """The question counts once; each kind of trouble is told once."""
        told: set[str] = set()
        self._pictures += any(trouble.code in PICTURES for trouble in troubles)
        for trouble in troubles:
            place = (trouble.place or question.place).tell()
            if not told:
                self._gathering.refuse(
                    place, trouble.code, trouble.message, question.name, question.words, trouble.repair
                )
            elif trouble.code not in told:
                self._gathering.report(
                    place, trouble.code, trouble.message, question.name, question.words, trouble.repair
                )
            told.add(trouble.code)

    def _find_key(self, evidence: Evidence, accidents: frozenset[str], troubles: list[Trouble]) -> int:
        """The option all sources name. What stands in the way is added to `troubles`."""
        count = len(evidence.question.choices)
        marks = evidence.marks
        if not count:
            troubles.append(
                Trouble("no-options", msg("no options were found"), msg("begin each option with its letter: A. … B. …"))
            )
            return -1
        if troubles and not marks:
            return -1
        if not marks:
            troubles.append(Trouble("no-key", msg("no option is marked as right"), _NO_REPAIR))
            return -1
        named = {option for mark in marks for option in mark.options}
        many = [mark for mark in marks if len(mark.options) > 1]
        if any(option >= count for option in named):
            troubles.append(
                Trouble(
                    "key-beyond",
                    msg("the key names an option the question does not have"),
                    msg("compare the key and the letters of the options"),
                )
            )
        elif many:
            troubles.append(
                Trouble(
                    "two-keys",
                    msg("several options are marked as right: {marks}", marks=_tell(many)),
                    msg("keep one key, or leave the question out"),
                )
            )
        elif len(named) > 1:
            troubles.append(
                Trouble(
                    "keys-disagree",
                    msg("the sources of the key disagree: {marks}", marks=_tell(marks)),
                    msg("decide which is right and mend the others"),
                )
            )
        elif all(mark.source in accidents for mark in marks):
            troubles.append(
                Trouble(
                    "lone-mark",
                    msg("the only mark is a formatting hardly any other question has: {marks}", marks=_tell(marks)),
                    _NO_REPAIR,
                )
            )
        return min(named)

    def _take_note(self, text: str, question: Question, place: Message) -> tuple[str, list[str]]:
        """The option without a note of its legal place, and that note as tags; one that says more stays."""
        found = find_note(text)
        if found is None:
            return text, []
        start, inside = found
        note = read_note(inside)
        if note is None:
            self._gathering.report(
                place,
                "note-in-option",
                msg("a note in brackets looks like a legal place, but says more; it stays in the option"),
                question.name,
                question.words,
                msg("delete it, or write Căn cứ: … on a line after the options"),
                "warning",
            )
            return text, []
        return text[:start].rstrip(), _name_basis(note.place, note.law or self._law)

    def _write_tags(self, question: Question) -> list[str]:
        lines: list[str] = []
        seen: set[str] = set()
        words = {"level": "mức độ", "difficulty": "độ khó", "area": "lĩnh vực", "positions": "vị trí"}
        for name, text in reversed(question.tags):
            if name == "basis":
                note = read_note(text.replace("|", ","))
                place, law = (note.place, note.law or self._law) if note else ("", text.replace("|", ",")[:120])
                lines += reversed(_name_basis(place, law))
            elif name not in seen and text:
                seen.add(name)
                lines.append(f"{words[name]}: {text}")
        lines.reverse()
        if question.item_set:
            lines.append(f"bộ câu hỏi: {self._prefix} {question.item_set}")
        return lines

    def _tell_unused(self, keys: KeyList, outside: KeyList, numbers: Counter[int]) -> None:
        """Keys of numbers no question has: the list may belong to another file, or a question was not seen."""
        for found in (keys, outside):
            unused = sorted(number for number in found.keys if number not in numbers)
            if unused:
                first = found.keys[unused[0]][0][1]
                self._gathering.report(
                    first.tell(),
                    "unused-keys",
                    msg(
                        "{count} keys belong to no question; the first is number {number}",
                        count=len(unused),
                        number=unused[0],
                    ),
                    repair=msg("look whether a question has lost its number, or whether the list belongs to this file"),
                    severity="warning",
                )


def _name_basis(place: str, law: str) -> list[str]:
    law = law or UNNAMED
    return [f"văn bản: {law} | {law}", f"căn cứ: {law} | {place}".rstrip(" |")]


def _tell(marks: Sequence[Mark]) -> Message:
    """The sources by name; what each says is for whoever looks into the file, not for a report that may be kept."""
    names = [SOURCES[source] for source in dict.fromkeys(mark.source for mark in marks)]
    told = names[0]
    for name in names[1:]:
        told = msg("{first}, {second}", first=told, second=name)
    return told


def _find_accidents(gathered: Sequence[Evidence]) -> frozenset[str]:
    """Kinds of formatting that set an option off in so few questions that it may be an accident."""
    count = len(gathered)
    if count < FEW:
        return frozenset()
    uses = Counter(
        mark.source for each in gathered for mark in each.marks if mark.source in FEATURES and len(mark.options) == 1
    )
    marked = sum(any(mark.source in FEATURES or mark.source == "sign" for mark in each.marks) for each in gathered)
    if marked * 100 >= MARKED * count and (not uses or max(uses.values()) * 100 < RULING * count):
        return frozenset()
    return frozenset(feature for feature in FEATURES if uses[feature] * 100 < TRUSTED * count)
