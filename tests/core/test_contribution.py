"""Claims about people who may add to a bank and not read it: the card, the sealed drop, what is received."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from examcore.canonical import encode
from examcore.contribution import contribute, receive
from examcore.errors import (
    AlreadyThere,
    BadInput,
    BadItems,
    BrokenSeal,
    ExamcoreError,
    Refused,
    WrongPassphrase,
)
from examcore.language import speaking
from examcore.nouns import Hand, Item, Option, ReviewRule, Tags, name_option
from examcore.plugins import load_plugins
from examcore.seal import Cost, KeySource, make_key_file
from examcore.seal.drop import (
    BankCard,
    make_bank_card,
    open_drop,
    read_bank_card,
    read_drop,
    seal_drop,
)
from examcore.store import Bank, judge, make_bank, settle
from examcore.testing.items import items as any_items

PLUGINS = load_plugins()
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
KEEPER, AUTHOR = Hand("Lê Thị An", AT), "Nguyễn Dũng"
Made = tuple[Bank, KeySource, BankCard]


def item(number: int) -> Item:
    name = f"DG-{number:03}"
    texts = [f"cách {letter} của câu {number}" for letter in ("thứ nhất", "thứ hai", "thứ ba")]
    options = tuple(Option(name_option(name, text), text) for text in texts)
    return Item(name, f"Đất số {number} thuộc về ai?", options, options[2].id,
                Tags("general", "dat-dai", "recall", 650))  # fmt: skip


def make(folder: Path, name: str = "thử.bank") -> Made:
    bank, keys = make_bank(folder / name, "cantho", "một mật khẩu", date(2024, 11, 1), CHEAP)
    settle(bank, ReviewRule(), keys, KEEPER)
    return bank, keys, make_bank_card(bank.facts.id, bank.facts.policy, keys)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path)


def drop_of(card: BankCard, *items: Item) -> bytes:
    return encode(contribute(PLUGINS, card, items, AUTHOR, "Trường Chính trị"))


def take(made: Made, *drops: bytes) -> list[str]:
    named = [(f"góp-{n}.drop", data) for n, data in enumerate(drops)]
    received = receive(PLUGINS, made[0], named, made[1], KEEPER, DAY)
    return [one.id for drop in received for one in drop.items]


def test_what_is_received_is_what_was_sealed_as_drafts_of_their_author(made: Made) -> None:
    bank, keys, card = made
    assert take(made, drop_of(card, item(1), item(2))) == ["DG-001", "DG-002"]
    assert bank.items(keys) == (item(1), item(2))
    standing = bank.standings().items["DG-001"]
    assert (standing.standing, standing.authors, standing.source) == ("draft", (AUTHOR,), "Trường Chính trị")
    assert (bank.acts()[-1].by, bank.acts()[-1].act) == (KEEPER.by, "receive")
    assert list(bank.drawable()) == []
    with pytest.raises(BadItems):
        judge(bank, ["DG-001"], "review", keys, Hand(AUTHOR, AT))
    judge(bank, ["DG-001"], "review", keys, KEEPER)


def test_with_the_card_alone_nothing_is_opened(made: Made, tmp_path: Path) -> None:
    """Not by the author's own machine, not by any other key, and no word of it stands in the drop."""
    bank, _, card = made
    data = drop_of(card, item(1))
    for text in ("Đất số", "cách thứ", AUTHOR, "Trường"):
        assert text.encode() not in data
    _, other = make_key_file("mật khẩu khác", CHEAP)
    with pytest.raises(ExamcoreError):
        open_drop(read_drop(data, "góp.drop"), bank.facts.id, bank.facts.policy, other, "góp.drop")
    assert drop_of(card, item(1)) != data


def test_a_drop_is_received_once(made: Made) -> None:
    data = drop_of(made[2], item(1))
    take(made, data)
    with pytest.raises(AlreadyThere, match="góp-0"):
        take(made, data)
    other = drop_of(made[2], item(2))
    with pytest.raises(AlreadyThere, match="góp-1"):
        take(made, other, other)
    assert list(made[0].tags()) == ["DG-001"]


def test_no_altered_drop_is_received(made: Made) -> None:
    data = drop_of(made[2], item(1))
    chance = random.Random(7)
    for number in range(90):
        mutant = bytearray(data)
        place = chance.randrange(len(mutant))
        if number % 3:
            mutant[place] ^= 1 << chance.randrange(8)
        else:
            del mutant[place : place + 1 + chance.randrange(40)]
        with pytest.raises((BadInput, BrokenSeal, WrongPassphrase)):
            take(made, bytes(mutant))
    assert made[0].tags() == {}


