"""Claims about pictures from outside: drawn anew before typst sees them, or refused with the number of the question."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from examcore.errors import Refused
from examcore.language import messages
from examcore.nouns import PLACE, Figure, Picture
from examcore_paper.booklets import typeset_booklet
from examcore_paper.picture_child import MOST_HEIGHT, MOST_WIDTH, PROBLEMS, Unprintable, draw_anew
from examcore_paper.pictures import place_pictures
from examcore_paper.typeset import Typesetter
from tests.paper.pictures import chart, figure, icon, photo, question, save
from tests.paper.prints import ask, make_sitting

SITTING = make_sitting((1, 1))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG that tells of so many pixels and holds a few bytes of them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def told(data: bytes, **changes: Any) -> Figure:
    """A figure whose noun tells the truth of a usual picture, and changes."""
    usual = figure(chart()).picture
    assert isinstance(usual, Picture)
    return Figure("", replace(usual, **{"data": data, "digest": hashlib.sha256(data).hexdigest(), **changes}))


GIF = save(Image.new("P", (8, 8)), "GIF")
HOSTILE = {
    "bomb": told(bomb(60_000, 60_000), width=60_000, height=60_000),
    "cut short": told(chart()[:400]),
    "no picture": told(b"#read('/etc/passwd')" * 50),
    "svg": told(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
    "gif": told(GIF, width=8, height=8),
    "moving": told(moving(), width=8, height=8),
    "another kind": told(chart(), media="jpeg"),
    "another size": told(chart(), width=9),
    "no bytes": told(b""),
    "too many bytes": told(chart() + bytes(11 * 1024 * 1024)),
    "no kind": told(chart(), media="tiff"),
    "no width": told(chart(), width=0),
    "another picture": told(chart(), digest="0" * 64),
}


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as one:
        yield one


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_with_the_number_of_its_question(name: str, typesetter: Typesetter) -> None:
    booklet = ask(SITTING, question("P", "Không có hình"), question("Q", f"Mật\n{PLACE}", HOSTILE[name]))
    with pytest.raises(Refused) as refused:
        typeset_booklet(SITTING, booklet, typesetter)
    said = refused.value.read("en")
    assert "question 2 of booklet 101" in said
    assert "Mật" not in said
    assert typeset_booklet(SITTING, ask(SITTING, question("Q", f"Lành\n{PLACE}", figure(icon()))), typesetter)


def test_a_picture_that_takes_too_long_is_refused_and_may_be_tried_again(typesetter: Typesetter) -> None:
    late = figure(chart((1, 2, 3))).picture
    assert isinstance(late, Picture)
    place = messages("examcore_paper")("question {number} of booklet {code}", number=9, code="101")
    with pytest.raises(Refused) as refused:
        place_pictures([(late, place)], typesetter, seconds=0.001)
    assert "question 9 of booklet 101 cannot be printed: it takes too long" in refused.value.read("en")
    assert place_pictures([(late, place)], typesetter)


def test_what_comes_with_the_pixels_does_not_go_on_with_them() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SECRET-NAME")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG", pnginfo=notes, icc_profile=b"SECRET-PROFILE")
    assert b"SECRET" not in draw_anew(out.getvalue() + b"SECRET-TAIL", "png", (40, 30))
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", comment=b"SECRET", exif=b"Exif\0\0SECRET")
    assert b"SECRET" not in draw_anew(out.getvalue(), "jpeg", (40, 30))


@pytest.mark.parametrize(("data", "media"), [(chart(), "png"), (icon(), "png"), (photo(600), "jpeg")])
def test_a_picture_is_drawn_anew_the_same_way_every_time(data: bytes, media: str) -> None:
    with Image.open(io.BytesIO(data)) as image:
        size = image.size
    drawn = draw_anew(data, media, size)
    assert drawn == draw_anew(data, media, size)
    with Image.open(io.BytesIO(drawn)) as again:
        assert (again.format, again.size) == (media.upper(), size)


def test_what_can_be_seen_through_is_white() -> None:
    with Image.open(io.BytesIO(draw_anew(icon(), "png", (64, 64)))) as image:
        assert image.mode == "RGB"
        assert image.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    grey = Image.linear_gradient("L")
    image = Image.new("I;16", (256, 256), 40_000) if mode == "I;16" else grey.convert(mode)
    with Image.open(io.BytesIO(draw_anew(save(image), "png", (256, 256)))) as drawn:
        assert drawn.size == (256, 256)
        if mode == "I;16":
            assert drawn.getpixel((9, 9)) == 40_000 // 256


def test_a_picture_finer_than_print_is_made_as_fine_as_print() -> None:
    data = save(Image.new("L", (5_000, 1_000)))
    with Image.open(io.BytesIO(draw_anew(data, "png", (5_000, 1_000)))) as drawn:
        assert drawn.width == MOST_WIDTH
        assert drawn.height <= MOST_HEIGHT


@pytest.mark.parametrize(
    ("data", "media", "size"),
    [(icon(), "png", (64, 64)), (chart((9, 8, 7), 90), "png", (90, 50)), (photo(90), "jpeg", (90, 60))],
    ids=["seen through", "chart", "photo"],
)
def test_a_wounded_picture_is_drawn_or_refused_and_breaks_nothing(
    data: bytes, media: str, size: tuple[int, int]
) -> None:
    dice = random.Random(7)
    refused = set()
    for _ in range(400):
        wounded = bytearray(data[: dice.randrange(9, len(data))] if dice.random() < 0.2 else data)
        for _ in range(dice.randrange(1, 9)):
            wounded[dice.randrange(len(wounded))] = dice.randrange(256)
        try:
            drawn = draw_anew(bytes(wounded), media, size)
        except Unprintable as problem:
            refused.add(str(problem))
        else:
            assert drawn.startswith((b"\x89PNG", b"\xff\xd8"))
    assert refused
    assert refused <= set(PROBLEMS)
