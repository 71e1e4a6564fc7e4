"""Claims about officers: key files, cards, fingerprints, the emergency share on paper."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, Misused, WrongPassphrase
from examcore.seal import Card, make_officer, make_paper, read_card, read_paper, unlock_officer
from examcore.seal.officer import OfficerFile, make_card, remember
from examcore.seal.primitives import Cost, is_sound_recipient, open_sealed_to, recipient_of, seal_to
from tests.core.officers import CHEAP, PHRASE, officer

SMALL_ORDER = ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 31 + "80", "01" + "00" * 30 + "80",
               "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
               "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
               "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"]  # fmt: skip


def test_a_key_file_opens_with_its_passphrase_and_no_other() -> None:
    file, card, one = officer(0)
    assert one.public == card.public
    with pytest.raises(WrongPassphrase, match="ổ khóa"):
        unlock_officer(file, "sai mật khẩu", "ổ khóa")


def test_a_passphrase_opens_however_the_keyboard_composes_its_letters() -> None:
    file, card = make_officer("A", "B", unicodedata.normalize("NFD", PHRASE), CHEAP)
    assert unlock_officer(file, unicodedata.normalize("NFC", PHRASE), "k").public == card.public


def test_a_new_key_file_costs_a_guesser_256_mib_unless_asked_otherwise() -> None:
    assert (Cost().memory_kib, Cost().passes, Cost().lanes) == (256 * 1024, 3, 4)


@pytest.mark.parametrize("ask", ['"memory_kib":1048577', '"memory_kib":1073741824'])
def test_a_key_file_that_asks_for_a_hostile_cost_is_refused_before_it_is_paid(ask: str) -> None:
    file, _, _ = officer(0)
    hostile = file.replace(b'"memory_kib":64', ask.encode())
    assert hostile != file
    with pytest.raises(BadInput):
        unlock_officer(hostile, PHRASE, "k")


def test_a_card_is_proof_that_its_maker_holds_the_key() -> None:
    _, card, _ = officer(0)
    assert read_card(encode(card), "thẻ") == card
    other = officer(1)[1]
    for change in (
        {"name": "Người khác"},
        {"office": "Khác"},
        {"recipient": other.recipient},
        {"public": other.public},
    ):
        false = replace(card, **change)
        with pytest.raises(BadInput, match="thẻ"):
            read_card(encode(false), "thẻ")


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_card_with_a_key_under_which_anyone_could_sign_is_refused(public: str) -> None:
    with pytest.raises(BadInput):
        read_card(encode(replace(officer(0)[1], public=public)), "card")


ZERO_SECRET = ["00" * 32, "01" + "00" * 31, "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f", "ff" * 32,
               "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"]  # fmt: skip


@pytest.mark.parametrize("curve", ZERO_SECRET)
def test_a_card_whose_shares_anyone_could_read_is_refused(curve: str) -> None:
    good = recipient_of(b"\x01" * 32)
    assert is_sound_recipient(good)
    assert not is_sound_recipient(good[:-32] + bytes.fromhex(curve))


def test_a_lattice_key_with_a_coefficient_beyond_the_modulus_is_refused() -> None:
    good = recipient_of(b"\x01" * 32)
    assert not is_sound_recipient(b"\xff" * 1184 + good[-32:])
    assert not is_sound_recipient(good[:-1])


def test_a_fingerprint_is_four_groups_of_five_letters_and_changes_with_everything_a_card_says() -> None:
    seed = b"\x05" * 64
    cards = [make_card("A", "B", seed), make_card("A", "C", seed), make_card("C", "B", seed),
             make_card("A", "B", b"\x06" * 64)]  # fmt: skip
    assert len({card.fingerprint for card in cards}) == 4
    groups = cards[0].fingerprint.split(" ")
    assert [len(group) for group in groups] == [5, 5, 5, 5]
    assert cards[0].fingerprint == make_card("A", "B", seed).fingerprint


@pytest.mark.parametrize("name", ["", " A", "A\nB", "A\u202eB", "A\x1b[31m", "x" * 121, "A\u0301"])
def test_a_name_that_could_deceive_on_a_screen_is_refused(name: str) -> None:
    with pytest.raises(Misused):
        make_card(name, "B", b"\x05" * 64)


def test_a_key_file_remembers_the_newest_mark_of_a_log_and_notices_when_it_is_altered() -> None:
    file, _, one = officer(0)
    newer = remember(file, one, "nhật ký", "12 abc", "k")
    assert unlock_officer(newer, PHRASE, "k").seen == (("nhật ký", "12 abc"),)
    forged = replace(decode(newer, OfficerFile, "k"), seen={"nhật ký": "7 abc"})
    with pytest.raises(BrokenSeal):
        unlock_officer(encode(forged), PHRASE, "k")
    with pytest.raises(BadInput):
        remember(officer(1)[0], one, "nhật ký", "12 abc", "k")


def test_an_officer_does_not_show_the_seed() -> None:
    _, _, one = officer(0)
    assert one._seed.hex() not in repr(one)
    assert "_seed" not in repr(one)


def test_the_emergency_share_comes_back_from_paper_however_it_is_spaced() -> None:
    text, card = make_paper("Phong bì", "Két sắt")
    assert [len(group) for group in text.split()] == [8] * 7
    for typed in (text, text.lower(), text.replace(" ", ""), text.replace(" ", "-") + "\n"):
        assert read_paper(typed).public == card.public


@given(st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_slip_of_the_pen_in_the_emergency_share_is_noticed_and_not_repeated(place: int, letter: str) -> None:
    letters = list(PAPER[0].replace(" ", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(BadInput) as refused:
        read_paper("".join(letters))
    assert "".join(letters)[:8] not in str(refused.value)


PAPER: tuple[str, Card] = make_paper("Phong bì", "Két sắt")


@pytest.mark.parametrize("text", ["", "A", "A" * 55, "A" * 57, "A" * 56, "ộ" * 56, "1" * 56])
def test_what_is_no_emergency_share_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_paper(text)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.binary(max_size=16))
def test_what_is_sealed_to_a_card_opens_with_its_seed(seed: bytes, data: bytes, info: bytes) -> None:
    assert open_sealed_to(seed, info, seal_to(recipient_of(seed), info, data)) == data
