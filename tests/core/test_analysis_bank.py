"""Claims about changing a bank's items: new versions, all or none, and once for each sitting."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.analysis import simulate
from examcore.errors import AlreadyThere, BrokenSeal, NotFound, NotSaved
from examcore.nouns import Item
from examcore.seal import Cost, KeySource
from examcore.store import Bank, Learnt, make_bank

ITEMS = simulate(0).forms[0].items
FIRST = Learnt("S1", "d1")


@pytest.fixture
def made(tmp_path: Path) -> tuple[Bank, KeySource]:
    bank, keys = make_bank(tmp_path / "thử.bank", "any", "mật khẩu thử", date(2024, 1, 1), Cost(1024, 1, 1))
    bank.add(ITEMS, keys)
    return bank, keys


def change(item: Item, difficulty: int) -> Item:
    return replace(item, tags=replace(item.tags, difficulty=difficulty, seen=7))


def versions(bank: Bank) -> dict[str, int]:
    with sqlite3.connect(bank.path) as connection:
        return dict(connection.execute("select id, version from items"))


def test_a_changed_item_is_its_next_version_and_all_others_stay(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    assert bank.replace([change(ITEMS[3], 123)], keys) == 1
    again = Bank(bank.path)
    assert {i.id: i for i in again.items(keys)} == {i.id: i for i in (*ITEMS[:3], change(ITEMS[3], 123), *ITEMS[4:])}
    assert {name: v for name, v in versions(bank).items() if v != 1} == {ITEMS[3].id: 2}


def test_a_sitting_is_learnt_once(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    bank.replace([change(ITEMS[0], 1)], keys, FIRST)
    before = bank.path.read_bytes()
    with pytest.raises(AlreadyThere):
        Bank(bank.path).replace([change(ITEMS[0], 2)], keys, Learnt("S1", "other"))
    assert bank.path.read_bytes() == before
    bank.replace([change(ITEMS[0], 3)], keys, Learnt("S2", "d2"))
    assert Bank(bank.path).learnt() == (FIRST, Learnt("S2", "d2"))
    assert versions(bank)[ITEMS[0].id] == 3


@pytest.mark.parametrize("act", ["delete from learnt", "update learnt set sitting = 'S9'", "drop table learnt"])
def test_what_was_learnt_cannot_be_forgotten_unseen(made: tuple[Bank, KeySource], act: str) -> None:
    bank, keys = made
    bank.replace([change(ITEMS[0], 1)], keys, FIRST)
    with sqlite3.connect(bank.path) as connection:
        connection.execute(act)
    with pytest.raises(BrokenSeal):
        Bank(bank.path).items(keys)


def test_an_unknown_item_changes_nothing(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with pytest.raises(NotFound):
        bank.replace([change(ITEMS[0], 1), replace(ITEMS[1], id="elsewhere")], keys, FIRST)
    assert Bank(bank.path).items(keys) == tuple(sorted(ITEMS, key=lambda i: i.id))
    assert Bank(bank.path).learnt() == ()


def test_a_write_that_fails_leaves_the_bank_whole(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with sqlite3.connect(bank.path) as other:
        other.execute("begin immediate")
        with pytest.raises(NotSaved):
            bank.replace([change(ITEMS[0], 1)], keys, FIRST)
        other.rollback()
    assert Bank(bank.path).items(keys) == tuple(sorted(ITEMS, key=lambda i: i.id))
    bank.replace([change(ITEMS[0], 1)], keys, FIRST)


def test_items_can_still_be_added_after_learning(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    bank.replace([change(ITEMS[0], 1)], keys, FIRST)
    bank.add([replace(ITEMS[1], id="new")], keys)
    assert len(Bank(bank.path).items(keys)) == 101
