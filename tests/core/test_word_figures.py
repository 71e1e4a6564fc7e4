"""Claims about pictures and tables in Word files (traps 16, 21): kept as Word shows them, else refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from examcore.formats.found import Found
from examcore.nouns import PLACE, Figure, Grid, Item, Picture, figures_of
from tests.core.pictures import write, write_png
from tests.core.word_files import inline, old_picture, par, run, table, word
from tests.core.word_reading import FOUR, ask, codes, keys, read

NAVY, RED = write_png(), write_png("red")


def read_with(*blocks: str) -> Found:
    return read(data=word(*blocks, media={"rIdA": NAVY, "rIdB": RED, "rIdW": b"\xd7\xcd\xc6\x9a" + bytes(60)}))


def shown(figure: Figure) -> bytes:
    assert isinstance(figure.picture, Picture)
    return Image.open(io.BytesIO(figure.picture.data)).convert("RGB").tobytes()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


def only(found: Found) -> Item:
    assert codes(found) == []
    (item,) = found.items
    return item


def test_a_picture_in_a_stem_stands_where_it_stood_with_its_size_and_what_it_shows() -> None:
    item = only(read_with(par("Câu 1. Biểu đồ sau cho thấy gì?"), par(inline("rIdA", "ba cột")), *ask()[1:]))
    assert item.stem == f"Biểu đồ sau cho thấy gì?\n{PLACE}"
    (figure,) = figures_of(item)
    assert isinstance(figure.picture, Picture)
    assert (figure.alt, figure.picture.width_mm) == ("ba cột", 60)
    assert shown(figure) == pixels(NAVY)


def test_a_picture_within_a_line_stays_within_it() -> None:
    item = only(read_with(par(run("Câu 1. Biểu tượng "), inline("rIdA"), run(" dùng để làm gì?")), *ask()[1:]))
    assert item.stem == f"Biểu tượng {PLACE} dùng để làm gì?"


def test_options_that_are_pictures_keep_their_key_and_are_not_the_same() -> None:
    found = read_with(
        par("Câu 1. Biểu đồ nào đúng?"),
        par(run("A. "), inline("rIdA")),
        par(run("B. ", "u"), inline("rIdB")),
        par(run("C. không có biểu đồ nào")),
    )
    assert keys(found) == "B"
    (item,) = found.items
    assert [shown(figure) for option in item.options for figure in figures_of(option)] == [pixels(NAVY), pixels(RED)]
    again = read_with(
        par("Câu 1. Biểu đồ nào đúng?"),
        par(run("A. "), inline("rIdA")),
        par(run("B. "), inline("rIdA")),
        par("Đáp án: A"),
    )
    assert codes(again) == ["same-options"]


def test_a_mark_on_the_text_of_an_option_counts_beside_a_picture() -> None:
    found = read_with(
        par("Câu 1. Chọn?"), par(run("A. một "), inline("rIdA")), par(run("B. hai ", "b"), inline("rIdB")), par("C. ba")
    )
    assert keys(found) == "B"


def test_a_cropped_picture_is_cropped() -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (100, 0, 200, 100))
    blocks = [par("Câu 1. Gì?"), par(inline("rIdC", more='<a:srcRect r="50000"/>')), *ask()[1:]]
    item = only(read(data=word(*blocks, media={"rIdC": write(image)})))
    (figure,) = figures_of(item)
    assert set(shown(figure)) == {255}


def test_an_older_picture_is_read_too() -> None:
    item = only(read_with(par(run("Câu 1. Gì? "), old_picture("rIdA")), *ask()[1:]))
    (figure,) = figures_of(item)
    assert isinstance(figure.picture, Picture)
    assert figure.picture.width_mm == 60


REFUSED = {
    "floating": (inline("rIdA", frame="anchor"), "picture-floats"),
    "floating, older": (old_picture("rIdA", "position:absolute;width:80pt"), "picture-floats"),
    "turned": (inline("rIdA", xfrm=' rot="5400000"'), "picture-changed"),
    "mirrored": (inline("rIdA", xfrm=' flipH="1"'), "picture-changed"),
    "one colour taken out": (inline("rIdA", blip="<a:clrChange/>"), "picture-changed"),
    "cropped to more than it has": (inline("rIdA", more='<a:srcRect l="-20000"/>'), "picture-changed"),
    "cropped to nothing": (inline("rIdA", more='<a:srcRect l="60000" r="60000"/>'), "picture-unreadable"),
    "linked": (inline("").replace("r:embed", "r:link"), "picture-outside"),
    "missing": (inline("rIdX"), "picture-outside"),
    "WMF": (inline("rIdW"), "picture-unreadable"),
    "a chart": (
        inline("rIdA").replace("pic:pic>", "c:chart>").replace("<c:chart>", '<c:chart xmlns:c="c">'),
        "picture",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_word_shows_otherwise_refuses_its_question_and_no_other(name: str) -> None:
    content, code = REFUSED[name]
    found = read_with(par(run("Câu 1. Gì? "), content), *ask()[1:], *ask(2))
    assert codes(found) == [code]
    assert (found.found, len(found.items)) == (2, 1)


def test_a_picture_after_the_last_option_is_refused_and_one_at_the_head_of_the_file_is_not_in_the_way() -> None:
    found = read_with(par(inline("rIdA")), *ask(1), par(inline("rIdB")), *ask(2))
    assert codes(found) == ["stray-text"]
    assert len(found.items) == 1


def test_a_table_in_a_stem_is_kept_with_its_heading() -> None:
    cells = [["Năm", "Số hồ sơ"], ["2023", "1.250"], ["2024", ""]]
    item = only(read(par("Câu 1. Xem bảng:"), table(*cells, head=True), par("Năm nào nhiều hơn?"), *ask()[1:]))
    assert item.stem == f"Xem bảng:\n{PLACE}\nNăm nào nhiều hơn?"
    assert figures_of(item)[0].grid == Grid(tuple(map(tuple, cells)), headed=True)


def test_a_shared_table_stands_in_every_question_it_is_for() -> None:
    found = read(
        par("Dựa vào bảng số liệu sau, trả lời câu 1 đến câu 2:"), table(["Năm", "2024"], ["Số", "5"]), *ask(1), *ask(2)
    )
    assert keys(found) == "BB"
    assert [len(figures_of(item)) for item in found.items] == [1, 1]


def test_a_table_inside_the_cell_of_a_bank_is_kept() -> None:
    inner = f"<w:tc><w:tcPr/>{par('Theo bảng:')}{table(['Năm', 'Số'], ['2024', '5'])}<w:p/></w:tc>"
    rows = [["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án"], ["1", inner, *FOUR, "C"]]
    found = read(table(*rows))
    assert keys(found) == "C"
    assert figures_of(found.items[0])[0].grid == Grid((("Năm", "Số"), ("2024", "5")))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(["Năm", "Số"], [f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{par('2024')}</w:tc>"]), "merged-cells"),
        (table(["Năm", "Số"], ["2024", "Đáp án: B"]), "table"),
        (table(["Năm", f"<w:tc><w:tcPr/>{par(inline('rIdA'))}</w:tc>"]), "table"),
        (table(["Năm", f"<w:tc><w:tcPr/>{par(run('ẩn', 'hidden'))}</w:tc>"]), "hidden-text"),
        (table(["Năm", f"<w:tc><w:tcPr/>{table(['x', 'y'])}<w:p/></w:tc>"]), "table"),
    ],
    ids=["merged", "with the key", "with a picture", "hidden", "nested"],
)
def test_a_table_that_holds_more_than_text_refuses_its_question(content: str, code: str) -> None:
    found = read_with(par("Câu 1. Xem bảng:"), content, *ask()[1:], *ask(2))
    assert codes(found) == [code]
    assert len(found.items) == 1
