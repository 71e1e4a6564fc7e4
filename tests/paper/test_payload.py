"""Knows what the code on a sheet must withstand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.errors import BadPage, Refused
from examcore_paper.payload import (
    SPARE_FROM,
    candidate_at,
    print_serial,
    read_serial,
    serial_of,
    sign,
    spare_serials,
    verify,
)
from examcore_paper.simulate import SHEET_KEY, invent_sitting

SITTING = invent_sitting()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@given(st.integers(0, 2**32 - 1), st.sampled_from(["", "101", "104"]))
def test_a_signed_code_says_what_was_signed(serial: int, booklet: str) -> None:
    stub = verify(SHEET_KEY, SITTING, sign(SHEET_KEY, SITTING, serial, booklet))
    assert (stub.serial, stub.booklet) == (serial, booklet)


def test_the_code_is_short_enough_for_a_small_square() -> None:
    text = sign(SHEET_KEY, SITTING, 7, "101")
    assert len(text) == 29
    assert set(text) <= set(ALPHABET)


def test_every_flipped_character_is_refused() -> None:
    text = sign(SHEET_KEY, SITTING, 7, "101")
    for place in range(len(text)):
        for letter in ALPHABET.replace(text[place], ""):
            with pytest.raises(BadPage):
                verify(SHEET_KEY, SITTING, text[:place] + letter + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "HELLO", "A" * 29, "a" * 29, "A" * 28, "A" * 30, "=" * 29, "Đ" * 29, "0" * 29])
def test_a_text_that_is_no_sheet_code_is_refused(text: str) -> None:
    with pytest.raises(BadPage):
        verify(SHEET_KEY, SITTING, text)


def test_a_code_of_another_sitting_is_refused_by_name() -> None:
    other = invent_sitting(sitting_id="another")
    with pytest.raises(BadPage) as refusal:
        verify(SHEET_KEY, SITTING, sign(SHEET_KEY, other, 1, "101"))
    assert "another sitting" in refusal.value.read("en")


def test_a_code_signed_with_another_key_is_refused_as_forged() -> None:
    with pytest.raises(BadPage) as refusal:
        verify(SHEET_KEY, SITTING, sign("00" * 32, SITTING, 1, "101"))
    assert "forged" in refusal.value.read("en")


def test_a_sheet_printed_before_the_list_was_changed_is_refused() -> None:
    text = sign(SHEET_KEY, SITTING, 1, "101")
    swapped = replace(SITTING, candidates=SITTING.candidates[::-1])
    with pytest.raises(BadPage):
        verify(SHEET_KEY, swapped, text)


def test_the_code_holds_neither_number_nor_name() -> None:
    owner = SITTING.candidates[0]
    text = sign(SHEET_KEY, SITTING, 1, "101")
    assert owner.number not in text
    renamed = tuple(replace(c, name="Người khác") for c in SITTING.candidates)
    assert sign(SHEET_KEY, replace(SITTING, candidates=renamed), 1, "101") == text


def test_every_candidate_has_a_serial_of_their_own_and_spares_lie_beyond() -> None:
    serials = [serial_of(SITTING, c.number) for c in SITTING.candidates]
    assert serials == list(range(1, len(SITTING.candidates) + 1))
    assert [candidate_at(SITTING, s) for s in serials] == list(SITTING.candidates)
    spares = spare_serials(3)
    assert spares == (SPARE_FROM, SPARE_FROM + 1, SPARE_FROM + 2)
    assert all(candidate_at(SITTING, s) is None for s in spares)
    with pytest.raises(Refused):
        serial_of(SITTING, "999999")


@given(st.integers(0, 2**32 - 1))
def test_a_printed_serial_can_be_typed_in_again(serial: int) -> None:
    assert read_serial(print_serial(serial)) == serial


@given(st.integers(0, 999_999), st.data())
def test_a_slip_in_a_typed_serial_is_noticed(serial: int, data: st.DataObject) -> None:
    printed = print_serial(serial).replace("-", "")
    place = data.draw(st.integers(0, len(printed) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != printed[place]]))
    with pytest.raises(BadPage):
        read_serial(printed[:place] + wrong + printed[place + 1 :])
    if place and printed[place] != printed[place - 1]:
        swapped = printed[: place - 1] + printed[place] + printed[place - 1] + printed[place + 1 :]
        with pytest.raises(BadPage):
            read_serial(swapped)
