"""Claims about generated Word files full of pictures and tables: each with its own question, each key right."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable

import pytest
from PIL import Image

from examcore.formats.word import WordFormat
from examcore.nouns import PLACE, Figure, Grid, Illustrated, Item, Picture, figures_of
from tests.core.pictures import write
from tests.core.word_files import cell, inline, par, run, table, word

LETTERS = "ABCD"
SMALL, LARGE = 12, 130


class Sheet:
    """A file while it is written: each picture is a colour of its own, so that it can be told by its pixels."""

    def __init__(self) -> None:
        self.media: dict[str, bytes] = {}

    def draw(self) -> tuple[str, int]:
        """A run with a new picture, and the number it is told by."""
        number = len(self.media) + 1
        colour = (number % 251, number // 251, 99)
        self.media[f"rIdP{number}"] = write(Image.new("RGB", (12, 9), colour))
        return inline(f"rIdP{number}", f"hình {number}"), number


Expected = tuple[list[int | str], list[list[int]], int]
"""What stands in the stem (numbers of pictures, "table"), in each option (numbers of pictures), and the key."""
Style = Callable[[Sheet, int, random.Random], tuple[list[str], Expected]]
STYLES: dict[str, Style] = {}


def style(make: Style) -> Style:
    STYLES[make.__name__] = make
    return make


def texts(number: int) -> list[str]:
    return [f"phương án {letter} của câu {number}" for letter in LETTERS]


def options(number: int, key: int, look: str = "u") -> list[str]:
    return [
        par(run(f"{LETTERS[at]}. ", *([look] if at == key else [])), run(text)) for at, text in enumerate(texts(number))
    ]


@style
def chart_below_the_stem(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    picture, name = sheet.draw()
    key = rng.randrange(4)
    return [par(f"Câu {number}. Xem hình của câu {number}:"), par(picture), *options(number, key)], (
        [name],
        [[]] * 4,
        key,
    )


@style
def signs_within_the_stem(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    (one, first), (two, second) = sheet.draw(), sheet.draw()
    key = rng.randrange(4)
    stem = par(run(f"Câu {number}. Nút "), one, run(" khác nút "), two, run(f" ở chỗ nào, câu {number}?"))
    return [stem, *options(number, key, "b")], ([first, second], [[]] * 4, key)


@style
def pictures_as_options(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    drawn = [sheet.draw() for _ in LETTERS]
    key = rng.randrange(4)
    lines = [
        par(run(f"{LETTERS[at]}. ", *(["u"] if at == key else [])), picture) for at, (picture, _) in enumerate(drawn)
    ]
    return [par(f"Câu {number}. Hình nào của câu {number}?"), *lines], ([], [[name] for _, name in drawn], key)


@style
def pictures_as_options_on_one_line(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    drawn = [sheet.draw() for _ in LETTERS]
    key = rng.randrange(4)
    line = [
        piece for at, (one, _) in enumerate(drawn) for piece in (run(f"{chr(9) if at else ''}{LETTERS[at]}. "), one)
    ]
    blocks = [par(f"Câu {number}. Hình nào của câu {number}?"), par(*line), par(f"Đáp án: {LETTERS[key]}")]
    return blocks, ([], [[name] for _, name in drawn], key)


@style
def pictures_behind_words(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    drawn = {at: sheet.draw() for at in rng.sample(range(4), 2)}
    key = rng.randrange(4)
    lines = [
        par(run(f"{LETTERS[at]}. {text} ", *(["red"] if at == key else [])), *([drawn[at][0]] if at in drawn else []))
        for at, text in enumerate(texts(number))
    ]
    held = [[drawn[at][1]] if at in drawn else [] for at in range(4)]
    return [par(f"Câu {number}. Hình nào đúng, câu {number}?"), *lines], ([], held, key)


@style
def pictures_in_a_grid(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    drawn = [sheet.draw() for _ in LETTERS]
    key = rng.randrange(4)
    cells = [
        cell(par(run(f"{LETTERS[at]}. ", *(["u"] if at == key else [])), one)) for at, (one, _) in enumerate(drawn)
    ]
    grid = table(cells[:2], cells[2:])
    return [par(f"Câu {number}. Hình nào của câu {number}?"), grid], ([], [[name] for _, name in drawn], key)


@style
def table_below_the_stem(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    key = rng.randrange(4)
    rows = table(["Năm", "Hồ sơ"], ["2023", f"{number}"], ["2024", f"{number + 7}"], head=True)
    return [par(f"Câu {number}. Theo bảng của câu {number}:"), rows, *options(number, key)], (["table"], [[]] * 4, key)


@style
def table_and_chart(sheet: Sheet, number: int, rng: random.Random) -> tuple[list[str], Expected]:
    picture, name = sheet.draw()
    key = rng.randrange(4)
    rows = table(["Năm", "Hồ sơ"], ["2023", f"{number}"])
    blocks = [par(f"Câu {number}. Theo bảng và hình của câu {number}:"), rows, par(picture), par("chọn câu đúng?")]
    return [*blocks, *options(number, key)], (["table", name], [[]] * 4, key)


def count() -> int:
    return LARGE if os.environ.get("EXAMCORE_ALL") else SMALL


def tell(figure: Figure) -> int | str:
    """The number of a picture by its pixels and by its words alike; "table" for a table."""
    if isinstance(figure.grid, Grid):
        return "table"
    assert isinstance(figure.picture, Picture)
    red, green, blue = Image.open(io.BytesIO(figure.picture.data)).convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # RGB has three
    assert blue == 99
    assert figure.alt == f"hình {red + 251 * green}"
    return int(red + 251 * green)


def tell_all(owner: Illustrated) -> list[int | str]:
    return [tell(figure) for figure in figures_of(owner)]


def check(items: tuple[Item, ...], expected: list[Expected]) -> None:
    for number, (item, (stem, held, key)) in enumerate(zip(items, expected, strict=True), 1):
        assert f"câu {number}" in item.stem
        assert item.stem.count(PLACE) == len(stem)
        assert tell_all(item) == stem
        assert [tell_all(option) for option in item.options] == held
        assert [option.id for option in item.options].index(item.key) == key


@pytest.mark.parametrize("name", STYLES)
def test_every_picture_stands_with_its_own_question_and_every_key_is_right(name: str) -> None:
    rng, sheet = random.Random(name), Sheet()
    written = [STYLES[name](sheet, number, rng) for number in range(1, count() + 1)]
    data = word(*(block for blocks, _ in written for block in blocks), media=sheet.media)
    found = WordFormat().read("a.docx", data, "general", "hien-phap", ())
    assert [p.code for p in found.problems if p.severity == "error"] == []
    check(found.items, [expected for _, expected in written])


@pytest.mark.parametrize("where", ["stem", "options"])
def test_a_bank_in_one_table_keeps_its_pictures_in_their_cells(where: str) -> None:
    rng, sheet = random.Random(where), Sheet()
    rows, expected = [["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]], []
    for number in range(1, count() + 1):
        key = rng.randrange(4)
        drawn = [sheet.draw() for _ in ("x" if where == "stem" else LETTERS)]
        stem = cell(par(f"Hình của câu {number}?"), *([par(drawn[0][0])] if where == "stem" else []))
        cells = texts(number) if where == "stem" else [cell(par(one)) for one, _ in drawn]
        rows.append([str(number), stem, *cells, LETTERS[key]])
        names = [name for _, name in drawn]
        expected.append((list(names), [[]] * 4, key) if where == "stem" else ([], [[name] for name in names], key))
    found = WordFormat().read("a.docx", word(table(*rows), media=sheet.media), "general", "hien-phap", ())
    assert [p.code for p in found.problems if p.severity == "error"] == []
    check(found.items, expected)  # type: ignore[arg-type]  # numbers alone are numbers or words, too
