"""Knows how a booklet is printed: heading, parts, questions with their options, and the end.

Must not know a key: a booklet has none, and nothing else is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from weakref import WeakKeyDictionary

from examcore.errors import Refused
from examcore.files import write_whole
from examcore.language import Message, messages
from examcore.nouns import Booklet, Grid, Option, Picture, Question, Sitting, figures_of
from examcore.text import clean_text
from examcore_paper.figures import OPTION_HEIGHT, STEM_HEIGHT, Shelf, has_places, is_low, lay_blocks, pictures_of
from examcore_paper.layout import LETTERS
from examcore_paper.pictures import place_pictures
from examcore_paper.typeset import Data, Typesetter, Unprintable
from examcore_paper.words import MARK, long_day, roman

msg = messages("examcore_paper")

# Room for "Câu 9.", "Câu 99." and "Câu 100." at the left of the questions, in ems.
_LABEL_EMS = (3.1, 3.7, 4.3)


@dataclass(frozen=True, slots=True)
class Look:
    """How a booklet is printed: in large print (18 points instead of 12), as an archive copy (PDF/A-2a, tagged)."""

    is_large: bool = False
    is_archive: bool = False

    @property
    def suffix(self) -> str:
        """What the name of such a file has behind its code."""
        return ("-large" if self.is_large else "") + ("-archive" if self.is_archive else "")


_Printed: TypeAlias = dict[tuple[Sitting, Look], bytes]

_printed: WeakKeyDictionary[Booklet, _Printed] = WeakKeyDictionary()
"""Booklets as printed, for as long as somebody holds them: most stand in every room of a sitting."""

USUAL = Look()
LARGE_SCALE = 1.5
ARCHIVE = ("a-2a",)


def print_booklets(
    sitting: Sitting,
    booklets: Iterable[Booklet],
    into: Path,
    typesetter: Typesetter | None = None,
    look: Look = USUAL,
) -> list[Path]:
    """Write `<form>-<code>.pdf` for each distinct booklet, for its owner alone to read; the paths by form and code.

    What was printed of the same booklets before, for another room, is written again as it is.
    """
    if typesetter is None:
        with Typesetter() as own:
            return print_booklets(sitting, booklets, into, own, look)
    paths = []
    for (form, code), booklet in sorted({(b.form, b.code): b for b in booklets}.items()):
        path = into / f"{form}-{code}{look.suffix}.pdf"
        printed = _printed.setdefault(booklet, {})
        if (sitting, look) not in printed:
            printed[sitting, look] = typeset_booklet(sitting, booklet, typesetter, look)
        write_whole(path, printed[sitting, look], private=True)
        paths.append(path)
    return paths


def typeset_booklet(
    sitting: Sitting, booklet: Booklet, typesetter: Typesetter | None = None, look: Look = USUAL
) -> bytes:
    """One booklet as a PDF. Raises Refused for a question whose options have no letters on the answer sheet."""
    if typesetter is None:
        with Typesetter() as own:
            return typeset_booklet(sitting, booklet, own, look)
    standards = ARCHIVE if look.is_archive else ()
    scale = LARGE_SCALE if look.is_large else 1.0
    data = _data(sitting, booklet, scale, place_pictures(_pictures(booklet), typesetter))
    try:
        return typesetter.typeset("booklet.typ", data, sitting.day, standards=standards, tags=look.is_archive)
    except Unprintable as problem:
        number = next((n for n, one in enumerate(booklet.questions, start=1) if _holds(one, problem.sign)), None)
        if number is None:
            raise
        raise Refused(
            msg("question {number} of booklet {code}: {problem}", number=number, code=booklet.code,
                problem=problem.text),
            msg("replace it in the item, and assemble the form anew"),
        ) from problem  # fmt: skip


def _holds(question: Question, sign: str) -> bool:
    """Whether a sign is printed somewhere in a question."""
    owners: tuple[Question | Option, ...] = (question, *question.options)
    texts = [question.stem, *(option.text for option in question.options)]
    grids = [figure.grid for owner in owners for figure in figures_of(owner) if isinstance(figure.grid, Grid)]
    texts += [cell for grid in grids for row in grid.rows for cell in row]
    return any(sign in clean_text(text) for text in texts)


def _pictures(booklet: Booklet) -> Iterator[tuple[Picture, Message]]:
    for number, question in enumerate(booklet.questions, start=1):
        for picture in pictures_of(question):
            yield picture, msg("question {number} of booklet {code}", number=number, code=booklet.code)


def _data(sitting: Sitting, booklet: Booklet, scale: float, files: Mapping[str, str]) -> dict[str, Data]:
    profile = sitting.profile
    rehearsal = sitting.rehearsal or booklet.rehearsal
    count = len(booklet.questions)
    return {
        "code": booklet.code,
        "scale": scale,
        "mark": f"{MARK} – KHÔNG DÙNG ĐỂ XÉT KẾT QUẢ" if rehearsal else "",
        "parent": profile.issuer_parent.upper(),
        "issuer": profile.issuer.upper(),
        "title": sitting.title.upper(),
        "day": long_day(sitting.day).capitalize(),
        "position": sitting.position_title(booklet.position),
        "minutes": profile.minutes,
        "count": count,
        "letters": list(LETTERS),
        "label": _LABEL_EMS[min(len(str(count)), len(_LABEL_EMS)) - 1],
        "parts": _parts(booklet, scale, files),
    }


def _parts(booklet: Booklet, scale: float, files: Mapping[str, str]) -> list[Data]:
    parts: list[Data] = []
    first = 1
    for place, part in enumerate(booklet.parts, start=1):
        questions: list[Data] = []
        for number, question in enumerate(part.questions, start=first):
            if not 2 <= len(question.options) <= len(LETTERS):
                raise Refused(
                    msg(
                        "question {number} of booklet {code} has {count} options; a sheet has letters for {most}",
                        number=number,
                        code=booklet.code,
                        count=len(question.options),
                        most=len(LETTERS),
                    ),
                    msg("leave items with other counts out of the forms of a paper room"),
                )
            if has_places(question):
                questions.append(_illustrate(number, question, scale, files))
                continue
            options = [option.text for option in question.options]
            low = is_low(question, scale)
            questions.append({"number": number, "stem": question.stem, "options": options, "low": low})
        last = first + len(part.questions) - 1
        parts.append(
            {
                "title": f"PHẦN {roman(place)}. {part.title.vi.upper()}",
                "range": f"({len(part.questions)} câu, từ câu {first} đến câu {last})",
                "questions": questions,
            }
        )
        first = last + 1
    return parts


def _illustrate(number: int, question: Question, scale: float, files: Mapping[str, str]) -> dict[str, Data]:
    """A question with figures: its stem and its options are lists of blocks."""
    shelf = Shelf(files, scale, STEM_HEIGHT, f"Hình của câu {number}")
    options: list[Data] = [
        lay_blocks(
            option.text,
            figures_of(option),
            replace(shelf, most_mm=OPTION_HEIGHT, called=f"Hình của phương án {letter}, câu {number}"),
        )
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]
    stem = lay_blocks(question.stem, figures_of(question), shelf)
    return {"number": number, "stem": stem, "options": options, "low": is_low(question, scale)}
