"""Claims about pictures and tables under seal: kept once, opened by whoever may, never exchanged."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, Refused
from examcore.language import Label
from examcore.nouns import (
    PLACE,
    Booklet,
    BookletPart,
    Figure,
    Form,
    FormPart,
    Grid,
    Item,
    Option,
    Picture,
    Tags,
    detach,
    has_figures,
    number_pictures,
    spell,
    split_at_figures,
)
from examcore.seal import (
    Cost,
    KeySource,
    make_key_file,
    open_booklet,
    open_item,
    open_key,
    open_picture,
    open_questions,
    read_packet,
    seal_item,
    seal_packet,
    seal_room,
)
from examcore.seal import room as sealed_rooms

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
BYTES = (b"\x89PNG first " * 400, b"\x89PNG second " * 400)


def picture(data: bytes, alt: str = "") -> Figure:
    return Figure(alt, Picture("png", 640, 480, 60, hashlib.sha256(data).hexdigest(), data))


TABLE = Figure("số dân theo năm", grid=Grid((("Năm", "Số dân"), ("2024", "1.250")), headed=True))
ITEM = Item(
    "HP-001",
    f"Bảng sau cho thấy gì?\n{PLACE}\nBiểu tượng {PLACE} dùng để làm gì?",
    (Option("a1", PLACE, figures=(picture(BYTES[0]),)), Option("b2", PLACE, figures=(picture(BYTES[1]),))),
    "a1",
    Tags("general", "hien-phap", "recall", 700),
    (TABLE, picture(BYTES[0], "đĩa mềm")),
)
PLAIN = Item("HP-002", "Không có hình?", (Option("c1", "Đúng"), Option("d2", "Sai")), "d2", ITEM.tags)
FORM = Form("F1", "p", "pr", "X", "bp", "5eed", "lottery", False, (FormPart("general", Label("Chung"), (ITEM, PLAIN)),))


def booklet(code: str, *items: Item, form: str = "F1") -> Booklet:
    return Booklet(
        code, form, "X", False, (BookletPart("general", Label("Chung"), tuple(i.question() for i in items)),)
    )


ONE, TWO = booklet("101", ITEM, PLAIN), booklet("202", PLAIN, ITEM)


@pytest.fixture(scope="module")
def keys() -> KeySource:
    return make_key_file("mật khẩu dài", CHEAP)[1]


def test_an_item_comes_out_of_its_seal_with_its_pictures_and_tables() -> None:
    assert open_item(seal_item(ITEM, 1, "bank", bytes(32)), "bank", bytes(32)) == ITEM


def test_an_item_without_figures_is_written_as_it_always_was() -> None:
    assert json.loads(encode(PLAIN)).keys() == {"id", "key", "options", "stem", "tags"}
    assert all(option.keys() == {"fixed", "id", "text"} for option in json.loads(encode(PLAIN))["options"])


def test_a_packet_keeps_each_picture_once_and_gives_every_booklet_its_own(keys: KeySource) -> None:
    packet = seal_packet(FORM, (ONE, TWO), keys)
    assert packet.head.format == "examcore-packet/4"
    assert len(packet.questions) < len(encode((ONE, TWO)))
    read = read_packet(encode(packet), "túi đề")
    assert open_questions(read, keys, "túi đề") == (ONE, TWO)
    assert open_key(read, keys, "túi đề") == FORM


def test_a_packet_without_pictures_keeps_its_format(keys: KeySource) -> None:
    table = replace(ITEM, stem=f"Bảng?\n{PLACE}", figures=(TABLE,), options=PLAIN.options, key="c1")
    form = replace(FORM, parts=(FormPart("general", Label("Chung"), (table,)),))
    packet = seal_packet(form, (booklet("101", table),), keys)
    assert packet.head.format == "examcore-packet/3"
    assert open_questions(packet, keys, "p") == (booklet("101", table),)


def test_a_packet_whose_picture_is_not_the_one_named_is_refused(
    keys: KeySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(ITEM, figures=(TABLE, replace(picture(BYTES[0]), picture=Picture("png", 1, 1, 1, "0" * 64, b"x"))))
    with pytest.raises(BadInput, match="F1"):
        open_questions(seal_packet(FORM, (booklet("101", other, PLAIN),), keys), keys, "F1")


def test_a_room_gives_a_booklet_without_the_bytes_and_each_picture_when_it_is_asked_for() -> None:
    room = seal_room({"001": ONE, "002": TWO}, {"001": "111111", "002": "222222"}, CHEAP)
    opened = open_booklet(room.booklets, "002", "222222")
    assert opened.booklet == detach(TWO, {})
    for data in BYTES:
        name = hashlib.sha256(data).hexdigest()
        assert open_picture(room.album, opened.album, "F1", name) == data
        assert data not in room.album
        assert base64.b64encode(data[:30]) not in room.album
    assert len(room.booklets) < len(BYTES[0])


def test_pictures_of_another_form_do_not_open_with_the_key_of_this_one() -> None:
    other = booklet("303", replace(ITEM, figures=(TABLE, picture(b"another"))), PLAIN, form="F2")
    room = seal_room({"001": ONE, "002": other}, {"001": "111111", "002": "222222"}, CHEAP)
    album = open_booklet(room.booklets, "001", "111111").album
    name = hashlib.sha256(b"another").hexdigest()
    assert open_picture(room.album, open_booklet(room.booklets, "002", "222222").album, "F2", name) == b"another"
    for form in ("F1", "F2"):
        with pytest.raises(BrokenSeal):
            open_picture(room.album, album, form, name)


def test_pictures_put_in_each_others_place_do_not_open() -> None:
    room = seal_room({"001": ONE}, {"001": "111111"}, CHEAP)
    album = open_booklet(room.booklets, "001", "111111").album
    kept = json.loads(room.album)
    first, second = kept["forms"]["F1"]
    kept["forms"]["F1"] = {first: kept["forms"]["F1"][second], second: kept["forms"]["F1"][first]}
    with pytest.raises(BrokenSeal):
        open_picture(encode(kept), album, "F1", first)


def test_a_room_too_large_to_be_opened_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_rooms, "LARGEST_ROOM", 2**20)
    large = replace(ITEM, figures=(TABLE, picture(bytes(2**20))))
    with pytest.raises(Refused, match="1 MB"):
        seal_room({"001": booklet("101", large, PLAIN)}, {"001": "111111"}, CHEAP)


def test_a_figure_is_a_picture_or_a_table_and_never_both_or_neither() -> None:
    with pytest.raises(ValueError, match="a picture or a table"):
        Figure()
    with pytest.raises(ValueError, match="a picture or a table"):
        replace(TABLE, picture=picture(b"x").picture)
    with pytest.raises(BadInput):
        decode(b'{"alt":""}', Figure)


def test_no_figure_is_lost_where_text_and_figures_disagree() -> None:
    one, two = picture(b"1"), picture(b"2")
    assert list(split_at_figures(f"a{PLACE}b", (one, two))) == ["a", one, "b", two]
    assert list(split_at_figures(f"{PLACE}{PLACE}c", (one,))) == [one, "c"]
    assert list(split_at_figures("chữ", ())) == ["chữ"]


def test_every_booklet_of_a_form_calls_a_picture_by_the_same_number() -> None:
    assert number_pictures(ONE) == number_pictures(TWO)
    assert sorted(number_pictures(ONE).values()) == [1, 2]


def test_options_that_show_different_pictures_are_spelled_differently() -> None:
    first, second = ITEM.options
    assert spell(first.text, first.figures) != spell(second.text, second.figures)
    assert spell(PLAIN.stem, PLAIN.figures) == PLAIN.stem
    assert has_figures(ITEM)
    assert not has_figures(PLAIN)