def test_a_drop_cannot_take_the_id_of_another(made: Made) -> None:
    """The id that makes a replay known is under the seal: a copy with a fresh id does not open."""
    drop = read_drop(drop_of(made[2], item(1)), "góp.drop")
    with pytest.raises(BrokenSeal):
        take(made, encode(replace(drop, id="00" * 16)))


def test_a_drop_for_another_bank_or_a_former_card_is_named_as_such(made: Made, tmp_path: Path) -> None:
    other = make(tmp_path, "khác.bank")
    with speaking("en"), pytest.raises(WrongPassphrase, match="another bank"):
        take(made, drop_of(other[2], item(1)))
    bank, keys, card = made
    _, fresh = make_key_file("mật khẩu khác", CHEAP)
    bank.rotate(keys, fresh, b"shares")
    with speaking("en"), pytest.raises(WrongPassphrase, match="no longer has"):
        take((bank, fresh, card), drop_of(card, item(1)))


def test_receiving_is_all_or_none_over_all_drops(made: Made) -> None:
    bank, keys, card = made
    bank.add([item(3)], keys, KEEPER)
    with pytest.raises(BadItems) as refused:
        take(made, drop_of(card, item(1)), drop_of(card, item(2), item(3)), drop_of(card, item(1)))
    assert [(one.file, one.question) for one in refused.value.problems] == [
        ("góp-1.drop", "DG-003"), ("góp-2.drop", "DG-001"),
    ]  # fmt: skip
    assert list(bank.tags()) == ["DG-003"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("## X-1\nphần: chung\n\nHỏi gì?\nA. một\nB. hai\n", "no-key"),
        ("## X-1\nphần: lạ\nlĩnh vực: a\nmức độ: nhận biết\nđộ khó: 50\n\nHỏi gì?\nA. một\n*B. hai\n", "unknown-part"),
        ("## X-1\nphần: chung\nlĩnh vực: a\nmức độ: nhận biết\nđộ khó: 50\n\nHỏi \x1b[2J gì?\nA. một\n*B. hai\n",
         "control-character"),
    ],
)  # fmt: skip
def test_what_a_stranger_seals_is_checked_like_any_file_of_a_stranger(made: Made, text: str, code: str) -> None:
    """Somebody with the card and a program of their own seals whatever they like."""
    drop = seal_drop(made[2], encode({"by": AUTHOR, "source": "", "items": text}))
    with pytest.raises(BadItems) as refused:
        take(made, encode(drop))
    assert code in {one.code for one in refused.value.problems}
    assert made[0].tags() == {}


@pytest.mark.parametrize("inside", [b"", b"{}", b'{"by":"","items":"","source":""}', b"\xff" * 9, b'{"by":"a\\u001b"}'])
def test_a_drop_with_something_else_inside_is_refused(made: Made, inside: bytes) -> None:
    with pytest.raises(BadInput):
        take(made, encode(seal_drop(made[2], inside)))


def test_a_bank_without_a_book_receives_nothing(tmp_path: Path) -> None:
    bank, keys = make_bank(tmp_path / "cũ.bank", "cantho", "một mật khẩu", date(2024, 11, 1), CHEAP)
    card = make_bank_card(bank.facts.id, bank.facts.policy, keys)
    with pytest.raises(Refused, match="bank settle"):
        take((bank, keys, card), drop_of(card, item(1)))


def test_an_altered_card_is_refused_and_a_foreign_one_has_another_fingerprint(made: Made, tmp_path: Path) -> None:
    data = encode(made[2])
    assert read_bank_card(data, "thẻ") == made[2]
    other = make(tmp_path, "khác.bank")[2]
    forged = replace(made[2], recipient=other.recipient)
    with pytest.raises(BadInput):
        read_bank_card(encode(forged), "thẻ")
    assert other.fingerprint != made[2].fingerprint
    chance = random.Random(11)
    for _ in range(40):
        mutant = bytearray(data)
        mutant[chance.randrange(len(mutant))] ^= 1 << chance.randrange(8)
        with pytest.raises(BadInput):
            read_bank_card(bytes(mutant), "thẻ")


def test_the_card_is_the_same_as_long_as_the_key_is(made: Made) -> None:
    bank, keys, card = made
    assert make_bank_card(Bank(bank.path).facts.id, bank.facts.policy, keys) == card


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_items())
def test_items_of_every_kind_come_through_a_drop_unchanged(tmp_path_factory: pytest.TempPathFactory, one: Item) -> None:
    made = make(tmp_path_factory.mktemp("bank"))
    take(made, drop_of(made[2], one))
    assert made[0].items(made[1]) == (one,)
