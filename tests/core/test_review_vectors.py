"""Claims about files made once: a bank with a book of review, its card, and drops sealed to it (tests/vectors/review).

The passphrase stands beside them, at the least cost; nobody has used them for anything real.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from examcore.canonical import encode
from examcore.contribution import receive
from examcore.errors import BadInput, BrokenSeal, WrongPassphrase
from examcore.nouns import Hand
from examcore.plugins import load_plugins
from examcore.seal import KeySource
from examcore.seal.drop import make_bank_card, read_bank_card
from examcore.store import Bank, unlock_bank

FOLDER = Path(__file__).parents[1] / "vectors" / "review"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
HAND = Hand("Phạm Chi", datetime(2026, 3, 7, tzinfo=UTC))


@pytest.fixture
def opened(tmp_path: Path) -> tuple[Bank, KeySource]:
    """A copy of the bank, unlocked."""
    for name in ("review.bank", "review.bank.key"):
        shutil.copy(FOLDER / name, tmp_path / name)
    bank = Bank(tmp_path / "review.bank")
    return bank, unlock_bank(bank, EXPECTED["passphrase"])


def test_a_bank_with_a_book_is_read_as_it_was_written(opened: tuple[Bank, KeySource]) -> None:
    bank, keys = opened
    assert {
        name: [one.version, one.standing, [*one.authors], [*one.reviewers], one.approver, one.source, one.comments]
        for name, one in bank.standings().items.items()
    } == EXPECTED["standings"]
    assert list(bank.drawable()) == EXPECTED["drawable"]
    assert {str(seq): said for seq, said in bank.comments(keys).items()} == EXPECTED["comments"]
    assert [[number, item.stem] for number, item in bank.versions("V-2", keys)] == EXPECTED["versions"]
    assert bank.book_hash == EXPECTED["hash"]


def test_a_stranger_checks_the_chain_with_nothing_but_json_and_sha256() -> None:
    with closing(sqlite3.connect(f"file:{FOLDER / 'review.bank'}?mode=ro", uri=True)) as database:
        lines = [row[0] for row in database.execute("select line from book order by seq")]
    before = ""
    for seq, data in enumerate(lines):
        line = json.loads(data)
        body = json.dumps(line["body"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert line["hash"] == hashlib.sha256(body).hexdigest()
        if seq:
            assert (line["body"]["seq"], line["body"]["prev"]) == (seq, before)
        before = line["hash"]
    assert before == EXPECTED["hash"]


def test_the_card_is_made_again_and_its_drop_is_received(opened: tuple[Bank, KeySource]) -> None:
    bank, keys = opened
    card = read_bank_card((FOLDER / "bank.card").read_bytes(), "bank.card")
    assert card.fingerprint == EXPECTED["fingerprint"]
    assert encode(make_bank_card(bank.facts.id, bank.facts.policy, keys)) == (FOLDER / "bank.card").read_bytes()
    (got,) = take(bank, keys, (FOLDER / "a.drop").read_bytes())
    assert [item.id for item in got.items] == EXPECTED["received"]
    assert (got.by, got.source) == (EXPECTED["author"], EXPECTED["source"])
    assert bank.standings().items["V-7"].authors == (EXPECTED["author"],)


def test_every_other_outcome_is_the_one_named(opened: tuple[Bank, KeySource]) -> None:
    bank, keys = opened
    data = (FOLDER / "a.drop").read_bytes()
    body = data.index(b'"body":"') + 100
    flipped = data[:body] + (b"A" if data[body : body + 1] != b"A" else b"B") + data[body + 1 :]
    for drop, kind in ((flipped, BrokenSeal), (data[:-1], BadInput), (data + b"\n", BadInput),
                       ((FOLDER / "other.drop").read_bytes(), WrongPassphrase)):  # fmt: skip
        with pytest.raises(kind):
            take(bank, keys, drop)
    assert "V-7" not in bank.tags()


def take(bank: Bank, keys: KeySource, data: bytes) -> Any:
    return receive(load_plugins(), bank, [("a.drop", data)], keys, HAND, date(2026, 3, 7))
