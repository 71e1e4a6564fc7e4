"""Claims about sealing: what opens, what does not, and that nothing altered is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.canonical import encode
from examcore.errors import BadInput, BrokenSeal, ExamcoreError, WrongPassphrase
from examcore.language import Label
from examcore.nouns import (
    Basis,
    Booklet,
    BookletPart,
    Form,
    FormPart,
    Item,
    Option,
    Source,
    Tags,
)
from examcore.seal import (
    Cost,
    KeySource,
    OpenBooklet,
    make_key_file,
    open_booklet,
    open_item,
    open_key,
    open_questions,
    read_packet,
    seal_item,
    seal_packet,
    seal_room,
    unlock,
)
from examcore.seal.primitives import DoesNotOpen, seal, unseal

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
ITEM = Item(
    "HP-001",
    "Câu hỏi về quyền lực nhà nước?",
    (Option("a1", "Nhân dân"), Option("b2", "Quốc hội"), Option("c3", "Chính phủ"), Option("d4", "Tòa án", fixed=True)),
    "a1",
    Tags("general", "hien-phap", "recall", 700, bases=(Basis(Source("HP", "Hiến pháp", date(2014, 1, 1)), "Điều 2"),)),
)
FORM = Form("F1", "p", "pr", "X", "bp", "5eed", "lottery", False, (FormPart("general", Label("Chung"), (ITEM,)),))
BOOKLET = Booklet("101", "F1", "X", False, (BookletPart("general", Label("Chung"), (ITEM.question(),)),))


@pytest.fixture(scope="module")
def keys() -> KeySource:
    return make_key_file("mật khẩu dài", CHEAP)[1]


def test_the_right_passphrase_opens_a_key_file_and_another_does_not() -> None:
    data, made = make_key_file("đúng mật khẩu", CHEAP)
    assert unlock(data, "đúng mật khẩu", "k").key_for("bank") == made.key_for("bank")
    with pytest.raises(WrongPassphrase, match="k"):
        unlock(data, "sai mật khẩu", "k")


def test_keys_for_different_purposes_differ(keys: KeySource) -> None:
    assert len({keys.key_for("bank"), keys.key_for("questions"), keys.key_for("key")}) == 3


def test_a_key_file_that_asks_for_a_hostile_cost_is_refused_before_it_is_paid() -> None:
    data, _ = make_key_file("mật khẩu dài", CHEAP)
    hostile = data.replace(b'"memory_kib":64', b'"memory_kib":1073741824')
    assert hostile != data
    with pytest.raises(BadInput):
        unlock(hostile, "mật khẩu dài", "k")


def test_unlocked_keys_do_not_show_themselves() -> None:
    _, made = make_key_file("mật khẩu dài", CHEAP)
    assert made.key_for("bank").hex() not in repr(made)
    assert "_master" not in repr(made)


def test_an_item_opens_only_as_what_it_was_sealed(keys: KeySource) -> None:
    key = keys.key_for("bank")
    sealed = seal_item(ITEM, 1, "bank-1", key)
    assert open_item(sealed, "bank-1", key) == ITEM
    others = [
        (replace(sealed, id="HP-002"), "bank-1"),
        (replace(sealed, version=2), "bank-1"),
        (replace(sealed, tags=encode(replace(ITEM.tags, difficulty=701))), "bank-1"),
        (sealed, "bank-2"),
    ]
    for other, bank in others:
        with pytest.raises(BrokenSeal):
            open_item(other, bank, key)


def test_a_sealed_item_hides_stem_options_and_key_but_shows_its_tags(keys: KeySource) -> None:
    sealed = seal_item(ITEM, 1, "bank-1", keys.key_for("bank"))
    assert sealed.read_tags() == ITEM.tags
    whole = sealed.tags + sealed.body
    assert "quyền lực".encode() not in whole
    assert "Nhân dân".encode() not in whole


@given(st.binary(max_size=200), st.data())
@settings(max_examples=60, deadline=None)
def test_no_flipped_bit_of_anything_sealed_is_accepted(data: bytes, draw: st.DataObject) -> None:
    key = b"\x07" * 32
    sealed = bytearray(seal(key, "test/v1", b"context", data))
    assert unseal(key, "test/v1", b"context", bytes(sealed)) == data
    place = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(DoesNotOpen):
        unseal(key, "test/v1", b"context", bytes(sealed))


def test_a_packet_gives_booklets_and_key_to_its_holder_only(keys: KeySource) -> None:
    packet = read_packet(encode(seal_packet(FORM, (BOOKLET,), keys)), "túi đề")
    assert open_questions(packet, keys, "p") == (BOOKLET,)
    assert open_key(packet, keys, "p") == FORM
    stranger = make_key_file("người khác", CHEAP)[1]
    with pytest.raises(WrongPassphrase):
        open_questions(packet, stranger, "p")


def test_the_questions_envelope_does_not_open_as_the_key_envelope(keys: KeySource) -> None:
    packet = seal_packet(FORM, (BOOKLET,), keys)
    swapped = replace(packet, questions=packet.key, key=packet.questions)
    for opener in (open_questions, open_key):
        with pytest.raises(BrokenSeal):
            opener(swapped, keys, "p")


def test_a_packet_with_an_altered_head_opens_nothing(keys: KeySource) -> None:
    packet = seal_packet(FORM, (BOOKLET,), keys)
    altered = replace(packet, head=replace(packet.head, facts=replace(packet.head.facts, rehearsal=True)))
    with pytest.raises(BrokenSeal):
        open_key(altered, keys, "p")


def test_a_key_exchanged_inside_the_envelope_breaks_the_commitment(keys: KeySource) -> None:
    packet = seal_packet(FORM, (BOOKLET,), keys)
    other_item = replace(ITEM, key="b2")
    other = replace(FORM, parts=(replace(FORM.parts[0], items=(other_item,)),))
    forged = seal_packet(other, (BOOKLET,), keys)
    assert forged.head.commitment != packet.head.commitment
    with pytest.raises(BrokenSeal):
        open_key(replace(forged, head=packet.head), keys, "p")


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_no_altered_byte_of_a_packet_changes_what_is_read(keys: KeySource, draw: st.DataObject) -> None:
    data = encode(seal_packet(FORM, (BOOKLET,), keys))
    place = draw.draw(st.integers(0, len(data) - 1))
    mutant = bytearray(data)
    mutant[place] ^= draw.draw(st.integers(1, 255))
    try:
        packet = read_packet(bytes(mutant), "túi đề")
        read = open_questions(packet, keys, "p"), open_key(packet, keys, "p")
    except ExamcoreError:
        return
    assert read == ((BOOKLET,), FORM)


def test_a_room_opens_a_booklet_by_its_own_pin_only() -> None:
    other = replace(BOOKLET, code="202")
    room = seal_room({"001": BOOKLET, "002": other}, {"001": "111111", "002": "222222"}, CHEAP)
    assert room.album == b""
    assert open_booklet(room.booklets, "001", "111111") == OpenBooklet(BOOKLET, 0, "")
    assert open_booklet(room.booklets, "002", "222222") == OpenBooklet(other, 0, "")
    for number, pin in (("001", "222222"), ("002", "111111"), ("003", "111111"), ("001", "")):
        with pytest.raises(WrongPassphrase):
            open_booklet(room.booklets, number, pin)


def test_a_room_never_holds_a_key_or_readable_text() -> None:
    room = seal_room({"001": BOOKLET}, {"001": "111111"}, CHEAP)
    assert "quyền lực".encode() not in room.booklets
    assert b"111111" not in room.booklets
    assert not hasattr(BOOKLET.questions[0], "key")
