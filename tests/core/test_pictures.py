"""Claims about pictures of outside files: what is kept of them, what is refused, and that nothing else comes along."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from examcore.formats.limits import Barred
from examcore.formats.pictures import LARGEST, PictureReader, RawPicture, RawTable
from examcore.nouns import Grid, Picture
from tests.core.pictures import draw, draw_noise, write, write_photo, write_png, write_talkative_png


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    reader = PictureReader()
    yield reader
    reader.close()


def take(reader: PictureReader, data: bytes, crop: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Picture:
    picture = reader.read(RawPicture(data, crop=crop)).picture
    assert isinstance(picture, Picture)
    return picture


def pixels(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def test_a_picture_keeps_its_pixels_and_its_size(reader: PictureReader) -> None:
    picture = take(reader, write_png())
    assert (picture.media, picture.width, picture.height) == ("png", 320, 200)
    assert pixels(picture).tobytes() == draw().tobytes()


def test_what_is_kept_is_kept_again_byte_for_byte(reader: PictureReader) -> None:
    for data in (write_png(), write_talkative_png(), write_photo(), write_photo(exif=True), write(draw(), "GIF")):
        once = take(reader, data)
        assert take(reader, once.data) == once


def test_words_places_and_times_in_a_picture_do_not_come_along(reader: PictureReader) -> None:
    assert "Bí Mật".encode() in write_talkative_png()
    assert "Bí Mật".encode() not in take(reader, write_talkative_png()).data
    photo = take(reader, write_photo(exif=True))
    assert b"105.7880" in write_photo(exif=True)
    assert b"105.7880" not in photo.data
    assert (photo.width, photo.height) == (480, 640), "the photo stands upright"
    longer = take(reader, write_png() + b"told behind the end")
    assert b"told behind the end" not in longer.data
    assert pixels(longer).tobytes() == draw().tobytes()


def test_what_was_cropped_away_is_gone(reader: PictureReader) -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("red", (100, 0, 200, 100))
    picture = take(reader, write(image), (0, 0, 50_000, 0))
    assert (picture.width, picture.height) == (100, 100)
    assert (pixels(picture).getextrema()) == ((255, 255),) * 3


def test_what_can_be_seen_through_is_on_white(reader: PictureReader) -> None:
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    assert pixels(take(reader, write(image))).getextrema() == ((255, 255),) * 3


def test_a_large_picture_is_made_smaller_and_never_heavier_than_a_megabyte(reader: PictureReader) -> None:
    noise = draw_noise(2600, 1300)
    picture = take(reader, write(noise))
    assert (picture.width, picture.height) == (1600, 800)
    assert len(picture.data) <= 2**20


def bomb(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-unreadable"),
        (b"\xd7\xcd\xc6\x9a" + bytes(40), "picture-unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-unreadable"),
        (write(draw(), "TIFF"), "picture-unreadable"),
        (write_png()[:-200], "picture-unreadable"),
        (write_photo()[:2000], "picture-unreadable"),
        (bomb(60_000, 60_000), "picture-large"),
        (bomb(2**31 - 1, 2**31 - 1), "picture-large"),
        (bytes(LARGEST + 1), "picture-large"),
        (write(draw(), "GIF", save_all=True, append_images=[draw(colour="red")]), "picture-moves"),
    ],
    ids=["empty", "wmf", "svg", "tiff", "cut png", "cut jpeg", "wide", "widest", "heavy", "moving"],
)
def test_what_is_no_picture_is_refused_with_what_to_do(reader: PictureReader, data: bytes, code: str) -> None:
    with pytest.raises(Barred) as barred:
        reader.read(RawPicture(data))
    assert barred.value.code == code
    assert barred.value.hint


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_wounded_picture_ends_the_reader(reader: PictureReader, rolled: st.DataObject) -> None:
    data = bytearray(rolled.draw(st.sampled_from([write_png(width=40, height=30), write_photo(40, 30)])))
    for _ in range(rolled.draw(st.integers(1, 6))):
        data[rolled.draw(st.integers(0, len(data) - 1))] = rolled.draw(st.integers(0, 255))
    try:
        picture = take(reader, bytes(data))
    except Barred:
        return
    assert pixels(picture).size == (picture.width, picture.height)


def test_a_table_has_rows_of_one_length_and_is_never_empty_or_endless(reader: PictureReader) -> None:
    figure = reader.read(RawTable((("Năm", "Số dân"), ("2024",)), headed=True))
    assert figure.grid == Grid((("Năm", "Số dân"), ("2024", "")), headed=True)
    for rows, code in (((), "table-empty"), ((("", ""),), "table-empty"), ((("a",),) * 61, "table-large")):
        with pytest.raises(Barred) as barred:
            reader.read(RawTable(rows))
        assert barred.value.code == code
