"""Knows small real things to print, and how to look at a printed page.

Must not know what a test claims.
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pypdfium2

from examcore.language import Label
from examcore.nouns import (
    Booklet,
    BookletPart,
    Candidate,
    FormFacts,
    Option,
    PartRule,
    Profile,
    Question,
    Room,
    Sitting,
    SittingSecrets,
)

SECRETS = SittingSecrets("5a" * 32, ())
NAMES = ("Nguyễn Thị Ánh Tuyết", "Trần Văn Bưởi", "Lê Hoàng Phượng Nguyễn Phan Thị Quỳnh Trâm Anh")
CODES = ("101", "102", "103")


def make_sitting(
    counts: tuple[int, ...] = (40, 60), candidates: int = 4, rehearsal: bool = True, rooms: tuple[str, ...] = ("P1",)
) -> Sitting:
    """A sitting on paper; candidates are dealt to the rooms in turn."""
    titles = ("Kiến thức chung", "Kiến thức chuyên môn, nghiệp vụ")
    names = ("general", "professional")
    parts = tuple(
        PartRule(name, Label(title), count, 1, "R") for name, title, count in zip(names, titles, counts, strict=True)
    )
    profile = Profile(
        "test", "2024", Label("Quy chế"), date(2024, 1, 1), 45, parts, (), (), (),
        "Ủy ban nhân dân thành phố", "Hội đồng kiểm tra, sát hạch", "Cần Thơ",
    )  # fmt: skip
    form = FormFacts("F1", "CMNV 24", CODES, names, counts, (4,) * len(counts), rehearsal)
    people = tuple(
        Candidate(f"{1234 + i:08}", NAMES[i % 3], "CMNV 24", rooms[i % len(rooms)], "paper", CODES[i % 3],
                  str(i // len(rooms) + 1), "Ủy ban nhân dân phường Cái Khế")
        for i in range(candidates)
    )  # fmt: skip
    title = "Kỳ kiểm tra, sát hạch cán bộ, công chức cấp xã"
    return Sitting(
        "SAAAA0001", title, date(2024, 11, 15), profile, (form,), tuple(Room(r, "paper") for r in rooms), people
    )


def make_booklet(sitting: Sitting, code: str = "101", options: tuple[str, ...] = ()) -> Booklet:
    """A booklet for the sitting; questions name their own number, options are `options` or four short ones."""
    parts = []
    number = 0
    for part in sitting.profile.parts:
        questions = []
        for _ in range(part.count):
            number += 1
            texts = options or tuple(f"phương án {letter} của câu {number}" for letter in "abcd")
            stem = f"Đề {code}, nội dung thứ {number}: ý nào đúng với quy định về tiếp công dân ở cấp xã?"
            questions.append(Question(f"Q{number}", stem, tuple(Option(f"{number}{t[:9]}", t) for t in texts)))
        parts.append(BookletPart(part.name, part.title, tuple(questions)))
    return Booklet(code, "F1", "CMNV 24", sitting.rehearsal, tuple(parts))


def ask(sitting: Sitting, *questions: Question) -> Booklet:
    """A booklet of one part with these questions."""
    return Booklet("101", "F1", "CMNV 24", sitting.rehearsal, (BookletPart("general", Label("Chung"), questions),))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page as a reader of the file would copy it, without any blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return [squeeze(page.get_textpage().get_text_range()) for page in document]


def squeeze(text: str) -> str:
    """`text` without blanks; how a viewer tells of a hyphen at the end of a line is the hyphen again."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\x02", "-"))


def find_rects(pdf: bytes, page: int, text: str) -> list[tuple[float, float, float, float]]:
    """Where `text` stands on a page (from 0): left, top, right, bottom in mm from the top left corner."""
    sheet = pypdfium2.PdfDocument(pdf)[page]
    words = sheet.get_textpage()
    height = sheet.get_height()
    found = []
    search = words.search(text)
    while (place := search.get_next()) is not None:
        boxes = [words.get_charbox(i) for i in range(place[0], place[0] + place[1])]
        mm = 25.4 / 72
        found.append(
            (
                min(b[0] for b in boxes) * mm,
                (height - max(b[3] for b in boxes)) * mm,
                max(b[2] for b in boxes) * mm,
                (height - min(b[1] for b in boxes)) * mm,
            )
        )
    return found


def find_outside(pdf: bytes, left: float, top: float, right: float, bottom: float) -> list[tuple[int, int]]:
    """Page and place of every sign that stands, even in part, outside these edges (mm from the left upper corner)."""
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(pdf)):
        words, height, mm = sheet.get_textpage(), sheet.get_height(), 25.4 / 72
        for place in range(words.count_chars()):
            x, low, far, high = words.get_charbox(place)
            if x < far and not (left <= x * mm and far * mm <= right and top <= (height - high) * mm
                                and (height - low) * mm <= bottom):  # fmt: skip
                found.append((number, place))
    return found


def render(pdf: bytes, page: int = 0, dpi: int = 300) -> npt.NDArray[np.uint8]:
    """The grey pixels of a page (from 0)."""
    bitmap = pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True)
    return np.asarray(bitmap.to_pil().convert("L"), np.uint8)


def font_names(pdf: bytes) -> set[str]:
    """The fonts a PDF carries, without the tag of their subset."""
    return {name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf)}
